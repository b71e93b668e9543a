"""Figures: the catalogue, and the page of each with its parts, its line, what was published of it."""

import datetime as dt
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.charts import Chart, Series, chart_svg, for_page
from maillage.common.components import Crumb, Tab
from maillage.common.errors import Refused
from maillage.common.formats import MINUS
from maillage.common.spreadsheets import Column
from maillage.indicators.catalogue import indicator
from maillage.indicators.catalogue.dimensions import PLACES
from maillage.indicators.definitions import Dimension, Indicator, Ratio
from maillage.indicators.measure import FRANCE, Measure, measure, measure_series
from maillage.portal.curve import Curve, curve_svg
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.figures import catalogue_on, month_ends, points, revision_of, say, value_of, written
from maillage.portal.moment import SLIDER_STARTS, Moment
from maillage.portal.views.page import address, moment_of, show
from maillage.territory.perimeter import Perimeter

MOST_BARS = 12
Months = list[tuple[dt.date, str, int | Decimal | None]]


def figures(request: HttpRequest) -> HttpResponse:
    """List every figure of the catalogue."""
    moment = moment_of(request)
    groups = [
        (
            group.title,
            [
                (said, moment.url("figure", said.code), moment.url("figure_records", said.code))
                for said in group.figures
            ],
        )
        for group in catalogue_on(moment)
    ]
    return show(request, "figures.html", moment, groups=groups, crumbs=crumbs(moment))


def crumbs(moment: Moment, *last: Crumb) -> list[Crumb]:
    """Return the pages above a figure."""
    above = [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Chiffres"), url=moment.url("figures") if last else ""),
    ]
    return [*above, *last]


def unknown_figure(request: HttpRequest, moment: Moment, refusal: Refused) -> HttpResponse:
    """Say that a figure does not exist, and which ones do."""
    return show(
        request, "refused.html", moment, status=404, sentence=str(refusal), back=moment.url("figures")
    )


def perimeter_of(request: HttpRequest, figure: Indicator, moment: Moment, refused: list[str]) -> Perimeter:
    """Return the perimeter asked for; France, and a sentence, where it is not understood."""
    asked = request.GET.get("perimetre", "")[:100].replace("\x00", "")
    try:
        perimeter = Perimeter.parse(asked) if asked else FRANCE
        if not (figure.has_place and perimeter.is_place):
            value_of(figure, moment.register, moment.as_of, perimeter)
    except Refused as refusal:
        refused.append(_("%s Voici le chiffre de la France.") % refusal)
        return FRANCE
    return perimeter


def dimensions_of(figure: Indicator) -> list[Dimension]:
    """Return how a figure splits."""
    if isinstance(figure, Ratio):
        return []
    return [*figure.dimensions, *(PLACES if figure.has_place else ())]


def dimension_of(request: HttpRequest, figure: Indicator) -> str:
    """Return the code of the dimension asked for, or of the first that means something to everyone."""
    codes = [dimension.code for dimension in dimensions_of(figure)]
    asked = request.GET.get("par", "")
    return asked if asked in codes else figure.main_dimension or next(iter(codes), "")


def months_of(moment: Moment, figure: Indicator, perimeter: Perimeter) -> Months:
    """Return a figure at the end of every month: the day, the value as written, the value."""
    series = measure_series(
        figure.code,
        days=month_ends(min(SLIDER_STARTS, moment.as_of), moment.as_of),
        known_at=moment.known_at,
        perimeter=perimeter,
        register=moment.register,
    )
    return [(day, written(v, figure), v) for day, v in zip(series.days, series.total, strict=True)]


def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a figure: its sentence, parts, line, definition, what was published of it."""
    moment = moment_of(request)
    try:
        chosen = indicator(code)
    except Refused as refusal:
        return unknown_figure(request, moment, refusal)
    refused: list[str] = []
    perimeter = perimeter_of(request, chosen, moment, refused)
    months = months_of(moment, chosen, perimeter)
    if kind := linked(request):
        return _file(kind, chosen, months, moment)
    given = {
        "refused": refused,
        "months": months,
        "curve": _curve(chosen, months),
        "files": offered(lambda kind: address(request, format=kind)),
        "crumbs": crumbs(moment, Crumb(label=str(chosen.title))),
    }
    given |= _shown(request, moment, chosen, perimeter)
    return show(request, "figure.html", moment, given)


def _shown(
    request: HttpRequest, moment: Moment, chosen: Indicator, perimeter: Perimeter
) -> dict[str, object]:
    """Return what the page says of a figure: its value, its parts, the records and states behind it."""
    by = dimension_of(request, chosen)
    measured = measure(
        chosen.code,
        as_of=moment.as_of,
        known_at=moment.known_at,
        perimeter=perimeter,
        by=by,
        register=moment.register,
    )
    place = "" if perimeter.is_france else str(perimeter)
    return {
        "measured": measured,
        "said": say(chosen, measured.value),
        "place": place,
        "chart": _chart(chosen, measured),
        "tabs": [
            Tab(label=str(d.title).capitalize(), url=address(request, par=d.code), current=d.code == by)
            for d in dimensions_of(chosen)
        ],
        "published": [
            (row, written(row.value, chosen), gap_written(row.gap, chosen)) for row in measured.published
        ],
        "records_url": moment.url("figure_records", chosen.code, perimetre=place),
        "france_url": address(request, perimetre=""),
        "revision": None if place else revision_of(chosen, moment),
    }


def gap_written(gap: Decimal | None, figure: Indicator) -> str:
    """Write how far ours is from what was published, with its sign."""
    if gap is None:
        return _("inconnu")
    size = written(abs(gap), figure)
    if isinstance(figure, Ratio):
        size = points(gap)
    return size if not gap else f"{'+' if gap > 0 else MINUS}{size}"


def _chart(figure: Indicator, measured: Measure) -> str:
    """Return the parts of a figure as bars; too many are left to their table."""
    if not 1 < len(measured.parts) <= MOST_BARS:
        return ""
    title = _("%(title)s, par %(by)s") % {"title": figure.title, "by": measured.by}
    drawn = Chart(
        title=title,
        kind="bars",
        categories=tuple(part.label[:1].upper() + part.label[1:] for part in measured.parts),
        series=(Series(str(figure.title), tuple(part.value for part in measured.parts)),),
    )
    height = 60 + 44 * len(measured.parts)
    return SafeString(for_page(chart_svg(drawn, width=640, height=height)))


def _curve(figure: Indicator, months: Months) -> str:
    """Return a figure month by month as a line."""
    days, texts, values = zip(*months, strict=True)
    return curve_svg(Curve(title=str(figure.title), days=days, values=values, written=texts))


def _file(kind: str, figure: Indicator, months: Months, moment: Moment) -> HttpResponse:
    """Return the months of a figure as a file."""
    return file_answer(
        kind,
        name=figure.code,
        title=str(figure.title),
        moment=moment,
        said=[str(figure.definition), _("Source : %s") % figure.source],
        columns=(Column(_("Au"), "date"), Column(str(figure.unit).capitalize(), "decimal")),
        rows=[(day, value) for day, _text, value in months],
    )
