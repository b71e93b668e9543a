"""The laws that every figure of the catalogue obeys, on registers drawn at random."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.catalogue.dimensions import PLACES
from maillage.indicators.definitions import PEOPLE, Dimension, Indicator, Ratio
from maillage.indicators.measure import measure, measure_series
from maillage.indicators.records import differences, records
from maillage.indicators.register import Register
from maillage.network.models import (
    Carrying,
    Cooperation,
    CooperationCoverage,
    CooperationLevel,
    CooperationStage,
    CooperationStageChange,
    Membership,
    Organisation,
    OrganisationSituation,
    Signature,
    Team,
    TeamCoverage,
    TeamStage,
    TeamStageChange,
)
from maillage.supports.models import Deployment
from maillage.territory.models import Departement, Region
from maillage.territory.perimeter import Perimeter
from tests.cast import instant
from tests.indicators.scattered import DAYS, MOMENTS, Scattered, scatter

LATER = instant(2018, 1, 1)
KNOWN = (*MOMENTS, LATER)
MONEY = {figure.code for figure in CATALOGUE.values() if figure.unit == "euro"}
COUNTED = [figure for figure in CATALOGUE.values() if not isinstance(figure, Ratio)]


@pytest.fixture(params=range(2))
def scattered(request: pytest.FixtureRequest, db: None) -> Scattered:  # noqa: ARG001 - asked for, for its effect
    return scatter(request.param)


def dimensions(figure: Indicator) -> tuple[Dimension, ...]:
    return (*figure.dimensions, *(PLACES if figure.has_place else ()))


def perimeters(scattered: Scattered) -> Iterator[Perimeter]:
    for name in ("france", "region:76", "departement:30", "epci:200046977", "commune:30189", "commune:69123"):
        yield Perimeter.parse(name)
    for cooperation in scattered.cooperations[:2]:
        yield Perimeter("cooperation", cooperation.slug)
    for organisation in scattered.organisations[:2]:
        yield Perimeter("porteur", organisation.slug)


def test_a_series_says_on_each_day_the_value_of_that_day(scattered: Scattered) -> None:
    register, days, asked = Register(LATER), DAYS[1::3], 0
    for perimeter in perimeters(scattered):
        for code in CATALOGUE:
            try:
                found = measure_series(
                    code, days=days, known_at=LATER, perimeter=perimeter, register=register
                )
            except Refused:
                continue
            values = tuple(
                measure(code, as_of=day, known_at=LATER, perimeter=perimeter, register=register).value
                for day in days
            )
            assert found.total == values, (code, str(perimeter))
            asked += any(values)
    assert asked > 20


def test_what_has_no_place_is_all_that_refuses_a_place(scattered: Scattered) -> None:
    register = Register(LATER)
    refused: Counter[str] = Counter()
    for perimeter in perimeters(scattered):
        for code in CATALOGUE:
            try:
                measure(code, as_of=DAYS[3], known_at=LATER, perimeter=perimeter, register=register)
            except Refused:
                refused[perimeter.kind] += 1
                figure = CATALOGUE[code]
                assert not figure.has_place or (
                    perimeter.kind == "porteur" and figure.subject not in {Team, Organisation}
                )
    assert refused["france"] == 0
    # Launches of supports, resources, those of a period, experiments, the four figures of pledges.
    assert refused["departement"] == 8


@pytest.mark.usefixtures("scattered")
@pytest.mark.parametrize("known_at", [MOMENTS[1], LATER])
def test_parts_add_up_to_the_whole(known_at: dt.datetime) -> None:
    register = Register(known_at)
    for figure in COUNTED:
        for dimension in dimensions(figure):
            for day in DAYS[1::2]:
                found = measure(
                    figure.code, as_of=day, known_at=known_at, by=dimension.code, register=register
                )
                parts = sum(part.value for part in found.parts)
                assert parts - found.overlap == (found.value or 0), (figure.code, dimension.code)
                assert found.overlap == 0 or dimension.overlapping, (figure.code, dimension.code)
                assert len({part.key for part in found.parts}) == len(found.parts)
                assert all(part.value > 0 and part.label for part in found.parts)


@pytest.mark.usefixtures("scattered")
def test_a_series_by_part_says_on_each_day_the_parts_of_that_day() -> None:
    register = Register(LATER)
    for figure in COUNTED:
        for dimension in dimensions(figure):
            asked = {"known_at": LATER, "by": dimension.code, "register": register}
            found = measure_series(figure.code, days=DAYS, **asked)  # type: ignore[arg-type] # a dict of arguments
            for position, day in list(enumerate(DAYS))[1::3]:
                parts = measure(figure.code, as_of=day, **asked).parts  # type: ignore[arg-type] # same
                assert {part.key: values[position] for part, values in found.parts if values[position]} == {
                    part.key: part.value for part in parts
                }, (figure.code, dimension.code)


@pytest.mark.usefixtures("scattered")
def test_places_add_up_to_france() -> None:
    register = Register(LATER)
    for figure in COUNTED:
        if not figure.has_place:
            continue
        for by, places in (
            ("departement", Departement.objects.order_by("code")),
            ("region", Region.objects.order_by("code")),
        ):
            asked = {"as_of": DAYS[5], "known_at": LATER, "register": register}
            whole = measure(figure.code, by=by, **asked)  # type: ignore[arg-type] # a dict of arguments
            parts = {part.key: part.value for part in whole.parts}
            nowhere = parts.pop("", 0)
            values = {
                place.code: measure(figure.code, perimeter=Perimeter(by, place.code), **asked).value  # type: ignore[arg-type] # same
                for place in places
            }
            assert {code: value for code, value in values.items() if value} == parts, figure.code
            assert sum(value for value in values.values() if value) + nowhere == (whole.value or 0), (
                figure.code
            )


def test_there_are_as_many_records_as_the_value_says(scattered: Scattered) -> None:
    for known_at in (MOMENTS[2], LATER):
        register = Register(known_at)
        for perimeter in perimeters(scattered):
            for code, figure in CATALOGUE.items():
                asked = {"known_at": known_at, "perimeter": perimeter, "register": register, "as_of": DAYS[5]}
                try:
                    found = measure(code, **asked)  # type: ignore[arg-type] # a dict of arguments
                except Refused:
                    continue
                rows = records(code, **asked)  # type: ignore[arg-type] # same
                counted = found.numerator if isinstance(figure, Ratio) else found.value
                # Of amounts of money, each row is one amount: there are no more rows than euros. Of what teams
                # declare, the rows say what each adds; those about people name no number.
                # Of a few people in a small place, neither the number nor the list is told.
                matches = len(rows) == (counted or 0)
                if figure.census and figure.unit != "commune":
                    # Communes: those of few people are listed and do not say how many.
                    few = [row for row in rows if row.amount is None]
                    said = sum(row.amount or 0 for row in rows)
                    matches = (said + len(few) <= (counted or 0) <= said + 4 * len(few)) or not rows
                elif code in MONEY and rows:
                    matches = len(rows) <= (counted or 0)
                elif figure.declared and rows and rows[0].amount is not None:
                    matches = sum(row.amount or 0 for row in rows) == counted
                elif figure.declared and figure.unit == PEOPLE:
                    matches = bool(rows) or not counted
                assert matches, (code, str(perimeter))
                assert all(row.label for row in rows)


def answers(known_at: dt.datetime) -> dict[str, tuple[object, ...]]:
    register = Register(known_at)
    return {
        code: tuple(
            (found.value, found.parts)
            for day in DAYS[1::3]
            for found in [measure(code, as_of=day, known_at=known_at, register=register)]
        )
        for code in CATALOGUE
    }


DATED = (Signature, Membership, Carrying, TeamCoverage, CooperationCoverage, Deployment)
STAGED = (TeamStageChange, CooperationStageChange)


@pytest.mark.usefixtures("scattered")
def test_what_was_known_never_changes() -> None:
    before = {moment: answers(moment) for moment in KNOWN}
    chance = random.Random(1)  # noqa: S311 - a seeded draw is not cryptography
    by = Author(at=instant(2019, 1, 1), source="grande relecture")
    for model in (*DATED, *STAGED, OrganisationSituation):
        for row in model._default_manager.filter(retracted_at=None).order_by("pk"):
            if chance.random() < 0.3:
                retract(row, reason="relecture", by=by)
            elif chance.random() < 0.5 and model in STAGED:
                correct(row, reason="relecture", by=by, changed_on=DAYS[2])
            elif chance.random() < 0.5:
                correct(row, reason="relecture", by=by, source="autre source")
    assert {moment: answers(moment) for moment in KNOWN} == before
    assert answers(instant(2019, 1, 1)) != before[LATER]


@pytest.mark.usefixtures("scattered")
def test_a_correction_of_days_changes_only_the_days_it_touches() -> None:
    days = [dt.date(2013, 1, 1) + dt.timedelta(days=20 * n) for n in range(100)]
    touched_once = 0

    def read(known_at: dt.datetime) -> dict[str, tuple[object, ...]]:
        register = Register(known_at)
        return {
            code: measure_series(code, days=days, known_at=known_at, register=register).total
            for code in CATALOGUE
        }

    for position, model in enumerate(DATED):
        row: Any = model._default_manager.filter(retracted_at=None, ended_on__isnull=False).order_by("pk")[0]
        old = {day for day in days if row.started_on <= day < row.ended_on}
        by = Author(at=instant(2019, 1, 1 + position))
        moved: Any = correct(row, reason="dates", by=by, started_on=days[30], ended_on=days[60])
        touched = old ^ set(days[30:60])
        before, after = read(by.at - dt.timedelta(days=1)), read(by.at)
        if model is Deployment:  # what has accumulated follows the first day alone
            first, last = sorted([row.started_on, moved.started_on])
            touched = {day for day in days if first <= day < last}
        for code in CATALOGUE:
            changed = {
                day
                for day, old_value, new in zip(days, before[code], after[code], strict=True)
                if old_value != new
            }
            assert changed <= touched, (model.__name__, code)
            touched_once += bool(changed)
    assert touched_once


@pytest.mark.usefixtures("scattered")
def test_a_correction_of_a_stage_changes_nothing_before_it() -> None:
    for position, model in enumerate(STAGED):
        row = model._default_manager.filter(retracted_at=None).order_by("changed_on")[0]
        by = Author(at=instant(2019, 1, 1 + position))
        moved = correct(row, reason="date", by=by, changed_on=row.changed_on + dt.timedelta(days=200))
        days = [row.changed_on - dt.timedelta(days=n) for n in (100, 1)]
        for code in CATALOGUE:
            old, new = (
                measure_series(code, days=days, known_at=moment)
                for moment in (by.at - dt.timedelta(days=1), by.at)
            )
            assert old.total == new.total, code
        assert moved.changed_on > row.changed_on


@pytest.mark.usefixtures("scattered")
def test_differences_explain_all_that_changed() -> None:
    explained = 0
    for code in CATALOGUE:
        for before, after in ((MOMENTS[1], MOMENTS[2]), (MOMENTS[0], LATER)):
            old = records(code, as_of=DAYS[4], known_at=before)
            new = records(code, as_of=DAYS[4], known_at=after)
            found = differences(code, as_of=DAYS[4], before=before, after=after)
            kinds = [row.kind for row in found]
            assert len(old) + kinds.count("came") - kinds.count("left") == len(new), code
            assert all(row.reason for row in found)
            assert not differences(code, as_of=DAYS[4], before=after, after=after)
            explained += len(found)
    assert explained


@pytest.mark.usefixtures("scattered")
def test_lists_and_figures_say_the_same() -> None:
    codes = dict(Departement.objects.values_list("pk", "code"))
    for known_at in (MOMENTS[1], LATER):
        register = Register(known_at)
        for day in DAYS[1:]:
            asked = {"as_of": day, "known_at": known_at}
            teams = Team.objects.staged(as_of=day, known_at=known_at)
            cooperations = Cooperation.objects.staged(as_of=day, known_at=known_at)
            active = cooperations.at_stages([CooperationStage.LAUNCHED, CooperationStage.ACTIVE])
            seated = active.seated(as_of=day, known_at=known_at)
            lists: dict[str, Any] = {
                "signataires": Organisation.objects.signatories(as_of=day, known_at=known_at),
                "equipes": teams.at_stages([TeamStage.RECOGNISED]),
                "equipes-connues": teams.at_stages(set(TeamStage) - {TeamStage.CLOSED}),
                "cooperations": cooperations.at_stages(set(CooperationStage) - {CooperationStage.CLOSED}),
                "cooperations-actives": active,
                "cooperations-departementales": seated.at_level(CooperationLevel.DEPARTMENTAL),
            }
            for code, rows in lists.items():
                found = measure(code, by="departement", register=register, **asked)  # type: ignore[arg-type] # a dict of arguments
                assert found.value == rows.count(), (code, day)
                seats = rows.model._default_manager.seated(**asked)
                places = dict(seats.values_list("pk", "seat__departement"))
                by_place = Counter(codes.get(places[row.pk], "") for row in rows)
                assert {part.key: part.value for part in found.parts} == by_place, (code, day)


@pytest.mark.usefixtures("scattered")
def test_the_overlap_of_carriers_is_counted_team_by_team() -> None:
    met = 0
    for day in DAYS:
        found = measure("porteurs", as_of=day, known_at=LATER)
        kinds: dict[int, set[int | None]] = {}
        for team in Team.objects.staged(as_of=day, known_at=LATER).at_stages([TeamStage.RECOGNISED]):
            carriers = Carrying.objects.known_at(LATER).as_of(day).filter(team=team).values("organisation")
            held = OrganisationSituation.objects.known_at(LATER).as_of(day)
            kinds[team.pk] = set(held.filter(organisation__in=carriers).values_list("kind", flat=True))
        assert found.value == len(kinds)
        assert found.overlap == sum(max(len(own) - 1, 0) for own in kinds.values())
        met += found.overlap
        without = {part.label: part.value for part in found.parts}.get("sans porteur connu", 0)
        assert without == sum(not own for own in kinds.values())
    assert met
