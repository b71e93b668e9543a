"""Lists taken away, and a second factor removed, in a real browser: by keyboard, without JavaScript, no barrier."""

import io
import os
import re
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as configured
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.actors import METHODS
from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.facts import stamp
from maillage.network.models import TeamLead
from tests.accounts.entering import equip
from tests.accounts.people import person, sign_in
from tests.cast import TAKEN_OVER, Cast
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_national import press

pytestmark = pytest.mark.browser


def enter(page: Page, live_server: LiveServer) -> None:
    """Sign an administrator in, who has just given their second factor once more."""
    client = Client()
    sign_in(client, Role.ADMINISTRATOR)
    session = client.session
    session[METHODS] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session.save()
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of the page where one is asked for."""
    if folder := os.environ.get("MAILLAGE_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.usefixtures("cast")
def test_a_list_is_taken_by_keyboard_without_javascript(plain: Page, live_server: LiveServer) -> None:
    enter(plain, live_server)
    plain.goto("/mes-equipes/?q=tilleul")
    with plain.expect_download() as found:
        press(plain, plain.get_by_role("button", name="Excel"))
    name = found.value.suggested_filename
    assert re.fullmatch(r"equipes-suivies-\d{4}-\d\d-\d\d\.xlsx", name)
    content = io.BytesIO(Path(found.value.path()).read_bytes())
    rows = list(load_workbook(content).active.iter_rows(values_only=True))
    assert "Équipe du Tilleul" in [row[0] for row in rows]
    expect(plain.get_by_role("heading", level=1)).to_have_text("Mes équipes")
    assert "a emporté la liste « Équipes »" in Entry.objects.latest_first()[0].what


def test_a_second_factor_is_removed(plain: Page, live_server: LiveServer, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    lost = person("Aïcha Benali", Role.OFFICER)
    equip(lost)
    enter(plain, live_server)
    plain.goto(f"/personnes/{lost.pk}/")
    press(plain, plain.get_by_role("link", name="Retirer son second facteur"))
    plain.get_by_label("Pourquoi ?").fill("téléphone volé, appelée au bureau")
    press(plain, plain.get_by_role("button", name="Retirer son second facteur"))
    expect(plain.get_by_text("Le second facteur est retiré")).to_be_visible()
    assert not Authenticator.objects.filter(user=lost).exists()


PAGES = (
    "/mes-equipes/",
    "/personnes/",
    "/cooperations/cooperation-du-gard/animer/historique/",
    "/personnes/{lost}/",
    "/personnes/{lost}/second-facteur/",
)


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, cast: Cast, width: int, theme: str
) -> None:
    lost = person("Aïcha Benali", Role.OFFICER)
    equip(lost)
    TeamLead.objects.create(team=cast.tilleul, name="Zoé", telephone="0466000002", **stamp(TAKEN_OVER))
    found: dict[str, list[str]] = {}
    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:  # type: ignore[arg-type] # as the test says
        enter(page, live_server)
        for rank, address in enumerate(PAGES):
            page.goto(address.format(lost=lost.pk))
            looked_at(page, f"{rank}-{width}-{theme}")
            found[address] = axe_violations(page) + (["too wide"] if overflow(page) > 0 else [])
    assert found == {address: [] for address in PAGES}
