"""Hold a session of training: open it, change it, cancel it, keep seats for an organisation."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.versions import lock_version
from maillage.network.models import Cooperation, Organisation
from maillage.supports.models import (
    CurriculumVersion,
    Enrolment,
    HalfDay,
    Moment,
    Presence,
    Qualification,
    SeatHold,
    TrainingSession,
)
from maillage.supports.operations import training_session_letters as letters
from maillage.supports.operations.training_enrolments import has_begun, locked, seat_waiting, seats_of
from maillage.territory.models import Commune

MOST_HALF_DAYS = 20
FARTHEST = dt.timedelta(days=2 * 366)
_NOON, _EVENING = dt.time(12), dt.time(17, 30)


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """Hold one half-day: its day, when it begins and ends."""

    on: dt.date
    starts_at: dt.time
    ends_at: dt.time

    @property
    def moment(self) -> Moment:
        """Return the part of the day when it begins."""
        if self.starts_at < _NOON:
            return Moment.MORNING
        return Moment.AFTERNOON if self.starts_at < _EVENING else Moment.EVENING


@dataclass(frozen=True, kw_only=True)
class SessionText:
    """Say what a session is: what is taught, when, where, for how many, by whom."""

    taught: CurriculumVersion
    slots: Sequence[Slot]
    capacity: int
    commune: Commune | None = None
    place: str = ""
    link: str = ""
    is_public: bool = True
    by_agreement: bool = False
    closes_on: dt.date | None = None
    cost: int | None = None
    funded_by: str = ""
    practical: str = ""
    contact_name: str = ""
    contact_telephone: str = ""
    contact_email: str = ""
    trainers: Sequence[Qualification] = ()


_LISTS = ("slots", "trainers")


def _in_order(given: Sequence[Slot]) -> list[Slot]:
    """Return half-days as they come; refuse none at all, too many, and those that overlap."""
    if not given:
        raise Refused(_("Une session a au moins une demi-journée : écrivez son jour et ses heures."))
    if len(given) > MOST_HALF_DAYS:
        raise Refused(_("Une session compte %d demi-journées au plus : faites-en deux.") % MOST_HALF_DAYS)
    slots = sorted(given)
    for slot in slots:
        if slot.ends_at <= slot.starts_at:
            raise Refused(
                _("Le %s, la demi-journée finit avant de commencer : vérifiez ses heures.")
                % formats.day(slot.on)
            )
    if len({(slot.on, slot.moment) for slot in slots}) < len(slots):
        raise Refused(_("Deux demi-journées tombent au même moment : gardez-en une."))
    for before, after in pairwise(slots):
        if before.on == after.on and after.starts_at < before.ends_at:
            raise Refused(
                _("Le %(day)s, une demi-journée commence à %(start)s, et celle d'avant finit à %(end)s.")
                % {
                    "day": formats.day(after.on),
                    "start": formats.hour(after.starts_at),
                    "end": formats.hour(before.ends_at),
                }
            )
    return slots


def _refuse_bad_text(text: SessionText) -> None:
    """Refuse a session without a day or a place, days that overlap, trainers who are not qualified that day."""
    slots = _in_order(text.slots)
    if not (text.place or text.link):
        raise Refused(_("Dites où l'on vient : un lieu, ou un lien de visioconférence."))
    if text.closes_on and text.closes_on > slots[0].on:
        raise Refused(_("Les inscriptions se terminent avant le début de la session : vérifiez la date."))
    if text.taught.adopted_on > slots[0].on:
        raise Refused(
            _("« %(name)s » n'était pas encore adoptée le %(day)s : choisissez une autre version.")
            % {"name": text.taught, "day": formats.day(slots[0].on)}
        )
    for day in sorted({slot.on for slot in slots}):
        _refuse_unable(text, day)


def _refuse_unable(text: SessionText, day: dt.date) -> None:
    """Refuse trainers who are not qualified on a day."""
    known = Qualification.objects.believed().as_of(day).on(text.taught.curriculum)
    able = set(known.order_by("pk").values_list("pk", flat=True))
    unable = [trainer.name for trainer in text.trainers if trainer.pk not in able]
    if unable:
        raise Refused(
            _(
                "Le %(day)s, %(names)s n'est pas habilité à former sur « %(name)s » : choisissez quelqu'un d'autre."
            )
            % {
                "day": formats.day(day),
                "names": formats.listing(unable),
                "name": text.taught.curriculum,
            }
        )


def _refuse_days(text: SessionText, on: dt.date) -> None:
    """Refuse days that are past, and days so far ahead that they are mistyped."""
    first, last = min(slot.on for slot in text.slots), max(slot.on for slot in text.slots)
    if first < on:
        raise Refused(_("Le %s est passé : une session s'ouvre avant de commencer.") % formats.day(first))
    if last > on + FARTHEST:
        raise Refused(_("Le %s est dans plus de deux ans : vérifiez l'année.") % formats.day(last))


def _write(session: TrainingSession, text: SessionText) -> None:
    """Write what is said of a session, its days and its trainers."""
    for name, value in vars(text).items():
        if name not in _LISTS:
            setattr(session, name, value)
    session.departement = text.commune.departement if text.commune else None
    session.save()
    session.trainers.set(text.trainers)
    if _slots_of(session) != sorted(text.slots):
        session.half_days.all().delete()
        HalfDay.objects.bulk_create(
            HalfDay(
                session=session,
                on=slot.on,
                moment=slot.moment,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
            )
            for slot in sorted(text.slots)
        )


def _slots_of(session: TrainingSession) -> list[Slot]:
    """Return the half-days of a session, as they come."""
    rows = session.half_days.in_order()
    return [Slot(on=row.on, starts_at=row.starts_at, ends_at=row.ends_at) for row in rows]


@transaction.atomic
def open_session(cooperation: Cooperation, text: SessionText, *, on: dt.date, by: Author) -> TrainingSession:
    """Open a session: people may ask for a seat from now on."""
    _refuse_bad_text(text)
    _refuse_days(text, on)
    session = TrainingSession(cooperation=cooperation)
    _write(session, text)
    record(
        by,
        gettext_noop("a ouvert une session de « %(name)s », le %(day)s"),
        session,
        cooperation,
        name=session,
        day=formats.day(min(slot.on for slot in text.slots)),
    )
    return session


def has_presences(session: TrainingSession) -> bool:
    """Tell whether somebody is already noted present."""
    return Presence.objects.filter(half_day__session=session).exists()


def refuse_cancelled(session: TrainingSession) -> None:
    """Refuse to touch a session that will not be held."""
    if session.is_cancelled:
        raise Refused(_("Cette session est annulée : ouvrez-en une autre."))


@transaction.atomic
def change_session(
    session: TrainingSession, text: SessionText, *, version: int | None, on: dt.date, by: Author
) -> TrainingSession:
    """Change a session; when its days or its place change, whoever is on the list is told."""
    locked(session)
    current = lock_version(session, version)
    refuse_cancelled(current)
    _refuse_bad_text(text)
    seated = seats_of([current], on=on)[current.pk].taken
    if text.capacity < seated:
        raise Refused(
            _(
                "%(seated)s ont déjà une place : gardez au moins autant de places, ou retirez d'abord quelqu'un."
            )
            % {"seated": formats.counted(seated, _("personne"), _("personnes"))}
        )
    days = _slots_of(current)
    begun = has_begun(current, by.at) or has_presences(current)
    if begun and text.taught != current.taught:
        raise Refused(_("Cette session a commencé : ce qui s'y enseigne ne change plus."))
    if sorted(text.slots) != days:
        if begun:
            raise Refused(_("Cette session a commencé : ses jours ne changent plus."))
        _refuse_days(text, on)
    before = (days, current.place, current.link)
    current.next_version(by)
    _write(current, text)
    record(
        by,
        gettext_noop("a changé la session de « %(name)s »"),
        current,
        current.cooperation,
        name=current,
    )
    if before != (sorted(text.slots), text.place, text.link):
        letters.changed(current, on=on, by=by)
    seat_waiting(current, on=on, by=by)
    return current


@transaction.atomic
def cancel_session(session: TrainingSession, reason: str, *, on: dt.date, by: Author) -> TrainingSession:
    """Cancel a session before it begins, and tell everybody on the list why; or one to which nobody came."""
    current = locked(session)
    refuse_cancelled(current)
    begun = has_begun(current, by.at)
    if begun and has_presences(current):
        raise Refused(
            _(
                "Quelqu'un est venu à cette session : elle ne s'annule plus. Notez qui est venu, puis clôturez-la."
            )
        )
    if not reason.strip():
        raise Refused(
            _("Dites pourquoi la session est annulée : celles et ceux qui devaient venir le liront.")
        )
    current.cancelled_at, current.cancel_reason = by.at, reason.strip()
    current.save(update_fields=["cancelled_at", "cancel_reason"])
    if not begun:
        letters.cancelled(current, on=on, by=by)
    record(
        by,
        gettext_noop("a annulé la session de « %(name)s »"),
        current,
        current.cooperation,
        why=reason,
        name=current,
    )
    return current


@transaction.atomic
def hold_seats(
    session: TrainingSession,
    organisation: Organisation,
    *,
    seats: int,
    until: dt.date | None,
    on: dt.date,
    by: Author,
) -> SeatHold:
    """Keep seats for an organisation, or for the cooperation that organises, until a day; said again, it replaces."""
    current = locked(session)
    refuse_cancelled(current)
    if until is not None and until < on:
        raise Refused(_("Le %s est passé : choisissez un jour à venir, ou aucun.") % formats.day(until))
    others = SeatHold.objects.filter(session=current).exclude(organisation=organisation)
    kept = sum(row.seats for row in others.order_by("pk"))
    if seats + kept > current.capacity:
        raise Refused(
            _("La session a %(capacity)d places, dont %(kept)d déjà gardées : gardez-en moins.")
            % {"capacity": current.capacity, "kept": kept}
        )
    hold, _new = SeatHold.objects.update_or_create(
        session=current, organisation=organisation, defaults={"seats": seats, "until": until}
    )
    record(
        by,
        gettext_noop(
            "a gardé des places de la session de « %(name)s » pour « %(organisation)s » : %(seats)d"
        ),
        current,
        current.cooperation,
        organisation,
        seats=seats,
        name=current,
        organisation=organisation,
    )
    seat_waiting(current, on=on, by=by)
    return hold


@transaction.atomic
def release_seats(hold: SeatHold, *, on: dt.date, by: Author) -> TrainingSession:
    """Give kept seats back to everybody; whoever has taken one keeps it."""
    current = locked(hold.session)
    Enrolment.objects.filter(hold=hold).update(hold=None)
    organisation = hold.organisation
    hold.delete()
    record(
        by,
        gettext_noop("a rendu les places gardées pour « %(organisation)s » à la session de « %(name)s »"),
        current,
        current.cooperation,
        organisation,
        name=current,
        organisation=organisation,
    )
    seat_waiting(current, on=on, by=by)
    return current
