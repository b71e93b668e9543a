"""Founding cooperations, the stages that they enter, the territories that they cover."""

import datetime as dt
from typing import Any

import pytest

from maillage.common.facts import Author, correct, retract
from maillage.network.models import (
    Cooperation,
    CooperationCoverage,
    CooperationLevel,
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
    TeamCoverage,
)
from maillage.network.operations import NewCooperation, NewStage, cover, enter_stage, found_cooperations
from maillage.network.operations.coverages import cover_all
from maillage.network.operations.places import Contact, Seat
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, Cast, commune, date, departement, instant

BY = Author(at=instant(2017, 2, 1), source="courrier")
DAY = date(2017, 1, 1)


@pytest.mark.django_db
def test_a_cooperation_is_founded_with_its_level_and_its_seat() -> None:
    new = NewCooperation(
        name="Coopération de la Loire",
        level=CooperationLevel.TERRITORIAL,
        seat=Seat(departement=departement("42")),
        contact=Contact(website="https://example.org", telephone="01 99 00 12 34", email="a@example.org"),
    )
    (written,) = found_cooperations([new], by=BY)
    row = Cooperation.objects.get(pk=written.pk)
    assert (row.slug, row.website, row.email) == (
        "cooperation-de-la-loire",
        "https://example.org",
        "a@example.org",
    )
    situation = CooperationSituation.objects.get(cooperation=row)
    assert (situation.level, situation.departement) == ("territoriale", departement("42"))
    assert str(situation) == "Coopération de la Loire : territoriale"


def test_a_cooperation_goes_through_its_stages(cast: Cast) -> None:
    seen = []
    for day in [date(2013, 8, 31), date(2013, 9, 1), date(2014, 2, 1), date(2015, 3, 11), date(2016, 6, 1)]:
        found: Any = Cooperation.objects.staged(as_of=day, known_at=NOW).get(pk=cast.gard.pk)
        seen.append((found.stage, found.since))
    assert seen == [
        (None, None),
        ("contact", date(2013, 9, 1)),
        ("amorce", date(2014, 2, 1)),
        ("structuration", date(2014, 9, 1)),
        ("active", date(2016, 1, 15)),
    ]
    first = CooperationStageChange.objects.filter(cooperation=cast.gard).earliest("changed_on")
    assert str(first) == "Coopération du Gard : contact"


def periods(cooperation: Cooperation, known_at: dt.datetime) -> list[tuple[str, dt.date, dt.date | None]]:
    changes: Any = CooperationStageChange.objects.known_at(known_at).periods("cooperation_id")
    rows = changes.filter(cooperation=cooperation)
    return sorted((row.held, row.changed_on, row.ends) for row in rows)


def test_a_stage_ends_when_the_next_one_begins(cast: Cast) -> None:
    assert periods(cast.nord, NOW) == [
        ("amorce", date(2014, 5, 1), date(2015, 10, 1)),
        ("en-sommeil", date(2015, 10, 1), None),
    ]


def test_a_retracted_stage_ends_none(cast: Cast) -> None:
    asleep = CooperationStageChange.objects.get(cooperation=cast.nord, stage=CooperationStage.DORMANT)
    retract(asleep, reason="elle vivait encore", by=BY)
    assert periods(cast.nord, NOW) == [("amorce", date(2014, 5, 1), None)]
    assert len(periods(cast.nord, instant(2017, 1, 31))) == 2


def test_keeping_one_stage_does_not_hide_the_change_that_ended_it(cast: Cast) -> None:
    changes: Any = CooperationStageChange.objects.known_at(NOW).periods("cooperation_id")
    ended = {row.cooperation: row.ends for row in changes.filter(held=CooperationStage.INITIATED)}
    assert ended == {cast.gard: date(2014, 9, 1), cast.nord: date(2015, 10, 1)}


def test_two_stages_of_one_day_follow_the_path_whatever_was_written_last(cast: Cast) -> None:
    changes = enter_stage(
        [
            NewStage(subject=cast.errante, stage=stage, on=DAY, precision="annee", evidence_kind="reunion")
            for stage in (CooperationStage.INITIATED, CooperationStage.STRUCTURED)
        ],
        by=BY,
    )
    correct(changes[0], reason="preuve ajoutée", by=BY, evidence="procès-verbal")
    assert periods(cast.errante, NOW) == [
        ("amorce", DAY, DAY),
        ("contact", date(2016, 1, 1), DAY),
        ("structuration", DAY, None),
    ]
    (row,) = Cooperation.objects.staged(as_of=DAY, known_at=NOW).filter(pk=cast.errante.pk)
    assert row.stage == "structuration"


def test_covering_again_adds_only_what_is_new(cast: Cast) -> None:
    nimes, gard = commune("30189"), departement("30")
    assert cover(cast.gard, [gard], on=DAY, by=BY) == 0
    assert cover(cast.gard, [gard, nimes, nimes], on=DAY, by=BY) == 1
    assert cover(cast.gard, [nimes], on=DAY, by=BY) == 0
    rows = CooperationCoverage.objects.filter(cooperation=cast.gard)
    assert sorted((str(row), row.started_on) for row in rows) == [
        ("Coopération du Gard : Gard", date(2014, 9, 1)),
        ("Coopération du Gard : Nîmes", DAY),
    ]


def test_a_coverage_that_ended_or_was_retracted_may_come_back(cast: Cast) -> None:
    gard = departement("30")
    CooperationCoverage.objects.filter(cooperation=cast.gard).update(ended_on=date(2016, 1, 1))
    assert cover(cast.gard, [gard], on=DAY, by=BY) == 1
    again = CooperationCoverage.objects.get(cooperation=cast.gard, ended_on=None)
    retract(again, reason="erreur", by=BY)
    assert cover(cast.gard, [gard], on=DAY, by=BY) == 1


def test_a_team_covers_communes_of_its_own(cast: Cast) -> None:
    assert cover(cast.tilleul, [commune("30007"), commune("30189")], on=None, by=BY) == 1
    rows = TeamCoverage.objects.filter(team=cast.tilleul)
    assert sorted(str(row) for row in rows) == ["Équipe du Tilleul : Alès", "Équipe du Tilleul : Nîmes"]


def test_many_subjects_cover_at_once(cast: Cast) -> None:
    pairs: list[Any] = [
        (cast.errante, [commune("30189"), departement("46")]),
        (cast.esquisse, [commune("30007")]),
    ]
    assert cover_all(pairs, on=DAY, by=BY) == 3
    rows = [
        *CooperationCoverage.objects.filter(cooperation=cast.errante),
        *TeamCoverage.objects.filter(team=cast.esquisse),
    ]
    assert sorted((str(row), row.started_on, row.source) for row in rows) == [
        ("Coopération errante : Lot", DAY, "courrier"),
        ("Coopération errante : Nîmes", DAY, "courrier"),
        ("Équipe en esquisse : Alès", DAY, "courrier"),
    ]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("perimeter", "found"),
    [
        ("france", ["Coopération du Gard", "Coopération du Pays d'Alès"]),
        ("region:76", ["Coopération du Gard", "Coopération du Pays d'Alès"]),
        ("departement:30", ["Coopération du Gard", "Coopération du Pays d'Alès"]),
        ("commune:30007", ["Coopération du Gard", "Coopération du Pays d'Alès"]),
        ("commune:30189", ["Coopération du Gard"]),
        ("epci:243000643", ["Coopération du Gard"]),
        ("departement:59", []),
    ],
)
def test_a_coverage_touches_what_it_holds_and_what_holds_it(perimeter: str, found: list[str]) -> None:
    rows = CooperationCoverage.objects.touching(Perimeter.parse(perimeter)).select_related("cooperation")
    assert sorted({row.cooperation.name for row in rows}) == found
