"""The page of a cooperation, of a team, of an organisation, of a département, of a place."""

import re

import pytest
from django.test import Client

from maillage.common.facts import retract
from maillage.network.models import Team
from maillage.network.operations import cover
from tests.cast import TAKEN_OVER, TWIN_FOUND, Cast, commune, date
from tests.portal import crowd
from tests.portal.reading import read, words

DAY = "au=2016-11-25"


@pytest.mark.usefixtures("cast")
def test_a_cooperation_says_its_stages_territory_teams_and_history(client: Client) -> None:
    said = read(client, f"/cooperations/cooperation-du-gard/?{DAY}")
    assert "Contact septembre 2013 Amorce 1er février 2014" in said
    assert "Active 15 janvier 2016" in said
    assert "1 équipe citoyenne y agit" in said
    assert "Équipe du Tilleul" in said
    assert "reprise du registre connu depuis le 01/01/2013" in said
    assert "Ses membres" in said
    assert "pas encore de téléphone" in said


@pytest.mark.usefixtures("cast")
def test_a_cooperation_in_the_past_had_gone_less_far(client: Client) -> None:
    said = read(client, "/cooperations/cooperation-du-gard/?au=2014-03-01")
    assert "Structuration à venir" in said
    assert "Le territoire couvert n'est pas encore dans le registre." in said


@pytest.mark.usefixtures("cast")
def test_a_dormant_cooperation_is_no_longer_on_its_way(client: Client) -> None:
    page = client.get("/cooperations/cooperation-du-nord/").content.decode()
    assert "En sommeil" in page
    assert 'aria-current="step"' not in page


@pytest.mark.usefixtures("cast")
def test_a_cooperation_without_place_says_it(client: Client) -> None:
    assert "département inconnu" in read(client, "/cooperations/cooperation-errante/")


@pytest.mark.usefixtures("cast")
def test_a_stage_passed_without_date_is_said(client: Client) -> None:
    assert "Contact date inconnue" in read(client, f"/cooperations/cooperation-du-pays-d-ales/?{DAY}")


def test_what_was_corrected_stays_in_sight(client: Client, cast: Cast) -> None:
    change = cast.gard.stage_changes.get(stage="active")
    retract(change, reason="compte rendu mal lu", by=TWIN_FOUND)
    said = read(client, "/cooperations/cooperation-du-gard/")
    assert "Une ligne a été corrigée depuis" in said
    assert (
        "« active » depuis le 15 janvier 2016, tenu pour vrai jusqu'au 10/03/2015 ; motif : compte rendu mal lu"
        in said
    )


@pytest.mark.usefixtures("cast")
def test_many_teams_of_a_cooperation_are_a_list_of_their_own(client: Client) -> None:
    crowd.teams(14)
    page = client.get(f"/cooperations/cooperation-du-gard/?{DAY}").content.decode()
    assert page.count('class="entry"') == 12
    assert "/equipes/?departement=30&amp;au=2016-11-25" in page


def test_a_team_says_what_where_whom_to_call_and_who_carries_it(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001")
    page = client.get(f"/equipes/equipe-du-tilleul/?{DAY}").content.decode()
    said = read(client, f"/equipes/equipe-du-tilleul/?{DAY}")
    assert 'href="tel:+33466000001"' in page
    assert "Reconnue depuis le 1er janvier 2015" in said
    assert "visites et sorties" in said
    assert "Nîmes, Gard" in said
    assert "Les Voisins du Tilleul depuis le 1er janvier 2015" in said
    assert "CCAS d'Alès" in said


@pytest.mark.usefixtures("cast")
def test_a_team_of_which_little_is_known_says_what_is_unknown(client: Client) -> None:
    said = read(client, "/equipes/equipe-en-esquisse/?au=2015-01-01")
    assert "étape inconnue à cette date" in said
    assert "Le lieu n'est pas dans le registre." in said
    assert "Aucun porteur n'est connu à cette date." in said
    assert "Appelez le numéro national : 01 99 00 12 34" in said
    assert "Aucune étape n'est connue" in said


@pytest.mark.usefixtures("cast")
def test_an_organisation_says_what_it_signed_carries_and_belongs_to(client: Client) -> None:
    said = read(client, f"/organisations/les-voisins-du-tilleul/?{DAY}")
    assert "signée le 31 janvier 2014" in said
    assert "1 équipe qu'elle porte" in said
    assert "Depuis le 1er mars 2014 (signataires qui animent des bénévoles)" in said
    branch = read(client, "/organisations/fraternite-des-ages-du-gard/")
    assert "Rattachée à : Fraternité des Âges" in branch
    assert "Aucune signature n'est connue" in branch
    assert "Fraternité des Âges du Gard" in read(client, "/organisations/fraternite-des-ages/")


@pytest.mark.usefixtures("cast")
def test_a_signature_that_ended_or_was_wrong_is_told(client: Client) -> None:
    left = read(client, "/organisations/mutuelle-du-causse/")
    assert "signée le 1er mars 2014 · terminée le 1er juillet 2015 (fusion)" in left
    twin = read(client, "/organisations/les-voisins-du-tilleul-2/")
    assert "motif : doublon des Voisins du Tilleul" in twin
    assert "signée le 31 janvier 2014" in read(
        client, "/organisations/les-voisins-du-tilleul-2/?au=2015-01-31&connu=2015-01-31"
    )


@pytest.mark.usefixtures("cast")
def test_an_organisation_of_unknown_kind_and_place_says_it(client: Client) -> None:
    said = read(client, "/organisations/entraide-nomade/")
    assert "nature inconnue" in said
    assert "signée en 2015" in said
    assert "Depuis février 2015" in said


@pytest.mark.usefixtures("cast")
def test_a_departement_says_its_figures_and_shows_what_they_count(client: Client) -> None:
    said = read(client, f"/departements/30/?{DAY}")
    assert "2 coopérations sont connues." in said
    assert "1 équipe citoyenne est reconnue." in said
    assert "2 organisations ont signé la charte." in said
    assert "Coopération du Pays d'Alès" in said
    assert "CCAS d'Alès" in said
    assert "Le bilan du Gard" in said
    assert "perimetre=departement%3A30" in client.get("/departements/30/").content.decode()


@pytest.mark.usefixtures("cast")
def test_a_departement_is_found_by_its_code_in_small_letters(client: Client) -> None:
    assert "Corse-du-Sud (2A)" in read(client, "/departements/2a/")


@pytest.mark.usefixtures("cast")
def test_a_departement_where_nothing_is_known_says_so(client: Client) -> None:
    said = read(client, f"/departements/23/?{DAY}")
    assert "0 coopération est connue." in said
    assert "Aucune coopération n'y est connue" in said
    assert "Aucune équipe reconnue" in said
    assert "Aucun signataire" in said


@pytest.mark.django_db
def test_a_crowded_departement_shows_some_and_leads_to_all(client: Client) -> None:
    crowd.teams(9)
    crowd.organisations(12)
    page = client.get(f"/departements/30/?{DAY}").content.decode()
    assert "/equipes/?departement=30&amp;au=2016-11-25" in page
    assert "/signataires/?departement=30&amp;au=2016-11-25" in page


@pytest.mark.parametrize("typed", ["nimes", "Nîmes", "30000", "30900 nimes"])
def test_a_place_leads_to_its_team_at_once(client: Client, cast: Cast, typed: str) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001")
    said = read(client, f"/territoires/?{DAY}&lieu={typed}")
    assert "Voici qui appeler." in said
    assert "Équipe du Tilleul" in said
    assert "04 66 00 00 01" in said
    assert "Coopération du Gard" in said
    assert "Tout sur le département (30)" in said


@pytest.mark.usefixtures("cast")
def test_a_place_without_team_shows_the_nearest_with_its_distance(client: Client) -> None:
    said = read(client, f"/territoires/?{DAY}&lieu=uzes")
    assert "Aucune équipe ne vient encore jusqu'ici. Voici les plus proches." in said
    assert re.search(r"Équipe du Tilleul Nîmes, Gard · à 2\d kilomètres", said), said
    nobody = read(client, f"/territoires/?{DAY}&lieu=gueret")
    assert "Il n'y a pas encore d'équipe par ici" in nobody
    assert "Créer une équipe" in nobody
    assert "01 99 00 12 34" in nobody


def test_what_covers_comes_before_what_is_near(client: Client, cast: Cast) -> None:
    found = crowd.teams(1)[0]
    cover(found, [commune("30334")], on=date(2015, 1, 1), by=TAKEN_OVER)
    page = client.get(f"/territoires/?{DAY}&lieu=uzes").content.decode()
    assert page.index(found.name) < page.index("Un peu plus loin") < page.index(cast.tilleul.name)
    # Today, one may write to them.
    assert f"/demandes/aider/?equipe={found.slug}" in client.get("/territoires/?lieu=uzes").content.decode()


@pytest.mark.usefixtures("cast")
def test_an_overseas_place_a_region_and_an_agglomeration_lead_somewhere(client: Client) -> None:
    assert "Tout sur le département (974)" in read(client, f"/territoires/?{DAY}&lieu=saint-denis 97400")
    assert "Tout sur le département (30)" in read(client, f"/territoires/?{DAY}&lieu=gard")
    assert "Équipe du Tilleul" in read(client, f"/territoires/?{DAY}&lieu=occitanie, région")


@pytest.mark.usefixtures("cast")
def test_a_covered_place_is_reached_by_what_covers_around_it(client: Client) -> None:
    assert "Équipe du Causse" in read(client, "/territoires/?au=2015-06-01&lieu=figeac")


@pytest.mark.usefixtures("cast")
def test_a_word_that_is_no_place_says_so_and_offers_the_departements(client: Client) -> None:
    said = read(client, "/territoires/?lieu=zzqqxx")
    assert "Aucun lieu ne commence par « zzqqxx »" in said
    assert "30 Gard" in said
    assert "Écrivez au moins deux lettres" in read(client, "/territoires/?lieu=")
    assert "n'est pas un lieu" in read(client, f"/territoires/?lieu={'n' * 10_000}")


@pytest.mark.usefixtures("cast")
def test_the_first_letters_of_a_place_are_answered(client: Client) -> None:
    assert "Nîmes (30000), Gard" in read(client, "/territoires/propositions/?lieu=ni")
    assert read(client, "/territoires/propositions/?lieu=n").strip() == ""


@pytest.mark.usefixtures("cast")
def test_how_to_start_a_team_is_said_with_whom_to_call(client: Client) -> None:
    page = client.get("/creer-une-equipe/?lieu=nimes").content.decode()
    assert 'href="/demandes/creer/?lieu=N%C3%AEmes%20%2830000%29%2C%20Gard"' in page
    said = words(page)
    assert "Coopération du Gard" in said
    assert "01 99 00 12 34" in said
    assert "Aucune coopération n'est encore connue" in read(client, "/creer-une-equipe/?lieu=gueret")
