"""National work in a real browser: a sitting from its agenda to its closed minutes, by keyboard, without JavaScript."""

from collections.abc import Callable

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.facts import stamp
from maillage.network.models import Campaign, Cooperation, SigningState, Sitting, Team, TeamLead
from maillage.network.operations.campaigns import plan_campaign, send_campaign
from maillage.network.operations.proposals import propose_change
from maillage.network.operations.sittings import Decision, decide_lines, put_on_agenda
from maillage.territory.perimeter import FRANCE
from tests.accounts.people import sign_in
from tests.cast import NOW, TAKEN_OVER, Cast, date
from tests.e2e.browser import axe_violations, opened, overflow
from tests.network.waiting import (
    TODAY,
    ask_for_stage,
    ask_to_recognise,
    ask_to_sign,
    officer,
    sitting,
    written_by,
)

pytestmark = pytest.mark.browser
MOST_TABS = 80


def enter(page: Page, live_server: LiveServer, role: Role = Role.OFFICER) -> None:
    """Sign a person in, by the cookie of a session opened for them."""
    client = Client()
    sign_in(client, role)
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def reach(page: Page, target: Locator) -> None:
    """Press Tab until something has the focus."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("found => found === document.activeElement"):
            return
    expect(target).to_be_focused()


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach something by keyboard, and press a key on it."""
    reach(page, target)
    page.keyboard.press(key)


@pytest.fixture
def busy(cast: Cast) -> tuple[Cast, Sitting, Campaign]:
    """Give the national team a week of work."""
    Cooperation.objects.filter(pk=cast.nord.pk).update(telephone="03 20 00 00 01")
    for team, name, email, telephone in (
        (cast.tilleul, "Lucie Garnier", "lucie@exemple.fr", "04 66 00 00 01"),
        (cast.barachois, "Jean Payet", "", "02 62 00 00 01"),
    ):
        TeamLead.objects.create(
            team=team,
            name=name,
            email=email,
            telephone=telephone,
            started_on=date(2015, 1, 1),
            **stamp(TAKEN_OVER),
        )
    held, by = sitting(), written_by(officer())
    chosen = {
        "signing": [ask_to_sign(cast.branche).pk],
        "recognition": [ask_to_recognise(cast.esquisse).pk],
        "stage": [ask_for_stage(cast.ales).pk],
    }
    items = put_on_agenda(held, chosen, by=by)
    decide_lines(
        held,
        [
            Decision(item=items[0].pk, outcome="reportee", words="Il manque le pouvoir du signataire."),
            Decision(item=items[1].pk, outcome="acceptee"),
        ],
        on=TODAY,
        by=by,
    )
    ask_to_sign(cast.clic)
    propose_change(
        cast.tilleul,
        field="telephone",
        value="04 66 00 00 02",
        words="Vu sur l'affiche de la mairie.",
        name="Paul",
        on=TODAY,
        by=by,
    )
    seal = plan_campaign(year=2017, perimeter=FRANCE, on=TODAY, at=NOW).seal
    campaign = send_campaign(year=2017, perimeter=FRANCE, seal=seal, on=TODAY, by=by)
    return cast, held, campaign


PAGES: tuple[str, ...] = (
    "/national/",
    "/national/a-relancer/",
    "/national/seances/",
    "/national/seances/nouvelle/",
    "/national/seances/{sitting}/",
    "/national/seances/{sitting}/ordre-du-jour/",
    "/national/seances/{sitting}/compte-rendu/",
    "/national/campagnes/",
    "/national/campagnes/apercu/?annee=2018&lieu=france",
    "/national/campagnes/{campaign}/",
    "/campagnes/{campaign}/a-appeler/",
    "/campagnes/{campaign}/equipes/equipe-du-barachois/",
    "/propositions/",
    "/propositions/{proposal}/",
    "/equipes/equipe-du-tilleul/proposer/",
    "/proposition-recue/",
)


@pytest.fixture
def address(busy: tuple[Cast, Sitting, Campaign]) -> Callable[[str], str]:
    """Return how a page is found in that week."""
    cast, held, campaign = busy
    keys = {"sitting": held.pk, "campaign": campaign.pk, "proposal": cast.tilleul.proposals.get().pk}
    return lambda page: page.format(**keys)


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, address: Callable[[str], str], width: int
) -> None:
    with opened(browser, base_url=live_server.url, width=width) as page:
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        enter(page, live_server)
        for name in PAGES:
            page.goto(address(name))
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            assert axe_violations(page) == [], name
            assert overflow(page) <= 0, name
        assert broken == []


def test_nothing_stands_in_the_way_in_the_dark(
    browser: Browser, live_server: LiveServer, address: Callable[[str], str]
) -> None:
    with opened(browser, base_url=live_server.url, theme="dark") as page:
        enter(page, live_server)
        for name in PAGES:
            page.goto(address(name))
            assert axe_violations(page) == [], name


def test_a_sitting_is_prepared_decided_and_closed_by_keyboard(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    file = ask_to_sign(cast.branche)
    ask_to_recognise(cast.esquisse)
    enter(plain, live_server)
    plain.goto("/national/")
    press(plain, plain.get_by_role("link", name="Prévoir une séance"))
    reach(plain, plain.get_by_role("textbox", name="Instance"))
    plain.keyboard.type("Bureau")
    reach(plain, plain.get_by_label("Jour de la séance"))
    plain.keyboard.type(f"{timezone.localdate():%m%d%Y}")  # the browser of the tests has English menus
    press(plain, plain.get_by_role("button", name="Prévoir cette séance"))
    expect(plain.get_by_role("heading", level=1)).to_have_text("Mettre à l'ordre du jour")
    press(plain, plain.get_by_role("button", name="Tout mettre"))
    expect(plain.get_by_text("2 demandes sont à l'ordre du jour.")).to_be_visible()
    signing = plain.get_by_role("group", name="Fraternité des Âges du Gard")
    press(plain, signing.get_by_role("radio", name="Acceptée"), "Space")
    team = plain.get_by_role("group", name="Équipe en esquisse")
    # A group of radios is one stop: the arrows choose within it.
    press(plain, team.get_by_role("radio", name="Acceptée"), "ArrowDown")
    expect(team.get_by_role("radio", name="Refusée")).to_be_checked()
    press(plain, plain.get_by_role("button", name="Enregistrer ces décisions"))
    expect(plain.get_by_text("1 décision est enregistrée.")).to_be_visible()
    expect(plain.get_by_text("Un refus se dit avec son motif", exact=False).last).to_be_visible()
    press(plain, team.get_by_role("radio", name="Acceptée"), "ArrowDown")
    reach(plain, team.get_by_role("textbox", name="En quelques mots"))
    plain.keyboard.type("Le pacte manque.")
    press(plain, plain.get_by_role("button", name="Enregistrer ces décisions"))
    expect(plain.get_by_text("Tout est décidé.")).to_be_visible()
    press(plain, plain.get_by_role("link", name="Écrire le compte rendu"))
    reach(plain, plain.get_by_role("textbox", name="Compte rendu"))
    plain.keyboard.type("Présents : Anne et Zoé.")
    press(plain, plain.get_by_role("button", name="Enregistrer le compte rendu"))
    press(plain, plain.get_by_role("link", name="Clore le compte rendu"))
    press(plain, plain.get_by_role("button", name="Clore le compte rendu"))
    expect(plain.get_by_text("Compte rendu clos")).to_be_visible()
    expect(plain.get_by_role("link", name="Écrire le compte rendu")).to_have_count(0)
    assert Sitting.objects.get().is_closed
    file.refresh_from_db()
    assert file.state == SigningState.ACCEPTED


def test_anyone_proposes_and_the_officer_follows(plain: Page, live_server: LiveServer, cast: Cast) -> None:
    plain.goto("/equipes/equipe-du-tilleul/")
    plain.get_by_role("link", name="Une erreur ? Proposez un changement").click()
    plain.get_by_role("radio", name="Le téléphone").check()
    plain.get_by_label("Ce qu'il faudrait lire").fill("0466000002")
    plain.get_by_role("button", name="Envoyer ma proposition").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Merci, c'est reçu")
    enter(plain, live_server)
    plain.goto("/national/")
    plain.get_by_role("link", name="Changements proposés").click()
    plain.get_by_role("link", name="Équipe du Tilleul : le téléphone").click()
    plain.get_by_role("radio", name="Oui, suivre cette proposition").check()
    plain.get_by_role("button", name="Répondre").click()
    expect(plain.get_by_text("Votre réponse est enregistrée.")).to_be_visible()
    assert Team.objects.get(pk=cast.tilleul.pk).telephone == "04 66 00 00 02"
