"""Lists to take away, as filtered on the page: the day and the filters are printed on top."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from django.http import HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Download
from maillage.common.formats import day as written_day
from maillage.common.spreadsheets import Column, OutCell, SheetOut, write_csv, write_ods, write_xlsx
from maillage.portal.moment import Moment

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


def heading(title: str, moment: Moment, said: Sequence[str] = ()) -> list[str]:
    """Return the lines above a table: what it is, of which day, known when, with which filters."""
    lines = [title, _("Au %s") % written_day(moment.as_of)]
    if moment.known_on:
        lines.append(_("Tel que connu le %s") % written_day(moment.known_on))
    return [*lines, *said]


def file_answer(
    kind: str,
    *,
    name: str,
    title: str,
    moment: Moment,
    columns: Sequence[Column],
    rows: Sequence[Sequence[OutCell]],
    said: Sequence[str] = (),
) -> HttpResponse:
    """Return a table as a file to keep."""
    sheet = SheetOut(name=title[:31], columns=columns, rows=rows, heading=heading(title, moment, said))
    content = io.BytesIO()
    _WRITERS[kind](content, sheet)
    answer = HttpResponse(content.getvalue(), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{moment.as_of:%Y-%m-%d}.{kind}"'
    return answer


def offered(addresses: Callable[[str], str]) -> list[Download]:
    """Return the files that a list offers."""
    return [Download(label=LABELS[kind], url=addresses(kind)) for kind in TYPES]
