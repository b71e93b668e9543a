"""What stands at a spot of a map: a disc or a diamond, full where the spot is known, hollow where it is near it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from maillage.common.charts import printable
from maillage.common.palette import FAMILY, INK, ORANGE, TEAL, WHITE

Shape = Literal["disc", "diamond"]
COLOURS: dict[Shape, str] = {"disc": ORANGE, "diamond": TEAL}
SMALLEST, GROWTH = 4.5, 1.8
BESIDE = 7  # how far a diamond stands from a disc of the same spot


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Hold a mark of a map: where, how many it stands for, what it says and leads to."""

    at: tuple[float, float]
    shape: Shape
    n: int
    said: str
    url: str
    approximate: bool = False


def marks(spots: Iterable[Spot]) -> str:
    """Return the marks of a map, the largest first so that none hides another."""
    groups: dict[tuple[Shape, bool], list[Spot]] = {}
    for spot in sorted(spots, key=lambda spot: (spot.shape == "diamond", not spot.approximate, -spot.n)):
        groups.setdefault((spot.shape, spot.approximate), []).append(spot)
    return "".join(
        f"<g {_paint(shape, hollow=hollow)}>{''.join(map(_mark, held))}</g>"
        for (shape, hollow), held in groups.items()
    )


def _paint(shape: Shape, *, hollow: bool) -> str:
    """Return how a shape is painted: white around what is full, white within what is hollow."""
    colour = COLOURS[shape]
    if hollow:
        return f'fill="{WHITE}" stroke="{colour}" stroke-width="2"'
    return f'fill="{colour}" stroke="{WHITE}" stroke-width="1.2"'


def _mark(spot: Spot) -> str:
    """Return one mark: a link for the mouse, since the list beside the map gives the same to the keyboard."""
    drawn = _drawn(spot.shape, *spot.at, SMALLEST + GROWTH * (sqrt(spot.n) - 1))
    said = escape(printable(spot.said))
    return f'<a tabindex="-1" href={quoteattr(spot.url)}><g><title>{said}</title>{drawn}</g></a>'


def _drawn(shape: Shape, x: float, y: float, radius: float) -> str:
    """Return a shape around a point."""
    if shape == "disc":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.1f}"/>'
    half = f"{radius * 1.2:.1f}"
    return f'<path d="M{x:g},{y - float(half):g}l{half},{half}-{half},{half}-{half}-{half}z"/>'


def count(shape: Shape, x: float, y: float, n: int) -> str:
    """Return a mark with its number at its right: « ● 3 »."""
    words = f'font-family="{FAMILY}" font-size="17" font-weight="700" fill="{INK}"'
    return (
        f"<g {_paint(shape, hollow=False)}>{_drawn(shape, x, y, 6)}</g>"
        f'<text x="{x + 11:g}" y="{y + 6:g}" {words}>{n}</text>'
    )


def badge(x: float, y: float, n: int) -> str:
    """Return a diamond that holds its number, for the corner of a tile."""
    words = f'font-family="{FAMILY}" font-size="10" font-weight="700" fill="{WHITE}" text-anchor="middle"'
    return (
        f"<g {_paint('diamond', hollow=False)}>{_drawn('diamond', x, y, 9)}</g>"
        f'<text x="{x:g}" y="{y + 3.5:g}" {words}>{n}</text>'
    )
