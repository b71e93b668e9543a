"""The pages of messages: mine, everybody's for who may, the outbox of a demonstration."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from maillage.accounts.roles import Role
from maillage.common.mail import To, queue
from maillage.common.models import Message
from tests.accounts.people import enter, nobody_special, sign_in

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 3, 9, 30, tzinfo=dt.UTC)


def letter(to: str, subject: str, **changes: Any) -> Message:
    """Write a message."""
    said: dict[str, Any] = {
        "text": f"Texte secret de {subject}",
        "kind": "avis",
        "because": "Vous animez.",
        "at": AT,
    }
    written = queue(To(email=to, name="Quelqu'un"), subject=subject, **{**said, **changes})
    assert written is not None
    return written


def seen(response: Any) -> str:
    """Return the words of a page, in one line, fixed spaces made plain."""
    return re.sub(r"\s+", " ", unescape(strip_tags(response.content.decode()))).strip()


def test_a_person_reads_what_they_got_and_why_and_nothing_else(client: Client) -> None:
    anne = enter(client, nobody_special("Anne Martin"))
    letter(anne.email, "Pour Anne")
    letter("ancienne@exemple.fr", "À son ancienne adresse", because="Vous étiez là.")
    Message.objects.filter(subject="À son ancienne adresse").update(user=anne)
    letter("paul@exemple.fr", "Pour Paul")
    words = seen(client.get("/messages/"))
    assert "Pour Anne Vous animez. 3 mars 2026 à 10 h 30 En attente" in words
    assert "À son ancienne adresse" in words
    assert "Pour Paul" not in words
    assert "Texte secret" not in words
    assert "Voir ceux de tout le monde" not in words
    # Asking for more gives no more.
    assert "Pour Paul" not in seen(client.get("/messages/?tous=1"))


def test_an_empty_list_says_what_will_be_there(client: Client) -> None:
    enter(client, nobody_special("Anne Martin"))
    assert "Aucun message ici pour l'instant." in seen(client.get("/messages/"))


def test_the_log_is_read_by_an_auditor_without_the_texts(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    letter("paul@exemple.fr", "Pour Paul")
    assert "Voir ceux de tout le monde" in seen(client.get("/messages/"))
    words = seen(client.get("/messages/?tous=1"))
    assert "Tous les messages" in words
    assert "Quelqu'un paul@exemple.fr Pour Paul Vous animez." in words
    assert "Texte secret" not in words


def test_an_administrator_reads_the_log_with_a_second_factor_only(client: Client) -> None:
    letter("paul@exemple.fr", "Pour Paul")
    user = sign_in(client, Role.ADMINISTRATOR, strong=False)
    assert "Pour Paul" not in seen(client.get("/messages/?tous=1"))
    enter(client, user)
    assert "Pour Paul" in seen(client.get("/messages/?tous=1"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("etat=attente", {"Attend", "Revient"}),
        ("etat=envoye", {"Parti"}),
        ("etat=abandonne", {"Perdu"}),
        ("nature=code", {"Parti"}),
        ("q=PERD", {"Perdu"}),
        ("q=paul@", {"Attend", "Revient", "Parti", "Perdu"}),
        ("etat=etrange", {"Attend", "Revient", "Parti", "Perdu"}),
        ("q=%00", {"Attend", "Revient", "Parti", "Perdu"}),
    ],
)
def test_the_log_is_searched(client: Client, asked: str, found: set[str]) -> None:
    sign_in(client, Role.AUDITOR)
    letter("paul@exemple.fr", "Attend")
    for subject, changes in {
        "Revient": {"attempts": 1, "last_error": "451 Plus tard"},
        "Parti": {"sent_at": AT, "kind": "code"},
        "Perdu": {"failed_at": AT, "last_error": "550 Inconnu"},
    }.items():
        Message.objects.filter(pk=letter("paul@exemple.fr", subject).pk).update(**changes)
    words = seen(client.get(f"/messages/?tous=1&{asked}"))
    assert {
        subject for subject in ("Attend", "Revient", "Parti", "Perdu") if f"{subject} Vous" in words
    } == found
    if "Revient" in found:
        assert "Nouvel essai prévu 451 Plus tard" in words


def test_pages_keep_the_filters(client: Client) -> None:
    sign_in(client, Role.AUDITOR)
    for number in range(51):
        letter("paul@exemple.fr", f"Lettre {number}")
    page = client.get("/messages/?tous=1&nature=avis").content.decode()
    assert "?nature=avis&amp;tous=1&amp;page=2" in page
    assert "Lettre 0 " in seen(client.get("/messages/?tous=1&nature=avis&page=2"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_whatever_its_length(client: Client, rows: int) -> None:
    sign_in(client, Role.AUDITOR)
    for number in range(rows):
        letter("paul@exemple.fr", f"Lettre {number}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/messages/?tous=1")
    assert len(asked) == 6


def test_a_page_says_when_messages_cannot_leave(client: Client, settings: Any) -> None:
    enter(client, nobody_special("Anne Martin"))
    settings.MAIL_READY = False
    assert "Aucun serveur de courrier n'est réglé" in seen(client.get("/messages/"))
    settings.MAIL_READY = True
    assert "Aucun serveur de courrier" not in seen(client.get("/messages/"))


def test_messages_are_not_public(client: Client) -> None:
    assert client.get("/messages/").status_code == 302


def test_the_outbox_of_a_demonstration_is_open_with_its_links(client: Client, settings: Any) -> None:
    letter("paul@exemple.fr", "Confirmez", text="Ouvrez <b>http://localhost:8000/confirmer/abc/</b>\nMerci")
    assert client.get("/demo/messages/").status_code == 404
    settings.DEMO = True
    page = client.get("/demo/messages/")
    html = page.content.decode()
    assert 'href="http://localhost:8000/confirmer/abc/' in html
    assert "<b>" not in html
    assert "Pour Quelqu'un (paul@exemple.fr)" in seen(page)
    Message.objects.all().delete()
    assert "Les messages seront ici." in seen(client.get("/demo/messages/"))
