"""French search: what people type, and what they should find among the first; the same on every database."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.network.models import Team, TeamStage
from maillage.network.operations import (
    NewOrganisation,
    NewStage,
    NewTeam,
    enrol,
    enter_team_stage,
    found_teams,
)
from maillage.portal import search as module
from maillage.portal.search import roots, roots_of, search, stem, with_acronyms, words_of
from tests.cast import TAKEN_OVER, Cast, commune, date, kind
from tests.network.teams import BY
from tests.portal import crowd
from tests.portal.reading import read

ORGANISATIONS = (
    ("CCAS de Nîmes", "ccas-commune"),
    ("Centre communal d'action sociale d'Uzès", "ccas-commune"),
    ("CLIC de la Garrigue", "clic"),
    ("Mutualité sociale agricole du Languedoc", "mutuelle"),
    ("Fédération des centres sociaux", "association-nationale"),
    ("Les Petites Sœurs de l'Œillet", "association-locale"),
    ("Amitié et solidarité à Saint-Gilles", "association-locale"),
)
TEAMS = (
    ("L'Équipe des Lilas", "visites à domicile et promenades"),
    ("Bonjour voisine", "appels téléphoniques, jardinage"),
    ("Les Cœurs vaillants", "ateliers de cuisine"),
)
# What is typed, and what must be among the first three.
GOLDEN = (
    ("ccas", "CCAS de Nîmes"),
    ("CCAS", "Centre communal d'action sociale d'Uzès"),
    ("centre communal d'action sociale", "CCAS de Nîmes"),
    ("centre communal action sociale", "Centre communal d'action sociale d'Uzès"),
    ("ccas uzes", "Centre communal d'action sociale d'Uzès"),
    ("ccas nimes", "CCAS de Nîmes"),
    ("ccas d'Alès", "CCAS d'Alès"),
    ("ccas ales", "CCAS d'Alès"),
    ("clic", "CLIC de la Garrigue"),
    ("clic garrigue", "CLIC de la Garrigue"),
    ("centre local d'information et de coordination", "CLIC de la Garrigue"),
    ("barachois", "Équipe du Barachois"),
    ("clic barachois", "CLIC du Barachois"),
    ("msa", "Mutualité sociale agricole du Languedoc"),
    ("MSA Languedoc", "Mutualité sociale agricole du Languedoc"),
    ("mutualité agricole", "Mutualité sociale agricole du Languedoc"),
    ("mutualite sociale", "Mutualité sociale agricole du Languedoc"),
    ("centres sociaux", "Fédération des centres sociaux"),
    ("centre social", "Fédération des centres sociaux"),
    ("federation", "Fédération des centres sociaux"),
    ("fédérations", "Fédération des centres sociaux"),
    ("soeurs", "Les Petites Sœurs de l'Œillet"),
    ("sœurs", "Les Petites Sœurs de l'Œillet"),
    ("petite soeur", "Les Petites Sœurs de l'Œillet"),
    ("oeillet", "Les Petites Sœurs de l'Œillet"),
    ("l'oeillet", "Les Petites Sœurs de l'Œillet"),
    ("l’œillet", "Les Petites Sœurs de l'Œillet"),
    ("saint gilles", "Amitié et solidarité à Saint-Gilles"),
    ("st gilles", "Amitié et solidarité à Saint-Gilles"),
    ("st-gilles", "Amitié et solidarité à Saint-Gilles"),
    ("SAINT-GILLES", "Amitié et solidarité à Saint-Gilles"),
    ("amities", "Amitié et solidarité à Saint-Gilles"),
    ("solidarités", "Amitié et solidarité à Saint-Gilles"),
    ("solidarite saint gilles", "Amitié et solidarité à Saint-Gilles"),
    ("lilas", "L'Équipe des Lilas"),
    ("equipe lilas", "L'Équipe des Lilas"),
    ("équipes des lilas", "L'Équipe des Lilas"),
    ("l'équipe des lilas", "L'Équipe des Lilas"),
    ("visite", "L'Équipe des Lilas"),
    ("promenade", "L'Équipe des Lilas"),
    ("promenades lilas", "L'Équipe des Lilas"),
    ("jardinage", "Bonjour voisine"),
    ("jardin", "Bonjour voisine"),
    ("bonjour", "Bonjour voisine"),
    ("voisines", "Bonjour voisine"),
    ("appel téléphonique", "Bonjour voisine"),
    ("coeur", "Les Cœurs vaillants"),
    ("cœurs vaillants", "Les Cœurs vaillants"),
    ("vaillant", "Les Cœurs vaillants"),
    ("atelier cuisine", "Les Cœurs vaillants"),
    ("tilleul", "Équipe du Tilleul"),
    ("equipe du tilleul", "Équipe du Tilleul"),
    ("tilleuls", "Équipe du Tilleul"),
    ("voisins tilleul", "Les Voisins du Tilleul"),
    ("coopération gard", "Coopération du Gard"),
    ("cooperations du gard", "Coopération du Gard"),
    ("coopération nord", "Coopération du Nord"),
    ("pays d'alès", "Coopération du Pays d'Alès"),
    ("guillotiere", "Équipe de la Guillotière"),
    ("mutuelle causse", "Mutuelle du Causse"),
    ("causse", "Équipe du Causse"),
    ("fraternité", "Fraternité des Âges"),
    ("fraternite des ages", "Fraternité des Âges"),
    ("fraternité gard", "Fraternité des Âges du Gard"),
    ("signataires", "Signataires de la charte nationale"),
    ("til", "Équipe du Tilleul"),
    ("fratern", "Fraternité des Âges"),
    ("réunion clic", "CLIC du Barachois"),
)


@pytest.fixture
def field(cast: Cast) -> Cast:
    """Add to the cast some names of the field."""
    enrol([NewOrganisation(name=name, kind=kind(code)) for name, code in ORGANISATIONS], by=TAKEN_OVER)
    teams = found_teams([NewTeam(name=name, activities=told) for name, told in TEAMS], by=TAKEN_OVER)
    stages = [NewStage(subject=team, stage=TeamStage.EMERGING, on=date(2016, 1, 1)) for team in teams]
    enter_team_stage(stages, by=TAKEN_OVER)
    return cast


def names(text: str) -> list[str]:
    """Return what a text finds, by name, in order."""
    return [str(entry.name) for entry in search(text, today=timezone.localdate(), now=timezone.now())]


@pytest.mark.usefixtures("field")
def test_what_people_type_finds_what_they_want() -> None:
    missed = {text: names(text)[:3] for text, wanted in GOLDEN if wanted not in names(text)[:3]}
    assert missed == {}


@pytest.mark.usefixtures("field")
def test_the_order_is_the_same_however_the_rows_come() -> None:
    # Rows without order come shuffled in these tests.
    assert {tuple(names("centre")) for _again in range(4)} == {tuple(names("centre"))}
    found = names("equipe")
    assert (
        found.index("Équipe du Tilleul") < found.index("Équipe en esquisse")
        or "Équipe en esquisse" not in found
    )


def test_words_have_roots_without_accents_nor_little_words() -> None:
    assert stem("équipes") == stem("équipe") == stem("equipe") == "equip"
    assert words_of("L'équipe des voisins d'Alès") == ["équipe", "voisins", "Alès"]
    assert set(roots_of("solidarité")) >= set(roots_of("solidarite"))
    assert roots("le la les de") == []
    assert "ccas" in with_acronyms(roots("centre communal d'action sociale"))
    assert set(roots("centre communal d'action sociale")) <= set(with_acronyms(["ccas"]))


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        '"',
        "%",
        "_",
        "*",
        "tilleul AND NOT gard",
        "(((",
        "\\",
        "🌻",
        "a" * 10_000,
        "%00",
        "<script>",
        "   ",
    ],
)
@pytest.mark.usefixtures("cast")
def test_nonsense_is_answered_calmly(client: Client, text: str) -> None:
    answer = client.get("/recherche/", {"q": text})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2]


@pytest.mark.usefixtures("cast")
def test_the_page_says_what_it_found_and_where(client: Client) -> None:
    said = read(client, "/recherche/?q=tilleul")
    assert "3 réponses" in said
    assert "Équipe du Tilleul Équipe citoyenne · Nîmes, Gard" in said
    assert "Nîmes (30000), Gard" in read(client, "/recherche/?q=nimes")
    assert "/chiffres/signataires/" in client.get("/recherche/?q=signataires").content.decode()
    assert "Rien ne porte tous ces mots" in read(client, "/recherche/?q=zzqqxx")
    assert "Seuls les cent premiers" in read(client, f"/recherche/?q={'tilleul ' * 20}")
    assert "réponse" not in read(client, "/recherche/")


@pytest.mark.usefixtures("cast")
def test_many_answers_come_in_pages(client: Client) -> None:
    crowd.teams(40)
    page = client.get("/recherche/?q=equipe").content.decode()
    assert page.count('class="entry"') == 30
    assert "q=equipe&amp;page=2" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_a_search_asks_as_much_whatever_it_finds(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    crowd.teams(count)
    crowd.cooperations(count)
    crowd.organisations(count)
    with django_assert_num_queries(10):  # seven kinds of sheets, places by name
        client.get("/recherche/?q=equipe")


def test_the_index_is_kept_while_nothing_changes(cast: Cast, settings: Any) -> None:
    settings.KEPT_PAGES = 1
    module._kept.clear()
    assert "Équipe du Tilleul" in names("tilleul")
    Team.objects.filter(pk=cast.tilleul.pk).update(name="Équipe du Chêne", folded="equipe du chene")
    assert "Équipe du Tilleul" in names("tilleul")  # the control: nothing told that it changed
    from maillage.accounts.operations import record  # noqa: PLC0415

    record(BY, "a changé", cast.tilleul)
    assert names("chene") == ["Équipe du Chêne"]
    module._kept.clear()
    assert commune("30189")


@pytest.mark.usefixtures("cast")
def test_a_slip_of_the_finger_leads_to_what_was_meant(client: Client) -> None:
    said = read(client, "/recherche/?q=barachoi+equipe")
    assert "Vouliez-vous dire" not in said  # the beginning of a word finds it
    said = read(client, "/recherche/?q=equipe+barrachois")
    assert "Rien ne porte tous ces mots" in said
    assert "Vouliez-vous dire… Équipe du Barachois" in said
    assert "Vouliez-vous dire… Nîmes (30000), Gard" in read(client, "/recherche/?q=nimmes")
    assert "Vouliez-vous dire" not in read(client, "/recherche/?q=equipe+zzzzzz")
    said = read(client, "/territoires/?lieu=nimmes")
    assert "ou écrivez le code postal. Vouliez-vous dire : Nîmes (30000), Gard ?" in said
    assert "Vouliez-vous dire… Nîmes (30000), Gard" in said
    assert "Vouliez-vous dire" not in read(client, "/territoires/?lieu=zzzzzz")
