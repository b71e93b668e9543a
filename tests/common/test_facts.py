"""Dated facts: what is true on a day, what is known at a moment, what a correction leaves behind."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import User
from maillage.common.errors import Refused
from maillage.common.facts import (
    Author,
    DatedFact,
    correct,
    end_of_day,
    known,
    retract,
    stamp,
    start_of_day,
    true_on,
)
from maillage.network.models import (
    CooperationCoverage,
    CooperationSituation,
    CooperationStageChange,
    Membership,
    Organisation,
    OrganisationSituation,
    Signature,
)
from tests.cast import Cast, commune, date, instant, national_charter

START, END = date(2014, 3, 1), date(2015, 3, 1)
BY = Author(at=instant(2016, 1, 1), source="registre")


@pytest.fixture
def organisation(db: None) -> Organisation:  # noqa: ARG001 - asked for, for its effect
    return Organisation.objects.create(name="Entraide", slug="entraide", folded="entraide")


def fact(organisation: Organisation, **fields: Any) -> Membership:
    return Membership.objects.create(organisation=organisation, **{**stamp(BY), **fields})


@pytest.mark.parametrize(
    ("started_on", "ended_on", "day", "holds"),
    [
        (START, END, START - dt.timedelta(days=1), False),
        (START, END, START, True),
        (START, END, END - dt.timedelta(days=1), True),
        (START, END, END, False),
        (START, None, date(2099, 12, 31), True),
        (START, None, START - dt.timedelta(days=1), False),
        (None, END, date(1900, 1, 1), True),
        (None, END, END, False),
        (None, None, date(1950, 1, 1), True),
    ],
)
def test_a_fact_holds_from_its_first_day_to_the_eve_of_its_end(
    organisation: Organisation,
    started_on: dt.date | None,
    ended_on: dt.date | None,
    day: dt.date,
    holds: bool,  # noqa: FBT001 - a row of the truth table
) -> None:
    fact(organisation, started_on=started_on, ended_on=ended_on)
    assert Membership.objects.as_of(day).exists() is holds
    assert Organisation.objects.filter(true_on(day, "memberships__")).exists() is holds


LEARNED, UNLEARNED = instant(2015, 6, 1), instant(2015, 9, 1)
BLINK = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("until", "moment", "believed"),
    [
        (None, LEARNED - BLINK, False),
        (None, LEARNED, True),
        (None, instant(2030, 1, 1), True),
        (UNLEARNED, LEARNED - BLINK, False),
        (UNLEARNED, LEARNED, True),
        (UNLEARNED, UNLEARNED - BLINK, True),
        (UNLEARNED, UNLEARNED, False),
        (LEARNED, LEARNED, False),
    ],
)
def test_a_fact_is_known_from_the_moment_it_is_learned_until_it_is_unlearned(
    organisation: Organisation,
    until: dt.datetime | None,
    moment: dt.datetime,
    believed: bool,  # noqa: FBT001 - a row of the truth table
) -> None:
    retraction = {"retracted_at": BY.at, "retraction_reason": "erreur", "known_until": until} if until else {}
    fact(organisation, started_on=START, known_from=LEARNED, **retraction)
    assert Membership.objects.known_at(moment).exists() is believed
    assert Organisation.objects.filter(known(moment, "memberships__")).exists() is believed
    assert Membership.objects.believed().exists() is (until is None)


def test_a_day_is_from_midnight_to_midnight_in_france() -> None:
    summer = date(2016, 7, 14)
    assert start_of_day(summer) == dt.datetime(2016, 7, 13, 22, tzinfo=dt.UTC)
    assert end_of_day(summer) == dt.datetime(2016, 7, 14, 21, 59, 59, 999999, tzinfo=dt.UTC)
    assert end_of_day(date(2016, 3, 27)) == start_of_day(date(2016, 3, 28)) - BLINK


def test_a_retracted_fact_stays_with_its_reason_its_author_and_its_moment(organisation: Organisation) -> None:
    reader = User.objects.create_user("jeanne@example.org", "Jeanne")
    row = fact(organisation, started_on=START)
    retract(row, reason="doublon", by=Author(at=instant(2016, 5, 1), user=reader))
    kept = Membership.objects.get(pk=row.pk)
    assert (kept.retraction_reason, kept.retracted_by_id) == ("doublon", reader.pk)
    assert kept.retracted_at == kept.known_until == instant(2016, 5, 1)
    assert kept.started_on == START
    assert row.retraction_reason == "doublon"


def test_a_fact_is_retracted_once(organisation: Organisation) -> None:
    row = fact(organisation, started_on=START)
    stale = Membership.objects.get(pk=row.pk)
    retract(row, reason="doublon", by=BY)
    with pytest.raises(Refused, match="Ce fait a déjà été retiré : doublon"):
        retract(stale, reason="encore", by=BY)
    assert Membership.objects.get(pk=row.pk).retraction_reason == "doublon"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_retraction_says_why(organisation: Organisation, reason: str) -> None:
    row = fact(organisation, started_on=START)
    with pytest.raises(Refused, match="Un retrait porte un motif"):
        retract(row, reason=reason, by=BY)
    assert Membership.objects.believed().filter(pk=row.pk).exists()


def test_an_error_known_before_it_was_written_down_stops_counting_from_then(
    organisation: Organisation,
) -> None:
    row = fact(organisation, started_on=START, known_from=instant(2014, 6, 1))
    retract(row, reason="doublon", by=Author(at=instant(2016, 5, 1), known_from=instant(2015, 3, 10)))
    assert Membership.objects.known_at(instant(2015, 3, 9)).exists()
    assert not Membership.objects.known_at(instant(2015, 3, 10)).exists()
    assert Membership.objects.get(pk=row.pk).retracted_at == instant(2016, 5, 1)


def test_an_error_known_before_the_fact_itself_leaves_it_never_believed(organisation: Organisation) -> None:
    row = fact(organisation, started_on=START, known_from=instant(2015, 6, 1))
    retract(row, reason="doublon", by=Author(at=instant(2016, 5, 1), known_from=instant(2015, 3, 10)))
    assert row.known_until == instant(2015, 6, 1)
    assert not Membership.objects.known_at(instant(2015, 6, 1)).exists()


def test_a_correction_is_one_act_the_wrong_fact_leaves_when_the_right_one_comes(
    organisation: Organisation,
) -> None:
    wrong = fact(organisation, started_on=START, college="equipes", source="premier fichier")
    by = Author(at=instant(2016, 8, 1), source="relecture")
    right = correct(wrong, reason="mauvais collège", by=by, college="signataires")
    assert right.pk != wrong.pk
    assert right.source == "relecture"
    assert (right.started_on, right.college, right.retraction_reason) == (START, "signataires", "")
    assert (right.known_from, right.known_until, right.retracted_at) == (instant(2016, 8, 1), None, None)
    for moment, college in [(instant(2016, 7, 31), "equipes"), (instant(2016, 8, 1), "signataires")]:
        assert Membership.objects.known_at(moment).get().college == college


def test_a_correction_may_be_known_since_longer_than_it_is_written(organisation: Organisation) -> None:
    wrong = fact(organisation, started_on=START, known_from=instant(2014, 6, 1))
    by = Author(at=instant(2016, 8, 1), known_from=instant(2015, 1, 1))
    right = correct(wrong, reason="mauvaise date", by=by, started_on=END)
    assert (right.recorded_at, right.known_from) == (instant(2016, 8, 1), instant(2015, 1, 1))
    assert Membership.objects.known_at(instant(2014, 12, 31)).get().started_on == START
    assert Membership.objects.known_at(instant(2015, 1, 1)).get().started_on == END


def test_what_is_corrected_once_is_not_corrected_again(organisation: Organisation) -> None:
    wrong = fact(organisation, started_on=START)
    stale = Membership.objects.get(pk=wrong.pk)
    correct(wrong, reason="mauvaise date", by=BY, started_on=END)
    with pytest.raises(Refused, match="a déjà été retiré"):
        correct(stale, reason="mauvaise date", by=BY, started_on=END)
    assert Membership.objects.count() == 2


def test_a_refused_correction_leaves_the_fact_believed(organisation: Organisation) -> None:
    row = fact(organisation, started_on=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        correct(row, reason="mauvaise date", by=BY, ended_on=START)
    assert Membership.objects.believed().get().ended_on is None


def test_the_author_is_kept_beside_the_fact(organisation: Organisation) -> None:
    writer = User.objects.create_user("jeanne@example.org")
    by = Author(at=instant(2016, 1, 2), user=writer, source="courrier", known_from=instant(2014, 1, 1))
    row = Membership.objects.create(organisation=organisation, started_on=START, **stamp(by))
    assert (row.recorded_at, row.recorded_by, row.source) == (instant(2016, 1, 2), writer, "courrier")
    assert row.known_from == instant(2014, 1, 1)


RETRACTED = {"retracted_at": BY.at, "known_until": BY.at, "retraction_reason": "erreur"}


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_on": START},
        {"ended_on": START - dt.timedelta(days=1)},
        {"started_on": date(1899, 12, 31)},
        {"started_on": date(2100, 1, 1)},
        {"ended_on": date(2100, 1, 1)},
        {"started_on": None, "ended_on": date(1899, 12, 31)},
        {"retracted_at": BY.at},
        {"known_until": BY.at},
        {**RETRACTED, "retraction_reason": ""},
        {**RETRACTED, "known_until": None},
        {**RETRACTED, "retracted_at": None},
        {**RETRACTED, "known_until": BY.at - BLINK},
    ],
)
def test_the_database_refuses_a_fact_that_cannot_be(
    organisation: Organisation, fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        fact(organisation, **{"started_on": START, **fields})
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"ended_on": START + dt.timedelta(days=1)},
        {"started_on": None, "ended_on": None},
        {"started_on": date(1900, 1, 1), "ended_on": date(2099, 12, 31)},
        RETRACTED,
    ],
)
def test_the_database_takes_a_fact_that_can_be(organisation: Organisation, fields: dict[str, Any]) -> None:
    fact(organisation, **{"started_on": START, **fields})
    assert Membership.objects.count() == 1


def refused_by_the_database(row: DatedFact | CooperationStageChange) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_wants_one_signatory_and_a_day(cast: Cast) -> None:
    told, charter = stamp(BY), national_charter()
    both = {"organisation": cast.branche, "team": cast.esquisse}
    refused_by_the_database(Signature(charter=charter, started_on=START, **both, **told))
    refused_by_the_database(Signature(charter=charter, started_on=START, **told))
    refused_by_the_database(Signature(charter=charter, organisation=cast.branche, **told))
    refused_by_the_database(Signature(charter=charter, organisation=cast.voisins, started_on=END, **told))


def test_the_database_wants_a_commune_with_its_departement(cast: Cast) -> None:
    told, nimes = stamp(BY), commune("30189")
    refused_by_the_database(OrganisationSituation(organisation=cast.nomade, commune=nimes, **told))
    refused_by_the_database(
        CooperationSituation(cooperation=cast.errante, level="locale", commune=nimes, **told)
    )


def test_the_database_wants_one_territory_a_row(cast: Cast) -> None:
    told, nimes = stamp(BY), commune("30189")
    refused_by_the_database(CooperationCoverage(cooperation=cast.gard, **told))
    refused_by_the_database(
        CooperationCoverage(cooperation=cast.gard, commune=nimes, departement=nimes.departement, **told)
    )
    refused_by_the_database(
        CooperationCoverage(cooperation=cast.gard, commune=nimes, epci=nimes.epci, **told)
    )


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2100, 1, 1)])
def test_the_database_wants_a_plausible_day_of_stage(cast: Cast, day: dt.date) -> None:
    refused_by_the_database(
        CooperationStageChange(cooperation=cast.gard, stage="close", changed_on=day, **stamp(BY))
    )
