"""The trainings of the world of the matrix, each of a cooperation."""

import datetime as dt

from maillage.network.models import Cooperation
from maillage.supports.models import Curriculum, CurriculumVersion, HalfDay, TrainingSession
from tests.cast import date, departement

ADOPTED = date(2015, 1, 1)


def announced_training(cooperation: Cooperation) -> dict[str, object]:
    """Make a session that anyone may read about and ask to join."""
    curriculum, _new = Curriculum.objects.get_or_create(
        slug="formation-de-la-matrice", defaults={"name": "Formation de la matrice", "variant": "socle"}
    )
    taught, _new = CurriculumVersion.objects.get_or_create(
        curriculum=curriculum, number="1", defaults={"adopted_on": ADOPTED}
    )
    made = TrainingSession.objects.create(
        cooperation=cooperation, taught=taught, departement=departement("30"), capacity=10
    )
    # Far ahead: whoever opens the page, on whichever day, finds it open.
    HalfDay.objects.create(
        session=made, on=date(2090, 1, 2), moment="matin", starts_at=dt.time(9), ends_at=dt.time(12)
    )
    return {"key": made.pk}
