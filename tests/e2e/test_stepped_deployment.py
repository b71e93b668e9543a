"""A deployment by steps in a real browser: sized, registered with its seed, drawn by lot, measured, then read."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.roles import Role
from maillage.experiments.models import Arm, Draw, Experiment, Measure, Part, Protocol, Wave
from maillage.network.models import Cooperation, Team
from maillage.territory.models import Commune
from tests.accounts.people import person
from tests.cast import Cast, date, instant
from tests.e2e.browser import axe_violations, opened, overflow
from tests.e2e.test_aids import become, follow, press, write
from tests.experiments.bench import entered, seen, wave
from tests.network.clock import set_clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGE = "/experimentations/un-appel-chaque-semaine/"
SIZE = "/experimentations/preparer/combien-d-equipes/"
DAYS = tuple(date(2018, month, 20) for month in (1, 2, 3, 4, 5))


def prepared(page: Page) -> None:
    """Size a deployment of eight teams, write its plan from these numbers, and register it with its seed."""
    page.goto(SIZE)
    page.get_by_label("Quelle différence vous voulez pouvoir voir").fill("0,7")
    page.get_by_label("Combien de personnes répondent").fill("20")
    press(page, "Calculer")
    expect(
        page.get_by_text("vous auriez plus de 9 chances sur 10 de voir une différence de 0,7 point")
    ).to_be_visible()
    expect(page.get_by_text("C'est assez : 8 chances sur 10 demandent 8 équipes.")).to_be_visible()
    follow(page, "Préparer une expérimentation avec ces nombres")
    write(page, Son_nom="Un appel chaque semaine", La_question="Un appel par semaine rompt-il la solitude ?")
    page.get_by_label("L'hypothèse").fill("Elle baisse d'un point.")
    page.get_by_label("Le protocole").fill("Un appel, chaque jeudi, par la même personne.")
    page.get_by_label("Du", exact=True).fill("2018-01-10")
    page.get_by_label("Au", exact=True).fill("2018-12-31")
    press(page, "Enregistrer")
    follow(page, "Arrêter le protocole")
    expect(page.get_by_label("Combien de sites il faut")).to_have_value("8")
    expect(page.get_by_text("L'analyse prévue : Les sites qui ont commencé")).to_be_visible()
    page.get_by_label("Graine du tirage au sort").fill("4321")
    press(page, "Arrêter le protocole")


def drawn(page: Page, cast: Cast) -> Experiment:
    """Bring eight sites in, the first by the page, and draw the order in which they begin."""
    follow(page, "Faire entrer un site")
    write(page, Le_site=cast.tilleul.name, Depuis_le="2018-01-10")
    page.get_by_label("Sert de comparaison").check()
    press(page, "Enregistrer")
    row = Experiment.objects.get()
    communes = Commune.objects.filter(code__in=("30189", "30007", "46042"))
    others: list[Team | Cooperation | Commune] = [cast.causse, cast.guillotiere, cast.barachois, cast.gard]
    for place in (*others, *communes):
        entered(row, place, Arm.COMPARES, since=date(2018, 1, 10))
    page.reload()
    follow(page, "Tirer au sort l'ordre de démarrage")
    write(page, Premier_démarrage_le="2018-02-01", Jours_entre_deux_démarrages="30")
    press(page, "Tirer au sort")
    expect(page.get_by_text("avec la graine 4321 : aucun site n'entre plus")).to_be_visible()
    return row


def measured(page: Page, row: Experiment) -> None:
    """Enter five waves: the first measure by the page, the others as they were seen; calling takes a point off."""
    starts: dict[int, dt.date | None] = {
        part.site_id: part.started_on for part in Part.objects.believed().trying().of(row)
    }
    parts = list(Part.objects.believed().trying().of(row))
    waves = [wave(row, f"Mesure {rank}", day) for rank, day in enumerate(DAYS, start=1)]
    page.reload()
    page.get_by_role("link", name="Entrer la mesure").first.click()
    write(page, Personnes_invitées_à_répondre="25", Réponses="20", Leur_moyenne="6,0")
    page.get_by_label("Leur écart-type").fill("1,5")
    press(page, "Enregistrer")
    expect(page.get_by_text("20 réponses, moyenne 6, écart-type 1,5")).to_be_visible()
    done = Measure.objects.get()
    for turn, one in enumerate(waves):
        for rank, part in enumerate(parts):
            if (one.pk, part.site_id) != (done.wave_id, done.site_id):
                start = starts[part.site_id]
                calling = start is not None and start < one.on
                luck = ((3 * rank + 2 * turn) % 5 - 2) / 10
                seen(one, part, 20, f"{6.0 + luck - calling:.1f}", "1.5")


def test_from_the_size_to_the_result(
    cast: Cast, plain: Page, browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, instant(2018, 1, 15))
    officer = person("Nadia Ferrand", Role.OFFICER)
    become(plain, live_server, officer)
    prepared(plain)
    protocol = Protocol.objects.get()
    assert (protocol.seed, protocol.steps, protocol.sites_needed) == (4321, 4, 8)
    row = drawn(plain, cast)
    assert len(Draw.objects.get().order) == 8
    set_clock(monkeypatch, instant(2018, 6, 1))
    become(plain, live_server, officer)
    measured(plain, row)
    assert (Wave.objects.count(), Measure.objects.count()) == (5, 40)
    plain.goto(PAGE)
    for words in (
        "Le résultat est favorable.",
        "de moins, ce qui va dans le bon sens ; la vraie différence est sans doute entre −1,",
        "le sort seul donnerait une telle différence 1 fois sur 100 au plus",
        "le tirage au sort refait dix mille fois. C'est celle du protocole.",
        "Refait à l'instant, il donne le même ordre.",
        "Le protocole a été arrêté le 15 janvier 2018, et la première mesure date du 20 janvier 2018.",
    ):
        expect(plain.get_by_text(words).first).to_be_visible()
    for width in (320, 1280):
        with opened(browser, base_url=live_server.url, width=width) as page:
            for address in (
                PAGE,
                SIZE,
                f"{SIZE}?sites=3",
                "/experimentations/methode/deploiement-progressif/",
            ):
                page.goto(address)
                assert axe_violations(page) == []
                assert overflow(page) <= 0
