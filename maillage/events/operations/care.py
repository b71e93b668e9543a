"""What is forgotten of those who come to events, each day and when someone leaves; seats whose keeping lapsed."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.common.normalise import fold
from maillage.events.models import KEPT_YEARS, Event, Registration, Speaker, WorkshopProposal
from maillage.events.operations.current import has_begun
from maillage.events.operations.letters import forget_letters
from maillage.events.operations.registrations import seat_waiting, withdraw


def give_lapsed_seats(at: dt.datetime) -> int:
    """Give to those who wait the seats that were kept until a day that is past; return how many sit now."""
    today, by = day_of(at), Author(at=at, role="maison")
    waited_for = (
        Event.objects.coming(today).filter(registrations__in=Registration.objects.waiting()).distinct()
    )
    return sum(seat_waiting(event, on=today, by=by) for event in waited_for)


@transaction.atomic
def erase_needs(at: dt.datetime) -> int:
    """Forget what people needed, once their event is over."""
    erased = Registration.objects.needless(day_of(at)).update(needs="")
    if erased:
        sentence = gettext_noop("a effacé les besoins de %(count)d inscriptions à des rendez-vous terminés")
        record(Author(at=at, role="maison"), sentence, count=erased)
    return erased


@transaction.atomic
def erase_old_registrations(at: dt.datetime) -> int:
    """Erase whom events name, two years after; that they came still counts."""
    by, today = Author(at=at, role="maison"), day_of(at)
    limit = today.replace(year=today.year - KEPT_YEARS, day=min(today.day, 28))
    old = list(Registration.objects.of_old_events(limit).select_for_update(of=("self",)).order_by("pk"))
    for row in old:
        _erase(row, by=by)
    if old:
        sentence = gettext_noop("a effacé les coordonnées de %(count)d personnes inscrites à des rendez-vous")
        record(by, sentence, count=len(old))
    return len(old)


def _erase(row: Registration, *, by: Author) -> None:
    """Erase who someone is and what they needed; that they came stays, without a name."""
    forget_letters(row, by=by)
    row.name = row.folded = row.email = row.organisation_name = row.needs = ""
    row.user, row.erased_at = None, by.at
    row.save()


@transaction.atomic
def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:
    """Forget a person who leaves the register: as guest, as who speaks, as who proposes, as whom to call.

    A couple may share an address: whoever bears another name there stays.
    """
    theirs = Q(user=user) | Q(email__iexact=email, folded=fold(name))
    for row in Registration.objects.filter(theirs).in_full().order_by("pk"):
        if row.is_live and not has_begun(row.event, on):
            withdraw(row, on=on, by=by)
            row.refresh_from_db()
        _erase(row, by=by)
    Speaker.objects.filter(name__iexact=name).delete()
    WorkshopProposal.objects.filter(leader__iexact=name).update(leader="", leader_agreed_on=None)
    WorkshopProposal.objects.filter(proposed_by=user).update(proposed_by=None)
    Event.objects.filter(Q(contact_email__iexact=email) | Q(contact_name__iexact=name)).update(
        contact_name="", contact_telephone="", contact_email="", contact_agreed_on=None
    )
