"""The life of a volunteer team, in a real browser: founded, carried, recognised, confirmed a year later by e-mail."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.network.models import Confirmation, Team
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import instant
from tests.e2e.browser import opened
from tests.network.clock import set_clock

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("cast")]
GARD = Perimeter("cooperation", "cooperation-du-gard")
MANY = 80


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make it 2 May 2017, until a test says otherwise."""
    set_clock(monkeypatch, instant(2017, 5, 2))
    return monkeypatch


def sign_page_in(page: Page, live_server: LiveServer) -> None:
    """Give a page the session of the animator of the Gard."""
    client = Client()
    sign_in(client, Role.ANIMATOR, GARD)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def tab_to(page: Page, words: str) -> None:
    """Reach a link, a button or a field with the Tab key alone."""
    for _press in range(MANY):
        page.keyboard.press("Tab")
        found: str = page.evaluate(
            """() => {
                const e = document.activeElement;
                const label = e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent;
                return label.replace(/\\s+/g, " ").trim();
            }"""
        )
        if found.startswith(words):
            return
    raise AssertionError(f"« {words} » is not reached by keyboard")


def press(page: Page, words: str) -> None:
    """Reach a link or a button with the keyboard, and press it."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, label: str, text: str) -> None:
    """Reach a field with the keyboard, and write."""
    tab_to(page, label)
    page.keyboard.type(text)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_team_lives_its_first_year_by_keyboard(
    browser: Browser, live_server: LiveServer, clock: pytest.MonkeyPatch, *, javascript: bool
) -> None:
    with opened(browser, base_url=live_server.url, javascript=javascript) as page:
        sign_page_in(page, live_server)
        page.goto("/mes-equipes/")
        press(page, "Fonder une équipe")
        fill(page, "Le nom de l'équipe", "Équipe des Lices")
        fill(page, "Sa commune", "Nîmes")
        fill(page, "Ce qu'elle fait", "Des visites et des sorties")
        fill(page, "Qui la mène", "Jeanne Marchand")
        fill(page, "Son adresse électronique", "jeanne@exemple.fr")
        press(page, "Inscrire l'équipe")
        expect(page.get_by_role("heading", level=1)).to_have_text("Équipe des Lices")
        press(page, "Dire qu'elle cherche un porteur")
        press(page, "Dire qu'elle cherche un porteur")
        press(page, "Dire qui la porte")
        fill(page, "Son nom, ou le début de son nom", "voisins")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, "Les Voisins du Tilleul")
        page.keyboard.press("Space")
        press(page, "C'est elle qui porte l'équipe")
        press(page, "Enregistrer le pacte")
        fill(page, "Combien étiez-vous ?", "7")
        press(page, "Enregistrer le pacte")
        expect(page.get_by_text("Bravo à l'équipe")).to_be_visible()
        press(page, "Écrire le projet")
        fill(page, "Notre projet", "Que personne ne reste seul l'été.")
        press(page, "Enregistrer le projet")
        press(page, "Décider de la reconnaissance")
        tab_to(page, "Reconnaître l'équipe")
        page.keyboard.press("Space")
        press(page, "Enregistrer la décision")
        expect(page.get_by_text("certificat n°")).to_be_visible()
    team = Team.objects.get(slug="equipe-des-lices")
    assert team.stage_changes.count() == 5
    _a_year_later(browser, live_server, clock, team, javascript=javascript)


def _a_year_later(
    browser: Browser, live_server: LiveServer, clock: pytest.MonkeyPatch, team: Team, *, javascript: bool
) -> None:
    """Ask the lead by e-mail, answer from another browser without an account, see it on the public page."""
    set_clock(clock, instant(2018, 5, 2))
    with opened(browser, base_url=live_server.url, javascript=javascript) as page:
        sign_page_in(page, live_server)
        page.goto(f"/mes-equipes/{team.slug}/")
        press(page, "Demander la confirmation")
        press(page, "Envoyer le message")
        expect(page.get_by_text("Le message part dans quelques instants.")).to_be_visible()
    (path,) = re.findall(r"/confirmation/[^/\s]+/", Message.objects.get().text)
    with opened(browser, base_url=live_server.url, javascript=javascript) as page:
        page.goto(path)
        assert not Confirmation.objects.answered().exists()
        press(page, "Oui, l'équipe vit")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
        page.goto(path)
        expect(page.get_by_text("Jeanne Marchand a répondu")).to_be_visible()
        page.goto(team.get_absolute_url())
        expect(page.get_by_text(re.compile(r"Vérifiée le 2.mai 2018"))).to_be_visible()
        expect(
            page.get_by_role("img", name="Badge : Équipe des Lices, équipe citoyenne reconnue")
        ).to_be_visible()
    assert Confirmation.objects.get().confirmed_on == dt.date(2018, 5, 2)
