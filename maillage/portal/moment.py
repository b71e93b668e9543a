"""The two dates of every page: when it was true, and what was known."""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from maillage.common.components import Mark
from maillage.indicators.forms import question
from maillage.indicators.register import Register

SLIDER_STARTS = dt.date(2014, 1, 1)
MARKS = tuple(Mark(on=day) for day in (dt.date(2014, 12, 31), dt.date(2015, 12, 31), dt.date(2016, 10, 31)))


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Say of which day a page speaks, with which knowledge, and what its links keep of it."""

    as_of: dt.date
    known_at: dt.datetime
    today: dt.date
    now: dt.datetime
    known_on: dt.date | None = None
    given: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()

    @cached_property
    def register(self) -> Register:
        """Return the register as known at this moment, read once for the page."""
        return Register(self.known_at)

    @property
    def suffix(self) -> str:
        """Return what an address adds to speak of the same day: "?au=2016-11-25", or nothing."""
        return f"?{urlencode(self.given)}" if self.given else ""

    @property
    def is_today(self) -> bool:
        """Tell whether the page speaks of today."""
        return self.as_of == self.today

    @property
    def a_year_before(self) -> dt.date:
        """Return the same day of the year before; 28 February for a 29th."""
        last = calendar.monthrange(self.as_of.year - 1, self.as_of.month)[1]
        return self.as_of.replace(year=self.as_of.year - 1, day=min(self.as_of.day, last))

    def url(self, name: str, *arguments: str, **more: str) -> str:
        """Return the address of a page that speaks of the same day."""
        query = urlencode({**dict(self.given), **{key: value for key, value in more.items() if value}})
        return reverse(name, args=arguments) + (f"?{query}" if query else "")

    def urls(self, name: str) -> Callable[[str], str]:
        """Return what gives the address of each of many pages of one kind: the map links to a thousand teams."""
        before, _slot, after = self.url(name, "0").partition("0")
        return lambda slug: f"{before}{slug}{after}"


def read_moment(asked: Mapping[str, str], *, today: dt.date, now: dt.datetime) -> Moment:
    """Return the moment that an address asks for; what is not understood is said, and today stands in."""
    dates = {name: asked.get(name, "").replace("\x00", "") for name in ("au", "connu")}
    found = question(dates, now=now, today=today)
    return Moment(
        as_of=found.as_of,
        known_at=found.known_at,
        known_on=found.known_on,
        today=today,
        now=now,
        given=tuple(found.parameters.items()),
        refused=found.problems,
    )
