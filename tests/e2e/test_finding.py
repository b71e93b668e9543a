"""From home to a team's telephone in two screens; from an enquiry to its answer, through a real mail server."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.posting import send_due
from maillage.network.models import Enquiry, Team
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.common.letterbox import letterbox
from tests.e2e.browser import axe_violations, overflow
from tests.e2e.test_signing import press, reach, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("kind", ["page", "plain", "phone"])
def test_from_home_to_a_telephone_in_two_screens_by_keyboard(
    live_server: LiveServer, request: pytest.FixtureRequest, cast: Cast, kind: str
) -> None:
    assert live_server.url
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001")
    page: Page = request.getfixturevalue(kind)
    page.goto("/")
    write(page, "Votre commune ou code postal", "30000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nîmes (30000), Gard")
    telephone = page.get_by_role("link", name="04 66 00 00 01")
    reach(page, telephone)
    expect(telephone).to_be_focused()
    assert telephone.get_attribute("href") == "tel:+33466000001"
    if kind != "plain":  # axe runs as a script
        assert axe_violations(page) == []
    assert overflow(page) <= 0


def test_an_enquiry_reaches_its_animator_and_is_answered(
    plain: Page, live_server: LiveServer, cast: Cast, settings: Any
) -> None:
    client = Client()
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")
    page = plain
    page.goto("/territoires/?lieu=uzes")
    page.goto("/demandes/creer/?lieu=uzes")
    write(page, "Votre nom", "Zoé Blanc")
    write(page, "Votre adresse électronique", "zoe@exemple.fr")
    reach(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    press(page, "Envoyer ma demande")
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci, votre demande est arrivée")
    expect(page.get_by_text("Coopération du Gard")).to_be_visible()

    with letterbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_READY = "127.0.0.1", box.port, True
        send_due(timezone.now)
        letters = {str(letter["To"]): letter for letter in box.letters}
    to_animator = next(letter for to, letter in letters.items() if "nadia" in to)
    found = re.search(r"https?://\S+/espace/demandes/\d+/", to_animator.get_content())
    assert found
    assert "zoe@" not in to_animator.get_content()

    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page.goto(urlsplit(found[0]).path)
    expect(page.get_by_text("Zoé Blanc")).to_be_visible()
    reach(page, page.get_by_role("link", name="Répondre par message"))
    page.keyboard.press("Enter")
    write(page, "Votre réponse", "Bonjour Zoé, venez mardi à la mairie.")
    press(page, "Envoyer ma réponse")
    expect(page.get_by_text("Votre réponse part dans quelques instants.")).to_be_visible()

    with letterbox() as box:
        settings.EMAIL_PORT = box.port
        send_due(timezone.now)
        (answer,) = box.letters
    assert "zoe@exemple.fr" in str(answer["To"])
    assert "venez mardi à la mairie" in answer.get_content()
    assert "nadia" not in answer.as_string()
    assert Enquiry.objects.get().state == "repondue"
