"""A role that ends loses its rights on the next page, in a browser that stays open."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import Grant
from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import play

COCKPIT = "/cooperations/cooperation-du-gard/animer/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_role_taken_back_opens_nothing_from_the_next_page_on(
    plain: Page, live_server: LiveServer, client: Client
) -> None:
    play()
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard"), name="Nadia Ferrand")
    cookie: Any = {"name": "sessionid", "value": Session.objects.get().session_key, "url": live_server.url}
    plain.context.add_cookies([cookie])
    plain.goto(COCKPIT)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Coopération du Gard")
    now = timezone.now()
    revoke_role(
        Grant.objects.get(),
        on=timezone.localdate(now),
        reason="fin de mission",
        by=Author(at=now, role="maison"),
    )
    plain.get_by_role("link", name="Réunions", exact=True).click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Cette page n'est pas ici.")
    plain.goto("/accueil/")
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Bonjour Nadia")
    expect(plain.get_by_text("Coopération du Gard")).to_have_count(0)
