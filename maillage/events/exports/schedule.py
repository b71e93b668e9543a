"""The programme of an event as schedule XML, which the programs of conferences read."""

import datetime as dt
import uuid
from itertools import groupby
from xml.etree import ElementTree as ET

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.common.mail import site_link
from maillage.events.models import Event, EventSession, by_day

CONTENT_TYPE = "application/xml; charset=utf-8"
SLOT = "00:05"


def schedule_xml(event: Event) -> bytes:
    """Return the programme: days, rooms, and what takes place there; only who agreed to it is named."""
    root = ET.Element("schedule")
    _text(root, version=str(event.version))
    conference = ET.SubElement(root, "conference")
    _text(
        conference,
        acronym=event.slug,
        title=event.title,
        start=event.starts_on.isoformat(),
        end=event.ends_on.isoformat(),
        days=str(len(event.days)),
        timeslot_duration=SLOT,
        base_url=site_link(event.get_absolute_url()),
    )
    planned = dict(by_day(event.sessions.all()))
    for index, day in enumerate(event.days, start=1):
        _day(root, event, index, day, planned.get(day, []))
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _day(root: ET.Element, event: Event, index: int, day: dt.date, sessions: list[EventSession]) -> None:
    """Write a day, its rooms by name; what has no room yet comes under one that says so."""
    for one in sessions:
        one.event = event
    spans = [one.span for one in sessions]
    told = {"index": str(index), "date": day.isoformat()}
    if spans:
        told |= {"start": min(spans)[0].isoformat(), "end": max(end for _start, end in spans).isoformat()}
    element = ET.SubElement(root, "day", told)
    for name, held in groupby(sorted(sessions, key=_room_of), key=_room_of):
        room = ET.SubElement(element, "room", name=name)
        for one in held:
            _session(room, event, one)


def _room_of(session: EventSession) -> str:
    return session.room.name if session.room else _("Salle à préciser")


def _session(room: ET.Element, event: Event, session: EventSession) -> None:
    """Write a session."""
    starts, ends = session.span
    minutes = int((ends - starts).total_seconds()) // 60
    page = site_link(f"{event.get_absolute_url()}#seance-{session.pk}")
    guid = uuid.uuid5(uuid.NAMESPACE_URL, page)
    element = ET.SubElement(room, "event", guid=str(guid), id=str(session.pk))
    _text(
        element,
        date=starts.isoformat(),
        start=f"{starts:%H:%M}",
        duration=f"{minutes // 60:02d}:{minutes % 60:02d}",
        room=_room_of(session),
        slug=f"{event.slug}-{session.pk}",
        url=page,
        title=session.title,
        subtitle=session.cooperation.name if session.cooperation else "",
        track=capfirst(session.get_kind_display()),
        type=session.kind,
        language="fr",
        abstract=session.summary,
        description="",
    )
    persons = ET.SubElement(element, "persons")
    for speaker in session.speakers.all():
        if speaker.agreed_on is not None:
            ET.SubElement(persons, "person", id=str(speaker.pk)).text = speaker.name
    ET.SubElement(element, "links")


def _text(parent: ET.Element, **told: str) -> None:
    for name, words in told.items():
        ET.SubElement(parent, name).text = words
