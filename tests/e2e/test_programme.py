"""The programme, in a real browser: an officer says where an action stands, a visitor reads it with its evidence."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.programme.models import ActionState, Evidence, Target
from tests.accounts.people import person
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write
from tests.programme.plan import programme

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.usefixtures("cast")
def test_an_action_is_told_and_everybody_reads_it(
    plain: Page, browser: Browser, live_server: LiveServer
) -> None:
    year, today = timezone.localdate().year, timezone.localdate()
    programme(year, "Accompagner les équipes")
    become(plain, live_server, person("Nadia Ferrand", Role.OFFICER))
    plain.goto("/tenir-le-programme/")
    follow(plain, "1.1 Accompagner les équipes")
    follow(plain, "Dire où en est l'action")
    plain.get_by_label("En cours").check()
    press(plain, "Enregistrer")
    follow(plain, "Donner une cible")
    plain.get_by_label("Un chiffre du catalogue").select_option("equipes")
    write(plain, Au_départ=f"{year - 1}-01-01", Valeur_au_départ="2", Valeur_visée="400")
    write(plain, À_atteindre_le=f"{year + 2}-12-31")
    press(plain, "Enregistrer")
    follow(plain, "Joindre une preuve")
    write(plain, Ce_qui_le_montre="Compte rendu du comité", Daté_du=f"{today:%Y-%m-%d}")
    press(plain, "Enregistrer")
    expect(plain.get_by_role("heading", name="Compte rendu du comité")).to_be_visible()
    assert (ActionState.objects.get().state, Evidence.objects.count()) == ("en-cours", 1)
    assert Target.objects.get().value == 400
    work = plain.url
    plain.context.clear_cookies()
    plain.goto("/programme/")
    follow(plain, "1.1 Accompagner les équipes")
    expect(plain.get_by_text("En cours")).to_be_visible()
    expect(plain.get_by_text("Visé : 400")).to_be_visible()
    expect(plain.get_by_text("Compte rendu du comité")).to_be_visible()
    public = plain.url
    assert plain.goto(work).status == 404 or "connexion" in plain.url  # type: ignore[union-attr] # a page answers
    for width in (320, 1280):
        with opened(browser, base_url=live_server.url, width=width) as page:
            for address in ("/programme/", public):
                page.goto(address)
                assert axe_violations(page) == []
                assert overflow(page) <= 0
