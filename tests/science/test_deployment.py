"""Deployments by steps: the lot, the sizes, against other formulas and simulations."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.science.deployment import (
    design_effect,
    draw_steps,
    even_schedule,
    minimum_detectable_effect,
    paired_size,
    paired_variance,
    parallel_size,
    parallel_variance,
    possible_orders,
    power_to_see,
    schedule_of,
    sites_needed,
    smallest_seen,
    stepped_wedge_power,
    stepped_wedge_variance,
)

LONELINESS = {"sd": 1.8, "icc": 0.05}


def test_a_schedule_by_hand() -> None:
    assert even_schedule(5, 2).tolist() == [[0, 1, 1], [0, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1]]
    assert schedule_of([3, 1]).tolist() == [[0, 0, 0, 1], [0, 1, 1, 1]]


@pytest.mark.parametrize("steps", [[], [0, 1], [-1]])
def test_a_schedule_of_no_step_is_refused(steps: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one site is needed"):
        schedule_of(steps)


@pytest.mark.parametrize(("sites", "steps"), [(3, 4), (3, 0), (0, 1)])
def test_steps_that_sites_cannot_fill_are_refused(sites: int, steps: int) -> None:
    with pytest.raises(
        ValueError, match=f"steps is {steps}: it must be from 1 to the number of sites, {sites}"
    ):
        even_schedule(sites, steps)
    with pytest.raises(ValueError, match=f"steps is {steps}"):
        draw_steps([f"site {place}" for place in range(sites)], steps, 1)


def test_anyone_can_draw_again() -> None:
    sites = ["30", "46", "2A", "974", "59"]
    # Sorted by the SHA-256 of "2026:<site>", then two, two, one.
    by_hand = sorted(sites, key=lambda site: hashlib.sha256(b"2026:" + site.encode()).digest())
    drawn = draw_steps(sites, 3, seed=2026)
    assert list(drawn) == by_hand
    assert [drawn[site] for site in by_hand] == [1, 1, 2, 2, 3]
    # Written down once: a draw made today must come out the same in ten years.
    assert drawn == {"974": 1, "59": 1, "46": 2, "2A": 2, "30": 3}


def test_a_site_is_drawn_once() -> None:
    with pytest.raises(ValueError, match="one is there twice"):
        draw_steps(["30", "46", "30"], 2, seed=1)


@given(
    sites=st.lists(st.integers(0, 10_000), min_size=1, max_size=40, unique=True),
    seed=st.integers(0, 10**9),
    data=st.data(),
)
def test_a_draw_depends_on_its_seed_alone(sites: list[int], seed: int, data: st.DataObject) -> None:
    steps = data.draw(st.integers(1, len(sites)))
    drawn = draw_steps(sites, steps, seed)
    assert draw_steps(data.draw(st.permutations(sites)), steps, seed) == drawn
    assert set(drawn) == set(sites)
    sizes = Counter(drawn.values())
    assert set(sizes) == set(range(1, steps + 1))
    assert max(sizes.values()) - min(sizes.values()) <= 1


def test_every_site_has_the_same_chances() -> None:
    first = Counter(
        site for seed in range(3000) for site, step in draw_steps("abcd", 4, seed).items() if step == 1
    )
    # 750 expected, standard deviation √(3000 × 1/4 × 3/4) = 23.7: five of them.
    assert all(631 <= first[site] <= 869 for site in "abcd")


def generalised_least_squares(schedule: np.ndarray, people: float, sd: float, icc: float) -> float:
    """Return the variance of the effect from the whole model: V = σ²I + τ²J by site, (Z'V⁻¹Z)⁻¹."""
    periods = schedule.shape[1]
    noise = np.linalg.inv(
        (1 - icc) * sd**2 / people * np.eye(periods) + icc * sd**2 * np.ones((periods, periods))
    )
    information = np.zeros((periods + 1, periods + 1))
    for row in schedule:
        design = np.column_stack([row, np.eye(periods)])
        information += design.T @ noise @ design
    return float(np.linalg.inv(information)[0, 0])


schedules = st.lists(st.integers(1, 6), min_size=2, max_size=15).filter(lambda steps: len(set(steps)) > 1)


@given(
    steps=schedules, people=st.floats(1, 200), sd=st.floats(0.1, 10), icc=st.floats(0, 0.9), data=st.data()
)
def test_the_variance_is_that_of_the_whole_model(
    steps: list[int], people: float, sd: float, icc: float, data: st.DataObject
) -> None:
    schedule = schedule_of(steps)
    found = stepped_wedge_variance(schedule, people=people, sd=sd, icc=icc)
    assert found == pytest.approx(generalised_least_squares(schedule, people, sd, icc), rel=1e-6)
    order = data.draw(st.permutations(range(len(steps))))
    assert stepped_wedge_variance(schedule[order], people=people, sd=sd, icc=icc) == pytest.approx(found)


@pytest.mark.parametrize("steps", [2, 3, 4, 6])
@pytest.mark.parametrize("icc", [0.0, 0.01, 0.05, 0.3])
def test_the_variance_agrees_with_the_design_effect_of_woertman(steps: int, icc: float) -> None:
    # Woertman et al. 2013, Journal of Clinical Epidemiology 66:752, one measure at the start (b = 1) and one after
    # each step (t = 1): the size of a trial between people, times
    # (1 + ρ(ktn + bn - 1)) / (1 + ρ(ktn/2 + bn - 1)) × 3(1 - ρ) / (2t(k - 1/k)), counted by measure.
    n, sites, sd = 12, 5 * steps, 1.8
    ratio = (1 + icc * (steps * n + n - 1)) / (1 + icc * (steps * n / 2 + n - 1))
    effect = ratio * 3 * (1 - icc) / (2 * (steps - 1 / steps))
    found = stepped_wedge_variance(even_schedule(sites, steps), people=n, sd=sd, icc=icc)
    assert found == pytest.approx(4 * sd**2 / (sites * n) * effect)


def test_the_standard_error_agrees_with_a_simulation() -> None:
    """Draw 4,000 deployments and estimate each by generalised least squares: the spread is what the formula says."""
    draw, rounds, people, sd, icc = np.random.default_rng(7), 4000, 12, 1.8, 0.05
    schedule = even_schedule(20, 4)
    sites, periods = schedule.shape
    tau2, sigma2 = icc * sd**2, (1 - icc) * sd**2 / people
    noise = np.linalg.inv(sigma2 * np.eye(periods) + tau2 * np.ones((periods, periods)))
    designs = np.stack([np.column_stack([row, np.eye(periods)]) for row in schedule])
    inverse = np.linalg.inv(np.einsum("ita,ts,isb->ab", designs, noise, designs))
    reader = np.einsum("ab,itb,ts->ais", inverse, designs, noise)[0]
    figures = draw.normal(0, math.sqrt(tau2), (rounds, sites, 1)) + draw.normal(
        0, math.sqrt(sigma2), (rounds, sites, periods)
    )
    effects = np.einsum("is,ris->r", reader, figures + 0.5 * schedule)
    se = math.sqrt(stepped_wedge_variance(schedule, people=people, sd=sd, icc=icc))
    # The spread of 4,000 draws is known to 1 / √8000 = 1.1 %.
    assert effects.mean() == pytest.approx(0.5, abs=5 * se / math.sqrt(rounds))
    assert effects.std(ddof=1) == pytest.approx(se, rel=0.05)


@pytest.mark.parametrize(
    ("effect", "people", "sites"),
    [(0.5, 8, 28), (0.5, 12, 20), (0.5, 20, 12), (0.3, 8, 76), (0.3, 12, 52), (0.3, 20, 36)],
)
def test_sizes_for_loneliness_in_four_steps(effect: float, people: int, sites: int) -> None:
    """The table printed in docs/methodes/deploiement-progressif.md."""
    assert sites_needed(effect, steps=4, people=people, **LONELINESS) == sites
    assert sites_needed(-effect, steps=4, people=people, **LONELINESS) == sites
    enough, fewer = even_schedule(sites, 4), even_schedule(sites - 4, 4)
    assert stepped_wedge_power(enough, effect, people=people, **LONELINESS) >= 0.8
    assert stepped_wedge_power(fewer, effect, people=people, **LONELINESS) < 0.8
    assert minimum_detectable_effect(enough, people=people, **LONELINESS) <= effect
    assert minimum_detectable_effect(fewer, people=people, **LONELINESS) > effect


@given(
    by_step=st.integers(1, 30), people=st.integers(1, 60), icc=st.floats(0, 0.5), power=st.floats(0.1, 0.99)
)
def test_the_smallest_effect_is_seen_with_the_power_asked(
    by_step: int, people: int, icc: float, power: float
) -> None:
    schedule = even_schedule(2 * by_step, 2)
    smallest = minimum_detectable_effect(schedule, people=people, sd=1.8, icc=icc, power=power)
    assert stepped_wedge_power(schedule, -smallest, people=people, sd=1.8, icc=icc) == pytest.approx(power)
    assert sites_needed(smallest, steps=2, people=people, sd=1.8, icc=icc, power=power) == 2 * by_step


def test_sizes_of_simple_designs() -> None:
    # (1.959964 + 0.841621)² = 7.848879. Parallel: 2 × 7.848879 / 0.09 = 174.4, / 0.25 = 62.8.
    assert parallel_size(0.3) == 175
    assert parallel_size(-0.5) == 63
    # In points rather than standard deviations.
    assert parallel_size(0.9, sd=1.8) == 63
    # Twelve people by team and an ICC of 0.05: 1 + 11 × 0.05 = 1.55.
    inflation = design_effect(12, 0.05)
    assert inflation == pytest.approx(1.55)
    assert parallel_size(0.3, inflation=inflation) == 271
    assert parallel_size(0.5, inflation=inflation) == 98
    # Before and after, correlation 0.6: 2 × 0.4 × 7.848879 / 0.09 = 69.8.
    assert paired_size(0.3, correlation=0.6) == 70
    # Sizes that vary by half: 1 + (1.25 × 12 - 1) × 0.05.
    assert design_effect(12, 0.05, 0.5) == pytest.approx(1.7)
    assert parallel_size(1e6) == 1


def test_the_power_of_two_groups_agrees_with_cohen() -> None:
    # Cohen 1992, Psychological Bulletin 112:155, table 2: 393, 64 and 26 people in each group show small, medium and
    # large effects eight times in ten (two sides, 5 %). The normal law asks for one or two people less.
    for effect, people in ((0.2, 393), (0.5, 64), (0.8, 26)):
        assert power_to_see(effect, parallel_variance(people, people)) == pytest.approx(0.80, abs=0.025)


def test_power_is_the_other_side_of_sizes() -> None:
    for effect in (0.3, 0.5, 1.0):
        for inflation in (1.0, 1.55):
            groups = parallel_size(effect, inflation=inflation)
            pairs = paired_size(effect, correlation=0.6)
            for enough, variance in (
                (True, parallel_variance(groups, groups, inflation=inflation)),
                (False, parallel_variance(groups - 1, groups - 1, inflation=inflation)),
                (True, paired_variance(pairs, correlation=0.6)),
                (False, paired_variance(pairs - 1, correlation=0.6)),
            ):
                assert (power_to_see(effect, variance) >= 0.8) is enough
                assert power_to_see(smallest_seen(variance), variance) == pytest.approx(0.8)


def test_the_orders_of_a_lot_are_counted() -> None:
    # Fisher's lady: eight cups, four of each, 70 orders. Five sites in two steps: three then two, 10 orders.
    assert (possible_orders(8, 2), possible_orders(5, 2), possible_orders(4, 4)) == (70, 10, 24)
    assert possible_orders(6, 1) == 1


def refusals() -> Iterable[tuple[str, object]]:
    """Yield what each wrong argument says, and the call."""
    fine = even_schedule(8, 4)

    def variance(schedule: object = fine, **changed: float) -> object:
        return lambda: stepped_wedge_variance(
            schedule,  # type: ignore[arg-type] # wrong on purpose
            **{"people": 12, **LONELINESS, **changed},
        )

    yield "a table", variance([0.0, 1.0])
    yield "a table", variance([[0.0, 0.5]])
    yield "compares|beside", variance(np.zeros((3, 4)))
    yield "beside", variance([[0.0, 1.0], [0.0, 1.0]])
    yield "people is 0", variance(people=0)
    yield "sd is -1", variance(sd=-1)
    yield "sd is nan", variance(sd=math.nan)
    yield "icc is 1", variance(icc=1)
    yield "icc is -0.1", variance(icc=-0.1)
    yield "effect is 0", lambda: stepped_wedge_power(fine, 0, people=12, **LONELINESS)
    yield "alpha is 1", lambda: stepped_wedge_power(fine, 1, people=12, alpha=1, **LONELINESS)
    yield "power is 0", lambda: minimum_detectable_effect(fine, people=12, power=0, **LONELINESS)
    yield "effect is 0", lambda: sites_needed(0, steps=4, people=12, **LONELINESS)
    yield "beside", lambda: sites_needed(0.5, steps=1, people=12, **LONELINESS)
    yield "steps is 0", lambda: sites_needed(0.5, steps=0, people=12, **LONELINESS)
    yield "people is 0.5", lambda: design_effect(0.5, 0.05)
    yield "people is inf", lambda: design_effect(math.inf, 0.05)
    yield "icc is 2", lambda: design_effect(12, 2)
    yield "variation is -1", lambda: design_effect(12, 0.05, -1)
    yield "variation is nan", lambda: design_effect(12, 0.05, math.nan)
    yield "effect is 0", lambda: parallel_size(0)
    yield "sd is 0", lambda: parallel_size(0.3, sd=0)
    yield "inflation is 0", lambda: parallel_size(0.3, inflation=0)
    yield "effect is nan", lambda: paired_size(math.nan, correlation=0.5)
    yield "sd is 0", lambda: paired_size(0.3, correlation=0.5, sd=0)
    yield "correlation is 1", lambda: paired_size(0.3, correlation=1)
    yield "effect is 0", lambda: power_to_see(0, 1)
    yield "variance is 0", lambda: power_to_see(1, 0)
    yield "variance is -1", lambda: smallest_seen(-1)
    yield "power is 1", lambda: smallest_seen(1, power=1)
    yield "first is 0", lambda: parallel_variance(0, 5)
    yield "second is nan", lambda: parallel_variance(5, math.nan)
    yield "sd is 0", lambda: parallel_variance(5, 5, sd=0)
    yield "inflation is 0", lambda: paired_variance(5, correlation=0.5, inflation=0)
    yield "people is 0", lambda: paired_variance(0, correlation=0.5)
    yield "correlation is -1", lambda: paired_variance(5, correlation=-1)
    yield "steps is 3", lambda: possible_orders(2, 3)


def test_what_is_out_of_range_is_refused() -> None:
    said = list(refusals())
    assert len(said) == 37
    for sentence, call in said:
        assert callable(call)
        with pytest.raises(ValueError, match=sentence):
            call()
