"""Spreadsheets in and out: read strangers' files safely, write ours so that they can be read again."""

from maillage.common.spreadsheet_child.bounds import Limits
from maillage.common.spreadsheets.reading import read
from maillage.common.spreadsheets.values import (
    Cell,
    CellError,
    Column,
    Kind,
    OutCell,
    Row,
    Sheet,
    SheetOut,
    Workbook,
    cell_name,
    column_letters,
)
from maillage.common.spreadsheets.writing import write_csv, write_ods, write_xlsx

__all__ = [
    "Cell",
    "CellError",
    "Column",
    "Kind",
    "Limits",
    "OutCell",
    "Row",
    "Sheet",
    "SheetOut",
    "Workbook",
    "cell_name",
    "column_letters",
    "read",
    "write_csv",
    "write_ods",
    "write_xlsx",
]
