"""Who comes to an event: signing up, choosing workshops, giving a seat back, and the seats that go to who waits."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day
from maillage.common.normalise import clean_text, fold
from maillage.common.seats import Seats
from maillage.events.models import (
    Event,
    EventSession,
    EventState,
    Registration,
    RegistrationState,
    WorkshopSeat,
)
from maillage.events.operations import letters
from maillage.events.operations.current import about, has_begun, locked
from maillage.network.models import Cooperation, Organisation

LONGEST_NEEDS = 300
_STATE = RegistrationState


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Hold what someone asks: who comes, how to reach them, for which one they come, what they need."""

    name: str
    email: str = ""
    cooperations: Sequence[Cooperation] = ()
    organisation_name: str = ""
    needs: str = ""


def seats_of(event: Event, *, on: dt.date) -> Seats[int]:
    """Return the seats of an event on a day; some are kept for each launched cooperation, by its number."""
    rows = Registration.objects.of(event).live().order_by("pk")
    told = list(rows.values_list("state", "on_kept_seat", "cooperation"))
    used = Counter(cooperation for _state, kept, cooperation in told if kept)
    kept: dict[int, int] = {}
    if event.kept_seats and (event.kept_until is None or on <= event.kept_until):
        launched = Cooperation.objects.launched(as_of=on, known_at=end_of_day(on))
        kept = {key: max(event.kept_seats - used[key], 0) for key in launched.values_list("pk", flat=True)}
    states = Counter(state for state, _kept, _cooperation in told)
    return Seats(
        capacity=event.capacity, taken=states[_STATE.SEATED], waiting=states[_STATE.WAITING], kept=kept
    )


def closed_because(event: Event, *, on: dt.date) -> str:
    """Return why nobody signs up to an event, and what to do; nothing while one may."""
    told = {"telephone": letters.telephone_of(event)}
    if event.state == EventState.CANCELLED:
        return _("Ce rendez-vous est annulé : %s.") % event.cancel_reason.rstrip(".")
    if event.state == EventState.CLOSED or has_begun(event, on):
        return _("Ce rendez-vous a commencé le %s : on ne s'y inscrit plus.") % formats.day(event.starts_on)
    if event.opens_on and on < event.opens_on:
        return _("Les inscriptions ouvrent le %s : revenez ce jour-là.") % formats.day(event.opens_on)
    if event.stopped or (event.closes_on and on > event.closes_on):
        return (
            _("Les inscriptions sont closes : appelez le %(telephone)s, il reste peut-être une place.") % told
        )
    return ""


def _refuse_twice(event: Event, email: str) -> None:
    """Refuse an address that is on the list: one e-mail is one registration."""
    if email and Registration.objects.of(event).live().filter(email__iexact=email).exists():
        raise Refused(
            _(
                "Cette adresse électronique est déjà inscrite à ce rendez-vous : ouvrez le lien reçu à "
                "l'inscription, ou appelez le %(telephone)s."
            )
            % {"telephone": letters.telephone_of(event)}
        )


def _house(asking: Asking) -> tuple[Cooperation | None, Organisation | None, str]:
    """Return for which one someone comes; refuse two of them."""
    words = clean_text(asking.organisation_name, max_length=200)
    if len(asking.cooperations) > 1:
        names = formats.listing([row.name for row in asking.cooperations])
        raise Refused(
            _(
                "Une inscription est pour une seule coopération, et vous en donnez plusieurs : %s. Gardez-en une."
            )
            % names
        )
    if asking.cooperations and words:
        raise Refused(
            _("Une inscription est pour une coopération ou pour une organisation : gardez l'une des deux.")
        )
    if asking.cooperations:
        return asking.cooperations[0], None, ""
    named = list(Organisation.objects.filter(folded=fold(words)).order_by("pk")[:2]) if words else []
    return None, named[0] if len(named) == 1 else None, words


def _new(event: Event, asking: Asking, by: Author) -> Registration:
    """Return the registration of someone, not saved."""
    name = clean_text(asking.name, max_length=150)
    if not name:
        raise Refused(_("Écrivez le nom de la personne : il faut savoir qui vient."))
    _refuse_twice(event, asking.email)
    cooperation, organisation, words = _house(asking)
    user = by.user if isinstance(by.user, User) and by.user.email.lower() == asking.email.lower() else None
    return Registration(
        event=event,
        name=name,
        folded=fold(name),
        email=asking.email,
        user=user,
        cooperation=cooperation,
        organisation=organisation,
        organisation_name=words,
        needs=clean_text(asking.needs, max_length=LONGEST_NEEDS),
        asked_at=by.at,
    )


def _place(row: Registration, seats: Seats[int]) -> None:
    """Give a seat, kept or free, or a rank in the waiting list."""
    mine = [row.cooperation_id] if row.cooperation_id else []
    row.on_kept_seat = seats.on_kept(mine) is not None
    row.state = _STATE.SEATED if row.on_kept_seat or seats.free else _STATE.WAITING


@transaction.atomic
def register(event: Event, asking: Asking, *, on: dt.date, by: Author) -> Registration:
    """Give someone a seat, or a rank in the waiting list."""
    current = locked(event)
    if current.state != EventState.ANNOUNCED or (sentence := closed_because(current, on=on)):
        raise Refused(sentence if current.is_public else _("Ce rendez-vous n'est pas encore annoncé."))
    if not asking.email:
        raise Refused(_("Donnez une adresse électronique : votre page personnelle y est envoyée."))
    row = _new(current, asking, by)
    # Seats whose keeping has just lapsed are for those who waited, before whoever comes now.
    give_seats(current, on=on, by=by)
    _place(row, seats_of(current, on=on))
    row.save(force_insert=True)
    letters.registered(row, by=by)
    record(
        by,
        gettext_noop("a inscrit une personne au rendez-vous « %(name)s » : %(state)s"),
        *about(current, row),
        name=current,
        state=row.get_state_display(),
    )
    return row


@transaction.atomic
def add_on_the_day(event: Event, asking: Asking, *, on: dt.date, by: Author) -> Registration:
    """Write on the list someone who came without being there: they are in, whatever the seats."""
    current = locked(event)
    if current.state not in {EventState.ANNOUNCED, EventState.CLOSED}:
        raise Refused(_("Ce rendez-vous n'est pas annoncé, ou il est annulé : personne n'y vient."))
    if not has_begun(current, on):
        raise Refused(_("Ce rendez-vous n'a pas commencé : la personne s'inscrit sur sa page."))
    row = _new(current, asking, by)
    row.state = _STATE.SEATED
    row.save(force_insert=True)
    record(
        by,
        gettext_noop("a ajouté une personne venue au rendez-vous « %(name)s »"),
        *about(current, row),
        name=current,
    )
    return row


def current_of(row: Registration) -> Registration:
    """Return a registration as it is now, its event being locked."""
    event = locked(row.event)
    current = Registration.objects.select_related("cooperation", "organisation").get(pk=row.pk)
    current.event = event
    return current


@transaction.atomic
def choose_workshops(
    row: Registration, sessions: Collection[EventSession], *, on: dt.date, by: Author
) -> Registration:
    """Choose workshops, one at most at each hour; where one is full, wait for a seat; others are given back."""
    current = current_of(row)
    event = current.event
    if not current.is_live or event.state != EventState.ANNOUNCED or has_begun(event, on):
        raise Refused(_("Les ateliers ne se choisissent plus : demandez sur place s'il reste des places."))
    wanted = {one.pk: one for one in event.sessions.workshops().filter(pk__in=[s.pk for s in sessions])}
    if len(wanted) < len({one.pk for one in sessions}):
        raise Refused(_("Un de ces ateliers n'est plus au programme : rechargez la page."))
    for first, second in combinations(wanted.values(), 2):
        if first.overlaps(second):
            raise Refused(
                _("« %(first)s » et « %(second)s » ont lieu à la même heure : choisissez l'un des deux.")
                % {"first": first, "second": second}
            )
    had = set(current.workshops.values_list("session", flat=True))
    current.workshops.exclude(session__in=wanted).delete()
    taken = WorkshopSeat.objects.taken_in(event)
    for key, session in wanted.items():
        if key not in had:
            full = taken.get(key, 0) >= (session.seats or 0)
            WorkshopSeat.objects.create(
                registration=current,
                session=session,
                waits=full or current.state != _STATE.SEATED,
                asked_at=by.at,
            )
    _give_workshops(event, by=by)
    record(
        by,
        gettext_noop("a choisi des ateliers au rendez-vous « %(name)s »"),
        *about(event, current),
        name=event,
    )
    return current


@transaction.atomic
def withdraw(row: Registration, *, on: dt.date, by: Author) -> Registration:
    """Take back a registration before the event; its seats go to the first who wait."""
    current = current_of(row)
    if current.state == _STATE.WITHDRAWN:
        return current
    if has_begun(current.event, on):
        raise Refused(
            _("Ce rendez-vous a commencé : appelez le %s pour dire que vous ne venez pas.")
            % letters.telephone_of(current.event)
        )
    current.state, current.on_kept_seat, current.needs = _STATE.WITHDRAWN, False, ""
    current.save(update_fields=["state", "on_kept_seat", "needs"])
    current.workshops.all().delete()
    letters.withdrawn(current, by=by)
    give_seats(current.event, on=on, by=by)
    record(
        by,
        gettext_noop("a retiré une inscription au rendez-vous « %(name)s »"),
        *about(current.event, current),
        name=current.event,
    )
    return current


@transaction.atomic
def seat_waiting(event: Event, *, on: dt.date, by: Author) -> int:
    """Lock an event, and give the seats that are free to those who wait; return how many sit now."""
    return give_seats(locked(event), on=on, by=by)


def give_seats(event: Event, *, on: dt.date, by: Author) -> int:
    """Give the free seats of an event that is locked to who waits, in order, then those of its workshops."""
    if event.state != EventState.ANNOUNCED or has_begun(event, on):
        return 0
    promoted = 0
    for row in list(Registration.objects.of(event).waiting()):
        seats = seats_of(event, on=on)
        if not seats.some_left:
            break
        row.event = event
        _place(row, seats)
        if row.state == _STATE.SEATED:
            row.save(update_fields=["state", "on_kept_seat"])
            letters.seated(row, by=by)
            promoted += 1
    _give_workshops(event, by=by)
    return promoted


def _give_workshops(event: Event, *, by: Author) -> None:
    """Give the free seats of the workshops of an event that is locked to those who wait for them."""
    taken = WorkshopSeat.objects.taken_in(event)
    waiting = WorkshopSeat.objects.waiting().filter(session__event=event)
    for seat in list(waiting.select_related("session", "registration")):
        if taken.get(seat.session_id, 0) < (seat.session.seats or 0):
            seat.waits = False
            seat.save(update_fields=["waits"])
            seat.registration.event = event
            letters.seated_in_workshop(seat, by=by)
            taken[seat.session_id] = taken.get(seat.session_id, 0) + 1


@transaction.atomic
def stop_registrations(event: Event, *, stopped: bool, on: dt.date, by: Author) -> Event:
    """Stop registrations before their day, or take them up again."""
    current = locked(event)
    if current.state != EventState.ANNOUNCED or has_begun(current, on):
        raise Refused(_("Les inscriptions s'arrêtent et reprennent avant le rendez-vous, une fois annoncé."))
    current.stopped = stopped
    current.next_version(by)
    current.save()
    sentence = (
        gettext_noop("a arrêté les inscriptions au rendez-vous « %(name)s »")
        if stopped
        else gettext_noop("a rouvert les inscriptions au rendez-vous « %(name)s »")
    )
    record(by, sentence, *about(current), name=current)
    return current
