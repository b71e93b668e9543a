"""A call for projects, in a real browser: it opens, sixty-four ask, fifteen are awarded, paid, and tell what became."""

import random

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.operations import NewTeam, found_teams
from maillage.supports.models import AidApplication, AidScheme, ApplicationState, Award, Envelope
from maillage.supports.operations.aid_applications import (
    open_application,
    submit_application,
    write_application,
)
from maillage.supports.operations.aid_decisions import (
    ReportText,
    award,
    close_application,
    examine,
    pay,
    report,
)
from maillage.supports.operations.aid_schemes import put_in, spent
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, person
from tests.cast import Cast, seat
from tests.supports.aids.asking import told

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NAME = "Mobilisés dans les quartiers"
PLACES = ("30189", "30007", "46042", "97411")


def become(page: Page, live_server: LiveServer, user: User) -> None:
    """Go on as somebody else, as after the second factor."""
    client = Client()
    enter(client, user)
    value = client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def write(page: Page, **fields: str) -> None:
    """Fill fields by their label, written with underscores."""
    for label, words in fields.items():
        page.get_by_label(label.replace("_", " ")).first.fill(words)


def press(page: Page, button: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=button).click()


def follow(page: Page, link: str) -> None:
    """Follow a link."""
    page.get_by_role("link", name=link).first.click()


def prepare(page: Page) -> AidScheme:
    """Prepare the call, its question, and publish it."""
    today = timezone.localdate()
    page.goto("/aides-a-mener/nouvelle/")
    page.get_by_label("Appel à projets").check()
    write(page, Nom="Mobilisés dans les quartiers", À_quoi_elle_sert="Aller vers les voisins isolés.")
    page.get_by_label("Les équipes").check()
    write(page, Ouvre_le=f"{today:%Y-%m-%d}", Plus_petit_montant="500", Plus_grand_montant="8000")
    press(page, "Enregistrer")
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    follow(page, "Ajouter une question")
    write(page, Question="Dans quel quartier ?")
    page.get_by_label("Réponse attendue").select_option("court")
    press(page, "Ajouter")
    follow(page, "Publier")
    press(page, "Publier")
    expect(page.get_by_text("Publiée", exact=True)).to_be_visible()
    return AidScheme.objects.get()


def ask(page: Page) -> AidApplication:
    """Ask for the aid as a volunteer does: from its public page, in one go."""
    page.goto("/aides/")
    follow(page, NAME)
    follow(page, "Demander cette aide")
    page.get_by_label("Équipe du Tilleul").check()
    press(page, "Commencer")
    write(page, Votre_projet="Un banc au pied de chaque tour", Dans_quel_quartier="Le Chemin-Bas")
    write(page, Montant_demandé="4000", Personne_à_joindre="Marcel Roy", Son_téléphone="04 66 00 00 00")
    press(page, "Déposer ma demande")
    expect(page.get_by_text("Merci, votre demande est déposée")).to_be_visible()
    return AidApplication.objects.get(title="Un banc au pied de chaque tour")


def sixty_three(aid: AidScheme, by: Author) -> list[AidApplication]:
    """Let sixty-three other teams ask, and be examined, as a script does."""
    chance, today = random.Random(2016), timezone.localdate()  # noqa: S311 - a seeded draw is not cryptography
    teams = found_teams([NewTeam(name=f"Équipe {n}", seat=seat(PLACES[n % 4])) for n in range(63)], by=by)
    asked = []
    for team in teams:
        cents = chance.randrange(50_000, 800_000)
        begun = open_application(aid, team, on=today, by=by)
        written = write_application(begun, told(aid, amount_cents=cents), version=1, on=today, by=by)
        given = submit_application(written, on=today, by=by)
        asked.append(examine(given, proposed_cents=cents // 2, words="Lu.", on=today, by=by))
    return asked


def examined_in_words(page: Page, mine: AidApplication) -> None:
    """Read, then examine; the sheets of the committee print, and who examined does not decide."""
    page.goto("/demandes-d-aide/?etat=submitted")
    follow(page, "Équipe du Tilleul")
    follow(page, "Écrire votre lecture")
    write(page, En_quelques_mots="Simple et proche.")
    press(page, "Enregistrer")
    follow(page, "Instruire")
    write(page, Montant_proposé="3000", Votre_avis="À soutenir.")
    press(page, "Envoyer au comité")
    expect(page.get_by_text("Simple et proche.")).to_be_visible()
    answer = page.goto(f"{mine.get_absolute_url()}decider/")
    assert answer is not None
    assert answer.status == 404


def decided(page: Page, mine: AidApplication, money: Envelope) -> None:
    """Award more than is left, which is refused, then what was proposed; pay it."""
    page.goto(mine.get_absolute_url())
    follow(page, "Décider")
    page.get_by_label("Accorder une aide").check()
    page.get_by_label("Enveloppe").select_option(str(money.pk))
    write(page, Montant_accordé="3900")
    press(page, "Enregistrer la décision")
    expect(page.get_by_role("alert")).to_contain_text("3 500 €")
    assert Award.objects.count() == 14
    write(page, Montant_accordé="3000", Motif="Bravo à l'équipe.")
    press(page, "Enregistrer la décision")
    expect(page.get_by_text("Acceptée", exact=True)).to_be_visible()
    follow(page, "Noter un versement")
    write(page, Montant_versé="3000")
    press(page, "Enregistrer")


def tell(page: Page) -> None:
    """Tell in one page what the aid allowed."""
    page.goto("/mes-aides/")
    follow(page, NAME)
    expect(page.get_by_text("Bravo à l'équipe.")).to_be_visible()
    follow(page, "Rendre compte")
    write(page, Ce_que="Douze bancs, et des voisins dessus.")
    press(page, "Envoyer le compte rendu")


def test_a_call_opens_sixty_four_ask_fifteen_are_awarded_paid_and_tell(
    plain: Page, live_server: LiveServer, cast: Cast
) -> None:
    page, by, today = plain, Author(at=timezone.now(), role="essai"), timezone.localdate()
    lead = person("Marcel Roy", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    examiner = person("Lucie Marchal", Role.INSTRUCTOR)

    become(page, live_server, person("Aïcha Benali", Role.OFFICER))
    aid = prepare(page)
    become(page, live_server, lead)
    mine = ask(page)
    asked = sixty_three(aid, by)
    become(page, live_server, examiner)
    examined_in_words(page, mine)
    sheets = page.request.get(f"/demandes-d-aide/comite/{aid.slug}.pdf")
    assert sheets.body().startswith(b"%PDF")

    money = put_in(aid, cast.mutuelle, year=today.year, amount_cents=14 * 25_000 + 350_000, on=today, by=by)
    laureates = asked[:14]
    for one in laureates:
        award(one, money, amount_cents=25_000, reason="", on=today, by=by)
    become(page, live_server, person("Jean Aubrac", Role.DECIDER))
    decided(page, mine, money)
    become(page, live_server, lead)
    tell(page)
    become(page, live_server, examiner)
    page.goto(mine.get_absolute_url())
    expect(page.get_by_text("Douze bancs")).to_be_visible()
    follow(page, "Clore")
    press(page, "Clore")
    for one in laureates:
        pay(one, amount_cents=25_000, on=today, by=by)
        report(one, ReportText(result="Des cafés."), on=today, by=by)
        close_application(one, on=today, by=by)

    assert AidApplication.objects.filter(state=ApplicationState.CLOSED).count() == 15
    assert spent(money) == 14 * 25_000 + 300_000
    page.context.clear_cookies()
    for code, said in (("candidatures", "64 "), ("laureats", "15 ")):
        page.goto(f"/chiffres/{code}/")
        expect(page.get_by_role("main")).to_contain_text(said)
