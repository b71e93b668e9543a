"""The cockpit in a real browser: an animator's day by keyboard, without JavaScript; no barrier on any page."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.network.models import Cooperation, CooperationStage
from maillage.network.operations import NewCooperation, NewStage, enter_stage, found_cooperations
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, nobody_special, person
from tests.cast import date
from tests.network import cockpit
from tests.network.cockpit import BY

pytestmark = pytest.mark.browser
MOST_TABS = 150
HERE = "/cooperations/cooperation-neuve/animer/"


def signed_in(page: Page, user: User, base_url: str) -> None:
    """Give a browser the session of a person."""
    client = Client()
    enter(client, user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base_url}])


def reach(page: Page, target: Locator) -> None:
    """Go to something with the Tab key alone."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the Tab key does not lead to {target}")


def follow(page: Page, name: str) -> None:
    """Open a link by keyboard."""
    reach(page, page.get_by_role("link", name=name).first)
    page.keyboard.press("Enter")


def send(page: Page, name: str) -> None:
    """Press a button by keyboard."""
    reach(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    """Type in a field reached by keyboard."""
    reach(page, page.get_by_label(label).first)
    page.keyboard.type(text)


def pick(page: Page, label: str) -> None:
    """Choose an answer by keyboard."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Space")


def day_in(page: Page, label: str, day: dt.date) -> None:
    """Set a day: how the parts of a date are typed depends on the browser's language."""
    page.get_by_label(label, exact=True).fill(f"{day:%Y-%m-%d}")


@pytest.fixture
def fresh(transactional_db: None) -> Cooperation:  # noqa: ARG001 - asked for, for its effect
    """Found a cooperation that is structured, with what a recognition asks for."""
    (founded,) = found_cooperations([NewCooperation(name="Coopération neuve")], by=BY)
    enter_stage([NewStage(subject=founded, stage=CooperationStage.STRUCTURED, on=date(2017, 1, 1))], by=BY)
    cockpit.committee(founded)
    cockpit.diagnosis(founded)
    return founded


def test_an_animator_works_a_meeting_asks_for_recognition_and_hands_over(
    plain: Page, live_server: LiveServer, fresh: Cooperation
) -> None:
    odile = person("Odile Faure", Role.ANIMATOR, Perimeter("cooperation", fresh.slug))
    karim = nobody_special("Karim Benali")
    signed_in(plain, odile, live_server.url)
    plain.goto(HERE)
    follow(plain, "Inscrire une réunion")
    write(plain, "Titre", "Comité de rentrée")
    day_in(plain, "Le", timezone.localdate())
    write(plain, "Ordre du jour", "1. Le repérage")
    send(plain, "Inscrire cette réunion")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Comité de rentrée")
    expect(plain.get_by_text("1. Le repérage")).to_be_visible()
    follow(plain, "Écrire le compte rendu")
    write(plain, "Compte rendu", "Neuf présents.")
    send(plain, "Enregistrer le compte rendu")
    expect(plain.get_by_text("Neuf présents.")).to_be_visible()
    follow(plain, "Noter une décision")
    write(plain, "Ce qui est décidé", "Écrire aux maires")
    send(plain, "Noter cette décision")
    follow(plain, "Décisions")
    follow(plain, "C'est fait")
    send(plain, "Noter que c'est fait")
    expect(plain.get_by_text("faite le")).to_be_visible()
    follow(plain, "Tableau de bord")
    follow(plain, "Demander la reconnaissance")
    day_in(plain, "Date de la réunion qui l'a décidé", timezone.localdate())
    pick(plain, "réunion")
    write(plain, "Votre demande", "Nous sommes prêts.")
    send(plain, "Déposer la demande")
    expect(plain.get_by_text("demande à être reconnue")).to_be_visible()
    follow(plain, "Voir le dossier de passation")
    write(plain, "Nom de la personne qui prend la suite", "Karim Benali")
    write(plain, "Son adresse électronique", karim.email)
    send(plain, "Passer la main")
    expect(plain.get_by_text("La main est passée.")).to_be_visible()
    gone = plain.goto(HERE)
    assert gone
    assert gone.status == 404
    signed_in(plain, karim, live_server.url)
    plain.goto(HERE)
    expect(plain.get_by_role("heading", level=1)).to_have_text("Coopération neuve")
