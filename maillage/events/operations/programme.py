"""Prepare an event: open it, change it, announce it, cancel it; its rooms, its sessions, who speaks there."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import fold, slugify_fr
from maillage.common.versions import lock_version
from maillage.events.models import (
    MOST_KEPT,
    MOST_SEATS,
    TITLE,
    Event,
    EventKind,
    EventSession,
    EventState,
    Room,
    SessionKind,
    Speaker,
)
from maillage.events.operations import letters
from maillage.events.operations.current import about, become, has_begun, locked, refuse_over
from maillage.events.operations.registrations import give_seats
from maillage.network.models import Cooperation
from maillage.territory.models import Commune

FARTHEST, LONGEST = dt.timedelta(days=3 * 366), 10  # days of an event at most


@dataclass(frozen=True, kw_only=True)
class EventText:
    """Say what an event is: when, where, for how many, until when one signs up, whom to call."""

    title: str
    starts_on: dt.date
    ends_on: dt.date
    place: str
    capacity: int
    commune: Commune | None = None
    presentation: str = ""
    kept_seats: int = 0
    kept_until: dt.date | None = None
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    proposals_until: dt.date | None = None
    contact_name: str = ""
    contact_telephone: str = ""
    contact_email: str = ""
    contact_agreed_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class SessionText:
    """Say what a session is: when, where, for how many."""

    kind: str
    title: str
    on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    summary: str = ""
    room: Room | None = None
    seats: int | None = None


def _refuse_bad_text(text: EventText, cooperation: Cooperation | None, on: dt.date) -> None:
    """Refuse days, seats and deadlines that do not hold together."""
    if text.ends_on < text.starts_on:
        raise Refused(
            _("Le rendez-vous finit le %(last)s, avant de commencer le %(first)s : vérifiez ses jours.")
            % {"last": formats.day(text.ends_on), "first": formats.day(text.starts_on)}
        )
    if (text.ends_on - text.starts_on).days >= LONGEST:
        raise Refused(_("Un rendez-vous dure %d jours au plus : vérifiez ses jours.") % LONGEST)
    if text.starts_on > on + FARTHEST:
        raise Refused(_("Le %s est dans plus de trois ans : vérifiez l'année.") % formats.day(text.starts_on))
    if not 1 <= text.capacity <= MOST_SEATS:
        raise Refused(_("Un rendez-vous a de 1 à 2 000 places : vérifiez leur nombre."))
    _refuse_bad_window(text)
    if text.kept_seats > (0 if cooperation else MOST_KEPT):
        raise Refused(
            _("Des places se gardent par coopération pour un rendez-vous du réseau, 50 au plus : écrivez 0.")
        )
    if text.contact_agreed_on and not (text.contact_name or text.contact_telephone or text.contact_email):
        raise Refused(_("Pour publier qui appeler, écrivez au moins un nom, un téléphone ou une adresse."))


def _refuse_bad_window(text: EventText) -> None:
    """Refuse registrations that end before they begin, or after the event."""
    if text.opens_on and text.closes_on and text.closes_on < text.opens_on:
        raise Refused(_("Les inscriptions se terminent avant de commencer : vérifiez leurs dates."))
    for day in (text.opens_on, text.closes_on, text.kept_until, text.proposals_until):
        if day and day > text.ends_on:
            raise Refused(
                _("Le %(day)s vient après la fin du rendez-vous, le %(last)s : choisissez un jour avant.")
                % {"day": formats.day(day), "last": formats.day(text.ends_on)}
            )


def _write(event: Event, text: EventText) -> None:
    for name, value in vars(text).items():
        setattr(event, name, value)
    event.departement = text.commune.departement if text.commune else None


@transaction.atomic
def open_event(cooperation: Cooperation | None, text: EventText, *, on: dt.date, by: Author) -> Event:
    """Begin an event, of the network or of a cooperation: nobody else reads it before it is announced."""
    _refuse_bad_text(text, cooperation, on)
    if text.starts_on < on:
        raise Refused(
            _("Le %s est passé : un rendez-vous s'ouvre avant d'avoir lieu.") % formats.day(text.starts_on)
        )
    event = Event(
        cooperation=cooperation,
        kind=EventKind.DEPARTMENTAL if cooperation else EventKind.NATIONAL,
        slug=_free_slug(text.title),
    )
    _write(event, text)
    event.save()
    record(
        by,
        gettext_noop("a ouvert le rendez-vous « %(name)s », le %(day)s"),
        *about(event),
        name=event,
        day=formats.day(event.starts_on),
    )
    return event


def _free_slug(title: str) -> str:
    """Return the address of a new event, that no other has."""
    base = slugify_fr(title)[:TITLE] or "rendez-vous"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    rank, found = 1, base
    while found in taken:
        rank += 1
        found = f"{base}-{rank}"
    return found


@transaction.atomic
def change_event(event: Event, text: EventText, *, version: int | None, on: dt.date, by: Author) -> Event:
    """Change an event; when its days or its place change, whoever is on the list is told."""
    locked(event)
    current = lock_version(event, version)
    refuse_over(current)
    _refuse_bad_text(text, current.cooperation, on)
    if outside := current.sessions.exclude(on__range=(text.starts_on, text.ends_on)).order_by("pk").first():
        raise Refused(
            _("La séance « %(name)s » est le %(day)s, hors de ces jours : déplacez-la d'abord.")
            % {"name": outside, "day": formats.day(outside.on)}
        )
    seated = current.registrations.seated().count()
    if text.capacity < seated:
        raise Refused(
            _("Déjà %s : gardez au moins autant de places.")
            % formats.counted(seated, _("place est donnée"), _("places sont données"))
        )
    before = (current.starts_on, current.ends_on, current.where)
    _write(current, text)
    current.next_version(by)
    current.save()
    if before != (current.starts_on, current.ends_on, current.where) and current.is_public:
        letters.changed(current, by=by)
    give_seats(current, on=on, by=by)
    record(by, gettext_noop("a modifié le rendez-vous « %(name)s »"), *about(current), name=current)
    return current


@transaction.atomic
def announce_event(event: Event, *, on: dt.date, by: Author) -> Event:
    """Announce an event: anyone reads it, and signs up once registrations are open."""
    current = become(event, EventState.ANNOUNCED, by)
    if current.ends_on < on:
        raise Refused(_("Le %s est passé : changez d'abord ses jours.") % formats.day(current.ends_on))
    current.save()
    record(by, gettext_noop("a annoncé le rendez-vous « %(name)s »"), *about(current), name=current)
    return current


@transaction.atomic
def cancel_event(event: Event, reason: str, *, on: dt.date, by: Author) -> Event:
    """Cancel an event that was not held; before its day, whoever is on the list is told why."""
    current = become(event, EventState.CANCELLED, by)
    if not reason.strip():
        raise Refused(
            _("Dites pourquoi le rendez-vous est annulé : celles et ceux qui devaient venir le liront.")
        )
    current.cancel_reason = reason.strip()
    current.save()
    if not has_begun(current, on):
        letters.cancelled(current, by=by)
    record(
        by, gettext_noop("a annulé le rendez-vous « %(name)s »"), *about(current), why=reason, name=current
    )
    return current


@transaction.atomic
def add_room(event: Event, name: str, capacity: int, *, by: Author) -> Room:
    """Add a room to an event."""
    current = locked(event)
    refuse_over(current)
    if current.rooms.filter(folded=fold(name)).exists():
        raise Refused(_("La salle « %s » est déjà là : donnez un autre nom.") % name)
    room = Room.objects.create(event=current, name=name, folded=fold(name), capacity=capacity)
    record(
        by,
        gettext_noop("a ajouté la salle « %(room)s » au rendez-vous « %(name)s »"),
        *about(current),
        name=current,
        room=room,
    )
    return room


@transaction.atomic
def drop_room(room: Room, *, by: Author) -> None:
    """Take away a room where nothing is planned."""
    current = locked(room.event)
    refuse_over(current)
    if planned := room.sessions.order_by("pk").first():
        raise Refused(
            _("La séance « %s » se tient dans cette salle : changez-la d'abord de salle.") % planned
        )
    name = room.name
    room.delete()
    record(
        by,
        gettext_noop("a retiré la salle « %(room)s » du rendez-vous « %(name)s »"),
        *about(current),
        name=current,
        room=name,
    )


def _refuse_bad_session(event: Event, text: SessionText, but: EventSession | None) -> None:
    """Refuse a session outside the days of its event, in a room that is taken, or larger than its room."""
    if text.ends_at <= text.starts_at:
        raise Refused(_("La séance finit avant de commencer : vérifiez ses heures."))
    if not event.starts_on <= text.on <= event.ends_on:
        raise Refused(
            _("Le %(day)s n'est pas un jour de ce rendez-vous, qui se tient %(when)s : changez de jour.")
            % {"day": formats.day(text.on), "when": event.when}
        )
    room = text.room
    if room is None:
        return
    others = EventSession.objects.in_room_at(room, text.on, text.starts_at, text.ends_at)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if other := others.order_by("starts_at", "pk").first():
        raise Refused(
            _("« %(room)s » est déjà prise par « %(name)s », %(hours)s : changez de salle ou d'heure.")
            % {"room": room, "name": other, "hours": other.hours}
        )
    if text.seats is not None and text.seats > room.capacity:
        raise Refused(
            _(
                "« %(room)s » a %(seats)s : l'atelier en demande %(asked)d. Changez de salle, ou gardez-en moins."
            )
            % {
                "room": room,
                "seats": formats.counted(room.capacity, _("place"), _("places")),
                "asked": text.seats,
            }
        )


def _seated_for(text: SessionText) -> int | None:
    """Return how many seats a session has: of a workshop, those that are said, or those of its room."""
    if text.kind != SessionKind.WORKSHOP:
        return None
    seats = text.seats or (text.room.capacity if text.room else None)
    if seats is None:
        raise Refused(_("Dites combien de places a cet atelier, ou dans quelle salle il se tient."))
    return seats


def _write_session(session: EventSession, text: SessionText) -> None:
    for name, value in vars(text).items():
        setattr(session, name, value)
    session.seats = _seated_for(text)


@transaction.atomic
def plan_session(
    event: Event, text: SessionText, *, cooperation: Cooperation | None = None, by: Author
) -> EventSession:
    """Add a session to the programme of an event."""
    current = locked(event)
    refuse_over(current)
    _refuse_bad_session(current, text, None)
    session = EventSession(event=current, cooperation=cooperation)
    _write_session(session, text)
    session.save()
    record(
        by,
        gettext_noop("a prévu la séance « %(session)s » au rendez-vous « %(name)s »"),
        *about(current, session),
        name=current,
        session=session,
    )
    return session


@transaction.atomic
def change_session(
    session: EventSession, text: SessionText, *, version: int | None, on: dt.date, by: Author
) -> EventSession:
    """Change a session; seats that are given stay given, and hours that people chose do not change under them."""
    event = locked(session.event)
    refuse_over(event)
    current = lock_version(session, version)
    _refuse_bad_session(event, text, current)
    chosen = current.chosen.count()
    if chosen and (text.kind, text.on, text.starts_at, text.ends_at) != (current.kind, *current.slot):
        raise Refused(
            _("Cet atelier est déjà choisi par %s : gardez son jour, ses heures et sa nature.")
            % formats.counted(chosen, _("personne"), _("personnes"))
        )
    taken, seats = current.chosen.seated().count(), _seated_for(text)
    if seats is not None and seats < taken:
        raise Refused(
            _("Dans cet atelier, %s : gardez au moins autant de places.")
            % formats.counted(taken, _("place est donnée"), _("places sont données"))
        )
    _write_session(current, text)
    current.next_version(by)
    current.save()
    give_seats(event, on=on, by=by)
    record(
        by,
        gettext_noop("a modifié la séance « %(session)s » du rendez-vous « %(name)s »"),
        *about(event, current),
        name=event,
        session=current,
    )
    return current


@transaction.atomic
def drop_session(session: EventSession, *, by: Author) -> None:
    """Take a session off the programme, if nobody chose it."""
    event = locked(session.event)
    refuse_over(event)
    if chosen := session.chosen.count():
        raise Refused(
            _("Cet atelier est déjà choisi par %s : modifiez-le plutôt que de le retirer.")
            % formats.counted(chosen, _("personne"), _("personnes"))
        )
    name = session.title
    session.delete()
    record(
        by,
        gettext_noop("a retiré la séance « %(session)s » du rendez-vous « %(name)s »"),
        *about(event),
        name=event,
        session=name,
    )


@transaction.atomic
def add_speaker(
    session: EventSession,
    name: str,
    *,
    function: str = "",
    agreed_on: dt.date | None,
    on: dt.date,
    by: Author,
) -> Speaker:
    """Say who speaks at a session; without the day when they agreed, their name is not published."""
    if agreed_on is not None and agreed_on > on:
        raise Refused(
            _("Le %s n'est pas encore venu : écrivez le jour où la personne a donné son accord.")
            % formats.day(agreed_on)
        )
    speaker = Speaker.objects.create(session=session, name=name, function=function, agreed_on=agreed_on)
    record(
        by,
        gettext_noop("a noté qui intervient à la séance « %(session)s » du rendez-vous « %(name)s »"),
        *about(session.event, session),
        name=session.event,
        session=session,
    )
    return speaker


@transaction.atomic
def drop_speaker(speaker: Speaker, *, by: Author) -> None:
    """Take off who was to speak, at any time: whoever no longer agrees to be named is no longer named."""
    session = speaker.session
    speaker.delete()
    record(
        by,
        gettext_noop("a retiré une personne de la séance « %(session)s » du rendez-vous « %(name)s »"),
        *about(session.event, session),
        name=session.event,
        session=session,
    )
