"""Sessions of training that took place before this register, and that a spreadsheet brings."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.facts import Author, stamp
from maillage.common.normalise import fold
from maillage.network.models import Cooperation, Organisation, Team
from maillage.supports.models import (
    CurriculumVersion,
    Enrolment,
    EnrolmentState,
    Holding,
    Trained,
    Trainee,
    TrainingSession,
)
from maillage.supports.operations.training_attendance import certificate_number
from maillage.territory.models import Commune, Departement


@dataclass(frozen=True, kw_only=True)
class Came:
    """Hold someone who was trained: their name, how to reach them where it is known, for whom they came."""

    name: str
    email: str = ""
    telephone: str = ""
    team: Team | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True, kw_only=True)
class Past:
    """Hold a session that took place: what was taught, by whom, where, how long, and who was trained."""

    taught: CurriculumVersion
    cooperation: Cooperation
    minutes: int
    commune: Commune | None = None
    departement: Departement | None = None
    people: Sequence[Came] = field(default_factory=tuple)


@transaction.atomic
def take_over_session(past: Past, *, on: dt.date, by: Author) -> Holding:
    """Write a session held on a day and who was trained there; one that is known gains the people it lacked."""
    Cooperation.objects.select_for_update(of=("self",)).get(pk=past.cooperation.pk)
    holding = Holding.objects.of_session(past.cooperation, past.taught.curriculum, on)
    if holding is None:
        # Nobody may sign up to it any more: its half-days are not known, and it is on no list.
        session = TrainingSession.objects.create(
            cooperation=past.cooperation,
            taught=past.taught,
            commune=past.commune,
            departement=past.departement,
            capacity=max(len(past.people), 1),
            is_public=False,
        )
        holding = Holding.objects.create(session=session, held_on=on, minutes=past.minutes, **stamp(by))
    for came in past.people:
        _train(holding, came, by)
    record(
        by,
        gettext_noop(
            "a inscrit une session de « %(name)s » tenue avant le registre ; personnes formées : %(number)s"
        ),
        holding.session,
        past.cooperation,
        name=past.taught.curriculum,
        number=len(past.people),
    )
    return holding


def _train(holding: Holding, came: Came, by: Author) -> None:
    """Write that someone was trained; who is known by a name and an address, or by the cooperation, is the same."""
    known = Trainee.objects.known_as(came.name, came.email, came.telephone)
    if known is None and not (came.email or came.telephone):
        known = Trainee.objects.met_by(holding.session.cooperation, came.name)
    trainee = known or Trainee.objects.create(
        name=came.name, folded=fold(came.name), email=came.email, telephone=came.telephone
    )
    told = {"trainee": trainee, "organisation": came.organisation, "team": came.team}
    Enrolment.objects.create(session=holding.session, state=EnrolmentState.SEATED, asked_at=by.at, **told)
    Trained.objects.create(
        holding=holding,
        on=holding.held_on,
        minutes=holding.minutes,
        certificate=certificate_number(holding.held_on),
        **told,
        **stamp(by),
    )
