"""The pages of exchanges: organisers, those who come, everybody; what they say, what the base holds."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.network.reach import wearing
from maillage.portal.tasks import tasks_of
from maillage.supports.models import (
    ExchangeMeeting,
    ExchangePresence,
    ExchangeSeries,
    MinutesState,
    Participation,
    ResourceDraft,
)
from maillage.supports.operations.exchange_letters import coming_link
from maillage.supports.operations.exchange_meetings import cancel_meeting
from maillage.supports.operations.exchange_participations import invite
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, nobody_special, person, sign_in
from tests.cast import Cast, commune, date, instant
from tests.network.clock import set_clock
from tests.portal.reading import words
from tests.sending import send
from tests.supports.exchanges.meeting import AFTER, DAY, by, comes, meeting, peer

pytestmark = pytest.mark.django_db
FORM = {
    "version": "1",
    "theme": "Accueillir un nouveau bénévole",
    "on": "2017-03-06",
    "starts_at": "14:00",
    "ends_at": "16:30",
    "commune": "Nîmes",
    "place": "Maison des associations",
}


@pytest.fixture
def animator(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign in who animates the cooperation of the Gard, in February 2017."""
    set_clock(monkeypatch, instant(2017, 2, 1))
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")
    return client


def lead(cast: Cast, name: str = "Marcel Roux") -> Any:
    """Return the lead of the team of Nîmes."""
    return person(name, Role.LEAD, Perimeter("equipe", cast.tilleul.slug))


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return words(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")


def test_an_animator_opens_a_series_plans_a_meeting_and_invites(animator: Client, cast: Cast) -> None:
    assert "ouvrez la première" in said(animator, "/echanges-a-mener/")
    told = {
        "owner": str(cast.gard.pk),
        "name": "Les lundis",
        "theme": "L'équipe",
        "audience": "les référents",
        "method": "atelier entre pairs",
    }
    assert "Le réseau, pour toute la France" not in said(animator, "/echanges-a-mener/ouvrir/")
    send(animator, "/echanges-a-mener/ouvrir/", told)
    series = ExchangeSeries.objects.get()
    page = f"/echanges-a-mener/series/{series.pk}/"
    assert "Aucune rencontre n'est prévue" in said(animator, page)
    send(animator, f"{page}modifier/", {**told, "version": "1", "name": "Les mardis"})
    assert "Les mardis" in said(animator, page)
    yann = nobody_special("Yann Cozic")
    send(
        animator,
        f"{page}prevoir/",
        {**FORM, "facilitator_name": "Yann Cozic", "facilitator_email": yann.email},
    )
    made = ExchangeMeeting.objects.get()
    assert (made.on, made.facilitator, made.commune) == (DAY, yann, commune("30189"))
    work = f"/echanges-a-mener/{made.pk}/"
    read = said(animator, work)
    for sentence in (
        "Lundi 6 mars 2017, de 14 h à 16 h 30",
        "dont le nom n'est pas publié",
        "Personne n'est encore",
    ):
        assert sentence in read, sentence
    send(
        animator, f"{work}inviter/", {"name": "Zoé Blanc", "email": "zoe@exemple.fr", "function": "bénévole"}
    )
    assert "Invitée, n'a pas répondu · bénévole" in said(animator, work)
    assert animator.get(f"{work}liste.pdf").content.startswith(b"%PDF")
    shown = animator.get(f"{work}modifier/").content.decode()
    for value in ('value="2017-03-06"', 'value="14:00"', "Nîmes (30)", yann.email):
        assert value in shown
    send(animator, f"{work}modifier/", {**FORM, "place": "Mairie", "is_public": "on"})
    assert "Accueillir un nouveau bénévole" in said(Client(), "/echanges/")
    assert "Mairie, Nîmes" in said(Client(), f"/echanges/{made.pk}/")
    assert "Prévue" in said(animator, page)
    send(animator, f"{work}annuler/", {"reason": "Neige."})
    assert "Neige." in said(animator, work)
    assert "Cette rencontre est annulée" in said(Client(), f"/echanges/{made.pk}/")
    send(animator, f"{page}terminer/", {})
    assert "Terminée le 1er février 2017" in said(animator, page)
    assert "Terminée" in said(animator, "/echanges-a-mener/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_at": "13:00"}, "finit avant de commencer"),
        ({"on": "2017-01-31"}, "est passé"),
        ({"place": "", "link": ""}, "un lieu, ou un lien"),
        ({"starts_at": "bientôt"}, "Écrivez une heure"),
        ({"link": "pas une adresse"}, "qui commence par https://"),
        ({"facilitator_email": "personne@exemple.fr"}, "Aucun compte n'a cette adresse"),
        ({"theme": "x" * 201}, "200"),
        ({"theme": ""}, "Écrivez quelques mots"),
    ],
)
def test_what_does_not_read_is_said_and_nothing_is_planned(
    animator: Client, cast: Cast, fields: dict[str, str], sentence: str
) -> None:
    one = meeting(cast.gard)
    answer = send(animator, f"/echanges-a-mener/series/{one.series_id}/prevoir/", {**FORM, **fields})
    assert answer.status_code in {409, 422}
    assert sentence in words(answer.content.decode()).replace("\xa0", " ")
    assert ExchangeMeeting.objects.count() == 1


def test_the_network_opens_a_series_for_all(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    sign_in(client, Role.OFFICER, name="Aïcha Benali")
    told = {"owner": "reseau", "name": "Ateliers", "theme": "A", "audience": "B", "method": "C"}
    answer = send(client, "/echanges-a-mener/ouvrir/", told)
    assert "Le réseau, pour toute la France" in said(client, answer.headers["Location"])
    assert cast.gard.name in said(client, "/echanges-a-mener/ouvrir/")
    one = meeting(None)
    enter(client, lead(cast))
    assert one.theme in said(client, "/mes-echanges/")
    assert client.get(f"/echanges-a-mener/{one.pk}/").status_code == 404
    assert client.get("/echanges-a-mener/").status_code == 404
    assert client.get("/echanges-a-mener/ouvrir/").status_code == 404


def test_a_lead_joins_with_a_question_changes_it_and_leaves(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    one, away = meeting(cast.gard, link="https://visio.exemple.fr/salle"), meeting(cast.nord)
    comes(one, asks="Une autre question", brings="Un jeu")
    user = enter(client, lead(cast))
    assert "Vous pouvez venir" in said(client, "/mes-echanges/")
    page = f"/mes-echanges/{one.pk}/"
    before = said(client, page)
    assert "visio.exemple.fr" not in before
    assert "Une autre question" not in before
    send(client, page, {"asks": "Comment dire non ?", "brings": ""})
    line = Participation.objects.get(participant__user=user)
    assert (line.team, line.function, line.asks) == (
        cast.tilleul,
        "référent de l'équipe (bénévole)",
        "Comment dire non ?",
    )
    after = said(client, page)
    for sentence in (
        "Vous venez",
        "visio.exemple.fr",
        "Une autre question",
        "Apporté : Un jeu",
        "2 personnes",
    ):
        assert sentence in after, sentence
    assert "Zoé Blanc" not in after
    send(client, page, {"asks": "Et demain ?", "brings": "Un café"})
    assert "Votre question : Et demain ?" in said(client, "/mes-echanges/")
    too_long = send(client, page, {"asks": "x" * 501, "brings": ""})
    assert too_long.status_code == 422
    send(client, f"{page}retrait/", {})
    line.refresh_from_db()
    assert (line.state, line.asks) == ("absente", "")
    assert client.get(f"/mes-echanges/{away.pk}/").status_code == 404
    cancel_meeting(one, "Neige", by=by())
    assert "Cette rencontre est annulée : Neige" in said(client, page)
    assert "Annulée" in said(client, "/mes-echanges/")


def test_who_may_join_is_where_one_acts(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    gard, nord, france = meeting(cast.gard), meeting(cast.nord), meeting(None)
    for role, where, reached in (
        (Role.MEMBER, Perimeter("cooperation", cast.gard.slug), {gard, france}),
        (Role.CARRIER, Perimeter("porteur", cast.voisins.slug), {gard, france}),
        (Role.SUPPORT, Perimeter("equipe", cast.barachois.slug), {france}),
        (Role.TRAINER, Perimeter("departement", "59"), {nord, france}),
        (Role.OFFICER, Perimeter("france"), {gard, nord, france}),
        (Role.FUNDER, Perimeter("departement", "30"), set()),
    ):
        user = person(f"P {role}", role, where)
        actor = wearing(user, today=date(2017, 2, 1), strong=True)
        assert set(ExchangeMeeting.objects.open_to(actor, date(2017, 2, 1))) == reached, role
        enter(client, user)
        assert (client.get("/mes-echanges/").status_code == 200) is bool(reached)
    member = sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug), name="Luc Bon")
    send(client, f"/mes-echanges/{france.pk}/", {"asks": "", "brings": ""})
    assert Participation.objects.get(participant__user=member).cooperation == cast.gard


def test_someone_invited_answers_by_their_link(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    one = meeting(cast.gard, link="https://visio.exemple.fr/salle")
    line = invite(one, peer(), by=by())
    path = "/" + coming_link(line).split("/", 3)[3]
    visitor = Client()
    assert "Vous êtes invité" in said(visitor, path)
    send(visitor, path, {"asks": "Par où commencer ?", "brings": ""})
    read = said(visitor, path)
    assert "Vous venez" in read
    assert "visio.exemple.fr" in read
    send(visitor, path, {"away": "1"})
    assert "Vous ne venez pas" in said(visitor, path)
    assert visitor.get("/mon-echange/faux/").status_code == 410
    line.refresh_from_db()
    assert line.state == "absente"


def test_the_one_who_leads_says_who_came_and_makes_a_draft(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    yann = nobody_special("Yann Cozic")
    one = meeting(cast.gard, facilitator=yann, facilitator_name="Yann Cozic", facilitator_is_public=True)
    zoe, max_ = comes(one, asks="Ma question"), comes(one, "Max Noir")
    set_clock(monkeypatch, AFTER)
    enter(client, yann)
    actor = wearing(yann, today=date(2017, 3, 7), strong=True)
    (task,) = tasks_of(actor, at=AFTER)
    work = f"/echanges-a-mener/{one.pk}/"
    assert (task.url, task.since) == (work, DAY)
    assert "Que s'est-il passé ?" in said(client, "/echanges-a-mener/")
    assert "Ouvrir une série" not in said(client, "/echanges-a-mener/")
    assert client.get(f"{work}annuler/").status_code == 404
    assert client.get(f"{work}presences/").content.decode().count("checked") == 2
    send(client, f"{work}presences/", {"present": [str(zoe.pk)]})
    send(client, f"{work}presences/ajouter/", {"name": "Lou Vert"})
    lou = Participation.objects.get(participant__name="Lou Vert")
    assert client.get(f"{work}presences/").content.decode().count("checked") == 1
    send(client, f"{work}presences/", {"present": [str(zoe.pk), str(lou.pk)]})
    assert ExchangePresence.objects.believed().count() == 2
    nobody = send(client, f"{work}presences/", {})
    assert "Cochez au moins une personne" in words(nobody.content.decode())
    early = send(client, f"{work}ressource/", {"version": "0", "title": "T", "text": "X"})
    assert "Gardez d'abord le compte rendu" in words(early.content.decode()).replace("\xa0", " ")
    send(client, f"{work}compte-rendu/", {"version": "0", "text": "Début", "keep": "continuer"})
    send(client, f"{work}compte-rendu/", {"version": "1", "text": "Trois idées.", "keep": "garder"})
    one.refresh_from_db()
    assert one.minutes.state == MinutesState.KEPT
    assert "Trois idées." in client.get(f"{work}ressource/").content.decode()
    told = {"title": "Accueillir", "text": "Trois idées.", "agreed_by": ""}
    send(client, f"{work}ressource/", {**told, "version": "0"})
    assert "Personne n'a encore donné son accord" in said(client, work)
    send(client, f"{work}ressource/", {**told, "version": "1", "agreed_by": "Les présents"})
    assert ResourceDraft.objects.get().may_be_published
    read = said(client, work)
    for sentence in (
        "Était là",
        "Vient avec cette question : Ma question",
        "avec l'accord de : Les présents",
        "Tenue",
    ):
        assert sentence in read, sentence
    assert tasks_of(actor, at=AFTER) == []
    assert max_.pk


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_whatever_the_rows(
    client: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
    count: int,
) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    for _rank in range(count):
        one = meeting(cast.gard, is_public=True)
        for name in ("Ana Roux", "Bo Bleu", "Cy Gris")[:count]:
            comes(one, name, asks="?")
        invite(one, peer("Nadia Ferrand", email="nadia-ferrand@exemple.fr"), by=by())
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")
    for path, queries in (
        ("/echanges/", 6),
        (f"/echanges/{one.pk}/", 6),
        ("/mes-echanges/", 8),
        (f"/mes-echanges/{one.pk}/", 10),
        ("/echanges-a-mener/", 14),
        (f"/echanges-a-mener/series/{one.series_id}/", 12),
        (f"/echanges-a-mener/{one.pk}/", 15),
    ):
        client.get(path)
        with django_assert_max_num_queries(queries):
            client.get(path)
    assert timezone.now() == instant(2017, 2, 1)


def test_the_feed_of_events_says_the_announced_meetings(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))
    meeting(cast.gard, is_public=True, link="https://visio.exemple.fr/salle")
    meeting(cast.gard, theme="Entre nous")
    feed = Client().get("/agenda/departement:30.ics").content.decode().replace("\r\n ", "")
    assert "SUMMARY:Échange : Accueillir un nouveau bénévole" in feed.replace("\xa0", " ")
    assert "Entre nous" not in feed
    assert "visio.exemple" not in feed
    assert "Échange" not in Client().get("/agenda/departement:59.ics").content.decode()
