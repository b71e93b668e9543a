"""A deployment by steps: who starts when, drawn by lot, and what such a design can show.

A schedule is a table (sites, periods) of 0 and 1: 1 where the site acts. Sizes rest on the model of Hussey and Hughes
(2007): sites differ by a random level, periods by a fixed one, other people answer at each period.
docs/methodes/deploiement-progressif.md tells it in plain words.
"""

import hashlib
import math
from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Site = TypeVar("Site", int, str)
Floats = NDArray[np.float64]

ALPHA = 0.05
POWER = 0.8
_ROUNDING = 1e-9
_TABLE = 2


def draw_steps(sites: Iterable[Site], steps: int, seed: int) -> dict[Site, int]:
    """Draw by lot at which step each site starts.

    Args:
        sites: Distinct names or numbers, at least as many as steps; their order does not matter.
        steps: How many steps, at least 1.
        seed: The number written down before the draw.

    Returns:
        Step of each site, from 1 to steps, in the order drawn; steps differ by one site at most, the first being the
        larger. Sites are sorted by the SHA-256 of "seed:site", so that anyone can draw again, with any tool.

    Raises:
        ValueError: A site is there twice, steps is below 1, or there are fewer sites than steps.

    """
    named = list(sites)
    if len({str(site) for site in named}) < len(named):
        raise ValueError("sites: one is there twice.")
    _require_steps(len(named), steps)
    drawn = sorted(named, key=lambda site: hashlib.sha256(f"{seed}:{site}".encode()).hexdigest())
    return dict(zip(drawn, _even_steps(len(named), steps), strict=True))


def _even_steps(sites: int, steps: int) -> list[int]:
    """Return the step of each of some sites in order, as even as can be, the first steps being the larger."""
    size, extra = divmod(sites, steps)
    return [step for step in range(1, steps + 1) for _site in range(size + (step <= extra))]


def schedule_of(steps: Iterable[int]) -> Floats:
    """Return the schedule of sites that start at given steps.

    Args:
        steps: Step of each site, at least 1, as ``draw_steps`` gives them.

    Returns:
        (sites, periods) of 0 and 1, one period more than the last step: nobody acts at the first one.

    Raises:
        ValueError: There is no site, or a step is below 1.

    """
    starts = np.array(list(steps), np.int64)
    if not len(starts) or starts.min() < 1:
        raise ValueError("steps: at least one site is needed, and steps count from 1.")
    return (np.arange(starts.max() + 1) >= starts[:, None]).astype(np.float64)


def even_schedule(sites: int, steps: int) -> Floats:
    """Return the schedule of a deployment where sites are shared out evenly among steps, before any draw.

    Args:
        sites: How many, at least as many as steps.
        steps: How many steps, at least 1.

    Returns:
        As ``schedule_of``.

    Raises:
        ValueError: steps is below 1, or there are fewer sites than steps.

    """
    _require_steps(sites, steps)
    return schedule_of(_even_steps(sites, steps))


def _require_steps(sites: int, steps: int) -> None:
    """Refuse steps that sites cannot fill."""
    if not 1 <= steps <= sites:
        raise ValueError(f"steps is {steps}: it must be from 1 to the number of sites, {sites}.")


def stepped_wedge_variance(schedule: ArrayLike, *, people: float, sd: float, icc: float) -> float:
    """Return the variance of the effect that a schedule will measure.

    Args:
        schedule: 0 and 1, (sites, periods), 1 where the site acts.
        people: How many answer in each site at each period, above 0.
        sd: Standard deviation of the score among people, in points, above 0.
        icc: Share of that variance that lies between sites, in [0, 1).

    Returns:
        The variance, in squared points. With I sites, T periods, σ² = (1 - icc)·sd² / people, τ² = icc·sd²,
        U = ΣX, W = Σₜ(ΣᵢX)², V = Σᵢ(ΣₜX)²: Iσ²(σ² + Tτ²) / ((IU - W)σ² + (U² + ITU - TW - IV)τ²). The same people
        asked at each period would make it smaller: it is then on the safe side.

    Raises:
        ValueError: An argument is out of range, or the schedule compares nothing.

    Source: Hussey and Hughes 2007, Contemporary Clinical Trials 28:182.

    """
    acting = np.asarray(schedule, np.float64)
    if acting.ndim != _TABLE or not np.isin(acting, (0.0, 1.0)).all():
        raise ValueError(f"schedule of shape {acting.shape}: a table (sites, periods) of 0 and 1 is needed.")
    _require_above("people", people)
    _require_above("sd", sd)
    if not 0 <= icc < 1:
        raise ValueError(f"icc is {icc!r}: it must be at least 0 and below 1.")
    sites, periods = acting.shape
    inside, among = (1 - icc) * sd**2 / people, icc * sd**2
    u = float(acting.sum())
    w = float(np.sum(acting.sum(axis=0) ** 2))
    v = float(np.sum(acting.sum(axis=1) ** 2))
    contrast = (sites * u - w) * inside + (u**2 + sites * periods * u - periods * w - sites * v) * among
    if contrast <= _ROUNDING * inside:
        raise ValueError("schedule: at no period does a site that acts stand beside one that does not.")
    return float(sites * inside * (inside + periods * among) / contrast)


def _require_above(name: str, number: float) -> None:
    """Refuse a number that is not finite and above 0."""
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"{name} is {number!r}: it must be a finite number above 0.")


def _quantiles(power: float, alpha: float) -> float:
    """Return how many standard errors an effect must be to be seen with that power."""
    for name, share in (("power", power), ("alpha", alpha)):
        if not 0 < share < 1:
            raise ValueError(f"{name} is {share!r}: it must be above 0 and below 1.")
    return float(special.ndtri(1 - alpha / 2) + special.ndtri(power))


def power_to_see(effect: float, variance: float, *, alpha: float = ALPHA) -> float:
    """Return the chance, in [0, 1], that a design shows an effect of that many points, of either sign.

    Args:
        effect: The effect, in points, not 0.
        variance: Variance with which the design measures it, in squared points, above 0.
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Raises:
        ValueError: An argument is out of range.

    Source: Wald test, Φ(|effect| / se - z); the chance of the wrong sign is left out.

    """
    _require_above("the size of the effect", abs(effect))
    _require_above("variance", variance)
    # A power of one half asks for z standard errors, and no more.
    return float(special.ndtr(abs(effect) / math.sqrt(variance) - _quantiles(0.5, alpha)))


def smallest_seen(variance: float, *, power: float = POWER, alpha: float = ALPHA) -> float:
    """Return the smallest effect, in points, that a design shows with that power.

    Args:
        variance: Variance with which the design measures it, in squared points, above 0.
        power: Chance of seeing the effect if it exists, in (0, 1).
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Raises:
        ValueError: An argument is out of range.

    """
    _require_above("variance", variance)
    return _quantiles(power, alpha) * math.sqrt(variance)


def possible_orders(sites: int, steps: int) -> int:
    """Return how many different orders a lot can give: the fewer, the less the lot alone can rule out.

    Args:
        sites: How many, at least as many as steps.
        steps: How many steps, at least 1.

    Returns:
        sites! divided by the product of the factorials of the sizes of the steps. With fewer than 1 / alpha orders,
        no result is rare enough to be told from the lot.

    Raises:
        ValueError: steps is below 1, or there are fewer sites than steps.

    Source: Fisher 1935, The Design of Experiments, chapter 2.

    """
    _require_steps(sites, steps)
    sizes = np.bincount(_even_steps(sites, steps))[1:]
    return math.factorial(sites) // math.prod(math.factorial(int(size)) for size in sizes)


def stepped_wedge_power(
    schedule: ArrayLike, effect: float, *, people: float, sd: float, icc: float, alpha: float = ALPHA
) -> float:
    """Return the chance, in [0, 1], that a schedule shows an effect of that many points, of either sign.

    Args:
        schedule: As ``stepped_wedge_variance``.
        effect: The effect, in points, not 0.
        people: As ``stepped_wedge_variance``.
        sd: As ``stepped_wedge_variance``.
        icc: As ``stepped_wedge_variance``.
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Raises:
        ValueError: An argument is out of range, or the schedule compares nothing.

    Source: Hussey and Hughes 2007, Wald test: Φ(|effect| / se - z).

    """
    return power_to_see(effect, stepped_wedge_variance(schedule, people=people, sd=sd, icc=icc), alpha=alpha)


def minimum_detectable_effect(
    schedule: ArrayLike,
    *,
    people: float,
    sd: float,
    icc: float,
    power: float = POWER,
    alpha: float = ALPHA,
) -> float:
    """Return the smallest effect, in points, that a schedule shows with that power.

    Args:
        schedule: As ``stepped_wedge_variance``.
        people: As ``stepped_wedge_variance``.
        sd: As ``stepped_wedge_variance``.
        icc: As ``stepped_wedge_variance``.
        power: Chance of seeing the effect if it exists, in (0, 1).
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Raises:
        ValueError: An argument is out of range, or the schedule compares nothing.

    """
    variance = stepped_wedge_variance(schedule, people=people, sd=sd, icc=icc)
    return smallest_seen(variance, power=power, alpha=alpha)


def sites_needed(
    effect: float,
    *,
    steps: int,
    people: float,
    sd: float,
    icc: float,
    power: float = POWER,
    alpha: float = ALPHA,
) -> int:
    """Return how many sites, the same number at each step, show an effect of that many points.

    Args:
        effect: The effect, in points, not 0.
        steps: How many steps, at least 2: with a single one, no site stands beside another that has not started.
        people: As ``stepped_wedge_variance``.
        sd: As ``stepped_wedge_variance``.
        icc: As ``stepped_wedge_variance``.
        power: Chance of seeing the effect if it exists, in (0, 1).
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Returns:
        A multiple of steps. The variance goes as one over the number of sites, so that one site by step tells it.

    Raises:
        ValueError: An argument is out of range.

    """
    _require_above("the size of the effect", abs(effect))
    variance = stepped_wedge_variance(even_schedule(steps, steps), people=people, sd=sd, icc=icc)
    return steps * _whole(variance * (_quantiles(power, alpha) / effect) ** 2)


def _whole(number: float) -> int:
    """Return the whole number at or above a number, rounding errors set apart, and at least 1."""
    return max(1, math.ceil(number - _ROUNDING))


def design_effect(people: float, icc: float, variation: float = 0.0) -> float:
    """Return by how much people gathered in sites multiply the size needed.

    Args:
        people: How many in each site, on average, at least 1.
        icc: Share of the variance that lies between sites, in [0, 1].
        variation: Coefficient of variation of the size of the sites, at least 0; 0 when they are alike.

    Returns:
        1 + ((1 + variation²)·people - 1)·icc, at least 1.

    Raises:
        ValueError: An argument is out of range.

    Source: Kish 1965, Survey Sampling; Eldridge, Ashby and Kerry 2006, International Journal of Epidemiology 35:1292.

    """
    if not (people >= 1 and math.isfinite(people)):
        raise ValueError(f"people is {people!r}: it must be a finite number of at least 1.")
    if not 0 <= icc <= 1:
        raise ValueError(f"icc is {icc!r}: it must be from 0 to 1.")
    if not (variation >= 0 and math.isfinite(variation)):
        raise ValueError(f"variation is {variation!r}: it must be a finite number of at least 0.")
    return 1 + ((1 + variation**2) * people - 1) * icc


def parallel_variance(first: float, second: float, *, sd: float = 1.0, inflation: float = 1.0) -> float:
    """Return the variance of the difference of two groups measured once.

    Args:
        first: People in the first group, above 0.
        second: People in the second group, above 0.
        sd: Standard deviation of the score, above 0.
        inflation: What multiplies the size needed, above 0: see ``design_effect``.

    Returns:
        sd²·inflation·(1/first + 1/second), in squared points.

    Raises:
        ValueError: An argument is out of range.

    Source: as ``parallel_size``, of which it is the other side.

    """
    for name, number in (("first", first), ("second", second), ("sd", sd), ("inflation", inflation)):
        _require_above(name, number)
    return sd**2 * inflation * (1 / first + 1 / second)


def parallel_size(
    effect: float, *, sd: float = 1.0, inflation: float = 1.0, power: float = POWER, alpha: float = ALPHA
) -> int:
    """Return how many people each of two groups needs to show an effect.

    Args:
        effect: The difference to show, in the unit of sd (in standard deviations by default), not 0.
        sd: Standard deviation of the score, above 0.
        inflation: What multiplies the size, above 0: see ``design_effect``.
        power: Chance of seeing the effect if it exists, in (0, 1).
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Returns:
        2·(z + z')²·(sd / effect)²·inflation, rounded up. The normal law is used: Student's asks for one person more.

    Raises:
        ValueError: An argument is out of range.

    Source: Cohen 1988, Statistical Power Analysis, chapter 2 (its normal approximation).

    """
    _require_above("the size of the effect", abs(effect))
    _require_above("sd", sd)
    _require_above("inflation", inflation)
    return _whole(2 * inflation * (_quantiles(power, alpha) * sd / effect) ** 2)


def paired_variance(people: float, *, correlation: float, sd: float = 1.0, inflation: float = 1.0) -> float:
    """Return the variance of the change of people measured before and after.

    Args:
        people: How many, above 0.
        correlation: Correlation of the two measures, in (-1, 1).
        sd: Standard deviation of the score, the same both times, above 0.
        inflation: What multiplies the size needed, above 0: see ``design_effect``.

    Returns:
        2(1 - correlation)·sd²·inflation / people, in squared points.

    Raises:
        ValueError: An argument is out of range.

    Source: as ``paired_size``, of which it is the other side.

    """
    for name, number in (("people", people), ("sd", sd), ("inflation", inflation)):
        _require_above(name, number)
    _require_correlation(correlation)
    return 2 * (1 - correlation) * sd**2 * inflation / people


def _require_correlation(correlation: float) -> None:
    """Refuse what is not a correlation of two measures."""
    if not -1 < correlation < 1:
        raise ValueError(f"correlation is {correlation!r}: it must be above -1 and below 1.")


def paired_size(
    effect: float, *, correlation: float, sd: float = 1.0, power: float = POWER, alpha: float = ALPHA
) -> int:
    """Return how many people, measured before and after, show a change.

    Args:
        effect: The change to show, in the unit of sd (in standard deviations by default), not 0.
        correlation: Correlation of the two measures, in (-1, 1).
        sd: Standard deviation of the score, the same both times, above 0.
        power: Chance of seeing the change if it exists, in (0, 1).
        alpha: Risk of a false alarm, both sides together, in (0, 1).

    Returns:
        2(1 - correlation)·(z + z')²·(sd / effect)², rounded up. The normal law is used.

    Raises:
        ValueError: An argument is out of range.

    Source: Cohen 1988, Statistical Power Analysis, section 2.3.5 (its normal approximation).

    """
    _require_above("the size of the effect", abs(effect))
    _require_above("sd", sd)
    _require_correlation(correlation)
    return _whole(2 * (1 - correlation) * (_quantiles(power, alpha) * sd / effect) ** 2)
