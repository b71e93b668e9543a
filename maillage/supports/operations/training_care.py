"""What is done each day about trainings: kept seats that lapse, reminders, and what is forgotten of people."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.facts import Author, day_of
from maillage.common.normalise import fold
from maillage.network.operations.erasure import end_and_rename
from maillage.supports.models import Enrolment, Qualification, Trainee, TrainingSession
from maillage.supports.models.enrolments import erased_before
from maillage.supports.operations import training_letters as letters
from maillage.supports.operations.training_enrolments import has_begun, seat_waiting, withdraw

REMINDER_DAYS = 4


def daily(at: dt.datetime) -> None:
    """Give the seats whose keeping lapsed, remind, forget the needs of sessions that are over."""
    give_lapsed_seats(at)
    remind(at)
    erase_needs(at)


def _house(at: dt.datetime) -> Author:
    return Author(at=at, role="maison")


def give_lapsed_seats(at: dt.datetime) -> int:
    """Give to those who wait the seats that were kept until a day that is past; return how many sit now."""
    today, by = day_of(at), _house(at)
    waited_for = TrainingSession.objects.with_a_queue().coming(today)
    return sum(len(seat_waiting(session, on=today, by=by)) for session in waited_for)


@transaction.atomic
def remind(at: dt.datetime) -> int:
    """Write, once and a few days before, to those who have a seat and an address; return to how many."""
    today, by = day_of(at), _house(at)
    due = list(Enrolment.objects.to_remind(today, REMINDER_DAYS).in_full())
    for enrolment in due:
        letters.reminder(enrolment, on=today, by=by)
        enrolment.reminded = True
        enrolment.save(update_fields=["reminded"])
    return len(due)


@transaction.atomic
def erase_needs(at: dt.datetime) -> int:
    """Forget what people needed, once their session is over."""
    erased = Enrolment.objects.needless(day_of(at)).update(needs="")
    if erased:
        sentence = gettext_noop("a effacé les besoins de %(count)d inscriptions à des formations terminées")
        record(_house(at), sentence, count=erased)
    return erased


@transaction.atomic
def erase_old_trainees(at: dt.datetime) -> int:
    """Erase whom trainings name, five years after the last one; that they were trained still counts."""
    limit = erased_before(day_of(at))
    old = list(Trainee.objects.select_for_update(of=("self",)).last_taught_before(limit).order_by("pk"))
    for trainee in old:
        _erase(trainee, at=at)
    if old:
        record(
            _house(at),
            gettext_noop("a effacé les coordonnées de %(count)d personnes formées"),
            count=len(old),
        )
    return len(old)


def _erase(trainee: Trainee, *, at: dt.datetime) -> None:
    """Erase who someone is; their trainings stay, without a name."""
    letters.forget_letters(trainee, at=at)
    trainee.name = trainee.folded = trainee.email = trainee.telephone = ""
    trainee.user, trainee.erased_at = None, at
    trainee.save()
    trainee.enrolments.update(needs="", organisation_name="", shows_name=False)


@transaction.atomic
def forget_person(user: User, *, name: str, email: str, on: dt.date, by: Author) -> None:
    """Forget a person who leaves the register: as trainee, as trainer, as whom to call about a session.

    A couple may share an address: whoever bears another name there stays.
    """
    theirs = Q(user=user) | Q(email__iexact=email, folded=fold(name))
    for trainee in Trainee.objects.filter(theirs).order_by("pk"):
        for enrolment in trainee.enrolments.live().in_full().order_by("pk"):
            if not has_begun(enrolment.session, by.at):
                withdraw(enrolment, on=on, by=by)
        _erase(trainee, at=by.at)
    trainers = Q(user=user) | Q(email__iexact=email)
    end_and_rename(Qualification, trainers, on, by, name=user.name, email="")
    TrainingSession.objects.filter(contact_email__iexact=email).update(
        contact_name="", contact_email="", contact_telephone=""
    )
