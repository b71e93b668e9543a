"""What a meeting leaves: who was there, its minutes, and the draft of a resource that comes out of them."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract, stamp
from maillage.common.normalise import clean_text
from maillage.common.versions import lock_version
from maillage.resources.models import SUMMARY, TITLE, Audience, Kind, Resource, Theme
from maillage.resources.operations.resources import Text, write_resource
from maillage.supports.models import (
    ExchangeHeld,
    ExchangeMeeting,
    ExchangeMinutes,
    ExchangePresence,
    MinutesState,
    Participation,
    ResourceDraft,
)
from maillage.supports.operations.exchange_meetings import about, has_begun, locked, refuse_cancelled

LONGEST_MINUTES = 20_000


def _begun(meeting: ExchangeMeeting, by: Author) -> ExchangeMeeting:
    """Return a meeting, locked, that has begun and is not cancelled."""
    current = locked(meeting)
    refuse_cancelled(current)
    if not has_begun(current, by.at):
        raise Refused(
            _("Cette rencontre n'a pas encore commencé : revenez le %s pour dire ce qui s'y est passé.")
            % formats.day(current.on)
        )
    return current


@transaction.atomic
def note_presences(meeting: ExchangeMeeting, present: Collection[int], *, by: Author) -> ExchangeHeld:
    """Say who was there: the meeting took place; said again, what was wrong is taken back."""
    current = _begun(meeting, by)
    lines = {line.pk: line for line in Participation.objects.of(current)}
    if not set(present) <= lines.keys():
        raise Refused(
            _(
                "Une personne cochée n'est pas sur la liste : rechargez la page. Qui n'y est pas s'ajoute d'abord."
            )
        )
    if not present:
        raise Refused(
            _("Cochez au moins une personne. Personne n'est venu ? Annulez la rencontre, en disant pourquoi.")
        )
    held = ExchangeHeld.objects.believed().filter(meeting=current).first()
    if held is None:
        held = ExchangeHeld.objects.create(meeting=current, held_on=current.on, **stamp(by))
    wanted = {lines[key].participant_id: lines[key] for key in present}
    known = set()
    for presence in ExchangePresence.objects.believed().filter(held=held).order_by("pk"):
        known.add(presence.participant_id)
        if presence.participant_id not in wanted:
            retract(presence, reason=str(_("liste des personnes venues corrigée")), by=by)
    for person, line in wanted.items():
        if person not in known:
            ExchangePresence.objects.create(
                held=held,
                participant_id=person,
                on=held.held_on,
                cooperation=line.cooperation,
                team=line.team,
                organisation=line.organisation,
                **stamp(by),
            )
    record(
        by,
        gettext_noop("a noté qui est venu à la rencontre « %(name)s » : %(number)s"),
        *about(current),
        name=current,
        number=len(wanted),
    )
    return held


@transaction.atomic
def write_minutes(
    meeting: ExchangeMeeting, text: str, *, keep: bool, version: int | None, by: Author
) -> ExchangeMinutes:
    """Write the minutes of a meeting, to go on later or to keep."""
    current = _begun(meeting, by)
    said = clean_text(text, max_length=LONGEST_MINUTES, multiline=True)
    if not said:
        raise Refused(_("Écrivez quelques lignes : ce que l'on s'est dit, ce que l'on en garde."))
    minutes = ExchangeMinutes.objects.filter(meeting=current).first()
    minutes = lock_version(minutes, version) if minutes else ExchangeMinutes(meeting=current, version=0)
    minutes.text = said
    minutes.state = MinutesState.KEPT if keep else MinutesState.DRAFT
    minutes.kept_at = by.at if keep else None
    minutes.next_version(by)
    minutes.save()
    sentence = (
        gettext_noop("a gardé le compte rendu de la rencontre « %(name)s »")
        if keep
        else gettext_noop("a écrit le compte rendu de la rencontre « %(name)s »")
    )
    record(by, sentence, *about(current, minutes), name=current)
    return minutes


@transaction.atomic
def draft_resource(
    meeting: ExchangeMeeting,
    *,
    title: str,
    text: str,
    agreed_by: str,
    version: int | None,
    by: Author,
) -> ResourceDraft:
    """Make of the kept minutes the draft of a resource; it may be published once someone is said to agree."""
    current = _begun(meeting, by)
    kept = ExchangeMinutes.objects.filter(meeting=current, state=MinutesState.KEPT)
    if not kept.exists():
        raise Refused(_("Gardez d'abord le compte rendu : la ressource en sort."))
    name, words = (
        clean_text(title, max_length=200),
        clean_text(text, max_length=LONGEST_MINUTES, multiline=True),
    )
    if not (name and words):
        raise Refused(_("Donnez un titre et un texte à cette ressource."))
    agreed = clean_text(agreed_by, max_length=250)
    draft = ResourceDraft.objects.filter(meeting=current).first()
    if draft is not None and draft.shelved_id is not None:
        raise Refused(_("Ce brouillon est passé à la bibliothèque : c'est là qu'il se reprend."))
    draft = (
        ResourceDraft(meeting=current, made_at=by.at, version=0)
        if draft is None
        else lock_version(draft, version)
    )
    draft.title, draft.text = name, words
    draft.may_be_published, draft.agreed_by = bool(agreed), agreed
    draft.next_version(by)
    draft.save()
    record(
        by,
        gettext_noop("a écrit le brouillon de ressource « %(title)s », de la rencontre « %(name)s »"),
        *about(current, draft),
        name=current,
        title=draft,
    )
    return draft


@transaction.atomic
def shelve_draft(meeting: ExchangeMeeting, *, by: Author) -> Resource:
    """Bring to the library the draft that those who were there agreed to publish; whoever brings it goes on with it."""
    current = locked(meeting)
    draft = ResourceDraft.objects.select_for_update(of=("self",)).filter(meeting=current).first()
    if draft is None or not draft.may_be_published:
        raise Refused(_("Écrivez d'abord le brouillon, et dites de qui vient l'accord pour le publier."))
    if draft.shelved_id is not None:
        raise Refused(_("Ce brouillon est déjà passé à la bibliothèque."))
    told = Text(
        title=draft.title[:TITLE],
        kind=Kind.PRACTICE,
        theme=Theme.TEAM_LIFE,
        audience=Audience.ALL,
        summary=str(_("Ce qui s'est dit à la rencontre « %s ».") % current)[:SUMMARY],
        text=draft.text,
        credit=draft.agreed_by,
    )
    draft.shelved = write_resource(told, by=by)
    draft.next_version(by)
    draft.save()
    record(
        by,
        gettext_noop("a porté à la bibliothèque « %(title)s », de la rencontre « %(name)s »"),
        *about(current, draft),
        name=current,
        title=draft,
    )
    return draft.shelved
