"""A bilan as a workbook: what it is, every figure with its proof, the data of each chart, map and table."""

import datetime as dt
import re
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.bilan.document import Cell, Chart, Document, FranceMap, Prose, Table, figures
from maillage.bilan.renderers import wording
from maillage.common.palette import LINE, MIST, MUTED, VIOLET

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31  # letters in the name of a sheet
LONGEST_CELL = 32_767
WIDEST = 60


class _Workbook:
    """Write texts as texts and numbers as numbers, whatever they look like."""

    def __init__(self, target: BytesIO, document: Document) -> None:
        # A text that begins with "=" must stay a text: it was typed by someone, somewhere.
        self.book = xlsxwriter.Workbook(
            target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        printed = dt.datetime.combine(document.printed_on, dt.time.min, tzinfo=dt.UTC)
        self.book.set_properties(
            {"title": document.title[:250], "author": document.organisation[:250], "created": printed}
        )
        base = {"font_name": "Verdana", "font_size": 10, "valign": "top"}
        self.styles = {
            "text": self.book.add_format({**base, "text_wrap": True}),
            "number": self.book.add_format({**base, "num_format": "#,##0.##"}),
            "whole": self.book.add_format({**base, "num_format": "#,##0"}),
            "percent": self.book.add_format({**base, "num_format": "0.#%"}),
            "round_percent": self.book.add_format({**base, "num_format": "0%"}),
            "day": self.book.add_format({**base, "num_format": "dd/mm/yyyy", "align": "left"}),
            "moment": self.book.add_format({**base, "num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
            "unknown": self.book.add_format({**base, "italic": True, "font_color": MUTED}),
            "title": self.book.add_format({**base, "bold": True, "font_size": 15, "font_color": VIOLET}),
            "strong": self.book.add_format({**base, "bold": True}),
            "head": self.book.add_format(
                {**base, "bold": True, "bg_color": MIST, "bottom": 1, "bottom_color": LINE, "text_wrap": True}
            ),
        }
        self.names: set[str] = set()

    def sheet(self, title: str) -> xlsxwriter.worksheet.Worksheet:
        """Add a sheet under a name that spreadsheets accept and that no other sheet has."""
        name = FORBIDDEN.sub(" ", title).strip().strip("'").strip() or _("Feuille")
        name = " ".join(name.split())[:LONGEST_NAME].strip().strip("'") or _("Feuille")
        rank, unique = 2, name
        while unique.lower() in self.names or unique.lower() == "history":
            unique = f"{name[: LONGEST_NAME - 4].strip()} {rank}"
            rank += 1
        self.names.add(unique.lower())
        sheet = self.book.add_worksheet(unique)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def write(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, kind: str = "text"
    ) -> None:
        """Write one cell as what it is; an unknown value in words, never as 0 nor as nothing."""
        if cell is None:
            sheet.write_string(row, column, _("inconnu"), self.styles["unknown"])
        elif isinstance(cell, str):
            style = kind if kind in {"title", "strong", "head"} else "text"
            sheet.write_string(row, column, cell[:LONGEST_CELL], self.styles[style])
        elif isinstance(cell, dt.datetime):
            local = timezone.localtime(cell).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, self.styles["moment"])
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time.min), self.styles["day"])
        elif kind == "percent":
            whole = Decimal(str(cell)) * 100 % 1 == 0
            sheet.write_number(row, column, float(cell), self.styles["round_percent" if whole else "percent"])
        else:
            whole = Decimal(str(cell)) % 1 == 0
            sheet.write_number(row, column, float(cell), self.styles["whole" if whole else "number"])


def _widths(sheet: xlsxwriter.worksheet.Worksheet, rows: list[list[str]]) -> None:
    """Make each column as wide as its words need, within reason."""
    for column, words in enumerate(zip(*rows, strict=True)):
        sheet.set_column(column, column, min(WIDEST, max(10, *(len(word) * 1.15 + 3 for word in words))))


def _read_me(book: _Workbook, document: Document) -> None:
    """Write what this file is, of which day, as known when, about whom, and how it was counted."""
    sheet = book.sheet(_("Lisez-moi"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    book.write(sheet, 0, 0, document.title, "title")
    book.write(sheet, 1, 0, document.subtitle, "strong")
    row = 3
    for label, value in wording.imprint(document):
        book.write(sheet, row, 0, label, "strong")
        book.write(sheet, row, 1, value)
        row += 1
    row += 1
    for section in document.sections:
        if section.kind != "method":
            continue
        book.write(sheet, row, 0, section.title, "strong")
        for block in section.blocks:
            for paragraph in block.paragraphs if isinstance(block, Prose) else ():
                book.write(sheet, row, 1, paragraph)
                row += 1
    book.write(sheet, row + 1, 0, _("Feuilles"), "strong")
    book.write(
        sheet,
        row + 1,
        1,
        _("« Chiffres » donne chaque chiffre et sa preuve ; les suivantes, les données de chaque image."),
    )


def _all_figures(book: _Workbook, document: Document) -> None:
    """Write every figure with its definition, its two dates, its source and the published one."""
    sheet = book.sheet(_("Chiffres"))
    titles = (
        _("Partie"),
        _("Code"),
        _("Chiffre en une phrase"),
        _("Valeur"),
        _("Unité"),
        _("Au"),
        _("Connu le"),
        _("Définition"),
        _("Source"),
        _("Publié"),
        _("Source du publié"),
        _("Écart"),
        _("Inconnu parce que"),
    )
    for column, (title, width) in enumerate(
        zip(titles, (34, 22, 42, 12, 12, 13, 17, 60, 34, 12, 34, 10, 40), strict=True)
    ):
        book.write(sheet, 0, column, title, "head")
        sheet.set_column(column, column, width)
    row = 0
    for row, (section, figure) in enumerate(figures(document), start=1):
        kind = "percent" if figure.unit == "%" else "number"
        cells: list[tuple[Cell, str]] = [
            (section.title, "text"),
            (figure.code, "text"),
            (wording.figure_sentence(figure), "text"),
            (figure.value, kind),
            (figure.unit, "text"),
            (figure.as_of, "day"),
            (figure.known_at, "day"),
            (figure.definition, "text"),
            (figure.source, "text"),
        ]
        if figure.published:
            cells += [
                (figure.published.value, kind),
                (figure.published.source, "text"),
                (figure.published.gap, kind),
            ]
        else:
            cells += [("", "text")] * 3
        cells.append((figure.unknown_because, "text"))
        for column, (cell, its_kind) in enumerate(cells):
            book.write(sheet, row, column, cell, its_kind)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, row, len(titles) - 1)
    sheet.repeat_rows(0)


def _table(book: _Workbook, document: Document, name: str, table: Table) -> None:
    """Write the data of a chart, a map or a table under its title and its dates."""
    sheet = book.sheet(name)
    book.write(sheet, 0, 0, table.title, "title")
    sheet.write_string(1, 0, wording.document_dates(document).capitalize(), book.styles["unknown"])
    for column, head in enumerate(table.columns):
        book.write(sheet, 3, column, head.title, "head")
    for row, cells in enumerate(table.rows, start=4):
        for column, (cell, head) in enumerate(zip(cells, table.columns, strict=True)):
            book.write(sheet, row, column, cell, head.kind)
    shown = [[head.title for head in table.columns]]
    shown += [
        [wording.cell_text(cell, head.kind) for cell, head in zip(cells, table.columns, strict=True)]
        for cells in table.rows
    ]
    _widths(sheet, shown)
    sheet.set_row(0, 24)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    if table.note:
        sheet.write_string(len(table.rows) + 5, 0, table.note[:LONGEST_CELL], book.styles["unknown"])


def render(document: Document) -> bytes:
    """Return a bilan as an XLSX workbook."""
    document = wording.clean(document)
    target = BytesIO()
    book = _Workbook(target, document)
    _read_me(book, document)
    _all_figures(book, document)
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                _table(book, document, block.title, wording.chart_table(block))
            elif isinstance(block, FranceMap):
                _table(book, document, block.title, wording.map_table(block))
            elif isinstance(block, Table):
                _table(book, document, block.title, block)
    book.book.close()
    return target.getvalue()
