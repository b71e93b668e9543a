"""Who has a team near: the figures say what the pages of the observatory say, on any day, as known on any other."""

import datetime as dt
import json
import math
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from config.command import main
from maillage.common.facts import Author, retract
from maillage.indicators.measure import Measure, measure, measure_series
from maillage.indicators.nearness import RADIUS
from maillage.indicators.records import differences, records
from maillage.indicators.register import Register
from maillage.network.models import Team, TeamStage, TeamStageChange
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.observatory.assemble import communes_on, reach_of, teams_on, totals
from maillage.observatory.assemble.kept import Kept
from maillage.observatory.exports.lines import Level, lines, whole
from maillage.territory.models import Commune
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import NOW, date, instant, seat
from tests.indicators.scattered import DAYS, MOMENTS, scatter
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, households, load, written
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
GARD = Perimeter("departement", "30")
EARLY, LATE, LATER = instant(2016, 6, 1), instant(2017, 1, 1), instant(2019, 1, 1)
DAY = date(2016, 11, 1)
# A degree of latitude is 111.2 km: Uzès stands 8 km north of Nîmes, Alès 30 km, Guéret far away.
POSITIONS = {NIMES: (44.0, 4.0), UZES: (44.072, 4.0), ALES: (44.27, 4.0), GUERET: (46.0, 4.0)}
ESTIMATE = "(estimation de démonstration)"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no commune from one test to another: here they move."""
    monkeypatch.setattr("maillage.observatory.assemble.communes.KEPT", Kept(12))


def told(code: str, day: dt.date = DAY, known_at: dt.datetime = NOW, place: Perimeter = FRANCE) -> Measure:
    return measure(code, as_of=day, known_at=known_at, perimeter=place)


def team(code: str = NIMES, *, on: dt.date = DAY, by: Author | None = None) -> Team:
    """Recognise a team at a commune, placed where the official file places it."""
    by = by or Author(at=EARLY, source="essai")
    (one,) = found_teams([NewTeam(name=f"Équipe de {code}", seat=seat(code))], by=by)
    enter_team_stage([NewStage(subject=one, stage=TeamStage.RECOGNISED, on=on)], by=by)
    latitude, longitude = POSITIONS[code]
    Commune.objects.filter(code=code).update(latitude=latitude, longitude=longitude)
    return one


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """Load the ages, the households and the positions of four communes; the others are unknown."""
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 9000, UZES: 300, GUERET: 1000}))
    rows = {
        ALES: (6000, 1800, 3000, 1500),
        NIMES: (900, 270, 9000, 3600),
        UZES: (9, 3, 300, 60),
        GUERET: (9, 3, 1000, 400),
    }
    load("familles-menages", households(tmp_path, rows))
    table: list[list[object]] = [["code_insee", "latitude", "longitude"]]
    load(
        "positions",
        written(tmp_path, "positions-2025.csv", [*table, *([c, *at] for c, at in POSITIONS.items())]),
    )
    return tmp_path


@pytest.mark.usefixtures("four")
def test_people_are_near_from_the_day_a_team_is_recognised() -> None:
    team(on=date(2016, 3, 1))
    before, after = date(2016, 2, 29), date(2016, 3, 1)
    assert [told("personnes-75-proches", day).value for day in (before, after)] == [0, 9300]
    assert told("personnes-75").value == 15300
    assert told("part-75-proches").value == Decimal("60.78")
    assert told("personnes-75-zone-blanche").value == 6000
    assert told("communes-zone-blanche").value == 2
    assert told("personnes-75-seules-proches").value == 3660
    assert told("personnes-75-seules").value == 3660 + 2100 + 400
    assert told("personnes-75-proches", place=Perimeter("departement", "23")).value == 0
    parts = measure("personnes-75-proches", as_of=DAY, known_at=NOW, by="departement").parts
    assert [(part.key, part.value) for part in parts] == [("30", 9300)]


@pytest.mark.usefixtures("four")
def test_a_seat_that_moves_and_a_team_that_sleeps_change_who_is_near() -> None:
    one = team(on=date(2016, 1, 1))
    by = Author(at=LATE, source="essai")
    enter_team_stage([NewStage(subject=one, stage=TeamStage.DORMANT, on=date(2016, 9, 1))], by=by)
    days = [date(2015, 12, 31), date(2016, 8, 31), date(2016, 9, 1)]
    found = measure_series("part-75-proches", days=days, known_at=NOW)
    assert found.total == (0, told("part-75-proches", days[1]).value, 0)
    assert told("personnes-75-proches", days[2], EARLY).value == 9300  # it was not known to sleep


def said_by_pages(day: dt.date, known_at: dt.datetime) -> tuple[int | None, dict[str, int]]:
    """Return how many people the pages of the observatory say near a team: in all, and by département."""
    communes = communes_on(as_of=day, known_at=known_at)
    reach = reach_of(communes, teams_on(as_of=day, known_at=known_at), RADIUS)
    by_place = {line.code: line.near for line in lines(communes, Level.DEPARTEMENT, reach=reach)}
    return whole(communes, reach=reach).near, {code: near for code, near in by_place.items() if near}


def by_hand(day: dt.date, known_at: dt.datetime) -> tuple[int, int, int]:
    """Return people near, people far and communes far by plain trigonometry, one team after the other."""
    communes = communes_on(as_of=day, known_at=known_at)
    placed = np.isfinite(communes.degrees).all(axis=1) & np.isfinite(communes.people)
    near = np.zeros(len(placed), np.bool_)
    teams = Team.objects.placed(as_of=day, known_at=known_at).staged(as_of=day, known_at=known_at)
    for one in teams.at_stages([TeamStage.RECOGNISED]):
        place = one.seat.commune if one.seat else None
        if place is None or place.latitude is None or place.longitude is None:
            continue
        a, b = np.radians(communes.degrees.T)
        c, d = math.radians(place.latitude), math.radians(place.longitude)
        half = np.sin((a - c) / 2) ** 2 + np.cos(a) * math.cos(c) * np.sin((b - d) / 2) ** 2
        near |= 2 * 6371.0088 * np.arcsin(np.sqrt(half)) <= RADIUS
    far = placed & ~near
    return int(communes.people[placed & near].sum()), int(communes.people[far].sum()), int(far.sum())


@pytest.mark.parametrize("seed", range(3))
def test_figures_pages_and_trigonometry_say_the_same_at_any_date(seed: int, tmp_path: Path) -> None:
    scatter(seed)
    Commune.objects.filter(code__startswith="46").update(latitude=None, longitude=None)
    codes = Commune.objects.counted_once().order_by("code").values_list("code", flat=True)[::3]
    known = {code: 100 + 7 * rank for rank, code in enumerate(codes)}
    for year, at in ((2014, MOMENTS[2]), (2016, MOMENTS[3])):
        load("structure-population", ages(tmp_path, known, year=year), by=Author(at=at, source="essai"))
        known = {code: people + 1 for code, people in list(known.items())[::2]}
    met = 0
    for known_at in (*MOMENTS[1:], NOW):
        register = Register(known_at)
        days = DAYS[1:]
        swept = {
            code: measure_series(code, days=days, known_at=known_at, register=register).total
            for code in ("personnes-75-proches", "personnes-75-zone-blanche", "communes-zone-blanche")
        }
        for rank, day in enumerate(days):
            near, far, communes = (swept[code][rank] for code in swept)
            assert (near, far, communes) == by_hand(day, known_at), (day, known_at)
            found = measure(
                "personnes-75-proches", as_of=day, known_at=known_at, by="departement", register=register
            )
            assert (found.value, {p.key: p.value for p in found.parts}) == said_by_pages(day, known_at)
            met += bool(near)
    assert met > 5


def test_every_commune_counts_whole_people_so_that_places_make_france() -> None:
    communes = communes_on(as_of=DAY, known_at=NOW)
    sums = totals(communes, communes.departement, len(communes.departements.codes))
    assert sums.people.sum() == told("personnes-75").value
    assert np.array_equal(sums.people, np.rint(sums.people))


def test_an_estimate_says_so_everywhere_and_a_file_says_its_year(tmp_path: Path, client: Client) -> None:
    team()
    for code in (
        "personnes-75",
        "part-75-proches",
        "personnes-75-seules-proches",
        "personnes-75-zone-blanche",
    ):
        found = told(code)
        assert found.sentence.endswith(ESTIMATE)
        assert found.source.startswith("estimation de démonstration")
        assert found.origin is not None
        assert found.origin.sentence.startswith("Estimation de démonstration, à ne pas publier")
    # Which communes are far from all teams rests on no estimate.
    assert ESTIMATE not in told("communes-zone-blanche").sentence
    assert ESTIMATE in read(client, "/chiffres/?au=2016-11-01")
    assert "à ne pas publier" in read(client, "/chiffres/part-75-proches/?au=2016-11-01")
    assert "à ne pas publier" in read(client, "/chiffres/personnes-75-proches/fiches/?au=2016-11-01")
    load("structure-population", ages(tmp_path, {NIMES: 9000, ALES: 5000}, year=2014))
    found = told("personnes-75-proches")
    assert (found.value, found.source) == (9000, "Insee, recensement de la population, 2014")
    assert ESTIMATE not in found.sentence
    assert told("personnes-75-seules").sentence.endswith(ESTIMATE)  # who lives alone is in another file
    assert ESTIMATE not in read(client, "/chiffres/personnes-75-proches/?au=2016-11-01")


def test_what_is_unknown_is_counted_aside_and_never_zero(four: Path) -> None:
    team()
    found = told("personnes-75-proches", place=GARD)
    assert found.origin is not None
    assert found.origin.unknown == Commune.objects.counted_once().filter(departement__code="30").count() - 3
    assert "communes ne sont pas comptées" in found.origin.sentence
    # Of a place where people are unknown, or of which the position is, nothing is said.
    lot = Perimeter("departement", "46")
    for code in ("personnes-75", "personnes-75-proches", "part-75-proches", "personnes-75-zone-blanche"):
        assert told(code, place=lot).value is None
        assert "d'aucune commune" in told(code, place=lot).unknown_because
        assert measure_series(code, days=[DAY], known_at=NOW, perimeter=lot).total == (None,)
    load("structure-population", ages(four, {"46042": 50, NIMES: 9000}))
    Commune.objects.filter(code="46042").update(latitude=None, longitude=None)
    cahors = told("personnes-75", place=lot)
    assert cahors.value == 50
    assert cahors.origin is not None
    assert cahors.origin.unplaced == 1
    assert "ni près d'une équipe, ni en zone blanche" in cahors.origin.sentence
    assert told("personnes-75-zone-blanche", place=lot).value is None
    assert told("part-75-proches", place=lot).value is None


def test_small_numbers_are_silent_below_the_departement_and_nobody_is_told(four: Path) -> None:
    load("structure-population", ages(four, {UZES: 3, ALES: 40, NIMES: 900}))
    team()
    assert told("personnes-75-proches", place=Perimeter("commune", UZES)).value is None
    assert told("personnes-75-proches", place=Perimeter("commune", ALES)).value == 0
    assert told("part-75-proches", place=Perimeter("commune", ALES)).value == 0
    assert told("personnes-75-proches", place=GARD).value == 903
    rows = {row.label: row.amount for row in records("personnes-75-proches", as_of=DAY, known_at=NOW)}
    assert rows == {"Nîmes": 900, "Uzès": None}


@pytest.mark.usefixtures("four")
def test_the_records_are_communes_with_their_nearest_team(client: Client) -> None:
    team(on=date(2016, 3, 1))
    rows = {row.label: row for row in records("personnes-75-proches", as_of=DAY, known_at=NOW)}
    assert set(rows) == {"Nîmes", "Uzès"}
    assert (rows["Uzès"].note, rows["Uzès"].amount) == (
        "équipe la plus proche : Équipe de 30189, à 8,0 km",
        300,
    )
    assert rows["Uzès"].since == date(2016, 3, 1)
    far = {row.label: row for row in records("communes-zone-blanche", as_of=DAY, known_at=NOW)}
    assert far["Alès"].note == "équipe la plus proche : Équipe de 30189, à 30,0 km"
    assert (far["Alès"].since, far["Alès"].amount) == (None, None)
    (before,) = {row.note for row in records("communes-zone-blanche", as_of=date(2016, 1, 1), known_at=NOW)}
    assert before == "aucune équipe n'est reconnue"
    assert {row.note for row in records("personnes-75", as_of=DAY, known_at=NOW)} == {""}
    page = read(client, "/chiffres/personnes-75-proches/fiches/?au=2016-11-01")
    assert "Uzès Gard 1er mars 2016 équipe la plus proche : Équipe de 30189, à 8,0 km 300" in page
    text = client.get("/chiffres/personnes-75-proches/fiches/?au=2016-11-01&format=csv").content.decode()
    assert "équipe la plus proche : Équipe de 30189, à 8,0 km" in text


def apart(code: str) -> dict[tuple[str, str], str]:
    """Return what sets two states of knowledge apart, by name and kind."""
    found = differences(code, as_of=DAY, before=LATE, after=LATER)
    return {(row.record.label, row.kind): row.reason for row in found}


def test_what_was_known_stays_and_what_came_since_is_told(four: Path) -> None:
    one = team(on=date(2016, 3, 1))
    before = [told(code, DAY, LATE).value for code in ("personnes-75-proches", "personnes-75-zone-blanche")]
    later = Author(at=instant(2018, 1, 1), source="courriel")
    change = TeamStageChange.objects.get(team=one)
    retract(change, reason="saisie deux fois", by=later)
    team(ALES, on=date(2016, 5, 1), by=later)
    load("structure-population", ages(four, {NIMES: 8000, ALES: 5000, UZES: 200, GUERET: 900}), by=later)
    assert [
        told(code, DAY, LATE).value for code in ("personnes-75-proches", "personnes-75-zone-blanche")
    ] == before
    assert told("personnes-75-proches", DAY, LATER).value == 5000
    found = apart("personnes-75-proches")
    assert found["Nîmes", "left"] == "retiré du registre : saisie deux fois"
    assert found["Alès", "came"] == "appris depuis : courriel"
    (corrected,) = [(label, reason) for (label, kind), reason in found.items() if kind == "corrected"]
    file = "Insee, recensement de la population, 2021 (base-cc-evol-struct-pop-2021.CSV)"
    assert corrected[0] == corrected[1].rpartition(" ; avant : ")[2] == file
    white = apart("communes-zone-blanche")
    assert white.keys() == {("Nîmes", "came"), ("Uzès", "came"), ("Alès", "left")}
    assert all("a changé" in reason for reason in white.values())
    # Before any file was loaded, an estimate stood in.
    (row,) = [
        row
        for row in differences("personnes-75", as_of=DAY, before=instant(2016, 1, 1), after=LATE)
        if row.kind == "corrected"
    ]
    assert "avant : estimation de démonstration" in row.reason


@pytest.mark.usefixtures("four", "commands_keep_the_connection")
def test_the_command_and_the_api_say_where_it_comes_from(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    team()
    asked = ("--as-of", "2016-11-01", "--format")
    main(["indicator", "personnes-75-proches", *asked, "json"])
    found = json.loads(capsys.readouterr().out)
    assert found["origin"]["estimated"] is False
    assert found["origin"]["communes_unknown"] > 1000
    main(["indicator", "part-75-seules-proches", *asked, "table"])
    assert "communes ne sont pas comptées" in capsys.readouterr().out
    main(["indicator", "part-75-proches", *asked, "csv"])
    assert "estimated" in capsys.readouterr().out
    answer = client.get("/api/v1/indicators/personnes-75-proches?as_of=2016-11-01").json()
    assert answer["origin"]["source"] == "Insee, recensement de la population, 2021"
    rows = client.get("/api/v1/indicators/personnes-75-proches/records?as_of=2016-11-01").json()["results"]
    assert [row["note"] for row in rows] == [
        "équipe la plus proche : Équipe de 30189, à 0,0 km",
        "équipe la plus proche : Équipe de 30189, à 8,0 km",
    ]
    assert client.get("/api/v1/indicators/equipes").json()["origin"] is None


@pytest.mark.usefixtures("four")
def test_the_page_says_how_many_people_were_known_then(client: Client) -> None:
    team(on=date(2016, 3, 1))
    team(ALES, on=date(2016, 5, 1), by=Author(at=instant(2018, 1, 1), source="courriel"))
    page = read(client, "/chiffres/personnes-75-proches/?au=2016-11-01&connu=2017-01-01")
    assert "Le 1er janvier 2017, on en connaissait 9 300. Depuis, une ligne a changé" in page
