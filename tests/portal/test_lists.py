"""Lists of cooperations, teams and signatories: filters, counts, pages, files."""

import csv
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.portal import crowd
from tests.portal.reading import read

DAY = "au=2016-11-25"


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(
    ("query", "count", "seen", "unseen"),
    [
        ("", "4 coopérations", ["Coopération du Gard", "Coopération errante"], []),
        ("etape=active", "1 coopération", ["Coopération du Gard"], ["Pays d'Alès"]),
        ("etape=close", "0 coopération", ["Aucune coopération"], ["Coopération du Gard"]),
        ("niveau=locale", "1 coopération", ["Pays d'Alès"], ["Coopération du Gard"]),
        ("departement=30", "2 coopérations", ["Coopération du Gard", "Pays d'Alès"], ["Coopération du Nord"]),
        ("q=ALES", "1 coopération", ["Pays d'Alès"], ["Coopération du Gard"]),
    ],
)
@pytest.mark.parametrize("view", ["carte", "tuiles", "tableau"])
@pytest.mark.usefixtures("cast")
def test_cooperations_are_chosen(
    client: Client, query: str, count: str, seen: list[str], unseen: list[str], view: str
) -> None:
    said = read(client, f"/cooperations/?{DAY}&vue={view}&{query}")
    assert count in said
    assert all(name in said for name in seen)
    assert not any(name in said for name in unseen)


@pytest.mark.usefixtures("cast")
def test_the_map_follows_the_filters(client: Client) -> None:
    page = client.get(f"/cooperations/?{DAY}&niveau=locale").content.decode()
    assert "<title>Gard (30) : lancée</title>" in page
    assert "<title>Nord (59) : rien de connu</title>" in page
    assert "niveau=locale&amp;vue=tuiles" in page


@pytest.mark.usefixtures("cast")
def test_a_cooperation_without_place_is_counted_and_said(client: Client) -> None:
    assert "4 coopérations dans 2 départements (dont 1 sans territoire connu)" in read(
        client, f"/cooperations/?{DAY}"
    )


@pytest.mark.parametrize(
    ("query", "count", "seen", "unseen"),
    [
        ("", "3 équipes", ["Équipe du Tilleul"], ["Équipe du Causse", "Équipe en esquisse"]),
        ("etape=toutes", "5 équipes", ["Équipe du Causse", "Équipe en esquisse"], []),
        ("etape=en-sommeil", "1 équipe", ["Équipe du Causse", "en sommeil"], ["Équipe du Tilleul"]),
        ("departement=974", "1 équipe", ["Équipe du Barachois"], ["Équipe du Tilleul"]),
        ("lieu=nimes", "1 équipe · Nîmes (30000), Gard", ["Équipe du Tilleul"], ["Équipe du Barachois"]),
        ("lieu=97460", "1 équipe", ["Équipe du Barachois"], ["Équipe du Tilleul"]),
        ("lieu=cahors&etape=toutes", "1 équipe", ["Équipe du Causse"], ["Équipe du Tilleul"]),
        ("q=équipe tilleul", "1 équipe", ["Équipe du Tilleul"], ["Équipe du Barachois"]),
    ],
)
@pytest.mark.usefixtures("cast")
def test_teams_are_chosen(client: Client, query: str, count: str, seen: list[str], unseen: list[str]) -> None:
    day = "au=2015-06-01" if "cahors" in query else DAY
    said = read(client, f"/equipes/?{day}&{query}")
    assert count in said
    assert all(name in said for name in seen)
    assert not any(name in said for name in unseen)


@pytest.mark.parametrize(
    ("query", "count", "seen", "unseen"),
    [
        ("", "5 organisations ont signé", ["Entraide nomade", "a signé en 2015"], ["Mutuelle du Causse"]),
        ("nature=clic", "1 organisation a signé", ["CLIC du Barachois"], ["Entraide nomade"]),
        ("departement=30", "2 organisations", ["CCAS d'Alès"], ["CLIC du Barachois"]),
        ("q=voisins", "1 organisation", ["Les Voisins du Tilleul"], ["CCAS d'Alès"]),
    ],
)
@pytest.mark.usefixtures("cast")
def test_signatories_are_chosen(
    client: Client, query: str, count: str, seen: list[str], unseen: list[str]
) -> None:
    said = read(client, f"/signataires/?{DAY}&{query}")
    assert count in said
    assert all(name in said for name in seen)
    assert not any(name in said for name in unseen)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/equipes/?departement=999", "Ce choix n'existe pas"),
        ("/equipes/?etape=lune", "Ce choix n'existe pas"),
        ("/equipes/?lieu=zzqqxx", "Aucun lieu ne commence par « zzqqxx »"),
        ("/equipes/?lieu=x", "Écrivez au moins deux lettres"),
        (f"/equipes/?lieu={'a' * 10_000}", "Écrivez 100 caractères au plus."),
        (f"/equipes/?q={'a' * 10_000}", "Écrivez 100 caractères au plus."),
        ("/cooperations/?niveau=lune", "Ce choix n'existe pas"),
        ("/cooperations/?etape=lune", "Ce choix n'existe pas"),
        ("/signataires/?nature=lune", "Ce choix n'existe pas"),
        ("/creer-une-equipe/?lieu=zzqqxx", "Aucun lieu ne commence par"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_choice_that_is_not_understood_is_said_and_left_aside(
    client: Client, address: str, sentence: str
) -> None:
    said = read(client, address)
    assert sentence in said
    assert "a" * 200 not in said


@pytest.mark.parametrize(
    "words", ["'; DROP TABLE network_team; --", "%", "_", "\\", "%00", "<script>", "🌳", "{{ 7 }}"]
)
@pytest.mark.parametrize(
    "address",
    ["/cooperations/?q=", "/equipes/?q=", "/equipes/?lieu=", "/signataires/?q=", "/territoires/?lieu="],
)
@pytest.mark.usefixtures("cast")
def test_hostile_words_only_find_nothing(client: Client, address: str, words: str) -> None:
    answer = client.get(address + words)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().split("<main")[1]


@pytest.mark.django_db
def test_long_lists_come_thirty_a_page_in_the_order_of_names(client: Client) -> None:
    crowd.teams(31)
    first, last = client.get("/equipes/").content.decode(), client.get("/equipes/?page=999").content.decode()
    assert first.count('class="entry"') == 30
    assert last.count('class="entry"') == 1
    names = re.findall(r">(Équipe \d+)</a>", first)
    assert names == sorted(names)
    assert "page=2" in first
    assert client.get("/equipes/?page=lune").status_code == 200


@pytest.mark.usefixtures("cast")
def test_a_list_is_taken_away_as_it_is_filtered(client: Client) -> None:
    answer = client.get(f"/equipes/?{DAY}&departement=30&format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="equipes-2016-11-25.csv"'
    title, *rows = rows_of(answer.content)
    assert title == [
        "Équipe",
        "Étape",
        "Depuis le",
        "Commune",
        "Code du département",
        "Département",
        "Téléphone",
    ]
    assert rows == [["Équipe du Tilleul", "reconnue", "01/01/2015", "Nîmes", "30", "Gard", ""]]


@pytest.mark.usefixtures("cast")
def test_a_workbook_prints_its_day_its_knowledge_and_its_filters(client: Client) -> None:
    answer = client.get(f"/signataires/?{DAY}&connu=2016-12-31&nature=ccas-commune&format=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    heading = [row[0] for row in cells[:4]]
    assert heading[:3] == [
        "Signataires de la charte",
        "Au 25\u00a0novembre 2016",
        "Tel que connu le 31\u00a0décembre 2016",
    ]
    assert heading[3].startswith("Nature : ")
    assert [row[0] for row in cells if row[0].startswith("CCAS")] == ["CCAS d'Alès"]


@pytest.mark.usefixtures("cast")
def test_cooperations_are_taken_away_too(client: Client) -> None:
    rows = rows_of(client.get(f"/cooperations/?{DAY}&niveau=territoriale&format=csv").content)
    assert rows[1:] == [["Coopération errante", "territoriale", "contact", "01/01/2016", "", ""]]
    assert client.get(f"/cooperations/?{DAY}&format=ods")["Content-Type"].endswith("spreadsheet")
