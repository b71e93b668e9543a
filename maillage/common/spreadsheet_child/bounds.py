"""How much of a stranger's file is read, and how a reading stops."""

from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bound what a file may hold and what reading it may cost."""

    file_bytes: int = 25 * MEGABYTE
    entries: int = 2_000
    unpacked_bytes: int = 300 * MEGABYTE
    ratio: int = 250
    rows: int = 100_000
    columns: int = 500
    cells: int = 3_000_000
    cell_length: int = 32_767  # what Excel itself accepts
    text_bytes: int = 150 * MEGABYTE
    memory_bytes: int = 1024 * MEGABYTE
    cpu_seconds: int = 30
    wall_seconds: int = 60


@dataclass(frozen=True, kw_only=True)
class Place:
    """Point at a cell, a line or a sheet; lines and columns count from 1."""

    sheet: str = ""
    line: int = 0
    column: int = 0


class Stopped(Exception):  # noqa: N818 - a verdict on the file, not a fault of the program
    """Stop reading, with the code of the reason, where it is, and what was found."""

    def __init__(self, code: str, place: Place | None = None, found: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.place = place or Place()
        self.found = found
