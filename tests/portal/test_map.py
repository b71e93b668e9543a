"""The national map: the same rows and counts as a list, a map, tiles, a table and a file, on any day."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from maillage.indicators.measure import measure
from maillage.network.models import TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.network.operations.places import Seat
from maillage.territory.models import Commune
from tests.cast import AT_THE_PLENARY, NOW, PLENARY, TAKEN_OVER, Cast, date, departement, seat
from tests.portal.reading import read, words

DAY = "au=2016-11-25"
VIEWS = ("carte", "tuiles", "tableau")
TILES = {
    "template": "https://tuiles.exemple.fr/{z}/{x}/{y}.png",
    "credit": "© les contributeurs d'Exemple",
    "origin": "https://tuiles.exemple.fr",
    "host": "tuiles.exemple.fr",
}


def projects(*seats: Seat, stage: TeamStage = TeamStage.EMERGING) -> None:
    """Found teams that are on their way, one at each seat."""
    founded = found_teams(
        [NewTeam(name=f"Projet {i}", seat=one) for i, one in enumerate(seats)], by=TAKEN_OVER
    )
    enter_team_stage(
        [NewStage(subject=one, stage=stage, on=date(2016, 1, 1)) for one in founded], by=TAKEN_OVER
    )


def drawing(client: Client, query: str = DAY) -> str:
    """Return the drawing that the page holds."""
    return client.get(f"/carte/?{query}").content.decode().split("map-picture")[1].split("</figure>")[0]


def titles(svg: str) -> list[str]:
    """Return what the shapes and the marks of a drawing say."""
    return [words(found) for found in re.findall(r"<title>(.*?)</title>", svg)]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.usefixtures("cast")
def test_every_view_counts_the_same(client: Client, view: str) -> None:
    said = read(client, f"/carte/?{DAY}&vue={view}")
    assert "3 équipes, 1 projet émergent et 4 coopérations dans 4 départements" in said
    assert "(dont, sans territoire connu : 0 équipe, 1 projet, 1 coopération)" in said


@pytest.mark.usefixtures("cast")
def test_teams_are_as_many_as_the_figure_says(client: Client) -> None:
    for day in (date(2014, 12, 31), date(2015, 12, 31), PLENARY):
        value = measure("equipes", as_of=day, known_at=NOW).value
        assert f"{value} équipe" in read(client, f"/carte/?au={day}&connu=2017-06-01")


@pytest.mark.usefixtures("cast")
def test_the_list_comes_first_and_names_the_communes_of_the_marks(client: Client) -> None:
    projects(seat("30189"), seat("30007"))
    page = client.get(f"/carte/?{DAY}").content.decode()
    assert page.index("map-list") < page.index("map-picture")
    listed = words(page.split("map-list")[1].split("map-picture")[0])
    assert "Active 1 département Gard 30 1 équipe et 2 projets émergents" in listed
    assert "Alès (1 projet émergent), Nîmes (1 équipe et 1 projet émergent)" in listed
    assert "En sommeil 1 département Nord 59" in listed
    assert "Sans coopération connue" in listed
    assert "Sans territoire connu : 1 projet émergent" in listed


@pytest.mark.usefixtures("cast")
def test_a_mark_stands_for_the_teams_of_a_commune_and_another_for_its_projects(client: Client) -> None:
    projects(seat("30189"), seat("30189"))
    svg = drawing(client)
    said = titles(svg)
    assert "Gard (30) : active, 1 équipe et 2 projets émergents" in said
    assert "Nîmes : Équipe du Tilleul" in said
    assert "Nîmes : 2 projets émergents" in said
    assert f'href="/equipes/equipe-du-tilleul/?{DAY}"' in svg
    assert svg.count('tabindex="-1"') == svg.count("<a ")
    assert "<circle" in svg.split("Équipe du Tilleul</title>")[1][:30]
    assert "<path" in svg.split("2\u00a0projets émergents</title>")[1][:30]


@pytest.mark.parametrize("stage", [TeamStage.IDEA, TeamStage.EMERGING, TeamStage.CARRIED, TeamStage.PACT])
@pytest.mark.usefixtures("cast")
def test_a_project_is_a_team_on_its_way(client: Client, stage: TeamStage) -> None:
    projects(seat("30189"), stage=stage)
    assert "3 équipes, 2 projets émergents" in read(client, f"/carte/?{DAY}")


@pytest.mark.usefixtures("cast")
def test_a_team_asleep_or_closed_is_not_on_the_map(client: Client) -> None:
    assert "Équipe du Causse" in " ".join(titles(drawing(client, "au=2015-06-01")))
    assert "Équipe du Causse" not in " ".join(titles(drawing(client)))


@pytest.mark.usefixtures("cast")
def test_a_position_that_is_only_near_is_said(client: Client) -> None:
    assert "Position approchée" not in read(client, f"/carte/?{DAY}")
    Commune.objects.filter(code="30007").update(position_approximate=True)
    projects(seat("30007"), Seat(departement=departement("46")))
    said = read(client, f"/carte/?{DAY}")
    assert "Alès (1 projet émergent, position approchée)" in said
    assert "commune inconnue (1 projet émergent)" in said
    assert "Position approchée 2" in said
    assert "La marque est au centre" in said
    svg = drawing(client)
    assert "Alès (position approchée) : Projet 0" in titles(svg)
    assert "commune inconnue : Projet 1" in titles(svg)
    hollow = svg.split('fill="#FFFFFF" stroke="#0F6E66"')[1].split("</g></a></g>")[0]
    assert hollow.count("<title>") == 2


@pytest.mark.usefixtures("cast")
def test_a_commune_without_a_position_stands_in_its_departement(client: Client) -> None:
    Commune.objects.filter(code="30007").update(latitude=None, longitude=None)
    projects(seat("30007"))
    assert "Alès : Projet 0" in titles(drawing(client))


@pytest.mark.usefixtures("cast")
def test_inner_paris_is_drawn_in_its_loupe(client: Client) -> None:
    projects(seat("75112"), seat("94028"))
    spots = re.findall(r"Projet \d</title><path d=\"M([\d.]+),([\d.]+)", drawing(client))
    assert len(spots) == 2
    assert all(8 < float(x) < 136 and 398 < float(y) < 526 for x, y in spots)


@pytest.mark.parametrize("view", ["carte", "tuiles"])
@pytest.mark.usefixtures("cast")
def test_overseas_is_there_with_its_teams_and_projects(client: Client, view: str) -> None:
    projects(seat("97411"))
    svg = drawing(client, f"{DAY}&vue={view}")
    assert "Outre-mer" in svg
    assert "La Réunion (974) : 1 équipe et 1 projet émergent" in titles(svg)
    assert svg.split("Outre-mer")[1].count(">1</text>") == 2
    assert "Mayotte (976) : rien de connu" in titles(svg)


@pytest.mark.usefixtures("cast")
def test_tiles_say_how_many_teams_and_projects(client: Client) -> None:
    projects(seat("30189"), seat("30007"))
    svg = drawing(client, f"{DAY}&vue=tuiles")
    assert "Gard (30) : active, 1 équipe et 2 projets émergents" in titles(svg)
    assert ">2</text>" in svg
    said = read(client, f"/carte/?{DAY}&vue=tuiles")
    assert "Le nombre dans une tuile : ses équipes reconnues." in said
    assert "Équipe reconnue" not in said


@pytest.mark.usefixtures("cast")
def test_the_table_adds_up_to_the_whole(client: Client) -> None:
    said = read(client, f"/carte/?{DAY}&vue=tableau")
    assert "30 Gard active 2 1 0" in said
    assert "974 La Réunion 0 1 0" in said
    assert "Sans territoire connu contact 1 0 1" in said
    assert "En tout 4 3 1" in said


@pytest.mark.usefixtures("cast")
def test_the_table_is_taken_away(client: Client) -> None:
    answer = client.get(f"/carte/?{DAY}&vue=tuiles&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="carte-2016-11-25.csv"'
    title, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert title == [
        "Code du département",
        "Département",
        "Étape la plus avancée",
        "Coopérations",
        "Équipes",
        "Projets émergents",
        "Où, commune par commune",
    ]
    assert ["30", "Gard", "active", "2", "1", "0", "Nîmes"] in rows
    assert rows[-1][:6] == ["", "Sans territoire connu", "contact", "1", "0", "1"]
    assert [sum(int(row[n]) for row in rows) for n in (3, 4, 5)] == [4, 3, 1]
    answer = client.get(f"/carte/?{DAY}&connu=2016-12-31&format=xlsx")
    sheet: Any = load_workbook(io.BytesIO(answer.content)).active
    assert [sheet.cell(row, 1).value for row in (1, 3)] == [
        "Carte nationale",
        "Tel que connu le 31\u00a0décembre 2016",
    ]
    assert client.get("/carte/?format=ods")["Content-Type"].endswith("spreadsheet")


@pytest.mark.usefixtures("cast")
def test_the_day_and_the_view_hold_in_every_link_of_the_page(client: Client) -> None:
    page = client.get("/carte/?au=2015-06-01&connu=2016-11-25&vue=tuiles").content.decode()
    assert "au=2015-06-01&amp;connu=2016-11-25&amp;vue=tableau" in page
    assert '<input type="hidden" name="vue" value="tuiles">' in page
    assert '<input type="hidden" name="connu" value="2016-11-25">' in page
    assert "/departements/30/?au=2015-06-01&amp;connu=2016-11-25" in page
    assert "Telle qu'elle était connue le 25 novembre 2016" in words(page)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("1900-01-01", "Rien n'est daté d'avant 2013"),
        ("2098-01-01", "Cette date est dans le futur"),
        ("2999-01-01", "est hors du possible"),
        ("lune", "« lune » n'est pas une date"),
        ("2016-02-31", "31"),
        ("%00", ""),
        ("9" * 10_000, ""),
        ("'; DROP TABLE network_team; --", "n'est pas une date"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_day_that_cannot_be_is_said_and_today_stands_in(client: Client, asked: str, sentence: str) -> None:
    said = read(client, f"/carte/?au={asked}")
    assert sentence in said
    assert "Voici la situation d'aujourd'hui" in said or not sentence
    assert "9" * 200 not in said


@pytest.mark.usefixtures("cast")
def test_what_was_known_then_makes_another_map(client: Client, cast: Cast) -> None:
    projects(seat("30189"))
    known = f"/carte/?{DAY}&connu={AT_THE_PLENARY:%Y-%m-%d}"
    assert cast.tilleul.name in " ".join(titles(drawing(client, known.split("?")[1])))
    assert "0 équipe, 0 projet émergent et 0 coopération dans 0 département" in read(
        client, "/carte/?au=2013-01-01&connu=2013-01-01"
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.django_db
def test_an_empty_register_is_said_without_a_fault(client: Client, view: str) -> None:
    page = client.get(f"/carte/?vue={view}").content.decode()
    assert "0 équipe" in words(page)
    assert view != "carte" or "Rien n’est connu à cette date." in page


@pytest.mark.usefixtures("cast")
def test_home_and_the_menu_lead_to_the_map(client: Client) -> None:
    page = client.get(f"/?{DAY}").content.decode()
    assert f'href="/carte/?{DAY}"' in page
    assert '<a href="/carte/"' in page


@pytest.mark.parametrize("query", ["", "fond=1", "fond=1&vue=tuiles"])
@pytest.mark.usefixtures("cast")
def test_without_a_setting_there_is_no_ground(client: Client, query: str) -> None:
    answer = client.get(f"/carte/?{query}")
    assert "<image" not in answer.content.decode()
    assert "villes et les routes" not in answer.content.decode()
    assert "img-src 'self' data:;" in answer["Content-Security-Policy"]


@pytest.mark.usefixtures("cast")
def test_the_ground_comes_only_for_who_asks(client: Client, settings: Settings) -> None:
    settings.TILES = TILES
    answer = client.get(f"/carte/?{DAY}")
    said = words(answer.content.decode())
    assert "Voir les villes et les routes sous la carte" in said
    assert "Ces images viennent de tuiles.exemple.fr, qui verra passer votre visite." in said
    assert "<image" not in answer.content.decode()
    assert "exemple.fr" not in answer["Content-Security-Policy"]

    answer = client.get(f"/carte/?{DAY}&fond=1")
    page = answer.content.decode()
    assert '<image href="https://tuiles.exemple.fr/6/32/22.png"' in page
    assert "Images du fond : © les contributeurs d'Exemple, servies par tuiles.exemple.fr." in words(page)
    assert "Retirer le fond de carte" in page
    policy = answer["Content-Security-Policy"].split("; ")
    assert "img-src 'self' data: https://tuiles.exemple.fr" in policy
    assert sum("exemple.fr" in part for part in policy) == 1
    assert "exemple.fr" not in client.get("/?fond=1")["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["fond=lune", "fond=1&vue=tuiles", "fond=1&vue=tableau"])
@pytest.mark.usefixtures("cast")
def test_the_ground_lies_under_the_map_alone(client: Client, settings: Settings, query: str) -> None:
    settings.TILES = TILES
    answer = client.get(f"/carte/?{DAY}&{query}")
    assert "<image" not in answer.content.decode()
    assert "exemple.fr" not in answer["Content-Security-Policy"]
