"""Trainings as iCalendar, which any calendar program reads: one session, or those to come in a territory."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Event

from maillage.common.calendars import host, icalendar
from maillage.common.facts import start_of_day
from maillage.common.mail import site_link
from maillage.supports.models import HalfDay, TrainingSession


def calendar_of(sessions: Iterable[TrainingSession], *, title: str) -> bytes:
    """Return some sessions as a calendar; the link of a video stays with those who are enrolled."""
    return icalendar(
        title,
        (
            _event(session, half_day)
            for session in sessions
            for half_day in sorted(session.half_days.all(), key=lambda row: (row.on, row.starts_at))
        ),
    )


def _event(session: TrainingSession, half_day: HalfDay) -> Event:
    """Return one half-day, at the clock of its place."""
    half_day.session = session  # read once for all its half-days
    starts, ends = half_day.span
    event = Event()
    event.add("uid", f"formation-{session.pk}-{half_day.on:%Y%m%d}-{half_day.moment}@{host()}")
    event.add("dtstamp", session.saved_at or start_of_day(half_day.on))
    event.add("sequence", session.version - 1)
    event.add("summary", _("Formation : %s") % session)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    if where := ", ".join(filter(None, (session.place, session.commune.name if session.commune else ""))):
        event.add("location", where)
    event.add("description", session.cooperation.name)
    event.add("url", site_link(session.get_absolute_url()))
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    return event
