"""Maps of France by département: what one says, its drawing, and tiles that show every département alike."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

import vl_convert
from django.utils.translation import gettext as _

from maillage.common.charts import printable
from maillage.common.palette import FAMILY, INK, LINE, MUTED, ORANGE, STEPS, WHITE

DATA = Path(__file__).resolve().parent / "data"
OVERSEAS = {
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
}
INNER_PARIS = ("75", "92", "93", "94")  # too small on the map of France: drawn again, larger, beside it
INNER_SCALE = 4.2
OVERSEAS_ROW = 48
LOUPE = (72, 462)  # in the ocean, where the map is empty
MIDDLE = ' text-anchor="middle"'
DARK_FROM = 4  # from this step on, what is written on the colour is white
ON_LIGHT = "#221B2F"  # ink that stays dark in the dark theme, because what is under it stays light
TILE = 44
WIDE = (900, 585)  # the map with its legend and overseas beside it; taller when its legend is
ASIDE = 640  # where they begin
# The row of overseas: where it begins under a tall map and under tiles, and from one tile to the next.
UNDER_MAP, UNDER_TILES = (40, 628, 122), (16, 28, 76)
Layout = Literal["wide", "tall"]


@dataclass(frozen=True)
class MapValue:
    """Give a département its step, from 0 (nothing) to 6, and the words that say it; "said" says all of it."""

    step: int
    label: str
    said: str = ""


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

    @property
    def is_empty(self) -> bool:
        """Tell whether the map has nothing to show."""
        return not self.points and not any(value.step for value in self.values.values())


@dataclass(frozen=True)
class Outline:
    """Hold the drawing of a département: name, path and centre in tenths of the map's unit."""

    name: str
    path: str
    centre: tuple[int, int]


@lru_cache(maxsize=1)
def outlines() -> Mapping[str, Outline]:
    """Return the départements of metropolitan France by code."""
    found = json.loads((DATA / "departements.json").read_text(encoding="utf-8"))
    return {
        code: Outline(place["name"], place["path"], (place["centre"][0], place["centre"][1]))
        for code, place in found["departements"].items()
    }


@lru_cache(maxsize=1)
def tile_grid() -> Mapping[str, tuple[int, int]]:
    """Return the column and the row of every département, overseas in a row of its own below."""
    lines = (DATA / "tuiles.txt").read_text(encoding="utf-8").splitlines()
    grid = {
        code: (column, row)
        for row, line in enumerate(lines)
        for column, code in enumerate(line.split())
        if code != ".."
    }
    return grid | {code: (2 * column, len(lines) + 1) for column, code in enumerate(OVERSEAS)}


def tile_corner(code: str, *, among_tiles: bool) -> tuple[float, float]:
    """Return where the tile of a département is drawn: among the tiles, or overseas under a tall map."""
    column, row = tile_grid()[code]
    if code not in OVERSEAS:
        return 2 + column * TILE, 2 + row * TILE
    left, top, gap = UNDER_TILES if among_tiles else UNDER_MAP
    above = (row - 1) * TILE if among_tiles else 0
    return left + column // 2 * gap, above + top + 12


def departement_name(code: str) -> str:
    """Return the name of a département."""
    return OVERSEAS.get(code) or outlines()[code].name


def map_alt(france: FranceMap) -> str:
    """Return the alternative text of a map: the one that was written, or its counts in words."""
    if france.alt:
        return printable(france.alt)
    said = [
        f"{label} : {sum(value.step == step for value in france.values.values())}"
        for step, label in france.legend
    ]
    if france.points:
        said.append(_("%(n)d au total sur la carte") % {"n": sum(point.n for point in france.points)})
    return printable(f"{france.title}. {', '.join(said) or _('Rien n’est connu à cette date')}.")


# Each step has its own hatching, so that it can be told from its neighbours without its colour.
HATCHES = {
    1: '<circle cx="4" cy="4" r="1" fill="{dark}"/>',
    2: '<path d="M0,8L8,0" stroke="{dark}" stroke-width="1" stroke-opacity=".7"/>',
    3: '<path d="M0,4H8" stroke="{dark}" stroke-width="1" stroke-opacity=".6"/>',
    4: '<path d="M0,0L8,8" stroke="{light}" stroke-width="1" stroke-opacity=".75"/>',
    5: '<path d="M0,0L8,8M0,8L8,0" stroke="{light}" stroke-width=".8" stroke-opacity=".6"/>',
}
SCALES = {"": 1.0, "m": 10.0, "l": 10 / INNER_SCALE}  # as drawn, on the map, in the loupe


class _Drawing:
    """Gather the parts of one SVG, whose pattern names are its own among those of a page."""

    def __init__(self, mark: str, links: Mapping[str, str]) -> None:
        self.mark = mark
        self.links = links
        self.parts: list[str] = []

    def add(self, *parts: str) -> None:
        """Add parts as they are: what comes from users has been escaped."""
        self.parts.extend(parts)

    def filled(self, step: int, drawn: str, scale: str = "", *, name: str = "") -> str:
        """Return a shape in the colour of a step, under a hatching as large as the shape is scaled down.

        A colour inside the hatching would leave seams between its tiles where it is printed. What has a name is
        drawn twice without being written twice.
        """
        if step not in HATCHES:
            return f'<g fill="{STEPS[step]}">{drawn}</g>'
        hatching = f'fill="url(#{self.mark}{step}{scale})"'
        if not name:
            return f'<g fill="{STEPS[step]}">{drawn}</g><g {hatching}>{drawn}</g>'
        named = drawn.replace(" ", f' id="{self.mark}{name}" ', 1)
        return f'<g fill="{STEPS[step]}">{named}</g><use href="#{self.mark}{name}" {hatching}/>'

    def defs(self) -> str:
        """Return the hatchings."""
        patterns = [
            f'<pattern id="{self.mark}{step}{scale}" width="8" height="8" patternUnits="userSpaceOnUse" '
            f'patternTransform="scale({times:g})">'
            f"{hatch.format(dark=STEPS[min(6, step + 2)], light=STEPS[max(0, step - 2)])}</pattern>"
            for step, hatch in HATCHES.items()
            for scale, times in SCALES.items()
        ]
        return f"<defs>{''.join(patterns)}</defs>"

    def text(
        self, x: float, y: float, words: str, size: float = 15, *, colour: str = INK, extra: str = ""
    ) -> None:
        """Write words."""
        self.add(
            f'<text x="{x:g}" y="{y:g}" font-family="{FAMILY}" font-size="{size:g}" fill="{colour}"{extra}>'
            f"{escape(printable(words))}</text>"
        )

    def shape(self, code: str, drawn: str, said: str) -> None:
        """Add the drawing of a département, with its words as its title and its link if it has one."""
        titled = f"<g><title>{escape(printable(said))}</title>{drawn}</g>"
        if address := self.links.get(code):
            titled = f"<a href={quoteattr(address)} aria-label={quoteattr(printable(said))}>{titled}</a>"
        self.add(titled)


def _said(code: str, values: Mapping[str, MapValue], counts: Mapping[str, int]) -> str:
    """Return what is known of a département, in words."""
    if code in values and values[code].said:
        return f"{departement_name(code)} ({code}) : {values[code].said}"
    words = [values[code].label] if code in values else []
    if code in counts:
        words.append(str(counts[code]))
    return f"{departement_name(code)} ({code}) : {', '.join(words) or _('rien de connu')}"


def _step(code: str, values: Mapping[str, MapValue]) -> int:
    """Return the step of a département, whatever it was given, within the scale."""
    return max(0, min(len(STEPS) - 1, values[code].step)) if code in values else 0


def _circle(drawing: _Drawing, x: float, y: float, n: int, largest: int) -> None:
    """Draw a count as a circle whose surface follows it, with the number inside."""
    radius = 13 + 7.5 * math.sqrt(n / largest)
    drawing.add(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:.1f}" fill="{ORANGE}" '
        f'stroke="{WHITE}" stroke-width="1.5"/>'
    )
    size = 15 if n > 99 else 20  # noqa: PLR2004 - three figures need a smaller letter
    drawing.text(
        x, y + size * 0.36, str(n), size, colour=WHITE, extra=' text-anchor="middle" font-weight="700"'
    )


def _metropole(
    drawing: _Drawing, values: Mapping[str, MapValue], counts: Mapping[str, int], under: str
) -> None:
    """Draw the map itself, and the four départements of inner Paris again in a loupe."""
    largest = max(counts.values(), default=1)
    border = f'stroke="{WHITE}" stroke-linejoin="round"'
    seen_through = ' opacity=".6"' if under else ""
    drawing.add(under, f'<g transform="scale(.1)"{seen_through}>')
    for code, outline in outlines().items():
        drawn = drawing.filled(
            _step(code, values), f'<path d="{outline.path}" {border} stroke-width="9"/>', "m", name=f"d{code}"
        )
        if code in INNER_PARIS:
            drawing.add(drawn)  # its title and its link are in the loupe
        else:
            drawing.shape(code, drawn, _said(code, values, counts))
    drawing.add("</g>")
    x, y = outlines()["75"].centre
    left, top = LOUPE
    drawing.add(f'<circle cx="{left}" cy="{top}" r="64" fill="{WHITE}" stroke="{LINE}" stroke-width="1.5"/>')
    for line, words in enumerate(wrap(_("Paris et petite couronne"), 15)):
        drawing.text(left, top + 82 + 19 * line, words, 17, colour=MUTED, extra=MIDDLE)
    drawing.add(f'<g transform="translate({left} {top}) scale({INNER_SCALE / 10:g}) translate({-x} {-y})">')
    for code in INNER_PARIS:
        drawn = drawing.filled(
            _step(code, values), f'<path d="{outlines()[code].path}" {border} stroke-width="3"/>', "l"
        )
        drawing.shape(code, drawn, _said(code, values, counts))
    drawing.add("</g>")
    for code in INNER_PARIS:
        if not counts:
            at = in_loupe(outlines()[code].centre)
            colour = WHITE if _step(code, values) >= DARK_FROM else ON_LIGHT
            drawing.text(at[0], at[1] + 5, code, 13, colour=colour, extra=MIDDLE)
    for code, n in sorted(counts.items(), key=lambda item: -item[1]):
        if code in outlines() and n:
            centre = outlines()[code].centre
            at = in_loupe(centre) if code in INNER_PARIS else (centre[0] / 10, centre[1] / 10)
            _circle(drawing, *at, n, largest)


def in_loupe(centre: tuple[int, int]) -> tuple[float, float]:
    """Return where a point of the map stands in the loupe."""
    x, y = outlines()["75"].centre
    scale = INNER_SCALE / 10
    return round(LOUPE[0] + (centre[0] - x) * scale, 1), round(LOUPE[1] + (centre[1] - y) * scale, 1)


def _tile(
    drawing: _Drawing,
    code: str,
    at: tuple[float, float],
    values: Mapping[str, MapValue],
    counts: Mapping[str, int],
    *,
    counted: bool = True,
) -> None:
    """Draw a département as a square with its number, and its count unless that is written beside it."""
    step = _step(code, values)
    x, y = at
    colour = WHITE if step >= DARK_FROM else ON_LIGHT
    inside = _Drawing(drawing.mark, {})
    inside.add(
        f'<rect x="{x:g}" y="{y:g}" width="{TILE - 3}" height="{TILE - 3}" rx="5" '
        f'fill="{STEPS[step]}" stroke="{LINE if step < DARK_FROM else STEPS[step]}"/>'
    )
    middle = x + (TILE - 3) / 2
    centred = ' text-anchor="middle" font-weight="700"'
    if counted and counts.get(code):
        inside.text(middle, y + 14, code, 11, colour=colour, extra=MIDDLE)
        inside.text(middle, y + 30, str(counts[code]), 15, colour=colour, extra=centred)
    else:
        inside.text(middle, y + 26, code, 15, colour=colour, extra=centred)
    if step in HATCHES:  # a band at the foot: a hatching under the number would make it hard to read
        inside.add(
            drawing.filled(
                step, f'<rect x="{x + 4:g}" y="{y + TILE - 9:g}" width="{TILE - 11}" height="4" rx="1"/>'
            )
        )
    drawing.shape(code, "".join(inside.parts), _said(code, values, counts))


def _overseas(
    drawing: _Drawing,
    row: tuple[float, float, float],
    values: Mapping[str, MapValue],
    counts: Mapping[str, int],
    small: float = 13,
) -> None:
    """Draw the overseas départements as a labelled row of tiles, always there."""
    x, y, gap = row
    drawing.text(x, y, _("Outre-mer"), small + 5, extra=' font-weight="700"')
    for rank, (code, name) in enumerate(OVERSEAS.items()):
        left = x + rank * gap
        _tile(drawing, code, (left, y + 12), values, counts)
        for line, words in enumerate(wrap(name, 10)):
            drawing.text(
                left + (TILE - 3) / 2,
                y + 57 + small * (1 + 1.15 * line),
                words,
                small,
                colour=MUTED,
                extra=MIDDLE,
            )


def _overseas_down(
    drawing: _Drawing, top: float, values: Mapping[str, MapValue], counts: Mapping[str, int]
) -> None:
    """Draw the overseas départements as a labelled list, each with its tile, its name and its count."""
    drawing.text(ASIDE, top, _("Outre-mer"), 22, extra=' font-weight="700"')
    largest = max(counts.values(), default=1)
    for rank, (code, name) in enumerate(OVERSEAS.items()):
        y = top + 14 + rank * OVERSEAS_ROW
        _tile(drawing, code, (ASIDE, y), values, counts, counted=False)
        drawing.text(ASIDE + TILE + 10, y + 28, name, 22)
        if counts.get(code):
            _circle(drawing, WIDE[0] - 32, y + (TILE - 3) / 2, counts[code], largest)


def _legend(
    drawing: _Drawing,
    x: float,
    y: float,
    legend: Sequence[tuple[int, str]],
    *,
    letters: int,
    size: float = 16,
    across: int = 1,
) -> float:
    """Write what each step means and return where the legend ends."""
    column, line_height, square = 0, size * 1.3, size * 1.25
    row_top = bottom = y
    for step, label in legend:
        lines = wrap(printable(label), letters, max_lines=3, placeholder="…")
        left = x + column * 300
        known = max(0, min(len(STEPS) - 1, step))
        drawing.add(
            drawing.filled(
                known,
                f'<rect x="{left:g}" y="{row_top:g}" width="{square * 1.4:g}" height="{square:g}" rx="3" '
                f'stroke="{MUTED}" stroke-width=".6"/>',
            )
        )
        for rank, words in enumerate(lines):
            drawing.text(left + square * 1.4 + 10, row_top + size * 0.98 + rank * line_height, words, size)
        bottom = max(bottom, row_top + max(1, len(lines)) * line_height + size * 0.5)
        column = (column + 1) % across
        if column == 0:
            row_top = bottom
    return bottom


def _finished(drawing: _Drawing, width: float, height: float, title: str, alt: str) -> str:
    """Return the whole SVG, which a screen reader reads as one image, or as a list of links."""
    parts, alt = "".join(drawing.parts), printable(alt)
    role = "group" if "<a " in parts else "img"  # whoever drew them: départements, teams, communes
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="{role}" '
        f"aria-label={quoteattr(alt)}><title>{escape(printable(title))}</title><desc>{escape(alt)}</desc>"
        f"{drawing.defs()}{parts}</svg>"
    )


def _begun(
    kind: str, values: Mapping[str, MapValue], legend: object, points: object, links: Mapping[str, str]
) -> _Drawing:
    """Return an empty drawing, named after its content so that two maps of one page stay apart."""
    content = repr((kind, sorted((c, v.step, v.label) for c, v in values.items()), legend, points))
    return _Drawing(f"m{hashlib.sha256(content.encode('utf-8', 'replace')).hexdigest()[:8]}-", links)


def _empty_words(values: Mapping[str, MapValue], points: Sequence[MapPoint]) -> str:
    """Return what to say on a map that shows nothing."""
    if points or any(value.step or value.said for value in values.values()):
        return ""
    return _("Rien n’est connu à cette date.")


def france_svg(
    values: Mapping[str, MapValue],
    legend: Sequence[tuple[int, str]],
    title: str,
    alt: str,
    *,
    links: Mapping[str, str] | None = None,
    points: Sequence[MapPoint] = (),
    layout: Layout = "wide",
    under: str = "",
    over: str = "",
) -> str:
    """Return the map of France as SVG: legend and overseas beside it ("wide") or under it ("tall")."""
    drawing = _begun(layout, values, tuple(legend), tuple(points), links or {})
    counts = {point.departement: point.n for point in points}
    _metropole(drawing, values, counts, under)
    nothing = _empty_words(values, points)
    if layout == "wide":
        end = _legend(drawing, ASIDE, 12, legend, letters=18, size=24)
        if nothing:
            end += 26
            drawing.text(ASIDE, end, nothing, 17, colour=MUTED)
        top = max(WIDE[1] - len(OVERSEAS) * OVERSEAS_ROW - 18, end + 36)
        _overseas_down(drawing, top, values, counts)
        height = max(WIDE[1], top + 18 + len(OVERSEAS) * OVERSEAS_ROW)
        return _finished(drawing, WIDE[0], height, title, alt)
    if nothing:
        drawing.text(14, 24, nothing, 19, colour=MUTED)
    _overseas(drawing, UNDER_MAP, values, counts, 17)
    drawing.add(over)
    end = _legend(drawing, 14, 732, legend, letters=20, size=21, across=2)
    return _finished(drawing, 613, end, title, alt)


def tiles_svg(
    values: Mapping[str, MapValue],
    legend: Sequence[tuple[int, str]],
    title: str,
    alt: str,
    *,
    links: Mapping[str, str] | None = None,
    points: Sequence[MapPoint] = (),
    over: str = "",
) -> str:
    """Return France as tiles of one size: no département is too small to be seen."""
    drawing = _begun("tiles", values, tuple(legend), tuple(points), links or {})
    counts = {point.departement: point.n for point in points}
    for code in tile_grid():
        if code not in OVERSEAS:
            _tile(drawing, code, tile_corner(code, among_tiles=True), values, counts)
    left, _top, gap = UNDER_TILES
    top = tile_corner("971", among_tiles=True)[1] - 12
    _overseas(drawing, (left, top, gap), values, counts)
    drawing.add(over)
    end = _legend(drawing, 16, top + 105, legend, letters=26, across=2)
    return _finished(drawing, 12 * TILE + 72, end, title, alt)


def map_svg(france: FranceMap, *, layout: Layout = "wide", links: Mapping[str, str] | None = None) -> str:
    """Return the drawing of a map."""
    return france_svg(
        france.values,
        france.legend,
        france.title,
        map_alt(france),
        links=links,
        points=france.points,
        layout=layout,
    )


def departements_of(france: FranceMap) -> Iterator[tuple[str, str, str, int | None]]:
    """Yield code, name, words and count of every département that a map shows: the table beside it."""
    counts = {point.departement: point.n for point in france.points}
    for code in sorted({*france.values, *counts}):
        if code in OVERSEAS or code in outlines():
            said = france.values[code].label if code in france.values else ""
            yield code, departement_name(code), said, counts.get(code)


def drawn_size(svg: str) -> tuple[float, float]:
    """Return the width and the height of a drawing, in its own unit."""
    _x, _y, width, height = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    return float(width), float(height)


@lru_cache(maxsize=64)
def svg_to_png(svg: str, width: int) -> bytes:
    """Return a drawing as a PNG so many pixels wide, once per content."""
    drawn, _height = drawn_size(svg)
    return bytes(vl_convert.svg_to_png(svg, scale=width / drawn, ppi=72))
