"""The style sheets and the files of others: colours that can be read, one palette, known checksums, little weight."""

import gzip
import re
from itertools import pairwise, product

import pytest
from django.contrib.staticfiles import finders

from maillage.common import palette, vendor

STATIC = vendor.FOLDER.parent
THEME = (STATIC / "maillage.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+): (#[0-9A-F]{6})")


def block(selector: str) -> dict[str, str]:
    """Return the colours that a rule gives, by name."""
    start = THEME.index(selector + " {")
    return dict(COLOUR.findall(THEME[start : THEME.index("}", start)]))


LIGHT = block(":root")
ASKED_DARK = block(':root:not([data-theme="light"])')
CHOSEN_DARK = block(':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_dark_theme_asked_by_the_device_is_the_one_chosen_on_the_page() -> None:
    assert ASKED_DARK == CHOSEN_DARK
    assert set(LIGHT) == set(CHOSEN_DARK), "every colour has its dark one"


def test_pages_charts_and_prints_share_one_palette() -> None:
    assert LIGHT["ink"] == palette.INK
    assert LIGHT["paper"] == palette.PAPER
    assert LIGHT["violet"] == palette.VIOLET
    assert LIGHT["orange"] == palette.ORANGE
    assert LIGHT["orange-mark"] == palette.BRIGHT_ORANGE
    assert (LIGHT["teal"], LIGHT["amber"], LIGHT["red"]) == (palette.TEAL, palette.AMBER, palette.RED)
    assert tuple(LIGHT[f"stage-{n}"] for n in range(7)) == palette.STEPS
    assert tuple(LIGHT[f"series-{n}"] for n in range(1, 6)) == palette.SERIES


GROUNDS = ("paper", "surface", "mist")
INKS = ("ink", "muted", "violet", "orange-small", "teal", "amber", "red")
PAIRS = [
    *product(INKS, GROUNDS),
    ("on-violet", "violet"),
    ("on-violet", "violet-deep"),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("muted", "sand"),
    ("teal", "teal-wash"),
    ("amber", "amber-wash"),
    ("red", "red-wash"),
    ("ink", "teal-wash"),
    ("ink", "amber-wash"),
    ("ink", "red-wash"),
]


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
def test_edges_of_fields_focus_and_series_can_be_seen(theme: dict[str, str]) -> None:
    marks = ["edge", "orange", *(f"series-{n}" for n in range(1, 6))]
    for mark, ground in product(marks, ("paper", "surface")):
        assert contrast(theme[mark], theme[ground]) >= 3, (mark, ground)


@pytest.mark.parametrize("theme", [LIGHT, CHOSEN_DARK], ids=["light", "dark"])
def test_stages_run_from_faint_to_strong(theme: dict[str, str]) -> None:
    from_paper = [contrast(theme[f"stage-{n}"], theme["paper"]) for n in range(1, 7)]
    assert from_paper == sorted(from_paper)
    assert all(b / a > 1.2 for a, b in pairwise(from_paper))


@pytest.mark.parametrize("entry", vendor.vendored(), ids=lambda entry: entry.file)
def test_files_of_others_are_those_that_were_checked(entry: vendor.Vendored) -> None:
    assert vendor.checksum(entry.file) == entry.sha256
    assert entry.version
    assert entry.licence
    assert (vendor.FOLDER / entry.licence_file).read_text(encoding="utf-8").strip()


def test_no_file_of_others_is_left_out_of_the_manifest() -> None:
    listed = {name for entry in vendor.vendored() for name in (entry.file, entry.licence_file)}
    assert {path.name for path in vendor.FOLDER.iterdir()} == listed | {vendor.MANIFEST.name}


@pytest.mark.parametrize("sheet", ["maillage.css", "components.css", "vendor/bootstrap-reboot.min.css"])
def test_style_sheets_ask_only_for_files_of_this_site(sheet: str) -> None:
    text = (STATIC / sheet).read_text(encoding="utf-8")
    wanted = [url for url in re.findall(r'url\("?([^")]+)"?\)', text) if not url.startswith("data:")]
    for url in wanted:
        assert finders.find(url), url
    assert "sourceMappingURL" not in text


def test_what_every_page_loads_is_under_80_kilobytes_on_the_wire() -> None:
    base = (STATIC.parent / "templates" / "base.html").read_text(encoding="utf-8")
    names = set(re.findall(r"\{% static '([^']+)' %\}", base))
    names |= {"vendor/atkinson-hyperlegible-latin-700-normal.woff2", "mesh.svg"}
    assert len(names) >= 9
    weight = 0
    for name in names:
        data = (STATIC / name).read_bytes()
        weight += len(data) if name.endswith("woff2") else len(gzip.compress(data))
    assert weight < 80_000
