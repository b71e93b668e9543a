"""What is behind a figure: its records, and the rows that two states of knowledge do not share."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Column
from maillage.indicators.catalogue import indicator
from maillage.indicators.definitions import Indicator
from maillage.indicators.protection import is_guarded, small_because, small_count
from maillage.indicators.reach import perimeter_label
from maillage.indicators.records import Difference, Record, differences, records
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.moment import Moment, read_moment
from maillage.portal.views.figures import crumbs, perimeter_of, unknown_figure
from maillage.portal.views.page import address, moment_of, page_of, show
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter


def by_name(figure: Indicator, moment: Moment, perimeter: Perimeter) -> list[Record]:
    """Return the records of a figure in the order of names; those that are départements lead to their page."""
    rows = records(
        figure.code,
        as_of=moment.as_of,
        known_at=moment.known_at,
        perimeter=perimeter,
        register=moment.register,
    )
    ordered = sorted(rows, key=lambda record: (fold(record.label), record.subject))
    if figure.subject is not Departement:
        return ordered
    codes = dict(Departement.objects.values_list("pk", "code"))
    return [replace(row, url=moment.url("departement", codes[row.subject]).split("?")[0]) for row in ordered]


def figure_records(request: HttpRequest, code: str) -> HttpResponse:
    """List the records behind a figure: as many as it says."""
    moment, refused = moment_of(request), list[str]()
    try:
        chosen = indicator(code)
    except Refused as refusal:
        return unknown_figure(request, moment, refusal)
    perimeter = perimeter_of(request, chosen, moment, refused)
    rows = by_name(chosen, moment, perimeter)
    if kind := linked(request):
        return _file(kind, chosen, rows, moment, str(perimeter))
    return show(
        request,
        "figure_records.html",
        moment,
        chosen=chosen,
        refused=refused,
        perimeter=perimeter,
        place=perimeter_label(perimeter),
        silent=small_count() if not rows and is_guarded(chosen, perimeter) else "",
        because=small_because(),
        page=page_of(request, rows),
        weighed=weigh(rows),
        files=offered(lambda kind: address(request, format=kind, page="")),
        crumbs=_crumbs(moment, chosen, _("Fiches")),
    )


def weigh(rows: Sequence[Record]) -> bool:
    """Tell whether records say what each adds to a sum."""
    return any(row.amount is not None for row in rows)


def _crumbs(moment: Moment, figure: Indicator, label: str) -> list[Crumb]:
    """Return the pages above what is behind a figure."""
    above = Crumb(label=str(figure.title), url=moment.url("figure", figure.code))
    return crumbs(moment, above, Crumb(label=label))


def _file(
    kind: str, figure: Indicator, rows: Sequence[Record], moment: Moment, perimeter: str
) -> HttpResponse:
    """Return the records of a figure as a file."""
    weighed = weigh(rows)
    return file_answer(
        kind,
        name=f"{figure.code}-fiches",
        title=str(figure.title),
        moment=moment,
        said=[str(figure.definition), _("Périmètre : %s") % perimeter],
        columns=(
            Column(_("Nom")),
            Column(_("Département")),
            Column(_("Depuis le"), "date"),
            Column(_("Source")),
            *((Column(str(figure.unit).capitalize(), "decimal"),) if weighed else ()),
        ),
        rows=[
            (row.label, row.place, row.since, row.source, *((row.amount,) if weighed else ())) for row in rows
        ],
    )


def figure_differences(request: HttpRequest, code: str) -> HttpResponse:
    """List the rows of a figure that came and left between two states of knowledge, and why."""
    moment = moment_of(request)
    try:
        chosen = indicator(code)
    except Refused as refusal:
        return unknown_figure(request, moment, refusal)
    before_on = moment.known_on or moment.as_of
    later = read_moment({"connu": request.GET.get("et", "")}, today=moment.today, now=moment.now)
    rows = differences(code, as_of=moment.as_of, before=_known(before_on, moment), after=later.known_at)
    return show(
        request,
        "figure_differences.html",
        moment,
        chosen=chosen,
        refused=[*later.refused],
        before_on=before_on,
        after_on=later.known_on or moment.today,
        gone=_ordered(rows, came=False),
        added=_ordered(rows, came=True),
        crumbs=_crumbs(moment, chosen, _("Différences")),
    )


def _known(day: dt.date, moment: Moment) -> dt.datetime:
    """Return the last instant of a day, or now."""
    return min(end_of_day(day), moment.now)


def _ordered(rows: Sequence[Difference], *, came: bool) -> list[Difference]:
    """Return the rows that came, or those that left, in the order of their names."""
    return sorted((row for row in rows if row.came is came), key=lambda row: fold(row.record.label))
