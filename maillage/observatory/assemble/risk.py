"""How many of them are expected to feel lonely: a model, calibrated on a barometer, kept apart from what is counted."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from maillage.observatory.assemble.communes import Communes, Floats, Ints, Mask
from maillage.science.isolation import AGE_UK_2015, Coefficients, calibrated, cell_odds

# Fondation de France, 2014, told by the Banque des territoires in February 2016: of people of 75 or more.
BENCHMARK = 0.27
CELLS: tuple[dict[str, float], ...] = (
    {"75_79": 1.0},
    {"75_79": 1.0, "with_others": 1.0},
    {},
    {"with_others": 1.0},
)
# Other coefficients that the survey allows: enough of them to tell two figures of an interval.
DRAWS, SEED = 200, 2015
_LOW, _HIGH = 0.025, 0.975


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Hold how many people are expected to feel lonely in each group, (m,), and between what and what."""

    value: Floats
    low: Floats
    high: Floats


def expected(communes: Communes, groups: Ints, count: int, chosen: Mask) -> Expected | None:
    """Return how many people of 75 or more are expected to feel lonely in groups of communes.

    Args:
        communes: What is known of each.
        groups: (n,) the group of each, from 0 to count - 1; below 0, it is in none.
        count: How many groups there are.
        chosen: (n,) which communes count.

    Returns:
        None where nobody is counted by age and household: an estimate is not modelled. The interval holds what the
        survey leaves open in the coefficients, not the barometer itself.

    """
    known = np.isfinite(communes.cells).all(axis=1)
    nation = communes.cells[known].sum(axis=0)
    if not nation.sum():
        return None
    within = known & chosen & (groups >= 0)
    held = np.column_stack(
        [np.bincount(groups[within], communes.cells[within, cell], count) for cell in range(len(CELLS))]
    )
    chances = _chances(tuple(nation.tolist()))
    drawn = chances @ held.T
    low, high = np.quantile(drawn[1:], [_LOW, _HIGH], axis=0)
    return Expected(value=drawn[0], low=np.minimum(low, drawn[0]), high=np.maximum(high, drawn[0]))


@lru_cache(maxsize=4)
def _chances(nation: tuple[float, ...]) -> Floats:
    """Return the chance of each cell for the published coefficients, then for others that the survey allows.

    (1 + DRAWS, cells): each set gives the country the same total.
    """
    people = np.array([nation])
    total = BENCHMARK * float(people.sum())
    random = np.random.default_rng(SEED)
    sets = [AGE_UK_2015, *(_drawn(random) for _draw in range(DRAWS))]
    return np.array([calibrated(people, cell_odds(one, CELLS), total).chances for one in sets])


def _drawn(random: np.random.Generator) -> Coefficients:
    """Return coefficients that the survey allows as well: each within its error."""
    terms = {
        name: float(random.normal(value, AGE_UK_2015.errors[name]))
        for name, value in AGE_UK_2015.terms.items()
    }
    return Coefficients(
        version=AGE_UK_2015.version, source=AGE_UK_2015.source, constant=AGE_UK_2015.constant, terms=terms
    )
