"""Every page where people work, in a real browser: no barrier, no sideways scroll, light and dark, desk and phone."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import PerimeterKind, Role
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.people import enter, give, person
from tests.e2e.browser import axe_violations, opened, overflow
from tests.openings import routes
from tests.rights import ROWS
from tests.rights_world import World, build
from tests.test_rights_matrix import filled

pytestmark = pytest.mark.browser

SHARES = 6  # so that the workers share them


def pages() -> list[str]:
    """Return the names of the addresses that are not public lists of the register: those have their own test."""
    return sorted(name for name, row in ROWS.items() if row.access in {"signed", "right"})


@pytest.fixture
def world(transactional_db: None) -> World:  # noqa: ARG001 - asked for, for its effect
    """Enter the subjects of all the places."""
    return build()


def everybody(world: World) -> User:
    """Return a person who wears enough hats to open every page."""
    user = person("Camille Partout", Role.ADMINISTRATOR, FRANCE)
    spot = world.spots["own"]
    give(user, Role.ANIMATOR, Perimeter(PerimeterKind.COOPERATION, spot.cooperation.slug))
    give(user, Role.LEAD, Perimeter(PerimeterKind.TEAM, spot.team.slug))
    give(user, Role.AUDITOR, FRANCE)
    return user


def barriers(page: Page) -> list[str]:
    """Return what stands in the way on a desk in the light, then on a phone in the dark."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    found = axe_violations(page)
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="dark")
    found += axe_violations(page)
    if overflow(page) > 0:
        found.append(f"wider than a phone by {overflow(page)} pixels")
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_stands_in_the_way_where_people_work(
    browser: Browser, live_server: LiveServer, world: World, client: Client, share: int
) -> None:
    enter(client, everybody(world), strong=True)
    cookie: Any = {
        "name": "sessionid",
        "value": Session.objects.get().session_key,
        "url": live_server.url,
    }
    found: dict[str, list[str]] = {}
    seen = 0
    with opened(browser, base_url=live_server.url) as page:
        page.context.add_cookies([cookie])
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        for name in pages()[share::SHARES]:
            address = reverse(name, kwargs=filled(world, routes()[name], ROWS[name], "own"))
            said = client.get(address)
            if said.status_code != 200 or not said.headers["Content-Type"].startswith("text/html"):
                continue  # a file, an address that only receives, one that leads elsewhere
            answer = page.goto(address)
            seen += 1
            if answer is None or answer.status >= 500:
                found[name] = ["does not answer"]
            elif wrong := barriers(page):
                found[name] = wrong
        assert broken == []
    assert found == {}
    assert seen > 5
