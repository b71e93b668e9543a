"""The trainings of the world of the matrix, each of a cooperation."""

import datetime as dt

from maillage.common.facts import Author, stamp
from maillage.network.models import Cooperation, Organisation
from maillage.supports.models import (
    Curriculum,
    CurriculumVersion,
    Enrolment,
    HalfDay,
    Holding,
    Presence,
    Qualification,
    SeatHold,
    Trained,
    Trainee,
    TrainingSession,
)
from tests.cast import date, departement, instant

ADOPTED, GONE = date(2015, 1, 1), date(2015, 2, 2)
TOLD = stamp(Author(at=instant(2015, 1, 1), role="maison"))


def taught() -> CurriculumVersion:
    """Return what is taught, made once."""
    curriculum, _new = Curriculum.objects.get_or_create(
        slug="formation-de-la-matrice", defaults={"name": "Formation de la matrice", "variant": "socle"}
    )
    version, _new = CurriculumVersion.objects.get_or_create(
        curriculum=curriculum, number="1", defaults={"adopted_on": ADOPTED}
    )
    return version


def _session(cooperation: Cooperation, on: dt.date) -> TrainingSession:
    made = TrainingSession.objects.create(
        cooperation=cooperation, taught=taught(), departement=departement("30"), capacity=10, place="Mairie"
    )
    HalfDay.objects.create(session=made, on=on, moment="matin", starts_at=dt.time(9), ends_at=dt.time(12))
    return made


def announced_training(cooperation: Cooperation) -> dict[str, object]:
    """Make a session that anyone may read about and ask to join."""
    # Far ahead: whoever opens the page, on whichever day, finds it open.
    return {"key": _session(cooperation, date(2090, 1, 2)).pk}


def training_at_work(cooperation: Cooperation, organisation: Organisation) -> dict[str, object]:
    """Make a session that took place, with someone who came, someone who asked, and seats kept."""
    made = _session(cooperation, GONE)
    asked = {}
    for state, name in (("inscrite", "Zoé Blanc"), ("accord", "Max Noir")):
        trainee = Trainee.objects.create(name=name, folded=name.lower(), telephone="0466000000")
        asked[state] = Enrolment.objects.create(
            session=made, trainee=trainee, state=state, asked_at=instant(2015, 1, 10)
        )
    Presence.objects.create(enrolment=asked["inscrite"], half_day=made.half_days.get())
    hold = SeatHold.objects.create(session=made, organisation=organisation, seats=1)
    return {"key": made.pk, "enrolment": asked["accord"].pk, "hold": hold.pk}


def certificate(cooperation: Cooperation) -> dict[str, object]:
    """Make a certificate, of someone who was trained."""
    held = Holding.objects.create(session=_session(cooperation, GONE), held_on=GONE, minutes=180, **TOLD)
    trainee = Trainee.objects.create(name="Zoé Blanc", folded="zoe blanc", telephone="0466000000")
    number = "2015-AAAA-BBBB-CCCC"
    Trained.objects.create(holding=held, trainee=trainee, on=GONE, minutes=180, certificate=number, **TOLD)
    return {"number": number}


def trainer() -> dict[str, object]:
    """Make someone who may train."""
    curriculum = taught().curriculum
    made = Qualification.objects.create(
        curriculum=curriculum, name="Yann Cozic", email="yann@exemple.fr", started_on=ADOPTED, **TOLD
    )
    return {"slug": curriculum.slug, "key": made.pk}
