"""The events of the world of the matrix, of a cooperation or of the network, with all that hangs on them."""

import datetime as dt
from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from maillage.bilan.models import FrozenBilan
from maillage.events.models import (
    Event,
    EventKind,
    EventSession,
    EventState,
    Registration,
    RegistrationState,
    Room,
    SessionKind,
    Speaker,
    WorkshopProposal,
)
from maillage.network.models import Cooperation
from tests.cast import date, departement, instant
from tests.rights_row import Row, link, needs, on, public

# Far ahead: whoever opens the page, on whichever day, finds it open.
FAR, AT = date(2090, 1, 2), instant(2015, 1, 10)


def event(cooperation: Cooperation | None) -> dict[str, object]:
    """Make an event that is announced, with a room, a workshop, and who speaks there."""
    made = Event.objects.create(
        cooperation=cooperation,
        kind=EventKind.DEPARTMENTAL if cooperation else EventKind.NATIONAL,
        title="Rendez-vous de la matrice",
        slug=f"matrice-{cooperation.slug if cooperation else Event.objects.count()}",
        starts_on=FAR,
        ends_on=FAR,
        departement=departement("30"),
        place="Mairie",
        capacity=50,
        proposals_until=FAR,
        state=EventState.ANNOUNCED,
    )
    room = Room.objects.create(event=made, name="Bleue", folded="bleue", capacity=9)
    session = EventSession.objects.create(
        event=made,
        kind=SessionKind.WORKSHOP,
        title="Atelier de la matrice",
        on=FAR,
        starts_at=dt.time(14),
        ends_at=dt.time(16),
        seats=5,
    )
    speaker = Speaker.objects.create(session=session, name="Zoé Blanc")
    proposed = cooperation or Cooperation.objects.order_by("pk")[0]
    proposal = WorkshopProposal.objects.create(
        event=made, cooperation=proposed, title="Idée", summary="Une idée.", leader="Zoé", proposed_at=AT
    )
    guest = Registration.objects.create(
        event=made, name="Zoé Blanc", folded="zoe blanc", state=RegistrationState.SEATED, asked_at=AT
    )
    return {
        "key": made.pk,
        "slug": made.slug,
        "room": room.pk,
        "session": session.pk,
        "speaker": speaker.pk,
        "proposal": proposal.pk,
        "registration": guest.pk,
    }


def frozen(*_about: object) -> dict[str, object]:
    """Make the print of a bilan, of no event."""
    made = FrozenBilan.objects.create(
        definition="rendez-vous",
        as_of=date(2015, 1, 1),
        at=AT,
        perimeter="france",
        organisation="Maillage",
        fingerprint="0" * 64,
        sections=[],
        recorded_at=AT,
        known_from=AT,
    )
    return {"key": made.pk, "form": "pdf"}


# Who opens which page.
ROWS: Mapping[str, Row] = {
    "events": public(),
    "event": public("event"),
    "event_schedule": public("event"),
    "event_calendar": public("event"),
    "run_events": needs(Right.HOLD_EVENT),
    "open_event": needs(Right.HOLD_EVENT),
    "work_event": on("event of a cooperation", Right.HOLD_EVENT),
    "edit_event": on("event of a cooperation", Right.HOLD_EVENT),
    "announce_event": on("event of a cooperation", Right.HOLD_EVENT),
    "cancel_event": on("event of a cooperation", Right.HOLD_EVENT),
    "add_event_room": on("event of a cooperation", Right.HOLD_EVENT),
    "drop_event_room": on("event of a cooperation", Right.HOLD_EVENT),
    "add_event_session": on("event of a cooperation", Right.HOLD_EVENT),
    "edit_event_session": on("event of a cooperation", Right.HOLD_EVENT),
    "drop_event_session": on("event of a cooperation", Right.HOLD_EVENT),
    "add_event_speaker": on("event of a cooperation", Right.HOLD_EVENT),
    "drop_event_speaker": on("event of a cooperation", Right.HOLD_EVENT),
    "event_register": public("event"),
    "event_seat": link(),
    "event_withdraw": link(),
    "propose_event_workshop": on("event", Right.PROPOSE_WORKSHOP),
    "accept_event_workshop": on("event of a cooperation", Right.HOLD_EVENT),
    "decline_event_workshop": on("event of a cooperation", Right.HOLD_EVENT),
    "event_registrations": on("event of a cooperation", Right.HOLD_EVENT),
    "drop_event_registration": on("event of a cooperation", Right.HOLD_EVENT),
    "add_event_guest": on("event of a cooperation", Right.HOLD_EVENT),
    "event_attendance": on("event of a cooperation", Right.HOLD_EVENT),
    "event_badges": on("event of a cooperation", Right.HOLD_EVENT),
    "event_sheet": on("event of a cooperation", Right.HOLD_EVENT),
    "event_minutes": on("event of a cooperation", Right.HOLD_EVENT),
    "shelve_event_minutes": on("event of a cooperation", Right.HOLD_EVENT),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "event": lambda *_about: event(None),
    "frozen bilan": frozen,
}
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {}
