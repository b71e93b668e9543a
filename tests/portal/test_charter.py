"""The charter: its text and versions, what signing means, the way to who signed; the list by place."""

import pytest
from django.test import Client

from maillage.network.models import Charter
from maillage.network.operations import NewSignature, sign
from tests.cast import TAKEN_OVER, Cast, date
from tests.portal.reading import read
from tests.portal.test_lists import rows_of

DAY = "au=2016-11-25"


def second(**told: object) -> Charter:
    """Adopt a second version of the national charter."""
    given = {"text": "# Un titre\n\nUn texte neuf.", "adopted_on": date(2016, 6, 1), **told}
    return Charter.objects.create(kind="nationale", version="2", title="Charte nationale", **given)


@pytest.mark.usefixtures("cast")
def test_the_text_is_read_with_what_signing_means_and_the_way_to_sign(client: Client) -> None:
    said = read(client, f"/charte/?{DAY}")
    assert "La valeur de chaque personne" in said
    assert "Version 1." in said
    assert "Signer engage" in said
    assert "Signer n'est pas adhérer" in said
    assert 'href="/signer/"' in client.get("/charte/").content.decode()
    assert "Toutes les versions" not in said


@pytest.mark.parametrize("day", ["2014-01-31", "2015-06-01", "2016-11-25"])
@pytest.mark.usefixtures("cast")
def test_as_many_have_signed_as_the_list_holds(client: Client, day: str) -> None:
    counted = read(client, f"/charte/?au={day}").split("Qui a signé")[-1]
    n = len(rows_of(client.get(f"/signataires/?au={day}&format=csv").content)) - 1
    assert f"{n} organisation" in counted
    assert f'href="/signataires/?au={day}"' in client.get(f"/charte/?au={day}").content.decode()


@pytest.mark.usefixtures("cast")
def test_the_search_of_the_page_leads_to_the_list(client: Client) -> None:
    page = client.get(f"/charte/?{DAY}").content.decode()
    form = page.split('class="filters"')[0].rsplit("<form", 1)[1] + page.split('class="filters"')[1]
    assert 'action="/signataires/"' in form
    assert '<input type="hidden" name="au" value="2016-11-25">' in form
    for name in ("q", "nature", "lieu", "departement"):
        assert f'name="{name}"' in form


@pytest.mark.usefixtures("cast")
def test_each_version_stays_readable(client: Client) -> None:
    second()
    said = read(client, "/charte/")
    assert "Un texte neuf." in said
    assert "Toutes les versions" in said
    assert "adoptée le 1er juin 2016" in said
    assert "Ce n'est pas le texte qui se signe" not in said
    old = read(client, "/charte/?version=1")
    assert "La valeur de chaque personne" in old
    assert "Ce n'est pas le texte qui se signe à cette date" in old
    assert "Lire la version 2" in old
    before = read(client, "/charte/?au=2016-05-31")
    assert "La valeur de chaque personne" in before
    assert "Le texte de cette version n'est pas encore écrit ici." not in before


@pytest.mark.usefixtures("cast")
def test_a_version_without_text_says_so(client: Client) -> None:
    second(text="")
    assert "Le texte de cette version n'est pas encore écrit ici." in read(client, "/charte/")


@pytest.mark.parametrize("asked", ["lune", "9" * 10_000, "%00x", "' OR 1=1", "<script>"])
@pytest.mark.usefixtures("cast")
def test_an_unknown_version_is_said_and_the_one_in_use_stands_in(client: Client, asked: str) -> None:
    said = read(client, f"/charte/?version={asked}")
    assert "Cette version n'existe pas : voici celle qui se signe." in said
    assert "La valeur de chaque personne" in said


@pytest.mark.usefixtures("cast")
def test_the_charter_of_teams_is_read_without_signatories(client: Client) -> None:
    said = read(client, "/charte/?texte=equipe")
    assert "Charte de l'équipe citoyenne" in said
    assert "Qui a signé" not in said
    assert "Signer la charte" not in said
    assert "La valeur de chaque personne" in read(client, "/charte/?texte=lune")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("1900-01-01", "avant 2013"), ("2098-01-01", "dans le futur"), ("lune", "n'est pas une date")],
)
@pytest.mark.usefixtures("cast")
def test_a_day_that_cannot_be_is_said(client: Client, asked: str, sentence: str) -> None:
    assert sentence in read(client, f"/charte/?au={asked}")


@pytest.mark.parametrize(
    ("query", "count", "seen", "unseen"),
    [
        ("lieu=nimes", "1 organisation a signé · Nîmes (30000), Gard", "Les Voisins", "CCAS d'Alès"),
        ("lieu=gard", "2 organisations ont signé · Gard", "CCAS d'Alès", "CLIC du Barachois"),
        ("lieu=occitanie", "2 organisations ont signé", "CCAS d'Alès", "CLIC du Barachois"),
        ("lieu=alès agglomération", "1 organisation a signé", "CCAS d'Alès", "Les Voisins"),
        ("lieu=30000&q=voisins", "1 organisation a signé", "Les Voisins", "CCAS d'Alès"),
        ("lieu=lille", "0 organisation a signé", "Aucun signataire", "CCAS d'Alès"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_signatories_are_found_by_place(
    client: Client, query: str, count: str, seen: str, unseen: str
) -> None:
    said = read(client, f"/signataires/?{DAY}&{query}")
    assert count in said
    assert seen in said
    assert unseen not in said


@pytest.mark.usefixtures("cast")
def test_a_place_that_is_not_understood_is_said(client: Client) -> None:
    assert "Aucun lieu ne commence par « zzqqxx »" in read(client, "/signataires/?lieu=zzqqxx")


def test_the_file_says_which_versions_each_has_signed(client: Client, cast: Cast) -> None:
    sign([NewSignature(charter=second(), signatory=cast.voisins, on=date(2016, 7, 1))], by=TAKEN_OVER)
    title, row = rows_of(client.get(f"/signataires/?{DAY}&lieu=nimes&format=csv").content)
    told = dict(zip(title, row, strict=True))
    assert told["Versions signées"] == "1, 2"
    assert told["Signée le"] == "31/01/2014"


@pytest.mark.usefixtures("cast")
def test_home_the_foot_and_the_list_lead_to_the_charter(client: Client) -> None:
    for address in ("/", "/signataires/"):
        assert client.get(address).content.decode().count('href="/charte/"') >= 2
