"""How good any choice of sites could be at most: the Lagrangian bound, and the prices that prove it.

A price λ on each demand, at least 0, is what one more team near it would be paid. Whatever the prices, no choice is
worth more than Σ (worth - λ)⁺ + the best total of the sites' own scores, s = Σ of the prices they reach. The smallest
such bound is that of the linear programme; subgradients come close to it in a few hundred sparse products.
docs/methodes/implantation.md tells it in plain words.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_graph import CoverGraph, flat

Chooser = Callable[[Floats], tuple[float, Ints, Floats]]
Short = NDArray[np.float32]

_INERTIA, _SHRINK, _WORTHWHILE = 0.95, 0.7, 1e-3
_STARTS, _TINY = 16, 1e-300


@dataclass(frozen=True, eq=False)
class Bound:
    """Hold a bound that no choice exceeds, the prices (demands,) that prove it and the scores (sites,) they give."""

    value: float
    prices: Floats
    scores: Floats


def the_best(p: int, allowed: Mask, forced: Ints) -> Chooser:
    """Return the rule « exactly p sites, some of them forced »: it picks the best scores.

    A chooser takes scores (sites,) and returns the best total, the sites that make it, and how much of each.
    """
    usable = allowed.copy()
    usable[forced] = False
    free = np.flatnonzero(usable)
    count = p - len(forced)

    def choose(scores: Floats) -> tuple[float, Ints, Floats]:
        some = scores[free]
        top = free[np.argpartition(some, len(some) - count)[len(some) - count :]] if count else free[:0]
        chosen = np.concatenate([forced, top])
        return float(scores[chosen].sum(dtype=np.float64)), chosen, np.ones(len(chosen))

    return choose


def first_prices(graph: CoverGraph, worth: Floats, choose: Chooser) -> Floats:
    """Return prices to start from: each worth, cut where a site near it could already be paid too much.

    λ = worth · min(1, μ / the largest score near it) gives no site a score above μ; the best of a few μ is kept.
    """
    scores = graph.demands_of @ worth[0]
    largest = largest_near(graph, scores)
    best: tuple[float, Floats] = np.inf, worth[0]
    for level in np.geomspace(1 / 500, 1, _STARTS) * max(float(scores.max()), _TINY):
        prices = worth[0] * np.minimum(1.0, level / np.maximum(largest, level))
        found = _excess(worth, prices) + choose(graph.demands_of @ prices)[0]
        if found < best[0]:
            best = found, prices
    return best[1]


def largest_near(graph: CoverGraph, scores: Floats | Short) -> Floats:
    """Return the largest score of the sites that reach each demand, 0 where none does: (demands,)."""
    rows = graph.sites_of
    largest: Floats = np.zeros(graph.demands)
    filled = np.flatnonzero(np.diff(rows.indptr))
    if len(filled):
        largest[filled] = np.maximum.reduceat(scores[rows.indices], rows.indptr[filled])
    return largest


def _excess(worth: Floats | Short, prices: Floats | Short) -> float:
    """Return Σ (worth - λ)⁺ over levels and demands."""
    return float(sum(np.maximum(level - prices, 0).sum(dtype=np.float64) for level in worth))


def proved(graph: CoverGraph, worth: Floats, prices: Floats, choose: Chooser) -> Bound:
    """Return the bound that prices prove, computed in double precision on the whole graph."""
    scores = graph.demands_of.astype(np.float64) @ prices
    return Bound(value=_excess(worth, prices) + choose(scores)[0], prices=prices, scores=scores)


def descend(
    graph: CoverGraph, worth: Floats, prices: Floats, choose: Chooser, target: float, rounds: int
) -> Floats:
    """Return better prices, by deflected subgradients whose steps follow Polyak's rule.

    Args:
        graph: Who reaches whom.
        worth: What each team more is worth, (levels, demands).
        prices: Where to start from, (demands,), within [0, worth of the first team].
        choose: The rule that picks sites.
        target: A value that the bound will not go below, such as that of a known choice, or a little more.
        rounds: How many steps, each one sparse product.

    Source: Held, Wolfe and Crowder 1974, Mathematical Programming 6:62; Camerini, Fratta and Maffioli 1975.

    """
    table, top = graph.demands_of, worth[0].astype(np.float32)
    levels = worth.astype(np.float32)
    pace = np.sqrt(top)
    now = prices.astype(np.float32)
    kept, best, step, idle = now, np.inf, 0.5, 0
    # Steps shrink after a few idle rounds: the more rounds there are, the longer it can wait.
    patience = max(3, rounds // 50)
    drift: Short = np.zeros(graph.demands, np.float32)
    for _round in range(rounds):
        total, chosen, parts = choose(table @ now)
        bound = _excess(levels, now) + total
        idle = 0 if bound < best - _WORTHWHILE * abs(bound - target) else idle + 1
        if bound < best:
            best, kept = bound, now
        if idle >= patience:
            step, idle, now = step * _SHRINK, 0, kept
        slope = _slope(graph, levels, now, chosen, parts)
        slope[((now <= 0) & (slope > 0)) | ((now >= top) & (slope < 0))] = 0
        drift = np.float32(_INERTIA) * drift + np.float32(1 - _INERTIA) * slope
        move = drift * pace
        size = float(drift @ move)
        if size <= 0 or bound <= target:
            break
        now = np.minimum(np.maximum(now - np.float32(step * (bound - target) / size) * move, 0), top)
    return kept.astype(np.float64)


def _slope(graph: CoverGraph, levels: Short, prices: Short, chosen: Ints, parts: Floats) -> Short:
    """Return how the bound grows with each price: teams chosen near it, less the levels worth more than it."""
    if parts.min(initial=1.0) == 1.0:
        near = np.bincount(flat(graph.demands_of, chosen), minlength=graph.demands)
    else:
        amount = np.zeros(graph.sites, np.float32)
        amount[chosen] = parts
        near = graph.sites_of @ amount
    slope: Short = near.astype(np.float32)
    slope -= 1
    for level in levels[1:]:
        slope -= level > prices
    return slope


def hopeful(graph: CoverGraph, worth: Floats, least: float, forced: Ints) -> Ints:
    """Return the sites whose score can exceed a level whatever the prices, with the forced ones, sorted."""
    able = graph.demands_of @ worth[0] >= least
    able[forced] = True
    return np.flatnonzero(able)
