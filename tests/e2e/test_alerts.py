"""An alert in a real browser: started on a desk, counted on a telephone without an account, stopped."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.alerts.models import Alert, DailyCount
from maillage.common.models import Message
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.alerts.calling import led, more_teams
from tests.cast import Cast
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_cooperation_calls_and_its_teams_count(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    led(cast.tilleul)
    more_teams(1)
    animator = person("Nadia Roche", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    with opened(browser, base_url=live_server.url) as page:
        become(page, live_server, animator)
        page.goto("/alertes/")
        follow(page, "Coopération du Gard")
        expect(page.get_by_text("2 équipes seront prévenues")).to_be_visible()
        page.get_by_label("canicule").check()
        write(page, Un_mot_aux_équipes="Les salles fraîches sont ouvertes.")
        press(page, "Lancer l'alerte")
        expect(page.get_by_text("0 équipe sur 2", exact=False).first).to_be_visible()
    address = re.search(r"/alertes/lien/\S+", Message.objects.get().text)
    assert address is not None
    with opened(browser, base_url=live_server.url, width=320, javascript=False) as page:
        page.goto(address[0])
        expect(page.get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
        assert overflow(page) <= 0
        write(page, Personnes_à_appeler="12", Personnes_appelées="11", Personnes_jointes="13")
        press(page, "Envoyer")
        expect(page.get_by_text("13 contre 11").first).to_be_visible()
        expect(page.get_by_label("Personnes appelées")).to_have_value("11")
        write(page, Personnes_jointes="9")
        press(page, "Envoyer")
        expect(page.get_by_text("11 appelées sur 12, 9 jointes")).to_be_visible()
    assert DailyCount.objects.get().missed == 2
    with opened(browser, base_url=live_server.url) as page:
        become(page, live_server, animator)
        page.goto("/accueil/")
        follow(page, "Suivre l'alerte")
        expect(page.get_by_text("11 sur 12 à appeler").first).to_be_visible()
        assert axe_violations(page) == []
        follow(page, "Arrêter l'alerte")
        write(page, Ce_que_nous_avons_appris="Appeler tôt le matin.")
        press(page, "Arrêter l'alerte")
        expect(page.get_by_text("Terminée", exact=True)).to_be_visible()
    assert Alert.objects.get().stopped_on == timezone.localdate()
