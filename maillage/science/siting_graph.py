"""Which places a team would reach: the sparse graph on which every question of siting is asked.

Sites may be opened; demands hold need. Only the pairs within the radius are kept: for France at 15 km, two million
pairs out of 1.2 billion.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from maillage.science import given
from maillage.science.given import Floats, Ints

Links = NDArray[np.int32]

MOST_PAIRS = 60_000_000


@dataclass(frozen=True, eq=False)
class CoverGraph:
    """Hold, for each site, the demands it reaches, and for each demand the sites that reach it.

    ``demands_of`` is (sites, demands) and ``sites_of`` (demands, sites): sparse, rows sorted, every stored value 1.
    """

    demands_of: sparse.csr_array
    sites_of: sparse.csr_array

    @property
    def sites(self) -> int:
        """How many places may be opened."""
        return int(self.demands_of.shape[0])

    @property
    def demands(self) -> int:
        """How many places hold need."""
        return int(self.sites_of.shape[0])

    @property
    def pairs(self) -> int:
        """How many pairs are within the radius."""
        return int(self.demands_of.nnz)

    def reached(self, sites: ArrayLike) -> Ints:
        """Return how many of some sites, told by their numbers, reach each demand: (demands,)."""
        found = flat(self.demands_of, np.asarray(sites, np.int64))
        return np.bincount(found, minlength=self.demands)


def flat(rows: sparse.csr_array, chosen: Ints) -> Links:
    """Return the columns of some rows, one row after the other; a row asked twice is there twice."""
    starts = rows.indptr[chosen]
    found: Links = rows.indices[_positions(starts, rows.indptr[chosen + 1] - starts)]
    return found


def _positions(starts: Ints, lengths: Ints) -> Ints:
    """Return start, start + 1, … for each start, as many as its length, one after the other."""
    ends = lengths.cumsum()
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)


def add_to_sites(totals: Floats, graph: CoverGraph, demands: Ints, what: Floats) -> None:
    """Add to each site what its demands among some bring, in place: totals (sites,), what (len(demands),)."""
    if not len(demands):
        return
    rows = graph.sites_of
    starts = rows.indptr[demands]
    lengths = rows.indptr[demands + 1] - starts
    np.add.at(totals, rows.indices[_positions(starts, lengths)], np.repeat(what, lengths))


def of_pairs(sites: ArrayLike, demands: ArrayLike, shape: tuple[int, int]) -> CoverGraph:
    """Return the graph of pairs given one by one, as a table of travel times cut at some minutes.

    Args:
        sites: Number of the site of each pair, (pairs,).
        demands: Number of the demand of each pair, (pairs,); a pair told twice counts once.
        shape: How many sites and how many demands there are, each at least 1.

    Raises:
        ValueError: Lengths differ, or a number is not that of a place.

    """
    site, demand = np.asarray(sites), np.asarray(demands)
    if site.shape != demand.shape or site.ndim != 1:
        raise ValueError(f"pairs: {site.shape} sites and {demand.shape} demands; one of each is needed.")
    for name, numbers, count in (("sites", site, shape[0]), ("demands", demand, shape[1])):
        if count < 1:
            raise ValueError(f"{name}: there is none.")
        if len(numbers) and not 0 <= numbers.min() <= numbers.max() < count:
            raise ValueError(f"{name}: a pair names a place that is not from 0 to {count - 1}.")
    demands_of = _ones(site, demand, shape)
    return CoverGraph(demands_of=demands_of, sites_of=demands_of.T.tocsr())


def _ones(rows: Ints | Links, columns: Ints | Links, shape: tuple[int, int]) -> sparse.csr_array:
    """Return a sparse table of ones, its rows sorted, a pair told twice being one."""
    where = rows.astype(np.int32), columns.astype(np.int32)
    table = sparse.csr_array((np.ones(len(rows), np.float32), where), shape=shape)
    table.sum_duplicates()
    table.data[:] = 1
    return table


def within(demands: ArrayLike, km: float, sites: ArrayLike | None = None) -> CoverGraph:
    """Return which sites reach which demands within a great-circle distance.

    Args:
        demands: Places that hold need, degrees (n, 2), latitude first.
        km: The radius, above 0.
        sites: Places that may be opened, degrees (m, 2); when left out, the demands themselves.

    Returns:
        Pairs at the radius exactly are kept. Overseas places need no special care: distances are on the sphere.

    Raises:
        ValueError: A place or the radius is out of range, or more than 60 million pairs are within it.

    """
    points, chord = given.places(demands, "demands"), given.radius(km)
    others = points if sites is None else given.places(sites, "sites")
    tree = cKDTree(points)
    other_tree = tree if sites is None else cKDTree(others)
    # Two points at the radius exactly may be a rounding error apart.
    chord *= 1 + 1e-12
    found = tree.count_neighbors(other_tree, chord)
    if found > MOST_PAIRS:
        raise ValueError(
            f"radius is {km!r} km: {found:,} pairs are within it, more than {MOST_PAIRS:,}. Choose a smaller one."
        )
    if sites is not None:
        site, demand = _across(other_tree, tree, chord)
        return of_pairs(site, demand, (len(others), len(points)))
    first, second = tree.query_pairs(chord, output_type="ndarray").astype(np.int32).T
    itself = np.arange(len(points), dtype=np.int32)
    links = _ones(
        np.concatenate([first, second, itself]),
        np.concatenate([second, first, itself]),
        (len(points), len(points)),
    )
    return CoverGraph(demands_of=links, sites_of=links)


def _across(sites: cKDTree, demands: cKDTree, chord: float) -> tuple[Links, Links]:
    """Return the pairs of two trees within a chord: numbers of the sites, numbers of the demands."""
    near = sites.sparse_distance_matrix(demands, chord, output_type="ndarray")
    return near["i"].astype(np.int32), near["j"].astype(np.int32)


def stacked(graphs: Sequence[CoverGraph]) -> CoverGraph:
    """Return graphs of the same sites with their demands one after the other.

    Raises:
        ValueError: There is no graph, or their sites are not as many.

    """
    if len({graph.sites for graph in graphs}) != 1:
        raise ValueError("graphs: at least one is needed, all with the same sites.")
    sites_of = sparse.vstack([graph.sites_of for graph in graphs], format="csr")
    return CoverGraph(demands_of=sites_of.T.tocsr(), sites_of=sites_of)


def restricted(graph: CoverGraph, worth: Floats, sites: Ints) -> tuple[CoverGraph, Floats]:
    """Return the same question on fewer sites, demands reached by the same ones being put together.

    Args:
        graph: The whole graph.
        worth: What each demand is worth, (levels, demands).
        sites: Numbers of the sites kept, sorted.

    Returns:
        The graph, (len(sites), groups), and what each group is worth, (levels, groups). Levels are put together one by
        one, so that the value of a choice is the same in both graphs.

    """
    few = graph.demands_of[sites].T.tocsr()
    few.sort_indices()
    lengths = np.diff(few.indptr)
    useful = np.flatnonzero((lengths > 0) & (worth[0] > 0))
    lengths = lengths[useful]
    table = np.full((len(useful), int(lengths.max(initial=0))), -1, np.int32)
    inside = np.arange(table.shape[1]) < lengths[:, None]
    table[inside] = few.indices[_positions(few.indptr[useful], lengths)]
    keys = np.ascontiguousarray(table).view(
        np.dtype((np.void, table.dtype.itemsize * max(1, table.shape[1])))
    )
    _, sample, group = np.unique(keys.ravel(), return_index=True, return_inverse=True)
    sites_of = few[useful[sample]]
    total = np.array([np.bincount(group, level[useful], minlength=len(sample)) for level in worth])
    return CoverGraph(demands_of=sites_of.T.tocsr(), sites_of=sites_of), total


def part(graph: CoverGraph, sites: Ints) -> tuple[CoverGraph, Ints]:
    """Return the graph of some sites and of the demands they reach, with the numbers of these demands."""
    rows = graph.demands_of[sites]
    demands = np.flatnonzero(np.bincount(rows.indices, minlength=graph.demands))
    rank = np.zeros(graph.demands, np.int32)
    rank[demands] = np.arange(len(demands))
    demands_of = sparse.csr_array(
        (rows.data, rank[rows.indices], rows.indptr), shape=(len(sites), len(demands))
    )
    return CoverGraph(demands_of=demands_of, sites_of=demands_of.T.tocsr()), demands
