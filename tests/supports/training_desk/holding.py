"""Sessions as an organiser opens them, for the tests."""

import datetime as dt
from dataclasses import replace
from typing import Any

from maillage.common.facts import Author
from maillage.supports.models import Enrolment, Holding, Qualification, Trained, TrainingSession
from maillage.supports.operations.training_attendance import close_attendance, note_presences
from maillage.supports.operations.training_curricula import qualify
from maillage.supports.operations.training_sessions import SessionText, Slot, open_session
from tests.cast import Cast, commune, date, instant
from tests.supports.training_seats.sitting import ON, by, taught

DAY, AFTER = date(2017, 3, 6), date(2017, 3, 7)
AFTER_AT = instant(2017, 3, 7)
HOUSE = by()
LATER = Author(at=AFTER_AT, role="essai")


def slot(on: dt.date = DAY, starts: int = 9, ends: int = 12) -> Slot:
    """Return a half-day."""
    return Slot(on=on, starts_at=dt.time(starts), ends_at=dt.time(ends))


def text(**fields: Any) -> SessionText:
    """Return what a session is: a whole day at Nîmes, with two seats, unless told otherwise."""
    told = SessionText(
        taught=taught(),
        slots=[slot(), slot(starts=14, ends=17)],
        capacity=2,
        commune=commune("30189"),
        place="Maison des associations",
    )
    return replace(told, **fields)


def opened(cast: Cast, **fields: Any) -> TrainingSession:
    """Open a session of the cooperation of the Gard."""
    return open_session(cast.gard, text(**fields), on=ON, by=HOUSE)


def trainer(name: str = "Yann Cozic", **fields: Any) -> Qualification:
    """Let someone train."""
    given = {"email": "", "since": date(2016, 1, 1), "until": None, **fields}
    return qualify(taught().curriculum, name=name, by=HOUSE, **given)


def came(session: TrainingSession, *people: Enrolment, half_days: int = 2) -> None:
    """Note people present, to some half-days."""
    rows = list(session.half_days.in_order())[:half_days]
    note_presences(session, {(person.pk, row.pk) for person in people for row in rows}, on=AFTER, by=LATER)


def closed(session: TrainingSession) -> tuple[Holding, list[Trained]]:
    """Close the attendance of a session; return what it made."""
    held = close_attendance(session, on=AFTER, by=LATER)
    return held, list(Trained.objects.believed().filter(holding=held).with_people().order_by("pk"))
