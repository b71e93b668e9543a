"""A referral in a real browser: from the agreement of the officer to the link that begins, then nothing stays."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.facts import Author, stamp
from maillage.common.models import Message
from maillage.network.models import TeamLead
from maillage.referrals.models import Referral, ReferralCount, ReferralService
from maillage.referrals.operations.purge import purge_referrals
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def open_the_service(page: Page) -> None:
    """Open the referrals of the Gard, with the reference of the officer."""
    page.goto("/orientations/")
    follow(page, "Coopération du Gard")
    follow(page, "Les ouvrir")
    write(
        page,
        Quel_délégué="Délégation du Gard",
        Le=f"{timezone.localdate()}",
        Référence_au_registre="RT-2026-014",
    )
    press(page, "Ouvrir les orientations")
    expect(page.get_by_text("Les orientations sont ouvertes.")).to_be_visible()


def refer(page: Page, cast: Cast) -> None:
    """Find who comes to Nîmes, say what the person wishes, and ask the team once they agreed."""
    write(page, La_commune="Nîmes")
    press(page, "Chercher une équipe")
    expect(page.get_by_role("heading", name="1 équipe vient à Nîmes")).to_be_visible()
    follow(page, "Orienter une personne à Nîmes")
    page.get_by_label("recevoir une visite").check()
    write(
        page, Jours_et_heures="Mme Durand, le mardi", Qui_oriente="Le CLIC", Téléphone_de_qui="04 66 00 00 00"
    )
    press(page, "Continuer")
    expect(page.get_by_text("Ce texte contient le nom d'une personne").first).to_be_visible()
    write(page, Jours_et_heures="le mardi")
    press(page, "Continuer")
    expect(page.get_by_text("pas encore demandé : rien n'est envoyé")).to_be_visible()
    page.get_by_label("À quelle équipe").select_option(label=cast.tilleul.name)
    press(page, "Envoyer à l'équipe")
    expect(page.get_by_text("Sans l'accord de la personne, rien n'est envoyé").first).to_be_visible()
    page.get_by_label("La personne est d'accord").check()
    press(page, "Envoyer à l'équipe")
    expect(page.get_by_text("L'équipe est prévenue")).to_be_visible()


def test_from_a_wish_to_a_link_and_then_nothing(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    now = timezone.now()
    TeamLead.objects.create(
        team=cast.tilleul,
        name="Luc Bonnet",
        email="luc@exemple.fr",
        started_on=date(2015, 1, 1),
        **stamp(Author(at=now)),
    )
    animator = person("Nadia Roche", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    with opened(browser, base_url=live_server.url) as page:
        become(page, live_server, animator)
        open_the_service(page)
        refer(page, cast)
    row = Referral.objects.get()
    letter = Message.objects.get()
    assert row.code not in letter.text
    path = "/orientations/lien/" + letter.text.partition("/orientations/lien/")[2].split()[0]
    with opened(browser, base_url=live_server.url, width=320) as page:
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name=row.code)).to_be_visible()
        assert axe_violations(page) == []
        assert overflow(page) <= 0
        page.get_by_label("Oui, elle appelle").check()
        press(page, "Envoyer la réponse")
        page.get_by_label("La rencontre a eu lieu", exact=True).check()
        press(page, "Enregistrer")
        page.get_by_label("un lien régulier").check()
        press(page, "Clore cette orientation")
        expect(page.get_by_text("Un lien régulier s'est noué")).to_be_visible()
        later = now + dt.timedelta(days=31)
        assert purge_referrals(later) == 1
        page.reload()
        expect(page.get_by_text("elle s'est effacée")).to_be_visible()
    assert (ReferralCount.objects.get().number, ReferralService.objects.count()) == (1, 1)
