"""What is given to the territorial calculations, checked once: each fault has its own sentence.

Nothing is repaired here. An unknown need is not 0, a place outside the Earth is not moved, a radius of 0 is not a small
one: whoever calls must decide.
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

EARTH_KM = 6371.0088
FARTHEST_KM = math.pi * EARTH_KM
_PAIR = 2
_LATITUDE, _LONGITUDE = 90.0, 180.0


def places(degrees: ArrayLike, name: str = "places") -> Floats:
    """Return places on the unit sphere.

    Args:
        degrees: Latitude then longitude, (n, 2), n ≥ 1, in degrees; two places may be at one point.
        name: What to call them in a refusal.

    Returns:
        (n, 3), of length 1. The chord between two of them is 2 sin(d / 2R), R being the mean radius of the Earth.

    Raises:
        ValueError: The shape is another one, there is none, one is missing or is not on Earth.

    """
    given = np.asarray(degrees, np.float64)
    if given.ndim != _PAIR or given.shape[1] != _PAIR:
        raise ValueError(f"{name} of shape {given.shape}: latitudes and longitudes, (n, 2), are needed.")
    if not len(given):
        raise ValueError(f"{name}: there is none.")
    if not (np.abs(given) <= (_LATITUDE, _LONGITUDE)).all():  # read once; which fault it is, only then
        _refuse(~np.isfinite(given.sum(axis=1)), name, "has no position")
        _refuse(np.abs(given[:, 0]) > _LATITUDE, name, "has a latitude beyond 90 degrees")
        _refuse(np.abs(given[:, 1]) > _LONGITUDE, name, "has a longitude beyond 180 degrees")
    latitude, longitude = np.radians(given).T
    level = np.cos(latitude)
    return np.column_stack([level * np.cos(longitude), level * np.sin(longitude), np.sin(latitude)])


def _refuse(wrong: Mask, name: str, fault: str) -> None:
    """Refuse the first value that is wrong, saying where it is and how many others are."""
    if wrong.any():
        raise ValueError(
            f"{name}: {wrong.sum()} out of {len(wrong)}, first number {wrong.argmax()}, {fault}."
        )


def amounts(values: ArrayLike, count: int, name: str = "need") -> Floats:
    """Return one amount by place.

    Args:
        values: (count,), finite, at least 0, not all 0.
        count: How many places there are.
        name: What to call them in a refusal.

    Raises:
        ValueError: The shape is another one, an amount is missing, infinite or negative, or all are 0.

    """
    given = np.asarray(values, np.float64)
    if given.shape != (count,):
        raise ValueError(f"{name} of shape {given.shape}: one by place, ({count},), is needed.")
    _refuse(np.isnan(given), name, "is missing: unknown is not 0, leave the place out or estimate it")
    _refuse(np.isinf(given), name, "is infinite")
    _refuse(given < 0, name, "is negative")
    if not given.any():
        raise ValueError(f"{name}: it is 0 everywhere, there is nothing to reach.")
    return given


def radius(km: float, name: str = "radius") -> float:
    """Return the chord, on the unit sphere, of a radius in km.

    Args:
        km: Above 0, and at most half the way round the Earth (20,015 km).
        name: What to call it in a refusal.

    Raises:
        ValueError: It is out of range.

    """
    if not (math.isfinite(km) and km > 0):
        raise ValueError(f"{name} is {km!r} km: it must be a finite number above 0.")
    if km > FARTHEST_KM:
        raise ValueError(f"{name} is {km!r} km: nowhere on Earth is farther than {FARTHEST_KM:.0f} km.")
    return 2 * math.sin(km / (2 * EARTH_KM))


def kilometres(chords: Floats) -> Floats:
    """Return the great-circle distances, in km, of chords on the unit sphere, from 0; 2 and beyond is the antipode."""
    return 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))


def how_many(p: int, candidates: int) -> int:
    """Return how many sites to open.

    Args:
        p: From 1 to the number of candidates.
        candidates: How many places may be opened.

    Raises:
        ValueError: There is no candidate, or p is out of range.

    """
    if candidates < 1:
        raise ValueError("candidates: there is none, every place is forbidden.")
    if isinstance(p, bool) or not isinstance(p, int | np.integer) or p < 1:
        raise ValueError(f"p is {p!r}: it must be a whole number of at least 1.")
    if p > candidates:
        raise ValueError(f"p is {p}: only {candidates} places can be opened.")
    return int(p)


def numbers(chosen: Iterable[int], count: int, name: str) -> Ints:
    """Return places told by their number.

    Args:
        chosen: Distinct whole numbers from 0 to count - 1.
        count: How many places there are.
        name: What to call them in a refusal.

    Raises:
        ValueError: A number is there twice, or is not that of a place.

    """
    given = np.array(list(chosen), np.int64)
    if len(np.unique(given)) < len(given):
        raise ValueError(f"{name}: a place is there twice.")
    _refuse((given < 0) | (given >= count), name, f"is not a number from 0 to {count - 1}")
    return given


def groups(labels: ArrayLike, count: int, name: str = "groups") -> Ints:
    """Return the group of each place, as numbers from 0.

    Args:
        labels: (count,), a département for instance, as text or numbers.
        count: How many places there are.
        name: What to call them in a refusal.

    Returns:
        (count,), the rank of each label among the sorted distinct ones.

    Raises:
        ValueError: The shape is another one.

    """
    given = np.asarray(labels)
    if given.shape != (count,):
        raise ValueError(f"{name} of shape {given.shape}: one by place, ({count},), is needed.")
    return np.unique(given, return_inverse=True)[1].astype(np.int64)


def sums(groups: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of some values in each group, told by numbers from 0: (count,)."""
    return np.bincount(groups, values, minlength=count).astype(np.float64)


def share(value: float, name: str) -> float:
    """Return a share above 0 and at most 1, or say that it is not one."""
    if not 0 < value <= 1:
        raise ValueError(f"{name} is {value!r}: it must be above 0 and at most 1.")
    return float(value)
