"""Charts as drawings: what they say, how they are coloured, what they never contain."""

# ruff: noqa: S314 - these drawings are ours

import itertools
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from maillage.common import palette
from maillage.common.charts import Chart, Series, chart_alt, chart_svg, for_page, value_label

# What three kinds of colour blindness make of linear red, green and blue (Machado, Oliveira and Fernandes, 2009).
BLINDNESS = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> tuple[float, ...]:
    """Return red, green and blue as light, from 0 to 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def luminance(colour: str) -> float:
    """Return how light a colour is."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, blindness: str) -> tuple[float, float, float]:
    """Return a colour as an eye sees it, in the space where distances are those that one feels (CIELAB)."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(w * p for w, p in zip(row, light, strict=True))))
        for row in BLINDNESS[blindness]
    )
    white = (0.9505, 1.0, 1.089)
    sums = (
        0.4124 * red + 0.3576 * green + 0.1805 * blue,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        0.0193 * red + 0.1192 * green + 0.9505 * blue,
    )
    x, y, z = (
        (v / w) ** (1 / 3) if v / w > 0.008856 else 7.787 * v / w + 16 / 116
        for v, w in zip(sums, white, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def chart(kind: str = "columns", **changes: object) -> Chart:
    """Return a chart of two years."""
    given: dict[str, object] = {
        "title": "Signataires",
        "kind": kind,
        "categories": ("2014", "2015"),
        "series": (Series("Organisations", (47, 1297)),),
    }
    return Chart(**{**given, **changes})  # type: ignore[arg-type] # a test builds them by name


def words(svg: str) -> list[str]:
    """Return the texts that a drawing shows."""
    return [
        text for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text") if (text := node.text)
    ]


@pytest.mark.parametrize("kind", ["columns", "bars", "line", "shares"])
def test_each_kind_names_its_categories_and_writes_its_values(kind: str) -> None:
    values = (Decimal("0.67"), Decimal("0.025")) if kind == "shares" else (47, 1297)
    said = words(chart_svg(chart(kind, series=(Series("Organisations", values),))))
    assert {"2014", "2015"} <= set(said)
    assert set(said) >= ({"67\u00a0%", "2,5\u00a0%"} if kind == "shares" else {"47", "1\u202f297"})


def test_an_unknown_value_is_written_and_not_drawn() -> None:
    svg = chart_svg(chart(series=(Series("Organisations", (None, 12)),)))
    assert "inconnu" in words(svg)
    assert "0" not in words(svg)


def test_a_chart_of_which_nothing_is_known_says_so_for_each_category() -> None:
    assert words(chart_svg(chart(series=(Series("Organisations", (None, None)),)))).count("inconnu") == 2


def test_lines_are_named_where_they_end() -> None:
    series = (Series("Équipes", (2, 184)), Series("Coopérations", (14, None)))
    said = words(chart_svg(chart("line", series=series)))
    assert {"Équipes 184", "Coopérations 14"} <= set(said)


def test_several_columns_have_a_legend() -> None:
    series = (Series("Équipes", (2, 184)), Series("Coopérations", (14, 33)))
    assert {"Équipes", "Coopérations"} <= set(words(chart_svg(chart(series=series))))


def test_a_chart_is_one_image_with_a_name_and_no_inline_style() -> None:
    svg = chart_svg(chart(alt="De 47 à 1 297 signataires"))
    root = ET.fromstring(svg)
    assert (root.get("role"), root.get("aria-label")) == ("img", "De 47 à 1 297 signataires")
    assert all(node.get("style") is None for node in root.iter())
    assert "script" not in svg


def test_without_alternative_text_the_values_are_said() -> None:
    assert chart_alt(chart()) == "Signataires. 2014 : 47, 2015 : 1\u202f297."


def test_hostile_words_stay_words() -> None:
    hostile = '<script>alert(1)</script> " onload="x" \x00 \ud800 datum.v \U0001f600'
    svg = chart_svg(chart(title=hostile, categories=(hostile, "b"), series=(Series(hostile, (1, 2)),)))
    tags = {node.tag.rsplit("}", 1)[1] for node in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "text", "tspan", "line", "rect", "defs", "clipPath"}


def test_words_on_a_page_take_its_colour() -> None:
    assert palette.INK in chart_svg(chart())
    assert palette.INK not in for_page(chart_svg(chart()))


def test_a_chart_is_drawn_once() -> None:
    assert chart_svg(chart(title="une fois")) is chart_svg(chart(title="une fois"))


@pytest.mark.parametrize(
    ("value", "in_percent", "said"),
    [
        (None, False, "inconnu"),
        (0, False, "0"),
        (12345, False, "12\u202f345"),
        (3.5, False, "3,5"),
        (Decimal("0.125"), True, "12,5\u00a0%"),
        (Decimal("0.6700"), True, "67\u00a0%"),
    ],
)
def test_a_value_is_written_in_french(value: float | None, in_percent: bool, said: str) -> None:  # noqa: FBT001
    assert value_label(value, in_percent=in_percent) == said


def test_series_stand_out_on_paper_and_from_each_other_for_every_eye() -> None:
    assert all(contrast(colour, palette.PAPER) >= 3 for colour in palette.SERIES)
    for blindness in BLINDNESS:
        for one, other in itertools.combinations(palette.SERIES, 2):
            distance = sum(
                (a - b) ** 2 for a, b in zip(seen(one, blindness), seen(other, blindness), strict=True)
            )
            assert distance**0.5 > 20, (blindness, one, other)


def test_text_colours_are_legible_on_paper() -> None:
    for colour in (palette.INK, palette.VIOLET, palette.MUTED, palette.TEAL, palette.RED, palette.AMBER):
        assert contrast(colour, palette.PAPER) >= 4.5, colour


def test_stages_go_from_light_to_dark() -> None:
    lights = [luminance(colour) for colour in palette.STEPS[1:]]
    assert lights == sorted(lights, reverse=True)
    assert all(contrast(a, b) > 1.25 for a, b in itertools.pairwise(palette.STEPS[1:]))
