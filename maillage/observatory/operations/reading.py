"""Open an official file as it is published: a CSV, alone or in its ZIP, or a workbook; as lines of text."""

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.spreadsheet_child.bounds import MEGABYTE, Limits, Stopped
from maillage.common.spreadsheet_child.delimited import read_delimited
from maillage.common.spreadsheet_child.nature import nature
from maillage.common.spreadsheets import Cell, read
from maillage.common.spreadsheets.refusals import refuse, refuse_nature

# National tables: 35,000 communes and a hundred columns, or millions of journeys.
LIMITS = Limits(
    file_bytes=400 * MEGABYTE,
    unpacked_bytes=1_000 * MEGABYTE,
    rows=6_000_000,
    columns=600,
    cells=2_000_000_000,
)
_META = "meta"  # Insee adds a description of the columns beside the table
_BLOCK = 2**20


@dataclass(frozen=True, kw_only=True)
class Table:
    """Hold an open table: its titles, then its lines as they come, each with its number.

    Attributes:
        name: What its owner calls it.
        digest: The SHA-256 of the file, or of its ZIP.
        titles: Its first line.
        lines: The others, as text; an empty cell is an empty text.

    """

    name: str
    digest: str
    titles: tuple[str, ...]
    lines: Iterator[tuple[int, Sequence[str]]]


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """Open a file, or refuse it: where it is not there, empty, or no table."""
    name = path.name
    try:
        if not path.is_file():
            raise refuse(name, "folder" if path.is_dir() else "absent", limits=LIMITS)
        if path.stat().st_size > LIMITS.file_bytes:
            raise refuse(name, "too_big", limits=LIMITS)
        digest = _digest(path)
        with _table_of(path, name) as (table, kind):
            lines = _text(table) if kind == "csv" else _workbook(table, name)
            titles = next(lines, None)
            if titles is None:
                raise refuse(name, "empty", limits=LIMITS)
            yield Table(
                name=name,
                digest=digest,
                titles=tuple(title.strip() for title in titles[1]),
                lines=_after(lines, name),
            )
    except Stopped as stop:
        raise refuse(name, stop.code, place=stop.place, found=stop.found, limits=LIMITS) from stop


def _digest(path: Path) -> str:
    """Return the fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _table_of(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    """Give the table of a file and its kind; that of a ZIP is taken out of it, and forgotten afterwards."""
    kind = nature(path, LIMITS)
    if kind in {"csv", "xlsx", "ods"}:
        yield path, kind
        return
    if kind != "archive" or not zipfile.is_zipfile(path):
        raise refuse_nature(name, claimed="", found=kind)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        inside = Path(folder) / "table.csv"
        with archive.open(_data_of(archive, name)) as source, inside.open("wb") as target:
            shutil.copyfileobj(source, target, _BLOCK)
        yield inside, nature(inside, LIMITS)


def _data_of(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return the one table of a ZIP, beside which there may be a description of its columns."""
    tables = [
        one
        for one in archive.infolist()
        if one.filename.lower().endswith((".csv", ".txt"))
        and not Path(one.filename).name.lower().startswith(_META)
    ]
    if len(tables) != 1:
        raise Refused(
            _(
                "Le fichier « %(name)s » contient %(n)d tableaux CSV : il en faut un seul. Sortez-le de l'archive et "
                "donnez-le seul."
            )
            % {"name": name, "n": len(tables)}
        )
    return tables[0]


def _text(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines of a text, those that are blank left out."""
    for line, row in enumerate(read_delimited(path, LIMITS), start=1):
        if any(row):
            yield line, row


def _workbook(path: Path, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines of the first sheet of a workbook, its titles first, which another process opens."""
    sheet = read(path, name=name).sheets[0]
    yield sheet.header_line, sheet.header
    for row in sheet.rows:
        yield row.line, [_plain(cell) for cell in row.cells]


def _plain(cell: Cell) -> str:
    """Return a cell of a workbook as text."""
    return "" if cell is None else str(cell)


def _after(lines: Iterator[tuple[int, Sequence[str]]], name: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines below the titles; refuse a table that has none."""
    first = next(lines, None)
    if first is None:
        raise refuse(name, "no_rows", limits=LIMITS)
    yield first
    yield from lines
