"""What teams do, month after month: the twelve figures of tallies at once, with who answered, from the same sums."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from maillage.indicators.algebra import Ints, Mask, Periods
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.catalogue import tallies as catalogue
from maillage.indicators.declared import month_rank
from maillage.indicators.definitions import Indicator, Ratio, Stock
from maillage.indicators.measure import quotient
from maillage.indicators.protection import hides
from maillage.indicators.reach import TEAM, places_of, within
from maillage.indicators.register import Register
from maillage.indicators.totals import CODES, Axes, Totals, of_teams, places, totals
from maillage.tallies.models import Period, Response, Tally
from maillage.territory.perimeter import Perimeter

FIGURES: tuple[Indicator, ...] = catalogue.INDICATORS
_WIDE = frozenset({"region", "departement"})
_ANY_OF_TEAMS = CATALOGUE["visites"]
Value = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Hold what teams of a perimeter declared of some months, as known at a moment."""

    perimeter: Perimeter
    months: tuple[Period, ...]
    totals: Totals

    def counts(self, figure: Indicator) -> NDArray[np.int64]:
        """Return what a figure counts, by month and place; of a ratio, its numerator."""
        if isinstance(figure, Ratio):
            return self.totals.due("answered", closing=False)
        return self.totals.of(CODES[figure.code])

    def line(self, figure: Indicator) -> list[Value | None]:
        """Return a figure, month by month: none where nobody counted it, or where it is too small to be told."""
        counts = self.counts(figure).sum(axis=1).tolist()
        if isinstance(figure, Ratio):
            below = self.totals.due("waited", closing=False).sum(axis=1).tolist()
            return [quotient(a, b) for a, b in zip(counts, below, strict=True)]
        told = np.any(self.heard(figure), axis=1).tolist()
        return [
            self._said(figure, value) if known else None for value, known in zip(counts, told, strict=True)
        ]

    def over(self, figure: Indicator) -> Value | None:
        """Return a figure over all the months: acts add up, a headcount is that of the last of them."""
        if not figure_adds_up(figure):
            return self.line(figure)[-1]
        return self._said(figure, int(self.counts(figure).sum())) if self.heard(figure).any() else None

    def at_place(self, rank: int) -> "Activity":
        """Return what was declared in one place, by its rank among départements."""
        return replace(self, totals=self.totals.at(rank))

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was declared here, nor waited for."""
        return not self.totals.values.any()

    def heard(self, figure: Indicator) -> Mask:
        """Tell in which months, and where, anyone counted what a figure adds up."""
        if not figure.may_be_untold:
            return np.ones(self.counts(figure).shape, np.bool_)
        heard: Mask = self.totals.of(f"told-{CODES[figure.code]}") > 0
        return heard

    def responses(self, figure: Indicator) -> list[Response]:
        """Return how many teams answered, month by month: of who declares by quarter, a sum waits for its end."""
        closing = figure_adds_up(figure)
        waited, answered = (
            self.totals.due(name, closing=closing).sum(axis=1).tolist() for name in ("waited", "answered")
        )
        return [Response(expected=e, answered=a) for e, a in zip(waited, answered, strict=True)]

    def _said(self, figure: Indicator, value: int) -> int | None:
        """Return a value, unless it is too small to be told here; those of a team are read by its own people."""
        hidden = self.perimeter.kind != TEAM and hides(figure, self.perimeter, value)
        return None if hidden else value


def figure_adds_up(figure: Indicator) -> bool:
    """Tell whether a figure adds up over months; what is the state of a month does not."""
    return not isinstance(figure, Stock | Ratio)


def last_month(as_of: dt.date) -> Period:
    """Return the last month that is over on a day."""
    month = Period.holding(as_of)
    return month if as_of == month.last else month.before


def activity(
    perimeter: Perimeter,
    *,
    as_of: dt.date,
    known_at: dt.datetime,
    months: int | None = None,
    register: Register | None = None,
) -> Activity:
    """Return what teams did in the last months that are over on a day; in all of them since the first, by default."""
    last = last_month(as_of)
    end = month_rank(last.first)
    begun = Tally.objects.first_period()
    first = end - months + 1 if months else min(month_rank(begun) if begun else end, end)
    found = _totals(perimeter, first, end, known_at, register or Register(known_at))
    if not months:
        found = found.since_declared()
        first = found.axes.first
    spans = tuple(Period(dt.date(rank // 12, rank % 12 + 1, 1)) for rank in range(first, end + 1))
    return Activity(perimeter=perimeter, months=spans, totals=found)


def _totals(perimeter: Perimeter, first: int, last: int, known_at: dt.datetime, register: Register) -> Totals:
    """Return the sums of a perimeter: those that are kept where départements make it, those of its teams elsewhere."""
    if perimeter.is_france:
        return totals(known_at, first, last)
    if perimeter.kind in _WIDE:
        return totals(known_at, first, last).within(places_of(perimeter))

    def where(days: Periods) -> Mask:
        """Tell which days of teams lie in the perimeter."""
        alone = Periods(days.subject, days.start, days.end, np.arange(len(days)), days.attributes)
        inside = within(alone, perimeter, figure=_ANY_OF_TEAMS, register=register)
        return np.isin(alone.fact, inside.fact)

    teams = _teams_ever_in(perimeter, register)
    return of_teams(known_at, Axes(first=first, last=last, places=places()), teams, where)


def _teams_ever_in(perimeter: Perimeter, register: Register) -> Sequence[int]:
    """Return the teams that a perimeter holds on some day."""
    found: Ints = np.unique(
        within(register.teams, perimeter, figure=_ANY_OF_TEAMS, register=register).subject
    )
    return [int(team) for team in found]
