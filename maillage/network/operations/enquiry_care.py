"""Take care of enquiries that wait: reminders, the level above, hundreds answered at once, and what is forgotten."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author, day_of
from maillage.common.normalise import clean_text
from maillage.network.models import Enquiry, EnquiryState, EnquiryStep, EnquiryStepKind, Level
from maillage.network.operations.enquiries import LONGEST, erase
from maillage.network.operations.enquiry_letters import animators, reply, tell_those_in_charge

REMINDERS = (3, 7, 10)  # days; at the last one, the level above is in charge


def remind(at: dt.datetime) -> int:
    """Remind those in charge of the enquiries that wait, once at each age; at the last one, go one level up."""
    told = 0
    for age in reversed(REMINDERS):
        for enquiry in Enquiry.objects.due(age, at).oldest_first():
            told += _remind(enquiry, age, at)
    return told


@transaction.atomic
def _remind(enquiry: Enquiry, age: int, at: dt.datetime) -> int:
    """Remind those in charge of one enquiry, unless it was answered meanwhile."""
    current = Enquiry.objects.select_for_update(of=("self",)).due(age, at).filter(pk=enquiry.pk).first()
    if current is None:
        return 0
    day = day_of(at)
    if age == REMINDERS[-1]:
        _go_up(current, on=day, at=at)
    current.reminded = age
    current.save(update_fields=["reminded", "level"])
    return tell_those_in_charge(current, on=day, at=at, age=current.days(at))


def _go_up(enquiry: Enquiry, *, on: dt.date, at: dt.datetime) -> None:
    """Put the level above in charge; the one before still sees the enquiry."""
    if enquiry.level == Level.NATIONAL:
        return
    near = enquiry.level == Level.TEAM and enquiry.cooperation and animators(enquiry.cooperation, on=on)
    enquiry.level = Level.COOPERATION if near else Level.NATIONAL
    house = Author(at=at, role="maison")
    why = _("sans réponse depuis %d jours") % REMINDERS[-1]
    EnquiryStep.objects.create(enquiry=enquiry, kind=EnquiryStepKind.ROUTED, at=at, text=why)
    record(
        house,
        gettext_noop("a confié une demande sans réponse à %(charge)s"),
        enquiry,
        charge=enquiry.in_charge,
    )


@transaction.atomic
def answer_many(enquiries: Sequence[int], *, text: str, by: Author) -> int:
    """Write the same answer to all those who still wait among some, each in their own message; return how many."""
    said = clean_text(text, max_length=LONGEST, multiline=True)
    if not said:
        raise Refused(_("Écrivez quelques mots : ces personnes attendent une réponse."))
    rows = Enquiry.objects.select_for_update(of=("self",)).numbered(list(enquiries)).waiting()
    waiting = list(rows.reachable_by_email().oldest_first())
    if not waiting:
        raise Refused(_("Toutes ces demandes ont déjà reçu une réponse : il n'y a plus rien à envoyer."))
    user = by.user if isinstance(by.user, User) else None
    steps = EnquiryStep.objects.bulk_create(
        [
            EnquiryStep(enquiry=row, kind=EnquiryStepKind.WRITTEN, at=by.at, user=user, text=said)
            for row in waiting
        ]
    )
    for step in steps:
        reply(step.enquiry, step, at=by.at)
    Enquiry.objects.numbered([row.pk for row in waiting]).update(
        state=EnquiryState.ANSWERED, answered_at=by.at, last_contact_at=by.at
    )
    record(by, gettext_noop("a répondu à %(count)d demandes à la fois"), count=len(waiting))
    return len(waiting)


@transaction.atomic
def erase_old_enquiries(at: dt.datetime) -> int:
    """Erase whom enquiries name, a year after the last contact; their count stays."""
    old = list(Enquiry.objects.select_for_update(of=("self",)).out_of_date(at).oldest_first())
    for enquiry in old:
        if enquiry.is_waiting:
            enquiry.state = EnquiryState.CLOSED
        erase(enquiry, at=at)
    if old:
        house = Author(at=at, role="maison")
        record(house, gettext_noop("a effacé les coordonnées de %(count)d demandes"), count=len(old))
    return len(old)
