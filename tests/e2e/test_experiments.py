"""An experiment in a real browser: from the question to the generalisation, with its evidence and what it left."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.experiments.models import Adoption, Decision, Measure, Protocol
from maillage.resources.models import Resource
from maillage.resources.operations.resources import propose_resource, publish_resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SEEN = (("Avant", "6,0", "6,0"), ("Après", "4,8", "5,9"))


def measured(page: Page, cast: Cast, today: dt.date) -> None:
    """Bring two sites in, plan two measures, enter what each saw."""
    start = today - dt.timedelta(days=200)
    for team, part in ((cast.tilleul, "Essaie"), (cast.causse, "Sert de comparaison")):
        follow(page, "Faire entrer un site")
        write(page, Le_site=team.name, Depuis_le=f"{start}")
        page.get_by_label(part).check()
        press(page, "Enregistrer")
    for name, day in (("Avant", start), ("Après", today - dt.timedelta(days=5))):
        follow(page, "Prévoir une mesure")
        page.get_by_label("Son nom").fill(name)
        page.get_by_label("Le", exact=True).fill(f"{day}")
        press(page, "Enregistrer")
    for name, tried, compared in SEEN:
        for team, mean in ((cast.tilleul, tried), (cast.causse, compared)):
            page.get_by_role("link", name=f"Entrer la mesure : {team.name}, {name}").click()
            write(page, Personnes_invitées_à_répondre="50", Réponses="45", Leur_moyenne=mean)
            page.get_by_label("Leur écart-type").fill("1,4")
            press(page, "Enregistrer")


def test_from_the_question_to_the_generalisation(
    cast: Cast, plain: Page, browser: Browser, live_server: LiveServer
) -> None:
    today = timezone.localdate()
    become(plain, live_server, person("Nadia Ferrand", Role.OFFICER))
    plain.goto("/tenir-les-experimentations/")
    follow(plain, "Préparer une expérimentation")
    write(plain, Son_nom="Un café par semaine", La_question="Un café hebdomadaire rompt-il la solitude ?")
    plain.get_by_label("L'hypothèse").fill("Elle baisse d'un demi-point.")
    plain.get_by_label("Le protocole").fill("Un café, chaque jeudi.")
    plain.get_by_label("Avec des sites qui servent de comparaison").check()
    plain.get_by_label("Avec quoi vous mesurez").select_option("ucla-3")
    plain.get_by_label("Du", exact=True).fill(f"{today - dt.timedelta(days=300)}")
    plain.get_by_label("Au", exact=True).fill(f"{today - dt.timedelta(days=3)}")
    press(plain, "Enregistrer")
    follow(plain, "Arrêter le protocole")
    plain.get_by_label("Combien de sites il faut").fill("2")
    press(plain, "Arrêter le protocole")
    assert Protocol.objects.get().sites_needed == 2
    measured(plain, cast, today)
    assert Measure.objects.count() == 4
    follow(plain, "Noter une décision")
    plain.get_by_label("La généraliser").check()
    plain.get_by_label("Sinon, quelle instance").fill("Le bureau")
    write(plain, Pourquoi="La solitude a baissé.")
    plain.get_by_label("Décidé le").fill(f"{today}")
    press(plain, "Enregistrer")
    assert Decision.objects.get().verdict == "generaliser"
    follow(plain, "En tirer une fiche")
    write(plain, En_une_phrase="Ouvrir, et attendre.")
    plain.get_by_label("Qui l'a écrite").fill("Le réseau")
    press(plain, "Enregistrer")
    made = Resource.objects.get()
    now = Author(at=timezone.now(), role="maison")
    propose_resource(made, by=now)
    publish_resource(made, review_on=today + dt.timedelta(days=300), on=today, by=now)
    become(plain, live_server, person("Jeanne Roux", Role.LEAD, Perimeter("equipe", cast.tilleul.slug)))
    plain.goto("/experimentations/un-cafe-par-semaine/")
    follow(plain, "Nous l'adoptons")
    press(plain, "Enregistrer")
    assert Adoption.objects.get().team == cast.tilleul
    for words in (
        "Le résultat est favorable.",
        "1,1 point de moins, ce qui va dans le bon sens",
        "comparé à des sites qui n'essayaient pas",
        "1 équipe ou coopération l'a adoptée",
    ):
        expect(plain.get_by_text(words).first).to_be_visible()
    expect(plain.get_by_role("link", name="Un café par semaine")).to_be_visible()
    for width in (320, 1280):
        with opened(browser, base_url=live_server.url, width=width) as page:
            for address in (
                "/experimentations/",
                "/experimentations/un-cafe-par-semaine/",
                "/experimentations/questions/lsns-6/",
            ):
                page.goto(address)
                assert axe_violations(page) == []
                assert overflow(page) <= 0


def test_a_score_is_added_up_on_the_device_and_never_sent(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, base_url=live_server.url, width=320) as page:
        page.goto("/experimentations/questions/ucla-3/")
        asked: list[str] = []
        page.on(
            "request", lambda request: asked.append(request.url) if "/static/" not in request.url else None
        )
        for rank, code in ((1, 3), (2, 2)):
            page.locator(f"#q{rank}-{code}").check()
        assert page.locator("[data-score]").is_hidden()
        page.locator("#q3-3").check()
        expect(page.locator("[data-score]")).to_have_text("Total : 8 (de la solitude)")
        assert asked == []
