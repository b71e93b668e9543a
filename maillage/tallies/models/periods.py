"""Months and quarters: what a tally is about."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import Precision

MONTH, QUARTER = 1, 3
FIRST_YEAR, LAST_YEAR = 1900, 2099
EARLY = dt.timedelta(days=7)  # a tally may be written when the month is nearly over
_CODE = re.compile(r"(\d{4})-(?:(\d\d)|t([1-4]))", re.ASCII)


def month_of(day: dt.date) -> dt.date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def _later(month: dt.date, months: int) -> dt.date:
    """Return the first day of the month that comes so many months later."""
    rank = month.year * 12 + month.month - 1 + months
    return dt.date(rank // 12, rank % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Name a month or a quarter, by its first day."""

    first: dt.date
    months: int = MONTH

    def __post_init__(self) -> None:
        if self.first.day != 1 or self.months not in {MONTH, QUARTER} or (self.first.month - 1) % self.months:
            raise ValueError(f"{self.first} does not begin a period of {self.months} months")

    @classmethod
    def holding(cls, day: dt.date, months: int = MONTH) -> Self:
        """Return the month, or the quarter, that holds a day."""
        return cls(day.replace(month=day.month - (day.month - 1) % months, day=1), months)

    @classmethod
    def parse(cls, code: str) -> Self | None:
        """Return the period that an address names, « 2017-03 » or « 2017-t1 »; none where it names nothing."""
        parts = _CODE.fullmatch(code)
        if parts is None or not FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
            return None
        if parts[3]:
            return cls(dt.date(int(parts[1]), int(parts[3]) * 3 - 2, 1), QUARTER)
        return cls(dt.date(int(parts[1]), int(parts[2]), 1)) if 1 <= int(parts[2]) <= 12 else None  # noqa: PLR2004 - months

    def __str__(self) -> str:
        if self.months == MONTH:
            return formats.day(self.first, Precision.MONTH)
        return [
            _("1er trimestre %d"),
            _("2e trimestre %d"),
            _("3e trimestre %d"),
            _("4e trimestre %d"),
        ][self.first.month // 3] % self.first.year

    @property
    def code(self) -> str:
        """Return how addresses name it."""
        if self.months == MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y}-t{self.first.month // 3 + 1}"

    @property
    def ends(self) -> dt.date:
        """Return the first day after it."""
        return _later(self.first, self.months)

    @property
    def last(self) -> dt.date:
        """Return its last day."""
        return self.ends - dt.timedelta(days=1)

    @property
    def opens(self) -> dt.date:
        """Return the day from which its tally may be written: a week before it is over."""
        return self.ends - EARLY

    @property
    def before(self) -> "Period":
        """Return the one before it, of the same length."""
        return Period(_later(self.first, -self.months), self.months)

    @property
    def following(self) -> "Period":
        """Return the one after it, of the same length."""
        return Period(self.ends, self.months)

    def __iter__(self) -> Iterator["Period"]:
        """Yield its months."""
        return (Period(_later(self.first, rank)) for rank in range(self.months))

    def meets(self, other: "Period") -> bool:
        """Tell whether two periods share a month."""
        return self.first < other.ends and other.first < self.ends


def due(day: dt.date, months: int = MONTH) -> Period:
    """Return the last period whose tally may be written on a day."""
    here = Period.holding(day, months)
    return here if day >= here.opens else here.before
