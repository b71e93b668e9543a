"""Maps: every département is there, overseas too, told by more than a colour."""

# ruff: noqa: S314 - these drawings are ours

import struct
import xml.etree.ElementTree as ET

import pytest

from maillage.common.maps import (
    OVERSEAS,
    FranceMap,
    MapPoint,
    MapValue,
    departement_name,
    departements_of,
    france_svg,
    map_alt,
    map_svg,
    outlines,
    svg_to_png,
    tile_grid,
    tiles_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = ((5, "Lancée"), (2, "En amorce"), (0, "Rien de connu"))
VALUES = {"30": MapValue(5, "lancée"), "75": MapValue(2, "en amorce"), "974": MapValue(5, "lancée")}


def titles(svg: str) -> list[str]:
    """Return the words of each shape."""
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}title")]


def words(svg: str) -> list[str]:
    """Return the texts that a drawing shows."""
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]


def test_metropolitan_france_has_its_96_departements_corsica_in_two() -> None:
    assert len(outlines()) == 96
    assert {"2A", "2B", "01", "95"} <= set(outlines())
    assert departement_name("30") == "Gard"
    assert departement_name("973") == "Guyane"


def test_the_tile_grid_holds_101_departements_each_in_a_place_of_its_own() -> None:
    grid = tile_grid()
    assert set(grid) == {*outlines(), *OVERSEAS}
    assert len(set(grid.values())) == 101


@pytest.mark.parametrize(
    ("north", "south"), [("59", "75"), ("75", "34"), ("29", "64"), ("67", "2A"), ("2B", "2A"), ("95", "91")]
)
def test_tiles_keep_north_above_south(north: str, south: str) -> None:
    assert tile_grid()[north][1] < tile_grid()[south][1]


@pytest.mark.parametrize(
    ("west", "east"), [("29", "67"), ("33", "69"), ("78", "77"), ("64", "06"), ("44", "21")]
)
def test_tiles_keep_west_left_of_east(west: str, east: str) -> None:
    assert tile_grid()[west][0] < tile_grid()[east][0]


@pytest.mark.parametrize("draw", [france_svg, tiles_svg])
def test_every_departement_says_its_name_and_its_words(draw: object) -> None:
    svg = draw(VALUES, LEGEND, "Coopérations", "alt")  # type: ignore[operator] # one of two functions
    said = titles(svg)
    assert len(said) == 102  # 101 départements, and the title of the image
    assert "Gard (30) : lancée" in said
    assert "La Réunion (974) : lancée" in said
    assert "Paris (75) : en amorce" in said
    assert "Ain (01) : rien de connu" in said


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_overseas_is_always_in_a_labelled_row(layout: str) -> None:
    shown = words(france_svg({}, (), "t", "a", layout=layout))  # type: ignore[arg-type] # one of two words
    assert {"Outre-mer", "971", "972", "973", "974", "976", "Guadeloupe", "Mayotte"} <= set(shown)


def test_steps_are_told_by_a_hatching_too() -> None:
    root = ET.fromstring(france_svg({str(n): MapValue(n - 20, "x") for n in range(21, 26)}, (), "t", "a"))
    marks = {pattern.get("id"): len(list(pattern)) for pattern in root.iter(f"{SVG}pattern")}
    fills = {node.get("fill") for tag in ("g", "use") for node in root.iter(f"{SVG}{tag}")}
    used = [mark for mark in marks if mark and f"url(#{mark})" in fills]
    assert len(used) == 5
    assert all(marks[mark] for mark in used)  # something is drawn on the colour


def test_an_image_has_a_role_a_name_a_description_and_no_inline_style() -> None:
    root = ET.fromstring(map_svg(FranceMap(title="Coopérations", values=VALUES, legend=LEGEND)))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Coopérations. Lancée : 2, En amorce : 1, Rien de connu : 0."
    assert root.findtext(f"{SVG}desc") == root.get("aria-label")
    assert all(node.get("style") is None for node in root.iter())


def test_links_make_each_departement_a_door() -> None:
    svg = france_svg(VALUES, LEGEND, "t", "a", links={"30": '/gard/?a=1&b="2"', "974": "/reunion/"})
    root = ET.fromstring(svg)
    found = {link.get("href"): link.get("aria-label") for link in root.iter(f"{SVG}a")}
    assert found == {'/gard/?a=1&b="2"': "Gard (30) : lancée", "/reunion/": "La Réunion (974) : lancée"}
    assert root.get("role") == "group"


def test_points_are_circles_with_their_number() -> None:
    points = (MapPoint("30", 12), MapPoint("75", 3), MapPoint("974", 7), MapPoint("01", 0))
    svg = france_svg({}, (), "Équipes", "a", points=points)
    assert {"12", "3", "7"} <= set(words(svg))
    assert "0" not in words(svg)
    assert "Gard (30) : 12" in titles(svg)
    assert {"12", "7"} <= set(words(tiles_svg({}, (), "Équipes", "a", points=points)))


def test_a_point_of_a_hundred_is_written_smaller() -> None:
    root = ET.fromstring(france_svg({}, (), "t", "a", points=(MapPoint("30", 120), MapPoint("01", 4))))
    sizes = {node.text: float(node.get("font-size", 0)) for node in root.iter(f"{SVG}text")}
    assert sizes["120"] < sizes["4"]


@pytest.mark.parametrize("layout", ["wide", "tall"])
def test_an_empty_map_says_that_nothing_is_known(layout: str) -> None:
    empty = FranceMap(title="En 2010", legend=LEGEND)
    assert empty.is_empty
    assert "Rien n’est connu à cette date." in words(map_svg(empty, layout=layout))  # type: ignore[arg-type]
    assert "Rien n’est connu" not in "".join(words(france_svg(VALUES, LEGEND, "t", "a")))


def test_the_alternative_text_counts_points_and_may_be_written_by_hand() -> None:
    france = FranceMap(title="Équipes", points=(MapPoint("30", 2), MapPoint("31", 3)))
    assert map_alt(france) == "Équipes. 5 au total sur la carte."
    assert map_alt(FranceMap(title="Équipes", alt="Dit\x00 par nous")) == "Dit par nous"
    assert map_alt(FranceMap(title="Vide")) == "Vide. Rien n’est connu à cette date."


def test_the_table_beside_a_map_says_the_same() -> None:
    france = FranceMap(title="t", values=VALUES, points=(MapPoint("01", 4), MapPoint("999", 1)))
    assert list(departements_of(france)) == [
        ("01", "Ain", "", 4),
        ("30", "Gard", "lancée", None),
        ("75", "Paris", "en amorce", None),
        ("974", "La Réunion", "lancée", None),
    ]


def test_hostile_words_and_steps_stay_harmless() -> None:
    hostile = '</title><script>alert(1)</script>"\x00'
    svg = france_svg({"30": MapValue(99, hostile)}, ((-4, hostile),), hostile, hostile)
    assert "<script" not in svg
    assert any("<script>alert(1)</script>" in title for title in titles(svg))


def test_two_maps_of_one_page_do_not_share_their_hatchings() -> None:
    one = ET.fromstring(france_svg(VALUES, LEGEND, "t", "a"))
    two = ET.fromstring(france_svg({}, LEGEND, "t", "a"))
    first, second = ({p.get("id") for p in root.iter(f"{SVG}pattern")} for root in (one, two))
    assert first.isdisjoint(second)


def test_a_drawing_becomes_a_png_of_the_width_asked() -> None:
    png = svg_to_png(france_svg(VALUES, LEGEND, "t", "a"), 500)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", png[16:20]) == (500,)
