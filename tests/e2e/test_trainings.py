"""A training, in a real browser: it opens, fills, a seat frees and goes to who waits, they come, they are certified."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.supports.models import Enrolment, HalfDay, Trained, TrainingSession
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast
from tests.e2e.test_aids import become, follow, press, write
from tests.supports.training_seats.sitting import taught

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def opened(page: Page, day: dt.date) -> TrainingSession:
    """Open a session of two seats."""
    page.goto("/mes-formations/")
    follow(page, "Ouvrir une session")
    write(page, Les_demi="%s de 9h à 12h\n%s de 14h à 17h" % ((f"{day:%d/%m/%Y}",) * 2))
    write(page, Commune="Nîmes", Nombre_de_places="2", Personne_à_appeler="Nadia Ferrand")
    page.get_by_label("Lieu", exact=False).first.fill("Maison des associations")
    press(page, "Ouvrir la session")
    expect(page.get_by_text("0 places prises sur 2")).to_be_visible()
    return TrainingSession.objects.get()


def sign_up(page: Page, name: str, email: str) -> str:
    """Ask for a seat from the public page; return where one follows it."""
    page.goto("/formations/")
    follow(page, "Aller vers")
    page.get_by_role("link", name=re.compile("place|attente")).first.click()
    write(page, Votre_nom=name, Votre_adresse=email)
    page.get_by_label("J'accepte").check()
    page.get_by_role("button").filter(has_text=re.compile("inscri|place", re.IGNORECASE)).first.click()
    return page.url


def test_a_session_fills_a_seat_frees_and_the_certificates_follow(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    page, today = plain, timezone.localdate()
    taught()
    animator = person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    become(page, live_server, animator)
    session = opened(page, today + dt.timedelta(days=8))

    page.context.clear_cookies()
    zoe = sign_up(page, "Zoé Blanc", "zoe@exemple.fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
    sign_up(page, "Max Noir", "max@exemple.fr")
    lou = sign_up(page, "Lou Vert", "lou@exemple.fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vous êtes sur la liste d'attente")

    page.goto(zoe)
    press(page, "Retirer mon inscription")
    page.goto(lou)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre place est réservée")
    letter = Message.objects.of_kind("formation-place").get()
    assert letter.to_email == "lou@exemple.fr"

    HalfDay.objects.filter(session=session).update(on=today)  # the day comes
    become(page, live_server, animator)
    page.goto(f"/mes-formations/{session.pk}/")
    sheet = page.request.get(f"/mes-formations/{session.pk}/feuille.pdf")
    assert sheet.body().startswith(b"%PDF")
    follow(page, "Noter qui est venu")
    # Max came in the morning alone, Lou all day.
    lines = page.get_by_role("group", name="Max Noir")
    lines.get_by_role("checkbox").nth(1).uncheck()
    press(page, "Enregistrer les présences")
    follow(page, "Clore, et remettre les attestations")
    press(page, "Clore, et remettre les attestations")
    expect(page.get_by_role("heading", name="Ont été formées")).to_be_visible()

    assert {(row.trainee.name, row.minutes) for row in Trained.objects.believed()} == {
        ("Max Noir", 180),
        ("Lou Vert", 360),
    }
    assert Enrolment.objects.seated().count() == 2
    given = Message.objects.of_kind("formation-attestation").get(to_email="lou@exemple.fr")
    found = re.search(r"https?://\S+/attestations/\S+", given.text)
    assert found
    page.context.clear_cookies()
    page.goto(urlsplit(found[0]).path)
    expect(page.get_by_text("Cette attestation est valable")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Lou Vert")
    opinion = re.search(r"https?://\S+/mon-avis/\S+", given.text)
    assert opinion
    page.goto(urlsplit(opinion[0]).path)
    page.get_by_label("Oui, beaucoup").check()
    page.get_by_label("Comme il faut").check()
    press(page, "Donner mon avis")
    expect(page.get_by_text("votre avis est enregistré")).to_be_visible()
