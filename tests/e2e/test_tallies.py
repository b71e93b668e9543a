"""A tally in a real browser, on a small phone: in less than thirty seconds, and without a network."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.common.facts import Author
from maillage.network.models import Team
from maillage.network.operations import NewPerson, appoint_lead
from maillage.tallies.models import Counts, Period, Tally, TallyLink, due
from maillage.tallies.operations.links import give_link, revoke_link
from maillage.tallies.operations.tallies import Declared, declare
from tests.cast import Cast, date
from tests.e2e.browser import ARGUMENTS, CHROMIUM, axe_violations, overflow
from tests.e2e.line import line_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
LEAD = NewPerson(name="Jeanne Marchand", email="jeanne@exemple.fr")
SOON = 30  # seconds
KEPT = """async (address) => {
    while (!await (await caches.open("maillage-releves")).match(address)) await new Promise((go) => setTimeout(go, 50));
}"""


def given(team: Team) -> tuple[str, Period]:
    """Give a link to the lead of a team that declared the period before; return its page and what is due."""
    today, by = timezone.localdate(), Author(at=timezone.now(), role="maison")
    lead = appoint_lead(team, LEAD, on=date(2016, 1, 1), by=by)
    period = due(today)
    told = Declared(counts=Counts(visits=12, calls=30, hours=40), filled_by=LEAD.name)
    declare(team, period.before, told, on=today, by=by)
    return reverse("tally_by_link", args=[give_link(lead, on=today, by=by).token]), period


def kept_here(page: Page) -> int:
    """Return how many entries the device keeps."""
    count: int = page.evaluate(
        "() => Object.keys(localStorage).filter((key) => key.startsWith('maillage-releve:')).length"
    )
    return count


def test_as_last_time_takes_less_than_thirty_seconds(cast: Cast, phone: Page) -> None:
    address, period = given(cast.tilleul)
    began = time.monotonic()
    phone.goto(address)
    phone.get_by_role("button", name="Comme la dernière fois").click()
    expect(phone.get_by_label("Visites")).to_have_value("12")
    phone.get_by_label("Visites").fill("14")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("est noté")
    assert time.monotonic() - began < SOON
    tally = Tally.objects.believed().get(period_on=period.first)
    assert (tally.visits, tally.calls, tally.hours, tally.reached) == (14, 30, 40, None)
    assert kept_here(phone) == 0
    assert (overflow(phone), axe_violations(phone)) == (0, [])
    assert period.code in phone.url


def test_the_same_without_a_script(cast: Cast, plain: Page) -> None:
    address, period = given(cast.tilleul)
    plain.goto(address)
    plain.get_by_role("button", name="Comme la dernière fois").click()
    expect(plain.get_by_label("Visites")).to_have_value("12")
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("est noté")
    assert Tally.objects.believed().get(period_on=period.first).calls == 30


def test_what_is_refused_stays_in_the_boxes(cast: Cast, phone: Page) -> None:
    address, _period = given(cast.tilleul)
    phone.goto(address)
    phone.get_by_label("Visites").fill("douze")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("alert")).to_contain_text("Écrivez ce nombre en chiffres")
    expect(phone.get_by_label("Visites")).to_have_value("douze")
    assert (overflow(phone), axe_violations(phone)) == (0, [])
    phone.get_by_label("Visites").fill("12")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("est noté")
    assert Tally.objects.believed().count() == 2


@contextmanager
def own_phone(browser: Browser, profile: Path, base_url: str) -> Iterator[Page]:
    """Open a browser that remembers, from one opening to the next."""
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        base_url=base_url,
        viewport={"width": 320, "height": 640},
        locale="fr-FR",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def test_an_entry_made_without_a_network_outlives_the_browser_and_arrives_once(
    cast: Cast, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    address, period = given(cast.tilleul)
    with line_to(live_server.url) as line:
        with own_phone(browser, tmp_path, line.url) as page:
            page.goto(address)
            page.evaluate(KEPT, f"{address}hors-ligne/")
            line.cut()
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_have_text("Le relevé de l'équipe")
            expect(page.get_by_label("Période")).to_have_value(period.code)
            page.get_by_label("Visites").fill("7")
            page.get_by_role("button", name="Envoyer").click()
            expect(page.get_by_role("status")).to_contain_text("gardé sur cet appareil")
            assert kept_here(page) == 1
            assert (overflow(page), axe_violations(page)) == (0, [])
        assert Tally.objects.count() == 1
        with own_phone(browser, tmp_path, line.url) as page:  # still without a network
            page.goto(address)
            expect(page.get_by_role("status")).to_contain_text("gardé sur cet appareil")
            assert kept_here(page) == 1
        line.mend()
        with own_phone(browser, tmp_path, line.url) as page:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_contain_text("est noté")
            assert kept_here(page) == 0
            tally = Tally.objects.believed().get(period_on=period.first)
            assert (tally.visits, tally.how) == (7, "lien")
            page.goto("/releve/sur-cet-appareil/")
            expect(page.get_by_text("Aucun relevé n'attend sur cet appareil.")).to_be_visible()
            page.get_by_role("button", name="Tout effacer de cet appareil").click()
            expect(page.get_by_text("cet appareil ne garde plus rien des relevés")).to_be_visible()
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_contain_text("est noté")
    assert Tally.objects.count() == 2


def test_an_entry_kept_under_a_link_taken_back_leaves_by_the_next_one(cast: Cast, phone: Page) -> None:
    address, period = given(cast.tilleul)
    phone.goto(address)
    phone.context.set_offline(True)
    phone.get_by_label("Visites").fill("7")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("status")).to_contain_text("gardé sur cet appareil")
    phone.context.set_offline(False)
    now = Author(at=timezone.now(), role="maison")
    revoke_link(TallyLink.objects.get(), by=now)
    phone.goto(address)
    expect(phone.get_by_role("status")).to_contain_text("n'a pas pu être écrit : Ce lien vers les relevés")
    assert kept_here(phone) == 1
    following = give_link(TallyLink.objects.get().lead, on=timezone.localdate(), by=now)
    phone.goto(reverse("tally_by_link", args=[following.token]))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("est noté")
    assert kept_here(phone) == 0
    assert Tally.objects.believed().get(period_on=period.first).visits == 7
