"""Two people at once, each on a connection of their own."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError, connection, connections

from maillage.common.errors import Refused

R = TypeVar("R")


def race(action: Callable[[], object], database: Path) -> list[BaseException | None]:
    """Run an action twice at once, each on its own connection; return what each one met.

    On SQLite the race is run on a copy of the database: ask in the action what it left.
    """
    settings = connection.settings_dict
    if connection.vendor == "sqlite":  # in memory, connections are one: the race is run on a copy, on disk
        with sqlite3.connect(database) as copy:
            connection.connection.backup(copy)
        copy.close()
        settings = {**settings, "NAME": str(database)}
    met: list[BaseException | None] = []

    def run() -> None:
        mine = connections["default"]
        mine.settings_dict = settings
        try:
            action()
        except (Refused, IntegrityError) as refusal:
            met.append(refusal)
        else:
            met.append(None)
        finally:
            mine.close()

    rivals = [threading.Thread(target=run) for _ in range(2)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    return met


def read_after(database: Path, ask: Callable[[], R]) -> R:
    """Return what the race left: on SQLite it was run on a copy, which is asked there."""
    if connection.vendor != "sqlite":
        return ask()
    found: list[R] = []

    def elsewhere() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": str(database)}
        try:
            found.append(ask())
        finally:
            connection.close()

    asked = threading.Thread(target=elsewhere)
    asked.start()
    asked.join()
    return found[0]
