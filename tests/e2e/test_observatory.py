"""The pages of need in a browser: sliders by keyboard, what follows them, and the same without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import axe_violations, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GARD = "/observatoire/30/"


@pytest.mark.usefixtures("cast", "live_server")
def test_moving_the_sliders_changes_the_page_and_keeps_the_hand_on_them(page: Page) -> None:
    page.goto(GARD)
    radius = page.get_by_label("À moins de combien de kilomètres d'une équipe")
    radius.focus()
    for _press in range(5):
        page.keyboard.press("ArrowLeft")
    expect(radius).to_have_attribute("aria-valuetext", "10\u00a0km")
    expect(page.locator("#told")).to_contain_text("à moins de 10 km")
    expect(page.locator(".map-picture .legend")).to_contain_text("Une équipe à moins de 10 km")
    expect(radius).to_be_focused()
    assert "rayon=10" in page.url
    page.get_by_label("Glisser dans le temps, mois par mois").press("Home")
    expect(page.locator("#told")).to_contain_text("Au ")
    page.get_by_label("Équipes reconnues").uncheck()
    expect(page.locator(".map-picture .legend")).not_to_contain_text("Équipes reconnues")
    assert axe_violations(page) == []
    assert overflow(page) <= 0


@pytest.mark.usefixtures("cast", "live_server")
def test_without_javascript_the_same_form_is_sent(plain: Page) -> None:
    plain.goto(GARD)
    plain.get_by_label("À moins de combien de kilomètres d'une équipe").press("Home")
    plain.get_by_label("Les équipes au").fill("2015-12-31")
    plain.get_by_label("Projets émergents").uncheck()
    plain.get_by_role("button", name="Voir", exact=True).click()
    expect(plain.locator("#told")).to_contain_text("Au 31 décembre 2015")
    expect(plain.locator("#told")).to_contain_text("à moins de 1 km")
    expect(plain.get_by_label("Projets émergents")).not_to_be_checked()
    expect(plain.get_by_label("Équipes reconnues")).to_be_checked()
    assert overflow(plain) <= 0
