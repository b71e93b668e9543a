"""Effects from a panel, against statsmodels, explicit solutions, every possible lot, and by hand."""

import math
from itertools import permutations
from typing import NamedTuple

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from maillage.science.panel import difference_in_differences, randomisation_inference, staggered

Floats = NDArray[np.float64]


class Columns(NamedTuple):
    """The five columns of a panel."""

    site: Floats
    period: Floats
    value: Floats
    weight: Floats
    treated: Floats

    def keep(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> "Columns":
        """Return some of the lines, in that order."""
        return Columns(*(column[rows] for column in self))


def panel(starts: list[int], periods: int, seed: int, *, effect: float = 0.0, noise: float = 1.0) -> Columns:
    """Return a panel of sites that start at given periods (the number of periods: never), weighted at random."""
    draw = np.random.default_rng(seed)
    site, period = (axis.ravel().astype(np.float64) for axis in np.mgrid[: len(starts), :periods])
    treated = (period >= np.array(starts)[site.astype(int)]).astype(np.float64)
    value = draw.normal(0, 2, len(starts))[site.astype(int)] + 0.3 * period + effect * treated
    value += draw.normal(0, 1, len(value)) * noise
    return Columns(site, period, value, draw.uniform(1, 20, len(value)), treated)


def explicit(columns: Columns) -> tuple[float, float]:
    """Return the effect and its plain cluster sandwich (no small-sample factor), one dummy for each site and period."""
    design = np.column_stack(
        [
            columns.treated,
            columns.site[:, None] == np.unique(columns.site),
            columns.period[:, None] == np.unique(columns.period)[1:],
        ]
    ).astype(np.float64)
    fitted = sm.WLS(columns.value, design, weights=columns.weight).fit(
        cov_type="cluster", cov_kwds={"groups": columns.site.astype(int), "use_correction": False}, use_t=True
    )
    return float(fitted.params[0]), float(fitted.bse[0])


STARTS = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("missing", [0, 7])
def test_the_effect_and_its_interval_agree_with_statsmodels(seed: int, missing: int) -> None:
    columns = panel(STARTS, 5, seed, effect=0.7)
    draw = np.random.default_rng(seed)
    columns = columns.keep(draw.permutation(len(columns.site))[missing:])
    found = difference_in_differences(*columns)
    effect, plain = explicit(columns)
    n, sites = len(columns.site), 10
    # CR1: sites / (sites - 1) × (n - 1) / (n - k), k being the effect, the constant and four periods.
    se = plain * math.sqrt(sites / (sites - 1) * (n - 1) / (n - 6))
    assert found.effect.value == pytest.approx(effect, abs=1e-9)
    assert found.effect.se == pytest.approx(se, rel=1e-9)
    # Student's 0.975 quantile for 9 degrees of freedom is 2.262157.
    assert found.effect.high == pytest.approx(effect + 2.262157 * se, abs=1e-5)
    assert (found.observations, found.sites, found.periods) == (n, 10, 5)
    assert found.treated_sites == len(np.unique(columns.site[columns.treated == 1]))


def test_two_groups_twice_by_hand() -> None:
    # Sites a, b act at the second period: 6 → 4 and 7 → 6; c, d never: 5 → 5 and 8 → 7.
    # Changes -2, -1 against 0, -1: the effect is -1.5 + 0.5 = -1.
    site = ["a", "a", "b", "b", "c", "c", "d", "d"]
    period = [2023, 2024] * 4
    value = [6, 4, 7, 6, 5, 5, 8, 7]
    treated = [0, 1, 0, 1, 0, 0, 0, 0]
    found = difference_in_differences(site, period, value, None, treated)
    assert found.effect.value == pytest.approx(-1)
    # Each change is ±0.5 from the mean of its group. The sandwich of a difference of two means of two is
    # (0.25 + 0.25) / 4 + the same = 0.25; CR1: × 4/3 × 7/5 (constant, effect and one period are counted).
    assert found.effect.se**2 == pytest.approx(0.25 * 4 / 3 * 7 / 5)
    assert found.effect.df == 3
    parts = staggered(site, period, value, None, treated)
    assert parts.effect.value == pytest.approx(-1)
    (part,) = parts.parts
    assert (part.start, part.period, part.treated_sites, part.compared_sites) == (2024, 2024, 2, 2)
    # Leaving a, b, c, d out in turn gives -0.5, -1.5, -0.5, -1.5: mean -1, se² = 3/4 × 4 × 0.25.
    assert parts.effect.se**2 == pytest.approx(0.75)


def test_one_site_alone_proves_nothing() -> None:
    """A single acting site, or a single idle one, may owe its change to luck: nothing bounds the effect."""
    for starts in ([1, 3, 3, 3, 3], [1, 1, 1, 1, 3], [1, 3]):
        columns = panel(starts, 3, 1, effect=-5)
        for found in (difference_in_differences(*columns).effect, staggered(*columns).effect):
            assert math.isfinite(found.value)
            assert (found.se, found.low, found.high) == (math.inf, -math.inf, math.inf)
            assert found.holds_zero
    assert math.isfinite(difference_in_differences(*panel([1, 1, 3, 3, 3], 3, 1)).effect.se)


def test_an_effect_that_grows_is_read_right_only_by_steps() -> None:
    """With effects that grow by 1 at each period, the mean of the parts is known; two-way effects miss it."""
    columns = panel([1, 1, 1, 3, 3, 3, 6, 6, 6], 6, 3, noise=0)
    starts = np.array([1, 1, 1, 3, 3, 3, 6, 6, 6])[columns.site.astype(int)]
    since = np.where(columns.treated == 1, columns.period - starts + 1, 0)
    columns = columns._replace(value=columns.value + since, weight=np.ones_like(columns.weight))
    # Starts at 1: 1, 2, 3, 4, 5; starts at 3: 1, 2, 3. The mean of the eight parts is 21/8.
    found = staggered(*columns)
    assert found.effect.value == pytest.approx(21 / 8)
    assert [(part.start, part.period, round(part.effect, 9)) for part in found.parts] == [
        *((1, period, period) for period in range(1, 6)),
        *((3, period, period - 2) for period in range(3, 6)),
    ]
    assert [part.compared_sites for part in found.parts] == [6, 6, 3, 3, 3, 3, 3, 3]
    assert abs(difference_in_differences(*columns).effect.value - 21 / 8) > 0.3


def test_steps_leave_out_what_cannot_be_compared() -> None:
    columns = panel([0, 1, 1, 2, 2], 3, 4, effect=2, noise=0)
    # The site that acts from the start has no before; at the last period nobody has yet to start.
    found = staggered(*columns)
    assert [(part.start, part.period, part.treated_sites, part.compared_sites) for part in found.parts] == [
        (1, 1, 2, 2)
    ]
    assert found.effect.value == pytest.approx(2)
    # Without its first figure, a site of the first step is in no part, and one of the second in none either.
    thinner = columns.keep(~((columns.period == 0) & np.isin(columns.site, (1, 3))))
    assert [(part.treated_sites, part.compared_sites) for part in staggered(*thinner).parts] == [(1, 1)]


def test_weights_count_in_the_parts() -> None:
    # a and b act, and change by -2 (weight 3) and -1 (weight 1): -1.75; c and d by 0 and -1, alike: -0.5.
    site, period = ["a", "a", "b", "b", "c", "c", "d", "d"], [1, 2] * 4
    value, treated = [6, 4, 7, 6, 5, 5, 8, 7], [0, 1, 0, 1, 0, 0, 0, 0]
    weight = [3, 3, 1, 1, 2, 2, 2, 2]
    assert staggered(site, period, value, weight, treated).effect.value == pytest.approx(-1.25)


def test_steps_cover_the_truth() -> None:
    """Draw panels many times: the jackknife interval holds the true effect about 95 times in 100."""
    held, rounds = 0, 200
    for seed in range(rounds):
        found = staggered(*panel([1, 1, 1, 2, 2, 2, 3, 3, 3, 5, 5, 5], 5, seed, effect=0.5)).effect
        held += found.low <= 0.5 <= found.high
    # 190 expected, standard deviation 3.1; the jackknife is on the safe side.
    assert held >= 175


def test_orders_give_the_effects_that_they_would_one_by_one() -> None:
    """Play every order of five sites: the share of effects as large is p, but for the size of the draw."""
    starts = [1, 2, 3, 4, 4]
    columns = panel(starts, 4, 8, effect=1.0)
    columns = columns.keep(np.random.default_rng(3).permutation(20)[2:])
    observed, _se = explicit(columns)
    effects = []
    for order in permutations(starts):
        acting = (columns.period >= np.array(order)[columns.site.astype(int)]).astype(np.float64)
        effects.append(explicit(columns._replace(treated=acting))[0])
    exact = float(np.mean(np.abs(effects) >= abs(observed) - 1e-9))
    found = randomisation_inference(*columns, seed=1, draws=20_000)
    assert found.effect == pytest.approx(observed, abs=1e-9)
    # Five standard deviations of a share of 20,000 draws.
    assert found.p == pytest.approx(exact, abs=5 * math.sqrt(exact * (1 - exact) / 20_000) + 1e-4)
    assert found.draws == 20_000
    assert found == randomisation_inference(*columns, seed=1, draws=20_000)


def test_the_bounds_are_the_effects_that_the_lot_rules_out() -> None:
    columns = panel([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], 6, 2, effect=1.5)
    found = randomisation_inference(*columns, seed=4, draws=2000)
    assert found.low < found.effect < found.high
    for constant, out in (
        (found.low - 1e-6, True),
        (found.low + 1e-6, False),
        (found.high - 1e-6, False),
        (found.high + 1e-6, True),
    ):
        shifted = columns._replace(value=columns.value - constant * columns.treated)
        assert (randomisation_inference(*shifted, seed=4, draws=2000).p <= 0.05) is out


def test_too_few_orders_rule_nothing_out() -> None:
    found = randomisation_inference(*panel([1, 1, 3, 3], 3, 1, effect=9), seed=1, draws=500)
    # Four sites, two by two: six orders, of which one and its opposite are as large: p cannot go under one third.
    assert found.p == pytest.approx(1 / 3, abs=0.1)
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_an_order_that_compares_nothing_counts_against_the_effect() -> None:
    # Site 2 is seen once: an order that makes it the only one to act has nothing to compare.
    columns = panel([1, 2, 2], 2, 5, effect=3)
    columns = columns.keep(~((columns.site == 2) & (columns.period == 0)))
    found = randomisation_inference(*columns, seed=1, draws=3000)
    # Of the three orders, the true one and the opposite (the same size) and that one: all as large.
    assert found.p == 1.0


def test_an_effect_of_nothing_at_all_is_one_that_any_order_gives() -> None:
    columns = panel([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], 5, 2)
    found = randomisation_inference(*columns._replace(value=np.zeros(50)), seed=3, draws=200)
    assert (found.effect, found.p) == (0.0, 1.0)
    assert found.low <= 0 <= found.high


def refused(**changed: object) -> str:
    """Return what is said of a panel with a wrong column, by each of the three methods alike."""
    columns = {**panel([1, 1, 2, 2], 3, 1)._asdict(), **changed}
    said = set()
    for method in (difference_in_differences, staggered):
        with pytest.raises(ValueError, match=r".") as raised:
            method(**columns)
        said.add(str(raised.value))
    with pytest.raises(ValueError, match=r".") as raised:
        randomisation_inference(**columns, seed=1)
    said.add(str(raised.value))
    (sentence,) = said
    return sentence


def test_a_wrong_column_is_said_where_it_is() -> None:
    def with_entry(name: str, entry: float) -> dict[str, Floats]:
        column = getattr(panel([1, 1, 2, 2], 3, 1), name).copy()
        column[4] = entry
        return {name: column}

    assert refused(**with_entry("value", math.nan)) == "value, line 5: it must be a finite number."
    assert refused(**with_entry("period", math.inf)) == "period, line 5: it must be a finite number."
    assert refused(**with_entry("weight", 0)) == "weight, line 5: it must be a finite number above 0."
    assert refused(**with_entry("weight", math.nan)) == "weight, line 5: it must be a finite number above 0."
    assert refused(**with_entry("treated", 0.5)) == "treated, line 5: it must be 0 or 1."
    assert refused(**with_entry("period", 0)) == "line 5: site 1.0, period 0 is there twice."
    assert refused(weight=np.ones(11)).startswith("weight: shape (11,); one entry by line")
    assert refused(site=np.ones((12, 1))).startswith("site: shape (12, 1)")
    assert refused(site=np.ones(12), period=np.arange(12)) == (
        "1 site, 12 period: at least two of each are needed."
    )
    assert refused(site=np.arange(12), period=np.ones(12)).startswith("12 site, 1 period")


def test_a_panel_that_compares_nothing_is_refused() -> None:
    for starts in ([1, 1, 1], [0, 0, 0], [3, 3, 3]):
        columns = panel(starts, 3, 1)
        with pytest.raises(ValueError, match="no site can be compared with another"):
            difference_in_differences(*columns)
        with pytest.raises(ValueError, match="no site can be compared with another"):
            randomisation_inference(*columns, seed=1)
        with pytest.raises(ValueError, match="no site that started can be compared"):
            staggered(*columns)
    once = panel([0, 0, 1, 1], 2, 1)
    with pytest.raises(ValueError, match="no site can be compared with another"):
        difference_in_differences(*once.keep((once.period == 0) == (once.site < 2)))


def test_a_site_that_stops_is_refused_where_starts_count() -> None:
    columns = panel([1, 1, 2, 2], 4, 1)
    treated = columns.treated.copy()
    treated[2] = 0
    stopped = columns._replace(treated=treated)
    assert math.isfinite(difference_in_differences(*stopped).effect.value)
    for call in (lambda: staggered(*stopped), lambda: randomisation_inference(*stopped, seed=1)):
        with pytest.raises(ValueError, match="treated, line 3: the site acted before"):
            call()


@pytest.mark.parametrize(("seed", "draws"), [(-1, 10), (1, 0)])
def test_a_draw_out_of_range_is_refused(seed: int, draws: int) -> None:
    with pytest.raises(ValueError, match=f"seed {seed}, draws {draws}"):
        randomisation_inference(*panel([1, 2], 3, 1), seed=seed, draws=draws)


@given(
    starts=st.lists(st.integers(1, 4), min_size=4, max_size=9).filter(lambda starts: len(set(starts)) > 1),
    seed=st.integers(0, 10_000),
    data=st.data(),
)
def test_effects_follow_the_figures_and_not_the_order_of_lines(
    starts: list[int], seed: int, data: st.DataObject
) -> None:
    columns = panel(starts, 4, seed)
    order = np.array(data.draw(st.permutations(range(len(columns.site)))))
    mirrored = columns._replace(value=-columns.value)
    # What is added to a site, to a period, or to what acts, moves the effect by that of acting alone.
    shifted = columns._replace(
        value=columns.value + 5 * columns.site - 2 * columns.period + 3 * columns.treated,
        weight=columns.weight * 7,
    )
    for method in (difference_in_differences, staggered):
        found = method(*columns).effect
        assert found.low <= found.value <= found.high
        again, opposite, moved = (
            method(*changed).effect for changed in (columns.keep(order), mirrored, shifted)
        )
        assert again.value == pytest.approx(found.value, abs=1e-8)
        assert again.se == pytest.approx(found.se, abs=1e-8)
        assert opposite.value == pytest.approx(-found.value, abs=1e-8)
        assert opposite.se == pytest.approx(found.se, abs=1e-8)
        assert moved.value == pytest.approx(found.value + 3, abs=1e-7)
        assert moved.se == pytest.approx(found.se, abs=1e-7)
