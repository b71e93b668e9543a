"""Who has a team near: distances on a day, chosen radii, zones where there is nobody, shares with intervals."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from maillage.network.models import Team, TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.observatory.assemble import communes_on, radius_of, reach_of, teams_on, zones_of
from maillage.observatory.exports.lines import Level, lines, whole, zone_lines
from maillage.territory.models import Commune
from tests.cast import NOW, TAKEN_OVER, date, seat
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, households, load, written
from tests.portal.reading import read, words

pytestmark = pytest.mark.django_db
DAY = date(2017, 6, 1)
# A degree of latitude is 111.2 km: Uzès stands 8 km north of Nîmes, Alès 30 km, Guéret far away.
POSITIONS = {NIMES: (44.0, 4.0), UZES: (44.072, 4.0), ALES: (44.27, 4.0), GUERET: (46.0, 4.0)}


def placed(folder: Path) -> None:
    """Load the ages, the households and the positions of four communes; the others are unknown."""
    load("structure-population", ages(folder, {ALES: 5000, NIMES: 9000, UZES: 300, GUERET: 1000}))
    rows = {
        ALES: (6000, 1800, 3000, 1500),
        NIMES: (900, 270, 9000, 3600),
        UZES: (9, 3, 300, 60),
        GUERET: (9, 3, 1000, 400),
    }
    load("familles-menages", households(folder, rows))
    table: list[list[object]] = [
        ["code_insee", "latitude", "longitude"],
        *([code, *at] for code, at in POSITIONS.items()),
    ]
    load("positions", written(folder, "positions-2025.csv", table))


def team(code: str = NIMES, stage: TeamStage = TeamStage.RECOGNISED, *, since: int = 2016) -> Team:
    """Found a team, at a stage since a year."""
    (one,) = found_teams([NewTeam(name=f"Équipe {code} {stage}", seat=seat(code))], by=TAKEN_OVER)
    enter_team_stage([NewStage(subject=one, stage=stage, on=date(since, 1, 1))], by=TAKEN_OVER)
    # The seat of a team is its commune, placed here as the official file places it.
    Commune.objects.filter(code=code).update(latitude=POSITIONS[code][0], longitude=POSITIONS[code][1])
    return one


def test_a_commune_is_as_far_as_the_nearest_recognised_team(tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    team(ALES, TeamStage.EMERGING)
    found = communes_on(as_of=DAY, known_at=NOW)
    reach = reach_of(found, teams_on(as_of=DAY, known_at=NOW), 15)
    rank = found.places.numbers
    assert reach.km[rank[NIMES]] == pytest.approx(0, abs=1e-6)
    assert reach.km[rank[UZES]] == pytest.approx(8.006, abs=0.01)
    assert reach.km[rank[ALES]] == pytest.approx(30.02, abs=0.05)
    assert [bool(reach.near[rank[code]]) for code in (NIMES, UZES, ALES)] == [True, True, False]
    assert not reach_of(found, teams_on(as_of=DAY, known_at=NOW), 5).near[rank[UZES]]


def test_without_any_team_nobody_is_near_and_without_a_position_nothing_is_known(tmp_path: Path) -> None:
    placed(tmp_path)
    Commune.objects.filter(code="30001").update(latitude=None, longitude=None)
    load("structure-population", ages(tmp_path, {"30001": 10, NIMES: 9000}))
    found = communes_on(as_of=DAY, known_at=NOW)
    reach = reach_of(found, teams_on(as_of=DAY, known_at=NOW), 15)
    assert np.isinf(reach.km[found.places.numbers[NIMES]])
    assert np.isnan(reach.km[found.places.numbers["30001"]])
    assert not reach.near.any()
    held = {line.code: line for line in lines(found, Level.COMMUNE, found.in_departement("30"), reach)}
    assert held[NIMES].near_told == "aucune équipe"
    assert held["30001"].near_told == "position inconnue"
    assert held["30001"].reached == "position inconnue"
    assert whole(found, found.in_departement("30"), reach).near == 0


def test_the_radius_is_one_of_three() -> None:
    assert [radius_of(asked) for asked in ("5", "10", "15", "", "lune", "500")] == [5, 10, 15, 15, 15, 15]


def test_white_zones_hold_what_no_team_is_near_by_name(tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    found = communes_on(as_of=DAY, known_at=NOW)
    reach = reach_of(found, teams_on(as_of=DAY, known_at=NOW), 5)
    gard = lines(found, Level.COMMUNE, found.in_departement("30"), reach)
    zones = zone_lines(found, reach, gard)
    assert [(zone.name, zone.people, len(zone.communes)) for zone in zones] == [
        ("Alès", 5000, 1),
        ("Uzès", 300, 1),
    ]
    assert [zone.around for zone in zones] == ["autour d'Alès", "autour d'Uzès"]
    assert zones_of(found, reach, found.in_departement("46")) == []


def test_small_zones_keep_silent(tmp_path: Path) -> None:
    placed(tmp_path)
    load("structure-population", ages(tmp_path, {ALES: 3, UZES: 0}))
    found = communes_on(as_of=DAY, known_at=NOW)
    reach = reach_of(found, teams_on(as_of=DAY, known_at=NOW), 5)
    (zone,) = zone_lines(found, reach, lines(found, Level.COMMUNE, found.in_departement("30"), reach))
    assert zone.people_told == "moins de 5"


def test_shares_come_with_their_interval_and_small_communes_lean_on_their_neighbours(tmp_path: Path) -> None:
    placed(tmp_path)
    found = communes_on(as_of=DAY, known_at=NOW)
    held = {line.code: line for line in lines(found, Level.COMMUNE)}
    for code in (ALES, NIMES, UZES, GUERET):
        line = held[code]
        assert line.low is not None
        assert line.share is not None
        assert line.high is not None
        assert line.low < line.share < line.high
    assert held[UZES].share != pytest.approx(60 / 300)
    assert re.fullmatch(r"\d+.% \(entre \d+.% et \d+.%\)", held[ALES].share_told)
    assert held["30001"].share_told == "non publiée"
    gard = {line.code: line for line in lines(found, Level.DEPARTEMENT)}["30"]
    assert gard.share == pytest.approx((2100 + 3600 + 60) / 14300, abs=0.02)
    assert gard.low is not None


def test_an_estimate_has_no_interval() -> None:
    (first, *_others) = lines(communes_on(as_of=DAY, known_at=NOW), Level.DEPARTEMENT)
    assert first.low is None
    assert first.share_told == "33\u00a0%"


def test_the_page_says_who_has_a_team_near_on_its_day_and_at_its_radius(
    client: Client, tmp_path: Path
) -> None:
    placed(tmp_path)
    team()
    said = read(client, "/observatoire/30/?au=2017-06-01")
    assert "65 % ont une équipe reconnue à moins de 15 km, à vol d'oiseau." in said
    assert "Autour d'Alès 1 commune, 5 000 personnes de 75 ans ou plus" in said
    assert "Autour d'Uzès" not in said
    said = read(client, "/observatoire/30/?au=2017-06-01&rayon=5")
    assert "63 % ont une équipe reconnue à moins de 5 km" in said
    assert "Autour d'Uzès 1 commune, 300 personnes" in said
    before = read(client, "/observatoire/30/?au=2015-06-01")
    assert "0 % ont une équipe reconnue" in before
    assert "Autour de Nîmes" in before


def test_where_everybody_has_a_team_the_page_says_so(client: Client, tmp_path: Path) -> None:
    placed(tmp_path)
    team(GUERET)
    said = read(client, "/observatoire/23/?page=2")
    assert (
        "Aucune : toutes les communes dont la position est connue ont une équipe reconnue à moins de 15 km."
        in said
    )
    assert "une équipe dans la commune" in said
    assert "dans la commune" in read(client, "/observatoire/23/?page=2&vue=tableau")


@pytest.mark.parametrize("view", ["carte", "tuiles", "tableau"])
def test_france_may_be_coloured_by_who_has_a_team_near(client: Client, tmp_path: Path, view: str) -> None:
    placed(tmp_path)
    team()
    said = read(client, f"/observatoire/?montrer=couverture&vue={view}")
    assert "Une équipe à moins de 15 km" in said
    assert "61 % ont une équipe reconnue à moins de 15 km" in said
    if view == "tableau":
        assert "Gard 30 14 300 5 760" in said
    else:
        assert (
            "Gard 30 14 300 personnes de 75 ans ou plus, dont 5 760 vivant seules 65 % ont une équipe près d'elles"
            in said
        )
        assert "50 % à 75 % 1" in said


def test_discs_are_full_where_a_team_is_near_and_hollow_elsewhere(client: Client, tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    page = client.get("/observatoire/30/").content.decode()
    hollow, full = page.split('stroke="#4B2E83" stroke-width="1.6">')[1].split(
        'fill="#4B2E83" fill-opacity=".72"'
    )
    assert "Alès : " in words(hollow)
    assert any("Nîmes" in title for title in re.findall(r"<title>(.*?)</title>", full))


def test_the_file_tells_the_distance_and_the_interval(client: Client, tmp_path: Path) -> None:
    placed(tmp_path)
    team()
    answer = client.get("/observatoire/30/?format=csv&rayon=10").content.decode("utf-8-sig")
    rows = {row["Code INSEE"]: row for row in csv.DictReader(io.StringIO(answer), delimiter=";")}
    assert rows[UZES]["Équipe la plus proche (km)"] == "8"
    assert rows[ALES]["À moins de 10 km d'une équipe"] == "0"
    assert rows[NIMES]["À moins de 10 km d'une équipe"] == "9000"
    assert rows[ALES]["Part, au moins"] < rows[ALES]["Part, au plus"]
