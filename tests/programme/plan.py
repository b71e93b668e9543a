"""A small programme to work on: two programmes, three actions."""

import datetime as dt

from maillage.common.facts import Author
from maillage.programme.models import Action, Axis, Programme
from tests.cast import date, instant

TODAY = date(2018, 6, 1)
BY = Author(at=instant(2018, 6, 1), role="charge-national")


def programme(first: int, *titles: str) -> list[Action]:
    """Write a programme of three years with one axis, and return its actions."""
    made = Programme.objects.create(
        title=f"Programme {first}-{first + 2}",
        slug=f"programme-{first}-{first + 2}",
        adopted_on=dt.date(first - 1, 11, 25),
        first_year=first,
        last_year=first + 2,
    )
    axis = Axis.objects.create(programme=made, number=1, title="Agir", purpose="Que chacun trouve un appui.")
    return [
        Action.objects.create(axis=axis, number=rank, title=title)
        for rank, title in enumerate(titles, start=1)
    ]


def later(day: dt.date) -> Author:
    """Return who writes on a later day."""
    return Author(at=dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), role="charge-national")
