"""Draw the same things every time."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")
_SUNDAY = 6


class Draw:
    """Draw from a seed with `random()` alone, the only method that Python promises never to change."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def chance(self, share: float) -> bool:
        """Tell yes in this share of the cases."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one(self, choices: Sequence[_T]) -> _T:
        """Return one of the choices."""
        return choices[int(self._random.random() * len(choices))]

    def some(self, choices: Sequence[_T], count: int) -> list[_T]:
        """Return several of the choices, each once, in an order of its own."""
        left = list(choices)
        return [left.pop(int(self._random.random() * len(left))) for _ in range(min(count, len(left)))]

    def weighted(self, choices: Sequence[_T], weights: Sequence[float]) -> _T:
        """Return one of the choices, in proportion to its weight."""
        mark = self._random.random() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            mark -= weight
            if mark < 0:
                return choice
        return choices[-1]

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """Return a day from first to last, both included, a Sunday only if there is nothing else."""
        days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
        return self.one([day for day in days if day.weekday() != _SUNDAY] or days)
