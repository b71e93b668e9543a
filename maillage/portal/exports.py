"""Lists of the public pages to take away: the day, what was known of it and the filters are printed on top."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from maillage.common.exports import Table, linked, offered, table_answer
from maillage.common.formats import day as written_day
from maillage.common.spreadsheets import Column, OutCell
from maillage.portal.moment import Moment

__all__ = ["file_answer", "linked", "offered"]


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
    known = [_("Tel que connu le %s") % written_day(moment.known_on)] if moment.known_on else []
    table = Table(title=title, columns=columns, rows=rows)
    return table_answer(kind, table, name=name, on=moment.as_of, said=[*known, *said])
