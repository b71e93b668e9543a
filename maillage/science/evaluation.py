"""Effects from aggregates: what changed, by how much, and between which bounds. No person, no database.

An aggregate is (n, mean, standard deviation) of a score. Raw effects are in points of the scale and their intervals
follow Student's law; standardised effects have no unit (Hedges' g) and their intervals follow the normal law. Every
interval is at 95 %. Sources are named where each formula stands; docs/methodes/effets.md tells them in plain words.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import scipy  # whose solvers are read when first asked for: a site starts without them
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

LEVEL = 0.95
ASSUMED_CORRELATION = 0.5
SENSITIVITY_CORRELATIONS = (0.3, 0.7)
_FEWEST_TO_POOL = 2
_FEWEST_PAIRED = 3  # with one degree of freedom the factor J is 0
_FEWEST_FREEDOM = 2  # same


@dataclass(frozen=True)
class Aggregate:
    """Hold n people, their mean score and its standard deviation (n − 1), None when it is unknown.

    Args:
        n: How many people, a whole number of at least 1.
        mean: Their mean, in points, finite.
        sd: Their standard deviation, in points, at least 0; None when unknown, as it always is for one person.

    Raises:
        ValueError: One of them is out of its range; the message says which.

    """

    n: int
    mean: float
    sd: float | None

    def __post_init__(self) -> None:
        if isinstance(self.n, bool) or not isinstance(self.n, int | np.integer) or self.n < 1:
            raise ValueError(f"n is {self.n!r}: it must be a whole number of at least 1.")
        if not math.isfinite(self.mean):
            raise ValueError(f"mean is {self.mean!r}: it must be a finite number.")
        if self.sd is None:
            return
        if not (math.isfinite(self.sd) and self.sd >= 0):
            raise ValueError(f"sd is {self.sd!r}: it must be a finite number of at least 0, or None.")
        if self.n == 1:
            raise ValueError(
                f"sd is {self.sd!r} for n = 1: one person has no spread, leave it unknown (None)."
            )


def together(groups: Iterable[Aggregate]) -> Aggregate:
    """Return several groups of people as one, exactly as if their answers had been put together.

    Args:
        groups: At least one group.

    Returns:
        How many people, their mean, and their standard deviation (n − 1): the spread inside groups and the one
        between their means. It is None as soon as the spread of a group of several people is unknown.

    Raises:
        ValueError: There is no group.

    Source: the decomposition of the sum of squares; Cochrane Handbook for Systematic Reviews, table 6.5.2.a.

    """
    parts = list(groups)
    if not parts:
        raise ValueError("groups: there is none.")
    n = sum(part.n for part in parts)
    mean = sum(part.n * part.mean for part in parts) / n
    if n == 1 or any(part.sd is None and part.n > 1 for part in parts):
        return Aggregate(n=n, mean=mean, sd=None)
    inside = sum((part.n - 1) * (part.sd or 0.0) ** 2 for part in parts)
    between_means = sum(part.n * (part.mean - mean) ** 2 for part in parts)
    return Aggregate(n=n, mean=mean, sd=math.sqrt((inside + between_means) / (n - 1)))


@dataclass(frozen=True)
class Estimate:
    """Hold a value, its standard error, its 95 % interval, and the degrees of freedom (inf: normal law)."""

    value: float
    se: float
    low: float
    high: float
    df: float

    @property
    def holds_zero(self) -> bool:
        """Say whether no effect at all is within the interval."""
        return self.low <= 0 <= self.high


def estimate(value: float, se: float, df: float = math.inf) -> Estimate:
    """Return a value with its 95 % interval.

    Args:
        value: What was estimated.
        se: Its standard error, at least 0; infinite when nothing bounds it.
        df: Degrees of freedom of Student's law, above 0; infinite for the normal law.

    Returns:
        The value between value ± t·se.

    """
    reach = float(special.stdtrit(df, (1 + LEVEL) / 2)) * se
    return Estimate(value=value, se=se, low=value - reach, high=value + reach, df=df)


@dataclass(frozen=True)
class Between:
    """Hold the difference of two groups: in points (Welch), and standardised (Hedges' g)."""

    difference: Estimate
    standardised: Estimate


@dataclass(frozen=True)
class Paired:
    """Hold a change, in points and standardised, the correlation used, and what others would give.

    ``assumed`` says that nobody knew the correlation between the two measures; ``sensitivity`` then holds the same
    change for the other plausible correlations, from the widest interval to the narrowest.
    """

    change: Estimate
    standardised: Estimate
    correlation: float
    assumed: bool = False
    sensitivity: tuple["Paired", ...] = ()


def _spread(group: Aggregate, name: str) -> float:
    """Return the standard deviation of a group, or say that it is unknown."""
    if group.sd is None:
        raise ValueError(f"{name}: the standard deviation is unknown, so no interval can be computed.")
    return group.sd


def _welch(first: float, first_n: int, second: float, second_n: int) -> tuple[float, float]:
    """Return the standard error and the degrees of freedom of a difference of two means.

    ``first`` and ``second`` are variances of one person (at least one above 0). Source: Welch 1947, Biometrika 34.
    """
    parts = first / first_n, second / second_n
    total = sum(parts)
    df = total**2 / (parts[0] ** 2 / (first_n - 1) + parts[1] ** 2 / (second_n - 1))
    return math.sqrt(total), df


def _unbiased(df: int) -> float:
    """Return the factor J that makes Cohen's d into Hedges' g (Borenstein et al. 2009, eq. 4.22)."""
    return 1 - 3 / (4 * df - 1)


def between(treated: Aggregate, control: Aggregate) -> Between:
    """Compare two groups of different people, measured once.

    Args:
        treated: Those who were met, n ≥ 2.
        control: Those who were not, n ≥ 2.

    Returns:
        Treated less control. In points, Welch's interval, which lets the two spreads differ; standardised by the
        pooled standard deviation, Hedges' g with a normal interval.

    Raises:
        ValueError: A standard deviation is unknown, or both are 0.

    Source: Welch 1947; Borenstein, Hedges, Higgins and Rothstein 2009, Introduction to Meta-Analysis, eq. 4.18-4.24.

    """
    spreads = _spread(treated, "treated"), _spread(control, "control")
    if not any(spreads):
        raise ValueError(
            "treated and control: both standard deviations are 0, so no interval can be computed."
        )
    value = treated.mean - control.mean
    df = treated.n + control.n - 2
    pooled = math.sqrt(((treated.n - 1) * spreads[0] ** 2 + (control.n - 1) * spreads[1] ** 2) / df)
    d = value / pooled
    variance = 1 / treated.n + 1 / control.n + d**2 / (2 * (treated.n + control.n))
    factor = _unbiased(df)
    return Between(
        difference=estimate(value, *_welch(spreads[0] ** 2, treated.n, spreads[1] ** 2, control.n)),
        standardised=estimate(factor * d, factor * math.sqrt(variance)),
    )


def _change_variance(before: Aggregate, after: Aggregate, correlation: float, name: str) -> float:
    """Return the variance of one person's change, from the two spreads and their correlation."""
    if before.n != after.n:
        raise ValueError(
            f"{name}: {before.n} people before and {after.n} after. A change is that of the same people: "
            "give the aggregates of those measured both times."
        )
    first, second = _spread(before, f"{name} before"), _spread(after, f"{name} after")
    return first**2 + second**2 - 2 * correlation * first * second


def _over_correlations(correlation: float | None, effect: Callable[[float], Paired]) -> Paired:
    """Return the effect for the known correlation, or for the assumed one with its sensitivity."""
    if correlation is not None:
        if not -1 < correlation < 1:
            raise ValueError(f"correlation is {correlation!r}: it must be above -1 and below 1.")
        return effect(correlation)
    return replace(
        effect(ASSUMED_CORRELATION),
        assumed=True,
        sensitivity=tuple(effect(other) for other in SENSITIVITY_CORRELATIONS),
    )


def before_after(before: Aggregate, after: Aggregate, correlation: float | None = None) -> Paired:
    """Tell the change of the same people between two measures.

    Args:
        before: First measure, n ≥ 3.
        after: Second measure of the same n people.
        correlation: Correlation of the two measures, in (-1, 1). When it is unknown 0.5 is assumed, which is low for
            a scale answered twice by the same people and so gives a wide interval; 0.3 and 0.7 are told beside it.

    Returns:
        After less before: in points, paired Student interval with n - 1 degrees of freedom; standardised by the
        spread within a measure, sd of the change / √(2(1 - r)), with the small-sample factor and a normal interval.

    Raises:
        ValueError: The two n differ or are below 3, a standard deviation is unknown, both are 0, or the correlation is
            out of range.

    Source: Borenstein et al. 2009, eq. 4.13-4.15 (points) and 4.26-4.30 (standardised).

    """

    def effect(r: float) -> Paired:
        variance = _change_variance(before, after, r, "the group")
        if before.n < _FEWEST_PAIRED:
            raise ValueError(f"the group: {before.n} people; at least three are needed to measure a change.")
        if variance == 0:
            raise ValueError("the group: both standard deviations are 0, so no interval can be computed.")
        value, n = after.mean - before.mean, before.n
        d = value / math.sqrt(variance / (2 * (1 - r)))
        factor = _unbiased(n - 1)
        return Paired(
            change=estimate(value, math.sqrt(variance / n), n - 1),
            standardised=estimate(factor * d, factor * math.sqrt((1 / n + d**2 / (2 * n)) * 2 * (1 - r))),
            correlation=r,
        )

    return _over_correlations(correlation, effect)


def without_unit(effect: Estimate, groups: Iterable[Aggregate]) -> Estimate | None:
    """Return an effect in standard deviations of people within their group, so that scales can be compared.

    Args:
        effect: The effect, in points.
        groups: One aggregate by site, measured before anything started; a group of one person says nothing.

    Returns:
        Value, standard error and bounds times J(df) / s, with s² = Σ(n - 1)·sd² / df and df = Σ(n - 1). The interval
        is that of the effect: the chance in s itself is left out. None when df is under 2, or s is 0.

    Source: Hedges 2007, Journal of Educational and Behavioral Statistics 32:341 (its d_W, within clusters).

    """
    known = [(group.n - 1, group.sd) for group in groups if group.sd is not None]
    df = sum(freedom for freedom, _sd in known)
    if df < _FEWEST_FREEDOM or not any(sd for _freedom, sd in known):
        return None
    factor = _unbiased(df) / math.sqrt(sum(freedom * sd**2 for freedom, sd in known) / df)
    return Estimate(
        value=effect.value * factor,
        se=effect.se * factor,
        low=effect.low * factor,
        high=effect.high * factor,
        df=effect.df,
    )


def change_against(
    treated_before: Aggregate,
    treated_after: Aggregate,
    control_before: Aggregate,
    control_after: Aggregate,
    correlation: float | None = None,
) -> Paired:
    """Tell by how much more a group changed than another: the difference in differences of four aggregates.

    Args:
        treated_before: First measure of those who were met, n ≥ 2.
        treated_after: Second measure of the same people.
        control_before: First measure of those who were not, n ≥ 2.
        control_after: Second measure of the same people.
        correlation: Correlation of the two measures, as in ``before_after``, the same in both groups.

    Returns:
        The change of the treated less that of the control: in points, Welch's interval on the two paired changes;
        standardised by the pooled standard deviation before, with the small-sample factor and a large-sample
        variance, 2(1 - r)(1/n₁ + 1/n₂) + d²/(2(n₁ + n₂)).

    Raises:
        ValueError: As ``before_after``; or the standard deviations before are both 0.

    Source: Morris 2008, Organizational Research Methods 11:364 (its d_ppc2).

    """

    def effect(r: float) -> Paired:
        n = treated_before.n, control_before.n
        variances = (
            _change_variance(treated_before, treated_after, r, "treated"),
            _change_variance(control_before, control_after, r, "control"),
        )
        df = n[0] + n[1] - 2
        first, second = _spread(treated_before, "treated before"), _spread(control_before, "control before")
        pooled = math.sqrt(((n[0] - 1) * first**2 + (n[1] - 1) * second**2) / df)
        if pooled == 0:
            raise ValueError("treated and control before: both standard deviations are 0, there is no unit.")
        value = (treated_after.mean - treated_before.mean) - (control_after.mean - control_before.mean)
        d = value / pooled
        variance = 2 * (1 - r) * (1 / n[0] + 1 / n[1]) + d**2 / (2 * (n[0] + n[1]))
        return Paired(
            change=estimate(value, *_welch(variances[0], n[0], variances[1], n[1])),
            standardised=estimate(_unbiased(df) * d, _unbiased(df) * math.sqrt(variance)),
            correlation=r,
        )

    return _over_correlations(correlation, effect)


class Heterogeneity(Enum):
    """How the variance between studies is estimated."""

    PAULE_MANDEL = "paule-mandel"
    DERSIMONIAN_LAIRD = "dersimonian-laird"


@dataclass(frozen=True)
class Pooled:
    """Hold a pooled effect: interval, weights (k,) that add up to 1, tau², I² in [0, 1], and Cochran's Q."""

    effect: Estimate
    weights: tuple[float, ...]
    tau2: float
    i2: float
    q: float


def _paule_mandel(effects: Floats, variances: Floats) -> float:
    """Return the tau² for which the generalised Q equals k - 1, or 0 (Paule and Mandel 1982)."""

    def excess(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        centre = np.average(effects, weights=weights)
        return float(np.sum(weights * (effects - centre) ** 2)) - (len(effects) - 1)

    if excess(0.0) <= 0:
        return 0.0
    # At this tau² each of the k terms is below 1 / k, so that Q is below 1, and the root is below.
    top = float(np.ptp(effects)) ** 2 * len(effects)
    return float(scipy.optimize.brentq(excess, 0.0, top, xtol=1e-14))


def _dersimonian_laird(effects: Floats, variances: Floats) -> float:
    """Return the moment estimate of tau² (DerSimonian and Laird 1986)."""
    weights = 1 / variances
    q = float(np.sum(weights * (effects - np.average(effects, weights=weights)) ** 2))
    scale = float(weights.sum() - np.sum(weights**2) / weights.sum())
    return max(0.0, (q - (len(effects) - 1)) / scale)


def pool(
    effects: ArrayLike,
    variances: ArrayLike,
    heterogeneity: Heterogeneity = Heterogeneity.PAULE_MANDEL,
) -> Pooled:
    """Pool the effects of several experiments that need not have the same true effect (random effects).

    Args:
        effects: One effect by experiment, (k,), k ≥ 2, all in one unit.
        variances: Their squared standard errors, (k,), above 0.
        heterogeneity: How the variance between experiments, tau², is estimated.

    Returns:
        The pooled effect with the interval of Hartung and Knapp, k - 1 degrees of freedom. Its standard error is never
        below the classical one: with few, alike experiments the plain formula would claim too much. I² is
        (Q - (k - 1)) / Q, never below 0.

    Raises:
        ValueError: Fewer than two effects, lengths that differ, a value that is not finite, a variance not above 0.

    Source: DerSimonian and Laird 1986; Paule and Mandel 1982; Knapp and Hartung 2003, Statistics in Medicine 22:2693;
    Higgins and Thompson 2002 (I²).

    """
    y, v = np.asarray(effects, np.float64), np.asarray(variances, np.float64)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(f"effects {y.shape} and variances {v.shape} must be two lists of the same length.")
    if len(y) < _FEWEST_TO_POOL:
        raise ValueError(f"{len(y)} effect: at least two are needed to pool.")
    for place, (effect, variance) in enumerate(zip(y, v, strict=True), start=1):
        if not (math.isfinite(effect) and math.isfinite(variance) and variance > 0):
            raise ValueError(
                f"experiment {place}: effect {effect} and variance {variance} must be finite, the variance above 0."
            )
    rule = {
        Heterogeneity.PAULE_MANDEL: _paule_mandel,
        Heterogeneity.DERSIMONIAN_LAIRD: _dersimonian_laird,
    }[heterogeneity]
    tau2 = rule(y, v)
    weights = 1 / (v + tau2)
    centre = float(np.average(y, weights=weights))
    spread = float(np.sum(weights * (y - centre) ** 2)) / (len(y) - 1)
    se = math.sqrt(max(1.0, spread) / float(weights.sum()))
    q = float(np.sum((y - np.average(y, weights=1 / v)) ** 2 / v))
    return Pooled(
        effect=estimate(centre, se, len(y) - 1),
        weights=tuple(float(weight) for weight in weights / weights.sum()),
        tau2=tau2,
        i2=max(0.0, 1 - (len(y) - 1) / q) if q else 0.0,
        q=q,
    )
