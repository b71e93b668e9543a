"""Two people who act at the same time, each on their own connection."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections

from maillage.common.errors import Refused

Met = list[BaseException | None]


@contextlib.contextmanager
def arena(folder: Path) -> Iterator[None]:
    """Act on a database that has several connections: in memory they are one, so it is copied on disk."""
    if connection.vendor != "sqlite":
        yield
        return
    database = folder / "arena.sqlite3"
    with sqlite3.connect(database) as copy:
        connection.connection.backup(copy)
    copy.close()
    held, settings = connection.connection, connection.settings_dict
    # Found again by the threads, which open their own connections.
    connection.settings_dict = {**settings, "NAME": str(database)}
    connection.connection = None
    try:
        yield
    finally:
        if connection.connection is not None:
            connection.connection.close()
        connection.connection, connection.settings_dict = held, settings


def race(*actions: Callable[[], object]) -> Met:
    """Run actions at once; return what each one met, in their order."""
    settings = connection.settings_dict
    met: Met = [None] * len(actions)

    def run(rank: int, action: Callable[[], object]) -> None:
        mine = connections["default"]
        mine.settings_dict = settings
        try:
            action()
        except (Refused, DatabaseError) as refusal:
            met[rank] = refusal
        finally:
            mine.close()

    rivals = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    return met


def meeting(function: Callable[..., Any], seconds: float = 1) -> Callable[..., Any]:
    """Return a function that first waits for the other rival to call it too, for a while.

    Where a lock keeps the other one away, the wait ends by itself.
    """
    both = threading.Barrier(2, timeout=seconds)

    def call(*arguments: Any, **named: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()
        return function(*arguments, **named)

    return call
