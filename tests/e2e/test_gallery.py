"""The gallery in a real browser: no barrier, no sideways scroll, on a phone and on a desk, light and dark."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.browser import Theme, axe_violations, opened, overflow

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.common.urls"), pytest.mark.django_db]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, width: int, theme: Theme
) -> None:
    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto("/composants/")
        assert axe_violations(page) == []
        assert overflow(page) <= 0
        assert said == []


def test_text_grows_and_the_choice_is_kept(page: Page) -> None:
    page.goto("/composants/")
    page.get_by_role("button", name="A++, texte très grand").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "27px"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "27px"
    expect(page.get_by_role("button", name="A++, texte très grand")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="A, texte normal").click()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


def test_the_largest_text_still_fits_a_small_phone(phone: Page) -> None:
    phone.goto("/composants/")
    phone.get_by_role("button", name="A++, texte très grand").click()
    assert overflow(phone) <= 0


def test_the_page_can_be_made_dark_and_light_again(page: Page) -> None:
    page.goto("/composants/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Fond sombre").click()
    assert page.evaluate(ground) == "rgb(23, 18, 31)"
    page.get_by_role("button", name="Fond sombre").click()
    assert page.evaluate(ground) == light


def test_the_first_tab_offers_to_skip_the_head_of_the_page(page: Page) -> None:
    page.goto("/nulle-part/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_phone_opens_the_menu_and_leaves_it_by_keyboard(phone: Page) -> None:
    phone.goto("/composants/")
    teams = phone.get_by_role("link", name="Équipes", exact=True)
    expect(teams).to_be_hidden()
    phone.get_by_role("button", name="Menu").press("Enter")
    expect(teams).to_be_visible()
    assert axe_violations(phone) == []
    phone.keyboard.press("Escape")
    expect(teams).to_be_hidden()
    phone.get_by_role("button", name="Menu").click()
    phone.get_by_role("button", name="Fermer").click()
    expect(teams).to_be_hidden()
    phone.get_by_role("button", name="Menu").press("Enter")
    teams.click()
    expect(phone).to_have_url(re.compile(r"/teams/$"))


def test_without_javascript_nothing_dead_is_shown_and_dates_still_work(plain: Page) -> None:
    plain.goto("/composants/")
    expect(plain.get_by_role("group", name="Affichage")).to_be_hidden()
    expect(plain.get_by_label("Glisser dans le temps")).to_be_hidden()
    plain.get_by_role("button", name=re.compile("31.janvier 2014")).click()
    expect(plain).to_have_url(re.compile(r"\?au=.*2014-01-31"))


def test_the_slider_chooses_the_day(page: Page) -> None:
    page.goto("/composants/")
    slider = page.get_by_label("Glisser dans le temps")
    slider.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"\?au=2016-11-24$"))


def test_targets_are_large_enough_for_a_thumb(phone: Page) -> None:
    phone.goto("/composants/")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, .button, .chip, .tabs a, select, input:not([type=hidden])")]
            .filter((e) => e.checkVisibility() && !["checkbox", "radio"].includes(e.type))
            .filter((e) => e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 43.5)
            .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
