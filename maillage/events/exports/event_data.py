"""What the page of an event says to machines, in the words of schema.org: only what the page itself says."""

from typing import Any

from django.conf import settings

from maillage.common.mail import site_link
from maillage.common.seats import Seats
from maillage.events.models import Event, EventState


def event_data(event: Event, seats: Seats[int]) -> dict[str, Any]:
    """Return an event as schema.org names it."""
    status = "EventCancelled" if event.state == EventState.CANCELLED else "EventScheduled"
    organiser = event.cooperation
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": site_link(event.get_absolute_url()),
        "url": site_link(event.get_absolute_url()),
        "name": event.title,
        "startDate": event.starts_on.isoformat(),
        "endDate": event.ends_on.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "maximumAttendeeCapacity": event.capacity,
        "remainingAttendeeCapacity": seats.free,
        "location": {"@type": "Place", "name": event.where, "address": event.where},
        "organizer": {
            "@type": "Organization",
            "name": organiser.name if organiser else str(settings.BRANDING["name"]),
            "url": site_link(organiser.get_absolute_url() if organiser else "/"),
        },
    }
