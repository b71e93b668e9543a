"""Where the next teams would be nearest: the p-median, with a capped distance, and its proof.

Beyond the cap, far is far: an island does not decide for the country, and only pairs within the cap are read.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from maillage.science import given
from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_graph import MOST_PAIRS

Short = NDArray[np.float32]

_SURE = 1e-9
_CELLS_BY_CAP = 6
_SHARPEST, _QUICK = 0.75, 0.5
_READ = 40
_AIM = 0.99
_BLOCK, _INERTIA = 15, 0.8
_WORK, _WORTHWHILE = 1e8, 1e-6


@dataclass(frozen=True, eq=False)
class MedianPlan:
    """Hold the sites to open, the distance left, and what no choice goes below.

    ``sites`` are in the order in which they were opened, the forced ones first; ``value`` and ``bound`` are Σ need ×
    min(distance, cap), in need × km; ``mean_km`` is the value by unit of need.
    """

    sites: Ints
    value: float
    bound: float
    mean_km: float

    @property
    def gap(self) -> float:
        """The share of the value that might be spared, in [0, 1]."""
        return (self.value - self.bound) / self.value if self.value > 0 else 0.0


@dataclass(frozen=True, eq=False)
class _Ground:
    """Where demands and sites are, what demands need, and which sites may be opened."""

    demands: Floats
    sites: Floats
    need: Floats
    allowed: Mask
    cap: float

    def rows(self, sites: Ints, km: float) -> sparse.csr_array:
        """Return the distances, in km, of some sites to the demands within a radius: (len(sites), demands)."""
        tree, other = cKDTree(self.sites[sites]), cKDTree(self.demands)
        chord = given.radius(km) * (1 + 1e-12)
        found = tree.count_neighbors(other, chord)
        if found > MOST_PAIRS:
            raise ValueError(f"cap is {km!r} km: {found:,} pairs are within it, more than {MOST_PAIRS:,}.")
        near = tree.sparse_distance_matrix(other, chord, output_type="ndarray")
        columns = near["j"].astype(np.int32)
        rows = near["i"].astype(np.int32)
        far = given.kilometres(near["v"]).astype(np.float32)
        del near
        return sparse.coo_array((far, (rows, columns)), shape=(len(sites), len(self.demands))).tocsr()


def p_median(
    demands: ArrayLike,
    need: ArrayLike,
    p: int,
    *,
    cap: float = 60.0,
    sites: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    rounds: int = 0,
) -> MedianPlan:
    """Choose the p sites that leave the least distance between need and its nearest team.

    Args:
        demands: Places that hold need, degrees (n, 2), latitude first.
        need: (n,), at least 0, not all 0.
        p: How many sites to open, the forced ones included.
        cap: Distance beyond which all are as far, in km, above 0.
        sites: Places that may be opened, degrees (m, 2); when left out, the demands themselves.
        forced: Numbers of sites that must be opened: existing teams, for instance.
        forbidden: Numbers of sites that must not.
        rounds: How many steps the bound takes; at 0 it is quick and loose. For the whole country 100 take 20 seconds.

    Returns:
        Greedy among the neediest places of each cell, then each site moved to the best place around it.

    Raises:
        ValueError: One of them is out of its range; the message says which.

    Source: Hakimi 1964; Maranzana 1964 (moves inside a cluster); Narula, Ogbu and Samuelsson 1977 (the bound).

    """
    points = given.places(demands, "demands")
    weights = given.amounts(need, len(points))
    others = points if sites is None else given.places(sites, "sites")
    given.radius(cap, "cap")
    musts, nevers = (
        given.numbers(forced, len(others), "forced"),
        given.numbers(forbidden, len(others), "forbidden"),
    )
    allowed = np.ones(len(others), np.bool_)
    allowed[nevers] = False
    if not allowed[musts].all():
        raise ValueError("forced and forbidden: a place is in both.")
    p = given.how_many(p, int(allowed.sum()))
    if len(musts) > p:
        raise ValueError(f"p is {p}: {len(musts)} places are forced, more than that.")
    ground = _Ground(points, others, weights, allowed, cap)
    pool = _pool(ground, musts, p)
    table = ground.rows(pool, cap)
    chosen = _exchanged(ground, pool, table, _greedy(ground, pool, table, musts, p), musts)
    del table
    chosen = _settled(ground, chosen, musts)
    value = float((weights * _nearest(ground, np.array(chosen))).sum())
    bound = _bound(ground, p, musts, value, rounds)
    return MedianPlan(
        sites=np.array(chosen, np.int64),
        value=value,
        bound=min(value, max(0.0, bound)),
        mean_km=value / float(weights.sum()),
    )


def _pool(ground: _Ground, forced: Ints, p: int) -> Ints:
    """Return candidates: the neediest place of each cell, the forced ones, and as many others as p asks for."""
    around = ground.need[cKDTree(ground.demands).query(ground.sites)[1]]
    side = ground.cap / _CELLS_BY_CAP / given.EARTH_KM
    cells = np.floor(ground.sites / side).astype(np.int64)
    usable = np.flatnonzero(ground.allowed)
    order = usable[np.lexsort((-around[usable], *cells[usable].T))]
    first = np.r_[True, (np.diff(cells[order], axis=0) != 0).any(axis=1)]
    pool = np.union1d(order[first], forced)
    if len(pool) < 2 * p:
        rest = np.setdiff1d(usable, pool)
        pool = np.union1d(pool, rest[np.argsort(-around[rest], kind="stable")][: 2 * p - len(pool)])
    return pool


def _greedy(ground: _Ground, pool: Ints, table: sparse.csr_array, forced: Ints, p: int) -> list[int]:
    """Open, one after the other, the candidate that spares most; scores are refreshed only when they matter."""
    left = np.full(len(ground.demands), ground.cap, np.float32)
    starts, columns, far = table.indptr, table.indices, table.data
    held = np.searchsorted(pool, forced).tolist()
    saved = ground.need[columns] * (np.float32(ground.cap) - far)
    heap = [
        (-float(total), row)
        for row, total in enumerate(np.add.reduceat(np.r_[saved, 0.0], np.minimum(starts[:-1], len(saved))))
        if row not in held and starts[row] < starts[row + 1]
    ]
    heap += [(0.0, row) for row in range(len(pool)) if row not in held and starts[row] == starts[row + 1]]
    heapq.heapify(heap)
    chosen: list[int] = []

    def open_row(row: int) -> None:
        chosen.append(int(pool[row]))
        mine = slice(starts[row], starts[row + 1])
        left[columns[mine]] = np.minimum(left[columns[mine]], far[mine])

    for row in held:
        open_row(row)
    fresh: dict[int, int] = {}
    while len(chosen) < p:
        _, row = heapq.heappop(heap)
        if fresh.get(row) == len(chosen):
            open_row(row)
            continue
        mine = slice(starts[row], starts[row + 1])
        spared = np.maximum(left[columns[mine]] - far[mine], 0)
        fresh[row] = len(chosen)
        heapq.heappush(heap, (-float(ground.need[columns[mine]] @ spared), row))
    return chosen


def _exchanged(
    ground: _Ground, pool: Ints, table: sparse.csr_array, chosen: list[int], forced: Ints
) -> list[int]:
    """Close a site and open a candidate anywhere instead, the best of the exchanges read, until none spares.

    In a small country every exchange is read; in a large one, those of the sites that matter least.
    """
    held = np.isin(chosen, forced)
    weights = ground.need.astype(np.float32)
    tries = int(np.clip(_WORK / 5 / max(1, table.nnz), 1, len(chosen)))
    for _turn in range(int(np.clip(_WORK / max(1, table.nnz * tries), 1, 1000))):
        tree = cKDTree(ground.sites[chosen])
        far, owner = tree.query(ground.demands, k=[1, 2])
        km = np.minimum(given.kilometres(np.minimum(far, 2.0)), ground.cap).astype(np.float32)
        losses = given.sums(owner[:, 0], weights * (km[:, 1] - km[:, 0]), len(chosen))
        best, change = _SURE, None
        for rank in np.argsort(np.where(held, np.inf, losses), kind="stable")[:tries].tolist():
            left = np.where(owner[:, 0] == rank, km[:, 1], km[:, 0])
            gains = _totals(table, left, weights) - losses[rank]
            gains[np.isin(pool, chosen)] = -np.inf
            row = int(gains.argmax())
            if not held[rank] and gains[row] > best * (1 + _SURE):
                best, change = float(gains[row]), (rank, int(pool[row]))
        if change is None or best < losses.sum() * _WORTHWHILE:
            return chosen
        chosen[change[0]] = change[1]
    return chosen


def _nearest(ground: _Ground, sites: Ints) -> Floats:
    """Return the capped distance, in km, of each demand to its nearest site: (demands,)."""
    far = cKDTree(ground.sites[sites]).query(ground.demands)[0]
    return np.minimum(given.kilometres(np.minimum(far, 2.0)), ground.cap)


def _settled(ground: _Ground, chosen: list[int], forced: Ints) -> list[int]:
    """Move each site to the best place around it, until none moves."""
    tree, candidates = cKDTree(ground.demands), cKDTree(ground.sites)
    step = given.radius(ground.cap / 4)
    reach = given.radius(ground.cap)
    held = set(forced.tolist())
    moved = True
    while moved:
        moved = False
        for rank, site in enumerate(chosen):
            if site in held:
                continue
            better = _best_around(ground, tree, candidates, chosen, rank, step, reach)
            moved |= better != site
            chosen[rank] = better
    return chosen


def _best_around(
    ground: _Ground,
    tree: cKDTree,
    candidates: cKDTree,
    chosen: list[int],
    rank: int,
    step: float,
    reach: float,
) -> int:
    """Return the best place, near one of the chosen sites, given all the others."""
    site = chosen[rank]
    here = ground.sites[site]
    near = np.array(candidates.query_ball_point(here, step, return_sorted=True))
    near = near[ground.allowed[near]]
    near = near[~np.isin(near, [one for one in chosen if one != site])]
    mine = np.array(tree.query_ball_point(here, reach, return_sorted=True), np.int64)
    if not len(mine):
        return site
    others = np.array([one for one in chosen if one != site], np.int64)
    spots = ground.sites[others]
    close = spots[np.linalg.norm(spots - here, axis=1) < 2 * reach]
    left = np.full(len(mine), ground.cap)
    if len(close):
        left = np.minimum(left, _great(ground.demands[mine], close).min(axis=1))
    # Only demands that this site could serve better than the others decide, and few of the places are worth reading.
    weights = ground.need[mine]
    if len(near) > _READ:
        steps = np.linalg.norm(ground.sites[near] - here, axis=1)
        near = np.sort(near[np.argsort(steps, kind="stable")[:_READ]])
    spared = np.maximum(left[:, None] - _great(ground.demands[mine], ground.sites[near]), 0)
    totals = weights @ spared
    best = int(totals.argmax())
    stay = float(totals[np.searchsorted(near, site)])
    return int(near[best]) if totals[best] > stay * (1 + _SURE) + _SURE else site


def _great(first: Floats, second: Floats) -> Floats:
    """Return the great-circle distances, in km, between two sets of points on the unit sphere."""
    return given.EARTH_KM * np.arccos(np.clip(first @ second.T, -1.0, 1.0))


def _bound(ground: _Ground, p: int, forced: Ints, value: float, rounds: int) -> float:
    """Return what no choice goes below.

    Each demand is given a radius u, at most the cap: serving it costs at least need × u less what the open sites
    within that radius spare, so that the total is at least Σ need × u less the p largest Σ need × (u - distance)⁺.
    """
    limit = np.float32((_SHARPEST if rounds else _QUICK) * ground.cap)
    usable = np.flatnonzero(ground.allowed)
    table = ground.rows(usable, float(limit))
    weights = ground.need.astype(np.float32)
    held = np.searchsorted(usable, forced)
    radii = _first_radii(table, weights, usable, ground, p, held, float(limit))
    best = _spare(table, radii, weights, p, held)[0]
    if rounds:
        radii = _sharpened(table, radii, weights, p, held, value * _AIM, limit, rounds)
        best = max(best, _spare(table, radii, weights, p, held)[0])
    # Sums are made in single precision: the bound is lowered by more than they can be wrong.
    return best - 1e-5 * float((weights * limit).sum(dtype=np.float64))


def _first_radii(
    table: sparse.csr_array, weights: Short, usable: Ints, ground: _Ground, p: int, held: Ints, limit: float
) -> Short:
    """Return radii to start from: those for which a site at each demand would spare the same, whatever the place.

    Σ need × (u - distance)⁺ around a site is read for a few u, and the radius at which it is μ found between them, for
    the sites, then for each demand as for the site nearest to it; the best of a few μ is kept.
    """
    steps = limit * np.array([0.0, 0.05, 0.1, 0.16, 0.23, 0.32, 0.43, 0.56, 0.72, 1.0])
    spared = np.array([_totals(table, np.full(table.shape[1], one, np.float32), weights) for one in steps])
    nearest = cKDTree(ground.sites[usable]).query(ground.demands)[1]
    best, kept = -np.inf, np.zeros(table.shape[1], np.float32)
    for level in np.quantile(spared[-1], 0.9) * np.geomspace(0.02, 2, 8):
        rank = np.clip((spared < level).sum(axis=0), 1, len(steps) - 1)
        everyone = np.arange(spared.shape[1])
        low, high = spared[rank - 1, everyone], spared[rank, everyone]
        part = np.clip((level - low) / np.maximum(high - low, _SURE), 0, 1)
        radii = (steps[rank - 1] + part * (steps[rank] - steps[rank - 1]))[nearest].astype(np.float32)
        bound = _spare(table, radii, weights, p, held)[0]
        if bound > best:
            best, kept = bound, radii
    return kept


def _active(table: sparse.csr_array, radii: Short) -> sparse.csr_array:
    """Return the pairs that can matter for the next steps: those not far beyond the radius of their demand."""
    kept = table.data < radii[table.indices] * np.float32(1.25) + 2
    before = np.r_[0, np.cumsum(kept)]
    return sparse.csr_array(
        (table.data[kept], table.indices[kept], before[table.indptr].astype(np.int32)), shape=table.shape
    )


def _sharpened(
    table: sparse.csr_array,
    radii: Short,
    weights: Short,
    p: int,
    held: Ints,
    aim: float,
    limit: np.float32,
    rounds: int,
) -> Short:
    """Return better radii, by deflected subgradients whose steps follow Polyak's rule."""
    best, kept, step, idle = -np.inf, radii, 1.0, 0
    patience = max(4, rounds // 20)
    drift = np.zeros(len(radii), np.float32)
    few = table
    for turn in range(rounds):
        if turn % _BLOCK == 0:
            few = _active(table, np.maximum(radii, kept))
        bound, chosen = _spare(few, radii, weights, p, held)
        idle = 0 if bound > best + 1e-3 * abs(aim - bound) else idle + 1
        if bound > best:
            best, kept = bound, radii
        if idle >= patience:
            step, idle, radii = step * 0.7, 0, kept
        slope = 1 - _served(few, chosen, radii)
        slope[((radii <= 0) & (slope < 0)) | ((radii >= limit) & (slope > 0))] = 0
        drift = np.float32(_INERTIA) * drift + np.float32(1 - _INERTIA) * slope
        size = float(weights @ (drift * drift))
        if size <= 0 or bound >= aim:
            break
        radii = np.clip(radii + np.float32(step * (aim - bound) / size) * drift, 0, limit)
    return kept


def _served(table: sparse.csr_array, chosen: Ints, radii: Short) -> Short:
    """Return how many of some sites are within the radius of each demand."""
    starts = table.indptr
    served = np.zeros(len(radii), np.float32)
    for row in chosen.tolist():
        mine = table.indices[starts[row] : starts[row + 1]]
        served[mine] += table.data[starts[row] : starts[row + 1]] < radii[mine]
    return served


def _totals(table: sparse.csr_array, radii: Short, weights: Short) -> Floats:
    """Return what each site would spare, Σ need × (radius - distance)⁺: (sites,)."""
    starts = table.indptr
    spared = radii[table.indices]
    spared -= table.data
    np.maximum(spared, 0, out=spared)
    spared *= weights[table.indices]
    totals = np.add.reduceat(np.r_[spared, np.float32(0)], np.minimum(starts[:-1], len(spared)))
    return np.where(starts[:-1] < starts[1:], totals, 0).astype(np.float64)


def _spare(table: sparse.csr_array, radii: Short, weights: Short, p: int, held: Ints) -> tuple[float, Ints]:
    """Return the bound that radii prove, and the sites that spare most."""
    totals = _totals(table, radii, weights)
    ranked = totals.copy()
    ranked[held] = np.inf
    chosen = np.argpartition(ranked, len(ranked) - p)[len(ranked) - p :]
    whole = float((weights * radii).sum(dtype=np.float64))
    return whole - float(totals[chosen].sum()), chosen
