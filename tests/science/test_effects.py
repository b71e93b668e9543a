"""Effects from aggregates, against published examples, by hand, and as laws."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from maillage.science.evaluation import (
    Aggregate,
    Estimate,
    Heterogeneity,
    Paired,
    before_after,
    between,
    change_against,
    estimate,
    pool,
    together,
    without_unit,
)

# Borenstein et al. 2009, Introduction to Meta-Analysis, table 14.1: treated then control, mean, sd, n.
SIX_STUDIES = [
    ((94, 22, 60), (92, 20, 60)),
    ((98, 21, 65), (92, 22, 65)),
    ((98, 28, 40), (88, 26, 40)),
    ((94, 19, 200), (82, 17, 200)),
    ((98, 21, 50), (88, 22, 45)),
    ((96, 21, 85), (92, 22, 85)),
]

numbers = st.integers(3, 500)
means = st.floats(-50, 50)
spreads = st.floats(0.1, 20)
aggregates = st.builds(Aggregate, n=numbers, mean=means, sd=spreads)
correlations = st.floats(-0.95, 0.95)


def group(mean: float, sd: float, n: int) -> Aggregate:
    return Aggregate(n=n, mean=mean, sd=sd)


def bounds(found: Estimate) -> tuple[float, float]:
    return found.low, found.high


@pytest.mark.parametrize(
    ("n", "mean", "sd", "said"),
    [
        (0, 1.0, 1.0, "n is 0"),
        (-3, 1.0, 1.0, "n is -3"),
        (True, 1.0, None, "n is True"),
        (2.5, 1.0, 1.0, "n is 2.5"),
        (2, math.nan, 1.0, "mean is nan"),
        (2, math.inf, 1.0, "mean is inf"),
        (2, 1.0, -0.1, "sd is -0.1"),
        (2, 1.0, math.nan, "sd is nan"),
        (2, 1.0, math.inf, "sd is inf"),
        (1, 1.0, 0.0, "for n = 1"),
    ],
)
def test_an_aggregate_that_cannot_be_is_refused(n: int, mean: float, sd: float | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Aggregate(n=n, mean=mean, sd=sd)


def test_an_aggregate_may_not_know_its_spread() -> None:
    assert Aggregate(n=1, mean=4.0, sd=None).sd is None
    assert Aggregate(n=12, mean=4.0, sd=None).n == 12
    assert Aggregate(n=np.int64(12), mean=4.0, sd=0.0).sd == 0.0  # type: ignore[arg-type] # as arrays give it


def test_two_groups_as_in_borenstein() -> None:
    # Chapter 4: means 103 and 100, sd 5.5 and 4.5, 50 people each: d = 0.5970, J = 0.9923, g = 0.5924.
    # Vd = 0.04 + 0.5970²/200 = 0.04178; Vg = 0.9923² × 0.04178 = 0.0411, se 0.2028.
    found = between(group(103, 5.5, 50), group(100, 4.5, 50))
    assert found.difference.value == 3.0
    assert found.difference.se == pytest.approx(1.0050, abs=5e-5)
    assert found.standardised.value == pytest.approx(0.5924, abs=5e-5)
    assert found.standardised.se == pytest.approx(0.2028, abs=5e-5)
    assert found.standardised.df == math.inf
    expected = 0.5924 - 1.96 * 0.2028, 0.5924 + 1.96 * 0.2028
    assert bounds(found.standardised) == pytest.approx(expected, abs=2e-4)


def test_two_groups_as_in_the_handbook_of_nist() -> None:
    # NIST/SEMATECH e-Handbook, 1.3.5.3, miles per gallon of American and Japanese cars, unequal variances:
    # t = -12.94627 with 136.8750 degrees of freedom.
    found = between(group(20.14458, 6.414700, 249), group(30.48101, 6.107710, 79)).difference
    assert found.value / found.se == pytest.approx(-12.94627, abs=1e-5)
    assert found.df == pytest.approx(136.8750, abs=1e-4)
    # Student's 0.975 quantile for 136.875 degrees is 1.97749: 10.33643 ± 1.97749 × 0.798410.
    assert bounds(found) == pytest.approx((-11.9153, -8.7576), abs=1e-4)


def test_a_group_whose_spread_is_unknown_or_null() -> None:
    known, unknown, flat = group(5, 2, 10), Aggregate(n=10, mean=5, sd=None), group(5, 0, 10)
    with pytest.raises(ValueError, match="treated: the standard deviation is unknown"):
        between(unknown, known)
    with pytest.raises(ValueError, match="control: the standard deviation is unknown"):
        between(known, unknown)
    with pytest.raises(ValueError, match="both standard deviations are 0"):
        between(flat, flat)
    assert between(flat, known).difference.df == pytest.approx(9)


def test_a_change_as_in_borenstein() -> None:
    # Chapter 4: 50 pairs, means 103 and 100, sd of the change 5.5, r = 0.7: sd within 5.5 / √0.6 = 7.1005,
    # d = 0.4225, Vd = 0.0131, J = 1 - 3/195 = 0.9846, g = 0.4160, Vg = 0.0127. In points: se √(5.5²/50) = 0.7778.
    sd = 5.5 / math.sqrt(0.6)
    found = before_after(group(100, sd, 50), group(103, sd, 50), 0.7)
    assert found.change.value == 3.0
    assert found.change.se == pytest.approx(0.7778, abs=5e-5)
    assert found.change.df == 49
    assert found.standardised.value == pytest.approx(0.4160, abs=5e-5)
    assert found.standardised.se**2 == pytest.approx(0.0127, abs=5e-5)
    assert (found.correlation, found.assumed, found.sensitivity) == (0.7, False, ())


def test_a_change_is_that_of_the_pairs_themselves() -> None:
    draw = np.random.default_rng(5)
    before = draw.normal(6, 2, 40)
    after = 0.6 * before + draw.normal(1.5, 1.5, 40)
    first, second = (Aggregate(40, float(x.mean()), float(x.std(ddof=1))) for x in (before, after))
    found = before_after(first, second, float(np.corrcoef(before, after)[0, 1])).change
    expected = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert bounds(found) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_an_unknown_correlation_is_assumed_and_its_band_is_told() -> None:
    before, after = group(6, 2, 25), group(5, 2, 25)
    found = before_after(before, after)
    assert (found.correlation, found.assumed) == (0.5, True)
    assert [one.correlation for one in found.sensitivity] == [0.3, 0.7]
    # sd of the change: √(8(1 - r)) = 2 for r = 0.5, so se = 2/5; √5.6/5 for 0.3; √2.4/5 for 0.7.
    assert found.change.se == pytest.approx(0.4)
    assert [one.change.se for one in found.sensitivity] == pytest.approx(
        [math.sqrt(5.6) / 5, math.sqrt(2.4) / 5]
    )
    assert found == replace(before_after(before, after, 0.5), assumed=True, sensitivity=found.sensitivity)


def test_a_change_that_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match=r"the group: 12 people before and 10 after"):
        before_after(group(6, 2, 12), group(5, 2, 10))
    with pytest.raises(ValueError, match="2 people; at least three"):
        before_after(group(6, 2, 2), group(5, 2, 2))
    with pytest.raises(ValueError, match="the group before: the standard deviation is unknown"):
        before_after(Aggregate(n=12, mean=6, sd=None), group(5, 2, 12))
    with pytest.raises(ValueError, match="the group after: the standard deviation is unknown"):
        before_after(group(5, 2, 12), Aggregate(n=12, mean=6, sd=None))
    with pytest.raises(ValueError, match="both standard deviations are 0"):
        before_after(group(6, 0, 12), group(5, 0, 12))


@pytest.mark.parametrize("correlation", [-1.0, 1.0, 1.2, math.nan])
def test_a_correlation_out_of_range_is_refused(correlation: float) -> None:
    with pytest.raises(ValueError, match="correlation is"):
        before_after(group(6, 2, 12), group(5, 2, 12), correlation)


def test_a_change_against_a_change_by_hand() -> None:
    # Treated 6 → 4.5, control 6 → 5.7: -1.5 + 0.3 = -1.2. r = 0.5 and sd 2 throughout: the variance of one change
    # is 4, so se = √(4/16 + 4/25) = 0.6403; df = 0.41² / (0.25²/15 + 0.16²/24) = 32.1224.
    # Standardised: d = -0.6, J = 1 - 3/155, V = (1/16 + 1/25) + 0.36/82.
    found = change_against(group(6, 2, 16), group(4.5, 2, 16), group(6, 2, 25), group(5.7, 2, 25), 0.5)
    assert found.change.value == pytest.approx(-1.2)
    assert found.change.se == pytest.approx(math.sqrt(0.41))
    assert found.change.df == pytest.approx(0.41**2 / (0.25**2 / 15 + 0.16**2 / 24))
    assert found.standardised.value == pytest.approx(-0.6 * (1 - 3 / 155))
    assert found.standardised.se == pytest.approx((1 - 3 / 155) * math.sqrt(0.1025 + 0.36 / 82))


def test_a_change_against_a_change_covers_the_truth() -> None:
    """Draw people many times: the interval holds the true effect about 95 times in 100, standardised too."""
    draw, held, standardised, rounds = np.random.default_rng(2), 0, 0, 400
    for _round in range(rounds):
        people = []
        for n, change in ((30, -1.0), (45, -0.2)):
            level = draw.normal(0, math.sqrt(2.4), n)  # sd 2, correlation 0.6
            waves = 6 + level + draw.normal(0, math.sqrt(1.6), (2, n)) + np.array([[0.0], [change]])
            people += [Aggregate(n, float(x.mean()), float(x.std(ddof=1))) for x in waves]
        first, second, third, fourth = people
        found = change_against(first, second, third, fourth, 0.6)
        held += found.change.low <= -0.8 <= found.change.high
        standardised += found.standardised.low <= -0.4 <= found.standardised.high
    # Five standard deviations of a count around 380 of 400 are about 22.
    assert 358 <= held <= rounds
    assert 358 <= standardised <= rounds


def test_a_change_against_a_change_says_which_group_is_wrong() -> None:
    fine = group(6, 2, 12)
    with pytest.raises(ValueError, match="treated: 12 people before and 11 after"):
        change_against(fine, group(5, 2, 11), fine, fine)
    with pytest.raises(ValueError, match="control: 12 people before and 11 after"):
        change_against(fine, fine, fine, group(5, 2, 11))
    with pytest.raises(ValueError, match="control after: the standard deviation is unknown"):
        change_against(fine, fine, fine, Aggregate(n=12, mean=6, sd=None))
    with pytest.raises(ValueError, match="there is no unit"):
        change_against(group(6, 0, 12), fine, group(6, 0, 12), fine)
    assert len(change_against(fine, fine, fine, fine).sensitivity) == 2


def six_effects() -> tuple[list[float], list[float]]:
    """Return g and its variance for the six studies."""
    found = [between(group(*treated), group(*control)).standardised for treated, control in SIX_STUDIES]
    return [one.value for one in found], [one.se**2 for one in found]


def test_six_studies_as_in_borenstein() -> None:
    effects, variances = six_effects()
    assert [round(g, 3) for g in effects] == [0.095, 0.277, 0.367, 0.664, 0.462, 0.185]
    assert [round(v, 3) for v in variances] == [0.033, 0.031, 0.050, 0.011, 0.043, 0.023]
    # Chapter 14: Q = 12.003 for 5 degrees of freedom, T² = 0.0373, I² = 58.34 %, mean 0.3582 with se 0.1052.
    found = pool(effects, variances, Heterogeneity.DERSIMONIAN_LAIRD)
    assert found.q == pytest.approx(12.0033, abs=5e-5)
    assert found.tau2 == pytest.approx(0.0373, abs=5e-5)
    assert found.i2 == pytest.approx(0.5834, abs=5e-5)
    assert found.effect.value == pytest.approx(0.3582, abs=5e-5)
    assert 1 / math.sqrt(sum(1 / (v + found.tau2) for v in variances)) == pytest.approx(0.1052, abs=5e-5)
    assert sum(found.weights) == pytest.approx(1)
    assert found.effect.df == 5


@pytest.mark.parametrize(
    ("heterogeneity", "name"),
    [(Heterogeneity.DERSIMONIAN_LAIRD, "dl"), (Heterogeneity.PAULE_MANDEL, "pm")],
)
def test_pooling_agrees_with_statsmodels(heterogeneity: Heterogeneity, name: str) -> None:
    draw = np.random.default_rng(11)
    for _round in range(20):
        variances = draw.uniform(0.01, 0.2, 8)
        effects = draw.normal(0.3, np.sqrt(variances + 0.5))
        oracle = combine_effects(effects, variances, method_re=name, use_t=True)
        assert oracle.tau2 > 0  # theirs may be negative, ours stops at 0
        found = pool(effects, variances, heterogeneity)
        assert found.tau2 == pytest.approx(oracle.tau2, abs=1e-6)
        assert found.q == pytest.approx(oracle.q)
        assert found.effect.value == pytest.approx(oracle.mean_effect_re, abs=1e-6)
        # Theirs may fall below the classical standard error, ours does not.
        classical = math.sqrt(1 / np.sum(1 / (variances + found.tau2)))
        assert found.effect.se == pytest.approx(max(oracle.sd_eff_w_re_hksj, classical), abs=1e-6)


@pytest.mark.parametrize("heterogeneity", list(Heterogeneity))
def test_experiments_that_agree_are_pooled_as_one(heterogeneity: Heterogeneity) -> None:
    # Q = 0: nothing differs. se = √(1 / (1/0.04 + 1/0.04)) = 0.14142.
    found = pool([0.3, 0.3], [0.04, 0.04], heterogeneity)
    assert (found.tau2, found.i2, found.weights) == (0.0, 0.0, (0.5, 0.5))
    assert found.q == pytest.approx(0)
    assert found.effect.value == pytest.approx(0.3)
    assert found.effect.se == pytest.approx(math.sqrt(0.02))


@pytest.mark.parametrize(
    ("effects", "variances", "said"),
    [
        ([0.3], [0.1], "1 effect: at least two"),
        ([], [], "0 effect: at least two"),
        ([0.3, 0.2], [0.1], "must be two lists of the same length"),
        ([[0.3]], [[0.1]], "must be two lists of the same length"),
        ([0.3, math.nan], [0.1, 0.1], "experiment 2"),
        ([0.3, 0.2], [0.0, 0.1], "experiment 1"),
        ([0.3, 0.2], [0.1, math.inf], "experiment 2"),
    ],
)
def test_what_cannot_be_pooled_is_refused(effects: list[float], variances: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pool(effects, variances)


@given(treated=aggregates, control=aggregates)
def test_changing_sides_changes_the_sign(treated: Aggregate, control: Aggregate) -> None:
    one, other = between(treated, control), between(control, treated)
    for found, mirrored in ((one.difference, other.difference), (one.standardised, other.standardised)):
        assert found.value == pytest.approx(-mirrored.value)
        assert found.se == pytest.approx(mirrored.se)
        assert found.low <= found.value <= found.high
        assert found.low == pytest.approx(-mirrored.high)
        assert found.holds_zero == mirrored.holds_zero


@given(
    n=numbers, first=means, second=means, sd=spreads, other=spreads, r=correlations, scale=st.floats(0.1, 10)
)
def test_a_change_of_unit_changes_points_and_nothing_else(
    n: int, first: float, second: float, sd: float, other: float, r: float, scale: float
) -> None:
    found = before_after(group(first, sd, n), group(second, other, n), r)
    scaled = before_after(group(first * scale, sd * scale, n), group(second * scale, other * scale, n), r)
    assert scaled.change.value == pytest.approx(found.change.value * scale)
    assert scaled.change.se == pytest.approx(found.change.se * scale)
    assert scaled.standardised.value == pytest.approx(found.standardised.value)
    assert scaled.standardised.se == pytest.approx(found.standardised.se)


@given(one=aggregates, two=aggregates, three=means, four=means)
def test_a_change_against_itself_is_none(one: Aggregate, two: Aggregate, three: float, four: float) -> None:
    def found(shift: float) -> Paired:
        return change_against(one, replace(one, mean=three + shift), two, replace(two, mean=four + shift))

    same = change_against(one, replace(one, mean=three), one, replace(one, mean=three))
    assert same.change.value == pytest.approx(0, abs=1e-9)
    # What moves everybody alike is not an effect.
    assert found(7.0).change.value == pytest.approx(found(0.0).change.value, abs=1e-9)
    widths = [one.change.high - one.change.low for one in found(0.0).sensitivity]
    assert widths[0] >= widths[1]


@given(
    studies=st.lists(st.tuples(st.floats(-3, 3), st.floats(0.001, 4)), min_size=2, max_size=12),
    heterogeneity=st.sampled_from(Heterogeneity),
    data=st.data(),
)
def test_a_pooled_effect_is_among_the_effects(
    studies: list[tuple[float, float]], heterogeneity: Heterogeneity, data: st.DataObject
) -> None:
    effects, variances = zip(*studies, strict=True)
    found = pool(effects, variances, heterogeneity)
    assert min(effects) - 1e-9 <= found.effect.value <= max(effects) + 1e-9
    assert found.effect.low <= found.effect.value <= found.effect.high
    assert found.tau2 >= 0
    assert 0 <= found.i2 < 1
    order = data.draw(st.permutations(studies))
    others, spreads_of_others = zip(*order, strict=True)
    again = pool(others, spreads_of_others, heterogeneity)
    assert again.effect.value == pytest.approx(found.effect.value, abs=1e-7)
    assert again.tau2 == pytest.approx(found.tau2, abs=1e-7)
    mirrored = pool([-effect for effect in effects], variances, heterogeneity)
    assert mirrored.effect.value == pytest.approx(-found.effect.value, abs=1e-7)


def test_groups_put_together_are_as_if_their_answers_were() -> None:
    # 1, 2, 3 and 5, 7: five answers of mean 3.6; squares from it 6.76 + 2.56 + 0.36 + 1.96 + 11.56 = 23.2, over 4.
    found = together([Aggregate(3, 2.0, 1.0), Aggregate(2, 6.0, math.sqrt(2))])
    assert found.n == 5
    assert found.mean == pytest.approx(3.6)
    assert found.sd == pytest.approx(math.sqrt(5.8))
    one = Aggregate(1, 4.0, None)
    assert together([one]) == one
    assert together([one, Aggregate(1, 6.0, None)]).sd == pytest.approx(math.sqrt(2))
    assert together([one, Aggregate(2, 6.0, None)]).sd is None
    with pytest.raises(ValueError, match="there is none"):
        together([])


def test_an_effect_without_unit_by_hand() -> None:
    # s² = (9 × 4 + 19 × 1 + 0) / 28 = 55 / 28; J(28) = 1 - 3 / 111. One person says nothing of the spread.
    groups = [Aggregate(10, 6.0, 2.0), Aggregate(20, 5.0, 1.0), Aggregate(1, 4.0, None)]
    found = without_unit(estimate(-0.7, 0.2), groups)
    assert found is not None
    factor = (1 - 3 / 111) / math.sqrt(55 / 28)
    assert found.value == pytest.approx(-0.7 * factor)
    assert found.se == pytest.approx(0.2 * factor)
    assert found.low == pytest.approx((-0.7 - 1.96 * 0.2) * factor, abs=1e-4)
    assert found.high == pytest.approx((-0.7 + 1.96 * 0.2) * factor, abs=1e-4)


def test_two_groups_without_unit_agree_with_hedges() -> None:
    # Borenstein et al. 2009, table 4.1: 103 (5.5) against 100 (4.5), 50 people each:
    # d = 0.5970, J = 0.9923, g = 0.5924.
    groups = [Aggregate(50, 103.0, 5.5), Aggregate(50, 100.0, 4.5)]
    found = without_unit(estimate(3.0, 1.0), groups)
    assert found is not None
    assert found.value == pytest.approx(0.5924, abs=5e-5)


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [Aggregate(1, 4.0, None)],
        [Aggregate(2, 4.0, 1.0)],
        [Aggregate(9, 4.0, 0.0), Aggregate(5, 4.0, 0.0)],
    ],
)
def test_without_a_spread_an_effect_keeps_its_unit(groups: list[Aggregate]) -> None:
    assert without_unit(estimate(1.0, 0.1), groups) is None
