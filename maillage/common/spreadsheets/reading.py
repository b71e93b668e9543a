"""Read a file that a stranger made: another process opens it, this one only receives plain values."""

import datetime as dt
import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, cast

import maillage
from maillage.common.normalise import clean_text, fold
from maillage.common.spreadsheet_child.bounds import Limits, Place
from maillage.common.spreadsheets.refusals import refuse, refuse_nature
from maillage.common.spreadsheets.values import Cell, CellError, Row, Sheet, Workbook, cell_name
from maillage.common.spreadsheets.writing import unprotected

DEFAULT_LIMITS = Limits()

_ROOT = Path(maillage.__path__[0]).parent
_NAMES = {
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "xls": "xls",
    "ods": "ods",
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
}
_EXACT = 2**53  # above, a float no longer counts one by one
_MAX_TITLES = 10

Message = list[Any]  # a JSON line of the child: its first word says what follows


def read(
    path: Path, *, name: str = "", limits: Limits = DEFAULT_LIMITS, allow_no_rows: bool = False
) -> Workbook:
    """Return the sheets of an XLSX, ODS or CSV file, or refuse it; the name is the one its owner knows."""
    name = clean_text(name or path.name)
    _check_file(path, name, limits)
    kind, hidden, tables = "", (), []
    with _child(path, name, limits) as messages:
        for message in messages:
            match message:
                case ["kind", found]:
                    kind = _check_kind(name, found)
                case ["hidden", sheets]:
                    hidden = tuple(sheets)
                case ["sheet", sheet]:
                    tables.append((sheet, list[Row]()))
                case ["rows", rows]:
                    tables[-1][1].extend(_row(row) for row in rows)
                case ["stopped", "not_a_table", *_place, found]:
                    raise refuse_nature(name, claimed=_claimed(name), found=found)
                case ["stopped", code, sheet, line, column, found]:
                    place = Place(sheet=sheet, line=line, column=column)
                    raise refuse(name, code, place=place, found=found, limits=limits)
    sheets = tuple(_sheet(name, kind, title, rows, limits) for title, rows in tables if rows)
    if not sheets:
        raise refuse(name, "empty", limits=limits)
    if not allow_no_rows and not any(sheet.rows for sheet in sheets):
        raise refuse(name, "no_rows", place=Place(sheet=sheets[0].name), limits=limits)
    return Workbook(name, cast("Literal['xlsx', 'ods', 'csv']", kind), sheets, hidden)


def _check_file(path: Path, name: str, limits: Limits) -> None:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise refuse(name, "folder", limits=limits)
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise refuse(name, "absent", limits=limits) from error
    except OSError as error:
        raise refuse(name, "forbidden", limits=limits) from error
    if not size:
        raise refuse(name, "empty", limits=limits)
    if size > limits.file_bytes:
        raise refuse(name, "too_big", limits=limits)


def _claimed(name: str) -> str:
    return _NAMES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def _check_kind(name: str, found: str) -> str:
    """Refuse a file that is not what its name says: its owner may have chosen the wrong one."""
    claimed = _claimed(name)
    if claimed and claimed != found:
        raise refuse_nature(name, claimed=claimed, found=found)
    return found


@contextmanager
def _child(path: Path, name: str, limits: Limits) -> Iterator[Iterator[Message]]:
    """Run the process that opens the file, and give its messages as they come."""
    command = [sys.executable, "-E", "-s", "-m", "maillage.common.spreadsheet_child"]
    process = subprocess.Popen(  # noqa: S603 - our own program, the file is only an argument
        [*command, str(path.resolve()), json.dumps(asdict(limits))],
        cwd=_ROOT,
        env={},  # the secrets of the site stay out of the process that opens strangers' files
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    # On systems without resource limits, this clock is the only bound.
    clock = threading.Timer(limits.wall_seconds, process.kill)
    clock.start()
    try:
        with process:
            try:
                yield _messages(process, name, limits)
            finally:
                process.kill()
    finally:
        clock.cancel()


def _messages(process: subprocess.Popen[bytes], name: str, limits: Limits) -> Iterator[Message]:
    assert process.stdout is not None  # noqa: S101 - asked for above
    for line in process.stdout:
        # A line without its end was cut by the death of the process.
        if not line.endswith(b"\n"):
            break
        message: Message = json.loads(line, object_hook=_marked)
        if message == ["end"]:
            return
        yield message
    # Killed by its limits, or by a fault of the library on a file made for that: no verdict came.
    raise refuse(name, "too_heavy", limits=limits)


def _marked(found: dict[str, str]) -> Cell:
    """Return the value that JSON lacks and the child marked."""
    if "day" in found:
        return dt.date.fromisoformat(found["day"])
    if "moment" in found:
        return dt.datetime.fromisoformat(found["moment"])
    return CellError(found["error"])


def _row(values: list[Any]) -> Row:
    """Return a row from the list of its line and its values; blanks become None, whole numbers integers."""
    return Row(
        values[0],
        tuple(
            None
            if value == ""
            else int(value)
            if type(value) is float and value.is_integer() and abs(value) < _EXACT
            else value
            for value in values[1:]
        ),
    )


def _sheet(name: str, kind: str, title: str, rows: list[Row], limits: Limits) -> Sheet:
    """Return a sheet with its header recognised, every row as wide as the widest."""
    if kind == "csv":
        rows = [Row(row.line, tuple(map(_unprotected, row.cells))) for row in rows]
    start = _header_index(rows)
    header_row = rows[start]
    titles = [_title(cell) for cell in header_row.cells]
    while titles and not titles[-1]:
        titles.pop()
    place = Place(sheet=title, line=header_row.line)
    if not any(any(c.isalpha() for c in text) for text in titles):
        raise refuse(name, "no_header", place=place, limits=limits)
    _check_titles(name, titles, place, limits)
    body = rows[start + 1 :]
    width = max([len(titles), *(_filled_width(row) for row in body)])
    if kind == "csv":
        for row in body:
            if _filled_width(row) > len(titles):
                wrong = Place(line=row.line, column=len(titles) + 1)
                raise refuse(name, "untitled", place=wrong, limits=limits)
    return Sheet(
        name=title,
        header=(*titles, *[""] * (width - len(titles))),
        header_line=header_row.line,
        rows=[Row(row.line, _fitted(row.cells, width)) for row in body],
        preamble=tuple(_title(cell) for row in rows[:start] for cell in row.cells if _title(cell)),
    )


def _header_index(rows: list[Row]) -> int:
    """Return where the header is: the first row, or the first wide one below titles of a single cell."""
    for index, row in enumerate(rows[: _MAX_TITLES + 1]):
        if sum(_title(cell) != "" for cell in row.cells) > 1:
            return index
    return 0


def _title(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else clean_text(str(cell))


def _check_titles(name: str, titles: Iterable[str], place: Place, limits: Limits) -> None:
    seen: dict[str, int] = {}
    for column, text in enumerate(titles, start=1):
        key = fold(text)
        if key and key in seen:
            raise refuse(
                name,
                "header_twice",
                place=Place(sheet=place.sheet, line=place.line, column=column),
                found=text,
                other=cell_name(place.line, seen[key]),
                limits=limits,
            )
        seen[key] = column


def _filled_width(row: Row) -> int:
    width = len(row.cells)
    while width and row.cells[width - 1] is None:
        width -= 1
    return width


def _fitted(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return cells[:width] if len(cells) >= width else (*cells, *[None] * (width - len(cells)))


def _unprotected(cell: Cell) -> Cell:
    return unprotected(cell) if isinstance(cell, str) else cell
