"""The public pages in a real browser: no barrier, no sideways scroll, by keyboard, without JavaScript, light."""

import gzip

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from maillage.network.models import Team
from tests.e2e.browser import axe_violations, opened, overflow

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cast", "reachable")]

DAY = "au=2016-11-25"
PAGES = (
    f"/?{DAY}",
    f"/?{DAY}&vue=tuiles",
    f"/?{DAY}&vue=tableau",
    f"/carte/?{DAY}",
    f"/carte/?{DAY}&vue=tuiles",
    f"/carte/?{DAY}&vue=tableau",
    "/carte/?au=1900-01-01",
    "/territoires/",
    f"/territoires/?{DAY}&lieu=nimes",
    "/territoires/?lieu=zzqqxx",
    f"/departements/30/?{DAY}",
    "/recherche/?q=voisins",
    "/recherche/?q=zzqqxx",
    "/open-data/",
    "/api/v1/",
    "/encart/?lieu=nimes",
    "/encart/departement:30/",
    f"/cooperations/?{DAY}",
    f"/cooperations/?{DAY}&vue=tableau",
    f"/cooperations/cooperation-du-gard/?{DAY}",
    f"/equipes/?{DAY}",
    "/equipes/?departement=999&au=2999-01-01",
    f"/equipes/equipe-du-tilleul/?{DAY}",
    "/creer-une-equipe/?lieu=nimes",
    f"/charte/?{DAY}",
    "/charte/?version=lune&texte=equipe",
    f"/signataires/?{DAY}",
    f"/organisations/les-voisins-du-tilleul/?{DAY}",
    f"/appuis/equipes/equipe-du-tilleul/?{DAY}",
    f"/chiffres/?{DAY}",
    f"/chiffres/?{DAY}&perimetre=departement:30&ou=gard",
    "/chiffres/publies/",
    "/chiffres/signataires/?au=2015-01-31",
    f"/chiffres/equipes/?{DAY}&perimetre=commune:30189&ou=nimes",
    f"/bilan/chiffres/?{DAY}",
    f"/chiffres/porteurs/?{DAY}",
    f"/chiffres/signataires/fiches/?{DAY}",
    "/chiffres/signataires/differences/?au=2015-01-31&connu=2015-01-31",
    "/chiffres/lune/",
    f"/observatoire/?{DAY}",
    f"/observatoire/?{DAY}&montrer=couverture&vue=tuiles&rayon=5",
    f"/observatoire/?{DAY}&vue=tableau",
    f"/observatoire/30/?{DAY}",
    f"/observatoire/974/?{DAY}&maille=intercommunalites&vue=tableau",
    "/observatoire/methode/",
    "/accessibilite/",
    "/mentions/",
    "/vie-privee/",
    "/sources/",
    "/donnees/",
    "/aides/",
    "/formations/",
    "/echanges/",
)
HEAVIEST = 150_000
TEXT = ("text/", "javascript", "svg", "json")


@pytest.fixture
def reachable(cast: object) -> None:  # noqa: ARG001 - asked for, for its effect
    """Give a telephone to the team of Nîmes."""
    Team.objects.filter(slug="equipe-du-tilleul").update(telephone="0466000001")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, width: int, address: str
) -> None:
    with opened(browser, base_url=live_server.url, width=width) as page:
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(address)
        assert axe_violations(page) == []
        assert overflow(page) <= 0
        assert broken == []


@pytest.mark.parametrize(
    "address",
    [
        f"/?{DAY}",
        f"/carte/?{DAY}",
        f"/carte/?{DAY}&vue=tuiles",
        f"/charte/?{DAY}",
        f"/equipes/equipe-du-tilleul/?{DAY}",
        f"/chiffres/porteurs/?{DAY}",
    ],
)
def test_nothing_stands_in_the_way_in_the_dark(
    browser: Browser, live_server: LiveServer, address: str
) -> None:
    with opened(browser, base_url=live_server.url, theme="dark") as page:
        page.goto(address)
        assert axe_violations(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_from_home_to_a_telephone_number_by_keyboard_in_two_screens(
    browser: Browser, live_server: LiveServer, *, javascript: bool
) -> None:
    with opened(browser, base_url=live_server.url, javascript=javascript) as page:
        page.goto("/")
        page.locator("#contenu").press("Tab")
        expect(page.get_by_label("Votre commune ou code postal")).to_be_focused()
        page.keyboard.type("Nîmes")
        page.keyboard.press("Enter")
        page.wait_for_url("**/territoires/?lieu=**")
        telephone = page.locator("main").get_by_role("link", name="04 66 00 00 01")
        expect(telephone).to_have_attribute("href", "tel:+33466000001")
        for _press in range(60):
            page.keyboard.press("Tab")
            if telephone.evaluate("link => link === document.activeElement"):
                break
        expect(telephone).to_be_focused()


def test_places_are_proposed_while_one_types(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Votre commune ou code postal").press_sequentially("nim")
    page.get_by_role("link", name="Nîmes (30000), Gard").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nîmes (30000), Gard")


def test_the_slider_leads_to_another_day(page: Page) -> None:
    page.goto(f"/?{DAY}")
    slider = page.get_by_label("Glisser dans le temps")
    slider.focus()
    slider.press("Home")
    page.wait_for_url("**/?au=2014-01-01")
    expect(page.get_by_role("heading", name="La mobilisation au 1er janvier 2014")).to_be_visible()


def test_a_marked_date_and_the_filters_hold_without_javascript(plain: Page) -> None:
    plain.goto(f"/cooperations/?{DAY}&niveau=locale")
    plain.get_by_text("Changer de date").click()
    plain.get_by_role("button", name="31 décembre 2015").click()
    plain.wait_for_url("**au=2015-12-31")
    expect(plain.get_by_label("Niveau")).to_have_value("locale")
    expect(plain.get_by_text("1 coopération", exact=False).first).to_be_visible()


def test_the_map_goes_back_in_time_and_keeps_its_view_without_javascript(plain: Page) -> None:
    plain.goto(f"/carte/?{DAY}&vue=tableau")
    plain.get_by_role("button", name="31 décembre 2015").click()
    plain.wait_for_url("**au=2015-12-31")
    expect(plain.get_by_role("heading", name="Le réseau au 31 décembre 2015")).to_be_visible()
    expect(plain.get_by_role("row", name="30 Gard lancée 2 1 0")).to_be_visible()


def test_the_ground_is_loaded_where_the_visitor_asked_for_it(page: Page, settings: Settings) -> None:
    host = "https://tuiles.exemple.fr"
    settings.TILES = {
        "template": f"{host}/{{z}}/{{x}}/{{y}}.png",
        "credit": "© X",
        "origin": host,
        "host": "tuiles.exemple.fr",
    }
    asked: list[str] = []
    refused: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml")

    page.route(f"{host}/**", answer)
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"/carte/?{DAY}", wait_until="networkidle")
    assert asked == []
    page.get_by_role("link", name="Voir les villes et les routes sous la carte").click()
    page.wait_for_url("**fond=1")
    page.wait_for_load_state("networkidle")
    assert f"{host}/6/32/22.png" in asked
    assert refused == []
    assert axe_violations(page) == []


def test_home_is_light(page: Page) -> None:
    heard: list[Response] = []

    def hear(response: Response) -> None:
        heard.append(response)

    page.on("response", hear)
    page.goto("/", wait_until="networkidle")
    # The tests' server compresses less than the real one: what is text is weighed as it travels in use.
    weights = {
        response.url: len(gzip.compress(response.body()))
        if any(word in response.headers.get("content-type", "") for word in TEXT)
        else len(response.body())
        for response in heard
    }
    assert len(weights) >= 6
    assert all(url.startswith(page.url) for url in weights), "a request left for another site"
    assert sum(weights.values()) < HEAVIEST, weights


def test_a_team_is_a_sheet_of_paper(page: Page) -> None:
    page.goto(f"/equipes/equipe-du-tilleul/?{DAY}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Menu principal")).to_be_hidden()
    expect(page.get_by_text("Changer de date")).to_be_hidden()
    expect(page.locator("main").get_by_text("04 66 00 00 01")).to_be_visible()
