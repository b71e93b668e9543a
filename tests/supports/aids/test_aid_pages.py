"""The pages of aids, from who offers to who reports: what they say, what the base holds."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.attachments import MOST_BYTES
from maillage.supports.exports.aid_papers import average_of, committee_pdf
from maillage.supports.models import AidApplication, AidScheme, Attachment, Award, Envelope
from maillage.supports.operations.aid_applications import complete_application
from maillage.supports.operations.aid_decisions import ask_what_is_missing
from maillage.supports.operations.aid_schemes import prepare_aid
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, commune, date, departement, instant
from tests.network.clock import set_clock
from tests.portal.reading import words
from tests.sending import send
from tests.supports.aids.asking import (
    DAY,
    DECIDED,
    HOUSE,
    OPENS,
    PDF,
    author,
    envelope,
    examined_one,
    fresh,
    scheme,
    submitted,
    text,
)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pieces(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))


def said(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return words(answer.content.decode())


def desk(role: Role, name: str) -> Client:
    client = Client()
    sign_in(client, role, name=name)
    return client


def lead_of(cast: Cast) -> Client:
    client = Client()
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    return client


@pytest.mark.usefixtures("_day", "cast")
def test_the_public_pages_say_what_for_whom_until_when_and_how_much(client: Client) -> None:
    assert "Aucune aide n'est ouverte" in said(client, "/aides/")
    aid = scheme(
        for_organisations=True,
        for_cooperations=True,
        departements=[departement("30")],
        communes=[commune("30189")],
    )
    scheme(name="Demain", opens_on=date(2017, 3, 1))
    scheme(name="Hier", opens_on=date(2016, 1, 1), closes_on=date(2016, 2, 1))
    prepare_aid(text(name="Cachée"), on=OPENS, by=HOUSE)
    page = said(client, "/aides/")
    assert "Coup de pouce 2017" in page
    assert "1 000 €" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Demain" in page
    assert "Hier" in page
    assert "Cachée" not in page
    page = said(client, f"/aides/{aid.slug}/")
    for expected in (
        "Aider une équipe",
        "équipes citoyennes",
        "Gard",
        "Nîmes",
        "30 juin 2017",
        "Demander cette aide",
    ):
        assert expected in page.replace("\u00a0", " ")
    assert "On ne peut pas la demander" in said(client, "/aides/demain/")
    assert client.get("/aides/cachee/").status_code == 404


@pytest.mark.usefixtures("_day", "cast")
def test_an_officer_prepares_publishes_funds_and_closes_an_aid() -> None:
    client = desk(Role.OFFICER, "Olga Mission")
    assert "Aucune aide" in said(client, "/aides-a-mener/")
    given = {
        "kind": "appel",
        "name": "Appel 2017",
        "purpose": "Agir.",
        "for_teams": "on",
        "opens_on": "2017-01-15",
        "closes_on": "2017-05-01",
        "least_cents": "100",
        "most_cents": "1500,50",
        "report_months": "12",
        "criteria": "utile\npossible",
        "departements": "30, Lot",
        "communes": "30189, Alès",
    }
    assert send(client, "/aides-a-mener/nouvelle/", {**given, "communes": "Nulle-Part"}).status_code == 422
    assert send(client, "/aides-a-mener/nouvelle/", given).status_code == 303
    aid = AidScheme.objects.get()
    assert (aid.most_cents, aid.criteria, aid.communes.count()) == (150_050, ["utile", "possible"], 2)
    base = f"/aides-a-mener/{aid.slug}/"
    assert (
        send(
            client, f"{base}questions/", {"label": "Avec qui ?", "kind": "choix", "choices": "a\nb"}
        ).status_code
        == 303
    )
    send(client, f"{base}questions/", {"label": "Où ?", "kind": "court"})
    dropped = aid.questions.get(label="Où ?")
    assert "Où ?" in said(client, f"{base}questions/{dropped.pk}/").replace("\u202f", " ")
    send(client, f"{base}questions/{dropped.pk}/", {})
    assert aid.questions.count() == 1
    assert (
        send(
            client, f"{base}enveloppes/", {"funder": "Introuvable", "year": "2017", "amount": "1"}
        ).status_code
        == 422
    )
    send(client, f"{base}enveloppes/", {"funder": "Mutuelle du Causse", "year": "2017", "amount": "5000"})
    assert Envelope.objects.get().amount_cents == 500_000
    send(client, f"{base}publier/", {})
    page = said(client, base)
    assert "Mutuelle du Causse 2017" in page
    assert send(client, f"{base}modifier/", {**given, "name": "Appel bis"}).status_code == 303
    send(client, f"{base}fermer/", {})
    assert (AidScheme.objects.get().state, AidScheme.objects.get().name) == ("closed", "Appel bis")
    assert "Appel bis" in said(client, "/aides-a-mener/")


@pytest.mark.usefixtures("_day")
def test_a_lead_asks_with_a_document_follows_answers_and_gives_up(cast: Cast) -> None:
    former = submitted(scheme(name="Coup de pouce 2016"), cast.tilleul)
    aid = scheme()
    client = lead_of(cast)
    assert "Coup de pouce 2017" in said(client, "/mes-aides/")
    began = send(client, f"/aides/{aid.slug}/demander/", {"beneficiary": f"team-{cast.tilleul.pk}"})
    page = began.headers["Location"]
    made = AidApplication.objects.get(scheme=aid)
    assert "Reprendre ma demande" in said(client, page)
    assert send(client, f"{page}reprendre/{former.pk}/", {}).status_code == 303
    assert fresh(made).title == "Un café chaque semaine"
    typed = {"version": str(fresh(made).version), "title": "Un café", "contact_email": "jeanne@exemple.fr"}
    for wrong in ("-5", "12,345", "rien"):
        assert send(client, page, {**typed, "amount_cents": wrong}).status_code == 422
    assert send(client, page, {**typed, "amount_cents": "0"}).status_code == 422
    assert send(client, page, {**typed, "amount_cents": "300", "keep": "1"}).status_code == 303
    (question,) = aid.questions.all()
    sent = SimpleUploadedFile("mon budget.pdf", PDF)
    assert send(client, f"{page}joindre/", {"document": sent}).status_code == 303
    piece = Attachment.objects.get()
    assert "mon budget.pdf" in said(client, page)
    heavy = SimpleUploadedFile("lourd.pdf", b"%PDF-" + b"0" * MOST_BYTES)
    answer = send(client, f"{page}joindre/", {"document": heavy})
    assert answer.status_code == 422
    assert "plus de 10" in words(answer.content.decode())
    answer = send(client, f"{page}joindre/", {"document": SimpleUploadedFile("x.pdf", b"MZ\x90")})
    assert answer.status_code == 409
    send(client, f"{page}joindre/", {"document": SimpleUploadedFile("autre.pdf", PDF)})
    last = Attachment.objects.get(name="autre.pdf")
    assert send(client, f"{page}pieces/{last.pk}/retirer/", {}).status_code == 303
    given = client.get(f"/pieces/{piece.pk}/")
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.content == PDF
    stranger = Client()
    sign_in(stranger, Role.LEAD, Perimeter("equipe", cast.barachois.slug), name="Autre Référent")
    assert stranger.get(f"/pieces/{piece.pk}/").status_code == 404
    typed |= {"version": str(fresh(made).version), "amount_cents": "300", "hand_in": "1"}
    answer = send(client, page, typed)
    assert answer.status_code == 409
    assert "Il manque encore" in words(answer.content.decode())
    assert send(client, page, {**typed, f"question-{question.key}": "Du thé"}).status_code == 303
    assert "votre demande est déposée" in said(client, page)
    ask_what_is_missing(made, "Le devis ?", on=DAY, by=HOUSE)
    assert "Le devis" in said(client, page)
    assert send(client, f"{page}repondre/", {"answer": "Le voici"}).status_code == 303
    assert fresh(made).state == "submitted"
    send(client, f"{page}retirer/", {"reason": "changé d'avis"})
    assert "Cette demande est retirée" in said(client, page)
    assert client.get(f"{page}lettre.pdf").status_code == 302


def test_the_desk_examines_decides_pays_and_closes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    aid = scheme(criteria=("utile",))
    envelope(aid, cast, 120_000)
    asked = submitted(aid, cast.tilleul)
    older = submitted(scheme(name="Coup de pouce 2016"), cast.tilleul)
    examined_one(aid, cast.barachois)
    set_clock(monkeypatch, instant(2017, 3, 1))
    page = f"/demandes-d-aide/{asked.pk}/"
    instructor, judge = desk(Role.INSTRUCTOR, "Ida Instruit"), desk(Role.DECIDER, "Dora Décide")
    listed = said(instructor, "/demandes-d-aide/")
    assert "Gard 2 depuis 28 jours" in listed.replace("\u00a0", " ")
    assert "Aucune demande ici" in said(instructor, "/demandes-d-aide/?etat=closed&departement=30")
    assert older.number in said(instructor, page)
    assert send(instructor, f"{page}completer/", {"question": "Le devis ?"}).status_code == 303
    complete_application(asked, "Voici", on=DECIDED, by=author(at=instant(2017, 3, 2)))
    assert send(instructor, f"{page}lire/", {"score-0": "4", "words": "Clair"}).status_code == 303
    animator = Client()
    sign_in(animator, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Anime")
    assert send(animator, f"{page}avis/", {"word": "favorable", "words": "Bien connu"}).status_code == 303
    assert send(instructor, f"{page}instruire/", {"proposed": "400", "words": "Utile"}).status_code == 303
    shown = said(judge, page)
    for expected in ("Bien connu", "Clair", "Utile", "4,0", "Le devis", "cafetière"):
        assert expected in shown
    simulated = said(judge, f"{page}decider/").replace("\u00a0", " ").replace("\u202f", " ")
    assert "si cette demande est accordée, il reste 800 €" in simulated
    assert "si toutes celles qui attendent, il reste 300 €" in simulated
    money = str(Envelope.objects.get().pk)
    assert send(judge, f"{page}decider/", {"answer": "accorder", "on": "2017-03-01"}).status_code == 422
    assert send(judge, f"{page}decider/", {"answer": "refuser", "on": "2017-03-01"}).status_code == 422
    yes = {"answer": "accorder", "envelope": money, "amount": "400", "on": "2017-03-01"}
    assert send(judge, f"{page}decider/", {**yes, "amount": "900"}).status_code == 409
    assert send(judge, f"{page}decider/", yes).status_code == 303
    assert Award.objects.get().amount_cents == 40_000
    sheets = instructor.get(f"/demandes-d-aide/comite/{aid.slug}.pdf")
    assert sheets.content.startswith(b"%PDF-")
    assert send(judge, f"{page}verser/", {"amount": "400", "on": "2017-03-01"}).status_code == 303
    lead = lead_of(cast)
    mine = f"/mes-aides/{asked.pk}/"
    assert "Rendre compte" in said(lead, mine)
    assert lead.get(f"{mine}lettre.pdf").content.startswith(b"%PDF-")
    wrong = {"result": "Vingt cafés", "photo": SimpleUploadedFile("a.pdf", PDF)}
    assert send(lead, f"{mine}compte-rendu/", wrong).status_code == 409
    right = {"result": "Vingt cafés", "people": "12", "photo": SimpleUploadedFile("a.png", PNG)}
    assert send(lead, f"{mine}compte-rendu/", right).status_code == 303
    assert "Vingt cafés" in said(instructor, page)
    assert send(instructor, f"{page}clore/", {}).status_code == 303
    assert fresh(asked).state == "closed"
    other = AidApplication.objects.get(scheme=aid, team=cast.barachois)
    no = {"answer": "refuser", "reason": "Trop loin", "on": "2017-03-01"}
    assert send(judge, f"/demandes-d-aide/{other.pk}/decider/", no).status_code == 303
    assert fresh(other).state == "refused"


def test_a_committee_without_anything_prints_all_the_same(cast: Cast) -> None:
    aid = scheme(hides_average=True)
    empty = committee_pdf(aid, [], [], on=DAY)
    assert empty.startswith(b"%PDF-")
    application = examined_one(aid, cast.tilleul)
    assert average_of(application, application.reviews.all()) == "–"
    assert committee_pdf(aid, [application], [], on=DAY).startswith(b"%PDF-")
