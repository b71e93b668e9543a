"""Where older people are most at risk of isolation: counted exposure, modelled risk, and how sure we are.

Two numbers stay apart: exposure is counted (people of 75 and over who live alone), risk is modelled (how many of them
are expected to be isolated). docs/methodes/besoin.md tells it in plain words.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy  # whose solvers are read when first asked for: a site starts without them
from numpy.typing import ArrayLike
from scipy import special

from maillage.science import given
from maillage.science.given import Floats, Ints, Mask

LEVEL = 0.95
FEW, FRAGILE = 200, 500
_FARTHEST_SHIFT = 40.0
_Z = float(special.ndtri((1 + LEVEL) / 2))


@dataclass(frozen=True)
class Coefficients:
    """Hold the coefficients of a logit, told by the name of their term, and where they come from.

    Args:
        version: What the numbers computed with them will be labelled with.
        source: Where they were published.
        constant: The constant; wrong as soon as a term is left out: see ``calibrated``.
        terms: Coefficient of each term.
        errors: Standard error of each coefficient, those of ``terms``, at least 0.

    Raises:
        ValueError: A number is not finite, or an error is missing.

    """

    version: str
    source: str
    constant: float
    terms: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [self.constant, *self.terms.values(), *self.errors.values()]
        if not all(math.isfinite(number) for number in numbers):
            raise ValueError(f"coefficients {self.version}: one is not a finite number.")
        if self.errors and set(self.errors) != set(self.terms):
            raise ValueError(f"coefficients {self.version}: one error by term is needed.")
        if any(error < 0 for error in self.errors.values()):
            raise ValueError(f"coefficients {self.version}: an error is below 0.")


# Only what a census knows is kept of the published table: the constant must be calibrated again.
AGE_UK_2015 = Coefficients(
    version="age-uk-2015-recensement",
    source="Age UK, Loneliness at local and neighbourhood level, July 2015 (ELSA wave 5, people 65+, often lonely)",
    constant=-2.6200,
    terms={"with_others": -1.0402, "widowed": 1.0317, "75_79": -0.3542},
    errors={"with_others": 0.2402, "widowed": 0.2582, "75_79": 0.1945},
)


def cell_odds(coefficients: Coefficients, cells: Sequence[Mapping[str, float]]) -> Floats:
    """Return the log-odds of each cell of people.

    Args:
        coefficients: Those of a logit.
        cells: What is true of the people of each cell: {"widowed": 1, "75_79": 1}; what is not told is 0.

    Returns:
        (cells,), the constant and Σ coefficient × value.

    Raises:
        ValueError: There is no cell, or one names a term without coefficient.

    """
    if not cells:
        raise ValueError("cells: there is none.")
    strangers = sorted({name for cell in cells for name in cell} - set(coefficients.terms))
    if strangers:
        raise ValueError(
            f"cells: {', '.join(strangers)} has no coefficient in version {coefficients.version}."
        )
    return np.array(
        [
            coefficients.constant + sum(coefficients.terms[name] * value for name, value in cell.items())
            for cell in cells
        ]
    )


@dataclass(frozen=True, eq=False)
class Risk:
    """Hold the expected number of people at risk in each place, (n,), the shift of the constant, and the chances.

    ``chances`` is (cells,), the probability in each cell once shifted.
    """

    expected: Floats
    chances: Floats
    shift: float


def calibrated(people: ArrayLike, odds: ArrayLike, total: float) -> Risk:
    """Return the people at risk in each place, so that the country has a known total.

    Args:
        people: People of each cell in each place, (n, cells), at least 0, not all 0.
        odds: Log-odds of each cell, (cells,), as ``cell_odds`` gives them.
        total: The benchmark, above 0 and below the number of people: a barometer's, with its year, to print.

    Returns:
        One shift of the constant for all; ranks do not depend on it, levels do.

    Raises:
        ValueError: A shape differs, a number is missing or negative, or the total cannot be.

    """
    table, logit = _cells(people), np.asarray(odds, np.float64)
    if logit.shape != (table.shape[1],) or not np.isfinite(logit).all():
        raise ValueError(f"odds of shape {logit.shape}: one finite number by cell, ({table.shape[1]},).")
    sizes = table.sum(axis=0)
    if not 0 < total < sizes.sum():
        raise ValueError(f"total is {total!r}: it must be above 0 and below the {sizes.sum():.0f} people.")

    def missing(shift: float) -> float:
        return float(sizes @ special.expit(logit + shift)) - total

    reach = _FARTHEST_SHIFT + float(np.abs(logit).max())
    shift = float(scipy.optimize.brentq(missing, -reach, reach, xtol=1e-12))
    chances = special.expit(logit + shift)
    return Risk(expected=table @ chances, chances=chances, shift=shift)


def _cells(people: ArrayLike) -> Floats:
    """Return a table of people by place and cell, or say what is wrong with it."""
    table = np.asarray(people, np.float64)
    if table.ndim != 2 or not table.size:  # noqa: PLR2004 - a table has two sides
        raise ValueError(f"people of shape {table.shape}: a table (places, cells) is needed.")
    given.amounts(table.ravel(), table.size, "people")
    return table


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Hold the share of each place once drawn towards its groups, its 95 % interval, and how much is its own.

    Each is (n,): ``share``, ``low`` and ``high`` in [0, 1]; ``own`` in [0, 1], 1 when the place speaks for itself.
    ``few`` says that the place counts fewer than 200 people, ``fragile`` fewer than 500.
    """

    share: Floats
    low: Floats
    high: Floats
    own: Floats
    few: Mask
    fragile: Mask


def shrunk(exposed: ArrayLike, people: ArrayLike, inner: ArrayLike, outer: ArrayLike) -> Shrunk:
    """Return the share of people exposed in each place, steadied by its intercommunality and its département.

    Args:
        exposed: How many are exposed, (n,), at least 0 and at most people.
        people: How many they are, (n,), at least 0, not all 0.
        inner: The small group of each place, (n,): its EPCI.
        outer: The large group of each place, (n,): its département.

    Returns:
        γ·y + (1 - γ)·θ with γ = σ² / (σ² + ψ): ψ = θ(1 - θ) / people is how much chance moves the share of a place of
        that size, σ² how much places of the country truly differ from their EPCI, estimated by moments. EPCIs are
        drawn towards their département in the same way, and a place without anybody has the share of its EPCI. The
        interval is normal, cut at 0 and 1; it holds what chance does, not how the census was drawn.

    Raises:
        ValueError: A shape differs, a number is missing or negative, or more are exposed than there are people.

    Source: Fay and Herriot 1979, Journal of the American Statistical Association 74:269; Rao and Molina 2015, ch. 6.

    """
    whole = given.amounts(people, np.size(people), "people")
    part = np.asarray(exposed, np.float64)
    if part.shape != whole.shape or np.isnan(part).any() or (part < 0).any():
        raise ValueError(f"exposed: numbers of at least 0, {whole.shape}, are needed; unknown is not 0.")
    if (part > whole).any():
        raise ValueError("exposed: a place has more of them than it has people.")
    small, large = given.groups(inner, len(whole), "inner"), given.groups(outer, len(whole), "outer")
    # An EPCI may stand across two départements: each side is drawn towards its own.
    cell = np.unique(np.column_stack([small, large]), axis=0, return_inverse=True)[1].ravel()
    of_cell = np.zeros(int(cell.max()) + 1, np.int64)
    of_cell[cell] = large
    cells = given.sums(cell, part, len(of_cell)), given.sums(cell, whole, len(of_cell))
    count = int(large.max()) + 1
    departements = _pooled(
        given.sums(large, part, count), given.sums(large, whole, count), float(part.sum() / whole.sum())
    )
    inside, spread, _own = _drawn(*cells, departements[of_cell])
    share, error, own = _drawn(part, whole, inside[cell], spread[cell])
    return Shrunk(
        share=share,
        low=np.clip(share - _Z * error, 0, 1),
        high=np.clip(share + _Z * error, 0, 1),
        own=own,
        few=whole < FEW,
        fragile=whole < FRAGILE,
    )


def by_chance(exposed: float, people: float) -> tuple[float, float]:
    """Return what chance leaves open of one share that stands by itself: its 95 % interval.

    Args:
        exposed: How many are exposed, at least 0 and at most people.
        people: How many they are, above 0.

    Returns:
        Low and high, in [0, 1]; they hold the share, and are never equal.

    Raises:
        ValueError: A number is missing or out of range.

    Source: Wilson 1927, Journal of the American Statistical Association 22:209; Newcombe 1998, Statistics in Medicine
    17:857, method 3, for the example of the tests.

    """
    if not 0 <= exposed <= people or not 0 < people < math.inf:
        raise ValueError("exposed: from 0 to people, which is above 0; unknown is not 0.")
    square = _Z**2
    middle = (exposed + square / 2) / (people + square)
    half = _Z * math.sqrt(exposed * (people - exposed) / people + square / 4) / (people + square)
    return max(0.0, middle - half), min(1.0, middle + half)


def _pooled(part: Floats, whole: Floats, otherwise: float) -> Floats:
    """Return shares, and another where there is nobody."""
    shares: Floats = np.divide(part, whole, out=np.full(len(whole), otherwise), where=whole > 0)
    return shares


def _drawn(
    part: Floats, whole: Floats, target: Floats, target_error: Floats | float = 0.0
) -> tuple[Floats, Floats, Floats]:
    """Draw shares towards targets; return them, their standard errors, and the weight of what is their own."""
    raw = _pooled(part, whole, 0.0)
    chance = np.divide(target * (1 - target), whole, out=np.full(len(whole), np.inf), where=whole > 0)
    known = np.isfinite(chance)
    size = whole[known]
    # Places differ by chance and by nature: what chance does not explain is theirs (moments, weighted by size).
    excess = size @ ((raw[known] - target[known]) ** 2 - chance[known])
    between = max(0.0, float(excess / size.sum()))
    own = np.zeros(len(whole))
    own[known] = between / np.maximum(between + chance[known], np.finfo(float).tiny)
    share = own * raw + (1 - own) * target
    variance = np.where(known, own * np.where(known, chance, 0.0), between) + ((1 - own) * target_error) ** 2
    return share, np.sqrt(variance), own


@dataclass(frozen=True)
class Variable:
    """Hold one column of a composite index: its name, its weight above 0, and whether more of it means more need."""

    name: str
    weight: float
    rising: bool = True


@dataclass(frozen=True, eq=False)
class Index:
    """Hold a composite index and how much it depends on its weights.

    ``score`` is (n,), in [0, 1]; ``rank`` is 1 for the most exposed; ``low_rank`` and ``high_rank`` are the band that
    holds 95 % of the draws of weights, (n,) each.
    """

    score: Floats
    rank: Ints
    low_rank: Ints
    high_rank: Ints


def composite(
    columns: Mapping[str, ArrayLike],
    variables: Sequence[Variable],
    *,
    draws: int = 1000,
    firmness: float = 20.0,
    seed: int = 0,
) -> Index:
    """Return a composite index, told as data, with the ranks that other weights would give.

    Args:
        columns: One array by variable, (n,), finite.
        variables: Which columns, with which weights.
        draws: How many other sets of weights are tried, at least 1.
        firmness: How close they stay to the given ones, above 0: the parameter of a Dirichlet law is the share of each
            weight times this.
        seed: Written down with the index.

    Returns:
        Each variable becomes its rank among places, from 0 to 1 (equal values share the mean of their ranks), turned
        over when it falls with need; the score is their weighted mean.

    Raises:
        ValueError: There is no variable, one is named twice, its column is missing or is not whole, a weight, draws or
            firmness is out of range.

    Source: OECD and JRC 2008, Handbook on Constructing Composite Indicators, steps 5 to 7.

    """
    names = [one.name for one in variables]
    if not names or len(set(names)) < len(names):
        raise ValueError("variables: at least one is needed, each named once.")
    missing = sorted(set(names) - set(columns))
    if missing:
        raise ValueError(f"columns: {', '.join(missing)} is missing.")
    if not all(math.isfinite(one.weight) and one.weight > 0 for one in variables):
        raise ValueError("variables: each weight must be above 0.")
    if draws < 1 or not (math.isfinite(firmness) and firmness > 0):
        raise ValueError(f"draws is {draws!r} and firmness {firmness!r}: at least 1, and above 0.")
    table = np.column_stack([_ranked(np.asarray(columns[one.name], np.float64), one) for one in variables])
    weights = np.array([one.weight for one in variables])
    weights = weights / weights.sum()
    drawn = np.random.default_rng(seed).dirichlet(weights * firmness, draws)
    ranks = np.empty((draws, len(table)), np.int32)
    for row, other in enumerate(drawn):
        ranks[row] = _ranks(table @ other)
    low, high = np.quantile(ranks, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    score = table @ weights
    rank = _ranks(score)
    return Index(
        score=score,
        rank=rank,
        low_rank=np.minimum(low, rank).astype(np.int64),
        high_rank=np.maximum(high, rank).astype(np.int64),
    )


def _ranked(column: Floats, variable: Variable) -> Floats:
    """Return the rank of each value from 0 to 1, so that 1 is the most exposed."""
    if column.ndim != 1 or not len(column) or not np.isfinite(column).all():
        raise ValueError(f"columns: {variable.name} has a missing value; leave the place out or estimate it.")
    first, last = _places(column)
    rank = ((first + last) / 2 - 1) / max(1, len(column) - 1)
    return np.asarray(rank if variable.rising else 1 - rank, np.float64)


def _ranks(score: Floats) -> Ints:
    """Return the rank of each score, 1 for the highest, the best one for equals."""
    return _places(-np.round(score, 12))[0]


def _places(values: Floats) -> tuple[Ints, Ints]:
    """Return the first rank and the last that each value shares with its equals, 1 for the least."""
    _distinct, at, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - count + 1)[at], last[at]
