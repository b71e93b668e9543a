"""The roadmap, the shared diagnosis and the contact log of a cooperation."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import day as written
from maillage.common.versions import Conflict, lock_version
from maillage.network.models import (
    ActionState,
    ContactNote,
    Cooperation,
    Diagnosis,
    Organisation,
    RoadmapAction,
)
from maillage.network.operations.places import lock
from maillage.network.operations.steps import day_of


@dataclass(frozen=True, kw_only=True)
class Undertaking:
    """Say what an action of the roadmap is, who leads it, for when, and where it stands."""

    title: str
    purpose: str = ""
    pilot: Organisation | None = None
    pilot_person: str = ""
    starts_on: dt.date | None = None
    due_on: dt.date | None = None
    state: str = ActionState.PLANNED
    done_on: dt.date | None = None


def _write(action: RoadmapAction, undertaking: Undertaking, by: Author) -> None:
    """Check an action and set its columns."""
    starts, due, done = undertaking.starts_on, undertaking.due_on, undertaking.done_on
    if starts and due and due < starts:
        raise Refused(
            _("L'échéance du %(due)s vient avant le début du %(start)s : vérifiez les deux dates.")
            % {"due": written(due), "start": written(starts)}
        )
    finished = undertaking.state == ActionState.DONE
    if finished and done is None:
        raise Refused(_("Dites quel jour l'action a été faite."))
    if finished and done is not None and done > day_of(by):
        raise Refused(
            _("Le %(on)s n'est pas encore venu : une action est faite aujourd'hui au plus tard.")
            % {"on": written(done)}
        )
    action.title, action.purpose = undertaking.title, undertaking.purpose
    action.pilot, action.pilot_person = undertaking.pilot, undertaking.pilot_person
    action.starts_on, action.due_on = starts, due
    action.state, action.done_on = undertaking.state, done if finished else None


@transaction.atomic
def add_action(cooperation: Cooperation, undertaking: Undertaking, *, by: Author) -> RoadmapAction:
    """Add an action at the end of the roadmap."""
    lock([cooperation])
    last = cooperation.roadmap.aggregate(last=Max("position"))["last"] or 0
    action = RoadmapAction(cooperation=cooperation, position=last + 1, version=0)
    _write(action, undertaking, by)
    action.next_version(by)
    action.save(force_insert=True)
    record(
        by,
        gettext_noop("a ajouté à la feuille de route l'action « %(action)s »"),
        cooperation,
        action=action.title,
    )
    return action


@transaction.atomic
def change_action(
    action: RoadmapAction, undertaking: Undertaking, *, version: int | None, by: Author
) -> RoadmapAction:
    """Change an action of the roadmap, or say where it stands."""
    current = lock_version(action, version)
    _write(current, undertaking, by)
    current.next_version(by)
    current.save()
    record(
        by,
        gettext_noop("a modifié l'action « %(action)s » (%(state)s)"),
        current.cooperation,
        action=current.title,
        state=current.get_state_display(),
    )
    return current


@transaction.atomic
def move_action(action: RoadmapAction, *, up: bool, by: Author) -> None:
    """Move an action one place up or down in the roadmap; at its end, it stays where it is."""
    lock([action.cooperation])
    rows = list(RoadmapAction.objects.filter(cooperation=action.cooperation).in_order())
    place = next(i for i, row in enumerate(rows) if row.pk == action.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    RoadmapAction.objects.bulk_update(rows, ["position"])
    record(
        by,
        gettext_noop("a déplacé l'action « %(action)s » dans la feuille de route"),
        action.cooperation,
        action=action.title,
    )


@transaction.atomic
def save_diagnosis(cooperation: Cooperation, *, text: str, version: int | None, by: Author) -> Diagnosis:
    """Save a new version of the shared diagnosis; `version` is the one that was read, 0 where there was none."""
    lock([cooperation])
    last = cooperation.diagnoses.latest_first().first()
    if last and last.version != version:
        raise Conflict(last)
    if last and last.text == text:
        raise Refused(
            _("Ce texte est celui de la version %(version)d : rien n'a changé.") % {"version": last.version}
        )
    saved = Diagnosis(cooperation=cooperation, text=text, version=last.version if last else 0)
    saved.next_version(by)
    saved.save(force_insert=True)
    record(
        by,
        gettext_noop("a enregistré la version %(version)s du diagnostic partagé"),
        cooperation,
        version=saved.version,
    )
    return saved


@transaction.atomic
def note_contact(
    cooperation: Cooperation,
    *,
    on: dt.date,
    with_whom: str,
    how: str,
    words: str,
    next_step: str,
    next_due_on: dt.date | None,
    by: Author,
) -> ContactNote:
    """Note a contact in the log, and the next step that it calls for."""
    if on > day_of(by):
        raise Refused(
            _("Le %(on)s n'est pas encore venu : notez le contact quand il aura eu lieu.")
            % {"on": written(on)}
        )
    if next_due_on and not next_step:
        raise Refused(_("Vous donnez une date pour la suite : dites aussi quelle suite donner."))
    if next_due_on and next_due_on < on:
        raise Refused(_("La suite vient après le contact : vérifiez sa date."))
    note = ContactNote.objects.create(
        cooperation=cooperation,
        on=on,
        with_whom=with_whom,
        how=how,
        words=words,
        next_step=next_step,
        next_due_on=next_due_on,
        noted_by_id=by.user.pk if by.user else None,
    )
    record(
        by,
        gettext_noop("a noté un contact du %(on)s"),
        cooperation,
        on=on,
    )
    return note


@transaction.atomic
def settle_contact(note: ContactNote, *, on: dt.date, by: Author) -> ContactNote:
    """Say that the next step after a contact is done."""
    current = (
        ContactNote.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=note.pk)
    )
    if not current.is_open:
        raise Refused(_("Il n'y a plus de suite à donner à ce contact."))
    if not current.on <= on <= day_of(by):
        raise Refused(
            _("La suite est donnée après le contact du %(on)s, et au plus tard aujourd'hui.")
            % {"on": written(current.on)}
        )
    current.done_on = on
    current.save(update_fields=["done_on"])
    record(
        by,
        gettext_noop("a donné suite au contact du %(on)s"),
        current.cooperation,
        on=current.on,
    )
    return current
