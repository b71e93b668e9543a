"""A first walk through the XML of a workbook, before anything large is built from it.

The library that reads values keeps every sheet as a rectangle in memory, so that one cell at XFD1048576 asks
for hundreds of gigabytes; it also gives errors, and formulas never calculated, as blanks. This walk finds both.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

from maillage.common.spreadsheet_child.bounds import Limits, Place, Stopped
from maillage.common.spreadsheet_child.nature import plain_name

UNCALCULATED = "#FORMULE"
_DIGITS = "0123456789"
_LETTERS = 26
_CHUNK = 2**16

_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, ValueError)
# Programs that do not mark errors still show them.
_SHOWN_ERROR = re.compile(r"#(?:REF!|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|N/A|NUM!|NOMBRE!|NULL!|NUL!)|Err:\d+")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass
class Survey:
    """Hold what a walk learned of a sheet: its errors, by line and column, counted from 1."""

    name: str
    lines: int = 0
    columns: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)

    def fill(self, line: int, column: int, limits: Limits) -> None:
        """Note that a cell is filled, and stop if the sheet outgrows its bounds."""
        self.lines, self.columns = max(self.lines, line), max(self.columns, column)
        if line > limits.rows or column > limits.columns or self.lines * self.columns > limits.cells:
            raise Stopped("too_far", Place(sheet=self.name, line=line, column=column))


def survey(path: Path, kind: str, limits: Limits) -> dict[str, Survey]:
    """Walk through a workbook and return what was learned of each sheet, by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {plain_name(name): name for name in archive.namelist()}
            if kind == "ods":
                ods = _OdsWalk(limits)
                with archive.open(parts["content.xml"]) as content:
                    _parse(content, ods.start, ods.end, ods.text)
                return ods.surveys
            return _survey_xlsx(archive, parts, limits)
    except expat.ExpatError as error:
        raise Stopped("broken") from error
    except _UNREADABLE as error:
        raise Stopped("cut") from error


def _parse(source: IO[bytes], start: Start, end: End, text: Callable[[str], None] | None = None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - positional in the standard library
    parser.Parse(b"", True)  # noqa: FBT003


def _refuse_doctype(*_declaration: object) -> None:
    # No spreadsheet program declares one; it is where entities that expand without end are hidden.
    raise Stopped("doctype")


def _local(name: str) -> str:
    return name if ":" not in name else name.rpartition(":")[2]


# XLSX: one part for each sheet, found through the workbook and its relations.


def _survey_xlsx(archive: zipfile.ZipFile, parts: dict[str, str], limits: Limits) -> dict[str, Survey]:
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _elements(archive, parts["xl/_rels/workbook.xml.rels"], "Relationship")
    }
    surveys = {}
    for sheet in _elements(archive, parts["xl/workbook.xml"], "sheet"):
        relation = next((value for key, value in sheet.items() if _local(key) == "id"), "")
        target = targets.get(relation, "")
        place = plain_name(target if target.startswith("/") else str(PurePosixPath("xl", target)))
        found = Survey(sheet.get("name", ""))
        if "chartsheet" not in place and "dialogsheet" not in place:
            walk = _XlsxWalk(found, limits)
            with archive.open(parts[place]) as content:
                _parse(content, walk.start, walk.end, walk.text)
        surveys[found.name] = found
    return surveys


def _elements(archive: zipfile.ZipFile, part: str, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == wanted:
            found.append(attributes)

    with archive.open(part) as content:
        _parse(content, start, lambda _name: None)
    return found


class _XlsxWalk:
    """Follow the cells of one sheet."""

    def __init__(self, found: Survey, limits: Limits) -> None:
        self.found, self.limits = found, limits
        self.line = self.column = 0
        self.kind = ""
        self.has_formula = self.filled = self.in_value = False
        self.value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self.filled = self.in_value = True
        elif name == "is":
            self.filled = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.line = int(attributes.get("r", self.line + 1))
            self.column = 0

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        letters = reference.rstrip(_DIGITS)
        if letters:
            self.line = int(reference[len(letters) :])
            self.column = column_number(letters)
        else:
            self.column += 1
        self.kind = attributes.get("t", "n")
        self.has_formula = self.filled = False
        self.value = ""

    def text(self, text: str) -> None:
        # Only errors and results of formulas are read here; the rest is left to the faster library.
        if self.in_value and (self.kind == "e" or self.has_formula) and len(self.value) <= _LETTERS:
            self.value += text

    def end(self, name: str) -> None:
        name = _local(name)
        if name == "v":
            self.in_value = False
        elif name == "c":
            self._close_cell()

    def _close_cell(self) -> None:
        error = ""
        if self.kind == "e":
            error = self.value or UNCALCULATED
        elif self.has_formula and not self.value and self.kind != "str":
            error = UNCALCULATED
        if error:
            self.found.errors.setdefault(self.line, {})[self.column] = error
        if error or self.filled:
            self.found.fill(self.line, self.column, self.limits)


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


# ODS: one part for all sheets, where rows and cells are repeated by an attribute.


class _OdsWalk:
    """Follow the cells of all the sheets of an OpenDocument workbook."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.surveys: dict[str, Survey] = {}
        self.found = Survey("")
        self.line = self.column = 0
        self.repeated_lines = self.repeated_columns = 1
        self.cell: dict[str, str] | None = None
        self.notes = 0
        self.value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in {"table:table-cell", "table:covered-table-cell"}:
            self.cell, self.value = attributes, ""
            self.repeated_columns = int(attributes.get("table:number-columns-repeated", 1))
        elif name == "table:table-row":
            self.column = 0
            self.repeated_lines = int(attributes.get("table:number-rows-repeated", 1))
        elif name == "table:table":
            self.found = Survey(attributes.get("table:name", ""))
            self.surveys[self.found.name] = self.found
            self.line = 0
        elif name == "office:annotation":
            self.notes += 1

    def text(self, text: str) -> None:
        if self.cell is not None and not self.notes and len(self.value) <= _LETTERS:
            self.value += text

    def end(self, name: str) -> None:
        if name in {"table:table-cell", "table:covered-table-cell"}:
            self._close_cell()
        elif name == "table:table-row":
            self.line += self.repeated_lines
        elif name == "office:annotation":
            self.notes -= 1

    def _close_cell(self) -> None:
        attributes, self.cell = self.cell or {}, None
        error = _ods_error(attributes, self.value)
        if error or self.value or "office:value-type" in attributes:
            # The far corner of what the cell repeats is checked before anything is noted one by one.
            self.found.fill(self.line + self.repeated_lines, self.column + self.repeated_columns, self.limits)
        if error:
            for line in range(self.line + 1, self.line + self.repeated_lines + 1):
                for column in range(self.column + 1, self.column + self.repeated_columns + 1):
                    self.found.errors.setdefault(line, {})[column] = error
        self.column += self.repeated_columns


def _ods_error(attributes: dict[str, str], shown: str) -> str:
    kind = attributes.get("calcext:value-type") or attributes.get("office:value-type")
    if kind == "error":
        return shown or UNCALCULATED
    if "table:formula" not in attributes:
        return ""
    if kind is None:
        return UNCALCULATED
    return shown if _SHOWN_ERROR.fullmatch(shown) else ""
