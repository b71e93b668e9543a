"""Requests that wait for a sitting, and who decides them, for the tests of national work."""

import datetime as dt

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.models import (
    Cooperation,
    Organisation,
    RecognitionRequest,
    SigningFile,
    SigningState,
    Sitting,
    StageRequest,
    Team,
)
from maillage.network.operations.sittings import plan_sitting
from tests.accounts.people import person
from tests.cast import date, instant, national_charter

TODAY, NOW = date(2017, 6, 1), instant(2017, 6, 1)
HELD_ON = date(2017, 5, 30)
MARCH, APRIL, MAY = instant(2017, 3, 1), instant(2017, 4, 1), instant(2017, 5, 1)


def officer(name: str = "Anne Martin") -> User:
    """Return a person of the national team."""
    return person(name, Role.OFFICER)


def written_by(user: User, at: dt.datetime = NOW) -> Author:
    """Return who writes, as an officer."""
    return Author(at=at, user=user, role=Role.OFFICER)


def sitting(body: str = "Bureau", held_on: dt.date = HELD_ON) -> Sitting:
    """Plan a sitting."""
    return plan_sitting(
        body=body, held_on=held_on, place="Paris", on=max(TODAY, held_on), by=written_by(officer())
    )


def ask_to_sign(organisation: Organisation, at: dt.datetime = MARCH) -> SigningFile:
    """Hand in the file of an organisation."""
    return SigningFile.objects.create(
        organisation=organisation,
        name=organisation.name,
        charter=national_charter(),
        charter_digest="0" * 64,
        signatory_name="Paul Aubert",
        contact_email="paul@exemple.fr",
        state=SigningState.SUBMITTED,
        opened_at=at,
        submitted_at=at,
    )


def ask_to_recognise(team: Team, at: dt.datetime = APRIL) -> RecognitionRequest:
    """Ask that a team be recognised."""
    return RecognitionRequest.objects.create(team=team, submitted_at=at)


def ask_for_stage(cooperation: Cooperation, at: dt.datetime = MAY) -> StageRequest:
    """Ask that a cooperation be recognised."""
    return StageRequest.objects.create(
        cooperation=cooperation, evidence_kind="reunion", met_on=at.date(), words="Prête.", submitted_at=at
    )
