"""The A4 sheet and the A5 flyer of what has a page; what these pages say to machines; their histories."""

import io
import json
import re
from typing import Any

import pypdf
import pytest
from django.test import Client, override_settings

from maillage.network.models import Cooperation, Organisation, Team
from tests.cast import Cast
from tests.linked_data import block_of
from tests.portal import crowd
from tests.portal.reading import read

DAY = "au=2016-11-25"
A4, A5 = (595, 842), (420, 595)
PRINTED = (
    "/equipes/equipe-du-tilleul/",
    "/equipes/equipe-en-esquisse/",
    "/cooperations/cooperation-du-gard/",
    "/cooperations/cooperation-errante/",
    "/organisations/les-voisins-du-tilleul/",
    "/organisations/entraide-nomade/",
    "/departements/30/",
    "/departements/974/",
)


def pdf_of(client: Client, address: str) -> pypdf.PdfReader:
    """Return a printed page."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(client: Client, address: str) -> str:
    """Return the words of a printed page, on one line, with ordinary spaces."""
    words = " ".join(page.extract_text() for page in pdf_of(client, address).pages)
    return re.sub(r"[\s\u00a0\u202f\u200b]+", " ", words)


def data_of(client: Client, address: str) -> dict[str, Any]:
    """Return what a page says of its subject to machines."""
    main, crumbs = block_of(client.get(address).content.decode())["@graph"]
    assert crumbs["@type"] == "BreadcrumbList"
    return dict(main)


@pytest.mark.parametrize("address", PRINTED)
@pytest.mark.parametrize(("paper", "size"), [("fiche", A4), ("affichette", A5)])
@pytest.mark.usefixtures("cast")
def test_each_subject_is_printed_on_one_page(
    client: Client, address: str, paper: str, size: tuple[int, int]
) -> None:
    (page,) = pdf_of(client, f"{address}{paper}.pdf?{DAY}").pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_sheet_of_a_team_says_what_its_page_says(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001", schedule="le mardi")
    said = text_of(client, f"/equipes/equipe-du-tilleul/fiche.pdf?{DAY}")
    for words in (
        "Équipe citoyenne (reconnue)",
        "Équipe du Tilleul",
        "Nîmes, Gard",
        "visites et sorties",
        "le mardi",
        "04 66 00 00 01",
        "Les Voisins du Tilleul",
        "Au 25 novembre 2016",
    ):
        assert words in said
    assert "equipes/equipe-du-tilleul/" in said.replace(" ", "")


@pytest.mark.usefixtures("cast")
def test_who_has_no_telephone_gives_the_national_one(client: Client) -> None:
    said = text_of(client, f"/equipes/equipe-du-tilleul/fiche.pdf?{DAY}")
    assert "Le numéro national" in said
    assert "01 99 00 12 34" in said
    assert "Cette équipe n'a pas de téléphone dans le registre." in said


def test_a_sheet_of_the_past_says_what_was_known_then(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001")
    assert "reconnue" not in text_of(client, "/equipes/equipe-du-tilleul/fiche.pdf?au=2013-06-01")


def test_the_flyer_keeps_little_and_cuts_between_words(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(activities="promenades " * 60)
    said = text_of(client, f"/equipes/equipe-du-tilleul/affichette.pdf?{DAY}")
    assert "Un peu de temps à donner" in said
    assert "promenades…" in said
    assert said.count("promenades") == 25


@pytest.mark.usefixtures("cast")
def test_long_lists_are_cut_and_say_so(client: Client) -> None:
    crowd.teams(14)
    assert "et 5 autres, sur la page" in text_of(client, f"/cooperations/cooperation-du-gard/fiche.pdf?{DAY}")
    assert "15 équipes citoyennes agissent ici." in text_of(
        client, f"/cooperations/cooperation-du-gard/affichette.pdf?{DAY}"
    )


@pytest.mark.usefixtures("cast")
def test_an_organisation_says_what_it_signed_and_carries(client: Client) -> None:
    said = text_of(client, f"/organisations/les-voisins-du-tilleul/fiche.pdf?{DAY}")
    assert "Charte nationale, depuis" in said
    assert "Équipe du Tilleul" in said
    assert "Une équipe citoyenne portée." in text_of(
        client, f"/organisations/les-voisins-du-tilleul/affichette.pdf?{DAY}"
    )


def test_a_departement_gives_the_telephone_of_its_cooperation(client: Client, cast: Cast) -> None:
    Cooperation.objects.filter(pk=cast.gard.pk).update(telephone="0466000002")
    said = text_of(client, f"/departements/30/fiche.pdf?{DAY}")
    assert "Gard (30)" in said
    assert "équipe citoyenne est reconnue" in said
    assert "04 66 00 00 02" in said


@pytest.mark.parametrize(
    "address",
    [
        "/equipes/equipe-du-tilleul/poster.pdf",
        "/equipes/personne/fiche.pdf",
        "/departements/00/fiche.pdf",
        "/cooperations/aucune/affichette.pdf",
        "/organisations/aucune/fiche.pdf",
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_is_not_there_is_not_printed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("cast")
def test_pages_lead_to_their_paper(client: Client) -> None:
    page = client.get(f"/equipes/equipe-du-tilleul/?{DAY}").content.decode()
    assert 'href="/equipes/equipe-du-tilleul/fiche.pdf?au=2016-11-25"' in page
    assert 'href="/equipes/equipe-du-tilleul/affichette.pdf?au=2016-11-25"' in page


@override_settings(SITE_URL="https://maillage.exemple.fr")
def test_a_team_is_told_to_machines(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001", email="secret@exemple.fr")
    found = data_of(client, f"/equipes/equipe-du-tilleul/?{DAY}")
    assert found["@type"] == "NGO"
    assert found["@id"] == "https://maillage.exemple.fr/equipes/equipe-du-tilleul/"
    assert found["address"]["addressLocality"] == "Nîmes"
    assert found["areaServed"] == [{"@type": "AdministrativeArea", "name": "Nîmes", "identifier": "30189"}]
    assert [body["name"] for body in found["parentOrganization"]] == ["CCAS d'Alès", "Les Voisins du Tilleul"]
    assert (
        found["contactPoint"]["url"] == "https://maillage.exemple.fr/demandes/aider/?equipe=equipe-du-tilleul"
    )
    assert "secret@" not in json.dumps(found)


def test_no_name_ends_the_block_of_data(client: Client, cast: Cast) -> None:
    name = "</script><script>alert(1)</script> & « Cie »"
    Team.objects.filter(pk=cast.tilleul.pk).update(name=name)
    assert data_of(client, f"/equipes/equipe-du-tilleul/?{DAY}")["name"] == name


@pytest.mark.usefixtures("cast")
def test_cooperations_organisations_and_departements_are_told_to_machines(client: Client) -> None:
    assert data_of(client, f"/cooperations/cooperation-du-gard/?{DAY}")["areaServed"][0]["identifier"] == "30"
    organisation = data_of(client, f"/organisations/les-voisins-du-tilleul/?{DAY}")
    assert organisation["subOrganization"][0]["name"] == "Équipe du Tilleul"
    departement = data_of(client, "/departements/30/")
    assert (departement["identifier"], departement["containedInPlace"]["name"]) == ("30", "Occitanie")


def test_an_identifier_is_told_where_there_is_one(client: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.voisins.pk).update(siret="13003013300016")
    found = data_of(client, f"/organisations/les-voisins-du-tilleul/?{DAY}")
    assert found["identifier"]["value"] == "13003013300016"


@pytest.mark.usefixtures("cast")
def test_an_organisation_has_its_history(client: Client) -> None:
    said = read(client, f"/organisations/les-voisins-du-tilleul/?{DAY}")
    history = said.partition("Son histoire")[2]
    assert "Porte l'équipe : Équipe du Tilleul" in history
    assert "Signe : Charte nationale" in history


@pytest.mark.usefixtures("cast")
def test_a_departement_has_its_history_the_last_first(client: Client) -> None:
    history = read(client, f"/departements/30/?{DAY}").partition("Son histoire")[2]
    assert "Équipe du Tilleul – reconnue" in history
    assert history.index("15 janvier 2016 Coopération du Gard – active") < history.index(
        "Coopération du Gard – contact"
    )
    assert (
        "Rien n'est connu"
        in read(client, "/departements/30/?au=2013-01-02&connu=2013-01-02").partition("Son histoire")[2]
    )
