"""A campaign of bilans in a real browser, without JavaScript: from its opening to the frozen national bilan."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.bilan.models import BilanCampaign, BilanLayout, CampaignBilan, FrozenBilan
from maillage.bilan.operations.freezing import verify
from maillage.common.facts import Author, retract
from maillage.common.models import Message
from maillage.network.models import TeamStageChange
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORD = "Une année de visites, et deux équipes qui se cherchent encore."


def opened_campaign(page: Page, year: int) -> BilanCampaign:
    """Open a campaign for the cooperations that are launched, after reading who gets what."""
    page.goto("/bilan/campagnes/")
    follow(page, "Ouvrir une campagne")
    page.get_by_label("Votre mot").fill("Merci de votre année.")
    page.get_by_label("Bilans attendus pour le").fill(f"{timezone.localdate() + dt.timedelta(days=30)}")
    press(page, "Voir qui recevra quoi")
    expect(page.get_by_text("Rien n'est encore parti.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Paule Vidal")).to_be_visible()
    assert not BilanCampaign.objects.exists()
    press(page, "Ouvrir la campagne et envoyer")
    campaign = BilanCampaign.objects.get()
    assert (campaign.year, campaign.bilans.count()) == (year, 1)
    return campaign


def given_in(page: Page, animator: User, server: LiveServer, words: str, task: str) -> None:
    """Write a word in the bilan that waits, then send it."""
    become(page, server, animator)
    page.goto("/accueil/")
    follow(page, task)
    expect(page.get_by_role("heading", name="Bilan : Coopération du Gard")).to_be_visible()
    follow(page, "Écrire mes mots")
    page.get_by_label("Votre mot").fill(words)
    press(page, "Enregistrer")
    expect(page.get_by_text(words)).to_be_visible()
    follow(page, "Envoyer le bilan")
    press(page, "Envoyer")
    expect(page.locator(".status").get_by_text("envoyé")).to_be_visible()


def test_a_campaign_runs_from_its_opening_to_the_frozen_national_bilan(
    cast: Cast, plain: Page, browser: Browser, live_server: LiveServer
) -> None:
    officer = person("Nadia Ferrand", Role.OFFICER)
    paule = person("Paule Vidal", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    year = timezone.localdate().year - 1
    become(plain, live_server, officer)
    campaign = opened_campaign(plain, year)
    given_in(plain, paule, live_server, "Une année.", "L'écrire")
    become(plain, live_server, officer)
    plain.goto(campaign.get_absolute_url())
    plain.get_by_role("link", name="Coopération du Gard").click()
    follow(plain, "Rendre avec une remarque")
    plain.get_by_label("Ce qui manque").fill("Dites-en un peu plus.")
    press(plain, "Rendre")
    given_in(plain, paule, live_server, WORD, "Le reprendre")
    become(plain, live_server, officer)
    plain.goto(CampaignBilan.objects.get().get_absolute_url())
    follow(plain, "Accepter")
    press(plain, "Accepter et figer")
    expect(plain.get_by_text("Ce bilan ne se change plus.")).to_be_visible()
    plain.goto(campaign.get_absolute_url())
    expect(plain.get_by_text("1 coopération sur 1 a rendu son bilan")).to_be_visible()
    follow(plain, "Choisir les textes")
    plain.get_by_label(WORD).check()
    press(plain, "Enregistrer")
    follow(plain, "Figer le bilan national")
    press(plain, "Figer")
    expect(plain.get_by_text("Recalculé à l'identique")).to_be_visible()
    national = FrozenBilan.objects.get(definition="national")
    assert national.fingerprint in plain.content()
    assert Message.objects.count() == 3, "at the opening, when it is given back, when it is accepted"
    corrected(plain, cast)
    for width in (320, 1280):
        with opened(browser, base_url=live_server.url, width=width) as page:
            for address in (
                "/bilan/",
                national.get_absolute_url(),
                f"{FrozenBilan.objects.first().get_absolute_url()}differences/",  # type: ignore[union-attr] # frozen above
                f"/bilan/national/?au={campaign.as_of}",
                f"/bilan/equipe/?perimetre=equipe:{cast.tilleul.slug}",
                f"/chiffres/equipes/differences/?au=2014-12-31&puis={campaign.as_of}",
            ):
                page.goto(address)
                assert axe_violations(page) == [], address
                assert overflow(page) <= 0, address


def corrected(page: Page, cast: Cast) -> None:
    """Correct the register afterwards: the print is the same, and the page of differences lists the row."""
    change = TeamStageChange.objects.get(team=cast.tilleul, stage="reconnue")
    retract(change, reason="reconnue par erreur", by=Author(at=timezone.now(), role="maison"))
    frozen = FrozenBilan.objects.get(definition="cooperation")
    assert verify(frozen).equal
    page.goto(frozen.get_absolute_url())
    expect(page.get_by_text("Recalculé à l'identique")).to_be_visible()
    follow(page, "Ce qui a été corrigé au registre depuis")
    expect(page.get_by_role("rowheader", name="Équipe du Tilleul").first).to_be_visible()
    expect(page.get_by_text("Retiré du registre : reconnue par erreur").first).to_be_visible()


def test_a_bilan_is_laid_out_with_buttons_alone_and_put_back(
    cast: Cast, plain: Page, live_server: LiveServer
) -> None:
    become(plain, live_server, person("Nadia Ferrand", Role.OFFICER))
    plain.goto("/bilan/mettre-en-page/")
    follow(plain, "Bilan d'une coopération")
    press(plain, "Descendre : En bref")
    press(plain, "Cacher : Les membres")
    expect(plain.get_by_role("button", name="Montrer : Les membres")).to_be_visible()
    titles = plain.locator(".arrange h2").all_inner_texts()
    assert [title.split("\n")[0].strip() for title in titles[:2]] == [
        "Le chemin de la coopération",
        "En bref",
    ]
    follow(plain, "Habiller la couverture")
    write(plain, Titre="Notre année, {lieu}")
    plain.get_by_label("Couleur du bandeau").fill("#FFF3B0")
    press(plain, "Enregistrer")
    expect(plain.get_by_text("est trop pâle").first).to_be_visible()
    plain.get_by_label("Couleur du bandeau").fill("#0F6E66")
    press(plain, "Enregistrer")
    plain.goto(f"/bilan/cooperation/?perimetre=cooperation:{cast.gard.slug}")
    cover = plain.locator(".bilan-cover")
    expect(cover).to_contain_text("Notre année, Coopération du Gard")
    assert cover.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(15, 110, 102)"
    plain.goto("/bilan/mettre-en-page/cooperation/")
    plain.get_by_role("link", name="celle du logiciel").click()
    press(plain, "Reprendre")
    assert not BilanLayout.objects.believed().exists()
    expect(plain.locator(".arrange h2").first).to_have_text("En bref")
