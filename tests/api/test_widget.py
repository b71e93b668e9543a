"""The widget: the teams of a place on the site of a town, light, without cookie, with or without script."""

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from maillage.network.models import Team
from tests.cast import Cast
from tests.portal import crowd
from tests.portal.reading import read

LIGHT = 60_000


def test_the_frame_lists_the_teams_of_a_place(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001", email="secret@exemple.fr")
    for place in ("departement:30", "commune:30189", "epci:243000643"):
        answer = client.get(f"/encart/{place}/")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Équipe du Tilleul" in page
        assert 'href="tel:+33466000001"' in page
        assert "/demandes/aider/?equipe=equipe-du-tilleul" in page
        assert "secret@" not in page
        assert not answer.cookies
    assert "Équipe du Tilleul" not in read(client, "/encart/departement:974/")


@pytest.mark.usefixtures("cast")
def test_others_may_frame_it_and_nothing_else(client: Client) -> None:
    framed = client.get("/encart/departement:30/")
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    page = client.get("/encart/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


@pytest.mark.usefixtures("cast")
def test_it_is_light_with_all_that_it_loads(client: Client) -> None:
    crowd.teams(60)
    page = client.get("/encart/departement:30/").content
    assert page.count(b"<li>") == 30
    assert "Et d'autres encore" in read(client, "/encart/departement:30/")
    loaded = [finders.find(f"api/{name}") for name in ("encart.css", "cadre.js", "encart.js")]
    weight = len(page)
    for name in loaded:
        assert isinstance(name, str)
        with open(name, "rb") as file:  # noqa: PTH123 - as the finder gives it
            weight += len(file.read())
    assert weight < LIGHT


@pytest.mark.usefixtures("cast")
def test_where_there_is_no_team_one_may_call(client: Client) -> None:
    assert "pas encore d'équipe reconnue ici" in read(client, "/encart/departement:23/")
    assert "La commune « 00000 »" in read(client, "/encart/commune:00000/", status=404)
    assert "n'est pas un territoire" in read(client, "/encart/porteur:x/", status=404)


@pytest.mark.usefixtures("cast")
def test_the_line_to_paste_is_given_for_a_place(client: Client) -> None:
    page = client.get("/encart/?lieu=nimes").content.decode()
    assert "data-lieu=&quot;commune:30189&quot;" in page or 'data-lieu="commune:30189"' in page
    assert 'src="/encart/commune:30189/"' in page
    assert "Aucun lieu ne s'appelle ainsi" in read(client, "/encart/?lieu=xyzw")
    assert "La ligne à coller" not in read(client, "/encart/?lieu=%00")


@pytest.mark.django_db
def test_the_script_is_one_small_file_at_a_fixed_address(client: Client) -> None:
    answer = client.get("/encart.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(answer.content) < 2_000
