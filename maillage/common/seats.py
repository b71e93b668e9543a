"""Seats that are given: some taken, some kept for those who were promised one, the others for anybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K")


@dataclass(frozen=True, kw_only=True)
class Seats(Generic[K]):
    """Hold how many seats there are, are given, are kept for some; and how many people wait."""

    capacity: int
    taken: int
    waiting: int
    kept: Mapping[K, int]  # of each that has kept seats, those that nobody has taken

    @property
    def free(self) -> int:
        """Return how many seats anybody may take."""
        return max(self.capacity - self.taken - sum(self.kept.values()), 0)

    @property
    def some_left(self) -> bool:
        """Tell whether anybody at all may still sit."""
        return self.free > 0 or (self.taken < self.capacity and any(self.kept.values()))

    def on_kept(self, keys: Collection[K]) -> K | None:
        """Return on whose kept seats someone may sit; nobody's: they take a free one, or wait."""
        if self.taken >= self.capacity:
            return None
        return next((key for key, left in self.kept.items() if left and key in keys), None)
