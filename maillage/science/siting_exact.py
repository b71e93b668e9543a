"""The exact finish: sites that cannot be in a better choice are set aside, and a solver decides on the few others.

The solver is HiGHS, which scipy carries. docs/methodes/implantation.md tells the method in plain words.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_dual import Bound
from maillage.science.siting_graph import CoverGraph, restricted

_WHOLE = 0.5


@dataclass(frozen=True)
class Finish:
    """Hold the best choice the solver found, None when it found none, and what no choice on its sites exceeds."""

    sites: tuple[int, ...] | None
    bound: float


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


def finish(graph: CoverGraph, worth: Floats, p: int, sites: Ints, forced: Ints, seconds: float) -> Finish:
    """Choose the best p sites among a few, by a mixed-integer programme.

    Args:
        graph: The whole graph.
        worth: What each team more is worth, (levels, demands).
        p: How many sites, those forced included.
        sites: Numbers of the sites among which to choose, sorted, the forced ones included.
        forced: Those that must be open.
        seconds: When the solver stops, whatever it has found: past that, the answer depends on the machine.

    """
    small, total = restricted(graph, worth, sites)
    few, groups, levels = len(sites), small.demands, len(total)
    # A group may be counted at most once at each level, and never at more levels than it has teams.
    covers = sparse.hstack([-small.sites_of.astype(np.float64), *[sparse.eye_array(groups)] * levels])
    opened = sparse.csr_array(np.concatenate([np.ones(few), np.zeros(levels * groups)])[None, :])
    low = np.zeros(few + levels * groups)
    low[np.searchsorted(sites, forced)] = 1
    whole = bool((worth == np.round(worth)).all())
    found = milp(
        np.concatenate([np.zeros(few), -total.ravel()]),
        integrality=np.concatenate([np.ones(few), np.zeros(levels * groups)]),
        bounds=Bounds(low, 1),
        constraints=[LinearConstraint(covers.tocsr(), -np.inf, 0), LinearConstraint(opened, p, p)],
        options={"time_limit": seconds, "mip_rel_gap": _stop(total, whole=whole)},
    )
    if found.x is None:
        return Finish(sites=None, bound=np.inf)
    chosen = sites[np.flatnonzero(found.x[:few] > _WHOLE)]
    return Finish(sites=tuple(chosen.tolist()), bound=-float(found.mip_dual_bound))


def _stop(total: Floats, *, whole: bool) -> float:
    """Return the relative gap at which the solver may stop: below one person when needs are whole numbers."""
    return min(1e-4, _WHOLE / max(1.0, float(total.sum()))) if whole else 1e-9
