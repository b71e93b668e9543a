"""Forms at work in a real browser: drafts with and without JavaScript, two texts side by side, messages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.mail import To, queue, unsubscribe_link
from maillage.common.models import Draft, Unsubscription
from tests.accounts.people import nobody_special, person
from tests.common.acting import Note, acting, create_note
from tests.e2e.browser import axe_violations, opened, overflow

__all__ = ["acting"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.acting"), pytest.mark.usefixtures("acting")]
AT = dt.datetime(2026, 3, 3, 9, 30, tzinfo=dt.UTC)


def enter(page: Page, live_server: LiveServer, user: User) -> None:
    """Sign a person in, by the cookie of a session opened for them."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = configured.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookie: Any = {
        "name": configured.SESSION_COOKIE_NAME,
        "value": session.session_key,
        "url": live_server.url,
    }
    page.context.add_cookies([cookie])


@pytest.fixture
def note(transactional_db: None) -> Note:  # noqa: ARG001 - asked for, for its effect
    return create_note()


@pytest.mark.usefixtures("note")
def test_a_draft_keeps_itself_while_one_types(page: Page, live_server: LiveServer) -> None:
    enter(page, live_server, nobody_special("Anne Martin"))
    page.goto("/note/")
    page.get_by_role("textbox", name="Texte").fill("Nous étions douze, et il pleuvait.")
    expect(page.locator(".draft-line")).to_have_text(re.compile("Brouillon gardé le"), timeout=10_000)
    page.reload()
    expect(page.get_by_role("textbox", name="Texte")).to_have_value("Nous étions douze, et il pleuvait.")
    expect(page.locator(".draft-line")).to_contain_text("est repris ici.")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/fait/2/")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("note")
def test_a_draft_is_kept_and_forgotten_without_javascript(plain: Page, live_server: LiveServer) -> None:
    enter(plain, live_server, nobody_special("Anne Martin"))
    plain.goto("/note/")
    plain.get_by_role("textbox", name="Texte").fill("Nous étions douze.")
    plain.get_by_role("button", name="Garder le brouillon").press("Enter")
    expect(plain.get_by_role("status").first).to_contain_text("Brouillon gardé à")
    expect(plain.get_by_role("textbox", name="Texte")).to_have_value("Nous étions douze.")
    plain.get_by_role("button", name="Oublier le brouillon").press("Enter")
    expect(plain.get_by_role("textbox", name="Texte")).to_have_value("Nous étions six.")
    # The first button of the form is the one that a return in a line presses.
    plain.get_by_label("Titre").press("Enter")
    plain.wait_for_url("**/fait/2/")


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_two_texts_stand_side_by_side_and_one_goes_on_by_keyboard(
    browser: Browser, live_server: LiveServer, note: Note, width: int, theme: Any
) -> None:
    paul = nobody_special("Paul Petit")
    with opened(browser, base_url=live_server.url, width=width, theme=theme, javascript=True) as page:
        enter(page, live_server, nobody_special("Anne Martin"))
        page.goto("/note/")
        Note.objects.update(version=2, text="Nous étions huit.\n\nMerci à tous.", saved_by=paul)
        page.get_by_role("textbox", name="Texte").fill("Nous étions sept.")
        page.get_by_role("button", name="Enregistrer").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Deux textes pour la même fiche")
        expect(page.get_by_text("Paul Petit a enregistré")).to_be_visible()
        assert axe_violations(page) == []
        assert overflow(page) == 0
        page.get_by_role("button", name="Enregistrer mon texte à la place").press("Enter")
        page.wait_for_url("**/fait/3/")
    note.refresh_from_db()
    assert note.text == "Nous étions sept."


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    "address", ["/note/", "/messages/?tous=1", "/messages/", "/demo/messages/", "unsubscribe"]
)
@pytest.mark.usefixtures("note")
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, settings: Any, address: str, width: int, theme: Any
) -> None:
    settings.DEMO = True
    for name in ("Anne Martin", "Paul Petit"):
        queue(
            To(email=nobody_special(name).email, name=name),
            subject="Votre signature est arrivée",
            text="Bonjour,\n\nVotre dossier est complet : http://localhost:8000/signer/suivre/"
            + "a" * 60
            + "/\n\nÀ bientôt.",
            kind="signature-deposee",
            because="Vous recevez ce message parce que vous avez déposé un dossier.",
            at=AT,
        )
    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:
        enter(page, live_server, person("Anne Martin", Role.AUDITOR))
        link = unsubscribe_link("anne@exemple.fr", "resume").removeprefix(settings.SITE_URL)
        page.goto(link if address == "unsubscribe" else address)
        assert axe_violations(page) == []
        assert overflow(page) == 0


def test_messages_are_stopped_by_one_button_without_javascript(plain: Page, transactional_db: None) -> None:  # noqa: ARG001 - asked for, for its effect
    plain.goto(unsubscribe_link("anne@exemple.fr", "resume").removeprefix(configured.SITE_URL))
    assert not Unsubscription.objects.exists()
    plain.get_by_role("button", name="Ne plus recevoir").press("Enter")
    expect(plain.get_by_role("heading", level=1)).to_have_text("C'est fait.")
    assert Unsubscription.objects.filter(email="anne@exemple.fr", kind="resume").exists()
