"""The pages of a campaign: opened, followed, written, sent, given back, accepted, frozen, compared."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Role
from maillage.bilan.models import BilanCampaign, BilanState, BilanText, CampaignBilan, ChosenText, FrozenBilan
from maillage.common.facts import retract
from maillage.common.models import Message
from maillage.network.models import TeamStageChange
from maillage.network.reach import wearing
from maillage.portal.tasks.bilans import to_read, to_write
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, person, sign_in
from tests.bilan.asking import OPENED, SENT, accepted, animated, at, only, opened, sent
from tests.cast import Cast, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LATER = instant(2017, 6, 1)
SEAL = 'name="seal" value="'


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, OPENED)


def officer(client: Client) -> None:
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")


def sealed(page: Any) -> str:
    """Return the seal of the list that a page shows."""
    return str(page.content.decode().partition(SEAL)[2].partition('"')[0])


def given(cast: Cast, **told: object) -> dict[str, object]:
    return {
        "year": "2016",
        "as_of": "2016-12-31",
        "due_on": "2017-03-01",
        "word": "Merci.",
        "cooperations": [cast.gard.pk],
        **told,
    }


def test_a_campaign_is_opened_after_reading_who_gets_what(client: Client, cast: Cast) -> None:
    animated(cast.gard)
    officer(client)
    assert "Aucune campagne" in read(client, "/bilan/campagnes/")
    here = "/bilan/campagnes/ouvrir/"
    page = client.get(here).content.decode()
    assert (
        f'value="{cast.gard.pk}" id="id_cooperations_0" checked' in page.replace("\n", " ")
        or "checked" in page
    )
    assert client.post(here, given(cast, as_of="hier")).status_code == 422
    assert client.post(here, given(cast, as_of="2015-12-31")).status_code == 409
    seen = client.post(here, given(cast))
    assert seen.status_code == 200
    assert "Paule Vidal" in seen.content.decode()
    assert not BilanCampaign.objects.exists()
    assert send(client, here, given(cast, seal="autre")).status_code == 409
    answer = send(client, here, given(cast, seal=sealed(seen)))
    campaign = BilanCampaign.objects.get()
    assert answer["Location"] == campaign.get_absolute_url()
    assert Message.objects.of_kind("campagne-bilan").count() == 1
    page = read(client, campaign.get_absolute_url())
    assert "Aucune coopération sur 1 n'a encore rendu son bilan" in page
    assert "1 bilan demandé, 0 acceptés" in read(client, "/bilan/campagnes/")
    assert client.get(f"{campaign.get_absolute_url()}?format=csv").status_code == 200


def test_the_animator_writes_sends_and_the_officer_answers(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    paule = animated(cast.gard)
    bilan = only(opened([cast.gard]))
    here = bilan.get_absolute_url()
    enter(client, paule)
    assert "Attendu pour le 1er mars 2017" in read(client, "/bilan/a-rendre/")
    page = read(client, here)
    for words in ("à écrire", "Merci de votre année.", "Écrire mes mots", "Bilan : Coopération du Gard"):
        assert words in page, words
    assert client.get(f"{here}fichier.xlsx").content.startswith(b"PK")
    assert client.get(f"{here}fichier.doc").status_code == 404
    assert "Votre mot" in read(client, f"{here}ecrire/")
    typed: dict[str, Any] = {"version": bilan.version, "texte_mot": "Une belle année.", "texte_etapes": ""}
    assert send(client, f"{here}ecrire/", typed).status_code == 303
    assert BilanText.objects.get().text == "Une belle année."
    conflict = send(client, f"{here}ecrire/", {**typed, "texte_mot": "Autre."})
    assert conflict.status_code == 409
    assert "Une belle année." in conflict.content.decode()
    assert send(client, f"{here}ecrire/", {**typed, "texte_mot": "m" * 2_000}).status_code == 422
    assert client.get(f"{here}accepter/").status_code == 404
    assert client.get("/bilan/campagnes/").status_code == 404
    set_clock(monkeypatch, SENT)
    assert "les chiffres ne bougent plus" in read(client, f"{here}envoyer/")
    assert send(client, f"{here}envoyer/").status_code == 303
    client.logout()
    officer(client)
    page = read(client, here)
    assert "Accepter" in page
    assert "Rendre avec une remarque" in page
    assert send(client, f"{here}rendre/", {"text": ""}).status_code == 422
    assert send(client, f"{here}rendre/", {"text": "Et les difficultés ?"}).status_code == 303
    assert "Et les difficultés ?" in read(client, here)
    assert send(client, f"{here}envoyer/").status_code == 303, "the national team may send for somebody"
    set_clock(monkeypatch, LATER)
    officer(client)
    assert send(client, f"{here}accepter/").status_code == 303
    frozen = FrozenBilan.objects.get()
    assert frozen.at == SENT
    page = read(client, here)
    assert "Ce bilan ne se change plus." in page
    assert send(client, f"{here}ecrire/", {**typed, "version": 2}).status_code == 409
    client.logout()
    public = read(client, frozen.get_absolute_url())
    for words_ in ("Recalculé à l'identique", "Pour le citer", "Coopération du Gard", frozen.fingerprint):
        assert words_ in public, words_


def test_the_differences_of_a_frozen_bilan_are_read_and_taken(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = accepted(only(opened([cast.gard])))
    set_clock(monkeypatch, LATER)
    here = f"{frozen.get_absolute_url()}differences/"
    assert "Rien n'a changé" in read(client, here)
    change = TeamStageChange.objects.get(team=cast.tilleul, stage="reconnue")
    retract(change, reason="reconnue par erreur", by=at(instant(2017, 5, 2)))
    page = read(client, here)
    for words in (
        "Équipe du Tilleul",
        "Ne compte plus",
        "Retiré du registre : reconnue par erreur",
        "Figé : 1. Aujourd'hui : 0.",
    ):
        assert words in page, words
    assert client.get(f"{here}?format=xlsx").content.startswith(b"PK")
    assert "redonne le même bilan" in read(client, frozen.get_absolute_url())
    FrozenBilan.objects.update(perimeter="departement:999")
    assert "999" in read(client, here)
    assert "departement:999" in read(client, frozen.get_absolute_url())


def test_the_campaign_is_reminded_gathered_frozen_and_closed(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    animated(cast.gard)
    person("Rémi Faure", Role.CARRIER, Perimeter("porteur", cast.nationale.slug))
    campaign = opened([cast.gard, cast.ales], [cast.nationale])
    here = campaign.get_absolute_url()
    officer(client)
    seen = client.get(f"{here}relancer/")
    assert "Chacun n'est relancé qu'une fois" in seen.content.decode().replace("\n", " ")
    assert send(client, f"{here}relancer/", {"seal": sealed(seen)}).status_code == 303
    assert "personne à relancer" in read(client, f"{here}relancer/")
    accepted(campaign.bilans.get(cooperation=cast.gard), mot="Une belle année.")
    set_clock(monkeypatch, LATER)
    officer(client)
    assert "Coopération du Gard : Une belle année." in read(client, f"{here}textes/")
    text = BilanText.objects.get()
    assert send(client, f"{here}textes/", {"texts": ["999"]}).status_code == 422
    assert send(client, f"{here}textes/", {"texts": [text.pk]}).status_code == 303
    assert ChosenText.objects.count() == 1
    assert "1 coopération sur 2 a rendu son bilan" in read(client, f"{here}figer/")
    answer = send(client, f"{here}figer/")
    frozen = FrozenBilan.objects.get(definition="national")
    assert answer["Location"] == frozen.get_absolute_url()
    assert "Le bilan national est figé" in read(client, here)
    assert send(client, f"{here}clore/").status_code == 303
    page = read(client, here)
    assert "Close le 1er juin 2017." in page
    assert "Relancer ceux qui manquent" not in page
    waiting = campaign.bilans.get(cooperation=cast.ales)
    assert "La campagne est close." in read(client, waiting.get_absolute_url())
    assert "Bilan national 2016" in read(client, "/bilan/national/?au=2016-12-31")


def actor(name: str, role: Role, perimeter: Perimeter | None = None) -> Actor:
    user = person(name, role, perimeter) if perimeter else person(name, role)
    return wearing(user, today=dt.date(2017, 2, 1), strong=True)


def test_what_waits_is_a_task_of_its_author_then_of_the_officer(cast: Cast) -> None:
    paule = actor("Paule Vidal", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    nadia = actor("Nadia Ferrand", Role.OFFICER)
    assert list(to_write(actor("Luc Bonnet", Role.TRAINER), OPENED)) == []
    assert list(to_read(paule, OPENED)) == []
    assert list(to_read(nadia, OPENED)) == []
    bilan = only(opened([cast.gard]))
    assert list(to_write(nadia, OPENED)) == [], "who may write everywhere is not asked for everybody"
    (task,) = to_write(paule, OPENED)
    assert (
        task.sentence
        == "Le bilan 2016 de « Coopération du Gard » attend vos mots, pour le 1er\u00a0mars 2017."
    )
    assert (task.url, task.since) == (bilan.get_absolute_url(), dt.date(2017, 2, 1))
    CampaignBilan.objects.update(state=BilanState.BACK, sent_at=SENT)
    (task,) = to_write(paule, OPENED)
    assert "vous est rendu avec une remarque" in task.sentence
    sent(bilan)
    assert list(to_write(paule, OPENED)) == []
    (task,) = to_read(nadia, OPENED)
    assert task.sentence == "1 bilan est envoyé et attend d'être lu."


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_database_the_same_whatever_their_length(
    client: Client, cast: Cast, number: int
) -> None:
    user = person("Nadia Ferrand", Role.OFFICER)
    campaign = opened([cast.gard, cast.ales, cast.nord][:number])
    enter(client, user)
    for address, most in (
        ("/bilan/campagnes/", 6),
        (campaign.get_absolute_url(), 9),
        ("/bilan/a-rendre/", 6),
        ("/bilan/mettre-en-page/", 6),
        ("/bilan/lots/", 6),
    ):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= most, address


def test_bilans_of_a_carrier_and_of_a_team_are_read_by_everybody(client: Client, cast: Cast) -> None:
    page = read(client, f"/bilan/porteur/?au=2016-12-31&perimetre=porteur:{cast.nationale.slug}")
    assert "Bilan du porteur : Fraternité des Âges" in page
    page = read(client, f"/bilan/equipe/?au=2016-12-31&perimetre=equipe:{cast.tilleul.slug}")
    for words in (
        "Équipe du Tilleul",
        "L'équipe au 31 décembre 2016",
        "Portée par : Les Voisins du Tilleul",
        "Nîmes",
    ):
        assert words in page, words
    esquisse = read(client, f"/bilan/equipe/?au=2014-01-31&perimetre=equipe:{cast.esquisse.slug}")
    assert "Aucune étape n'est encore connue" in esquisse
    assert "Siège : pas encore dit" in esquisse
    errante = read(client, f"/bilan/cooperation/?au=2014-01-31&perimetre=cooperation:{cast.errante.slug}")
    assert "Aucune étape n'est encore connue" in errante
    for code, words in (
        ("equipe", "celui d'une équipe"),
        ("porteur", "celui d'un porteur"),
        ("cooperation", "celui d'une coopération"),
    ):
        assert words in read(client, f"/bilan/{code}/", status=409), code
    assert "Aucune équipe ne porte" in read(client, "/chiffres/equipes/?perimetre=equipe:rien")
    page = read(client, "/bilan/")
    for words in ("Le bilan d'une coopération", "Coopération du Gard", "Le bilan national"):
        assert words in page, words
