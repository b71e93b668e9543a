"""What is dear to make, kept in memory for as long as it serves: a few at a time, the last used last."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Keep the last things that were asked for; nobody changes what is kept."""

    def __init__(self, most: int) -> None:
        """Keep that many at most."""
        self._most = most
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, made the first time; two who ask at once may both make it."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return made

    def held(self, key: Hashable) -> T | None:
        """Return what is kept under a key, if it still is."""
        with self._lock:
            return self._held.get(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
