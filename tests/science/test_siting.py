"""Maximal covering: by hand, against every choice of sites, and its laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.science import siting, siting_graph
from maillage.science.siting import EXACT, NEAR, QUICK, Effort, maximal_cover
from maillage.science.siting_dual import Bound
from maillage.science.siting_exact import Room, finish, useful_sites
from maillage.science.siting_graph import of_pairs, stacked, within
from maillage.science.siting_search import Standing, fill, swap, value_of
from tests.science.siting_world import by_hand, choices, country, graph_of

NEED = [5.0, 4, 3, 6, 2, 1]


def test_by_hand() -> None:
    # Site 0 reaches 12; then site 1 adds 6, site 2 adds 8, site 3 adds 1: the two best reach 20.
    found = maximal_cover(by_hand(), NEED, 2)
    assert (found.sites.tolist(), found.gains.tolist()) == ([0, 2], [12, 8])
    assert (found.value, found.bound, found.gap, found.already) == (20, 20, 0, 0)
    whole = maximal_cover(by_hand(), NEED, 4)
    assert (whole.value, whole.gap) == (21, 0)


def test_existing_forced_and_forbidden_places() -> None:
    # The demands 3 and 4 have a team: nothing is gained there.
    found = maximal_cover(by_hand(), NEED, 1, already=[False, False, False, True, True, False], effort=EXACT)
    assert (found.sites.tolist(), found.value, found.already) == ([0], 12, 8)
    forced = maximal_cover(by_hand(), NEED, 2, forced=[3], effort=EXACT)
    assert (forced.sites.tolist(), forced.value, forced.bound) == ([3, 0], 13, 13)
    forbidden = maximal_cover(by_hand(), NEED, 2, forbidden=[0], effort=EXACT)
    assert (sorted(forbidden.sites.tolist()), forbidden.value) == ([1, 2], 11)
    only = maximal_cover(by_hand(), NEED, 1, forced=[3], effort=EXACT)
    assert (only.sites.tolist(), only.value, only.bound) == ([3], 1, 1)
    everything = maximal_cover(by_hand(), NEED, 1, already=[True] * 6)
    assert (everything.value, everything.gap, everything.already) == (0, 0, 21)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"need": [1.0]}, "one by place"),
        ({"need": [np.nan] * 6}, "unknown is not 0"),
        ({"p": 5}, "only 4 places can be opened"),
        ({"p": 0}, "at least 1"),
        ({"already": [True]}, "already of shape"),
        ({"forced": [9]}, "forced: 1 out of 1"),
        ({"forced": [1], "forbidden": [1]}, "a place is in both"),
        ({"forced": [0, 1, 2]}, "3 places are forced"),
        ({"forbidden": range(4)}, "candidates: there is none"),
    ],
)
def test_what_cannot_be_asked(changes: dict[str, object], sentence: str) -> None:
    asked: dict[str, object] = {"need": NEED, "p": 2, **changes}
    with pytest.raises(ValueError, match=sentence):
        maximal_cover(by_hand(), **asked)  # type: ignore[arg-type]


def test_graphs() -> None:
    degrees, _need = country(3)
    alike = within(degrees, 15)
    both = within(degrees, 15, sites=degrees)
    assert (alike.demands_of != both.demands_of).nnz == 0
    assert (alike.sites, alike.demands, alike.pairs) == (12, 12, both.pairs)
    # Two communes at one point reach each other, and an island reaches itself alone.
    island = within([[46.0, 2.0], [46.0, 2.0], [-21.1, 55.5]], 15)
    assert island.demands_of.toarray().tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    # A pair told twice counts once; a demand may have no site.
    twice = of_pairs([0, 0], [1, 1], (1, 3))
    assert (twice.pairs, twice.reached([0]).tolist()) == (1, [0, 1, 0])
    assert maximal_cover(twice, [1.0, 2, 4], 1).value == 2
    assert stacked([alike, both]).demands == 24


@pytest.mark.parametrize(
    ("sites", "demands", "shape", "sentence"),
    [
        ([0], [0, 1], (1, 2), "one of each"),
        ([0], [2], (1, 2), "demands: a pair names a place that is not from 0 to 1"),
        ([-1], [0], (1, 2), "sites: a pair names"),
        ([], [], (0, 2), "sites: there is none"),
    ],
)
def test_pairs_must_fit(sites: list[int], demands: list[int], shape: tuple[int, int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        of_pairs(np.array(sites, int), np.array(demands, int), shape)


def test_a_huge_radius_is_refused_before_the_memory_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siting_graph, "MOST_PAIRS", 100)
    with pytest.raises(ValueError, match="144 pairs are within it, more than 100"):
        within(country(1)[0], 20_000)
    with pytest.raises(ValueError, match="at least one is needed"):
        stacked([])


@pytest.mark.parametrize("seed", range(8))
def test_the_exact_finish_is_the_best_of_every_choice(seed: int) -> None:
    graph, need = graph_of(seed)
    for p in (1, 3):
        best = max(value_of(graph, need[None, :], chosen) for chosen in choices(12, p))
        exact = maximal_cover(graph, need, p, effort=EXACT)
        assert (exact.value, exact.bound) == (best, best)
        quick = maximal_cover(graph, need, p, effort=QUICK)
        assert quick.value <= best <= quick.bound
        held = max(value_of(graph, need[None, :], chosen) for chosen in choices(12, p, lambda c: 7 in c))
        forced = maximal_cover(graph, need, p, forced=[7], effort=EXACT)
        assert (forced.value, forced.bound) == (held, held)


@pytest.mark.parametrize("solved", [0, siting.SOLVED])
def test_an_odd_country_needs_the_solver(solved: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A country where greedy, bound and search leave a gap that only the solver closes, fractions included."""
    monkeypatch.setattr(siting, "SOLVED", solved)
    degrees, need = country(5, 60)
    graph = within(degrees, 9)
    lazy = Effort(rounds=3, tight=0.5, kicks=0)
    patient = Effort(rounds=3, tight=0.5, kicks=0, seconds=60.0)
    for weights in (need, need * 0.37):
        first = maximal_cover(graph, weights, 9, effort=lazy)
        found = maximal_cover(graph, weights, 9, effort=patient)
        assert found.gap == pytest.approx(0, abs=1e-6)
        assert first.value <= found.value * (1 + 1e-9)
        assert found.bound <= first.bound * (1 + 1e-9)
    near = maximal_cover(graph, need, 9, effort=NEAR)
    assert near.value == maximal_cover(graph, need, 9, effort=EXACT).value


def test_too_many_sites_are_not_given_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siting, "MOST_EXACT", 10)
    degrees, need = country(5, 60)
    found = maximal_cover(within(degrees, 9), need, 9, effort=Effort(3, 0.5, 0, 60.0))
    assert found.value <= found.bound
    # Without the time to find anything, the known choice stays.
    none = finish(within(degrees, 9), need[None, :], 9, np.arange(60), np.array([], int), 0.0)
    assert none.bound >= found.value


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 4), st.sampled_from([1.0, 0.37]))
def test_the_proof_keeps_the_best_choice_however_poor_the_start(seed: int, p: int, unit: float) -> None:
    """Loose prices leave everything to what the solver is told: the answer is still the best of every choice."""
    graph, need = graph_of(seed, 14, km=9)
    weights = need * unit
    best = max(value_of(graph, weights[None, :], chosen) for chosen in choices(14, p))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(siting, "SOLVED", 0)
        found = maximal_cover(graph, weights, p, effort=Effort(2, 0.0, 0, 60.0, wide=0.0))
        last = maximal_cover(graph, weights, p, forced=[3], effort=Effort(2, 0.0, 0, 60.0, wide=0.0))
    held = max(value_of(graph, weights[None, :], chosen) for chosen in choices(14, p, lambda one: 3 in one))
    assert (found.value, found.bound) == pytest.approx((best, best), rel=1e-6)
    assert (last.value, last.bound) == pytest.approx((held, held), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 4))
def test_the_solver_finds_a_better_choice_or_says_that_there_is_none(seed: int, p: int) -> None:
    graph, need = graph_of(seed, 14, km=9)
    worth = need[None, :]
    scores = graph.demands_of @ need
    top = float(
        np.sort(scores)[-p:].sum()
    )  # with every price at its worth, what the best scores make is a bound
    best = max(value_of(graph, worth, chosen) for chosen in choices(14, p))
    every, none = np.arange(14), np.array([], int)
    for known in (best - 1, best):
        room = Room(prices=need, slack=top - known - 0.5)
        found = finish(graph, worth, p, every, none, 60.0, room)
        if known < best:
            assert found.sites
            assert value_of(graph, worth, found.sites) == best
        else:
            assert found.bound <= best + 1e-6


def test_two_sites_that_share_more_than_the_bound_leaves_are_never_both_open() -> None:
    # Sites 0 and 1 share 10; the bound leaves 4 to a better choice: no choice of two sites is better, and it is said.
    graph = of_pairs([0, 0, 1, 1], [0, 1, 1, 2], (2, 3))
    need = np.array([5.0, 10, 5])
    room = Room(prices=need, slack=4)
    assert finish(graph, need[None, :], 2, np.arange(2), np.array([], int), 60.0, room).bound == -np.inf
    free = finish(graph, need[None, :], 2, np.arange(2), np.array([], int), 60.0)
    assert free.sites == (0, 1)
    assert free.bound == pytest.approx(20)


def test_nothing_can_be_reached() -> None:
    found = maximal_cover(of_pairs([], [], (2, 3)), [1.0, 2, 3], 1, effort=EXACT)
    assert (found.value, found.bound, found.gap) == (0, 0, 0)


def test_the_search_by_itself() -> None:
    standing = Standing(by_hand(), np.array([NEED]), np.ones(4, np.bool_))
    fill(standing, 2)
    swap(standing, passes=0)
    assert standing.open == [0, 2]
    every = np.ones(4, np.bool_)
    bound = Bound(value=30.0, prices=np.zeros(6), scores=np.array([12.0, 9, 8, 1]))
    # With every place forced, no other matters; with none, those whose loss is below the gap do.
    assert useful_sites(bound, 20, 2, every, np.array([0, 3])).tolist() == [0, 3]
    assert useful_sites(bound, 28, 2, every, np.array([], int)).tolist() == [0, 1, 2]
    assert useful_sites(bound, 30, 2, every, np.array([], int)).tolist() == [0]


def test_the_whole_curve() -> None:
    found = siting.curve(by_hand(), NEED, 4)
    assert found.sites.tolist() == [0, 2, 3, 1]
    assert found.values.tolist() == [12, 20, 21, 21]
    assert (found.bounds >= found.values).all()
    assert (found.gaps >= 0).all()
    forced = siting.curve(by_hand(), NEED, 3, forced=[3], anchors=[2], already=[False] * 5 + [True])
    assert (forced.sites.tolist(), forced.values.tolist(), forced.already) == ([3, 0, 2], [0, 12, 20], 1)
    assert forced.bounds[1] == pytest.approx(12, rel=1e-4)
    with pytest.raises(ValueError, match="anchors: 5"):
        siting.curve(by_hand(), NEED, 3, anchors=[5])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6))
def test_laws(seed: int, p: int) -> None:
    graph, need = graph_of(seed, 14)
    found = maximal_cover(graph, need, p, seed=seed)
    assert found.value == pytest.approx(found.gains.sum())
    assert found.value <= found.bound
    assert len(set(found.sites.tolist())) == p
    # The same question has the same answer.
    assert maximal_cover(graph, need, p, seed=seed).sites.tolist() == found.sites.tolist()
    curve = siting.curve(graph, need, 14)
    steps = np.diff(curve.values, prepend=0)
    assert (steps >= 0).all()
    assert (np.diff(steps) <= 1e-9).all()
    assert found.value >= curve.values[p - 1]
    assert curve.bounds[p - 1] >= maximal_cover(graph, need, p, effort=EXACT).value - 1e-9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_numbering_does_not_change_what_is_reached(seed: int) -> None:
    degrees, need = country(seed, 14)
    order = np.random.default_rng(seed).permutation(14)
    first = maximal_cover(within(degrees, 15), need, 4, effort=EXACT)
    second = maximal_cover(within(degrees[order], 15), need[order], 4, effort=EXACT)
    assert first.value == second.value


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)), st.integers(0, 11))
def test_coverage_is_monotone_and_submodular(seed: int, few: set[int], others: set[int], one: int) -> None:
    graph, need = graph_of(seed)
    worth = np.vstack([0.7 * need, 0.3 * need])
    many = few | others
    small, large = value_of(graph, worth, few), value_of(graph, worth, many)
    assert small <= large + 1e-9
    alone = value_of(graph, worth, few | {one}) - small
    together = value_of(graph, worth, many | {one}) - large
    assert together <= alone + 1e-9
