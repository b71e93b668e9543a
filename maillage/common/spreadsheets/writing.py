"""Write tables that open well in a spreadsheet program, and that are never taken for formulas."""

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils import timezone

from maillage.common.spreadsheets.ods import ods_content
from maillage.common.spreadsheets.values import Column, OutCell, SheetOut

Target = Path | IO[bytes]

_DANGER = re.compile(r"'*[=+\-@\t\r\n]")
_CELL_LENGTH = 32_767  # Excel holds no more in a cell
_CUT = " […]"
_EXACT_DIGITS = 15
_MIN_WIDTH, _MAX_WIDTH = 9, 60
_MEASURED_ROWS = 200
_LINE_HEIGHT, _MAX_LINES = 15, 27  # in points; Excel refuses rows above 409
# The file says when it was made; a fixed day makes equal tables equal files.
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a date without place, as the format wants it
_SHEET_NAME_LENGTH = 31


def protected(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula when it opens a CSV."""
    return "'" + text if _DANGER.match(text) else text


def unprotected(text: str) -> str:
    """Return the text that was protected."""
    return text[1:] if text.startswith("'") and _DANGER.match(text) else text


# --- CSV


def write_csv(target: Target, sheet: SheetOut, *, separator: str = ";") -> None:
    """Write a table as CSV: UTF-8 with its mark, decimal commas, French dates, and no heading."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([protected(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell, column) for cell, column in zip(row, sheet.columns, strict=True)])
    _put(target, text.getvalue().encode("utf-8-sig"))


def _csv_cell(cell: OutCell, column: Column) -> str:
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, str):
        return protected(value)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    if column.kind == "percent":
        return _comma(Decimal(str(value)) * 100) + " %"
    return str(value) if isinstance(value, int) else _comma(Decimal(str(value)))


def _comma(number: Decimal) -> str:
    """Return a number with a comma, without the zeros that say nothing."""
    return f"{number.normalize():f}".replace(".", ",")


def _put(target: Target, content: bytes) -> None:
    if isinstance(target, Path):
        target.write_bytes(content)
    else:
        target.write(content)


def _plain(cell: OutCell) -> str | int | float | Decimal | dt.date | dt.datetime | None:
    """Return a cell without what no format holds: booleans, time zones, infinities, very long texts."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, str):
        return cell if len(cell) <= _CELL_LENGTH else cell[: _CELL_LENGTH - len(_CUT)] + _CUT
    if isinstance(cell, dt.datetime):
        return timezone.make_naive(cell) if cell.tzinfo else cell
    if isinstance(cell, int | float | Decimal) and not math.isfinite(cell):
        return None
    return cell


# --- XLSX


def write_xlsx(target: Target, sheets: Sequence[SheetOut]) -> None:
    """Write tables as an Excel workbook: titles frozen and filtered, widths that fit, dates and numbers as such."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _CREATED})
    styles = _Styles(book)
    for name, sheet in zip(sheet_names(sheets), sheets, strict=True):
        _write_sheet(book.add_worksheet(name), sheet, styles)
    book.close()
    _put(target, buffer.getvalue())


class _Styles:
    """Hold the few formats of our workbooks."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top"}
        text = {**top, "align": "left", "indent": 1}  # else a text touches the number before it
        self.heading = book.add_format({"italic": True, "font_color": "#4A4A4A"})
        self.first_heading = book.add_format({"bold": True, "font_size": 14})
        title = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF3", "bottom": 1}
        self.title = book.add_format({**title, "align": "left", "indent": 1})
        self.number_title = book.add_format({**title, "align": "right"})
        self.text = book.add_format(text)
        self.wrapped = book.add_format({**text, "text_wrap": True})
        # The quote mark stays with the cell: edited or saved as CSV later, it is still text.
        self.quoted = book.add_format({**text, "text_wrap": True, "quote_prefix": True})
        self.date = book.add_format({**text, "num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({**text, "num_format": "dd/mm/yyyy hh:mm"})
        self.numbers = {
            "integer": book.add_format({**top, "num_format": "#,##0"}),
            "decimal": book.add_format({**top, "num_format": "#,##0.##########"}),
            "percent": book.add_format({**top, "num_format": "0.##########\u00a0%"}),
        }


def _write_sheet(page: xlsxwriter.worksheet.Worksheet, sheet: SheetOut, styles: _Styles) -> None:
    for index, words in enumerate(sheet.heading):
        page.write_string(index, 0, words, styles.heading if index else styles.first_heading)
    top = len(sheet.heading) + 1 if sheet.heading else 0
    for number, column in enumerate(sheet.columns):
        style = styles.number_title if column.kind in styles.numbers else styles.title
        page.write_string(top, number, column.title, style)
    widths = [_word_width(column.title) for column in sheet.columns]
    line = top
    for row in sheet.rows:
        line += 1
        height = 1
        for number, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, (line, number), cell, column, styles)
            if line - top <= _MEASURED_ROWS:
                widths[number] = max(widths[number], _shown_width(cell))
            height = max(height, _shown_lines(cell, column.width or _MAX_WIDTH))
        if height > 1:
            page.set_row(line, min(height, _MAX_LINES) * _LINE_HEIGHT)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width or min(widths[number] + 2, _MAX_WIDTH))
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, max(line, top + 1), len(sheet.columns) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    cell: OutCell,
    column: Column,
    styles: _Styles,
) -> None:
    value = _plain(cell)
    if value is None or value == "":
        return
    if isinstance(value, str):
        long = "\n" in value or len(value) > (column.width or _MAX_WIDTH)
        style = styles.quoted if _DANGER.match(value) else styles.wrapped if long else styles.text
        page.write_string(*place, value, style)
    elif isinstance(value, dt.datetime):
        page.write_datetime(*place, value, styles.moment)
    elif isinstance(value, dt.date):
        page.write_datetime(*place, value, styles.date)
    elif len(Decimal(str(value)).as_tuple().digits) > _EXACT_DIGITS and not isinstance(value, float):
        page.write_string(*place, str(value), styles.text)  # as a number, its last digits would become zeros
    else:
        page.write_number(*place, value, styles.numbers.get(column.kind, styles.text))


def _word_width(title: str) -> int:
    """Return the room that a title needs when it may be cut between words."""
    return max([_MIN_WIDTH, *(len(word) for word in title.split()), math.ceil(len(title) / 2)])


def _shown_width(cell: OutCell) -> int:
    if isinstance(cell, dt.date):
        return len("25/11/2016 10:30") if isinstance(cell, dt.datetime) else len("25/11/2016")
    lines: Iterable[str] = "" if cell is None else str(cell).split("\n")
    return max(map(len, lines), default=0)


def _shown_lines(cell: OutCell, width: int) -> int:
    return sum(math.ceil(len(line) / width) or 1 for line in cell.split("\n")) if isinstance(cell, str) else 1


def sheet_names(sheets: Sequence[SheetOut]) -> list[str]:
    """Return names that spreadsheet programs accept: short, without marks, each once."""
    taken: set[str] = set()
    return [_free_name(sheet.name, taken) for sheet in sheets]


def _free_name(wanted: str, taken: set[str]) -> str:
    bare = re.sub(r"[\s\[\]:*?/\\\x00-\x1f]+", " ", wanted).strip(" '") or "Feuille"
    numbered = _numbered(bare[:_SHEET_NAME_LENGTH].rstrip(" '"))
    # "History" is a name that Excel keeps for itself.
    name = next(name for name in numbered if name.lower() not in taken | {"history"})
    taken.add(name.lower())
    return name


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        suffix = f" ({number})"
        yield name[: _SHEET_NAME_LENGTH - len(suffix)].rstrip() + suffix
        number += 1


# --- ODS


def write_ods(target: Target, sheets: Sequence[SheetOut]) -> None:
    """Write tables as an OpenDocument workbook, plainly: titles in bold, dates and numbers as such."""
    tables = [
        (
            name,
            sheet.heading,
            sheet.columns,
            ([_plain(cell) for cell in row] for row in sheet.rows),
        )
        for name, sheet in zip(sheet_names(sheets), sheets, strict=True)
    ]
    _put(target, ods_content(tables))
