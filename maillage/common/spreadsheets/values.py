"""What a spreadsheet holds, read or to be written."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

_LETTERS = 26


@dataclass(frozen=True, slots=True)
class CellError:
    """Hold what a cell shows when it has no value: #REF!, #N/A, or a formula that was never calculated."""

    text: str

    def __str__(self) -> str:
        return self.text


Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | CellError | None


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the cells of a line, numbered as the spreadsheet program shows it."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold a sheet: the titles written above its table, its column titles, its rows without the blank ones."""

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: list[Row]
    preamble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """Hold the sheets of a file, and the names of those that are hidden and were not read."""

    name: str
    kind: Literal["xlsx", "ods", "csv"]
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


Kind: TypeAlias = Literal["text", "integer", "decimal", "date", "percent"]
OutCell: TypeAlias = str | int | float | Decimal | bool | dt.date | dt.datetime | None


@dataclass(frozen=True)
class Column:
    """Describe a column to write; without a width, the column fits what it holds."""

    title: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, kw_only=True)
class SheetOut:
    """Describe a sheet to write; the heading says what the table is: its day, its filters, its source."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[OutCell]]
    heading: Sequence[str] = ()


def column_letters(column: int) -> str:
    """Return the letters of a column from its number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return letters


def cell_name(line: int, column: int) -> str:
    """Return the name by which a spreadsheet program calls a cell, both counted from 1: 3, 2 is B3."""
    return f"{column_letters(column)}{line}"
