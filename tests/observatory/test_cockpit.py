"""Need, in the cockpit of a cooperation: its communes and no other, its teams, the enquiries that one may answer."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.network.models import Enquiry, TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import TAKEN_OVER, Cast, date, seat
from tests.network.enquiries import ALES, GUERET, NIMES, received
from tests.portal.reading import read, words

PAGE = "/cooperations/cooperation-du-gard/animer/besoin/"
ALL = "/espace/carte-des-demandes/"
GARD = Perimeter("cooperation", "cooperation-du-gard")


def drawing(client: Client) -> list[str]:
    """Return what the drawing says."""
    svg = client.get(PAGE).content.decode().split("map-picture")[1].split("</figure>")[0]
    return [words(found) for found in re.findall(r"<title>(.*?)</title>", svg)]


@pytest.mark.usefixtures("cast")
def test_the_communes_of_the_cooperation_are_told_and_no_other(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    said = read(client, PAGE)
    assert "Sur le territoire de la coopération (350 communes)" in said
    assert "estimation de démonstration" in said
    assert "Aigues-Mortes" in said
    assert "Guéret" not in said
    assert any(one.startswith("Nîmes : ") and "vivant seules" in one for one in drawing(client))


@pytest.mark.usefixtures("cast")
def test_its_teams_and_the_enquiries_that_wait_are_on_the_same_map(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    for code in (NIMES, NIMES, ALES, GUERET, "30001"):
        received(code=code)
    Commune.objects.filter(code="30001").update(latitude=None, longitude=None)
    Enquiry.objects.filter(commune__code=ALES).update(state="repondue")
    said = read(client, PAGE)
    assert "Nîmes : 2 demandes attendent" in said
    assert "Alès : 1 demande" not in said
    assert "Guéret" not in said
    drawn = drawing(client)
    assert "Nîmes : 2 demandes attendent" in drawn
    assert "Aigaliers : 1 demande attend" in said
    assert not any(one.startswith("Aigaliers : 1 demande") for one in drawn)
    assert "Nîmes : Équipe du Tilleul" in drawn


@pytest.mark.usefixtures("cast")
def test_who_may_not_answer_enquiries_does_not_see_where_they_wait(client: Client) -> None:
    received(code=NIMES)
    sign_in(client, Role.MEMBER, GARD)
    said = read(client, PAGE)
    assert "Sur le territoire de la coopération" in said
    assert "demande" not in said.split("Commune par commune")[1].split("D'où viennent")[0]


@pytest.mark.usefixtures("cast")
def test_the_table_and_the_file_tell_the_same(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    assert "Part" in read(client, f"{PAGE}?vue=tableau")
    answer = client.get(f"{PAGE}?format=csv")
    assert answer.content.decode("utf-8-sig").count("\n") == 351
    assert "besoin-cooperation-du-gard" in answer["Content-Disposition"]


@pytest.mark.usefixtures("cast")
def test_a_cooperation_without_a_territory_says_what_to_do(client: Client, cast: Cast) -> None:
    slug = cast.errante.slug
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", slug))
    said = read(client, f"/cooperations/{slug}/animer/besoin/")
    assert "Le territoire de cette coopération n'est pas encore dit" in said


@pytest.mark.usefixtures("cast")
def test_others_do_not_open_it(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", "cooperation-errante"))
    assert client.get(PAGE).status_code == 404


@pytest.mark.usefixtures("cast")
def test_the_page_asks_no_more_when_the_network_grows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    for count in (1, 3):
        teams = found_teams(
            [NewTeam(name=f"Équipe {count} {n}", seat=seat(NIMES)) for n in range(count)], by=TAKEN_OVER
        )
        stages = [NewStage(subject=one, stage=TeamStage.RECOGNISED, on=date(2016, 1, 1)) for one in teams]
        enter_team_stage(stages, by=TAKEN_OVER)
        for _n in range(count):
            received(code=NIMES)
        client.get(PAGE)
        with django_assert_num_queries(12):
            client.get(PAGE)


@pytest.mark.usefixtures("cast")
def test_a_day_of_the_past_a_radius_and_layers_are_asked_at_work_too(client: Client) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    received(code=NIMES)
    said = read(client, f"{PAGE}?au=2012-12-31&rayon=7")
    assert "Au 31 décembre 2012 :" in said
    assert "à moins de 7 km, à vol d'oiseau" in said
    assert "La carte n'en montre aucun à cette date." in said
    assert "Nîmes : 1 demande attend" in said
    assert "Celles d'aujourd'hui, quelle que soit la date choisie" in said
    hidden = read(client, f"{PAGE}?demandes=non&equipes=non&projets=non")
    assert "1 demande attend" not in hidden
    assert "Équipe du Tilleul" not in hidden.split("Les équipes et les projets d'ici")[1]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("asked", "sentence"), [("2098-01-01", "Cette date est dans le futur"), ("hier", "hier")]
)
def test_a_day_that_cannot_be_is_said(client: Client, asked: str, sentence: str) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    said = read(client, f"{PAGE}?au={asked}&rayon=99")
    assert sentence in said.split("Cette demande n'est pas comprise")[1]
    assert "Le rayon se choisit en kilomètres entiers" in said
    assert "Aujourd'hui :" in said


@pytest.mark.usefixtures("cast")
def test_france_shows_the_enquiries_that_one_may_answer_and_no_other(client: Client) -> None:
    for code in (NIMES, GUERET, "97401"):
        received(code=code)
    sign_in(client, Role.OFFICER, strong=True)
    said = read(client, ALL)
    for one in ("Nîmes : 1 demande attend", "Guéret : 1 demande attend", "Les Avirons : 1 demande attend"):
        assert one in said.split("Les demandes qui attendent")[1], one
    assert "demande attend" not in read(client, f"{ALL}?demandes=non")
    assert "Aucune demande n'attend de réponse de votre part" in read(client, f"{ALL}?demandes=non")
    svg = client.get(ALL).content.decode().split("map-picture")[1].split("</figure>")[0]
    assert svg.count("demande attend") == 2
    assert "Département" in read(client, f"{ALL}?vue=tableau&au=2016-01-01")


@pytest.mark.usefixtures("cast")
def test_an_animator_sees_the_enquiries_of_the_cooperation_and_others_see_no_such_page(
    client: Client,
) -> None:
    for code in (NIMES, GUERET):
        received(code=code)
    sign_in(client, Role.ANIMATOR, GARD)
    said = read(client, ALL)
    assert "Nîmes : 1 demande attend" in said
    assert "Guéret : 1" not in said
    assert ALL in client.get("/espace/demandes/").content.decode()
    other = Client()
    sign_in(other, Role.MEMBER, GARD, name="Paul Roy")
    assert other.get(ALL).status_code == 404


@pytest.mark.usefixtures("cast")
def test_the_map_of_enquiries_asks_no_more_when_they_are_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, Role.ANIMATOR, GARD)
    for count in (1, 3):
        for _n in range(count):
            received(code=NIMES)
        client.get(ALL)
        with django_assert_num_queries(10):
            client.get(ALL)
