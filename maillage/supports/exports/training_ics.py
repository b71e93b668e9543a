"""Trainings as iCalendar, which any calendar program reads: one session, or those to come in a territory."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from maillage.common.facts import start_of_day
from maillage.common.mail import site_link
from maillage.supports.models import HalfDay, TrainingSession

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(sessions: Iterable[TrainingSession], *, title: str) -> bytes:
    """Return some sessions as a calendar; the link of a video stays with those who are enrolled."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Maillage//{settings.BRANDING['name']}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval;value=duration", "P1D")
    for session in sessions:
        half_days = sorted(session.half_days.all(), key=lambda half_day: (half_day.on, half_day.starts_at))
        for half_day in half_days:
            calendar.add_component(_event(session, half_day))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _event(session: TrainingSession, half_day: HalfDay) -> Event:
    """Return one half-day, at the clock of its place."""
    half_day.session = session  # read once for all its half-days
    starts, ends = half_day.span
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname or "maillage"
    event.add("uid", f"formation-{session.pk}-{half_day.on:%Y%m%d}-{half_day.moment}@{host}")
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
