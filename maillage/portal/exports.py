"""Lists of the public pages to take away: the day and the filters are printed on top."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from maillage.common.exports import TYPES, offered, table_answer
from maillage.common.formats import day as written_day
from maillage.common.spreadsheets import Column, OutCell
from maillage.portal.moment import Moment

__all__ = ["TYPES", "file_answer", "heading", "offered"]


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
    return table_answer(
        kind,
        name=name,
        on=moment.as_of,
        title=title,
        heading=heading(title, moment, said),
        columns=columns,
        rows=rows,
    )
