"""Files as people make them, and the import of one, as tests call it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from maillage.common.facts import Author, start_of_day
from maillage.imports.models import ImportRow, ImportRun
from maillage.imports.operations import import_file
from maillage.imports.plan import Plan
from maillage.network.models import (
    Carrying,
    Cooperation,
    Membership,
    Organisation,
    OrganisationSituation,
    Signature,
    Team,
)

NOW = dt.datetime(2017, 6, 1, 12, tzinfo=dt.UTC)
SIRET = "73282932000074"
OTHER_SIRET = "90000001900019"


def csv_file(
    folder: Path, text: str, *, name: str = "liste.csv", encoding: str = "utf-8", separator: str = ";"
) -> Path:
    """Write a table given with semicolons, as a spreadsheet program would."""
    path = folder / name
    lines = [line.strip() for line in text.strip().splitlines()]
    path.write_bytes("\r\n".join(lines).replace(";", separator).encode(encoding))
    return path


def xlsx_file(
    folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *, name: str = "liste.xlsx"
) -> Path:
    """Write a workbook; days are real dates."""
    path = folder / name
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(line, column, value)
    return path


def imported(
    path: Path,
    kind: str,
    *,
    known_from: tuple[int, int, int] | None = None,
    document: str = "",
    apply: bool = True,
    sheet: str | None = None,
    mapping: Path | None = None,
) -> Plan:
    """Import a file as the command does."""
    since = start_of_day(dt.date(*known_from)) if known_from else None
    author = Author(at=NOW, source=document, known_from=since)
    return import_file(path, kind=kind, by=author, apply=apply, sheet=sheet, mapping=mapping)


def outcomes(plan: Plan) -> list[str]:
    """Return what becomes of each line, in their order."""
    return [str(row.outcome) for row in plan.rows]


def holdings() -> dict[str, int]:
    """Count what the register and the journal of imports hold."""
    models = (
        *(Organisation, OrganisationSituation, Membership, Signature),
        *(Cooperation, Team, Carrying),
        *(ImportRun, ImportRow),
    )
    return {model.__name__: model._default_manager.count() for model in models}
