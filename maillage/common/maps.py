"""Maps of France by département: what one says, and its drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MapValue:
    """Give a département its step, from 0 (nothing) to 6, and the words that say it."""

    step: int
    label: str


@dataclass(frozen=True)
class MapPoint:
    """Count what stands in a département: a circle with its number."""

    departement: str
    n: int


@dataclass(frozen=True, kw_only=True)
class FranceMap:
    """Say what a map of France shows: a step per département, counts as circles, or both."""

    title: str
    values: Mapping[str, MapValue] = field(default_factory=dict)
    legend: tuple[tuple[int, str], ...] = ()
    alt: str = ""
    points: tuple[MapPoint, ...] = ()
