"""Tables to take away, as filtered on the page: what was asked is printed on top."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from django.http import HttpResponse

from maillage.common.components import Download
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


def table_answer(
    kind: str,
    *,
    name: str,
    on: dt.date,
    title: str,
    heading: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[OutCell]],
) -> HttpResponse:
    """Return a table as a file to keep, under its name and its day."""
    sheet = SheetOut(name=title[:31], columns=columns, rows=rows, heading=heading)
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
