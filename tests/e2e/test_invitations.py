"""An invitation from hand to hand, in a real browser: sent, opened by its link or by its code, by keyboard alone."""

import re
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import Grant, Invitation
from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.e2e.browser import axe_violations

pytestmark = pytest.mark.browser

GARD = Perimeter("cooperation", "cooperation-du-gard")


def enter_as_animator(page: Page, client: Client, live_server: LiveServer) -> None:
    """Give the browser the session of the animator of the Gard."""
    sign_in(client, Role.ANIMATOR, GARD)
    assert SESSION_KEY in client.session
    cookie: Any = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_server.url,
    }
    page.context.add_cookies([cookie])


def tab_to(page: Page, words: str) -> None:
    """Go with the keyboard to the control that bears some words."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => (document.activeElement.labels?.[0]?.textContent || document.activeElement.textContent || '').trim()"
        )
        if words in focused:
            return
    raise AssertionError(f"the keyboard never reaches « {words} »")


def test_by_its_link_without_javascript(
    plain: Page,
    client: Client,
    live_server: LiveServer,
    cast: Cast,  # noqa: ARG001 - for its places
) -> None:
    enter_as_animator(plain, client, live_server)
    plain.goto("/accueil/")
    plain.get_by_role("link", name="Les personnes").click()
    plain.get_by_role("link", name="Inviter une personne").click()
    plain.get_by_role("link", name="Membre de coopération").click()
    plain.get_by_label("Prénom et nom").fill("Claire Petit")
    plain.get_by_label("Adresse électronique").fill("claire@exemple.fr")
    plain.get_by_role("button", name="Envoyer l'invitation").click()
    expect(plain.get_by_role("status")).to_contain_text("L'invitation de Claire Petit est partie")
    plain.context.clear_cookies()
    link = re.search(r"http\S+/invitation/\S+/", Message.objects.get().text)
    assert link is not None
    plain.goto("/" + link[0].split("/", 3)[3])
    expect(plain.get_by_role("heading", level=1)).to_have_text("Bonjour Claire Petit")
    plain.get_by_role("button", name="Accepter").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Bonjour Claire")
    assert Grant.objects.get(user__email="claire@exemple.fr").role == Role.MEMBER


def test_by_its_code_with_the_keyboard_alone(
    page: Page,
    client: Client,
    live_server: LiveServer,
    cast: Cast,  # noqa: ARG001 - for its places
) -> None:
    enter_as_animator(page, client, live_server)
    page.goto("/personnes/inviter/?role=membre-cooperation")
    tab_to(page, "Prénom et nom")
    page.keyboard.type("Luc Bonnet")
    tab_to(page, "Téléphone")
    page.keyboard.type("0466000000")
    tab_to(page, "Envoyer l'invitation")
    page.keyboard.press("Enter")
    said = page.get_by_role("status").inner_text()
    code = re.search(r"(\d{3})\s(\d{3})", said)
    assert code is not None
    page.context.clear_cookies()
    page.goto("/invitation/")
    assert axe_violations(page) == []
    tab_to(page, "Votre adresse électronique, ou votre téléphone")
    page.keyboard.type("04 66 00 00 00")
    tab_to(page, "Le code de l'invitation")
    page.keyboard.type(code[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Luc Bonnet")
    assert axe_violations(page) == []
    tab_to(page, "Votre adresse électronique")
    page.keyboard.type("luc@exemple.fr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Luc")
    assert Invitation.objects.get().accepted_by == Grant.objects.get(user__email="luc@exemple.fr").user
