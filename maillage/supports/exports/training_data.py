"""What the page of a training says to machines, in the words of schema.org: only what the page itself says."""

from collections.abc import Sequence
from typing import Any

from maillage.common.mail import site_link
from maillage.supports.models import HalfDay, TrainingSession
from maillage.supports.operations.training_enrolments import Seats


def event_data(session: TrainingSession, half_days: Sequence[HalfDay], seats: Seats) -> dict[str, Any]:
    """Return a training as an event; nothing while it has no day."""
    if not half_days:
        return {}
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    cooperation = session.cooperation
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": site_link(session.get_absolute_url()),
        "url": site_link(session.get_absolute_url()),
        "name": str(session),
        "startDate": half_days[0].span[0].isoformat(),
        "endDate": half_days[-1].span[1].isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "maximumAttendeeCapacity": session.capacity,
        "remainingAttendeeCapacity": seats.free,
        "organizer": {
            "@type": "Organization",
            "name": cooperation.name,
            "url": site_link(cooperation.get_absolute_url()),
        },
    }
    if where := " – ".join(filter(None, (session.place, session.commune.name if session.commune else ""))):
        data["location"] = {"@type": "Place", "name": where, "address": where}
    if session.cost is not None:
        data["isAccessibleForFree"] = session.cost == 0
    return data
