"""The public pages of the observatory: France, its départements, where the figures come from."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.common.normalise import fold
from maillage.network.models import TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.territory.models import Departement
from tests.cast import TAKEN_OVER, date, seat
from tests.observatory.official import ALES, GUERET, NIMES, UZES, ages, households, load
from tests.portal.reading import read, words

pytestmark = pytest.mark.django_db
DAY = "au=2016-11-25"


def official(folder: Path) -> None:
    """Load a census of four communes: 5,000 people of 75 or more at Alès, of whom 2,100 live alone."""
    load("structure-population", ages(folder, {ALES: 5000, NIMES: 900, UZES: 100, GUERET: 3}))
    rows = {
        ALES: (6000, 1800, 3000, 1500),
        NIMES: (900, 300, 900, 400),
        UZES: (100, 50, 100, 33),
        GUERET: (1, 1, 3, 1),
    }
    load("familles-menages", households(folder, rows))


def drawing(client: Client, address: str) -> str:
    """Return the drawing of a page."""
    return client.get(address).content.decode().split("map-picture")[1].split("</figure>")[0]


def titles(svg: str) -> list[str]:
    """Return what the shapes and the marks of a drawing say."""
    return [words(found) for found in re.findall(r"<title>(.*?)</title>", svg)]


@pytest.mark.parametrize("view", ["carte", "tuiles", "tableau"])
def test_without_files_france_is_an_estimate_that_says_so(client: Client, view: str) -> None:
    said = read(client, f"/observatoire/?{DAY}&vue={view}")
    assert "Estimation de démonstration" in said
    assert "vivent seules. estimation de démonstration" in said
    assert "Ils montrent la page, et ne servent pas à décider." in said
    assert "estimations localisées de population au 1er janvier 2014" in said
    assert "une personne de 65 ans ou plus sur trois vit seule" in said


def test_with_the_census_the_page_says_which_one_and_estimates_nothing(
    client: Client, tmp_path: Path
) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/")
    assert "stimation de démonstration" not in said
    assert "6 003 personnes de 75 ans ou plus, dont 2 534 vivent seules" in said
    assert "Insee, recensement de la population, 2021 (fichier « base-cc-evol-struct-pop-2021.CSV »)" in said


def test_ages_without_households_estimate_only_who_lives_alone(client: Client, tmp_path: Path) -> None:
    load("structure-population", ages(tmp_path, {ALES: 5000}))
    said = read(client, "/observatoire/")
    assert "celles qui vivent seules sont estimées par une part publiée, la même partout" in said
    assert "5 000 personnes de 75 ans ou plus" in said


def test_the_list_is_alphabetical_comes_first_and_ranks_nobody(client: Client) -> None:
    page = client.get("/observatoire/").content.decode()
    assert page.index("map-list") < page.index("map-picture")
    listed = re.findall(r'/observatoire/(\w+)/"', page.split("map-list")[1].split("map-picture")[0])
    names = dict(Departement.objects.values_list("code", "name"))
    assert len(listed) == 13
    assert listed == sorted(listed, key=lambda code: fold(names[code]))
    assert listed[0] == "2A"


def test_the_map_says_each_departement_and_each_team(client: Client) -> None:
    teams = found_teams(
        [
            NewTeam(name="Les Tilleuls", seat=seat(NIMES)),
            NewTeam(name="Un projet", seat=seat(NIMES)),
            NewTeam(name="Le Marais", seat=seat("75101")),
        ],
        by=TAKEN_OVER,
    )
    stages = (TeamStage.RECOGNISED, TeamStage.IDEA, TeamStage.RECOGNISED)
    entered = [
        NewStage(subject=one, stage=stage, on=date(2016, 1, 1))
        for one, stage in zip(teams, stages, strict=True)
    ]
    enter_team_stage(entered, by=TAKEN_OVER)
    said = titles(drawing(client, f"/observatoire/?{DAY}"))
    assert "Nîmes : Les Tilleuls" in said
    assert "Nîmes : Un projet" in said
    assert "Paris 1er arrondissement : Le Marais" in said
    assert any(one.startswith("Gard (30) : ") and "de 75 ans ou plus, dont" in one for one in said)
    assert "Nîmes : Les Tilleuls" not in titles(drawing(client, "/observatoire/?au=2015-01-01"))


def test_a_departement_without_any_known_commune_is_unknown_and_never_0(
    client: Client, tmp_path: Path
) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/?vue=tableau")
    assert "Nord 59 inconnu inconnu non publiée" in said
    listed = read(client, "/observatoire/")
    assert "Nord 59 nombre de personnes de 75 ans ou plus inconnu" in listed
    assert "inconnu 11" in listed


def test_a_departement_tells_its_communes_by_name(client: Client, tmp_path: Path) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/30/")
    assert "Où vivent les personnes âgées dans le Gard" in said
    assert "6 000 personnes de 75 ans ou plus, dont 2 533 vivent seules" in said
    assert "communes inconnues, comptées nulle part)" in said
    assert "Alès 5 000 personnes de 75 ans ou plus, dont 2 100 vivant seules" in said
    drawn = drawing(client, "/observatoire/30/")
    assert "Uzès : 100 personnes de 75 ans ou plus, dont 33 vivant seules" in titles(drawn)
    assert drawn.count("<circle") > 300
    assert "<path" in drawn


def test_few_people_are_flagged_and_very_few_are_not_told(client: Client, tmp_path: Path) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/23/?vue=tableau&page=2")
    assert "Guéret 23096 peu de personnes moins de 5 moins de 5 non publiée" in said
    said = read(client, "/observatoire/23/?page=2")
    assert (
        "Guéret peu de personnes moins de 5 personnes de 75 ans ou plus, dont moins de 5 vivant seules"
        in said
    )
    answer = client.get("/observatoire/23/?format=csv").content.decode("utf-8-sig")
    rows = {row["Code INSEE"]: row for row in csv.DictReader(io.StringIO(answer), delimiter=";")}
    assert rows[GUERET]["Personnes de 75 ans ou plus"] == ""
    assert rows[GUERET]["À lire avec prudence"] == "moins de 5 personnes : non publié"
    assert rows["23001"]["À lire avec prudence"].startswith("inconnu")


def test_a_departement_tells_its_groups_of_communes_too(client: Client, tmp_path: Path) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/30/?maille=intercommunalites&vue=tableau")
    assert "Intercommunalité (ses communes du département)" in said
    assert re.search(r"Alès Agglomération 5 000 2 100 42 %", said)
    assert "En tout 6 000 2 533 42 %" in said


def test_the_file_holds_every_line_with_its_share_and_its_source(client: Client, tmp_path: Path) -> None:
    official(tmp_path)
    answer = client.get("/observatoire/?format=csv").content.decode("utf-8-sig")
    rows = {row["Code du département"]: row for row in csv.DictReader(io.StringIO(answer), delimiter=";")}
    assert len(rows) == 13
    assert rows["30"]["Personnes de 75 ans ou plus"] == "6000"
    assert rows["30"]["À lire avec prudence"].endswith("communes inconnues, comptées nulle part")
    assert client.get("/observatoire/30/?format=xlsx").status_code == 200


@pytest.mark.parametrize("code", ["974", "971", "75", "2A"])
def test_every_departement_is_drawn_overseas_too(client: Client, code: str) -> None:
    assert "<circle" in drawing(client, f"/observatoire/{code}/")


def test_what_is_asked_wrongly_is_answered_plainly(client: Client) -> None:
    assert client.get("/observatoire/30/?maille=lune&vue=lune&page=lune").status_code == 200
    assert client.get("/observatoire/99/").status_code == 404


def test_the_method_names_the_files_those_that_are_there_and_those_that_are_not(
    client: Client, tmp_path: Path
) -> None:
    official(tmp_path)
    said = read(client, "/observatoire/methode/")
    assert "Vivre seul n'est pas être isolé" in said
    assert (
        "Population par âge base-cc-evol-struct-pop Insee, recensement de la population, Licence Ouverte 2.0 2021"
        in said
    )
    assert re.search(r"base-cc-evol-struct-pop-2021.CSV, chargé le 01/06/2016, empreinte [0-9a-f]{12}…", said)
    assert "Temps de trajet par la route temps-de-trajet" in said
    assert "aucun" in said


@pytest.mark.parametrize("address", ["/observatoire/?x=1", "/observatoire/30/?x=1"])
def test_pages_ask_little_of_the_database(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        found = found_teams(
            [NewTeam(name=f"Équipe {count} {i}", seat=seat(NIMES)) for i in range(count)], by=TAKEN_OVER
        )
        enter_team_stage(
            [NewStage(subject=one, stage=TeamStage.RECOGNISED, on=date(2016, 1, 1)) for one in found],
            by=TAKEN_OVER,
        )
        client.get(address)
        with django_assert_num_queries(5 if "30" in address else 4):
            client.get(f"{address}{count}")
