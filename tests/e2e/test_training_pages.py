"""The pages of trainings in a real browser, for who reads, who signs up, who follows, who agrees: no barrier."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from maillage.common.facts import Author
from maillage.supports.models import Enrolment, TrainingSession
from maillage.supports.operations.training_enrolments import enrol
from maillage.supports.operations.training_letters import agreement_link, seat_link
from tests.cast import Cast
from tests.e2e.browser import Theme, axe_violations, opened, overflow
from tests.supports.training_seats.sitting import asking, hold, session

pytestmark = pytest.mark.browser


def seat(one: TrainingSession, name: str, **fields: object) -> Enrolment:
    """Enrol someone today."""
    by = Author(at=timezone.now(), role="public")
    return enrol(one, asking(name, **fields), on=timezone.localdate(), by=by)


def pages(cast: Cast) -> dict[str, str]:
    """Return the addresses of the pages, each at its richest."""
    soon = timezone.localdate() + dt.timedelta(days=30)
    full = session(
        cast,
        capacity=2,
        days=(soon, soon + dt.timedelta(days=1)),
        link="https://visio.exemple.fr/une-salle-au-nom-tres-long-et-sans-espaces",
        cost=1250,
        funded_by="la Conférence des financeurs du Gard",
        practical="Apportez un stylo.\nParking derrière la mairie.",
        contact_name="Odile Roy",
        contact_telephone="0466000009",
        closes_on=soon,
    )
    hold(full, cast.ccas, 1, until=soon - dt.timedelta(days=7))
    seated, waiting = seat(full, "Zoé Blanc", needs="Un accès sans marches"), seat(full, "Ana Roux")
    free = session(cast, capacity=12, days=(soon,), cost=0)
    agreed = seat(session(cast, by_agreement=True, days=(soon,)), "Luc Bon", organisation=cast.ccas)
    off = session(cast, days=(soon,), cancelled_at=timezone.now(), cancel_reason="la salle est inondée")
    return {
        "list": "/formations/",
        "full": f"/formations/{full.pk}/",
        "free": f"/formations/{free.pk}/",
        "cancelled": f"/formations/{off.pk}/",
        "form": f"/formations/{free.pk}/inscription/",
        "form of a full one": f"/formations/{full.pk}/inscription/",
        "form of a cancelled one": f"/formations/{off.pk}/inscription/",
        "seat": urlsplit(seat_link(seated)).path,
        "waiting": urlsplit(seat_link(waiting)).path,
        "agreement": urlsplit(agreement_link(agreed)).path,
    }


@pytest.mark.parametrize(("width", "theme"), [(320, "dark"), (1280, "light")])
def test_nothing_stands_in_the_way(
    browser: Browser, live_server: LiveServer, cast: Cast, width: int, theme: Theme
) -> None:
    found: dict[str, object] = {}
    with opened(browser, base_url=live_server.url, width=width, theme=theme) as page:
        for name, address in pages(cast).items():
            answer = page.goto(address)
            wrong = axe_violations(page)
            if answer is None or answer.status != 200 or wrong or overflow(page) > 0:
                found[name] = (answer and answer.status, wrong, overflow(page))
    assert found == {}


def test_one_signs_up_and_withdraws_with_the_keyboard_and_without_javascript(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    one = session(cast, days=(timezone.localdate() + dt.timedelta(days=30),))
    with opened(browser, base_url=live_server.url, width=320, javascript=False) as page:
        page.goto("/formations/")
        page.get_by_role("link", name="Aller vers").press("Enter")
        page.get_by_role("link", name="Demander une place").press("Enter")
        page.get_by_label("Votre nom").fill("Zoé Blanc")
        page.get_by_label("Votre téléphone").fill("04 66 00 00 01")
        page.get_by_label("J'accepte").press("Space")
        page.get_by_role("button", name="Envoyer mon inscription").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
        page.get_by_role("button", name="Retirer mon inscription").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre inscription est retirée")
    assert Enrolment.objects.get(session=one).state == "retiree"
