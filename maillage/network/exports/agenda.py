"""The dates of a cooperation as an iCalendar feed, which any calendar program reads."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from maillage.common.mail import site_link
from maillage.network.models import Cooperation, Meeting, MeetingDecision, RoadmapAction

CONTENT_TYPE = "text/calendar; charset=utf-8"
BEFORE = dt.timedelta(days=180)  # calendars keep the memory of half a year
LASTS = dt.timedelta(hours=2)  # a meeting says when it begins, not when it ends
REFRESH = "PT6H"


def calendar_of(cooperation: Cooperation, *, today: dt.date, at: dt.datetime) -> bytes:
    """Return the meetings, the decisions to carry out and the actions to finish, as a calendar."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Maillage//{settings.BRANDING['name']}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", cooperation.name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("x-published-ttl", REFRESH)
    for event in _events(cooperation, today, at):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _events(cooperation: Cooperation, today: dt.date, at: dt.datetime) -> Iterable[Event]:
    """Yield what a calendar shows."""
    for meeting in cooperation.meetings.since(today - BEFORE).select_related("body"):
        yield _meeting(cooperation, meeting, at)
    for decision in MeetingDecision.objects.of(cooperation).open().due():
        yield _decision(cooperation, decision, at)
    for action in cooperation.roadmap.open().due():
        yield _action(cooperation, action, at)


def _uid(kind: str, key: int) -> str:
    """Return a name that stays the same however often the calendar is read."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname or 'maillage'}"


def _meeting(cooperation: Cooperation, meeting: Meeting, at: dt.datetime) -> Event:
    """Return a meeting: at its hour where it is known, else all day; a cancelled one says so."""
    event = Event()
    event.add("uid", _uid("reunion", meeting.pk))
    event.add("dtstamp", meeting.saved_at or at)
    event.add("sequence", meeting.version - 1)
    event.add("summary", meeting.title)
    if meeting.starts_at:
        starts = dt.datetime.combine(meeting.on, meeting.starts_at, tzinfo=ZoneInfo(settings.TIME_ZONE))
        event.add("dtstart", starts)
        event.add("dtend", starts + LASTS)
    else:
        event.add("dtstart", meeting.on)
    if meeting.place or meeting.link:
        event.add("location", meeting.place or meeting.link)
    url = site_link(reverse("cockpit_meeting", args=[cooperation.slug, meeting.pk]))
    who = meeting.body.name if meeting.body else cooperation.name
    event.add("description", "\n\n".join(filter(None, (who, meeting.agenda, meeting.link, url))))
    event.add("url", url)
    event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED")
    return event


def _decision(cooperation: Cooperation, decision: MeetingDecision, at: dt.datetime) -> Event:
    """Return the day when something that was decided is due."""
    event = Event()
    event.add("uid", _uid("decision", decision.pk))
    event.add("dtstamp", at)
    event.add("dtstart", decision.due_on)
    event.add("summary", _("À faire : %(words)s") % {"words": decision.words})
    taken = _("Décidé à « %(meeting)s ».") % {"meeting": decision.meeting.title}
    charge = _("Qui s'en charge : %(who)s") % {"who": decision.in_charge} if decision.in_charge else ""
    event.add("description", "\n".join(filter(None, (taken, charge))))
    event.add("url", site_link(reverse("cockpit_decisions", args=[cooperation.slug])))
    event.add("transp", "TRANSPARENT")
    return event


def _action(cooperation: Cooperation, action: RoadmapAction, at: dt.datetime) -> Event:
    """Return the day when an action of the roadmap is due."""
    event = Event()
    event.add("uid", _uid("action", action.pk))
    event.add("dtstamp", action.saved_at or at)
    event.add("sequence", action.version - 1)
    event.add("dtstart", action.due_on)
    event.add("summary", _("Échéance : %(action)s") % {"action": action.title})
    if action.purpose:
        event.add("description", action.purpose)
    event.add("url", site_link(reverse("cockpit_roadmap", args=[cooperation.slug])))
    event.add("transp", "TRANSPARENT")
    return event
