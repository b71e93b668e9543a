"""Place GeoNames on the communes: where name, size and neighbours agree, else amid the neighbours."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from statistics import fmean, median

OVERSEAS = {"GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06"}

# A commune is this near to the middle of its EPCI, at most, for a homonym to be believed.
NEAR_KM = 30
# The widest EPCI of France are some fifty kilometres from the middle to the edge.
FAR_KM = 55
# The communes of one post office are nearer still.
POST_KM = 22
# The edge of a département is nearer than this to its middle, except in Guyane.
EDGE_KM, GUYANE = 115, "973"
# The population of GeoNames comes from an older census than ours.
SIMILAR, VERY_SIMILAR = 3.0, 1.6
# The main town may be a small part of the commune that it has founded with its neighbours.
MAIN_TOWN = 0.2
ENOUGH = 3

Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """Name a populated place of GeoNames."""

    name: str
    others: tuple[str, ...]
    region: str
    population: int
    point: Point


@dataclass(frozen=True)
class Town:
    """Name a commune to be placed."""

    code: str
    name: str
    region: str
    departement: str
    epci: str | None
    postal_codes: tuple[str, ...]
    population: int
    # Its own former names: a commune that took a new name after a merger has kept its main town.
    aliases: tuple[str, ...] = ()


@dataclass
class Placed:
    """Hold the positions found so far."""

    points: dict[str, Point] = field(default_factory=dict)
    used: set[Spot] = field(default_factory=set)


def squeeze(name: str) -> str:
    """Return the plain letters and digits of a name."""
    # Not the folding of the register, which needs Django: these lists are official and spell names in full.
    letters = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in letters if c.isascii() and c.isalnum())


def kilometres(a: Point, b: Point) -> float:
    """Return the distance between two points of the Earth."""
    lat1, lon1, lat2, lon2 = map(radians, (*a, *b))
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 12_742 * asin(sqrt(h))


def similar(town: Town, spot: Spot, ratio: float, least: float | None = None) -> bool:
    """Tell whether two populations may be of the same commune; GeoNames writes 0 for an unknown one."""
    return (
        spot.population == 0
        or (least or 1 / ratio) <= (spot.population + 50) / (town.population + 50) <= ratio
    )


def _groups(towns: Iterable[Town], key: Callable[[Town], Iterable[str | None]]) -> dict[str, list[Town]]:
    groups: dict[str, list[Town]] = defaultdict(list)
    for town in towns:
        for name in key(town):
            if name:
                groups[name].append(town)
    return groups


def _middles(
    towns: Iterable[Town], placed: Placed, key: Callable[[Town], Iterable[str | None]], enough: int
) -> dict[str, Point]:
    """Return the median point of each group that has enough known communes."""
    middles = {}
    for name, members in _groups(towns, key).items():
        points = [placed.points[t.code] for t in members if t.code in placed.points]
        if len(points) >= enough:
            middles[name] = (median(p[0] for p in points), median(p[1] for p in points))
    return middles


def _epci(town: Town) -> list[str | None]:
    return [town.epci]


def _departement(town: Town) -> list[str | None]:
    return [town.departement]


def _postal_codes(town: Town) -> list[str | None]:
    return [f"{town.departement} {code}" for code in town.postal_codes]


def _place_unique(towns: list[Town], spots: list[Spot], placed: Placed) -> None:
    """Place the communes that only one place of their region resembles by name and size."""
    named_towns: dict[tuple[str, str], list[Town]] = defaultdict(list)
    named_spots: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for town in towns:
        named_towns[town.region, squeeze(town.name)].append(town)
    for spot in spots:
        named_spots[spot.region, squeeze(spot.name)].append(spot)
    for key, homonyms in named_towns.items():
        candidates = named_spots.get(key, [])
        ratio = SIMILAR if len(homonyms) == len(candidates) == 1 else VERY_SIMILAR
        pairs = [(town, spot) for town in homonyms for spot in candidates if similar(town, spot, ratio)]
        # One to one, or one pair of the same size among the homonyms.
        if len(pairs) == 1:
            [(town, spot)] = pairs
            placed.points[town.code] = spot.point
            placed.used.add(spot)


def _drop_strays(towns: list[Town], spots: list[Spot], placed: Placed) -> None:
    """Forget the positions that are far from the neighbours: they belong to a homonym."""
    neighbours = [(_postal_codes, POST_KM), (_epci, FAR_KM), (_departement, EDGE_KM)]
    middles = [(key, _middles(towns, placed, key, ENOUGH), limit) for key, limit in neighbours]
    points = {spot.point: spot for spot in spots}
    for town in towns:
        point = placed.points.get(town.code)
        if point is None or town.departement == GUYANE:
            continue
        for key, middle, limit in middles:
            near = [kilometres(point, middle[name]) for name in key(town) if name in middle]
            if near and min(near) > limit:
                placed.used.discard(points[point])
                placed.points.pop(town.code, None)


def _place_homonyms(towns: list[Town], spots: list[Spot], placed: Placed, *, others: bool) -> None:
    """Place homonyms, and those known under another name, by size and by the middle of their EPCI."""
    epci = _middles(towns, placed, _epci, ENOUGH)
    departements = _middles(towns, placed, _departement, 1)
    named: dict[tuple[str, str], set[Spot]] = defaultdict(set)
    for spot in spots:
        if spot not in placed.used:
            for name in (spot.name, *(spot.others if others else ())):
                named[spot.region, squeeze(name)].add(spot)
    pairs = []
    for town in towns:
        middle = epci.get(town.epci or "") or departements.get(town.departement)
        if town.code in placed.points or middle is None:
            continue
        pairs += [
            (kilometres(spot.point, middle), town, spot)
            for spot in named.get((town.region, squeeze(town.name)), ())
            if similar(town, spot, VERY_SIMILAR)
        ]
        pairs += [
            (kilometres(spot.point, middle), town, spot)
            for alias in (town.aliases if others else ())
            for spot in named.get((town.region, squeeze(alias)), ())
            if similar(town, spot, VERY_SIMILAR, MAIN_TOWN)
        ]
    for distance, town, spot in sorted(pairs, key=lambda pair: (pair[0], pair[1].code)):
        if distance <= NEAR_KM and town.code not in placed.points and spot not in placed.used:
            placed.points[town.code] = spot.point
            placed.used.add(spot)


def exact_positions(towns: list[Town], spots: list[Spot]) -> dict[str, Point]:
    """Return the positions that GeoNames gives with good reason."""
    placed = Placed()
    _place_unique(towns, spots, placed)
    _drop_strays(towns, spots, placed)
    _place_homonyms(towns, spots, placed, others=False)
    _place_homonyms(towns, spots, placed, others=True)
    _drop_strays(towns, spots, placed)
    return placed.points


def approximate_positions(towns: list[Town], exact: dict[str, Point]) -> dict[str, Point]:
    """Return, for the other communes, the middle of those of their postal code, EPCI or département."""
    placed = Placed(points=exact)
    by_postal_code = _middles(towns, placed, _postal_codes, 1)
    by_epci = _middles(towns, placed, _epci, 1)
    by_departement = _middles(towns, placed, _departement, 1)
    found: dict[str, Point] = {}
    for town in towns:
        if town.code in exact:
            continue
        near = [by_postal_code[key] for key in _postal_codes(town) if key in by_postal_code]
        if near:
            found[town.code] = (fmean(p[0] for p in near), fmean(p[1] for p in near))
        elif town.epci in by_epci:
            found[town.code] = by_epci[town.epci]
        else:
            found[town.code] = by_departement[town.departement]
    return found
