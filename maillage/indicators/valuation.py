"""What the hours that teams gave are worth in the accounts of their carrier: hours told, times the rate of their day.

French associations say what volunteers give in the accounts 864 and 875, at the foot of their income statement, where
they can count and value it (règlement ANC n° 2018-06, articles 211-1 and next). The regulation sets no rate: the usual
one is the gross hourly minimum wage, times a coefficient by kind of work, which the carrier chooses and prints.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from maillage.indicators.algebra import NONE
from maillage.indicators.answers import Answers, answers_of
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.reach import within
from maillage.indicators.register import Register
from maillage.network.models import Team
from maillage.tallies.models import HourRate
from maillage.territory.perimeter import Perimeter

COEFFICIENTS = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal(3))
HOURS = CATALOGUE["heures-benevoles"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """Hold what a team gave in a year: its hours, their worth, its tallies, what lacks hours or a rate."""

    team: str
    hours: int
    cents: int
    tallies: int
    silent: int
    unrated: int


@dataclass(frozen=True, kw_only=True)
class Valuation:
    """Hold what the teams of a perimeter gave in a year, at the rates that held."""

    year: int
    coefficient: Decimal
    lines: tuple[Line, ...]
    rates: tuple[HourRate, ...]
    answers: Answers | None

    @property
    def hours(self) -> int:
        """Return all the hours."""
        return sum(line.hours for line in self.lines)

    @property
    def cents(self) -> int:
        """Return what they are worth, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def silent(self) -> int:
        """Return how many tallies tell no hours: these stay unknown, and are worth nothing here."""
        return sum(line.silent for line in self.lines)

    @property
    def unrated(self) -> int:
        """Return how many hours no rate values."""
        return sum(line.unrated for line in self.lines)


def valued(
    perimeter: Perimeter,
    year: int,
    *,
    coefficient: Decimal,
    known_at: dt.datetime,
    register: Register | None = None,
) -> Valuation:
    """Return what hours are worth in a year: each tally at the rate of the last day of its period, to the cent."""
    register = register or Register(known_at)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    declared = register.declarations
    days = declared.days.between(first.toordinal(), last.toordinal())
    here = within(days, perimeter, figure=HOURS, register=register)
    hours = declared.tallies.counts["hours"][here.attributes["row"]]
    on = [dt.date.fromordinal(day) for day in np.unique(here.on).tolist()]
    rates = HourRate.objects.known_at(known_at).on_days(on)
    names = dict(Team.objects.filter(pk__in=np.unique(here.subject).tolist()).values_list("pk", "name"))
    rows: dict[int, list[tuple[int, int | None, HourRate | None]]] = {}
    for team, day, told in zip(here.subject.tolist(), here.on.tolist(), hours.tolist(), strict=True):
        rate = rates.get(dt.date.fromordinal(day))
        rows.setdefault(team, []).append((day, None if told == NONE else told, rate))
    lines = [_line(names[team], told, coefficient) for team, told in rows.items()]
    used = {rate.pk: rate for rate in rates.values()}
    return Valuation(
        year=year,
        coefficient=coefficient,
        lines=tuple(sorted(lines, key=lambda line: line.team)),
        rates=tuple(sorted(used.values(), key=lambda rate: rate.started_on or first)),
        answers=answers_of(HOURS, register, last, perimeter, since=first),
    )


def _line(team: str, rows: list[tuple[int, int | None, HourRate | None]], coefficient: Decimal) -> Line:
    """Add up what a team gave."""
    told = [(hours, rate) for _day, hours, rate in rows if hours is not None]
    worth = sum((hours * rate.cents * coefficient for hours, rate in told if rate), Decimal(0))
    return Line(
        team=team,
        hours=sum(hours for hours, _rate in told),
        cents=int(worth.quantize(Decimal(1), ROUND_HALF_UP)),
        tallies=len(rows),
        silent=len(rows) - len(told),
        unrated=sum(hours for hours, rate in told if rate is None),
    )
