"""Maps: every département is there, overseas too, told by more than a colour."""

# ruff: noqa: S314 - these drawings are ours

import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from maillage.common.map_marks import Spot, badge, count, marks
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
    tile_corner,
    tile_grid,
    tiles_svg,
)
from maillage.common.mercator import ground, position
from maillage.common.palette import ORANGE, WHITE

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


def _inside(point: tuple[float, float], path: str) -> bool:
    """Tell whether a point lies within an outline, by counting the borders on its left."""
    x, y = point[0] * 10, point[1] * 10
    found = False
    for part in path.strip("Mz").split("zM"):
        first, rest = part.split("l")
        at = [float(n) for n in first.split(",")]
        ring = [tuple(at)]
        for step in rest.split():
            at = [n + float(move) for n, move in zip(at, step.split(","), strict=True)]
            ring.append(tuple(at))
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                found = not found
    return found


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("30", 43.837, 4.360),  # Nîmes
        ("29", 48.390, -4.486),  # Brest
        ("59", 50.633, 3.066),  # Lille
        ("67", 48.583, 7.746),  # Strasbourg
        ("64", 43.301, -0.369),  # Pau
        ("2B", 42.306, 9.149),  # Corte
        ("75", 48.857, 2.352),  # Paris
        ("06", 43.703, 7.266),  # Nice
        ("93", 48.936, 2.357),  # Saint-Denis
    ],
)
def test_a_position_falls_within_its_departement(code: str, latitude: float, longitude: float) -> None:
    assert _inside(position(latitude, longitude), outlines()[code].path)
    assert not _inside(position(latitude, longitude + 4), outlines()[code].path)


def test_the_ground_is_made_of_the_tiles_that_every_server_cuts() -> None:
    root = ET.fromstring(ground("https://tuiles.exemple.fr/{z}/{x}/{y}.png?a=1&b=2"))
    found = {
        str(node.get("href")): (
            float(node.get("x", "")),
            float(node.get("y", "")),
            float(node.get("width", "")),
        )
        for node in root.iter("image")
    }
    x, y, size = found["https://tuiles.exemple.fr/6/32/22.png?a=1&b=2"]
    # Its corner is at Greenwich, and at the latitude where the rows 21 and 22 of zoom 6 meet.
    assert (x, y) == pytest.approx(position(48.92, 0), abs=0.5)
    east, south = position(45.089, 5.625)
    assert (x + size, y + size) == pytest.approx((east, south), abs=0.5)
    assert len(found) == 9
    assert root.get("aria-hidden") == "true"


def test_what_lies_under_a_map_is_seen_through_it() -> None:
    assert 'opacity=".6">' not in france_svg(VALUES, (), "t", "a", layout="tall")
    svg = france_svg(VALUES, (), "t", "a", layout="tall", under="<g id='sol'/>", over="<g id='marque'/>")
    assert svg.index("sol") < svg.index(' opacity=".6">') < svg.index("marque")


@pytest.mark.parametrize("code", ["30", "2A", "971", "976"])
def test_a_tile_is_where_it_is_said_to_be(code: str) -> None:
    for svg, among in (
        (tiles_svg({}, (), "t", "a"), True),
        (france_svg({}, (), "t", "a", layout="tall"), False),
    ):
        x, y = tile_corner(code, among_tiles=among)
        if among or code in OVERSEAS:
            assert f'<rect x="{x:g}" y="{y:g}" width="41"' in svg


def test_all_that_is_known_of_a_departement_may_be_said_at_once() -> None:
    said = MapValue(0, "", said="2 équipes et 1 projet")
    svg = tiles_svg({"30": said}, (), "t", "a", points=[MapPoint("30", 2)])
    assert "Gard (30) : 2 équipes et 1 projet" in titles(svg)
    assert not any("Rien n’est connu" in text for text in words(france_svg({"30": said}, (), "t", "a")))


def test_a_mark_is_a_shape_that_is_hollow_where_its_spot_is_not_sure() -> None:
    one = Spot(at=(10, 20), shape="disc", n=1, said="Nîmes : <Équipe>", url="/equipes/a/?a=1&b=2")
    drawn = marks(
        [replace(one, shape="diamond", approximate=True), one, replace(one, n=9, said="Alès : 9 équipes")]
    )
    root = ET.fromstring(f"<svg>{drawn}</svg>")
    shapes = [[node.tag for node in group.iter() if node.tag in {"circle", "path"}] for group in root]
    assert shapes == [["circle", "circle"], ["path"]]
    assert [group.get("fill") for group in root] == [ORANGE, WHITE]
    radii = [float(node.get("r", "")) for node in root.iter("circle")]
    assert radii[0] > radii[1]  # the largest is under the others
    assert [node.text for node in root.iter("title")][:2] == ["Alès : 9 équipes", "Nîmes : <Équipe>"]
    assert {node.get("tabindex") for node in root.iter("a")} == {"-1"}


def test_marks_have_their_number_beside_or_within() -> None:
    assert ">12</text>" in count("disc", 0, 0, 12)
    assert ">3</text>" in badge(0, 0, 3)


def test_a_map_that_holds_links_is_no_image_whoever_drew_them() -> None:
    mark = '<a tabindex="-1" href="/equipes/x/"><circle/></a>'
    plain, linked = (france_svg({}, (), "Titre", "Vu", layout="tall", over=over) for over in ("", mark))
    assert ('role="img"' in plain, 'role="group"' in plain) == (True, False)
    assert ('role="img"' in linked, 'role="group"' in linked) == (False, True)
