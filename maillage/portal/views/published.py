"""Figures published elsewhere, beside those that the register computes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from maillage.common.charts import value_label
from maillage.common.components import Crumb
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Column
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import Value, measure_series, value_of
from maillage.indicators.models import PublishedFigure
from maillage.indicators.published import published_span
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.figures import gap_written, written
from maillage.portal.moment import Moment
from maillage.portal.views.figures import crumbs
from maillage.portal.views.page import address, moment_of, show

FRANCE = "france"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Hold a published figure, and ours of the same day where the catalogue has one for all of France."""

    row: PublishedFigure
    title: str
    url: str
    published: str
    computed: str
    gap: str
    difference: Decimal | None
    value: Value | None


def values_of(rows: Sequence[PublishedFigure], moment: Moment) -> dict[tuple[str, dt.date], Value | None]:
    """Return our values of the figures and days that were published, each figure in one sweep."""
    wanted: dict[str, set[dt.date]] = {}
    found: dict[tuple[str, dt.date], Value | None] = {}
    for row in rows:
        if row.code not in CATALOGUE or row.perimeter != FRANCE:
            continue
        if span := published_span(CATALOGUE[row.code], row):
            first, last = span
            found[row.code, row.on] = value_of(CATALOGUE[row.code], moment.register, last, since=first)
        else:
            wanted.setdefault(row.code, set()).add(row.on)
    for code, days in wanted.items():
        series = measure_series(code, days=sorted(days), known_at=moment.known_at, register=moment.register)
        found |= {(code, day): value for day, value in zip(series.days, series.total, strict=True)}
    return found


def beside(row: PublishedFigure, ours: Value | None, moment: Moment) -> Beside:
    """Set ours beside a published figure."""
    figure = CATALOGUE.get(row.code)
    ours = ours if row.perimeter == FRANCE else None
    place = "" if row.perimeter == FRANCE else row.perimeter
    gap = None if ours is None else Decimal(ours) - row.value
    return Beside(
        row=row,
        title=str(figure.title) if figure else row.code.replace("-", " ").capitalize(),
        url=moment.url("figure", row.code, au=f"{row.on:%Y-%m-%d}", perimetre=place) if figure else "",
        published=written(row.value, figure) if figure else f"{value_label(row.value)} {row.unit}",
        computed=written(ours, figure) if figure and ours is not None else "",
        gap=gap_written(gap, figure) if figure and gap is not None else "",
        difference=gap,
        value=ours,
    )


def published_figures(request: HttpRequest) -> HttpResponse:
    """List what was published elsewhere, with the gap to ours."""
    moment = moment_of(request)
    found = list(PublishedFigure.objects.known_at(moment.known_at))
    ours = values_of(found, moment)
    rows = [beside(row, ours.get((row.code, row.on)), moment) for row in found]
    if kind := linked(request):
        return _file(kind, rows, moment)
    rows.sort(key=lambda line: fold(line.title))
    return show(
        request,
        "published.html",
        moment,
        computed=[line for line in rows if line.row.code in CATALOGUE],
        declared=[line for line in rows if line.row.code not in CATALOGUE],
        files=offered(lambda kind: address(request, format=kind)),
        crumbs=crumbs(moment, Crumb(label=_("Chiffres publiés"))),
    )


def _file(kind: str, rows: Sequence[Beside], moment: Moment) -> HttpResponse:
    """Return the published figures as a file."""
    return file_answer(
        kind,
        name="chiffres-publies",
        title=_("Chiffres publiés et chiffres calculés"),
        moment=moment,
        columns=(
            Column(_("Chiffre")),
            Column(_("Au"), "date"),
            Column(_("Périmètre")),
            Column(_("Publié"), "decimal"),
            Column(_("Calculé"), "decimal"),
            Column(_("Écart"), "decimal"),
            Column(_("Publication")),
            Column(_("Remarque")),
        ),
        rows=[
            (
                line.title,
                line.row.on,
                line.row.perimeter,
                line.row.value,
                line.value,
                line.difference,
                line.row.publication,
                line.row.note,
            )
            for line in rows
        ],
    )
