"""What may be set on a page of need, and the territories told whole, whatever the limits that they cross."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.common.normalise import fold
from maillage.network.models import Team, TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.observatory.assemble.communes import KEPT
from maillage.territory.models import Commune, Epci
from tests.cast import TAKEN_OVER, date, seat
from tests.network.enquiries import received
from tests.observatory.official import ALES, NIMES, UZES, ages, households, load
from tests.observatory.test_pages import drawing, official, titles
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
# Seven communes in the Gard, the others across the Rhône, in a département that the tests do not load: one is lent.
AVIGNON, LENT = "248400251", "23096"
DAY = "au=2016-11-25"


@pytest.fixture
def anew() -> Iterator[None]:
    """Read the communes again before and after a test that changes them: nothing else does."""
    KEPT.clear()
    yield
    KEPT.clear()


@pytest.fixture
def across(anew: None) -> Epci:  # noqa: ARG001 - a fixture may not use another otherwise
    """Return an intercommunalité that lies in two départements."""
    found = Epci.objects.get(code=AVIGNON)
    Commune.objects.filter(code=LENT).update(epci=found)
    return found


def founded(code: str, *stages: TeamStage) -> list[Team]:
    """Found teams in a commune, at some stages since 2016."""
    teams = found_teams(
        [NewTeam(name=f"À {code}, {stage}", seat=seat(code)) for stage in stages], by=TAKEN_OVER
    )
    entered = [
        NewStage(subject=one, stage=stage, on=date(2016, 1, 1))
        for one, stage in zip(teams, stages, strict=True)
    ]
    enter_team_stage(entered, by=TAKEN_OVER)
    return teams


def test_an_intercommunalite_is_told_whole_with_its_departements(client: Client, across: Epci) -> None:
    address = f"/observatoire/intercommunalites/{AVIGNON}/"
    said = read(client, address)
    inside = Commune.objects.filter(epci=across)
    assert f"{inside.count()} communes. Ce territoire s'étend sur plusieurs départements" in said
    assert "Creuse, Gard." in said
    for name in inside.values_list("name", flat=True):
        assert name in said
    assert "Là où il n'y a encore personne" in said
    assert drawing(client, address).count("<path transform") == 2


@pytest.mark.usefixtures("across")
def test_a_departement_says_which_intercommunalites_go_beyond_it(client: Client) -> None:
    page = client.get("/observatoire/30/?maille=intercommunalites&rayon=12").content.decode()
    assert f"/observatoire/intercommunalites/{AVIGNON}/?rayon=12" in page
    said = read(client, "/observatoire/30/?maille=intercommunalites")
    assert said.count("s'étend hors du département") == 1
    assert "Grand Avignon (COGA) s'étend hors du département" in said


def test_a_territory_that_nobody_knows_is_not_here(client: Client) -> None:
    for address in ("intercommunalites/200000000", "intercommunalites/30", "cantons/3001"):
        assert client.get(f"/observatoire/{address}/").status_code == 404


@pytest.mark.parametrize(
    ("level", "first"), [("intercommunalites", "/observatoire/intercommunalites/"), ("communes", "")]
)
def test_france_is_told_by_other_territories_a_page_at_a_time(client: Client, level: str, first: str) -> None:
    page = client.get(f"/observatoire/?maille={level}").content.decode()
    listed = page.split("map-list")[1].split("map-picture")[0]
    assert listed.count("<li>") == 60
    assert "page=2" in page
    assert first in listed
    told = [html.unescape(name) for name in re.findall(r'<a href="[^"]*">([^<]+)</a>', listed)]
    assert told == sorted(told, key=fold)


@pytest.mark.usefixtures("anew")
def test_communes_without_an_intercommunalite_are_a_line_of_their_own(client: Client) -> None:
    Commune.objects.filter(code=UZES).update(epci=None)
    said = read(client, "/observatoire/30/?maille=intercommunalites&vue=tableau")
    assert "Hors de toute intercommunalité" in said


def test_the_map_of_france_by_intercommunalite_has_a_disc_for_each(client: Client, tmp_path: Path) -> None:
    official(tmp_path)
    founded(ALES, TeamStage.RECOGNISED)
    svg = drawing(client, "/observatoire/?maille=intercommunalites")
    assert any(one.startswith("Communauté d'agglomération Alès Agglomération : 5 000") for one in titles(svg))
    assert svg.count('href="/observatoire/intercommunalites/') > 50
    assert "97" not in re.findall(r"intercommunalites/(\d\d)", svg)
    said = read(client, "/observatoire/?maille=intercommunalites")
    assert "La moitié des personnes, ou plus, ont une équipe à moins de 15 km" in said


def test_communes_of_france_keep_the_map_of_departements(client: Client) -> None:
    said = read(client, "/observatoire/?maille=communes")
    assert "La carte reste celle des départements : chacun ouvre celle de ses communes." in said
    assert any("Gard (30) : " in one for one in titles(drawing(client, "/observatoire/?maille=communes")))


@pytest.mark.parametrize(
    ("asked", "radius"), [("5", 5), ("10", 10), ("15", 15), ("", 15), ("1", 1), ("50", 50), ("23", 23)]
)
def test_the_radius_is_free_from_1_to_50(client: Client, asked: str, radius: int) -> None:
    page = client.get(f"/observatoire/30/?rayon={asked}").content.decode()
    slider = re.search(r'<input\s+type="range"\s+id="rayon"[^>]*>', page)
    assert slider
    assert f'value="{radius}"' in slider[0]
    assert 'min="1"' in slider[0]
    assert 'max="50"' in slider[0]
    said = read(client, f"/observatoire/30/?rayon={asked}")
    assert f"ont une équipe reconnue à moins de {radius} km" in said
    assert "n'est pas comprise" not in said


@pytest.mark.parametrize("asked", ["0", "51", "500", "lune", "-5", "7,5", "٥"])
def test_a_radius_that_cannot_be_is_said_and_the_usual_one_stands_in(client: Client, asked: str) -> None:
    said = read(client, f"/observatoire/30/?rayon={asked}")
    assert "Le rayon se choisit en kilomètres entiers, de 1 à 50 : le voici à 15 km." in said
    assert "ont une équipe reconnue à moins de 15 km" in said


def test_the_slider_of_days_begins_with_the_first_recognised_team(client: Client) -> None:
    assert 'data-first="2014-01-01"' in client.get("/observatoire/").content.decode()
    founded(NIMES, TeamStage.EMERGING)
    assert 'data-first="2014-01-01"' in client.get("/observatoire/?x=1").content.decode()
    founded(NIMES, TeamStage.RECOGNISED)
    assert 'data-first="2016-01-01"' in client.get("/observatoire/?x=2").content.decode()


def test_a_day_of_the_past_has_the_teams_of_that_day(client: Client) -> None:
    founded(NIMES, TeamStage.RECOGNISED)
    assert "Au 31 décembre 2015 :" in read(client, "/observatoire/30/?au=2015-12-31")
    assert "La carte n'en montre aucun" in read(client, "/observatoire/30/?au=2015-12-31")
    assert f"À {NIMES}, reconnue Nîmes" in read(client, f"/observatoire/30/?{DAY}")


def test_what_stands_on_the_map_is_chosen_and_the_list_follows(client: Client) -> None:
    founded(NIMES, TeamStage.RECOGNISED, TeamStage.EMERGING)
    team, project = f"Nîmes : À {NIMES}, reconnue", f"Nîmes : À {NIMES}, emergente"
    for asked, expected in (
        ("", {team, project}),
        ("equipes=non&equipes=oui&projets=non", {team}),
        ("equipes=non&projets=non&projets=oui", {project}),
        ("equipes=non&projets=non", set()),
    ):
        address = f"/observatoire/30/?{DAY}&{asked}"
        assert {one for one in titles(drawing(client, address)) if one in {team, project}} == expected, asked
        listed = read(client, address).split("Les équipes et les projets d'ici")[1]
        assert {one for one in (team, project) if one.removeprefix("Nîmes : ") in listed} == expected, asked
    said = read(client, f"/observatoire/30/?{DAY}&equipes=non")
    assert "Équipe reconnue" not in said.split("figcaption")[-1].split("Emporter")[0]
    assert "projets=non" in client.get("/observatoire/?projets=non").content.decode().split("map-list")[1]


def test_a_public_page_says_nothing_of_enquiries(client: Client) -> None:
    received(code=NIMES)
    for address in ("/observatoire/", "/observatoire/30/", f"/observatoire/intercommunalites/{AVIGNON}/"):
        page = client.get(f"{address}?demandes=oui").content.decode()
        assert 'name="equipes"' in page
        assert 'name="demandes"' not in page
        assert "demande attend" not in page
        assert "en attente" not in page.split("<main")[1].split("<footer")[0]


def test_every_rate_has_its_interval(client: Client, tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000, NIMES: 900, UZES: 100}))
    rows = {ALES: (6000, 1800, 3000, 1500), NIMES: (900, 300, 900, 400), UZES: (100, 50, 100, 33)}
    load("familles-menages", households(tmp_path, rows))
    founded(ALES, TeamStage.RECOGNISED)
    said = read(client, "/observatoire/30/?vue=tableau&rayon=22")
    assert re.search(r"En tout 6 000 2 533 42 % \(entre 41 % et 43 %\)", said)
    # Uzès lies at 29.8 km, Nîmes at 39.
    assert "83 % ont une équipe reconnue à moins de 22 km" in said
    either = "(entre 83 % et 85 %)"
    for radius, told in ((27, "83 %"), (28, f"83 % {either}"), (31, f"85 % {either}"), (33, "85 %")):
        said = read(client, f"/observatoire/30/?vue=tableau&rayon={radius}")
        assert f"{told} ont une équipe reconnue à moins de {radius} km" in said, radius


@pytest.mark.parametrize(
    "address",
    [f"/observatoire/intercommunalites/{AVIGNON}/?x=1", "/observatoire/?maille=intercommunalites&x=1"],
)
def test_pages_ask_little_of_the_database(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        founded(NIMES, *[TeamStage.RECOGNISED] * count)
        client.get(address)
        with django_assert_num_queries(4):
            client.get(f"{address}{count}")
