"""The day itself: who came; the event took place, and counts."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.events.models import Attendance, Event, EventHeld, EventState, Registration
from maillage.events.operations.current import about, has_begun, locked


@transaction.atomic
def note_attendance(event: Event, present: Collection[int], *, on: dt.date, by: Author) -> EventHeld:
    """Say who came: the event took place; said again, what was wrong is taken back."""
    current = locked(event)
    if current.state not in {EventState.ANNOUNCED, EventState.CLOSED}:
        raise Refused(_("Ce rendez-vous n'est pas annoncé, ou il est annulé : personne n'y vient."))
    if not has_begun(current, on):
        raise Refused(
            _("Ce rendez-vous n'a pas commencé : revenez le %s pour dire qui est venu.")
            % formats.day(current.starts_on)
        )
    rows = {row.pk: row for row in Registration.objects.of(current).live()}
    if not set(present) <= rows.keys():
        raise Refused(
            _(
                "Une personne cochée n'est pas sur la liste : rechargez la page. Qui n'y est pas s'ajoute d'abord."
            )
        )
    if not present:
        raise Refused(
            _(
                "Cochez au moins une personne. Personne n'est venu ? Annulez le rendez-vous, en disant pourquoi."
            )
        )
    held = EventHeld.objects.believed().filter(event=current).first()
    if held is None:
        held = EventHeld.objects.create(event=current, held_on=current.starts_on, **stamp(by))
        current.state = EventState.CLOSED
        current.next_version(by)
        current.save()
    known = set()
    for one in Attendance.objects.at(current).order_by("pk"):
        known.add(one.registration_id)
        if one.registration_id not in present:
            retract(one, reason=str(_("liste des personnes venues corrigée")), by=by)
    Attendance.objects.bulk_create(
        Attendance(
            held=held,
            registration=rows[key],
            on=held.held_on,
            cooperation_id=rows[key].cooperation_id,
            organisation_id=rows[key].organisation_id,
            **stamp(by),
        )
        for key in sorted(set(present) - known)
    )
    record(
        by,
        gettext_noop("a noté qui est venu au rendez-vous « %(name)s » : %(number)s"),
        *about(current),
        name=current,
        number=len(set(present)),
    )
    return held
