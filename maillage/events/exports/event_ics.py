"""Events as iCalendar: one with its sessions, or those that a calendar of a territory lists."""

import datetime as dt

from icalendar import Event as Component

from maillage.common.calendars import host, icalendar
from maillage.common.facts import start_of_day
from maillage.common.mail import site_link
from maillage.events.models import Event, EventSession, EventState


def calendar_of(event: Event) -> bytes:
    """Return an event, whole days, and each of its sessions at its hours."""
    cancelled = event.state == EventState.CANCELLED
    sessions: list[EventSession] = [] if cancelled else list(event.sessions.all())
    return icalendar(event.title, [component_of(event), *(_session(event, one) for one in sessions)])


def _begun(event: Event, uid: str, title: str) -> Component:
    """Return the component of an event, or of one of its sessions, without its hours."""
    made = Component()
    made.add("uid", f"{uid}@{host()}")
    made.add("dtstamp", event.saved_at or start_of_day(event.starts_on))
    made.add("sequence", event.version - 1)
    made.add("summary", title)
    made.add("url", site_link(event.get_absolute_url()))
    made.add("status", "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED")
    return made


def component_of(event: Event) -> Component:
    """Return an event as whole days; what is cancelled says so, and calendars take it off."""
    made = _begun(event, f"rendez-vous-{event.pk}", event.title)
    made.add("dtstart", event.starts_on)
    made.add("dtend", event.ends_on + dt.timedelta(days=1))
    made.add("location", event.where)
    made.add("description", event.owner)
    return made


def _session(event: Event, session: EventSession) -> Component:
    """Return a session, at the clock of its place."""
    session.event = event  # read once for all its sessions
    made = _begun(event, f"rendez-vous-{event.pk}-seance-{session.pk}", session.title)
    made["sequence"] = session.version - 1
    starts, ends = session.span
    made.add("dtstart", starts)
    made.add("dtend", ends)
    where = f"{session.room}, {event.where}" if session.room else event.where
    made.add("location", where)
    if session.summary:
        made.add("description", session.summary)
    return made
