"""What is behind a figure: its records, and the rows that two states of knowledge do not share."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import end_of_day
from maillage.common.formats import day as written_day
from maillage.common.formats import small_count
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Column
from maillage.indicators.catalogue import indicator
from maillage.indicators.definitions import Indicator
from maillage.indicators.origins import origin_of
from maillage.indicators.protection import is_guarded, small_because
from maillage.indicators.reach import perimeter_label
from maillage.indicators.records import Difference, Kind, Record, differences, records
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
        return _file(kind, chosen, rows, moment, perimeter)
    return show(
        request,
        "figure_records.html",
        moment,
        _told(chosen, rows, moment, perimeter),
        refused=refused,
        page=page_of(request, rows),
        files=offered(lambda kind: address(request, format=kind, page="")),
        crumbs=_crumbs(moment, chosen, _("Fiches")),
    )


def _told(
    chosen: Indicator, rows: Sequence[Record], moment: Moment, perimeter: Perimeter
) -> dict[str, object]:
    """Return what the page of records says around them: of what, of where, from where, and what is kept silent."""
    return {
        "chosen": chosen,
        "perimeter": perimeter,
        "place": perimeter_label(perimeter),
        "origin": origin_of(chosen, moment.register, moment.as_of, perimeter),
        "small": small_count(),
        "silent": small_count() if not rows and is_guarded(chosen, perimeter) else "",
        "because": small_because(),
        "weighed": weigh(rows),
    }


def weigh(rows: Sequence[Record]) -> bool:
    """Tell whether records say what each adds to a sum."""
    return any(row.amount is not None for row in rows)


def _crumbs(moment: Moment, figure: Indicator, label: str) -> list[Crumb]:
    """Return the pages above what is behind a figure."""
    above = Crumb(label=str(figure.title), url=moment.url("figure", figure.code))
    return crumbs(moment, above, Crumb(label=label))


def _file(
    kind: str, figure: Indicator, rows: Sequence[Record], moment: Moment, perimeter: Perimeter
) -> HttpResponse:
    """Return the records of a figure as a file."""
    origin = origin_of(figure, moment.register, moment.as_of, perimeter)
    weighed = weigh(rows)
    noted = any(row.note for row in rows)
    return file_answer(
        kind,
        name=f"{figure.code}-fiches",
        title=str(figure.title),
        moment=moment,
        said=[
            str(figure.definition),
            _("Périmètre : %s") % perimeter,
            *((origin.sentence,) if origin and origin.sentence else ()),
        ],
        columns=(
            Column(_("Nom")),
            Column(_("Département")),
            Column(_("Depuis le"), "date"),
            Column(_("Source")),
            *((Column(_("Équipe")),) if noted else ()),
            *((Column(str(figure.unit).capitalize(), "decimal"),) if weighed else ()),
        ),
        rows=[
            (
                row.label,
                row.place,
                row.since,
                row.source,
                *((row.note,) if noted else ()),
                *((row.amount,) if weighed else ()),
            )
            for row in rows
        ],
    )


def figure_differences(request: HttpRequest, code: str) -> HttpResponse:
    """List the rows of a figure that came, left or were corrected between two states, and why."""
    moment = moment_of(request)
    try:
        chosen = indicator(code)
    except Refused as refusal:
        return unknown_figure(request, moment, refusal)
    refused: list[str] = []
    perimeter = perimeter_of(request, chosen, moment, refused)
    pair = _pair(request, moment, refused)
    rows = differences(
        code, as_of=pair.first, before=pair.before, after=pair.after, until=pair.second, perimeter=perimeter
    )
    if kind := linked(request):
        return _apart_file(kind, chosen, rows, moment, pair, perimeter_label(perimeter))
    said = {
        "chosen": chosen,
        "refused": refused,
        "perimeter": perimeter,
        "pair": pair,
        "silent": small_because() if not rows and is_guarded(chosen, perimeter) else "",
        "crumbs": _crumbs(moment, chosen, _("Différences")),
    }
    return show(
        request, "figure_differences.html", moment, said | _compared(request, moment, chosen, perimeter, rows)
    )


def _compared(
    request: HttpRequest, moment: Moment, chosen: Indicator, perimeter: Perimeter, rows: Sequence[Difference]
) -> dict[str, object]:
    """Return what the page of two states prints around its rows."""
    return {
        "place": perimeter_label(perimeter),
        "groups": [(title, caption, ordered(rows, kind)) for kind, title, caption in KINDS],
        "files": offered(lambda kind: address(request, format=kind)),
        "back": moment.url("figure", chosen.code, perimetre="" if perimeter.is_france else str(perimeter)),
    }


KINDS: tuple[tuple[Kind, Promise, Promise], ...] = (
    ("left", gettext_lazy("ligne n'y est plus,lignes n'y sont plus"), gettext_lazy("Ne comptent plus")),
    ("came", gettext_lazy("ligne est venue,lignes sont venues"), gettext_lazy("Comptent désormais")),
    (
        "corrected",
        gettext_lazy("ligne a été corrigée,lignes ont été corrigées"),
        gettext_lazy("Corrigées depuis"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Hold the two states that are compared: a day and a knowledge each."""

    first: dt.date
    second: dt.date
    before_on: dt.date
    after_on: dt.date
    before: dt.datetime
    after: dt.datetime


def _pair(request: HttpRequest, moment: Moment, refused: list[str]) -> Pair:
    """Return the two states that an address asks for; by default, the day as known then, and as known now."""
    given = {"au": request.GET.get("puis", ""), "connu": request.GET.get("et", "")}
    later = read_moment(given, today=moment.today, now=moment.now)
    refused += later.refused
    before_on = moment.known_on or moment.as_of
    return Pair(
        first=moment.as_of,
        second=later.as_of if given["au"] else moment.as_of,
        before_on=before_on,
        after_on=later.known_on or moment.today,
        before=_known(before_on, moment),
        after=later.known_at,
    )


def _apart_file(
    kind: str, figure: Indicator, rows: Sequence[Difference], moment: Moment, pair: Pair, place: str
) -> HttpResponse:
    """Return what sets two states of a figure apart as a file."""
    return file_answer(
        kind,
        name=f"{figure.code}-differences",
        title=str(figure.title),
        moment=moment,
        said=[
            str(figure.definition),
            _("Périmètre : %s") % place,
            _("Du %(first)s tel que connu le %(before)s, au %(second)s tel que connu le %(after)s")
            % {
                "first": written_day(pair.first),
                "before": written_day(pair.before_on),
                "second": written_day(pair.second),
                "after": written_day(pair.after_on),
            },
        ],
        columns=(
            Column(_("Ce qui a changé")),
            Column(_("Nom")),
            Column(_("Département")),
            Column(_("Depuis le"), "date"),
            Column(_("Pourquoi")),
        ),
        rows=[
            (row.said, row.record.label, row.record.place, row.record.since, row.reason)
            for one, _title, _caption in KINDS
            for row in ordered(rows, one)
        ],
    )


def _known(day: dt.date, moment: Moment) -> dt.datetime:
    """Return the last instant of a day, or now."""
    return min(end_of_day(day), moment.now)


def ordered(rows: Sequence[Difference], kind: Kind) -> list[Difference]:
    """Return the rows that came, those that left, or those that were corrected, in the order of their names."""
    return sorted((row for row in rows if row.kind == kind), key=lambda row: fold(row.record.label))
