"""What others published of a figure: read once for each day and place, however many figures a page measures."""

import datetime as dt

from maillage.common.facts import Precision
from maillage.indicators.definitions import Flow, Indicator
from maillage.indicators.models import PublishedFigure
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter


def published_span(figure: Indicator, row: PublishedFigure) -> tuple[dt.date, dt.date] | None:
    """Return the year of which a published flow speaks: it is compared with that year, and not with all time."""
    if isinstance(figure, Flow) and row.precision == Precision.YEAR:
        return dt.date(row.on.year, 1, 1), dt.date(row.on.year, 12, 31)
    return None


def published_of(
    code: str, *, day: dt.date, perimeter: Perimeter, register: Register
) -> list[PublishedFigure]:
    """Return the figures published of an indicator that speak of that day, as precisely as they are dated."""
    if (day, perimeter) not in register.published:
        known = PublishedFigure.objects.known_at(register.known_at)
        told = known.speaking_of(day, perimeter=str(perimeter)).order_by("on", "pk")
        register.published[day, perimeter] = list(told)
    return [row for row in register.published[day, perimeter] if row.code == code]
