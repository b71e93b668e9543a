"""Who came to a session: the sheet of presence, its closing, the certificates; and taking a closing back."""

import datetime as dt
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.supports.models import (
    Enrolment,
    EnrolmentState,
    HalfDay,
    Holding,
    Presence,
    Trained,
    TrainingSession,
)
from maillage.supports.operations import training_session_letters as letters
from maillage.supports.operations.training_enrolments import Asking, locked, trainee_of, waiting_of
from maillage.supports.operations.training_sessions import refuse_cancelled

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that a reader takes for something else
DRAWN = 12


def holding_of(session: TrainingSession) -> Holding | None:
    """Return the fact that a session took place, once its attendance is closed."""
    return Holding.objects.believed().filter(session=session).order_by("pk").first()


def _open(session: TrainingSession) -> TrainingSession:
    """Return a session, locked, whose attendance may still be written."""
    current = locked(session)
    refuse_cancelled(current)
    if holding_of(current):
        raise Refused(_("Les présences de cette session sont closes : rouvrez-les pour les corriger."))
    return current


def _refuse_to_come(half_days: Collection[HalfDay], on: dt.date) -> None:
    """Refuse to say who came to what has not taken place."""
    late = [half_day for half_day in half_days if half_day.on > on]
    if late:
        raise Refused(
            _("Le %s n'est pas encore venu : on note les présences le jour même, ou après.")
            % formats.day(late[0].on)
        )


@transaction.atomic
def note_presences(
    session: TrainingSession, present: Collection[tuple[int, int]], *, on: dt.date, by: Author
) -> TrainingSession:
    """Write who came to which half-day, as the sheet of paper was signed; it replaces what was written."""
    current = _open(session)
    half_days = {row.pk: row for row in current.half_days.in_order()}
    seated = set(
        Enrolment.objects.seated().filter(session=current).order_by("pk").values_list("pk", flat=True)
    )
    if any(enrolment not in seated or half_day not in half_days for enrolment, half_day in present):
        raise Refused(
            _(
                "Une case ne correspond plus à la liste : rechargez la page. Qui n'est pas inscrit s'ajoute d'abord."
            )
        )
    _refuse_to_come([half_days[half_day] for _enrolment, half_day in sorted(present)], on)
    Presence.objects.filter(half_day__session=current).delete()
    current.half_days.filter(on__lte=on).update(noted=True)
    Presence.objects.bulk_create(
        Presence(enrolment_id=enrolment, half_day_id=half_day) for enrolment, half_day in sorted(set(present))
    )
    record(
        by,
        gettext_noop("a noté les présences à la session de « %(name)s » : %(number)s"),
        current,
        current.cooperation,
        name=current,
        number=len({enrolment for enrolment, _half_day in present}),
    )
    return current


@transaction.atomic
def add_present(session: TrainingSession, asking: Asking, *, on: dt.date, by: Author) -> Enrolment:
    """Write someone who came without a seat, waiting or unknown, present to every half-day that has taken place."""
    current = _open(session)
    gone_by = [half_day for half_day in current.half_days.in_order() if half_day.on <= on]
    if not gone_by:
        raise Refused(
            _("Cette session n'a pas commencé : la personne s'inscrit d'abord, sur la page de la formation.")
        )
    waited = waiting_of(current, asking)
    if waited is not None:
        # They came without waiting for a seat: the sheet of paper is right.
        waited.state = EnrolmentState.SEATED
        waited.save(update_fields=["state"])
    enrolment = waited or Enrolment.objects.create(
        session=current,
        trainee=trainee_of(current, asking, by),
        state=EnrolmentState.SEATED,
        asked_at=by.at,
        organisation=asking.organisation,
        team=asking.team,
        organisation_name=asking.organisation_name,
    )
    Presence.objects.bulk_create(Presence(enrolment=enrolment, half_day=half_day) for half_day in gone_by)
    record(
        by,
        gettext_noop("a ajouté une personne venue sans être inscrite à la session de « %(name)s »"),
        current,
        current.cooperation,
        name=current,
    )
    return enrolment


@transaction.atomic
def close_attendance(session: TrainingSession, *, on: dt.date, by: Author) -> Holding:
    """Close the attendance: the session took place; whoever came to half of it is trained, and has a certificate."""
    current = _open(session)
    half_days = list(current.half_days.in_order())
    _refuse_to_come(half_days, on)
    came: dict[int, list[HalfDay]] = {}
    for presence in Presence.objects.filter(half_day__session=current).order_by("pk"):
        came.setdefault(presence.enrolment_id, []).append(
            next(half_day for half_day in half_days if half_day.pk == presence.half_day_id)
        )
    if not came:
        raise Refused(_("Personne n'est encore noté présent : notez d'abord qui est venu."))
    holding = Holding.objects.create(
        session=current,
        held_on=half_days[-1].on,
        minutes=sum(half_day.minutes for half_day in half_days),
        **stamp(by),
    )
    enough = [
        row
        for row in Enrolment.objects.filter(pk__in=came).in_full().order_by("pk")
        if 2 * len(came[row.pk]) >= len(half_days)
    ]
    for enrolment in enough:
        trained = Trained.objects.create(
            holding=holding,
            trainee=enrolment.trainee,
            on=holding.held_on,
            minutes=sum(half_day.minutes for half_day in came[enrolment.pk]),
            organisation=enrolment.organisation,
            team=enrolment.team,
            certificate=certificate_number(holding.held_on),
            **stamp(by),
        )
        letters.certified(enrolment, trained, on=on, by=by)
    record(
        by,
        gettext_noop("a clos les présences de la session de « %(name)s » ; personnes formées : %(number)s"),
        current,
        current.cooperation,
        name=current,
        number=len(enough),
    )
    return holding


def certificate_number(held_on: dt.date) -> str:
    """Draw the number of a certificate: its year, then letters that nobody guesses."""
    drawn = "".join(secrets.choice(ALPHABET) for _rank in range(DRAWN))
    return f"{held_on.year}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


@transaction.atomic
def reopen_attendance(session: TrainingSession, reason: str, *, on: dt.date, by: Author) -> TrainingSession:  # noqa: ARG001 - every operation says its day
    """Take a closing back, to correct it: its certificates serve no more, and are given anew with the next one."""
    current = locked(session)
    holding = holding_of(current)
    if holding is None:
        raise Refused(
            _("Les présences de cette session ne sont pas closes : elles se corrigent directement.")
        )
    if not reason.strip():
        raise Refused(_("Dites ce qui est à corriger : les attestations déjà remises ne vaudront plus."))
    for trained in Trained.objects.believed().filter(holding=holding).order_by("pk"):
        retract(trained, reason=reason, by=by)
    retract(holding, reason=reason, by=by)
    record(
        by,
        gettext_noop("a rouvert les présences de la session de « %(name)s »"),
        current,
        current.cooperation,
        why=reason,
        name=current,
    )
    return current
