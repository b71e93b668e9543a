"""Choosing one's language in a real browser, with JavaScript and without, on a phone too."""

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.browser import axe_violations, opened, overflow

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cast")]

TEAM = "/equipes/equipe-du-tilleul/?au=2016-11-25"


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (1280, False), (320, False)])
def test_one_button_changes_the_language_and_leads_back_to_the_same_page(
    browser: Browser, live_server: LiveServer, width: int, *, javascript: bool
) -> None:
    with opened(browser, base_url=live_server.url, width=width, javascript=javascript) as page:
        page.goto(TEAM)
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        page.get_by_role("button", name="English").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert page.url == live_server.url + TEAM
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("contentinfo")).to_contain_text("Talk to someone")
        if javascript:
            assert axe_violations(page) == []
            assert overflow(page) <= 0
        button = page.get_by_role("button", name="Français")
        expect(button).to_have_attribute("lang", "fr")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        button.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "fr")
