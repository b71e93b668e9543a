"""The most people reached, with at least a share of them in every département.

Floors are met first, at the least cost in sites that a greedy choice finds; the rest is opened where it adds most; then
sites are swapped as long as every floor stays met.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from maillage.science import given
from maillage.science.given import Floats, Ints
from maillage.science.siting import Plan, Question, ask, bound_of, opened, planned, whole_bound
from maillage.science.siting_dual import the_best
from maillage.science.siting_graph import CoverGraph, add_to_sites
from maillage.science.siting_search import Standing, fill

_SURE = 1e-9
_READ = 64


class FloorOutOfReachError(ValueError):
    """A floor that this number of sites does not meet; ``best`` is the highest share that we could meet everywhere."""

    def __init__(self, message: str, best: float) -> None:
        """Keep the best share."""
        super().__init__(message)
        self.best = best


@dataclass(frozen=True, eq=False)
class FloorPlan(Plan):
    """A plan, with the share reached in each group, existing teams included.

    ``shares`` is (groups,), in the order of the sorted labels, NaN where there is no need.
    """

    shares: Floats = field(default_factory=lambda: np.zeros(0))


def floor_cover(
    graph: CoverGraph,
    need: ArrayLike,
    p: int,
    labels: ArrayLike,
    floor: float,
    *,
    already: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    rounds: int = 60,
) -> FloorPlan:
    """Choose the p sites that reach the most need, with at least a share of it in every group.

    Args:
        graph: As ``siting.ask``.
        need: As ``siting.ask``.
        p: As ``siting.ask``.
        labels: Group of each demand, (demands,), a département for instance.
        floor: Least share of the need of each group to reach, existing teams included, in (0, 1].
        already: As ``siting.ask``.
        forced: As ``siting.ask``.
        forbidden: As ``siting.ask``.
        rounds: How many steps the bound takes.

    Returns:
        The floors are met exactly. The bound is the one without floors: no choice with floors exceeds it either.

    Raises:
        FloorOutOfReachError: We found no choice of p sites that meets the floors; it carries the best share found.
        ValueError: As ``siting.ask``, or the floor is not a share.

    """
    floor = given.share(floor, "floor")
    weights = given.amounts(need, graph.demands)
    question = ask(graph, need, p, already=already, forced=forced, forbidden=forbidden)
    side = given.groups(labels, graph.demands, "labels")
    floors = _Floors(question, weights, side)
    standing = opened(question, question.forced)
    if not _raise_to(standing, floors, floor, p):
        best = _best_floor(question, floors, p)
        raise FloorOutOfReachError(
            f"floor is {floor!r}: with {p} places, {best:.4f} of the need is reached in every group at best.",
            best,
        )
    fill(standing, p)
    _swap(standing, floors, floor, set(question.forced.tolist()))
    found = planned(question, standing.open, 0.0)
    choose = the_best(p, question.allowed, question.forced)
    bound = bound_of(question, choose, found.value, float(found.gains.min()), rounds)
    return FloorPlan(
        sites=found.sites,
        gains=found.gains,
        value=found.value,
        bound=max(found.value, whole_bound(question.worth, bound.value)),
        already=found.already,
        shares=floors.shares(standing.next),
    )


class _Floors:
    """The groups of a question: what each holds, and what each lacks once some sites are open."""

    def __init__(self, question: Question, weights: Floats, side: Ints) -> None:
        self.weights, self.side = question.worth[0], side
        self.count = int(side.max()) + 1
        self.whole = given.sums(side, weights, self.count)

    def reached(self, left: Floats) -> Floats:
        """Return the need reached in each group, (groups,); left is what no team reaches, (demands,)."""
        return self.whole - given.sums(self.side, left, self.count)

    def shares(self, left: Floats) -> Floats:
        """Return the share reached in each group."""
        shares = np.full(self.count, np.nan)
        np.divide(self.reached(left), self.whole, out=shares, where=self.whole > 0)
        return shares

    def goals(self, floor: float) -> Floats:
        """Return the need to reach in each group, a rounding error less."""
        return floor * self.whole * (1 - _SURE)


def _raise_to(standing: Standing, floors: _Floors, floor: float, p: int) -> bool:
    """Open sites until every group has its floor; say whether p were enough.

    What a site adds to a group counts up to what the group lacks: Σ min(reached, goal) is submodular, and greedy
    covers it with few more sites than needed (Wolsey 1982, Combinatorica 2:385).
    """
    goals = floors.goals(floor)
    graph = standing.graph
    left = standing.next
    lacks = goals - floors.reached(left)
    rows = graph.demands_of
    useful = np.where(lacks[floors.side] > 0, left, 0.0)
    gain = np.where(np.isfinite(standing.gain), rows @ useful, -np.inf)
    while (lacks > 0).any():
        if len(standing.open) >= p:
            return False
        site = _most_useful(standing, floors, lacks, gain)
        if site < 0:
            return False
        mine = rows.indices[rows.indptr[site] : rows.indptr[site + 1]]
        changed = mine[useful[mine] > 0]
        fresh = mine[standing.next[mine] > 0]
        what = np.bincount(floors.side[fresh], standing.next[fresh], minlength=floors.count)
        standing.add(site)
        add_to_sites(gain, graph, changed, -useful[changed])
        useful[changed] = 0.0
        gain[site] = -np.inf
        full = (lacks > 0) & (lacks <= what)
        lacks = lacks - what
        if full.any():
            # A group that has its floor asks for nothing more.
            met = np.flatnonzero(full[floors.side] & (useful > 0))
            add_to_sites(gain, graph, met, -useful[met])
            useful[met] = 0.0
    return True


def _most_useful(standing: Standing, floors: _Floors, lacks: Floats, gain: Floats) -> int:
    """Return the site that adds most to what groups lack, -1 when none does.

    ``gain`` forgets that a group may lack less than a site adds: it is at least the truth, so that candidates are read
    in its order until none can be better.
    """
    rows = standing.graph.demands_of
    best, found = _SURE, -1
    first = np.argpartition(-gain, min(_READ, len(gain)) - 1)[:_READ]
    for site in first[np.argsort(-gain[first], kind="stable")].tolist():
        if gain[site] > best:
            mine = rows.indices[rows.indptr[site] : rows.indptr[site + 1]]
            adds = np.bincount(floors.side[mine], standing.next[mine], minlength=floors.count)
            true = float(np.minimum(adds, np.maximum(lacks, 0.0)).sum())
            best, found = max((best, found), (true, site), key=lambda pair: pair[0])
    return found


def _best_floor(question: Question, floors: _Floors, p: int) -> float:
    """Return the highest floor that p sites meet, as far as we know, to a thousandth."""
    low, high = 0.0, 1.0
    while high - low > 1e-3:  # noqa: PLR2004 - a share to a thousandth is enough to choose another floor
        middle = (low + high) / 2
        standing = opened(question, question.forced)
        if _raise_to(standing, floors, middle, p):
            low = max(middle, float(np.nanmin(floors.shares(standing.next))))
        else:
            high = middle
    return low


def _swap(standing: Standing, floors: _Floors, floor: float, held: set[int]) -> None:
    """Close each site and open the best one instead, when more is reached and every floor stays met."""
    goals = floors.goals(floor)
    reached = floors.reached(standing.next)
    for site in [one for one in standing.open if one not in held]:
        before = reached
        lost = standing.close(site)
        other = standing.best()
        if standing.gain[other] > lost * (1 + _SURE) + _SURE:
            standing.add(other)
            reached = floors.reached(standing.next)
            if (reached >= goals).all():
                continue
            standing.close(other)
        standing.add(site)
        reached = before
