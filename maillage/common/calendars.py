"""Calendars that others follow, as iCalendar: what each begins with, how each is written."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


def host() -> str:
    """Return the name of this site, for identifiers that never change."""
    return urlsplit(settings.SITE_URL).hostname or "maillage"


def icalendar(title: str, events: Iterable[Event]) -> bytes:
    """Return a public calendar, which programs read again each day."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Maillage//{settings.BRANDING['name']}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval;value=duration", "P1D")
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
