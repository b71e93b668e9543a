"""A cooperation at work: people who act, and rows to act on."""

import datetime as dt

from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.models import (
    ActionState,
    Body,
    BodyKind,
    ContactMeans,
    ContactNote,
    Cooperation,
    Diagnosis,
    Meeting,
    MeetingDecision,
    MemberPart,
    Organisation,
    RoadmapAction,
)
from maillage.network.operations.bodies import seat_person, set_up_body
from maillage.network.operations.meetings import Appointment, call_meeting, take_decision
from maillage.network.operations.members import Representative, join_cooperation
from maillage.network.operations.roadmap import Undertaking, add_action, note_contact, save_diagnosis
from tests.cast import date, instant

NOW = instant(2017, 6, 1)
TODAY = date(2017, 6, 1)
BY = Author(at=NOW, role=Role.ANIMATOR)


def join(
    cooperation: Cooperation, organisation: Organisation, part: str = MemberPart.INNER, **said: str
) -> None:
    """Make an organisation a member since 2015."""
    join_cooperation(
        cooperation,
        organisation,
        part=part,
        representative=Representative(**said),
        on=date(2015, 1, 1),
        by=BY,
    )


def meeting(
    cooperation: Cooperation, on: dt.date = TODAY, title: str = "Comité de printemps", **said: object
) -> Meeting:
    """Call a meeting."""
    return call_meeting(cooperation, Appointment(title=title, on=on, **said), by=BY)  # type: ignore[arg-type] # as the test says


def committee(cooperation: Cooperation, name: str = "Comité restreint") -> Body:
    """Set up a committee, with one person in it."""
    body = set_up_body(cooperation, kind=BodyKind.INNER, name=name, on=date(2015, 1, 1), by=BY)
    seat_person(
        body,
        person=f"Paul {name}",
        email="paul@exemple.fr",
        organisation=None,
        on=date(2015, 1, 1),
        by=BY,
    )
    return body


def decision(of: Meeting, words: str = "Écrire aux maires", due_on: dt.date | None = None) -> MeetingDecision:
    """Take a decision."""
    return take_decision(of, words=words, in_charge="Paul", due_on=due_on, by=BY)


def action(
    cooperation: Cooperation, title: str = "Former dix bénévoles", due_on: dt.date | None = None
) -> RoadmapAction:
    """Add an action to the roadmap."""
    said = Undertaking(title=title, due_on=due_on, state=ActionState.GOING, pilot_person="Paul")
    return add_action(cooperation, said, by=BY)


def diagnosis(cooperation: Cooperation, text: str = "Trois cantons sans équipe.") -> Diagnosis:
    """Write the shared diagnosis."""
    return save_diagnosis(cooperation, text=text, version=0, by=BY)


def contact(
    cooperation: Cooperation,
    with_whom: str = "la mairie d'Uzès",
    next_step: str = "",
    next_due_on: dt.date | None = None,
) -> ContactNote:
    """Note a contact."""
    return note_contact(
        cooperation,
        on=date(2017, 5, 2),
        with_whom=with_whom,
        how=ContactMeans.CALL,
        words="Le CCAS cherche des bénévoles.",
        next_step=next_step,
        next_due_on=next_due_on,
        by=BY,
    )
