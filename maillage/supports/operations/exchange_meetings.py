"""Organise exchanges of practice: open a series, plan its meetings, change them, cancel them."""

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.versions import lock_version
from maillage.network.models import Cooperation
from maillage.supports.models import ExchangeHeld, ExchangeMeeting, ExchangeSeries
from maillage.supports.operations import exchange_letters as letters
from maillage.territory.models import Commune


@dataclass(frozen=True, kw_only=True)
class SeriesText:
    """Say what a series is: its name, what it is about, for whom, how people work there."""

    name: str
    theme: str
    audience: str
    method: str


@dataclass(frozen=True, kw_only=True)
class MeetingText:
    """Say what a meeting is: about what, when, where, who leads it, who may read about it."""

    theme: str
    on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    commune: Commune | None = None
    place: str = ""
    link: str = ""
    facilitator: User | None = None
    facilitator_name: str = ""
    facilitator_is_public: bool = False
    is_public: bool = False


_WHEN_AND_WHERE = ("on", "starts_at", "ends_at", "commune_id", "place", "link")


@transaction.atomic
def open_series(
    cooperation: Cooperation | None, text: SeriesText, *, on: dt.date, by: Author
) -> ExchangeSeries:
    """Open a series, of a cooperation or of the network."""
    series = ExchangeSeries(cooperation=cooperation, opened_on=on, **vars(text))
    series.save()
    record(by, gettext_noop("a ouvert la série d'échanges « %(name)s »"), *_about(series), name=series)
    return series


@transaction.atomic
def change_series(
    series: ExchangeSeries, text: SeriesText, *, version: int | None, by: Author
) -> ExchangeSeries:
    """Change what is said of a series."""
    current = lock_version(series, version)
    for name, value in vars(text).items():
        setattr(current, name, value)
    current.next_version(by)
    current.save()
    record(by, gettext_noop("a modifié la série d'échanges « %(name)s »"), *_about(current), name=current)
    return current


@transaction.atomic
def end_series(series: ExchangeSeries, *, on: dt.date, by: Author) -> ExchangeSeries:
    """End a series, none of whose meetings is to come."""
    current = _locked_series(series)
    if coming := ExchangeMeeting.objects.filter(series=current).coming(on).first():
        raise Refused(
            _("La rencontre du %s est encore à venir : tenez-la ou annulez-la, puis terminez la série.")
            % formats.day(coming.on)
        )
    current.ended_on = on
    current.save(update_fields=["ended_on"])
    record(by, gettext_noop("a terminé la série d'échanges « %(name)s »"), *_about(current), name=current)
    return current


def _locked_series(series: ExchangeSeries) -> ExchangeSeries:
    """Return a series as it is now, locked; refuse one that is over."""
    rows = ExchangeSeries.objects.select_for_update(of=("self",)).select_related("cooperation")
    current = rows.get(pk=series.pk)
    if current.ended_on is not None:
        raise Refused(
            _("Cette série est terminée depuis le %s : ouvrez-en une autre.") % formats.day(current.ended_on)
        )
    return current


def _about(series: ExchangeSeries, *more: models.Model) -> list[models.Model]:
    """Return what the journal says an act about a series concerns."""
    return [*more, series, *([series.cooperation] if series.cooperation else [])]


def about(meeting: ExchangeMeeting, *more: models.Model) -> list[models.Model]:
    """Return what the journal says an act about a meeting concerns."""
    return _about(meeting.series, *more, meeting)


def locked(meeting: ExchangeMeeting) -> ExchangeMeeting:
    """Return a meeting as it is now, locked; whoever else would write about it waits."""
    rows = ExchangeMeeting.objects.select_for_update(of=("self",))
    return rows.select_related("series__cooperation", "commune", "departement").get(pk=meeting.pk)


def cancelled_because(meeting: ExchangeMeeting) -> str:
    """Return why a meeting is not held, and what to do; nothing where it is."""
    if not meeting.is_cancelled:
        return ""
    return _("Cette rencontre est annulée : %s. Choisissez-en une autre.") % meeting.cancel_reason.rstrip(".")


def refuse_cancelled(meeting: ExchangeMeeting) -> None:
    """Refuse to touch a meeting that is not held."""
    if sentence := cancelled_because(meeting):
        raise Refused(sentence)


def has_begun(meeting: ExchangeMeeting, at: dt.datetime) -> bool:
    """Tell whether a meeting has begun at a moment."""
    return at >= meeting.span[0]


def is_held(meeting: ExchangeMeeting) -> bool:
    """Tell whether it was said that a meeting took place."""
    return ExchangeHeld.objects.believed().filter(meeting=meeting).exists()


def _refuse_bad_text(text: MeetingText) -> None:
    """Refuse a meeting that ends before it begins, or is nowhere, or whose leader has no name to publish."""
    if text.ends_at <= text.starts_at:
        raise Refused(_("La rencontre finit avant de commencer : vérifiez ses heures."))
    if not (text.place or text.link):
        raise Refused(_("Dites où l'on se retrouve : un lieu, ou un lien de visioconférence."))
    if text.facilitator_is_public and not text.facilitator_name:
        raise Refused(_("Pour publier le nom de qui anime, écrivez ce nom."))


def _write(meeting: ExchangeMeeting, text: MeetingText) -> None:
    for name, value in vars(text).items():
        setattr(meeting, name, value)
    meeting.departement = text.commune.departement if text.commune else None


@transaction.atomic
def plan_meeting(series: ExchangeSeries, text: MeetingText, *, on: dt.date, by: Author) -> ExchangeMeeting:
    """Plan a meeting of a series: people may say that they come from now on."""
    current = _locked_series(series)
    _refuse_bad_text(text)
    if text.on < on:
        raise Refused(
            _("Le %s est passé : une rencontre se prévoit avant d'avoir lieu.") % formats.day(text.on)
        )
    meeting = ExchangeMeeting(series=current)
    _write(meeting, text)
    meeting.save()
    record(
        by,
        gettext_noop("a prévu la rencontre « %(name)s », le %(day)s"),
        *about(meeting),
        name=meeting,
        day=formats.day(meeting.on),
    )
    return meeting


@transaction.atomic
def change_meeting(
    meeting: ExchangeMeeting, text: MeetingText, *, version: int | None, on: dt.date, by: Author
) -> ExchangeMeeting:
    """Change a meeting; when its day, its hours or its place change, whoever comes is told."""
    locked(meeting)
    current = lock_version(meeting, version)
    refuse_cancelled(current)
    _refuse_bad_text(text)
    before = [getattr(current, name) for name in _WHEN_AND_WHERE]
    if text.on != current.on and is_held(current):
        raise Refused(
            _("Cette rencontre a eu lieu le %s : sa date ne change plus.") % formats.day(current.on)
        )
    if text.on != current.on and text.on < on:
        raise Refused(_("Le %s est passé : choisissez un jour à venir.") % formats.day(text.on))
    _write(current, text)
    current.next_version(by)
    current.save()
    if before != [getattr(current, name) for name in _WHEN_AND_WHERE] and not has_begun(current, by.at):
        letters.changed(current, by=by)
    record(by, gettext_noop("a modifié la rencontre « %(name)s »"), *about(current), name=current)
    return current


@transaction.atomic
def cancel_meeting(meeting: ExchangeMeeting, reason: str, *, by: Author) -> ExchangeMeeting:
    """Cancel a meeting that was not held; before its hour, whoever comes is told why."""
    current = locked(meeting)
    refuse_cancelled(current)
    if is_held(current):
        raise Refused(_("Cette rencontre a eu lieu : elle ne s'annule plus."))
    if not reason.strip():
        raise Refused(
            _("Dites pourquoi la rencontre est annulée : celles et ceux qui devaient venir le liront.")
        )
    current.cancelled_at, current.cancel_reason = by.at, reason.strip()
    current.save(update_fields=["cancelled_at", "cancel_reason"])
    if not has_begun(current, by.at):
        letters.cancelled(current, by=by)
    record(
        by,
        gettext_noop("a annulé la rencontre « %(name)s »"),
        *about(current),
        why=reason,
        name=current,
    )
    return current
