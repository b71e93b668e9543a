"""What teams do as open data and by the API: by month and département, never a tally of a team."""

import csv
import io

import pytest
from django.test import Client

from maillage.tallies.models import Counts
from tests.cast import Cast
from tests.tallies.sheets import APRIL, MARCH, declared

pytestmark = pytest.mark.django_db
ASKED = "au=2017-04-30"


@pytest.fixture(autouse=True)
def _told(cast: Cast) -> None:
    declared(cast.tilleul, MARCH, Counts(visits=12, accompanied=3))
    declared(cast.guillotiere, MARCH, Counts(visits=30))
    declared(cast.tilleul, APRIL, Counts(), nothing=True)


def lines(client: Client, query: str = ASKED) -> list[dict[str, str]]:
    """Return the file as rows."""
    text = client.get(f"/open-data/activite.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="," if "," in text.splitlines()[0] else ";"))


def test_each_month_of_each_departement_is_a_row_and_what_nobody_counted_is_empty(client: Client) -> None:
    rows = lines(client)
    told = [
        (row["mois"], row["departement"], row["visites"], row["appels"], row["personnes_accompagnees"])
        for row in rows
    ]
    assert told == [
        ("2017-03-01", "30", "12", "", "3"),
        ("2017-03-01", "69", "30", "", ""),
        ("2017-03-01", "974", "", "", ""),
        ("2017-04-01", "30", "0", "0", ""),
        ("2017-04-01", "69", "", "", ""),
        ("2017-04-01", "974", "", "", ""),
    ]
    assert [row["equipes_ayant_repondu"] for row in rows] == ["1", "1", "0", "1", "0", "0"]
    assert "Tilleul" not in client.get(f"/open-data/activite.csv?{ASKED}").content.decode()


def test_a_departement_alone_is_asked_and_a_smaller_place_is_refused(client: Client) -> None:
    assert {row["departement"] for row in lines(client, f"{ASKED}&perimetre=departement:69")} == {"69"}
    answer = client.get(f"/open-data/activite.csv?{ASKED}&perimetre=commune:30189")
    assert answer.status_code in {400, 409}
    assert "se publie par département" in answer.content.decode()
    answer = client.get("/api/v1/activity", {"as_of": "2017-04-30", "perimeter": "commune:30189"})
    assert answer.status_code == 409
    found = client.get("/api/v1/activity", {"as_of": "2017-04-30", "perimeter": "region:76"}).json()
    assert [(row["mois"], row["visites"]) for row in found["results"]] == [
        ("2017-03-01", 12),
        ("2017-04-01", 0),
    ]
