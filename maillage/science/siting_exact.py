"""The exact finish: sites that cannot be in a better choice are set aside, and a solver decides on the few others.

The solver is HiGHS, which scipy carries. docs/methodes/implantation.md tells the method in plain words.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # whose solvers are read when first asked for: a site starts without them
from scipy import sparse

from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_dual import Bound
from maillage.science.siting_graph import CoverGraph, restricted

_WHOLE = 0.5
_INFEASIBLE = 2


@dataclass(frozen=True)
class Finish:
    """Hold the best choice the solver found, None when it found none, and what no choice on its sites exceeds."""

    sites: tuple[int, ...] | None
    bound: float


@dataclass(frozen=True, eq=False)
class Room:
    """Hold the prices of a bound, (demands,), and by how much it exceeds what a better choice must reach."""

    prices: Floats
    slack: float


def useful_sites(bound: Bound, value: float, p: int, allowed: Mask, forced: Ints) -> Ints:
    """Return the sites that a choice better than a known one could hold, sorted.

    Opening a site whose score is below the last one chosen lowers the bound by the difference: when what is left is
    not above the value of the known choice, the site is in no better one.

    Source: reduced-cost fixing; Beasley 1993, European Journal of Operational Research 65:383.

    """
    free = allowed.copy()
    free[forced] = False
    count = p - len(forced)
    scores = np.where(free, bound.scores, -np.inf)
    if count:
        last = np.partition(scores, len(scores) - count)[len(scores) - count]
        free &= bound.value - (last - scores) > value
    else:
        free[:] = False
    free[forced] = True
    return np.flatnonzero(free)


def finish(
    graph: CoverGraph,
    worth: Floats,
    p: int,
    sites: Ints,
    forced: Ints,
    seconds: float,
    room: Room | None = None,
) -> Finish:
    """Choose the best p sites among a few, by a mixed-integer programme.

    Args:
        graph: The whole graph.
        worth: What each team more is worth, (levels, demands).
        p: How many sites, those forced included.
        sites: Numbers of the sites among which to choose, sorted, the forced ones included.
        forced: Those that must be open.
        seconds: When the solver stops, whatever it has found: past that, the answer depends on the machine.
        room: What a bound leaves to a choice better than a known one; then only such a choice is looked for.

    Returns:
        Each site is paid for all that it reaches, and what several reach is taken back: Σⱼ sⱼxⱼ - Σ (worth of a level
        less that of the next) × (teams beyond that level)⁺. There is no choice when none is better than the known one:
        the bound is then that of the known one, minus infinity here.

    """
    prices = np.zeros(graph.demands) if room is None else room.prices
    if len(worth) == 1:
        sites = _undominated(graph, worth, sites, forced, p)
    small, total = restricted(graph, np.vstack([worth, prices]), sites)
    total, paid = total[:-1], total[-1]
    near = np.diff(small.sites_of.indptr)
    drop = total - np.vstack([total[1:], np.zeros(small.demands)])
    # A demand is never taken back at a level that it has no teams for.
    drop[np.arange(1, len(total) + 1)[:, None] >= near] = 0
    alone = np.zeros(0, np.int64)
    if room is not None and len(total) == 1:
        alone = _one_at_most(small, paid, room.slack)
        drop[0, alone] = 0
        alone = _widest(small, alone)
    level, group = np.nonzero(drop)
    few, lines = len(sites), len(group)
    taken = sparse.hstack([small.sites_of[group].astype(np.float64), -sparse.eye_array(lines)])
    single = sparse.hstack([small.sites_of[alone].astype(np.float64), sparse.csr_array((len(alone), lines))])
    opened = sparse.csr_array(np.concatenate([np.ones(few), np.zeros(lines)])[None, :])
    low = np.zeros(few + lines)
    low[np.searchsorted(sites, forced)] = 1
    whole = bool((worth == np.round(worth)).all())
    found = scipy.optimize.milp(
        np.concatenate([-(small.demands_of.astype(np.float64) @ total[0]), drop[level, group]]),
        integrality=np.concatenate([np.ones(few), np.zeros(lines)]),
        bounds=scipy.optimize.Bounds(low, np.concatenate([np.ones(few), np.full(lines, np.inf)])),
        constraints=[
            scipy.optimize.LinearConstraint(
                sparse.vstack([taken, single]).tocsr(),
                -np.inf,
                np.concatenate([level + 1.0, np.ones(len(alone))]),
            ),
            scipy.optimize.LinearConstraint(opened, p, p),
        ],
        options={"time_limit": seconds, "mip_rel_gap": _stop(total, whole=whole)},
    )
    if found.status == _INFEASIBLE:
        return Finish(sites=None, bound=-np.inf)
    if found.x is None:
        return Finish(sites=None, bound=np.inf)
    chosen = sites[np.flatnonzero(found.x[:few] > _WHOLE)]
    return Finish(sites=tuple(chosen.tolist()), bound=-float(found.mip_dual_bound))


def _undominated(graph: CoverGraph, worth: Floats, sites: Ints, forced: Ints, p: int) -> Ints:
    """Return the sites that reach something which no other one of them reaches with all the rest, sorted.

    Where one team by demand counts, a site can be replaced by one that reaches as much and more.
    """
    small, _total = restricted(graph, worth, sites)
    rows = small.demands_of.astype(np.float64)
    inside = (rows @ small.sites_of.astype(np.float64)).tocoo()
    count = np.diff(rows.indptr)
    first, other = inside.row, inside.col
    # Of two that reach the same, the first is kept.
    less = (inside.data >= count[first]) & ((count[first] < count[other]) | (first > other))
    kept = np.ones(len(sites), np.bool_)
    kept[first[less]] = False
    kept[np.searchsorted(sites, forced)] = True
    return sites[kept] if kept.sum() >= p else sites


def _one_at_most(small: CoverGraph, paid: Floats, slack: float) -> Ints:
    """Return the groups that at most one open site reaches in any choice better than the known one.

    When two sites are open, what both reach is paid twice by the bound: if that is more than the bound leaves, no
    better choice holds the two. A group that only such pairs reach has one team at most.
    """
    weighted = small.demands_of.astype(np.float64) * paid[None, :]
    shared = (weighted @ small.sites_of.astype(np.float64)).tocsr()
    shared.setdiag(0)
    shared.data = (shared.data >= slack).astype(np.float64)
    shared.eliminate_zeros()
    rows = small.sites_of.astype(np.float64)
    apart = (rows @ shared).multiply(rows).sum(axis=1)
    count = np.diff(small.sites_of.indptr)
    return np.flatnonzero((count > 1) & (apart >= count * (count - 1.0)))


def _widest(small: CoverGraph, groups: Ints) -> Ints:
    """Return the groups whose sites are not all among those of another one: the others ask for nothing more."""
    rows = small.sites_of[groups].astype(np.float64)
    inside = (rows @ rows.T).tocoo()
    count = np.diff(rows.indptr)
    within = (inside.data >= count[inside.row]) & (inside.row != inside.col)
    kept = np.ones(len(groups), np.bool_)
    kept[inside.row[within]] = False
    return groups[kept]


def _stop(total: Floats, *, whole: bool) -> float:
    """Return the relative gap at which the solver may stop: below one person when needs are whole numbers."""
    return min(1e-4, _WHOLE / max(1.0, float(total.sum()))) if whole else 1e-9
