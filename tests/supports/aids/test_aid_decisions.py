"""From the examination to the report: who may decide what, and within what."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.common.models import Message
from maillage.supports.models import (
    AidApplication,
    AidPayment,
    Award,
    Envelope,
)
from maillage.supports.operations.aid_applications import (
    attach,
    complete_application,
    withdraw_application,
)
from maillage.supports.operations.aid_care import daily
from maillage.supports.operations.aid_decisions import (
    ReportText,
    ask_what_is_missing,
    close_application,
    examine,
    give_opinion,
    months_after,
    pay,
    refuse_application,
    report,
    review,
)
from maillage.supports.operations.aid_schemes import (
    put_in,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import nobody_special, person
from tests.cast import Cast, date, instant
from tests.supports.aids.asking import (
    AT,
    DAY,
    DECIDED,
    DECIDED_AT,
    HOUSE,
    PAID,
    PAID_AT,
    author,
    awarded,
    document,
    draft,
    envelope,
    examined_one,
    fresh,
    paid,
    scheme,
    submitted,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pieces(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_DIR = tmp_path


# Examining.


def test_the_loop_of_completeness(cast: Cast) -> None:
    application = submitted(scheme(), cast.tilleul)
    with pytest.raises(Refused, match="Aucune question"):
        complete_application(application, "Voilà", on=DAY, by=HOUSE)
    asked = ask_what_is_missing(application, "Le devis, s'il vous plaît.", on=DAY, by=HOUSE)
    assert fresh(application).state == "incomplete"
    assert "Le devis" in Message.objects.of_kind("aide-question").get().text
    with pytest.raises(Refused, match="à compléter"):
        examine(application, proposed_cents=1, words="", on=DAY, by=HOUSE)
    complete_application(application, "Le voici.", on=DAY, by=HOUSE)
    asked.refresh_from_db()
    assert (asked.answer, fresh(application).state) == ("Le voici.", "submitted")


def test_examining_proposes_no_more_than_what_is_asked(cast: Cast) -> None:
    application = submitted(scheme(), cast.tilleul)
    with pytest.raises(Refused, match="davantage"):
        examine(application, proposed_cents=50_001, words="", on=DAY, by=HOUSE)
    examine(application, proposed_cents=40_000, words="Un peu cher.", on=DAY, by=HOUSE)
    assert (fresh(application).state, fresh(application).proposed_cents) == ("examined", 40_000)


def test_opinions_and_scores_are_heard_until_the_decision(cast: Cast) -> None:
    aid = scheme(criteria=("utile", "possible"))
    application = submitted(aid, cast.tilleul)
    give_opinion(application, cast.gard, word="reserve", words="À voir", on=DAY, by=HOUSE)
    opinion = give_opinion(application, cast.gard, word="favorable", words="Oui", on=DAY, by=HOUSE)
    assert str(opinion) == "favorable"
    assert application.opinions.count() == 1
    reader = nobody_special("Léa Relectrice")
    read = review(application, scores=[5, None], words="Clair", on=DAY, by=author(reader))
    assert read.average == 5
    with pytest.raises(Refused, match="de 0 à 5"):
        review(application, scores=[6, 1], words="", on=DAY, by=author(reader))
    with pytest.raises(Refused, match="de 0 à 5"):
        review(application, scores=[1], words="", on=DAY, by=author(reader))
    examine(application, proposed_cents=1, words="", on=DAY, by=HOUSE)
    refuse_application(application, reason="Trop tard", on=DECIDED, by=author(at=DECIDED_AT))
    with pytest.raises(Refused, match="déjà décidée"):
        give_opinion(application, cast.gard, word="favorable", words="", on=DAY, by=HOUSE)
    with pytest.raises(Refused, match="ne se note plus"):
        review(application, scores=[1, 1], words="", on=DAY, by=author(reader))


# Deciding.


def test_an_animator_does_not_examine_what_their_cooperation_asks(cast: Cast) -> None:
    aid = scheme(for_cooperations=True)
    animator = person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    with pytest.raises(Refused, match="Vous êtes de « Coopération du Gard »"):
        examine(submitted(aid, cast.gard), proposed_cents=1, words="", on=DAY, by=author(animator))
    examine(submitted(aid, cast.ales), proposed_cents=1, words="", on=DAY, by=author(animator))


def test_who_examined_applied_or_belongs_there_does_not_decide(cast: Cast) -> None:
    aid = scheme()
    money = envelope(aid, cast)
    instructor, applicant = nobody_special("Ida Instructrice"), nobody_special("Ali Demandeur")
    lead = person("Luc Référent", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    carrier = person("Cora Porteuse", Role.CARRIER, Perimeter("porteur", cast.voisins.slug))
    application = submitted(aid, cast.tilleul, by=author(applicant))
    examine(application, proposed_cents=50_000, words="", on=DAY, by=author(instructor))
    for who, words in (
        (instructor, "avez instruit"),
        (applicant, "avez préparé"),
        (lead, "Vous êtes de"),
        (carrier, "Vous êtes de"),
    ):
        by = author(who, at=DECIDED_AT)
        with pytest.raises(Refused, match=words):
            awarded(application, money, by=by)
        with pytest.raises(Refused, match=words):
            refuse_application(application, reason="non", on=DECIDED, by=by)
    assert not Award.objects.exists()
    judge = nobody_special("Dora Décide")
    assert awarded(application, money, by=author(judge, at=DECIDED_AT)).recorded_by == judge


@pytest.mark.parametrize(
    ("cents", "year", "fields", "words"),
    [
        (0, 2017, {}, "n'est pas nul"),
        (50_001, 2017, {}, "n'accorde pas davantage"),
        (50_000, 2016, {}, "de l'année de la décision"),
        (45_000, 2017, {}, "Il reste 400\u00a0€"),
        (1, 2017, {"on": date(2018, 1, 1)}, "pas encore venu"),
        (1, 2017, {"on": date(2017, 1, 20)}, "pas encore déposée"),
    ],
)
def test_an_award_keeps_within_what_is_asked_and_what_is_left(
    cast: Cast, cents: int, year: int, fields: dict[str, object], words: str
) -> None:
    aid = scheme()
    money = envelope(aid, cast, 40_000, year)
    application = examined_one(aid, cast.tilleul)
    with pytest.raises(Refused, match=words):
        awarded(application, money, cents, **fields)
    assert (Award.objects.count(), fresh(application).state) == (0, "examined")


def test_an_award_is_said_to_the_beneficiary_and_the_journal(cast: Cast) -> None:
    aid = scheme()
    application = examined_one(aid, cast.tilleul)
    awarded(application, envelope(aid, cast), 45_000, reason="Bravo")
    assert fresh(application).state == "awarded"
    letter = Message.objects.of_kind("aide-acceptee").get()
    assert "450\u00a0€" in letter.text
    assert "Bravo" in letter.text
    assert "450\u00a0€" in Entry.objects.about(application)[0].what
    with pytest.raises(Refused, match="est acceptée"):
        awarded(application, Envelope.objects.get(), 1)


def test_a_refusal_says_why(cast: Cast) -> None:
    application = examined_one(scheme(), cast.tilleul)
    by = author(at=DECIDED_AT)
    with pytest.raises(Refused, match="porte son motif"):
        refuse_application(application, reason=" ", on=DECIDED, by=by)
    refuse_application(application, reason="Hors du sujet.", on=DECIDED, by=by)
    assert "Hors du sujet." in Message.objects.of_kind("aide-refusee").get().text


def test_giving_up_puts_the_money_back(cast: Cast) -> None:
    aid = scheme()
    money = envelope(aid, cast, 50_000)
    first, second = examined_one(aid, cast.tilleul), examined_one(aid, cast.barachois)
    awarded(first, money)
    with pytest.raises(Refused, match="Il reste 0"):
        awarded(second, money)
    withdraw_application(first, "", on=DECIDED, by=author(at=DECIDED_AT))
    assert awarded(second, money).amount_cents == 50_000
    assert Award.objects.believed().count() == 1


# After.


def test_payments_never_pass_the_award_and_set_when_to_report(cast: Cast) -> None:
    aid = scheme()
    application = examined_one(aid, cast.tilleul)
    by = Author(at=PAID_AT, role="decideur-aides")
    with pytest.raises(Refused, match="une aide accordée"):
        pay(application, amount_cents=1, on=PAID, by=by)
    awarded(application, envelope(aid, cast))
    for cents, on, words in (
        (1, date(2018, 1, 1), "jour passé"),
        (1, DAY, "jour passé"),
        (50_001, PAID, "Il reste"),
        (0, PAID, "Il reste"),
    ):
        with pytest.raises(Refused, match=words):
            pay(application, amount_cents=cents, on=on, by=by)
    paid(application, 20_000)
    assert paid(application, 30_000).report_due_on == date(2018, 3, 15)
    with pytest.raises(Refused, match="Il reste 0"):
        pay(application, amount_cents=1, on=PAID, by=by)
    assert [row.amount_cents for row in AidPayment.objects.in_order()] == [20_000, 30_000]
    fresh(application)
    AidApplication.objects.filter(pk=application.pk).update(state="awarded")
    with pytest.raises(Refused, match="déjà versée"):
        withdraw_application(application, "", on=PAID, by=by)


def test_a_report_comes_after_a_payment_and_once(cast: Cast) -> None:
    aid = scheme()
    application = examined_one(aid, cast.tilleul)
    awarded(application, envelope(aid, cast))
    by, words = Author(at=PAID_AT, role="referent-equipe"), ReportText(result="Vingt cafés.", people=12)
    with pytest.raises(Refused, match="après un versement"):
        report(application, words, on=PAID, by=by)
    application = paid(application)
    attach(application, document("photo.png", PNG), photo=True, on=PAID, by=by)
    with pytest.raises(Refused, match="une seule photo"):
        attach(application, document("photo.png", PNG), photo=True, on=PAID, by=by)
    assert str(report(application, words, on=PAID, by=by)) == "Vingt cafés."
    with pytest.raises(Refused, match="une seule fois"):
        report(application, words, on=PAID, by=by)
    assert close_application(application, on=PAID, by=by).state == "closed"


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"


def test_reminders_come_a_month_before_on_the_day_and_a_month_after_each_once(cast: Cast) -> None:
    aid = scheme()
    application = examined_one(aid, cast.tilleul)
    awarded(application, envelope(aid, cast))
    paid(application)  # due on 15 March 2018
    found = []
    for day in (
        date(2018, 2, 12),
        date(2018, 2, 13),
        date(2018, 2, 20),
        date(2018, 3, 15),
        date(2018, 4, 14),
        date(2018, 6, 1),
    ):
        daily(instant(day.year, day.month, day.day))
        found.append(Message.objects.of_kind("aide-compte-rendu").count())
    assert found == [0, 1, 1, 2, 3, 3]


def test_a_draft_that_nobody_finished_is_erased_with_its_pieces(cast: Cast, settings: Any) -> None:
    aid = scheme()
    piece = attach(draft(aid, cast.tilleul), document(), on=DAY, by=HOUSE)
    kept = submitted(aid, cast.barachois)
    stored = Path(settings.PRIVATE_DIR) / str(piece.content.name)
    daily(instant(2018, 1, 30))
    assert stored.exists()
    daily(instant(2018, 2, 3))
    assert not stored.exists()
    assert [row.pk for row in AidApplication.objects.all()] == [kept.pk]
    daily(instant(2018, 2, 3))


def test_months_and_euros_are_written_as_people_do() -> None:
    assert months_after(date(2017, 1, 31), 1) == date(2017, 2, 28)
    assert months_after(date(2017, 12, 15), 12) == date(2018, 12, 15)
    assert (euros(125_050), euros(500)) == ("1\u202f250,50\u00a0€", "5\u00a0€")
    assert AT.year == 2017
    assert put_in is not None
    assert replace(text(), name="x").name == "x"
