"""The meetings of a cooperation: call, change, write the minutes, decide, follow each decision until it is done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import day as written
from maillage.common.versions import lock_version
from maillage.network.models import Body, Cooperation, Meeting, MeetingDecision, Organisation
from maillage.network.operations.steps import day_of


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Say when and where people meet, and about what."""

    title: str
    on: dt.date
    starts_at: dt.time | None = None
    place: str = ""
    link: str = ""
    body: Body | None = None
    is_public: bool = False
    agenda: str = ""

    def fields(self) -> dict[str, object]:
        """Return the appointment as columns of a meeting."""
        return dict(vars(self))


@transaction.atomic
def call_meeting(cooperation: Cooperation, appointment: Appointment, *, by: Author) -> Meeting:
    """Call a meeting of a cooperation, or enter one that took place."""
    meeting = Meeting(cooperation=cooperation, version=0, **appointment.fields())
    meeting.next_version(by)
    meeting.save(force_insert=True)
    record(
        by,
        gettext_noop("a inscrit la réunion « %(meeting)s » du %(on)s"),
        cooperation,
        meeting,
        meeting=meeting.title,
        on=meeting.on,
    )
    return meeting


def _kept(meeting: Meeting, version: int | None) -> Meeting:
    """Return a meeting, locked, as the person has read it; refuse to change one that was cancelled."""
    current = lock_version(meeting, version)
    if current.cancelled_on is not None:
        raise Refused(
            _("La réunion « %(title)s » a été annulée le %(on)s : inscrivez-en une autre.")
            % {"title": current.title, "on": written(current.cancelled_on)}
        )
    return current


@transaction.atomic
def change_meeting(meeting: Meeting, appointment: Appointment, *, version: int | None, by: Author) -> Meeting:
    """Change when, where or about what people meet."""
    current = _kept(meeting, version)
    for name, value in appointment.fields().items():
        setattr(current, name, value)
    current.next_version(by)
    current.save()
    record(
        by,
        gettext_noop("a modifié la réunion « %(meeting)s » du %(on)s"),
        current.cooperation,
        current,
        meeting=current.title,
        on=current.on,
    )
    return current


@transaction.atomic
def write_minutes(
    meeting: Meeting,
    *,
    minutes: str,
    attended: Sequence[Organisation],
    attendance: int | None,
    version: int | None,
    by: Author,
) -> Meeting:
    """Write the minutes of a meeting that took place, and who came."""
    current = _kept(meeting, version)
    if current.on > day_of(by):
        raise Refused(
            _("La réunion du %(on)s n'a pas encore eu lieu : son compte rendu s'écrira ce jour-là, ou après.")
            % {"on": written(current.on)}
        )
    current.minutes, current.attendance = minutes, attendance
    current.next_version(by)
    current.save()
    current.attended.set(attended)
    record(
        by,
        gettext_noop("a écrit le compte rendu de la réunion « %(meeting)s » du %(on)s"),
        current.cooperation,
        current,
        meeting=current.title,
        on=current.on,
    )
    return current


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, reason: str, version: int | None, by: Author) -> Meeting:
    """Cancel a meeting, and why; calendars then show it as cancelled."""
    current = _kept(meeting, version)
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi la réunion est annulée."))
    if current.minutes:
        raise Refused(
            _("La réunion du %(on)s a un compte rendu : elle a eu lieu, elle ne s'annule plus.")
            % {"on": written(current.on)}
        )
    current.cancelled_on, current.cancel_reason = day_of(by), reason[:250]
    current.next_version(by)
    current.save()
    record(
        by,
        gettext_noop("a annulé la réunion « %(meeting)s » du %(on)s"),
        current.cooperation,
        current,
        why=reason,
        meeting=current.title,
        on=current.on,
    )
    return current


@transaction.atomic
def take_decision(
    meeting: Meeting, *, words: str, in_charge: str, due_on: dt.date | None, by: Author
) -> MeetingDecision:
    """Write what a meeting decided, who sees to it and for when."""
    current = Meeting.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=meeting.pk)
    if current.cancelled_on is not None:
        raise Refused(_("Cette réunion a été annulée : elle n'a rien décidé."))
    if due_on is not None and due_on < current.on:
        raise Refused(
            _("L'échéance du %(due)s vient avant la réunion du %(on)s : vérifiez la date.")
            % {"due": written(due_on), "on": written(current.on)}
        )
    decision = MeetingDecision.objects.create(
        meeting=current, words=words, in_charge=in_charge, due_on=due_on
    )
    record(
        by,
        gettext_noop("a noté une décision de la réunion « %(meeting)s » du %(on)s"),
        current.cooperation,
        current,
        meeting=current.title,
        on=current.on,
    )
    return decision


def _still_open(decision: MeetingDecision) -> MeetingDecision:
    """Return a decision, locked; refuse when nothing is left to do about it."""
    rows = MeetingDecision.objects.select_for_update(of=("self",)).select_related("meeting__cooperation")
    current = rows.get(pk=decision.pk)
    if not current.is_open:
        raise Refused(
            _("Cette décision est déjà %(state)s, depuis le %(on)s.")
            % {"state": current.state, "on": written(current.done_on or current.dropped_on)}
        )
    return current


@transaction.atomic
def finish_decision(decision: MeetingDecision, *, on: dt.date, by: Author) -> MeetingDecision:
    """Say that what was decided is done."""
    current = _still_open(decision)
    if not current.meeting.on <= on <= day_of(by):
        raise Refused(
            _("Une décision du %(taken)s est faite ce jour-là ou après, et au plus tard aujourd'hui.")
            % {"taken": written(current.meeting.on)}
        )
    current.done_on = on
    current.save(update_fields=["done_on"])
    record(
        by,
        gettext_noop("a noté comme faite une décision de la réunion « %(meeting)s » du %(on)s"),
        current.meeting.cooperation,
        current.meeting,
        meeting=current.meeting.title,
        on=current.meeting.on,
    )
    return current


@transaction.atomic
def drop_decision(decision: MeetingDecision, *, reason: str, by: Author) -> MeetingDecision:
    """Say that what was decided will not be done, and why."""
    current = _still_open(decision)
    if not reason.strip():
        raise Refused(_("Dites en quelques mots pourquoi cette décision est abandonnée."))
    current.dropped_on, current.dropped_reason = day_of(by), reason[:250]
    current.save(update_fields=["dropped_on", "dropped_reason"])
    record(
        by,
        gettext_noop("a abandonné une décision de la réunion « %(meeting)s » du %(on)s"),
        current.meeting.cooperation,
        current.meeting,
        why=reason,
        meeting=current.meeting.title,
        on=current.meeting.on,
    )
    return current
