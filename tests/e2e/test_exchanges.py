"""An exchange of practice, in a real browser: a series opens, a lead comes with a question, minutes become a sheet."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.resources.models import Publication
from maillage.supports.models import ExchangeMeeting, ExchangePresence, ResourceDraft
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast
from tests.e2e.test_aids import become, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def planned(page: Page, day: dt.date) -> ExchangeMeeting:
    """Open a series, and plan its first meeting."""
    page.goto("/echanges-a-mener/")
    follow(page, "Ouvrir une série")
    page.get_by_label("Nom de la série").fill("Les lundis des référents")
    page.get_by_label("Thème").fill("Faire vivre une équipe")
    page.get_by_label("Pour qui").fill("les référents des équipes")
    press(page, "Ouvrir la série")
    follow(page, "Prévoir une rencontre")
    page.get_by_label("De quoi parlera-t-on").fill("Accueillir un nouveau bénévole")
    page.get_by_label("Le", exact=True).fill(day.isoformat())
    page.get_by_label("De", exact=True).fill("14:00")
    page.get_by_label("À", exact=True).fill("16:30")
    page.get_by_label("Commune").fill("Nîmes")
    page.get_by_label("Lieu").first.fill("Maison des associations")
    page.get_by_label("Annoncer cette rencontre").check()
    press(page, "Prévoir la rencontre")
    expect(page.get_by_text("Personne n'est encore sur la liste")).to_be_visible()
    return ExchangeMeeting.objects.get()


def test_a_lead_comes_with_a_question_and_the_minutes_become_a_draft(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    page, today = plain, timezone.localdate()
    animator = person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    lead = person("Marcel Roux", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    become(page, live_server, animator)
    meeting = planned(page, today + dt.timedelta(days=8))

    become(page, live_server, lead)
    page.goto("/echanges/")
    follow(page, "Les rencontres où je peux venir")
    follow(page, "Accueillir un nouveau bénévole")
    page.get_by_label("Je viens avec cette question").fill("Comment dire non ?")
    page.get_by_label("J'apporte").fill("Notre cahier de liaison")
    press(page, "Je viens")
    expect(page.get_by_text("Vous venez").first).to_be_visible()

    # The day comes, and is over.
    ExchangeMeeting.objects.filter(pk=meeting.pk).update(on=today - dt.timedelta(days=1))
    become(page, live_server, animator)
    page.goto("/accueil/")
    follow(page, "Raconter la rencontre")
    expect(page.get_by_text("Comment dire non ?")).to_be_visible()
    follow(page, "Dire qui est venu")
    expect(page.get_by_label("Marcel Roux · Équipe du Tilleul")).to_be_checked()
    press(page, "Enregistrer")
    expect(page.get_by_text("Était là")).to_be_visible()
    follow(page, "Écrire le compte rendu")
    page.get_by_label("Ce que l'on s'est dit").fill("Trois façons de dire non sans fâcher.")
    page.get_by_label("C'est fini").check()
    press(page, "Enregistrer")
    follow(page, "En faire une ressource")
    expect(page.get_by_label("Texte", exact=True)).to_have_value("Trois façons de dire non sans fâcher.")
    page.get_by_label("Qui est d'accord").fill("Les personnes présentes")
    press(page, "Enregistrer le brouillon")
    expect(page.get_by_text("Peut être publiée")).to_be_visible()

    presence = ExchangePresence.objects.believed().get()
    assert (presence.participant.name, presence.team) == ("Marcel Roux", cast.tilleul)
    draft = ResourceDraft.objects.get()
    assert (draft.meeting_id, draft.may_be_published) == (meeting.pk, True)
    shelved_and_found(page, live_server)


def shelved_and_found(page: Page, live_server: LiveServer) -> None:
    """Bring the draft to the library; the network publishes it; anyone finds it by its words."""
    follow(page, "Porter à la bibliothèque")
    press(page, "Porter à la bibliothèque")
    follow(page, "Reprendre le texte")
    page.get_by_label("En une phrase").fill("Ce que des bénévoles ont essayé pour dire non.")
    press(page, "Enregistrer le brouillon")
    follow(page, "Proposer à la bibliothèque")
    press(page, "Proposer")
    expect(page.get_by_text("Proposée à la relecture")).to_be_visible()

    become(page, live_server, person("Aïcha Benali", Role.OFFICER))
    page.goto("/accueil/")
    follow(page, "Relire les fiches")
    follow(page, "Accueillir un nouveau bénévole")
    follow(page, "Publier")
    press(page, "Publier")
    expect(page.get_by_text("Version 1, publiée le")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/recherche/?q=fâcher")
    follow(page, "Accueillir un nouveau bénévole")
    expect(page.get_by_text("Trois façons de dire non sans fâcher.")).to_be_visible()
    expect(page.get_by_text("Les personnes présentes")).to_be_visible()
    assert Publication.objects.get().credit == "Les personnes présentes"
