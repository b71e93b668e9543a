"""Charts: what one says, and its drawing as SVG with every value written beside its mark."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

import vl_convert
from django.utils.translation import gettext as _

from maillage.common.formats import number, percent
from maillage.common.palette import FAMILY, INK, LINE, MUTED, SERIES

ChartKind = Literal["columns", "bars", "line", "shares"]
Number = int | float | Decimal
Spec = dict[str, object]

FONTS = Path(__file__).resolve().parent / "fonts"
REGULAR, BOLD = "AtkinsonHyperlegible_400Regular.ttf", "AtkinsonHyperlegible_700Bold.ttf"
VEGA_LITE = "v5.20"
LINES = "split(datum.label, '\\n')"
UPRIGHT: Spec = {"title": None, "labelAngle": 0, "labelLimit": 190, "labelExpr": LINES, "labelLineHeight": 19}
LYING: Spec = {"title": None, "labelLimit": 260, "labelExpr": LINES, "labelLineHeight": 19}
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))

vl_convert.register_font_directory(str(FONTS))


@dataclass(frozen=True)
class Series:
    """Name one run of values, one per category; None is unknown, and is drawn as absent."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Say what a chart shows; with the unit "%" and in "shares", a value is a share of one."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    alt: str = ""

    @property
    def in_percent(self) -> bool:
        """Tell whether values are shares of one, written as percentages."""
        return self.kind == "shares" or self.unit == "%"

    @property
    def is_empty(self) -> bool:
        """Tell whether no value at all is known."""
        return all(value is None for series in self.series for value in series.values)


def printable(text: str) -> str:
    """Return a text without the control characters that no file format may hold."""
    return text.translate(CONTROL)


def decimals_of(value: Number) -> int:
    """Return how many decimals a value deserves, two at most."""
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return min(2, max(0, -exponent)) if isinstance(exponent, int) else 0


def value_label(value: Number | None, *, in_percent: bool = False) -> str:
    """Write a value as every renderer writes it: « 1 234 », « 3,5 », « 67 % », « inconnu »."""
    if value is None:
        return _("inconnu")
    if in_percent:
        return percent(value, min(1, decimals_of(Decimal(str(value)) * 100)))
    return number(value, decimals_of(value))


def chart_alt(chart: Chart) -> str:
    """Return the alternative text of a chart: the one that was written, or its values in words."""
    if chart.alt:
        return printable(chart.alt)
    said = [
        f"{category} : {value_label(value, in_percent=chart.in_percent)}"
        for series in chart.series
        for category, value in zip(chart.categories, series.values, strict=False)
    ]
    return printable(f"{chart.title}. {', '.join(said)}.")


def _rows(chart: Chart, wide: int) -> list[dict[str, object]]:
    """Return one row per mark: its place, in lines of so many letters, its value, the words beside it."""
    last = {
        series.name: max((i for i, value in enumerate(series.values) if value is not None), default=-1)
        for series in chart.series
    }
    return [
        {
            "i": index,
            "c": "\n".join(wrap(printable(category), wide, max_lines=3, placeholder="…")) or " ",
            "s": printable(series.name),
            "v": 0 if value is None else float(value),
            "known": value is not None,
            "t": value_label(value, in_percent=chart.in_percent),
            "end": f"{printable(series.name)} {value_label(value, in_percent=chart.in_percent)}"
            if index == last[series.name]
            else "",
        }
        for series in chart.series
        for index, (category, value) in enumerate(zip(chart.categories, series.values, strict=False))
    ]


def _text(dx: int = 0, dy: int = 0, align: str = "center") -> list[Spec]:
    """Return the layers that write each value; an unknown one in italics, at the foot of its place."""
    mark: Spec = {"type": "text", "dx": dx, "dy": dy, "align": align, "baseline": "middle"}
    return [
        {
            "transform": [{"filter": test}],
            "mark": {**mark, **style},
            "encoding": {"text": {"field": "t"}},
        }
        for test, style in (
            ("datum.known", {"fontSize": 17, "fontWeight": 700, "color": INK}),
            ("!datum.known", {"fontSize": 15, "fontStyle": "italic", "color": MUTED}),
        )
    ]


def _columns(several: bool, colour: Spec, value: Spec) -> Spec:  # noqa: FBT001 - one word for three drawings
    """Return upright columns, grouped when there are several series."""
    aside: Spec = {"xOffset": {"field": "s", "sort": None}} if several else {}
    return {
        "encoding": {
            "x": {
                "field": "c",
                "type": "nominal",
                "sort": None,
                "axis": UPRIGHT,
                "scale": {"paddingInner": 0.35, "paddingOuter": 0.2},
            },
            "y": value,
            **aside,
        },
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 4}, "encoding": {"color": colour}},
            *_text(dy=-12),
        ],
    }


def _bars(several: bool, colour: Spec, value: Spec) -> Spec:  # noqa: FBT001 - one word for three drawings
    """Return lying bars: the categories on the left, the value at the end of each."""
    aside: Spec = {"yOffset": {"field": "s", "sort": None}} if several else {}
    return {
        "encoding": {
            "y": {
                "field": "c",
                "type": "nominal",
                "sort": None,
                "axis": LYING,
                "scale": {"paddingInner": 0.35},
            },
            "x": value,
            **aside,
        },
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 4}, "encoding": {"color": colour}},
            *_text(dx=8, align="left"),
        ],
    }


def _line(several: bool, colour: Spec, value: Spec) -> Spec:  # noqa: FBT001 - one word for three drawings
    """Return lines that stop where nothing is known, each named at its last point."""
    written = _text(dy=-18)
    if several:  # values would cross the other lines: each line says its name and where it arrives
        written = [
            {
                "transform": [{"filter": "datum.end != ''"}],
                "mark": {"type": "text", "align": "left", "dx": 14, "fontSize": 16, "fontWeight": 700},
                "encoding": {"text": {"field": "end"}, "color": colour},
            },
        ]
    known = [{"filter": "datum.known"}]
    return {
        "encoding": {
            "x": {
                "field": "c",
                "type": "nominal",
                "sort": None,
                "axis": UPRIGHT,
            },
            "y": value,
        },
        "layer": [
            {
                "transform": [{"calculate": "datum.known ? datum.v : null", "as": "v"}],
                "mark": {"type": "line", "strokeWidth": 3.5, "invalid": "break-paths-show-domains"},
                "encoding": {"color": colour},
            },
            {
                "transform": known,
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {"color": colour},
            },
            *written,
        ],
    }


def chart_spec(chart: Chart, *, width: int = 760, height: int = 380) -> Spec:
    """Return a chart as a Vega-Lite specification; user text is only ever data in it."""
    names = [printable(series.name) for series in chart.series]
    lying = chart.kind in {"bars", "shares"}
    wide = 26 if lying else max(8, int(width / max(1, len(chart.categories)) / 9))
    value: Spec = {
        "field": "v",
        "type": "quantitative",
        "axis": None,
        "scale": {"zero": True, "nice": False, **({"domain": [0, 1]} if chart.is_empty else {})},
    }
    several = len(names) > 1
    legend = (
        {"orient": "top", "title": None, "labelFontSize": 16, "symbolSize": 220, "labelLimit": 240}
        if several and chart.kind != "line"
        else None
    )
    colours = [SERIES[i % len(SERIES)] for i in range(len(names))]
    colour: Spec = {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": names, "range": colours},
        "legend": legend,
        "sort": None,
    }
    draw = {"columns": _columns, "bars": _bars, "shares": _bars, "line": _line}[chart.kind]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": _rows(chart, wide)},
        "width": width,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {
            "left": 4,
            "right": 24 if not (several and chart.kind == "line") else 150,
            "top": 8,
            "bottom": 4,
        },
        "background": None,
        "config": {
            "font": FAMILY,
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 16,
                "labelColor": INK,
                "domainColor": LINE,
                "domainWidth": 1.5,
                "grid": False,
                "ticks": False,
                "labelPadding": 10,
            },
            "legend": {"labelColor": INK},
        },
        **draw(several, colour, value),
    }


def _accessible(svg: str, title: str, alt: str) -> str:
    """Return an SVG that a screen reader reads as one image with a name."""
    inside = re.sub(r' (?:role|aria-[a-z]+|style)="[^"]*"', "", svg)
    opening, rest = inside.split(">", 1)
    opening = re.sub(r' (?:width|height)="[^"]*"', "", opening)
    words = f"<title>{escape(printable(title))}</title><desc>{escape(alt)}</desc>"
    return f'{opening} role="img" aria-label={quoteattr(alt)}>{words}{rest}'


@lru_cache(maxsize=256)
def _drawn(spec: str, title: str, alt: str) -> str:
    """Draw a specification, once per content."""
    return _accessible(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE), title, alt)


def chart_svg(chart: Chart, *, width: int = 760, height: int = 380) -> str:
    """Return a chart as an accessible SVG, without inline style nor script."""
    spec = json.dumps(chart_spec(chart, width=width, height=height), ensure_ascii=True, sort_keys=True)
    return _drawn(spec, chart.title, chart_alt(chart))


def for_page(svg: str) -> str:
    """Return an SVG whose words take the colour of the page around it, in light and in dark."""
    return svg.replace(f'fill="{INK}"', 'fill="currentColor"').replace(
        f'fill="{MUTED}"', 'fill="currentColor"'
    )
