"""Sums by month and département: what is kept and completed equals what is read again, whatever happened since."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.common.facts import Author, correct, retract, stamp
from maillage.indicators import totals as module
from maillage.indicators.declared import month_rank
from maillage.indicators.measure import measure_series
from maillage.indicators.models import MonthlyTotals
from maillage.indicators.register import Register
from maillage.indicators.totals import Axes, Totals, keep, plainly, totals
from maillage.network.models import TeamSituation, TeamStage, TeamStageChange
from maillage.tallies.models import Tally, TallyRhythm
from maillage.territory.models import Departement
from tests.cast import date, departement, instant
from tests.indicators.scattered import MOMENTS, Scattered, scatter

pytestmark = pytest.mark.django_db
FIRST, LAST = month_rank(date(2012, 6, 1)), month_rank(date(2017, 3, 1))
KEPT, LATER = instant(2018, 1, 1), instant(2019, 1, 1)
ASKED = (*MOMENTS, instant(2016, 9, 1), KEPT, instant(2018, 6, 1), LATER)


def plain(known_at: dt.datetime) -> np.ndarray[Any, Any]:
    places = tuple(Departement.objects.order_by("pk").values_list("pk", flat=True))
    return plainly(known_at, Axes(first=FIRST, last=LAST, places=places))


def must_be_kept(known_at: dt.datetime) -> Totals:
    """Return the sums, refusing that they be read the plain way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "plainly", lambda *_asked: pytest.fail("the sums that are kept did not serve"))
        return totals(known_at, FIRST, LAST)


def month_ends() -> list[dt.date]:
    return [
        dt.date(rank // 12 + (rank % 12 == 11), (rank + 1) % 12 + 1, 1) - dt.timedelta(days=1)
        for rank in range(FIRST, LAST + 1)
    ]


@pytest.mark.parametrize("seed", range(2))
def test_the_sums_are_those_of_the_figures(seed: int) -> None:
    scatter(seed)
    days = month_ends()
    for known_at in (MOMENTS[2], KEPT):
        found, register = totals(known_at, FIRST, LAST), Register(known_at)
        for code, name in module.CODES.items():
            series = measure_series(code, days=days, known_at=known_at, by="departement", register=register)
            whole = np.array([value or 0 for value in series.total])
            sums = found.of(name).sum(axis=1)
            if name not in (*module.STATES, "declaring"):
                sums = sums.cumsum()
            assert (sums == whole).all(), code
            codes = dict(Departement.objects.values_list("code", "pk"))
            for part, values in series.parts:
                place = found.axes.places.index(codes[part.key]) if part.key else -1
                sums = found.of(name)[:, place]
                if name not in (*module.STATES, "declaring"):
                    sums = sums.cumsum()
                assert (sums == np.array(values)).all(), (code, part.key)


@pytest.fixture
def drawn() -> Scattered:
    return scatter(3)


# What may happen after the sums were kept: each with a number that chooses the row.
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["declare", "correct", "retract", "older", "seat", "stage", "unstage", "rhythm"]),
        st.integers(0, 10_000),
        st.integers(0, 30),
    ),
    max_size=8,
)


class Undone(Exception):  # noqa: N818 - nothing went wrong
    """Undo what an example wrote."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_what_is_kept_and_completed_equals_the_plain_way(
    drawn: Scattered, acts: list[tuple[str, int, int]]
) -> None:
    def example() -> None:
        with transaction.atomic():
            months = month_rank(date(2018, 1, 1)) - month_rank(date(2013, 1, 1)) + 1
            assert keep(KEPT, large=1) == 36 + 24 + months
            for rank, (act, row, amount) in enumerate(acts):
                act_on(drawn, act, row, amount, KEPT + dt.timedelta(days=10 * (rank + 1)))
            for known_at in ASKED:
                found = must_be_kept(known_at)
                assert (found.values == plain(known_at)).all(), known_at
            raise Undone

    with pytest.raises(Undone):
        example()


def act_on(drawn: Scattered, act: str, row: int, amount: int, at: dt.datetime) -> None:
    """Write one act of the network."""
    by = Author(at=at, source="suite")
    team = drawn.teams[row % len(drawn.teams)]
    tallies = Tally.objects.filter(retracted_at=None).order_by("pk")
    tally = tallies[row % tallies.count()]
    if act == "declare":
        month = date(2017, 1 + row % 3, 1)
        if not tallies.filter(team=team, period_on=month).exists():
            Tally.objects.create(team=team, period_on=month, visits=amount, how="page", **stamp(by))
    elif act == "correct":
        correct(tally, reason="essai", by=by, nothing=False, visits=amount)
    elif act == "retract":
        retract(tally, reason="essai", by=by)
    elif act == "older":  # known to be wrong long before
        retract(tally, reason="essai", by=Author(at=at, known_from=instant(2016, 8, 1)))
    elif act == "seat":
        seat = TeamSituation.objects.filter(retracted_at=None, team=team).order_by("pk")[0]
        correct(seat, reason="essai", by=by, commune=None, departement=departement("46"))
    elif act == "stage":
        stage = list(TeamStage)[row % len(TeamStage)]
        days = {"changed_on": date(2016, 1 + row % 12, 1), "stage": stage}
        TeamStageChange.objects.create(team=team, **days, **stamp(by))
    elif act == "unstage":
        change = TeamStageChange.objects.filter(retracted_at=None).order_by("pk")[row % 4]
        retract(change, reason="essai", by=by)
    else:
        for held in TallyRhythm.objects.filter(retracted_at=None, team=team, ended_on=None):
            retract(held, reason="essai", by=by)
        TallyRhythm.objects.create(
            team=team, months=3, started_on=date(2014, 1 + row % 4 * 3, 1), **stamp(by)
        )


def test_what_cannot_be_completed_is_read_again(drawn: Scattered) -> None:
    assert keep(KEPT) == 0  # too few to be kept
    assert not MonthlyTotals.objects.exists()
    keep(KEPT, large=1)
    tally = Tally.objects.filter(retracted_at=None).order_by("pk")[0]
    # A clock that went back: the retraction is older than the last one that was seen.
    retract(tally, reason="essai", by=Author(at=instant(2016, 12, 1)))
    with pytest.raises(pytest.fail.Exception, match="did not serve"):
        must_be_kept(LATER)
    assert (totals(LATER, FIRST, LAST).values == plain(LATER)).all()
    keep(KEPT, large=1)
    assert MonthlyTotals.objects.count() == 1
    assert (must_be_kept(LATER).values == plain(LATER)).all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_TEAMS", 0)
        assert (totals(MOMENTS[1], FIRST, LAST).values == plain(MOMENTS[1])).all()
    assert (totals(LATER, FIRST - 100, LAST).values.sum(axis=1) == plain(LATER).sum(axis=1))[0].all()
    MonthlyTotals.objects.update(names=[])
    assert (totals(LATER, FIRST, LAST).values == plain(LATER)).all()
    assert str(MonthlyTotals.objects.newest()) == "2018-01-01 12:00"
    assert drawn.teams


def test_blocks_of_teams_add_up(drawn: Scattered) -> None:
    whole = plain(KEPT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 2)
        assert (plain(KEPT) == whole).all()
    assert whole.sum() > 0
    assert len(drawn.teams) == 9
