"""Bring the database up to date, make the table of the cache, and set SQLite's journal once."""

import sqlite3
from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

# Below these versions a bug of the write-ahead log can lose acknowledged writes when several processes write.
SAFE = (3, 51, 3)
SAFE_BRANCHES = {(3, 50): 7, (3, 44): 6}


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this version of SQLite may use its write-ahead log."""
    return version >= SAFE or version[2] >= SAFE_BRANCHES.get(version[:2], 1_000)


class Command(Migrate):
    """Migrate, make the table of the cache, then set the journal mode that this version of SQLite makes safe."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Migrate, make the table of the cache, set the journal."""
        answer: str | None = super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            call_command("createcachetable", database=options["database"], verbosity=0)
        connection = connections[options["database"]]
        if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined] # SQLite only
            mode = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA journal_mode={mode}")
        return answer
