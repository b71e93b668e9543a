"""Charts: what one says, whatever prints it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ChartKind = Literal["columns", "bars", "line", "shares"]
Number = int | float | Decimal


@dataclass(frozen=True)
class Series:
    """Name one run of values, one per category; None is unknown, and is drawn as absent."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Say what a chart shows; "shares" are parts of a whole, in percent."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    alt: str = ""
