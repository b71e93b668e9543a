"""The same answers as the reference libraries, where requirements/peers.txt is installed; skipped where it is not."""

from typing import Any

import numpy as np
import pytest

from maillage.science import coverage
from maillage.science.given import Floats
from maillage.science.siting import EXACT, maximal_cover
from maillage.science.siting_graph import within
from maillage.science.siting_median import p_median
from maillage.science.siting_variants import fewest_sites
from tests.science.siting_world import country

pytestmark = pytest.mark.filterwarnings("ignore")


def distances(degrees: Floats) -> Floats:
    """Return the great-circle distances of all pairs, in km."""
    latitude, longitude = np.radians(degrees).T
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half += np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return np.asarray(2 * 6371.0088 * np.arcsin(np.sqrt(half)))


def solver() -> Any:
    return pytest.importorskip("pulp").HiGHS(msg=False)


@pytest.mark.parametrize("seed", range(4))
def test_maximal_covering_as_spopt(seed: int) -> None:
    spopt = pytest.importorskip("spopt.locate")
    degrees, need = country(seed, 60)
    theirs = spopt.MCLP.from_cost_matrix(distances(degrees), need, service_radius=9, p_facilities=8)
    theirs = theirs.solve(solver())
    ours = maximal_cover(within(degrees, 9), need, 8, effort=EXACT)
    assert ours.value == ours.bound == pytest.approx(float(theirs.problem.objective.value()))


@pytest.mark.parametrize("seed", range(4))
def test_the_fewest_sites_are_bounded_as_spopt_finds_them(seed: int) -> None:
    spopt = pytest.importorskip("spopt.locate")
    degrees, _need = country(seed, 60)
    theirs = spopt.LSCP.from_cost_matrix(distances(degrees), service_radius=9).solve(solver())
    ours = fewest_sites(within(degrees, 9), np.ones(60))
    assert ours.bound <= theirs.problem.objective.value() <= ours.value


@pytest.mark.parametrize("seed", range(4))
def test_the_median_is_bounded_as_spopt_finds_it(seed: int) -> None:
    spopt = pytest.importorskip("spopt.locate")
    degrees, need = country(seed, 40)
    costs = np.minimum(distances(degrees), 30)
    theirs = spopt.PMedian.from_cost_matrix(costs, need, p_facilities=5).solve(solver())
    best = float(theirs.problem.objective.value())
    ours = p_median(degrees, need, 5, cap=30, rounds=100)
    assert ours.bound - 1e-3 <= best <= ours.value + 1e-3
    assert ours.value <= best * 1.2


def test_accessibility_as_access() -> None:
    fca = pytest.importorskip("access.fca")
    weights = pytest.importorskip("access.weights")
    pandas = pytest.importorskip("pandas")
    degrees, need = country(5, 80)
    teams = degrees[::7]
    capacity = np.arange(1.0, len(teams) + 1)
    far = distances(degrees)[:, ::7]
    rows, columns = np.nonzero(far <= 30)
    cost = pandas.DataFrame({"origin": rows, "dest": columns, "cost": far[rows, columns]})
    theirs = fca.two_stage_fca(
        demand_df=pandas.DataFrame({"need": need}),
        supply_df=pandas.DataFrame({"capacity": capacity}),
        cost_df=cost,
        max_cost=30,
        demand_index=True,
        supply_index=True,
        demand_name="need",
        supply_name="capacity",
        weight_fn=weights.step_fn({10: 1, 20: 0.68, 30: 0.22}),
    )
    ours = coverage.accessibility(degrees, need, teams, capacity, bands=[10, 20, 30], weights=[1, 0.68, 0.22])
    known = theirs.reindex(range(80)).fillna(0).to_numpy()
    assert ours.access == pytest.approx(known)


def test_neighbours_as_a_ball_tree() -> None:
    neighbours = pytest.importorskip("sklearn.neighbors")
    degrees, _need = country(6, 200)
    teams = degrees[::9]
    tree = neighbours.BallTree(np.radians(teams), metric="haversine")
    far, which = tree.query(np.radians(degrees))
    ours = coverage.nearest(degrees, teams)
    assert ours.km == pytest.approx(far[:, 0] * 6371.0088, abs=1e-4)
    clear = np.arange(200) > 1  # the first two are at one point
    assert (ours.team == which[:, 0])[clear].all()
    near = tree.query_radius(np.radians(degrees), 12 / 6371.0088, count_only=True)
    assert (coverage.counts(degrees, teams, 12) == near).all()
