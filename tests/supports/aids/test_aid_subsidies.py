"""The awards as the schema of subsidies writes them, in open data."""

import csv
import io

import pytest
from django.test import Client

from maillage.common.facts import retract
from tests.cast import Cast, instant
from tests.supports.aids.asking import author, awarded, envelope, examined_one, paid, scheme

pytestmark = pytest.mark.django_db
HEADINGS = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)


def rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/open-data/subventions.csv?{query}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.splitlines()[0] == HEADINGS
    return list(csv.DictReader(io.StringIO(text)))


def test_awards_are_published_by_year_place_and_knowledge(client: Client, cast: Cast) -> None:
    aid = scheme(for_organisations=True)
    money = envelope(aid, cast)
    first, second = examined_one(aid, cast.tilleul), examined_one(aid, cast.mutuelle)
    given = awarded(first, money, 45_050)
    awarded(second, money, 10_000)
    paid(first, 20_000)
    found = rows(client, "au=2017-12-31")
    assert [row["nomBeneficiaire"] for row in found] == ["Équipe du Tilleul", "Mutuelle du Causse"]
    assert (found[0]["montant"], found[0]["dateConvention"]) == ("450.5", "2017-03-01")
    assert (found[0]["conditionsVersement"], found[0]["datesPeriodeVersement"]) == ("unique", "2017-03-15")
    assert found[1]["conditionsVersement"] == "autre"
    assert found[0]["referenceDecision"] == first.number
    paid(first, 20_000)
    assert rows(client, "au=2017-12-31")[0]["conditionsVersement"] == "échelonné"
    assert rows(client, "au=2018-12-31") == []
    assert rows(client, "au=2016-12-31") == []
    assert len(rows(client, "au=2017-12-31&perimetre=departement:46")) == 1
    retract(given, reason="erreur", by=author(at=instant(2017, 5, 1)))
    assert len(rows(client, "au=2017-12-31")) == 1
    assert "subventions.csv" in client.get("/open-data/").content.decode()
