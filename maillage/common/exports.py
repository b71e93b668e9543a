"""Tables to take away, as filtered on the page: what was asked is printed on top."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Download, Text
from maillage.common.formats import day as written
from maillage.common.spreadsheets import Column, OutCell, SheetOut, write_csv, write_ods, write_xlsx

TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
LABELS = {"xlsx": "Excel", "ods": "OpenDocument", "csv": "CSV"}
_WRITERS: Mapping[str, Callable[[IO[bytes], SheetOut], None]] = {
    "xlsx": lambda target, sheet: write_xlsx(target, [sheet]),
    "ods": lambda target, sheet: write_ods(target, [sheet]),
    "csv": write_csv,
}


@dataclass(frozen=True, kw_only=True)
class Table:
    """Hold a list to take away: what it is, its columns, its rows."""

    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[OutCell]]


def linked(request: HttpRequest) -> str:
    """Return the format that the address of a list asks for; none: the page is read."""
    kind = request.GET.get("format", "")
    return kind if kind in TYPES else ""


def taken(request: HttpRequest) -> str:
    """Return the format that a button asks for: a list that names people is given to no link, and is noted."""
    kind = request.POST.get("format", "")
    return kind if kind in TYPES else ""


def table_answer(
    kind: str, table: Table, *, name: str, on: dt.date, said: Sequence[str] = ()
) -> HttpResponse:
    """Return a table as a file to keep, under its name and its day; what was asked is printed on top."""
    title = str(table.title)
    heading = [title, _("Au %s") % written(on), *said]
    sheet = SheetOut(name=title, columns=table.columns, rows=table.rows, heading=heading)
    content = io.BytesIO()
    _WRITERS[kind](content, sheet)
    return attached(content.getvalue(), f"{name}-{on:%Y-%m-%d}.{kind}", TYPES[kind])


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a document as a file to keep."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def offered(addresses: Callable[[str], str]) -> list[Download]:
    """Return the files that a list offers."""
    return [Download(label=LABELS[kind], url=addresses(kind)) for kind in TYPES]
