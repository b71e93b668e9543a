"""What the pages, the command and the API say of the figures that teams declare."""

import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.test import Client

from maillage.tallies.models import Counts
from tests.cast import Cast
from tests.portal.reading import read
from tests.tallies.sheets import MARCH, declared

pytestmark = pytest.mark.django_db
OF_MARCH = {"au": "2017-03-31"}
SAID = "2 équipes sur 3 ont répondu. La somme ne porte que sur ce qui a été déclaré."


@pytest.fixture
def told(cast: Cast) -> Cast:
    declared(cast.tilleul, MARCH, Counts(visits=1200, accompanied=7))
    declared(cast.guillotiere, MARCH, Counts(visits=30, accompanied=5))
    return cast


@pytest.mark.usefixtures("told")
def test_the_page_of_a_figure_says_how_many_answered(client: Client) -> None:
    page = read(client, "/chiffres/visites/?au=2017-03-31")
    assert "1 230 visites ont été faites" in page
    assert SAID in page
    assert "Voir les fiches" in page
    assert "Estimation" not in page
    page = read(client, "/chiffres/personnes-accompagnees/?au=2017-03-31")
    assert "12 personnes sont accompagnées" in page
    assert "environ 18, si les équipes qui n'ont pas répondu ressemblent aux autres" in page


@pytest.mark.usefixtures("told")
def test_the_records_of_a_sum_say_what_each_adds_and_those_of_people_do_not(client: Client) -> None:
    page = read(client, "/chiffres/visites/fiches/?au=2017-03-31")
    assert "Équipe du Tilleul Gard 1er mars 2017 saisie 1 200" in page
    page = read(client, "/chiffres/personnes-accompagnees/fiches/?au=2017-03-31")
    assert "le relevé d'une équipe Gard 1er mars 2017 saisie" in page
    assert "Tilleul" not in page
    for name, amount in (("visites", "1200"), ("personnes-accompagnees", "")):
        answer = client.get(f"/chiffres/{name}/fiches/", {**OF_MARCH, "format": "csv"})
        assert ("1200" in answer.content.decode()) is bool(amount)


@pytest.mark.usefixtures("cast")
def test_what_nobody_counted_is_unknown(client: Client) -> None:
    page = read(client, "/chiffres/visites/?au=2017-03-31")
    assert "Inconnu, parce qu'aucune équipe ne l'a compté" in page


@pytest.mark.usefixtures("told")
def test_the_file_of_a_figure_says_how_many_answered(client: Client) -> None:
    asked = {**OF_MARCH, "format": "xlsx"}
    said = xlsx_words(client.get("/chiffres/visites/", asked).content)
    assert SAID in said
    assert SAID not in xlsx_words(client.get("/chiffres/equipes/", asked).content)


def xlsx_words(content: bytes) -> str:
    """Return the texts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/sharedStrings.xml").decode()


@pytest.mark.usefixtures("told")
def test_the_command_and_the_api_say_how_many_answered(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("indicator", "visites", as_of="2017-03-31")
    assert SAID in capsys.readouterr().out
    call_command("indicator", "visites", as_of="2017-03-31", format="json")
    response = json.loads(capsys.readouterr().out)["response"]
    told = {
        "expected": 3,
        "answered": 2,
        "months_expected": 3,
        "months_told": 2,
        "tallies": 2,
        "told": 2,
        "sentence": SAID,
    }
    assert response == told
    call_command("indicator", "visites", as_of="2017-03-31", format="csv")
    assert "answered" in capsys.readouterr().out
    call_command("indicator", "equipes", as_of="2017-03-31", format="json")
    assert json.loads(capsys.readouterr().out)["response"] is None
    answer = client.get("/api/v1/indicators/visites", {"as_of": "2017-03-31"}).json()
    assert (answer["value"], answer["response"]) == ("1230", told)
    assert client.get("/api/v1/indicators/equipes").json()["response"] is None
    rows = client.get("/api/v1/indicators/visites/records", {"as_of": "2017-03-31"}).json()["results"]
    assert [row["amount"] for row in rows] == [30, 1200]
