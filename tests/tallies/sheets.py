"""Tallies for tests: a team that lives, its lead, what it declares."""

import datetime as dt
from typing import Any

from maillage.common.facts import Author
from maillage.network.models import Team
from maillage.tallies.models import Counts, Period, Tally
from maillage.tallies.operations.tallies import Declared, declare
from tests.cast import date, instant

MARCH, APRIL, QUARTER_1 = Period(date(2017, 3, 1)), Period(date(2017, 4, 1)), Period(date(2017, 1, 1), 3)
TODAY = date(2017, 5, 2)
BY = Author(at=instant(2017, 5, 2), role="maison")
NUMBERS = Counts(visits=12, calls=30, accompanied=4, reached=9, volunteers=5, hours=40)


def at(day: dt.date) -> Author:
    """Return who writes on a day."""
    return Author(at=dt.datetime.combine(day, dt.time(9), dt.UTC), role="maison")


def declared(team: Team, period: Period = MARCH, counts: Counts = NUMBERS, **told: Any) -> Tally:
    """Declare a period of a team."""
    told = {"filled_by": "Jeanne Marchand", **told}
    on = told.pop("on", TODAY)
    tally, again = declare(team, period, Declared(counts=counts, **told), on=on, by=at(on))
    assert not again
    return tally
