"""A country for the benchmarks of the observatory: communes with a place and a need, fixed by a seed.

Towns fall anywhere in a square of the size of France; a third of the communes stand around one of them, the others
anywhere. Populations follow the size law of French communes (a median of 460 inhabitants, four communes in five below
2,000, the largest towns given) and need is the number of people over 75, about a tenth, larger in small communes.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COMMUNES, DEPARTEMENTS, SEED = 35_000, 96, 2026
SIDE_KM, MIDDLE = 745.0, (46.6, 2.4)
KM_BY_DEGREE = 111.195
LARGEST, MEDIAN, SPREAD, SUBURBS, IN_TOWNS = 2_000_000, 330, 1.35, 22, 0.35


def country(n: int = COMMUNES, seed: int = SEED) -> tuple[Floats, Floats, Ints]:
    """Return degrees (n, 2), latitude first, need (n,) in people, and the département (n,) of each commune.

    A smaller country is a smaller square at the same density, so that a radius reaches as many communes.
    """
    draw = np.random.default_rng(seed)
    side = SIDE_KM * np.sqrt(n / COMMUNES)
    towns = max(8, n // 140)
    at = draw.uniform(0, side, (towns, 2))
    # Zipf's law: the second town has half the people of the first.
    weight = 1 / np.arange(1, towns + 1)
    around = draw.random(n) < IN_TOWNS
    town = draw.choice(towns, n, p=weight**0.6 / np.sum(weight**0.6))
    reach = 5 + 12 * weight[town] ** 0.4
    off = draw.normal(0, 1, (n, 2)) * reach[:, None]
    place = np.where(around[:, None], at[town] + off, draw.uniform(0, side, (n, 2)))
    place[:towns] = at
    place = np.clip(place, 0, side)
    people = np.exp(draw.normal(np.log(MEDIAN), SPREAD, n))
    # A suburb of a large town is large, and the larger the nearer.
    near = np.exp(-0.5 * np.sum((off / reach[:, None]) ** 2, axis=1))
    people *= np.where(around, 1 + SUBURBS * near * weight[town] ** 0.6, 1.0)
    people[:towns] = np.maximum(people[:towns], LARGEST * np.sqrt(n / COMMUNES) * weight)
    share = np.clip(0.115 - 0.012 * np.log10(people / MEDIAN) + draw.normal(0, 0.02, n), 0.03, 0.35)
    need = np.round(people * share)
    blocks = int(np.ceil(np.sqrt(DEPARTEMENTS)))
    row, column = np.minimum((place / side * blocks).astype(np.int64), blocks - 1).T
    degrees = np.column_stack(
        [
            MIDDLE[0] + (place[:, 1] - side / 2) / KM_BY_DEGREE,
            MIDDLE[1] + (place[:, 0] - side / 2) / (KM_BY_DEGREE * np.cos(np.radians(MIDDLE[0]))),
        ]
    )
    return degrees, need, row * blocks + column
