"""A figure month by month, drawn as one line: too many points for a chart that writes every value."""

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.formats import day as written_day

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 96, 24, 36
TICKS = 4
ROUND = tuple(Decimal(times) for times in ("1", "2", "2.5", "5", "10"))
MOST_YEARS = 14
Value = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Say what a line shows: days, values (none is unknown), and how a value is written."""

    title: str
    days: Sequence[dt.date]
    values: Sequence[Value | None]
    written: Sequence[str]

    @property
    def known(self) -> list[int]:
        """Return the positions of the values that are known."""
        return [i for i, value in enumerate(self.values) if value is not None]


def step_of(highest: Decimal) -> Decimal:
    """Return a round step so that a few of them reach the highest value."""
    wanted = max(highest / TICKS, Decimal(1))
    power = Decimal(10) ** (len(str(int(wanted))) - 1)
    return next(times * power for times in ROUND if times * power >= wanted)


def curve_svg(curve: Curve) -> str:
    """Return the line as SVG, in the colours of the page; nothing when no value is known."""
    if not curve.known:
        return ""
    highest = max(Decimal(curve.values[i] or 0) for i in curve.known)
    step = step_of(highest)
    top = step * max(1, math.ceil(highest / step))
    first, last = curve.days[0].toordinal(), curve.days[-1].toordinal()
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(day: dt.date, value: Value) -> tuple[float, float]:
        x = LEFT + across * (day.toordinal() - first) / max(1, last - first)
        return round(x, 1), round(TOP + down * float(1 - Decimal(value) / top), 1)

    points = [at(curve.days[i], curve.values[i] or 0) for i in curve.known]
    parts = [_level(at(curve.days[0], step * rank), step * rank) for rank in range(int(top / step) + 1)]
    parts += _years(curve.days, at)
    parts += [_stretch(points[first:last]) for first, last in _stretches(curve.known)]
    x, y = points[-1]
    said = escape(curve.written[curve.known[-1]])
    parts.append(f'<circle class="curve-dot" cx="{x:g}" cy="{y:g}" r="5.5"/>')
    parts.append(f'<text class="curve-end" x="{x + 12:g}" y="{y + 6:g}">{said}</text>')
    return SafeString(
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={quoteattr(alt(curve))}>'
        f"{''.join(parts)}</svg>"
    )


def _stretches(known: Sequence[int]) -> list[tuple[int, int]]:
    """Return where the line goes without a break: over what is unknown, no line is drawn."""
    breaks = [rank for rank in range(1, len(known)) if known[rank] != known[rank - 1] + 1]
    return list(zip([0, *breaks], [*breaks, len(known)], strict=True))


def _stretch(points: Sequence[tuple[float, float]]) -> str:
    """Return one stretch of the line; a single point is a short dash."""
    if len(points) == 1:
        points = [(points[0][0] - 2, points[0][1]), (points[0][0] + 2, points[0][1])]
    line = " ".join(f"{x:g},{y:g}" for x, y in points)
    return f'<polyline class="curve-line" points="{line}"/>'


def alt(curve: Curve) -> str:
    """Return the line in words: where it begins, where it arrives."""
    begin, end = curve.known[0], curve.known[-1]
    return _("%(title)s : %(first)s au %(begin)s, %(last)s au %(end)s. Le tableau donne chaque mois.") % {
        "title": curve.title,
        "first": curve.written[begin],
        "begin": written_day(curve.days[begin]),
        "last": curve.written[end],
        "end": written_day(curve.days[end]),
    }


def _level(place: tuple[float, float], value: Decimal) -> str:
    """Return a thin line across, with its value at the left."""
    y = place[1]
    return (
        f'<line class="curve-level" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:g}" y2="{y:g}"/>'
        f'<text class="curve-label" text-anchor="end" x="{LEFT - 10}" y="{y + 5:g}">{value.normalize():f}</text>'
    )


def _years(days: Sequence[dt.date], at: Callable[[dt.date, Value], tuple[float, float]]) -> list[str]:
    """Return the years under the line, at each first of January; every other one when they are many."""
    years = [dt.date(year, 1, 1) for year in range(days[0].year, days[-1].year + 1)]
    shown = [day for day in years if days[0] <= day <= days[-1]]
    apart = max(1, -(-len(shown) // (MOST_YEARS // 2)))
    return [
        f'<text class="curve-label" text-anchor="middle" x="{at(day, 0)[0]:g}" y="{HEIGHT - 10}">{day.year}</text>'
        for day in shown[::apart]
    ]
