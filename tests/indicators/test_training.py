"""Figures of training: each person once, at the first training of the span, in one place."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from maillage.common.facts import retract, stamp
from maillage.indicators.measure import measure, measure_series
from maillage.indicators.models import PublishedFigure
from maillage.indicators.records import records
from maillage.network.models import TeamStage
from maillage.network.operations import NewStage, enter_team_stage
from maillage.supports.models import Variant
from maillage.territory.perimeter import Perimeter
from tests.cast import NOW, TAKEN_OVER, Cast, commune, date, departement, instant
from tests.portal.reading import read
from tests.taught import HELD, hold, version

SPRING, AUTUMN, LATER = date(2015, 4, 10), date(2015, 10, 9), date(2016, 3, 18)
YEAR: dict[str, Any] = {"since": date(2015, 1, 1), "as_of": date(2015, 12, 31)}


@pytest.fixture
def taught(cast: Cast) -> Cast:
    """Hold three sessions: in the Gard, at Lille, then online; Ana came to all three, Bo to two."""
    hold(cast.gard, SPRING, ["Ana", "Bo", "Cy"], team=cast.tilleul)
    lille = commune("59350")
    hold(cast.gard, AUTUMN, ["Ana", "Dan"], commune=lille, departement=lille.departement)
    short = version(Variant.SHORT, "Mini-socle")
    hold(cast.gard, LATER, ["Ana", "Bo", "Eve"], team=cast.causse, taught=short)
    return cast


def ask(code: str, place: str = "france", **asked: Any) -> Any:
    return measure(code, **{"known_at": NOW, "perimeter": Perimeter.parse(place), **YEAR, **asked})


@pytest.mark.usefixtures("taught")
def test_someone_trained_twice_counts_once_in_a_span() -> None:
    assert ask("personnes-formees").value == 4
    assert ask("personnes-formees", since=None, as_of=LATER).value == 5
    later: dict[str, Any] = {"since": date(2016, 1, 1), "as_of": LATER}
    assert ask("personnes-formees", **later).value == 3  # Ana and Bo count in each year
    assert ask("personnes-formees", **later).unit == "personne"


@pytest.mark.usefixtures("taught")
def test_each_counts_where_the_first_training_took_place() -> None:
    by = {part.key: part.value for part in ask("personnes-formees", by="departement").parts}
    assert by == {"30": 3, "59": 1}
    assert ask("personnes-formees", "departement:30").value == 3
    autumn = ask("personnes-formees", "departement:59", since=date(2015, 9, 1))
    assert autumn.value == 2  # in that span the first training of Ana is at Lille


@pytest.mark.usefixtures("taught")
def test_a_session_without_a_place_is_where_its_cooperation_sits() -> None:
    found = ask("sessions-formation", since=None, as_of=LATER, by="departement")
    assert {part.key: part.value for part in found.parts} == {"30": 2, "59": 1}
    by = ask("sessions-formation", since=None, as_of=LATER, by="nature")
    assert {part.key: part.value for part in by.parts} == {"socle": 2, "mini-socle": 1}
    assert ask("sessions-formation-socle", since=None, as_of=LATER).value == 2
    names = ask("personnes-formees", since=None, as_of=LATER, by="formation").parts
    assert {part.label: part.value for part in names} == {"Formation socle": 4, "Mini-socle": 1}


@pytest.mark.usefixtures("taught")
def test_a_series_counts_each_person_once_for_ever() -> None:
    found = measure_series("personnes-formees", days=[SPRING, AUTUMN, LATER], known_at=NOW, by="departement")
    assert found.total == (3, 4, 5)
    assert {part.key: values for part, values in found.parts} == {"30": (3, 3, 4), "59": (0, 1, 1)}


@pytest.mark.usefixtures("taught")
def test_few_people_are_not_told_of_a_small_place() -> None:
    small = ask("personnes-formees", "commune:59350")
    assert (small.value, small.unknown_because[:10]) == (None, "moins de 5")
    assert not records("personnes-formees", known_at=NOW, perimeter=Perimeter.parse("commune:59350"), **YEAR)


@pytest.mark.usefixtures("taught")
def test_the_records_of_people_name_nobody() -> None:
    rows = records("personnes-formees", known_at=NOW, **YEAR)
    assert {(row.label, row.url) for row in rows} == {("une personne", "")}
    assert sorted(row.place for row in rows) == ["Gard", "Gard", "Gard", "Nord"]
    (first, second) = records("sessions-formation", known_at=NOW, **YEAR)
    assert {first.label, second.label} == {"Formation socle"}
    assert {first.since, second.since} == {SPRING, AUTUMN}


def test_teams_that_sent_someone_count_once_where_they_sit(taught: Cast) -> None:
    found = ask("equipes-formees", since=None, as_of=LATER, by="departement")
    assert {part.key: part.value for part in found.parts} == {"30": 1, "46": 1}
    (row,) = records("equipes-formees", known_at=NOW, **YEAR)
    assert row.label == taught.tilleul.name
    carried = f"porteur:{taught.voisins.slug}"
    assert ask("equipes-formees", carried).value == 1


def test_from_training_to_engagement(taught: Cast) -> None:
    found = ask("formation-engagement", since=None, as_of=LATER)
    # Ana, Bo and Cy came first for the Tilleul, recognised; Eve for the Causse, which sleeps.
    assert (found.numerator, found.denominator, found.value) == (3, 4, Decimal("75.00"))
    enter_team_stage(
        [NewStage(subject=taught.tilleul, stage=TeamStage.DORMANT, on=date(2016, 5, 1))], by=TAKEN_OVER
    )
    found = ask("formation-engagement", since=None, as_of=date(2016, 6, 1))
    assert (found.numerator, found.denominator) == (0, 4)


@pytest.mark.usefixtures("taught")
def test_a_mean_counts_whoever_came_twice_in_each_session(client: Client) -> None:
    whole = ask("personnes-par-session", since=None, as_of=LATER)
    assert (whole.numerator, whole.denominator, whole.value) == (8, 3, Decimal("2.67"))
    assert len(records("personnes-par-session", as_of=LATER, known_at=NOW)) == 8
    year = ask("personnes-par-session")
    assert (year.numerator, year.denominator, year.value) == (5, 2, Decimal("2.50"))
    assert ask("personnes-par-session", since=None, as_of=date(2013, 1, 1)).value is None
    series = measure_series("personnes-par-session", days=[SPRING, LATER], known_at=NOW)
    assert series.total == (Decimal("3.00"), Decimal("2.67"))
    page = read(client, "/chiffres/personnes-par-session/?date=2016-03-18")
    assert "2,7 personnes formées par session" in page


def test_what_is_retracted_no_longer_counts(cast: Cast) -> None:
    held = hold(cast.gard, SPRING, ["Ana"], departement=departement("46"))
    assert ask("sessions-formation", "departement:46").value == 1
    retract(held, reason="session en double", by=TAKEN_OVER)
    assert ask("sessions-formation").value == 0
    assert ask("sessions-formation", known_at=instant(2016, 11, 1)).value == 0
    assert HELD.source == held.source


def test_a_flow_published_for_a_year_stands_beside_that_year(taught: Cast, client: Client) -> None:
    hold(taught.gard, date(2014, 5, 5), ["Zoe"])
    PublishedFigure.objects.create(
        code="personnes-formees",
        on=date(2015, 12, 31),
        precision="annee",
        value=Decimal(5),
        unit="personne",
        publication="Rapport 2015",
        **stamp(TAKEN_OVER),
    )
    (other,) = ask("personnes-formees", since=None).published
    assert (other.computed, other.gap) == (4, Decimal(-1))
    page = read(client, "/chiffres/personnes-formees/?au=2015-12-31")
    assert "5 personnes ont été formées" in page
    assert "Dans l'année 2015 : 4." in page
    assert re.search(r"Rapport 2015 2015 5 4 −1", page)
    assert "Écart : −1" in read(client, "/chiffres/?au=2015-12-31")
    assert re.search(r"Personnes formées.{0,40} 2015 5 4 −1", read(client, "/chiffres/publies/"))
    for name in ("Ana", "Zoe"):
        assert name not in read(client, "/chiffres/personnes-formees/fiches/?au=2015-12-31")
    assert "Dans l'année" not in read(client, "/chiffres/equipes/?au=2015-12-31")
