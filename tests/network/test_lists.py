"""The lists of the register, as the pages read them: by place, by stage, by carrier, in order."""

import pytest

from maillage.common.facts import Author, retract
from maillage.network.models import (
    Affiliation,
    Carrying,
    Cooperation,
    CooperationCoverage,
    CooperationStageChange,
    Organisation,
    Signature,
    Team,
)
from maillage.network.operations import affiliate, cover
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, PLENARY, TAKEN_OVER, Cast, commune, date, departement, instant

pytestmark = pytest.mark.usefixtures("cast")


def names(rows: object) -> list[str]:
    return [str(row) for row in rows]  # type: ignore[attr-defined] # any query set


@pytest.mark.parametrize(
    ("perimeter", "found"),
    [
        ("departement:30", ["CCAS d'Alès", "Fraternité des Âges du Gard", *["Les Voisins du Tilleul"] * 2]),
        ("commune:75056", ["Fraternité des Âges"]),
        ("region:04", ["CLIC du Barachois"]),
        ("departement:23", []),
    ],
)
def test_organisations_are_listed_by_seat_and_by_name(perimeter: str, found: list[str]) -> None:
    rows = Organisation.objects.placed(as_of=PLENARY, known_at=NOW).seated_in(Perimeter.parse(perimeter))
    assert names(rows) == found


def test_all_of_france_lists_those_without_a_place_too() -> None:
    rows = Organisation.objects.placed(as_of=PLENARY, known_at=NOW).seated_in(Perimeter("france"))
    assert len(rows) == 8
    assert [row.name for row in rows if row.seat.departement is None] == ["Entraide nomade"]  # type: ignore[union-attr] # placed


def test_a_list_of_organisations_reads_its_kinds_and_places_at_once(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator] # a fixture that is called
        rows = Organisation.objects.seated(as_of=PLENARY, known_at=NOW).with_kind().order_by("folded", "pk")
        read = [(row.seat.kind, row.seat.commune) for row in rows if row.seat]
    assert [(str(kind), str(place)) for kind, place in read][:2] == [
        ("CCAS, CIAS ou commune", "Alès"),
        ("CLIC", "Saint-Denis"),
    ]


def test_organisations_are_kept_by_kind() -> None:
    rows = Organisation.objects.seated(as_of=PLENARY, known_at=NOW).of_kind("clic")
    assert names(rows) == ["CLIC du Barachois"]


@pytest.mark.parametrize(
    ("perimeter", "found"),
    [
        ("commune:30007", ["Coopération du Gard", "Coopération du Pays d'Alès"]),
        ("commune:30189", ["Coopération du Gard"]),
        ("departement:59", ["Coopération du Nord"]),
        (
            "france",
            [
                "Coopération du Gard",
                "Coopération du Nord",
                "Coopération du Pays d'Alès",
                "Coopération errante",
            ],
        ),
    ],
)
def test_cooperations_reach_where_they_sit_and_what_they_cover(perimeter: str, found: list[str]) -> None:
    rows = Cooperation.objects.placed(as_of=PLENARY, known_at=NOW)
    assert names(rows.reaching(Perimeter.parse(perimeter), as_of=PLENARY, known_at=NOW)) == found


@pytest.mark.parametrize(
    ("perimeter", "day", "found"),
    [
        ("departement:46", date(2015, 1, 1), ["Équipe du Causse"]),
        ("commune:46042", date(2015, 1, 1), ["Équipe du Causse"]),
        ("commune:69123", PLENARY, ["Équipe de la Guillotière"]),
        ("commune:69383", PLENARY, ["Équipe de la Guillotière"]),
        ("commune:69381", PLENARY, []),
        ("commune:97415", PLENARY, ["Équipe du Barachois"]),
        ("commune:97415", date(2016, 1, 31), []),
    ],
)
def test_teams_reach_where_they_sit_and_what_they_cover(
    perimeter: str, day: object, found: list[str]
) -> None:
    asked = {"as_of": day, "known_at": NOW}
    rows = Team.objects.placed(**asked).reaching(Perimeter.parse(perimeter), **asked)  # type: ignore[arg-type] # a dict of arguments
    assert names(rows) == found


def test_who_covers_a_commune_reaches_its_arrondissements(cast: Cast) -> None:
    cover(cast.errante, [commune("69123")], on=None, by=TAKEN_OVER)
    asked = Cooperation.objects.placed(as_of=PLENARY, known_at=NOW)
    found = asked.reaching(Perimeter.parse("commune:69387"), as_of=PLENARY, known_at=NOW)
    assert names(found) == ["Coopération errante"]
    teams = Team.objects.placed(as_of=PLENARY, known_at=NOW)
    within = teams.within_cooperation(cast.errante, as_of=PLENARY, known_at=NOW)
    assert names(within) == ["Équipe de la Guillotière"]


def test_teams_are_kept_by_cooperation_by_carrier_and_by_stage(cast: Cast) -> None:
    teams = Team.objects.placed(as_of=PLENARY, known_at=NOW)
    assert names(teams.within_cooperation(cast.gard, as_of=PLENARY, known_at=NOW)) == ["Équipe du Tilleul"]
    assert names(teams.within_cooperation(cast.ales, as_of=PLENARY, known_at=NOW)) == []
    assert names(teams.carried_by(cast.ccas, as_of=PLENARY, known_at=NOW)) == ["Équipe du Tilleul"]
    assert names(teams.carried_by(cast.ccas, as_of=date(2015, 3, 31), known_at=NOW)) == []
    asleep = teams.staged(as_of=PLENARY, known_at=NOW).at_stages(["en-sommeil"])
    assert names(asleep) == ["Équipe du Causse"]


def test_facts_are_read_in_the_order_of_a_page(cast: Cast) -> None:
    affiliate([(cast.ccas, cast.nationale)], on=None, by=TAKEN_OVER)
    assert names(Affiliation.objects.with_organisations()) == [
        "CCAS d'Alès → Fraternité des Âges",
        "Fraternité des Âges du Gard → Fraternité des Âges",
    ]
    assert names(Carrying.objects.filter(team=cast.tilleul).with_carrier()) == [
        "CCAS d'Alès → Équipe du Tilleul",
        "Les Voisins du Tilleul → Équipe du Tilleul",
    ]
    cover(cast.ales, [departement("30"), commune("30189")], on=None, by=TAKEN_OVER)
    assert {str(row.territory) for row in CooperationCoverage.objects.with_territory()} >= {"Gard", "Nîmes"}


def test_signatures_are_read_with_their_charter_the_oldest_first() -> None:
    rows = Signature.objects.believed().national().with_charter()
    assert [row.started_on for row in rows] == sorted(row.started_on for row in rows if row.started_on)
    assert {row.charter.title for row in rows} == {"Charte nationale"}
    assert Signature.objects.until(date(2014, 1, 31)).believed().count() == 2


def test_what_was_corrected_is_told_from_the_moment_it_was(cast: Cast) -> None:
    assert names(Signature.objects.corrected(NOW)) == ["Les Voisins du Tilleul : Charte nationale"]
    assert not Signature.objects.corrected(instant(2015, 3, 9)).exists()
    changes = CooperationStageChange.objects.filter(cooperation=cast.nord)
    assert changes.until(date(2015, 9, 30)).count() == 1
    retract(changes.latest_first()[0], reason="elle vivait encore", by=Author(at=instant(2017, 2, 1)))
    assert changes.corrected(NOW).count() == 1
    assert not changes.corrected(instant(2017, 1, 31)).exists()
