"""Signing in, in a real browser: by code without JavaScript and by keyboard alone, by application, by key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.territory.perimeter import Perimeter
from tests.accounts.entering import code_sent, equip, recovery_codes, shown_by_the_application
from tests.accounts.people import give, person
from tests.cast import Cast
from tests.e2e.browser import Theme, axe_violations, opened, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAITS = "attend un second facteur"


@pytest.fixture
def officer() -> User:
    """Return a person whose role decides for everybody."""
    return person("Aïcha Benali", Role.OFFICER)


@contextmanager
def key(page: Page) -> Iterator[Any]:
    """Plug a key that recognises its person into a browser; yield how to make it recognise nobody."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    stranger = {"authenticatorId": added["authenticatorId"], "isUserVerified": False}
    yield lambda: devtools.send("WebAuthn.setUserVerified", stranger)


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=name, exact=True).click()


def arrived(page: Page, title: str) -> None:
    """Wait for a page by its title."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def come_in(page: Page, user: User) -> None:
    """Sign in by a code."""
    page.goto("/connexion/")
    page.get_by_label("Votre adresse électronique").fill(user.email)
    press(page, "Recevoir un code")
    page.get_by_label("Le code reçu").fill(code_sent(user.email))
    press(page, "Me connecter")


def walk_to(page: Page, name: str) -> None:
    """Press Tab until something is reached, as with a keyboard alone."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => document.activeElement.textContent.trim()")
        if focused == name:
            return
    raise AssertionError(name)


def test_by_keyboard_alone_and_without_javascript(plain: Page, officer: User) -> None:
    plain.goto("/")
    walk_to(plain, "Se connecter")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/connexion/")
    for _step in range(30):
        plain.keyboard.press("Tab")
        if plain.evaluate("() => document.activeElement.name") == "email":
            break
    plain.keyboard.type(officer.email)
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/connexion/code/")
    expect(plain.locator("[name=code]")).to_be_focused()  # the code is written at once
    plain.keyboard.type(code_sent(officer.email))
    plain.keyboard.press("Enter")
    expect(plain.locator("details.account")).to_be_visible()
    assert plain.get_by_text(WAITS).first.is_visible()
    walk_to(plain, "Aïcha Benali")
    plain.keyboard.press("Enter")
    walk_to(plain, "Me déconnecter")
    plain.keyboard.press("Enter")
    expect(plain.get_by_role("link", name="Se connecter")).to_be_visible()


def test_a_hat_is_put_on_without_javascript_on_a_phone(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    nadia = person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    give(nadia, Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    with opened(browser, base_url=live_server.url, width=320, javascript=False) as page:
        come_in(page, nadia)
        page.goto("/equipes/")
        drawer = page.locator("details.account")
        assert "animateur de coopération" in drawer.inner_text()
        drawer.locator("summary").click()
        assert overflow(page) == 0
        page.get_by_role("button", name="Référent de l'équipe (bénévole) Équipe du Tilleul").click()
        page.wait_for_url("**/equipes/")
        assert "référent de l'équipe" in drawer.locator("summary").inner_text()


def test_an_application_then_a_recovery_code(page: Page, officer: User) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    come_in(page, officer)
    page.get_by_role("link", name="Donner mon second facteur").click()
    page.get_by_role("link", name="Préparer l'application").click()
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 0
    page.get_by_label("Le code que l'application affiche maintenant").fill(shown_by_the_application(secret))
    press(page, "Mettre en place")
    arrived(page, "Mes codes de secours")
    shown = [line.replace(" ", "") for line in page.locator(".recovery code").all_inner_texts()]
    assert shown == recovery_codes(officer)
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger").click()
    assert download.value.suggested_filename == "codes-de-secours.txt"
    assert [line.replace(" ", "") for line in download.value.path().read_text().split("\n") if line] == shown
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    press(page, "Imprimer")
    assert page.evaluate("() => window.printed")
    page.get_by_role("link", name="C'est noté, continuer").click()
    assert page.get_by_text(WAITS).count() == 0
    press(page, "Me déconnecter")
    come_in(page, officer)
    page.get_by_label("Le code de votre application").fill(shown[0])
    press(page, "Valider")
    expect(page.locator("details.account")).to_be_visible()
    assert page.get_by_text(WAITS).count() == 0
    assert faults == []


def test_a_key_is_added_then_opens_the_account_alone(page: Page, officer: User) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    with key(page):
        come_in(page, officer)
        page.get_by_role("link", name="Donner mon second facteur").click()
        page.get_by_role("link", name="Ajouter une clé d'accès").click()
        page.get_by_label("Un nom pour la reconnaître").fill("mon téléphone")
        press(page, "Ajouter la clé")
        arrived(page, "Mes codes de secours")
        assert page.get_by_text("Votre clé d'accès est ajoutée.").is_visible()
        page.get_by_role("link", name="C'est noté, continuer").click()
        assert page.get_by_text(WAITS).count() == 0
        press(page, "Me déconnecter")
        # Alone, instead of the code.
        page.goto("/connexion/?next=/compte/sessions/")
        press(page, "Utiliser ma clé d'accès")
        arrived(page, "Mes sessions")
        assert page.get_by_text(WAITS).count() == 0
        page.goto("/compte/second-facteur/")
        assert page.get_by_text("mon téléphone").first.is_visible()
        page.goto("/deconnexion/")
        page.get_by_role("main").get_by_role("button", name="Me déconnecter").click()
        # After the code, as a second factor.
        come_in(page, officer)
        arrived(page, "Encore une vérification")
        press(page, "Utiliser ma clé d'accès")
        expect(page.locator("details.account")).to_be_visible()
        assert page.get_by_text(WAITS).count() == 0
        # Before a delicate act.
        page.goto("/compte/second-facteur/")
        page.get_by_role("link", name="Retirer mon téléphone").click()
        press(page, "Utiliser ma clé d'accès")
        press(page, "Retirer la clé")
        arrived(page, "Mon second facteur")
        page.goto("/compte/")
        assert page.get_by_text(WAITS).first.is_visible(), "the last factor gone, the role waits"
    assert faults == []


def test_a_key_that_does_not_answer_is_told_in_words(page: Page, officer: User) -> None:
    with key(page) as forget:
        come_in(page, officer)
        page.goto("/compte/second-facteur/cles/ajouter/")
        forget()
        press(page, "Ajouter la clé")
        page.get_by_text("La clé n'a pas répondu.").wait_for()
        assert axe_violations(page) == []


def test_without_javascript_the_key_gives_way_to_codes(plain: Page, officer: User) -> None:
    plain.goto("/connexion/")
    assert not plain.get_by_text("Utiliser ma clé d'accès").is_visible()
    come_in(plain, officer)
    plain.goto("/compte/second-facteur/cles/ajouter/")
    assert plain.get_by_role("link", name="Préparer l'application").is_visible()


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_the_pages_have_no_barrier(
    browser: Browser, live_server: LiveServer, officer: User, width: int, theme: Theme
) -> None:
    give(officer, Role.ANIMATOR, Perimeter("cooperation", "x"))
    give(officer, Role.LEAD, Perimeter("equipe", "y"))

    def check(page: Page, name: str) -> None:
        assert (name, axe_violations(page), overflow(page)) == (name, [], 0)

    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:
        for address in ("/connexion/", "/connexion/sur-invitation/", "/connexion/compte-ferme/"):
            page.goto(address)
            check(page, address)
        page.goto("/connexion/")
        page.get_by_label("Votre adresse électronique").fill(officer.email)
        press(page, "Recevoir un code")
        check(page, "code")
        page.get_by_label("Le code reçu").fill("0")
        press(page, "Me connecter")
        check(page, "wrong code")
        page.get_by_label("Le code reçu").fill(code_sent(officer.email))
        press(page, "Me connecter")
        expect(page.locator("details.account")).to_be_visible()
        page.locator("details.account summary").click()
        check(page, "account")
        for address in ("", "application/ajouter/", "cles/ajouter/"):
            page.goto(f"/compte/second-facteur/{address}")
            check(page, address)
        page.goto("/compte/sessions/")
        check(page, "sessions")
        page.goto("/deconnexion/")
        check(page, "sign out")
        page.get_by_role("main").get_by_role("button", name="Me déconnecter").click()
        secret = equip(officer)
        come_in(page, officer)
        check(page, "second factor")
        page.get_by_label("Le code de votre application").fill(shown_by_the_application(secret))
        press(page, "Valider")
        expect(page.locator("details.account")).to_be_visible()
        page.goto("/compte/second-facteur/codes/")
        check(page, "confirm")
        page.get_by_label("Le code de votre application").fill(shown_by_the_application(secret, steps=1))
        press(page, "Valider")
        arrived(page, "Mes codes de secours")
        for address in ("codes/", "codes/renouveler/", "application/retirer/", ""):
            page.goto(f"/compte/second-facteur/{address}")
            check(page, address)
