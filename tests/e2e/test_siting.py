"""Where next? in a real browser: ask, read the sentence, move a team live, save, share, compare, take away."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.observatory.models import Scenario
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.e2e.browser import axe_violations, overflow
from tests.e2e.test_aids import become, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SLUG = "cooperation-du-gard"
PAGE = f"/cooperations/{SLUG}/animer/ou-aller/"


def saved(page: Page, name: str) -> None:
    """Save what the page shows under a name."""
    follow(page, "Enregistrer ce scénario")
    page.get_by_label("Nom du scénario").fill(name)
    press(page, "Enregistrer")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_team_is_moved_live_then_kept_and_compared(page: Page, live_server: LiveServer) -> None:
    become(page, live_server, person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", SLUG)))
    page.goto(PAGE)
    page.get_by_label("Combien d'équipes à fonder").fill("2")
    press(page, "Chercher")
    told = page.locator(".siting-headline")
    expect(told).to_contain_text("Avec 2\u00a0équipes de plus")
    saved(page, "Comme proposé")
    follow(page, "Reprendre cette question, et la changer")
    before = page.locator("#siting-sites").inner_html()
    page.get_by_role("link", name=re.compile("^Déplacer")).first.click()
    expect(page.locator(".siting-elsewhere")).to_be_visible()
    page.locator(".siting-elsewhere li a").last.click()
    expect(page.locator(".siting-moved")).to_contain_text("1\u00a0déplacement à la main")
    expect(page).to_have_url(re.compile(r"deplace=\w+-\w+"))
    page.wait_for_function("old => document.querySelector('#siting-sites').innerHTML !== old", arg=before)
    assert axe_violations(page) == []
    assert overflow(page) <= 0
    page.reload()
    expect(page.locator(".siting-moved")).to_be_visible()
    saved(page, "À la main")
    follow(page, "Le partager")
    press(page, "Partager")
    assert Scenario.objects.get(name="À la main").shared
    page.goto(PAGE)
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Comparer ceux que j'ai cochés")
    expect(page.get_by_role("heading", level=1)).to_have_text("Comparer des scénarios")
    expect(page.locator("thead th").nth(1)).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("link", name="À la main").first.click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PowerPoint").click()
    assert taken.value.suggested_filename.endswith(".pptx")
