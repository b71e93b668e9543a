"""An organisation signs, is decided, gets its certificate: by keyboard alone, without JavaScript."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.links import personal_link
from maillage.common.models import Message
from maillage.network.models import Signature, SigningFile
from maillage.network.operations.commitments import take_commitment
from maillage.network.operations.signing import ask_completion
from tests.accounts.people import sign_in
from tests.cast import Cast
from tests.e2e.browser import Theme, axe_violations, opened, overflow
from tests.network.signing import AT, DAY, accept, accepted, brought, draft, officer, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def enter(page: Page, live_server: LiveServer, *, name: str = "Anne Martin") -> None:
    """Let the national team in, as after the second factor."""
    client = Client()
    sign_in(client, Role.OFFICER, name=name)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def reach(page: Page, wanted: Locator) -> None:
    """Go to a control with the tabulation key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def write(page: Page, label: str, words: str) -> None:
    """Write in a field, by keyboard."""
    reach(page, page.get_by_label(label).first)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def press(page: Page, button: str) -> None:
    """Press a button, by keyboard."""
    reach(page, page.get_by_role("button", name=button))
    page.keyboard.press("Enter")


@pytest.mark.usefixtures("cast")
def test_an_organisation_signs_is_decided_and_gets_its_certificate(
    plain: Page, live_server: LiveServer
) -> None:
    page = plain
    page.goto("/signer/")
    write(page, "Nom de votre organisation", "Lien & Partage")
    write(page, "Commune du siège", "Nîmes")
    press(page, "Continuer")
    expect(page.get_by_text("Étape 2 sur 4")).to_be_visible()
    reach(page, page.get_by_label("Votre organisation est"))
    page.keyboard.type("association locale")
    write(page, "Ces départements", "30, Lozère")
    write(page, "Votre adresse électronique", "contact@lien.exemple")
    press(page, "Continuer")
    expect(page.get_by_text("Étape 3 sur 4")).to_be_visible()
    write(page, "Du temps et des compétences", "une salariée un jour par semaine")
    press(page, "Continuer")
    expect(page.get_by_text("Étape 4 sur 4")).to_be_visible()
    write(page, "Nom de la personne qui signe", "Jeanne Dupuis")
    write(page, "En qualité de", "présidente")
    reach(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    press(page, "Signer la charte")
    expect(page.get_by_text("Merci, votre dossier est déposé")).to_be_visible()

    file = SigningFile.objects.get()
    enter(page, live_server)
    page.goto("/dossiers/")
    reach(page, page.get_by_role("link", name="Lien & Partage"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Décider"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Accepter la signature"))
    page.keyboard.press("Space")
    write(page, "Motif, ou mot d'accueil", "Bienvenue à Nîmes.")
    press(page, "Enregistrer la décision")
    expect(page.get_by_text("Accepté", exact=True)).to_be_visible()

    letter = Message.objects.of_kind("signature-acceptee").get()
    found = re.search(r"https?://\S+/signer/certificat/\S+", letter.text)
    assert found
    answer = Client().get(urlsplit(found[0]).path)
    assert answer.content.startswith(b"%PDF")
    file.refresh_from_db()
    page.goto(reverse("certificate", args=[file.certificate]))
    expect(page.get_by_text("Ce certificat est valable")).to_be_visible()


def public(cast: Cast) -> Iterator[str]:
    """Yield the addresses of the public pages, at every stage of a file."""

    def of(file: SigningFile, name: str) -> str:
        return urlsplit(personal_link("signature", name, file=file.pk, key=file.key)).path

    begun, asked = draft("Lien & Partage"), submitted("Association de la question")
    ask_completion(asked, "Quel est votre numéro RNA ?", on=DAY, by=officer(AT))
    done = accepted("Association acceptée")
    yield "/signer/"
    for name in ("signing_organisation", "signing_contact", "signing_commitments", "signing_text"):
        yield of(begun, name)
    again = draft("CCAS", organisation=cast.branche)
    yield of(again, "signing_text")
    yield of(asked, "signing_follow")
    yield of(submitted("Association qui attend"), "signing_follow")
    yield of(asked, "signing_give_up")
    yield of(done, "signing_follow")
    refused = accept(submitted("Refusée"), accepted=False, reason="Votre objet est commercial.")
    yield of(refused, "signing_follow")
    yield reverse("certificate", args=[done.certificate])
    yield "/signer/suivi/faux/"
    yield "/charte/"


def inner(cast: Cast) -> Iterator[str]:
    """Yield the addresses of the pages of the national team."""
    file = submitted("Association Les Voisins du Tilleul", set_aside=[cast.voisins])
    yield "/dossiers/"
    for name in ("signing_file", "signing_decide", "signing_ask", "signing_attach", "signing_withdraw"):
        yield reverse(name, args=[file.pk])
    yield "/chartes/"
    held = Signature.objects.believed().get(organisation=cast.voisins)
    yield reverse("signature_end", args=[held.pk])
    row = take_commitment(cast.voisins, brought(), on=DAY, by=officer(AT))
    yield reverse("organisation_work", args=[cast.voisins.slug])
    yield reverse("organisation_contact", args=[cast.voisins.slug])
    yield reverse("commitment_new", args=[cast.voisins.slug])
    yield "/espace/engagements/"
    for name in ("commitment", "commitment_note", "commitment_renew"):
        yield reverse(name, args=[row.pk])


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, cast: Cast, width: int, theme: Theme
) -> None:
    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        for address in public(cast):
            page.goto(address)
            assert (address, axe_violations(page), overflow(page) > 0) == (address, [], False)
        enter(page, live_server)
        for address in inner(cast):
            page.goto(address)
            assert page.url.endswith(address)
            assert (address, axe_violations(page), overflow(page) > 0) == (address, [], False)
        assert broken == []


@pytest.mark.usefixtures("cast")
def test_what_is_wrong_is_summed_up_and_led_to(phone: Page) -> None:
    phone.goto("/signer/")
    phone.get_by_role("button", name="Continuer").click()
    summary = phone.get_by_role("alert")
    expect(summary).to_contain_text("Nom de votre organisation")
    assert axe_violations(phone) == []
    summary.get_by_role("link", name="Nom de votre organisation").click()
    expect(phone.get_by_label("Nom de votre organisation")).to_be_focused()
