"""Who is near a team, and which zones have no one: distances, shares, accessibility, white zones.

Distances are great circles, exact everywhere, overseas included. docs/methodes/couverture.md tells it in plain words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from maillage.science import given
from maillage.science.given import Floats, Ints, Mask

BANDS_KM = (5.0, 10.0, 15.0)
BAND_WEIGHTS = (1.0, 0.68, 0.22)
_EDGE = 1 + 1e-12


@dataclass(frozen=True, eq=False)
class Nearest:
    """Hold, for each place, the distance to its nearest team in km and the number of that team: (n,) each."""

    km: Floats
    team: Ints


def nearest(places: ArrayLike, teams: ArrayLike) -> Nearest:
    """Return the nearest team of each place.

    Args:
        places: Degrees (n, 2), latitude first.
        teams: Degrees (m, 2), m ≥ 1.

    Raises:
        ValueError: A place or a team is missing or is not on Earth.

    """
    far, which = cKDTree(given.places(teams, "teams")).query(given.places(places))
    return Nearest(km=given.kilometres(far), team=which.astype(np.int64))


def counts(places: ArrayLike, teams: ArrayLike, km: float) -> Ints:
    """Return how many teams are within a radius of each place, (n,); at the radius exactly counts.

    Raises:
        ValueError: As ``nearest``; or the radius is out of range.

    """
    points = given.places(places)
    tree = cKDTree(given.places(teams, "teams"))
    found = tree.query_ball_point(points, given.radius(km) * _EDGE, return_length=True)
    return np.asarray(found, np.int64)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Hold who is near what: number of the place, number of the team, km between them, (m,) each."""

    place: Ints
    team: Ints
    km: Floats


def pairs(places: ArrayLike, teams: ArrayLike, km: float) -> Pairs:
    """Return every place and team that are within a radius of each other, at the radius exactly included.

    Args:
        places: Degrees (n, 2), latitude first.
        teams: Degrees (m, 2), m ≥ 1.
        km: The radius, above 0.

    Raises:
        ValueError: As ``nearest``; or the radius is out of range.

    """
    trees = [cKDTree(given.places(places)), cKDTree(given.places(teams, "teams"))]
    # A little farther, then told apart by their distance in km, as `covered_by` does.
    chord = min(given.radius(km) * (1 + 1e-9), 2.0)
    found = trees[0].sparse_distance_matrix(trees[1], chord, output_type="ndarray")
    far = given.kilometres(found["v"])
    held = covered_by(far, km)
    return Pairs(
        place=found["i"][held].astype(np.int64), team=found["j"][held].astype(np.int64), km=far[held]
    )


@dataclass(frozen=True, eq=False)
class Shares:
    """Hold, by group and radius, the need within reach and its share.

    ``reached`` and ``shares`` are (groups, radii), groups being in the order of the sorted labels; ``whole`` is the
    need of each group, (groups,). A group without need has no share: NaN. Groups add up to the country.
    """

    reached: Floats
    whole: Floats
    shares: Floats


def shares_within(km: ArrayLike, need: ArrayLike, radii: Sequence[float], labels: ArrayLike) -> Shares:
    """Return the share of need within some radii of a team, by group.

    Args:
        km: Distance of each place to its nearest team, (n,), as ``nearest`` gives it.
        need: (n,), at least 0, not all 0.
        radii: In km, each above 0.
        labels: Group of each place, (n,), a département for instance.

    Raises:
        ValueError: A shape differs, a need or a radius is out of range, or a distance is missing.

    """
    far = np.asarray(km, np.float64)
    weights = given.amounts(need, len(far))
    if np.isnan(far).any():
        raise ValueError("km: a distance is missing.")
    for radius in radii:
        given.radius(radius, "radii")
    side = given.groups(labels, len(far), "labels")
    count = int(side.max()) + 1
    whole = given.sums(side, weights, count)
    reached = np.array(
        [
            np.bincount(side, np.where(far <= radius * _EDGE, weights, 0.0), minlength=count)
            for radius in radii
        ]
    ).T.reshape(count, len(radii))
    shares = np.full_like(reached, np.nan)
    np.divide(reached, whole[:, None], out=shares, where=whole[:, None] > 0)
    return Shares(reached=reached, whole=whole, shares=shares)


@dataclass(frozen=True, eq=False)
class Access:
    """Hold the accessibility of each place, (n,): capacity by unit of need, and the ratio of each team, (m,).

    A team that nobody could reach has a ratio of 0. Σ need × access is the capacity of the teams that are reached.
    ``count`` is how many teams are within the last band of each place, (n,); ``km`` how far the nearest team is,
    beyond the bands too, (n,).
    """

    access: Floats
    ratio: Floats
    count: Ints
    km: Floats


def accessibility(
    places: ArrayLike,
    need: ArrayLike,
    teams: ArrayLike,
    capacity: ArrayLike,
    *,
    bands: Sequence[float] = BANDS_KM,
    weights: Sequence[float] = BAND_WEIGHTS,
) -> Access:
    """Return the accessibility of each place by the enhanced two-step floating catchment area.

    Args:
        places: Degrees (n, 2), latitude first.
        need: (n,), at least 0, not all 0.
        teams: Degrees (m, 2).
        capacity: How many people each team can meet, (m,), at least 0, not all 0.
        bands: Upper distance of each band, in km, increasing.
        weights: Weight of each band, in (0, 1]; with one band this is the plain method.

    Returns:
        First Rⱼ = Sⱼ / Σₖ Pₖ·W(dₖⱼ) for each team, then Aᵢ = Σⱼ Rⱼ·W(dᵢⱼ) for each place.

    Raises:
        ValueError: As ``nearest``; a need, a capacity, a band or a weight is out of range.

    Source: Luo and Wang 2003, Environment and Planning B 30:865; Luo and Qi 2009, Health & Place 15:1100.

    """
    points, others = given.places(places), given.places(teams, "teams")
    needs = given.amounts(need, len(points))
    supply = given.amounts(capacity, len(others), "capacity")
    edges = [given.radius(km, "bands") * _EDGE for km in bands]
    if len(edges) != len(weights) or not edges or (np.diff(edges) <= 0).any():
        raise ValueError("bands and weights: as many of each are needed, and bands must increase.")
    parts = np.array([given.share(weight, "weights") for weight in weights])
    trees = [cKDTree(one, balanced_tree=False) for one in (others, points)]
    near = trees[0].sparse_distance_matrix(trees[1], edges[-1], output_type="ndarray")
    team, place, chord = (np.ascontiguousarray(near[name]) for name in "ijv")
    band = np.zeros(len(near), np.intp)
    for edge in edges[:-1]:
        band += chord > edge
    at = parts[band]
    demand = np.bincount(team, needs[place] * at, minlength=len(others))
    ratio = np.divide(supply, demand, out=np.zeros(len(others)), where=demand > 0)
    least = np.full(len(points), np.inf)
    np.minimum.at(least, place, chord)
    beyond = np.isinf(least)
    least[beyond] = trees[0].query(points[beyond])[0]
    return Access(
        access=given.sums(place, ratio[team] * at, len(points)),
        ratio=ratio,
        count=np.bincount(place, minlength=len(points)),
        km=given.kilometres(least),
    )


@dataclass(frozen=True, eq=False)
class Zone:
    """Hold a white zone: its places, by number, from the neediest, and the need that they hold together."""

    places: Ints
    need: float


def white_zones(
    places: ArrayLike, need: ArrayLike, covered: ArrayLike, *, link: float = 6.0, least: float = 0.0
) -> tuple[Zone, ...]:
    """Return the zones without a team, those with most need first.

    Args:
        places: Degrees (n, 2), latitude first.
        need: (n,), at least 0, not all 0.
        covered: Where a team is near enough, (n,) of true and false.
        link: Two places without a team are in one zone when they are at most that far, in km.
        least: Need below which a zone is left out, at least 0.

    Raises:
        ValueError: As ``nearest``; a shape, a need, the link or least is out of range.

    """
    points = given.places(places)
    needs = given.amounts(need, len(points))
    reached = np.asarray(covered, np.bool_)
    if reached.shape != needs.shape:
        raise ValueError(f"covered of shape {reached.shape}: one by place, {needs.shape}, is needed.")
    if not least >= 0:
        raise ValueError(f"least is {least!r}: it must be at least 0.")
    chord = given.radius(link, "link") * _EDGE
    bare = np.flatnonzero(~reached)
    if not len(bare):
        return ()
    first, second = cKDTree(points[bare]).query_pairs(chord, output_type="ndarray").T
    graph = sparse.coo_array((np.ones(len(first), np.int8), (first, second)), shape=(len(bare), len(bare)))
    count, zone = sparse.csgraph.connected_components(graph, directed=False)
    held = np.bincount(zone, needs[bare], minlength=count)
    order = np.lexsort((bare, -needs[bare], zone))
    cuts = np.searchsorted(zone[order], np.arange(1, count))
    members = np.split(bare[order], cuts)
    ranked = sorted(range(count), key=lambda one: (-held[one], members[one][0]))
    return tuple(
        Zone(places=members[one], need=float(held[one])) for one in ranked if held[one] >= max(least, 0.0)
    )


class Live:
    """Keep how many teams reach each place, and the need covered, as teams open, close or move one at a time.

    Each change costs a few dozen microseconds, whatever the size of the country: what « move this team » needs.
    ``count`` is (n,); ``covered`` is the need within the radius of at least one team; ``by_group`` the same by group.
    """

    def __init__(
        self, places: ArrayLike, need: ArrayLike, km: float, labels: ArrayLike | None = None
    ) -> None:
        """Start without any team.

        Args:
            places: Degrees (n, 2), latitude first; teams open at these places, told by their number.
            need: (n,), at least 0, not all 0.
            km: The radius, above 0.
            labels: Group of each place, (n,); one group when left out.

        Raises:
            ValueError: As ``nearest``; a need or the radius is out of range.

        """
        self._points = given.places(places)
        self._need = given.amounts(need, len(self._points))
        self._chord = given.radius(km) * _EDGE
        self._side = given.groups(
            np.zeros(len(self._points)) if labels is None else labels, len(self._points), "labels"
        )
        self._tree = cKDTree(self._points)
        self._near: dict[int, Ints] = {}
        self.count: NDArray[np.int64] = np.zeros(len(self._points), np.int64)
        self.by_group: Floats = np.zeros(int(self._side.max()) + 1)

    @property
    def covered(self) -> float:
        """The need within the radius of at least one team."""
        return float(self.by_group.sum())

    def reach(self, place: int) -> Ints:
        """Return the numbers of the places within the radius of one, itself included; kept once read."""
        if place not in self._near:
            if not 0 <= place < len(self._points):
                raise ValueError(f"place is {place!r}: it must be from 0 to {len(self._points) - 1}.")
            found = self._tree.query_ball_point(self._points[place], self._chord)
            self._near[place] = np.array(found, np.int64)
        return self._near[place]

    def open(self, place: int) -> float:
        """Open a team at a place and return the need that it adds."""
        mine = self.reach(place)
        fresh = mine[self.count[mine] == 0]
        self.count[mine] += 1
        return self._change(fresh, 1.0)

    def close(self, place: int) -> float:
        """Close a team at a place and return the need that is lost.

        Raises:
            ValueError: No team of this kind is open there.

        """
        mine = self.reach(place)
        if self.count[place] == 0:
            raise ValueError(f"place {place}: no team is open there.")
        self.count[mine] -= 1
        return self._change(mine[self.count[mine] == 0], -1.0)

    def move(self, place: int, other: int) -> float:
        """Move a team and return the need gained, below 0 when some is lost; as close, then open."""
        lost = self.close(place)
        return self.open(other) - lost

    def _change(self, places: Ints, way: float) -> float:
        """Add or take off the need of some places."""
        what = self._need[places]
        np.add.at(self.by_group, self._side[places], way * what)
        return float(what.sum())


def covered_by(km: ArrayLike, radius: float) -> Mask:
    """Return where the nearest team is within a radius, in km, at the radius exactly included."""
    given.radius(radius)
    return np.asarray(km, np.float64) <= radius * _EDGE
