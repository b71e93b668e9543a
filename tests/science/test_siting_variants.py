"""Backup, gradual cover, budgets, floors and everyone reached: by hand, and against every choice of sites."""

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.science.siting import EXACT
from maillage.science.siting_floor import FloorOutOfReachError, floor_cover
from maillage.science.siting_graph import of_pairs, within
from maillage.science.siting_search import value_of
from maillage.science.siting_variants import backup_cover, budget_cover, fewest_sites, gradual_cover
from tests.science.siting_world import by_hand, choices, country, graph_of

NEED = [5.0, 4, 3, 6, 2, 1]


def test_backup_by_hand() -> None:
    # Sites 0 and 2 reach 20 once: 0.6 × 20 = 12. With site 1 too, demands 2 and 3 are reached twice.
    found = backup_cover(by_hand(), NEED, 3, first=0.6, effort=EXACT)
    assert sorted(found.sites.tolist()) == [0, 1, 2]
    assert found.value == pytest.approx(0.6 * 20 + 0.4 * 9)
    assert found.bound == pytest.approx(found.value)
    # One team near demand 0, two near demand 1: 0.6 × 5 + 4 is met already, and 0.4 × 5 is left at demand 0.
    later = backup_cover(by_hand(), NEED, 1, first=0.6, teams=[1, 2, 0, 0, 0, 0], effort=EXACT)
    assert later.already == pytest.approx(0.6 * 5 + 4)
    assert later.sites.tolist() == [1]
    assert later.value == pytest.approx(0.6 * 9)
    for first in (0.4, 1.1):
        with pytest.raises(ValueError, match=r"from 0\.5 to 1"):
            backup_cover(by_hand(), NEED, 1, first=first)
    for teams in ([1], [-1] * 6, [0.5] * 6):
        with pytest.raises(ValueError, match="teams: whole numbers"):
            backup_cover(by_hand(), NEED, 1, teams=teams)


@pytest.mark.parametrize("seed", range(5))
def test_backup_and_gradual_cover_are_the_best_of_every_choice(seed: int) -> None:
    degrees, need = country(seed)
    graph = within(degrees, 15)
    worth = np.vstack([0.7 * need, 0.3 * need])
    best = max(value_of(graph, worth, chosen) for chosen in choices(12, 3))
    found = backup_cover(graph, need, 3, effort=EXACT)
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    bands = [within(degrees, km) for km in (5, 10, 20)]
    tables = [band.demands_of.toarray() > 0 for band in bands]

    def met(chosen: tuple[int, ...]) -> float:
        share = np.zeros(12)
        for table, part in zip(tables, (1.0, 0.6, 0.25), strict=True):
            share = np.maximum(share, np.where(table[list(chosen)].any(axis=0), part, 0))
        return float(need @ share)

    gradual = gradual_cover(bands, [1, 0.6, 0.25], need, 3, effort=EXACT)
    assert gradual.value == pytest.approx(max(met(chosen) for chosen in choices(12, 3)))
    assert gradual.value == pytest.approx(met(tuple(gradual.sites.tolist())))


def test_bands_must_fit() -> None:
    near, far = within(country(1)[0], 5), within(country(1)[0], 10)
    for shares, sentence in (([1], "one share by band"), ([0.5, 0.5], "decrease"), ([1, 0], "above 0")):
        with pytest.raises(ValueError, match=sentence):
            gradual_cover([near, far], shares, country(1)[1], 2)


def test_a_budget_by_hand() -> None:
    # Sites 1 and 2 cost 3 together and reach 11; site 0 costs 4 and reaches 12.
    costs = [4, 1.5, 1.5, 1]
    found = budget_cover(by_hand(), NEED, costs, 4)
    assert (found.sites.tolist(), found.value) == ([1, 2, 3], 12)
    assert found.bound >= 12
    single = budget_cover(by_hand(), [50.0, 40, 3, 6, 2, 1], costs, 4)
    assert (single.sites.tolist(), single.value) == ([0], 93)
    for wrong, budget, sentence in (
        ([0, 1, 1, 1], 4, "costs nothing"),
        (costs, 0.5, "nothing can be opened"),
        (costs, np.nan, "nothing can be opened"),
    ):
        with pytest.raises(ValueError, match=sentence):
            budget_cover(by_hand(), NEED, wrong, budget)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_budget_is_kept_and_its_bound_holds(seed: int) -> None:
    graph, need = graph_of(seed, 9)
    costs = np.random.default_rng(seed).uniform(1, 3, 9)
    found = budget_cover(graph, need, costs, 5)
    every = chain.from_iterable(combinations(range(9), size) for size in range(1, 6))
    best = max(value_of(graph, need[None, :], one) for one in every if costs[list(one)].sum() <= 5)
    assert costs[found.sites].sum() <= 5 + 1e-9
    assert best * (1 - 1 / np.e) / 2 <= found.value <= best + 1e-9
    assert found.bound >= best - 1e-6


def test_everyone_with_the_fewest_by_hand() -> None:
    # Sites 0 and 2 reach all but demand 5, which only site 3 reaches.
    found = fewest_sites(by_hand(), NEED)
    assert (sorted(found.sites.tolist()), found.value, found.bound, found.gap) == ([0, 2, 3], 3, 3, 0)
    assert fewest_sites(by_hand(), NEED, 0.9).value == 2
    forced = fewest_sites(by_hand(), NEED, 0.9, forced=[1])
    assert 1 in forced.sites
    assert forced.bound <= forced.value
    none = fewest_sites(by_hand(), NEED, already=[True] * 6)
    assert (none.value, none.gap, len(none.sites)) == (0, 0, 0)
    with pytest.raises(ValueError, match=r"with every place open, 0\.9524 is reached and no more"):
        fewest_sites(by_hand(), NEED, forbidden=[3])
    with pytest.raises(ValueError, match="a place is in both"):
        fewest_sites(by_hand(), NEED, forced=[3], forbidden=[3])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.8, 1.0]))
def test_the_fewest_reach_their_share_and_their_bound_holds(seed: int, share: float) -> None:
    graph, need = graph_of(seed, 10)
    found = fewest_sites(graph, need, share)
    assert value_of(graph, need[None, :], found.sites) >= share * need.sum() * (1 - 1e-6)
    fewest = next(
        size
        for size in range(1, 11)
        if any(
            value_of(graph, need[None, :], one) >= share * need.sum() * (1 - 1e-9)
            for one in choices(10, size)
        )
    )
    assert found.bound <= fewest <= found.value


def test_a_floor_by_hand() -> None:
    # Without a floor sites 0 and 2 reach 20; group b (demand 5) then has nothing, and asks for site 3.
    labels = ["a"] * 5 + ["b"]
    found = floor_cover(by_hand(), NEED, 2, labels, 0.5)
    assert (sorted(found.sites.tolist()), found.value) == ([0, 3], 13)
    assert found.shares.tolist() == pytest.approx([0.6, 1])
    assert found.bound >= 20
    three = floor_cover(by_hand(), NEED, 3, labels, 0.9)
    assert (sorted(three.sites.tolist()), three.value) == ([0, 2, 3], 21)
    # A group without need asks for nothing.
    empty = floor_cover(by_hand(), [5.0, 4, 3, 6, 2, 0], 2, labels, 0.9)
    assert np.isnan(empty.shares[1])


def test_the_fewest_give_up_what_others_reach() -> None:
    # Greedy opens site 0 first; sites 1 and 2, needed for demands 4 and 5, then reach all that it reached.
    graph = of_pairs([0, 0, 0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 2, 3, 0, 1, 4, 2, 3, 5], (3, 6))
    found = fewest_sites(graph, np.ones(6))
    assert (sorted(found.sites.tolist()), found.value, found.bound) == ([1, 2], 2, 2)


def test_a_floor_out_of_reach_says_the_best() -> None:
    with pytest.raises(FloorOutOfReachError, match=r"with 2 places, 0\.6") as caught:
        floor_cover(by_hand(), NEED, 2, ["a"] * 5 + ["b"], 0.9)
    assert caught.value.best == pytest.approx(0.6, abs=1e-3)
    with pytest.raises(FloorOutOfReachError) as caught:
        floor_cover(of_pairs([0], [0], (2, 2)), [1.0, 1], 2, ["a", "b"], 0.5)
    assert caught.value.best == 0
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        floor_cover(by_hand(), NEED, 2, ["a"] * 6, 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.2, 0.5]))
def test_floors_are_met_and_never_beat_the_bound(seed: int, floor: float) -> None:
    graph, need = graph_of(seed, 14)
    labels = np.arange(14) % 3
    already = np.arange(14) == seed % 14
    try:
        found = floor_cover(graph, need, 4, labels, floor, already=already, forced=[2])
    except FloorOutOfReachError:
        return
    reached = (graph.reached(found.sites) > 0) | already
    whole = np.bincount(labels, need)
    shares = np.bincount(labels, np.where(reached, need, 0)) / whole
    assert (shares >= floor - 1e-9).all()
    assert found.shares == pytest.approx(shares)
    assert found.value + found.already == pytest.approx(need[reached].sum())
    assert len(found.sites) == 4
    assert 2 in found.sites
    assert found.value <= found.bound
