"""A figure explained: at two dates or two knowledges, for any territory, what came, left or was corrected."""

import io

import openpyxl
import pytest
from django.test import Client

from maillage.common.facts import Author, retract
from maillage.network.models import Signature
from tests.cast import Cast, instant
from tests.portal.reading import read, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def test_a_figure_is_compared_at_two_dates_for_any_territory(client: Client, cast: Cast) -> None:
    here = (
        f"/chiffres/equipes/differences/?au=2014-12-31&puis=2016-11-25&perimetre=porteur:{cast.voisins.slug}"
    )
    page = read(client, here)
    for told in (
        "puis celui du 25 novembre 2016",
        "Les Voisins du Tilleul",
        "1 ligne est venue",
        "0 ligne n'y est plus",
        "Équipe du Tilleul",
        "Compte depuis le 1er janvier 2015",
    ):
        assert told in page, told
    taken = client.get(f"{here}&format=xlsx").content
    (sheet,) = openpyxl.load_workbook(io.BytesIO(taken)).worksheets
    lines = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    (line,) = [row for row in lines if "Équipe du Tilleul" in row]
    assert line[0] == "compte désormais"
    page = client.get(
        f"/chiffres/equipes/?au=2016-11-25&perimetre=porteur:{cast.voisins.slug}"
    ).content.decode()
    assert "Comparer à une autre date" in page
    assert f"perimetre=porteur%3A{cast.voisins.slug}" in page


def test_the_page_of_a_territory_says_what_changed_since(client: Client, cast: Cast) -> None:
    signed = Signature.objects.get(organisation=cast.ccas)
    retract(signed, reason="erreur de saisie", by=Author(at=instant(2017, 3, 1)))
    page = client.get("/chiffres/signataires/?au=2016-11-25&perimetre=departement:30").content.decode()
    assert "perimetre=departement%3A30" in page or "perimetre=departement:30" in page
    assert "Depuis, une ligne a changé" in words(page)
    gone = "/chiffres/signataires/differences/?au=2016-11-25&perimetre=departement:30"
    assert "Retiré du registre : erreur de saisie" in read(client, gone)
