"""Events, their programme and people who come, for the tests."""

import datetime as dt
from typing import Any

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.common.normalise import fold
from maillage.events.models import Event, EventSession, Registration, Room, SessionKind
from maillage.events.operations.programme import (
    EventText,
    SessionText,
    add_room,
    announce_event,
    open_event,
    plan_session,
)
from maillage.events.operations.registrations import Asking, register
from maillage.network.models import Cooperation
from tests.cast import commune, date, instant

ON, AT = date(2017, 2, 1), instant(2017, 2, 1)
DAY, NEXT_DAY = date(2017, 3, 6), date(2017, 3, 7)  # a Monday, a Tuesday
DURING, AFTER = instant(2017, 3, 6, 14), instant(2017, 3, 8)


def by(at: dt.datetime = AT, user: User | None = None) -> Author:
    """Return who acts."""
    return Author(at=at, user=user, role="essai")


def text(**fields: Any) -> EventText:
    """Return what an event is: two days at Nîmes for four people, unless told otherwise."""
    told = {
        "title": "Rendez-vous de mars",
        "starts_on": DAY,
        "ends_on": NEXT_DAY,
        "commune": commune("30189"),
        "place": "Maison des associations",
        "capacity": 4,
        **fields,
    }
    return EventText(**told)


def draft(cooperation: Cooperation | None = None, **fields: Any) -> Event:
    """Open an event."""
    return open_event(cooperation, text(**fields), on=ON, by=by())


def announced(cooperation: Cooperation | None = None, **fields: Any) -> Event:
    """Open an event and announce it."""
    return announce_event(draft(cooperation, **fields), on=ON, by=by())


def room(event: Event, name: str = "Salle Bleue", capacity: int = 2) -> Room:
    """Add a room."""
    return add_room(event, name, capacity, by=by())


def slot(**fields: Any) -> SessionText:
    """Return what a session is: a workshop on Monday afternoon, unless told otherwise."""
    told = {
        "kind": SessionKind.WORKSHOP,
        "title": "Animer à deux",
        "on": DAY,
        "starts_at": dt.time(14),
        "ends_at": dt.time(15, 30),
        **fields,
    }
    return SessionText(**told)


def workshop(event: Event, title: str = "Animer à deux", **fields: Any) -> EventSession:
    """Plan a workshop of two seats."""
    return plan_session(event, slot(title=title, **{"seats": 2, **fields}), by=by())


def plenary(event: Event, title: str = "Bilan", **fields: Any) -> EventSession:
    """Plan a plenary on Monday morning."""
    told = {"kind": SessionKind.PLENARY, "starts_at": dt.time(9, 30), "ends_at": dt.time(12), **fields}
    return plan_session(event, slot(title=title, **told), by=by())


def subjects(email: str) -> list[str]:
    """Return the subjects of the messages to an address, the first first."""
    return list(Message.objects.filter(to_email=email).order_by("pk").values_list("subject", flat=True))


def asking(name: str = "Zoé Blanc", **fields: Any) -> Asking:
    """Return what someone asks; an address is made of their name, unless told otherwise."""
    given = {"email": f"{fold(name).partition(' ')[0]}@exemple.fr", **fields}
    return Asking(name=name, **given)


def guest(
    event: Event, name: str = "Zoé Blanc", *, on: dt.date = ON, at: dt.datetime = AT, **fields: Any
) -> Registration:
    """Sign someone up."""
    return register(event, asking(name, **fields), on=on, by=Author(at=at, role="public"))


def state(row: Registration) -> str:
    """Return where a registration is, as the base holds it."""
    return Registration.objects.get(pk=row.pk).state
