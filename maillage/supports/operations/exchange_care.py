"""What is forgotten of those who take part in exchanges: each night, and when someone leaves the register."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.common.normalise import fold
from maillage.supports.models import ExchangeMeeting, Participant
from maillage.supports.models.enrolments import erased_before
from maillage.supports.operations.exchange_letters import forget_letters


@transaction.atomic
def erase_old_participants(at: dt.datetime) -> int:
    """Erase whom exchanges name, five years after the last one; that they came still counts."""
    by = Author(at=at, role="maison")
    rows = Participant.objects.select_for_update(of=("self",))
    old = list(rows.last_met_before(erased_before(day_of(at))).order_by("pk"))
    for person in old:
        _erase(person, by=by)
    if old:
        sentence = gettext_noop("a effacé les coordonnées de %(count)d personnes venues à des échanges")
        record(by, sentence, count=len(old))
    return len(old)


def _erase(person: Participant, *, by: Author) -> None:
    """Erase who someone is, what they asked and brought; that they came stays, without a name."""
    forget_letters(person, by=by)
    person.name = person.folded = person.email = ""
    person.user, person.erased_at = None, by.at
    person.save()
    person.participations.update(function="", asks="", brings="")


def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - all are asked alike
    """Forget a person who leaves the register: as a participant, and as who leads meetings.

    A couple may share an address: whoever bears another name there stays.
    """
    theirs = Q(user=user) | Q(email__iexact=email, folded=fold(name))
    for person in Participant.objects.filter(theirs).order_by("pk"):
        _erase(person, by=by)
    led = Q(facilitator=user) | Q(facilitator_name__iexact=name)
    ExchangeMeeting.objects.filter(led).update(
        facilitator=None, facilitator_name="", facilitator_is_public=False
    )
