"""Aids and applications at every stage, for the tests."""

import io
from dataclasses import replace
from typing import Any

from maillage.accounts.models import User
from maillage.common.attachments import Document, examined
from maillage.common.facts import Author
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models import AidApplication, AidKind, AidScheme, Award, Envelope, QuestionKind
from maillage.supports.operations.aid_applications import (
    Told,
    open_application,
    submit_application,
    write_application,
)
from maillage.supports.operations.aid_decisions import award, examine, pay
from maillage.supports.operations.aid_schemes import (
    AidText,
    NewQuestion,
    ask_question,
    prepare_aid,
    publish_aid,
    put_in,
)
from tests.cast import Cast, date, instant

OPENS, DAY, DECIDED, PAID = date(2017, 1, 15), date(2017, 2, 1), date(2017, 3, 1), date(2017, 3, 15)
AT, DECIDED_AT, PAID_AT = instant(2017, 2, 1), instant(2017, 3, 1), instant(2017, 3, 15)
HOUSE = Author(at=AT, role="charge-national")
PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"


def author(user: User | None = None, **fields: Any) -> Author:
    """Return who acts."""
    return Author(**{"at": AT, "user": user, "role": "essai", **fields})


def text(**fields: Any) -> AidText:
    """Return what an aid is: a small grant for teams, unless told otherwise."""
    told = AidText(
        kind=AidKind.SMALL_GRANT,
        name="Coup de pouce 2017",
        purpose="Aider une équipe à démarrer.",
        opens_on=OPENS,
        closes_on=date(2017, 6, 30),
        most_cents=100_000,
        for_teams=True,
    )
    return replace(told, **fields)


def scheme(**fields: Any) -> AidScheme:
    """Return an aid that is published, with one question that must be answered."""
    made = prepare_aid(text(**fields), on=OPENS, by=HOUSE)
    ask_question(made, NewQuestion(label="Pour quoi faire ?", kind=QuestionKind.LONG), on=OPENS, by=HOUSE)
    return publish_aid(made, on=OPENS, by=HOUSE)


def envelope(aid: AidScheme, cast: Cast, cents: int = 150_000, year: int = 2017) -> Envelope:
    """Return the money of a funder for an aid."""
    return put_in(aid, cast.mutuelle, year=year, amount_cents=cents, on=OPENS, by=HOUSE)


def told(aid: AidScheme, **fields: Any) -> Told:
    """Return what a beneficiary writes."""
    given = Told(
        title="Un café chaque semaine",
        amount_cents=50_000,
        answers={question.key: "Acheter une cafetière." for question in aid.questions.in_order()},
        contact_name="Jeanne Roy",
        contact_email="jeanne@exemple.fr",
    )
    return replace(given, **fields)


def draft(
    aid: AidScheme, who: Team | Cooperation | Organisation, by: Author = HOUSE, **fields: Any
) -> AidApplication:
    """Return an application that is written."""
    application = open_application(aid, who, on=DAY, by=by)
    return write_application(application, told(aid, **fields), version=1, on=DAY, by=by)


def submitted(
    aid: AidScheme, who: Team | Cooperation | Organisation, by: Author = HOUSE, **fields: Any
) -> AidApplication:
    """Return an application that is handed in."""
    return submit_application(draft(aid, who, by, **fields), on=DAY, by=by)


def examined_one(
    aid: AidScheme, who: Team | Cooperation | Organisation, by: Author = HOUSE, **fields: Any
) -> AidApplication:
    """Return an application that waits for the committee."""
    application = submitted(aid, who, **fields)
    cents = application.amount_cents or 0
    return examine(application, proposed_cents=cents, words="Bon projet.", on=DAY, by=by)


def awarded(application: AidApplication, money: Envelope, cents: int = 50_000, **fields: Any) -> Award:
    """Award an amount."""
    given = {"reason": "", "on": DECIDED, "by": Author(at=DECIDED_AT, role="decideur-aides"), **fields}
    return award(application, money, amount_cents=cents, **given)


def paid(application: AidApplication, cents: int = 50_000) -> AidApplication:
    """Pay an amount."""
    pay(application, amount_cents=cents, on=PAID, by=Author(at=PAID_AT, role="decideur-aides"))
    return fresh(application)


def fresh(application: AidApplication) -> AidApplication:
    """Return an application as the base holds it."""
    return AidApplication.objects.get(pk=application.pk)


def document(name: str = "budget.pdf", content: bytes = PDF) -> Document:
    """Return a document that may be joined."""
    return examined(name, io.BytesIO(content))
