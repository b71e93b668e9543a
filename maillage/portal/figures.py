"""Figures of the catalogue as the pages say them, many from one reading of the register."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.charts import value_label
from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.common.formats import MINUS, number, plural
from maillage.indicators.algebra import Ints, Periods
from maillage.indicators.catalogue import groups, indicator
from maillage.indicators.definitions import Flow, Indicator, Ratio, Stock
from maillage.indicators.measure import FRANCE, Value, beside, unknown_because, value_of
from maillage.indicators.models import PublishedFigure
from maillage.indicators.origins import Origin, origin_of
from maillage.indicators.protection import hides, is_guarded, small_because, small_text
from maillage.indicators.reach import check_place, flowing, within
from maillage.indicators.register import Register
from maillage.portal.moment import Moment
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Hold a figure published elsewhere as it is printed beside ours, with how far ours is from it."""

    text: str
    gap: str
    publication: str
    approximate: bool


@dataclass(frozen=True, kw_only=True)
class Said:
    """Hold a figure ready to be printed: the number to set large, and the whole sentence."""

    code: str
    title: str
    value: Value | None
    text: str
    words: str
    sentence: str
    because: str
    definition: str
    unit: str
    source: str
    change: str = ""
    silent: str = ""
    refused: str = ""
    published: tuple[Beside, ...] = ()
    added_up: bool = False

    @property
    def records(self) -> int | None:
        """Return how many records are behind the figure, where its value says it."""
        return self.value if isinstance(self.value, int) and not self.added_up else None


@dataclass(frozen=True)
class Group:
    """Hold the figures of one domain."""

    title: str
    figures: tuple[Said, ...]


def _population(figure: Stock, register: Register, perimeter: Perimeter) -> Periods:
    """Return the population of a stock in a perimeter."""
    return within(figure.population(register), perimeter, figure=figure, register=register)


def subjects_of(figure: Indicator, register: Register, as_of: dt.date, perimeter: Perimeter = FRANCE) -> Ints:
    """Return the identifiers of what a figure counts on a day; for a ratio, of its numerator."""
    counted = figure.numerator if isinstance(figure, Ratio) else figure
    if isinstance(counted, Flow):
        amounts = flowing(counted, perimeter, register=register, last=as_of.toordinal())
        return np.unique(amounts.subject)
    return np.unique(_population(counted, register, perimeter).holding(as_of.toordinal()).subject)


def written(value: Value | None, figure: Indicator, perimeter: Perimeter = FRANCE) -> str:
    """Write a value of a figure: « 297 », « 67 % », « inconnu », « moins de 5 »."""
    if value is None and is_guarded(figure, perimeter):
        return small_text(figure)
    if isinstance(figure, Ratio) and figure.in_percent:
        return value_label(None if value is None else Decimal(value) / 100, in_percent=True)
    return number(value, 1) if isinstance(figure, Ratio) else number(value)


def _size(gap: Decimal, figure: Indicator) -> str:
    """Write the size of a difference: « 12 », or « 0,3 point » between two percentages."""
    if not isinstance(figure, Ratio) or not figure.in_percent:
        return written(abs(gap), figure)
    return f"{number(abs(gap), 1)}\u00a0{plural(abs(gap), _('point'), _('points'))}"


def say(
    figure: Indicator,
    value: Value | None,
    *,
    before: Value | None = None,
    more: str = "",
    perimeter: Perimeter = FRANCE,
    origin: Origin | None = None,
) -> Said:
    """Return a figure as a sentence, with its change since a year where the year before is known."""
    text = written(value, figure, perimeter)
    words = str(figure.one if value is not None and value < Decimal(2) else figure.many)
    words = origin.marked(words) if origin else words
    silent = value is None and is_guarded(figure, perimeter)
    unknown = "" if silent else unknown_because(figure)
    return Said(
        code=figure.code,
        title=str(figure.title),
        value=value,
        text=text,
        words=words,
        sentence=f"{text} {words}{more}." if value is not None else f"{figure.title}.",
        because="" if value is not None else unknown,
        definition=str(figure.definition),
        unit=str(figure.unit),
        source=origin.source if origin else str(figure.source),
        change=_change(value, before, figure),
        silent=small_because() if silent else "",
        added_up=figure.may_be_untold,
    )


def _change(value: Value | None, before: Value | None, figure: Indicator) -> str:
    """Say how a figure changed in a year; nothing when there was none a year before."""
    if not value or not before:
        return ""
    gap = Decimal(value) - Decimal(before)
    if not gap:
        return _("autant qu'il y a un an")
    size = _size(gap, figure)
    sentence = _("%s de plus en un an") if gap > 0 else _("%s de moins en un an")
    return sentence % size


def said_on(moment: Moment, code: str, *, more: str = "") -> Said:
    """Return a figure of France on a day, with its change since a year."""
    figure = indicator(code)
    now = value_of(figure, moment.register, moment.as_of)
    before = value_of(figure, moment.register, moment.a_year_before)
    return say(figure, now, before=before, more=more)


def gap_written(gap: Decimal | None, figure: Indicator) -> str:
    """Write how far ours is from what was published, with its sign."""
    if gap is None:
        return _("inconnu")
    size = _size(gap, figure)
    return size if not gap else f"{'+' if gap > 0 else MINUS}{size}"


def catalogue_on(moment: Moment, perimeter: Perimeter = FRANCE) -> tuple[Group, ...]:
    """Return every figure of the catalogue on a day, by domain, with what was published of it on that day."""
    published: dict[str, list[PublishedFigure]] = {}
    told = PublishedFigure.objects.known_at(moment.known_at)
    for row in told.speaking_of(moment.as_of, perimeter=str(perimeter)).order_by("on", "pk"):
        published.setdefault(row.code, []).append(row)
    return tuple(
        Group(
            title,
            tuple(_listed(figure, moment, perimeter, published.get(figure.code, [])) for figure in figures),
        )
        for title, figures in groups()
    )


def _listed(
    figure: Indicator, moment: Moment, perimeter: Perimeter, published: Sequence[PublishedFigure]
) -> Said:
    """Return one figure of the catalogue; one that does not split so says why."""
    try:
        check_place(figure, perimeter)
        value = value_of(figure, moment.register, moment.as_of, perimeter)
    except Refused as refusal:
        return replace(say(figure, None), text="", words="", because="", refused=str(refusal))
    told = []
    for row in published:
        ours = beside(figure, row, perimeter, moment.register, value)
        told.append(
            Beside(
                text=written(row.value, figure),
                gap=gap_written(None if ours is None else Decimal(ours) - row.value, figure),
                publication=row.publication,
                approximate=row.approximate,
            )
        )
    origin = origin_of(figure, moment.register, moment.as_of, perimeter)
    return replace(say(figure, value, perimeter=perimeter, origin=origin), published=tuple(told))


def month_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the last day of every month from one day to another, which closes the list."""
    days = []
    year, month = first.year, first.month
    while (day := dt.date(year, month, calendar.monthrange(year, month)[1])) < last:
        days.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - months of a year
    return [*days, last]


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Say what another state of knowledge counted on the same day, and how many rows set them apart."""

    known_on: dt.date
    until: dt.date
    count: int
    rows: int


def revision_of(figure: Indicator, moment: Moment, perimeter: Perimeter = FRANCE) -> Revision | None:
    """Compare what was known on the day itself, or on the day asked for, with what is known now, in a perimeter.

    Nothing is returned when both agree, nor when the register did not exist yet: not knowing is not zero.
    """
    known_on = moment.known_on or moment.as_of
    if known_on >= moment.today:
        return None
    older = moment.register if moment.known_on else Register(end_of_day(known_on))
    newer = Register(moment.now) if moment.known_on else moment.register
    before = subjects_of(figure, older, moment.as_of, perimeter)
    after = subjects_of(figure, newer, moment.as_of, perimeter)
    if hides(figure, perimeter, len(before)) or hides(figure, perimeter, len(after)):
        return None  # to compare small numbers of people would tell them
    rows = len(np.setxor1d(before, after))
    if not len(before) or not rows:
        return None
    count = len(before)
    if figure.census:  # what is counted are people, and its rows are communes
        counted = figure.numerator if isinstance(figure, Ratio) else figure
        count = int(value_of(counted, older, moment.as_of, perimeter) or 0)
    return Revision(known_on=known_on, until=moment.today, count=count, rows=rows)
