"""Small countries for the tests of siting, and every choice of their sites."""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from maillage.science.given import Floats
from maillage.science.siting_graph import CoverGraph, of_pairs, within


def country(seed: int, n: int = 12) -> tuple[Floats, Floats]:
    """Return places in a square of 60 km, some at one point, and their need, whole numbers, some 0."""
    draw = np.random.default_rng(seed)
    degrees = np.column_stack([46 + draw.uniform(0, 0.55, n), 2 + draw.uniform(0, 0.8, n)])
    degrees[1] = degrees[0]
    need = draw.integers(0, 40, n).astype(np.float64)
    need[2] = 40
    return degrees, need


def graph_of(seed: int, n: int = 12, km: float = 15) -> tuple[CoverGraph, Floats]:
    """Return the graph of such a country, and its need."""
    degrees, need = country(seed, n)
    return within(degrees, km), need


def by_hand() -> CoverGraph:
    """Return four sites that reach, among six demands, 0 1 2, then 2 3, then 3 4, and the last one only 5."""
    return of_pairs([0, 0, 0, 1, 1, 2, 2, 3], [0, 1, 2, 2, 3, 3, 4, 5], (4, 6))


def choices(sites: int, p: int, good: Callable[[tuple[int, ...]], bool] = bool) -> Iterator[tuple[int, ...]]:
    """Return every choice of p sites that is good."""
    return (chosen for chosen in combinations(range(sites), p) if good(chosen))
