"""Read one file under limits, and print it as JSON lines.

Called as `python -m maillage.common.spreadsheet_child FILE LIMITS`, LIMITS being a JSON object. Prints lines:
["kind", name], ["hidden", [sheet…]], ["sheet", name], ["rows", [[line, cell…]…]], and at last ["end"] or
["stopped", code, sheet, line, column, found]. A line that is missing at the end means that the process died.
"""

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import python_calamine

from maillage.common.spreadsheet_child.bounds import Limits, Place, Stopped
from maillage.common.spreadsheet_child.delimited import read_delimited
from maillage.common.spreadsheet_child.nature import nature
from maillage.common.spreadsheet_child.scan import Survey, survey

_BATCH = 250
_READABLE = {"xlsx", "ods", "csv"}


def confine(limits: Limits) -> None:
    """Bound the memory and the processor time of this process, and forbid it to write files."""
    try:
        import resource  # noqa: PLC0415 - absent from Windows, where only the time limit of the parent applies
    except ImportError:
        return
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        ceiling = resource.getrlimit(kind)[1]
        allowed = bound if ceiling == resource.RLIM_INFINITY else min(bound, ceiling)
        resource.setrlimit(kind, (allowed, ceiling))


class Printer:
    """Print the JSON lines, and count what they hold."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.printed = 0

    def say(self, *line: object) -> None:
        """Print one line."""
        text = json.dumps(line, default=_in_json)
        self.printed += len(text)
        if self.printed > self.limits.text_bytes:
            raise Stopped("too_much_text")
        sys.stdout.write(text + "\n")

    def rows(self, sheet: str, rows: Iterable[tuple[int, list[object]]]) -> None:
        """Print rows by batches, without the blank ones; each starts with its line."""
        batch: list[list[object]] = []
        for line, row in rows:
            if all(isinstance(cell, str) and not cell.strip() for cell in row):
                continue
            self._check_lengths(sheet, line, row)
            batch.append([line, *row])
            if len(batch) == _BATCH:
                self.say("rows", batch)
                batch = []
        if batch:
            self.say("rows", batch)

    def _check_lengths(self, sheet: str, line: int, row: list[object]) -> None:
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, str) and len(cell) > self.limits.cell_length:
                raise Stopped("long_cell", Place(sheet=sheet, line=line, column=column))


def _in_json(value: object) -> object:
    """Return what JSON lacks: days and moments as marked objects, durations as text, errors as found."""
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def read(path: Path, limits: Limits, printer: Printer) -> None:
    """Print the content of a file, or stop with the reason why not."""
    kind = nature(path, limits)
    printer.say("kind", kind)
    if kind == "csv":
        printer.say("sheet", "")
        printer.rows("", enumerate((list[object](row) for row in read_delimited(path, limits)), start=1))
    elif kind in _READABLE:
        _read_workbook(path, survey(path, kind, limits), printer)
    else:
        raise Stopped("not_a_table", found=kind)


def _read_workbook(path: Path, surveys: dict[str, Survey], printer: Printer) -> None:
    try:
        with python_calamine.load_workbook(str(path)) as workbook:
            sheets, visible = workbook.sheets_metadata, python_calamine.SheetVisibleEnum.Visible
            tables = [sheet for sheet in sheets if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
            shown = [sheet.name for sheet in tables if sheet.visible == visible]
            printer.say("hidden", [sheet.name for sheet in tables if sheet.name not in shown])
            for name in shown:
                printer.say("sheet", name)
                rows = _rows(workbook.get_sheet_by_name(name), surveys[name].errors)
                printer.rows(name, rows)
    except (python_calamine.CalamineError, KeyError) as error:
        raise Stopped("broken") from error


def _rows(
    sheet: python_calamine.CalamineSheet, errors: dict[int, dict[int, str]]
) -> Iterable[tuple[int, list[object]]]:
    """Yield the rows of a sheet from its first line and column, with the errors put back in place."""
    # A sheet that holds nothing but errors, or lines of errors around its values, has no value to anchor it.
    left = sheet.start[1] if sheet.start else 0
    values = iter(sheet.iter_rows()) if sheet.start else iter(())
    last = max(errors, default=0)
    line = 0
    while True:
        line += 1
        row = next(values, None)
        if row is None and line > last:
            return
        cells: list[object] = [*[""] * left, *(row or ())]
        for column, error in errors.get(line, {}).items():
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = {"error": error}
        yield line, cells


def main() -> int:
    """Run the reading that the command line asks for."""
    path, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    confine(limits)
    printer = Printer(limits)
    try:
        read(path, limits, printer)
    except Stopped as stop:
        printer.limits = Limits(text_bytes=sys.maxsize)
        place = stop.place
        printer.say("stopped", stop.code, place.sheet, place.line, place.column, stop.found)
    except MemoryError:
        die()
    else:
        printer.say("end")
    sys.stdout.flush()
    return 0


def die() -> NoReturn:
    """Leave at once: without memory, even an orderly end may fail."""
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
