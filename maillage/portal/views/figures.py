"""Figures: the catalogue, and the page of each with its parts, its line, what was published of it."""

import datetime as dt
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.charts import Chart, Series, chart_svg, for_page
from maillage.common.components import Crumb, Download, Tab
from maillage.common.errors import Refused
from maillage.common.mail import site_link
from maillage.common.spreadsheets import Column, OutCell
from maillage.indicators.answers import answers_of, estimate
from maillage.indicators.catalogue import indicator
from maillage.indicators.catalogue.dimensions import PLACES
from maillage.indicators.definitions import Dimension, Flow, Indicator, Ratio
from maillage.indicators.measure import FRANCE, Measure, measure, measure_series, value_of
from maillage.indicators.origins import origin_of
from maillage.indicators.protection import is_guarded, small_because
from maillage.portal.curve import Curve, curve_svg
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.figures import (
    Group,
    catalogue_on,
    gap_written,
    month_ends,
    revision_of,
    say,
    written,
)
from maillage.portal.moment import SLIDER_STARTS, Moment
from maillage.portal.perimeters import Where, read_where
from maillage.portal.views.page import address, kept, moment_of, show
from maillage.territory.perimeter import Perimeter

MOST_BARS = 12
# The bilan that prints every figure as slides.
SLIDES = ("chiffres", "pptx")
Months = list[tuple[dt.date, str, int | Decimal | None]]


def figures(request: HttpRequest) -> HttpResponse:
    """List every figure of the catalogue, of France or of a territory."""
    moment, where = moment_of(request), read_where(request.GET.dict())
    groups = catalogue_on(moment, where.perimeter)
    if kind := linked(request):
        return _list_file(kind, groups, moment, where)
    listed = [
        (
            group.title,
            [
                (
                    said,
                    moment.url("figure", said.code, perimetre=where.code),
                    moment.url("figure_records", said.code, perimetre=where.code),
                )
                for said in group.figures
            ],
        )
        for group in groups
    ]
    given = {"groups": listed, "crumbs": crumbs(moment), "files": _files(request, moment, where)}
    return show(request, "figures.html", moment, given | _asked(request, moment, where))


def _asked(request: HttpRequest, moment: Moment, where: Where) -> dict[str, object]:
    """Return what the form of the territory and the lasting link print."""
    kept_along = kept(request, "ou", "perimetre", "page", "format")
    return {
        "where": where,
        "refused": list(where.refused),
        "choices": [
            (label, address(request, ou="", page="", format="", perimetre=str(perimeter)))
            for label, perimeter in where.offered
        ],
        "keep_where": kept_along,
        "france_url": address(request, perimetre="", ou="", page="", format=""),
        "lasting": lasting(request, moment, where.code),
    }


def lasting(request: HttpRequest, moment: Moment, place: str) -> str:
    """Return the address that will show this very page later: both dates written, and the territory."""
    known = moment.known_on or moment.today
    asked = {
        "au": moment.as_of.isoformat(),
        "connu": known.isoformat(),
        "perimetre": place,
        "par": request.GET.get("par", "")[:40],
    }
    return site_link(f"{request.path}?{urlencode({name: value for name, value in asked.items() if value})}")


def _files(request: HttpRequest, moment: Moment, where: Where) -> list[Download]:
    """Return the ways to take the whole page away: spreadsheets, and slides."""
    slides = moment.url("bilan_file", *SLIDES, perimetre=where.code)
    return [
        *offered(lambda kind: address(request, format=kind, ou="")),
        Download(label=_("Présentation (PPTX)"), url=slides),
    ]


def crumbs(moment: Moment, *last: Crumb, place: str = "") -> list[Crumb]:
    """Return the pages above a figure."""
    above = [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Chiffres"), url=moment.url("figures", perimetre=place) if last else ""),
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
    return [(day, written(v, figure, perimeter), v) for day, v in zip(series.days, series.total, strict=True)]


def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Show a figure: its sentence, parts, line, definition, what was published of it."""
    moment = moment_of(request)
    try:
        chosen = indicator(code)
    except Refused as refusal:
        return unknown_figure(request, moment, refusal)
    refused: list[str] = []
    perimeter = perimeter_of(request, chosen, moment, refused)
    where = read_where(request.GET.dict(), perimeter)
    months = months_of(moment, chosen, perimeter)
    if kind := linked(request):
        return _file(kind, chosen, months, moment, where)
    given = _asked(request, moment, where) | {
        "refused": [*refused, *where.refused],
        "months": months,
        "curve": _curve(chosen, months),
        "files": offered(lambda kind: address(request, format=kind, ou="")),
        "crumbs": crumbs(moment, Crumb(label=str(chosen.title)), place=where.code),
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
        "estimate": estimate(chosen, measured.value, measured.response),
        "said": say(chosen, measured.value, perimeter=perimeter, origin=measured.origin),
        "in_year": _in_year(chosen, moment, perimeter),
        "place": place,
        "can_cut": chosen.has_place,
        "guarded": small_because() if is_guarded(chosen, perimeter) else "",
        "chart": _chart(chosen, measured),
        "tabs": [
            Tab(
                label=str(d.title).capitalize(),
                url=address(request, par=d.code, ou=""),
                current=d.code == by,
            )
            for d in dimensions_of(chosen)
        ],
        "published": [
            (
                row,
                written(row.value, chosen),
                written(row.computed, chosen, perimeter),
                gap_written(row.gap, chosen),
            )
            for row in measured.published
        ],
        "records_url": moment.url("figure_records", chosen.code, perimetre=place),
        "revision": revision_of(chosen, moment, perimeter),
        "apart_url": moment.url("figure_differences", chosen.code, perimetre=place),
    }


def _in_year(figure: Indicator, moment: Moment, perimeter: Perimeter) -> str:
    """Say what a flow counts since the first of January; a state has no such part."""
    if not isinstance(figure, Flow):
        return ""
    first = moment.as_of.replace(month=1, day=1)
    value = value_of(figure, moment.register, moment.as_of, perimeter, since=first)
    return _("Dans l'année %(year)d : %(value)s.") % {
        "year": moment.as_of.year,
        "value": written(value, figure, perimeter),
    }


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


def _file(kind: str, figure: Indicator, months: Months, moment: Moment, where: Where) -> HttpResponse:
    """Return the months of a figure as a file."""
    rows: list[tuple[OutCell, ...]] = [(day, text if value is None else value) for day, text, value in months]
    perimeter = where.perimeter if figure.has_place else FRANCE
    beside = (
        answers_of(figure, moment.register, moment.as_of, perimeter),
        origin_of(figure, moment.register, moment.as_of, perimeter),
    )
    return file_answer(
        kind,
        name=figure.code,
        title=str(figure.title),
        moment=moment,
        said=[
            str(figure.definition),
            _("Source : %s") % figure.source,
            _("Périmètre : %s") % where.label,
            *(told.sentence for told in beside if told and told.sentence),
        ],
        columns=(Column(_("Au"), "date"), Column(str(figure.unit).capitalize(), "decimal")),
        rows=rows,
    )


def _list_file(kind: str, groups: tuple[Group, ...], moment: Moment, where: Where) -> HttpResponse:
    """Return every figure as a file, with its definition, its source and what was published of it."""
    return file_answer(
        kind,
        name="chiffres",
        title=_("Les chiffres"),
        moment=moment,
        said=[_("Périmètre : %s") % where.label],
        columns=(
            Column(_("Domaine")),
            Column(_("Code")),
            Column(_("Chiffre")),
            Column(_("Valeur"), "decimal"),
            Column(_("Unité")),
            Column(_("Définition")),
            Column(_("Source")),
            Column(_("Publié ailleurs")),
            Column(_("Périmètre")),
            Column(_("Au"), "date"),
        ),
        rows=[
            (
                group.title,
                said.code,
                said.title,
                said.text or said.refused if said.value is None else said.value,
                said.unit,
                said.definition,
                said.source,
                " ; ".join(f"{row.text} ({row.publication})" for row in said.published),
                where.label,
                moment.as_of,
            )
            for group in groups
            for said in group.figures
        ],
    )
