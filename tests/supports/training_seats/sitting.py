"""Sessions of training, and people who ask for a seat, for the tests."""

import datetime as dt
from dataclasses import replace
from typing import Any

from maillage.accounts.models import User
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.common.normalise import fold
from maillage.network.models import Organisation
from maillage.supports.models import (
    Curriculum,
    CurriculumVersion,
    Enrolment,
    HalfDay,
    Module,
    SeatHold,
    TrainingSession,
)
from maillage.supports.operations.training_enrolments import Asking, enrol
from tests.cast import Cast, commune, date, departement, instant

ON, AT = date(2017, 2, 1), instant(2017, 2, 1)
DAY = date(2017, 3, 6)  # a Monday
PUBLIC = Author(at=AT, role="public")


def by(user: User | None = None, at: dt.datetime = AT) -> Author:
    """Return who acts."""
    return Author(at=at, user=user, role="essai")


def taught() -> CurriculumVersion:
    """Return what is taught: one curriculum, of two modules."""
    curriculum, _new = Curriculum.objects.get_or_create(
        slug="socle",
        defaults={"name": "Aller vers", "variant": "socle", "audience": "Les bénévoles des équipes."},
    )
    version, new = CurriculumVersion.objects.get_or_create(
        curriculum=curriculum,
        number="1",
        defaults={"adopted_on": date(2015, 1, 1), "specification": "Écouter, aller vers."},
    )
    if new:
        Module.objects.create(version=version, position=1, title="L'isolement", minutes=90)
        Module.objects.create(version=version, position=2, title="La visite", minutes=90)
    return version


def session(cast: Cast, *, days: tuple[dt.date, ...] = (DAY,), **fields: Any) -> TrainingSession:
    """Return a session at Nîmes, of a morning for each day, with two seats unless told otherwise."""
    told = {
        "cooperation": cast.gard,
        "taught": taught(),
        "departement": departement("30"),
        "commune": commune("30189"),
        "place": "Maison des associations",
        "capacity": 2,
        **fields,
    }
    made = TrainingSession.objects.create(**told)
    for on in days:
        HalfDay.objects.create(
            session=made, on=on, moment="matin", starts_at=dt.time(9), ends_at=dt.time(12, 30)
        )
    return made


def asking(name: str = "Zoé Blanc", **fields: Any) -> Asking:
    """Return what someone asks; an address is made of their name, unless told otherwise."""
    given = Asking(name=name, email=f"{fold(name).partition(' ')[0]}@exemple.fr")
    return replace(given, **fields)


def seat(
    asked: TrainingSession, name: str = "Zoé Blanc", *, at: dt.datetime = AT, **fields: Any
) -> Enrolment:
    """Enrol someone."""
    return enrol(asked, asking(name, **fields), on=ON, by=Author(at=at, role="public"))


def hold(kept: TrainingSession, organisation: Organisation, seats: int = 1, **fields: Any) -> SeatHold:
    """Keep seats for an organisation."""
    return SeatHold.objects.create(session=kept, organisation=organisation, seats=seats, **fields)


def fresh(enrolment: Enrolment) -> Enrolment:
    """Return an enrolment as the base holds it."""
    return Enrolment.objects.in_full().get(pk=enrolment.pk)


def subjects(email: str) -> list[str]:
    """Return the subjects of the messages to an address, the first first."""
    return list(Message.objects.filter(to_email=email).order_by("pk").values_list("subject", flat=True))
