"""Sessions that took place, written directly as facts: what the figures of training read."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from maillage.common.facts import Author, stamp
from maillage.network.models import Cooperation, Team
from maillage.supports.models import (
    Curriculum,
    CurriculumVersion,
    HalfDay,
    Holding,
    Trained,
    Trainee,
    TrainingSession,
    Variant,
)

HELD = Author(at=dt.datetime(2016, 12, 1, tzinfo=dt.UTC), source="feuille de présence")


def version(variant: str = Variant.CORE, name: str = "Formation socle") -> CurriculumVersion:
    """Return the first version of a curriculum."""
    curriculum, _made = Curriculum.objects.get_or_create(
        slug=f"{variant}-essai", defaults={"name": name, "variant": variant}
    )
    found, _made = CurriculumVersion.objects.get_or_create(
        curriculum=curriculum, number="1", defaults={"adopted_on": dt.date(2014, 1, 6)}
    )
    return found


def person(name: str) -> Trainee:
    """Return someone who came, known by a name."""
    found, _made = Trainee.objects.get_or_create(name=name, defaults={"folded": name.lower()})
    return found


def hold(
    cooperation: Cooperation,
    on: dt.date,
    people: Sequence[str] = (),
    *,
    team: Team | None = None,
    by: Author = HELD,
    **more: Any,
) -> Holding:
    """Write a session of one afternoon that took place, and who was trained there."""
    session = TrainingSession.objects.create(
        **{"cooperation": cooperation, "taught": version(), "capacity": 15, **more}
    )
    HalfDay.objects.create(
        session=session, on=on, moment="apres-midi", starts_at=dt.time(14), ends_at=dt.time(17)
    )
    holding = Holding.objects.create(session=session, held_on=on, minutes=180, **stamp(by))
    for name in people:
        trained = {"holding": holding, "trainee": person(name), "on": on, "minutes": 180, "team": team}
        Trained.objects.create(**trained, certificate=f"{holding.pk}-{name}", **stamp(by))
    return holding
