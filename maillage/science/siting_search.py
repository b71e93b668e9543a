"""Good choices of sites, fast: greedy, then swaps, then kicks. No proof here; ``siting_dual`` gives the bound.

What the first team near a demand is worth, what the second adds, and so on, are the rows of ``worth``, (levels,
demands), never growing from one row to the next: one row is maximal covering, two are backup. The total is then
monotone and submodular, so that greedy alone reaches 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978), and far
more in practice.
"""

from collections.abc import Iterable

import numpy as np

from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_graph import CoverGraph, add_to_sites, flat

_SURE = 1e-9


class Standing:
    """Keep a choice of sites and what opening each other one would add, up to date at each change.

    ``gain`` is (sites,); it is -inf for what cannot be opened: already open, or forbidden.
    """

    def __init__(self, graph: CoverGraph, worth: Floats, allowed: Mask) -> None:
        """Start with no site open; worth is (levels, demands), allowed (sites,)."""
        self.graph = graph
        self.levels = len(worth)
        self.worth = np.vstack([worth, np.zeros(graph.demands)])
        self.count = np.zeros(graph.demands, np.int64)
        self.next = self.worth[0].copy()
        self.gain = np.where(allowed, graph.demands_of @ self.next, -np.inf)
        self.open: list[int] = []

    def add(self, site: int) -> None:
        """Open a site."""
        self._count(site, 1)
        self.gain[site] = -np.inf
        self.open.append(site)

    def close(self, site: int) -> float:
        """Close a site and return what it was worth: what opening it again would add."""
        mine = self._count(site, -1)
        self.open.remove(site)
        back = float(self.next[mine].sum())
        self.gain[site] = back
        return back

    def _count(self, site: int, way: int) -> Ints:
        """Count one team more or less near the demands of a site, and return these demands."""
        rows = self.graph.demands_of
        mine: Ints = rows.indices[rows.indptr[site] : rows.indptr[site + 1]]
        count = self.count[mine] + way
        self.count[mine] = count
        now = self.worth[np.minimum(count, self.levels), mine]
        change = now - self.next[mine]
        moved = change.nonzero()[0]
        add_to_sites(self.gain, self.graph, mine[moved], change[moved])
        self.next[mine] = now
        return mine

    def best(self) -> int:
        """Return the site that would add most, the first one when several would."""
        return int(self.gain.argmax())

    def value(self) -> float:
        """Return what the open sites are worth, counted afresh."""
        return value_of(self.graph, self.worth[:-1], self.open)


def value_of(graph: CoverGraph, worth: Floats, sites: Iterable[int]) -> float:
    """Return what some sites are worth together; worth is (levels, demands)."""
    count = graph.reached(np.fromiter(sites, np.int64))
    return float(sum(level[count > rank].sum() for rank, level in enumerate(worth)))


def fill(standing: Standing, p: int) -> list[float]:
    """Open the best site, again and again, until p are open; return what each one added."""
    added = []
    while len(standing.open) < p:
        site = standing.best()
        added.append(float(standing.gain[site]))
        standing.add(site)
    return added


def swap(standing: Standing, kept: Iterable[int] = (), passes: int = 20) -> None:
    """Close each site in turn and open the best one instead, until no such move adds anything.

    Sites among ``kept`` are never closed.

    Source: Teitz and Bart 1968, Operations Research 16:955 (vertex substitution).

    """
    held = set(kept)
    for _pass in range(passes):
        moved = False
        for site in [one for one in standing.open if one not in held]:
            lost = standing.close(site)
            other = standing.best()
            better = standing.gain[other] > lost * (1 + _SURE) + _SURE
            moved |= bool(better)
            standing.add(other if better else site)
        if not moved:
            return


def kick(standing: Standing, kicks: int, seed: int, kept: Iterable[int] = ()) -> None:
    """Move some sites at random, repair by swaps nearby, keep what is better; again and again.

    Source: Lourenço, Martin and Stützle 2003, Iterated Local Search.

    """
    draw = np.random.default_rng(seed)
    held = set(kept)
    best, value = list(standing.open), standing.value()
    for _kick in range(kicks):
        moved = _disturb(standing, draw, held)
        near = _near(standing, moved)
        swap(standing, held | (set(standing.open) - near), passes=4)
        found = standing.value()
        if found >= value:
            best, value = list(standing.open), found
        else:
            _go_back(standing, best)


def _disturb(standing: Standing, draw: np.random.Generator, held: set[int]) -> list[int]:
    """Open one or two sites at random and close as many of those nearby; return the sites that changed."""
    closed = np.flatnonzero(np.isfinite(standing.gain))
    changed = []
    for site in draw.choice(closed, min(len(closed), int(draw.integers(1, 4))), replace=False).tolist():
        standing.add(site)
        near = sorted(_near(standing, [site]) - held - {site}) or sorted(set(standing.open) - held)
        gone = near[int(draw.integers(len(near)))]
        standing.close(gone)
        changed += [site, gone]
    return changed


def _near(standing: Standing, sites: list[int]) -> set[int]:
    """Return the open sites that share a demand with some sites."""
    demands = np.unique(flat(standing.graph.demands_of, np.array(sites)))
    return set(np.unique(flat(standing.graph.sites_of, demands.astype(np.int64))).tolist()) & set(
        standing.open
    )


def _go_back(standing: Standing, best: list[int]) -> None:
    """Open again the sites of a former choice."""
    wanted = set(best)
    for site in [one for one in standing.open if one not in wanted]:
        standing.close(site)
    for site in wanted - set(standing.open):
        standing.add(site)
