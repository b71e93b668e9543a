"""What teams declared and which months waited for them, as arrays: whole for a figure, by a few teams for a sum.

Months are whole numbers, year × 12 + rank from 0; a month is said on its last day, and so is a quarter. A headcount
is the state of a month: it holds from the last day of that month until the eve of the last day of the next one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet

from maillage.indicators.algebra import NONE, Amounts, Ints, Mask, Periods, attribute
from maillage.indicators.reading import read_dated
from maillage.tallies.models import COUNTS, QUARTER, ZERO_WHEN_NOTHING, Tally

_EPOCH, _FIRST_MONTH = dt.date(1970, 1, 1).toordinal(), 1970 * 12
_KEY = 100_000  # more months than there will be: a team and a month make one number


def month_index(days: Ints) -> Ints:
    """Return the month of each day."""
    months = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(np.int64) + _FIRST_MONTH


def month_rank(day: dt.date) -> int:
    """Return the month of a day."""
    return day.year * 12 + day.month - 1


def first_days(months: Ints) -> Ints:
    """Return the first day of each month."""
    days = (months - _FIRST_MONTH).astype("datetime64[M]").astype("datetime64[D]")
    return days.astype(np.int64) + _EPOCH


def last_days(months: Ints) -> Ints:
    """Return the last day of each month."""
    return first_days(months + 1) - 1


@dataclass(frozen=True)
class Tallies:
    """Hold tallies: team, first month, how many months, row of origin, and each count, NONE if untold: (n,)."""

    team: Ints
    month: Ints
    months: Ints
    fact: Ints
    counts: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.team)


def read_tallies(believed: QuerySet[Tally]) -> Tallies:
    """Read tallies; where nothing was done, that says 0 of all but the links that go on."""
    period_on, team, months, fact, nothing, *counts = read_dated(
        believed, "period_on", "team_id", "months", "pk", "nothing", *COUNTS
    )
    told = dict(zip(COUNTS, counts, strict=True))
    for name in ZERO_WHEN_NOTHING:
        told[name] = np.where(nothing == 1, 0, told[name])
    return Tallies(team, month_index(period_on), months, fact, told)


def expanded(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return every month of spans, both ends included, and the position of the span that holds each."""
    sizes = np.maximum(last - first + 1, 0)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return first[rows] + within, rows


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """Say what teams declared, and which months waited for them, up to a month."""

    tallies: Tallies
    living: Periods  # when teams are carried, have their pact or are recognised
    seats: Periods
    quarterly: Periods  # when teams declare each quarter
    known_on: dt.date
    horizon: int  # the last month of which something is asked

    @cached_property
    def days(self) -> Amounts:
        """Return the tallies, each on the last day of its period, where its team sits that day; `row`: its rank."""
        ends = last_days(self.tallies.month + self.tallies.months - 1)
        rows = np.arange(len(self.tallies))
        ones = np.ones(len(rows), np.int64)
        places = self._placed(Periods(self.tallies.team, ends, ends + 1, rows))
        return Amounts(self.tallies.team, ends, ones, self.tallies.fact, {"row": rows, **places})

    @cached_property
    def states(self) -> Periods:
        """Return when the tallies tell the state of a team, where it sits; `row`: the rank of the tally."""
        told = self.tallies
        start, end = last_days(told.month), last_days(told.month + told.months)
        return attribute(Periods(told.team, start, end, told.fact, {"row": np.arange(len(told))}), self.seats)

    def amounts(self, name: str) -> Amounts:
        """Return what was counted, where someone counted it."""
        found = self.tallies.counts[name][self.days.attributes["row"]]
        known = found != NONE
        return replace(self.days.keep(known), amount=found[known])

    def levels(self, name: str) -> Periods:
        """Return a headcount, for as long as it tells the state of a team."""
        found = self.tallies.counts[name][self.states.attributes["row"]]
        known = found != NONE
        return self.states.keep(known).with_attributes(weight=found[known])

    @cached_property
    def told_months(self) -> tuple[Ints, Ints]:
        """Return every month that tallies tell, and the rank of the tally that does."""
        return expanded(self.tallies.month, self.tallies.month + self.tallies.months - 1)

    @cached_property
    def waited_months(self) -> Periods:
        """Return the months that wait for teams, each on its last day, where the team sits that day.

        `quarter` tells whether the team declares it with its quarter, `told` whether it did.
        """
        living = self.living
        first, last = month_index(living.start), np.minimum(month_index(living.end) - 1, self.horizon)
        months, rows = expanded(first, last)
        teams, ends = living.subject[rows], last_days(months)
        keys = teams * _KEY + months
        told, tellers = self.told_months
        quarterly = self.quarterly
        since = month_index(quarterly.start - 1) + 1
        until = np.minimum(month_index(quarterly.end - 1), self.horizon)
        by_quarter, declared_so = expanded(since, until)
        waited = Periods(
            subject=teams,
            start=ends,
            end=ends + 1,
            fact=living.fact[rows],
            attributes={
                "month": months,
                "quarter": np.isin(keys, quarterly.subject[declared_so] * _KEY + by_quarter).astype(np.int64),
                "told": np.isin(keys, self.tallies.team[tellers] * _KEY + told).astype(np.int64),
            },
        )
        return waited.with_attributes(**self._placed(waited))

    @cached_property
    def waited(self) -> Periods:
        """Return the months that wait for teams, each until the last day of the next one, where the team sits."""
        due = self.waited_months
        due = due.keep(self.is_due(due, month_rank(self.known_on)))
        due = replace(due, end=last_days(due.attributes["month"] + 1))
        kept = {name: due.attributes[name] for name in ("month", "quarter", "told")}
        return attribute(replace(due, attributes=kept), self.seats)

    @staticmethod
    def is_due(waited: Periods, now: int) -> Mask:
        """Tell which months are due in a given month: it is over, and so is the quarter of who declares by quarter."""
        months = waited.attributes["month"]
        over = np.where(waited.attributes["quarter"] == 1, months // QUARTER * QUARTER + QUARTER, months + 1)
        due: Mask = over <= now
        return due

    def on_days(self, teams: Ints, days: Ints) -> Periods:
        """Return teams on single days, where they sit that day."""
        alone = Periods(teams, days, days + 1, np.arange(len(teams)))
        return alone.with_attributes(**self._placed(alone))

    def _placed(self, days: Periods) -> dict[str, Ints]:
        """Return where subjects sit on single days, in their order."""
        rows = np.arange(len(days))
        seated = attribute(replace(days, fact=rows, attributes={}), self.seats)
        found: dict[str, Any] = {
            name: np.full(len(rows), NONE, np.int64) for name in ("departement", "commune")
        }
        for name, places in found.items():
            if name in seated.attributes:
                places[seated.fact] = seated.attributes[name]
        return found
