"""Events, in a real browser: November 2016 and its frozen deck; a person comes, and the last seat makes others wait."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.bilan.models import FrozenBilan
from maillage.events.models import Event, Registration, WorkshopSeat
from maillage.events.operations.letters import seat_link
from maillage.events.operations.programme import announce_event, open_event, plan_session
from maillage.portal import demo_events
from maillage.resources.models import Resource, ResourceState
from tests.accounts.people import person
from tests.cast import Cast
from tests.e2e.test_aids import become, follow, press
from tests.events.gathering import announced, by, slot, text, workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.usefixtures("cast")
def test_november_2016_has_its_programme_and_its_deck(plain: Page, live_server: LiveServer) -> None:
    now = timezone.now()
    assert demo_events.gather(today=timezone.localdate(now), at=now) == 2
    assert demo_events.gather(today=timezone.localdate(now), at=now) == 0
    page = plain
    page.goto(f"{live_server.url}/rendez-vous/")
    follow(page, "Rendez-vous des coopérations 2016")
    for told in (
        "Bilan : où en est la mobilisation",
        "Perspectives : le programme 2017-2019",
        "Avec Hélène Vasseur",
    ):
        expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_text("Solange Marchetti")).to_have_count(0)
    expect(page.get_by_text(FrozenBilan.objects.get().fingerprint)).to_be_visible()
    follow(page, "Recalculé à l'identique")
    expect(page.get_by_text("redonne le même bilan, à la lettre")).to_be_visible()
    page.go_back()
    follow(page, "Animer une coopération à temps partiel")
    expect(page.get_by_text("une date fixée avant de se quitter").first).to_be_visible()


def ahead(cast: Cast) -> Event:
    """Announce a day of the Gard, ten days from now, with a workshop of one seat."""
    today = timezone.localdate()
    day = today + dt.timedelta(days=10)
    told = text(starts_on=day, ends_on=day, title="Journée du Gard")
    event = announce_event(open_event(cast.gard, told, on=today, by=by()), on=today, by=by())
    plan_session(event, slot(on=day, seats=1), by=by())
    return event


def sign_up(page: Page, live_server: LiveServer, name: str, email: str) -> None:
    """Sign up from the public page, and choose the workshop."""
    page.goto(f"{live_server.url}/rendez-vous/journee-du-gard/")
    follow(page, "M'inscrire")
    page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Votre adresse électronique").fill(email)
    page.get_by_label("Votre coopération").select_option(label="Coopération du Gard")
    page.get_by_label("J'accepte que mes coordonnées").check()
    press(page, "Envoyer mon inscription")
    expect(page.get_by_role("heading", name="Votre place est réservée")).to_be_visible()
    page.get_by_label("Animer à deux").check()
    press(page, "Enregistrer mes ateliers")


def test_the_last_seat_of_a_workshop_makes_others_wait(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    page = plain
    ahead(cast)
    sign_up(page, live_server, "Zoé Blanc", "zoe@exemple.fr")
    expect(page.get_by_text("vous avez une place")).to_be_visible()
    sign_up(page, live_server, "Max Noir", "max@exemple.fr")
    expect(page.get_by_text("vous êtes sur la liste d'attente")).to_be_visible()
    first = Registration.objects.get(name="Zoé Blanc")
    page.goto(seat_link(first).replace("http://localhost:8000", live_server.url))
    follow(page, "Je ne peux plus venir")
    press(page, "Retirer mon inscription")
    expect(page.get_by_role("heading", name="Votre inscription est retirée")).to_be_visible()
    seat = WorkshopSeat.objects.select_related("registration").get()
    assert (seat.registration.name, seat.waits) == ("Max Noir", False)


@pytest.mark.usefixtures("cast")
def test_the_minutes_of_a_workshop_become_a_sheet_that_search_finds(
    plain: Page, live_server: LiveServer
) -> None:
    page = plain
    event = announced()
    workshop(event, "Le cahier de liaison")
    become(page, live_server, person("Nadia Ferrand", Role.OFFICER))
    page.goto(f"{live_server.url}/organiser-rendez-vous/{event.pk}/")
    follow(page, "Écrire le compte rendu")
    page.get_by_label("Ce qui s'est dit").fill("Un cahier à carreaux suffit, posé près du téléphone.")
    page.get_by_label("Qui l'a écrit").fill("L'atelier de mars")
    press(page, "Enregistrer")
    follow(page, "Porter à la bibliothèque")
    press(page, "Porter à la bibliothèque")
    follow(page, "Proposer à la bibliothèque")
    press(page, "Proposer")
    row = Resource.objects.get()
    assert (row.state, row.credit) == (ResourceState.PROPOSED, "L'atelier de mars")
    become(page, live_server, person("Marc Vidal", Role.OFFICER))  # who wrote it does not publish it
    page.goto(f"{live_server.url}/relire-les-fiches/{row.pk}/")
    follow(page, "Publier")
    press(page, "Publier")
    row.refresh_from_db()
    assert row.state == ResourceState.PUBLISHED
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/recherche/?q=carreaux")
    follow(page, "Le cahier de liaison")
    expect(page.get_by_text("Un cahier à carreaux suffit, posé près du téléphone.")).to_be_visible()
    expect(page.get_by_text("L'atelier de mars")).to_be_visible()
