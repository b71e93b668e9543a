"""What teams do, as the pages print it: twelve figures by month, with who answered, and by département."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.common.charts import value_label
from maillage.common.exports import Table
from maillage.common.formats import number
from maillage.common.spreadsheets import Column, OutCell
from maillage.indicators.activity import FIGURES, Activity, figure_adds_up
from maillage.indicators.catalogue.dimensions import departements
from maillage.indicators.definitions import Indicator, Ratio
from maillage.indicators.protection import is_guarded, small_text
from maillage.portal.curve import Curve, curve_svg

SPANS = (12, 24, 60)
EVER = "tout"
USUAL = 24
Value = int | Decimal


@dataclass(frozen=True, kw_only=True)
class Card:
    """Hold one figure as its card prints it: the last month, its line, who answered."""

    figure: Indicator
    text: str
    words: str
    curve: str
    response: str
    over: str


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Hold a dashboard ready to be printed."""

    cards: list[Card]
    response: str
    last: str
    titles: list[str]
    months: list[tuple[str, list[str], str]]
    places: list[tuple[str, list[str]]]


def span_of(text: str) -> int | None:
    """Return how many months an address asks for: the usual ones where it is not understood, none for all."""
    if text == EVER:
        return None
    return int(text) if text in {str(span) for span in SPANS} else USUAL


def written(value: Value | None, figure: Indicator) -> str:
    """Write a value: « 297 », « 67 % », « inconnu »."""
    if isinstance(figure, Ratio):
        return value_label(None if value is None else Decimal(value) / 100, in_percent=True)
    return number(value)


def printed(found: Activity) -> Printed:
    """Return a dashboard as the pages print it."""
    lines = {figure.code: found.line(figure) for figure in FIGURES}
    texts = {
        figure.code: [_text(found, figure, rank, value) for rank, value in enumerate(lines[figure.code])]
        for figure in FIGURES
    }
    answered = found.responses(FIGURES[-1])
    responses = [
        _("%(answered)s sur %(expected)s")
        % {"answered": number(response.answered), "expected": number(response.expected)}
        for response in answered
    ]
    return Printed(
        cards=[_card(found, figure, lines[figure.code], texts[figure.code]) for figure in FIGURES],
        response=str(answered[-1]),
        last=str(found.months[-1]),
        titles=[str(figure.title) for figure in FIGURES],
        months=[
            (str(month), [texts[figure.code][rank] for figure in FIGURES], responses[rank])
            for rank, month in reversed(list(enumerate(found.months)))
        ],
        places=by_place(found) if found.perimeter.is_france else [],
    )


def _text(found: Activity, figure: Indicator, rank: int, value: Value | None) -> str:
    """Write the value of a month; a small number that is kept silent is not unknown."""
    if value is None and is_guarded(figure, found.perimeter) and found.heard(figure)[rank].any():
        return small_text(figure)
    return written(value, figure)


def _card(found: Activity, figure: Indicator, line: Sequence[Value | None], texts: Sequence[str]) -> Card:
    """Return the card of a figure."""
    value = line[-1]
    days = [month.last for month in found.months]
    whole = found.over(figure) if figure_adds_up(figure) else None
    known = whole is not None and len(days) > 1
    return Card(
        figure=figure,
        text=texts[-1],
        words=str(figure.one if value is not None and value < Decimal(2) else figure.many),
        curve=curve_svg(Curve(title=str(figure.title), days=days, values=line, written=texts)),
        response="" if isinstance(figure, Ratio) else str(found.responses(figure)[-1]),
        over=_("%(value)s en %(months)d mois.") % {"value": number(whole), "months": len(days)}
        if known
        else "",
    )


def by_place(found: Activity) -> list[tuple[str, list[str]]]:
    """Return what each département that declared something did: acts over the months, headcounts of the last one."""
    order = {pk: rank for rank, pk in enumerate(found.totals.axes.places)}
    named = [(name, order[pk]) for pk, (_code, name) in departements().items()]
    rows = []
    for name, rank in [*named, (_("sans territoire"), len(order))]:
        here = found.at_place(rank)
        if not here.is_empty:
            rows.append((name, [written(here.over(figure), figure) for figure in FIGURES]))
    return rows


def monthly_table(found: Activity, label: str) -> Table:
    """Return the months as a table to take away: numbers are numbers, what is unknown says so."""
    lines = {figure.code: found.line(figure) for figure in FIGURES}
    responses = found.responses(FIGURES[-1])
    rows: list[tuple[OutCell, ...]] = []
    for rank, month in enumerate(found.months):
        cells = [
            _text(found, figure, rank, None) if lines[figure.code][rank] is None else lines[figure.code][rank]
            for figure in FIGURES
        ]
        response = responses[rank]
        rows.append((month.first, label, *cells, response.answered, response.expected))
    titles = [Column(str(figure.title), "decimal") for figure in FIGURES]
    return Table(
        title=_("Ce que font les équipes"),
        columns=(
            Column(_("Mois"), "date"),
            Column(_("Périmètre")),
            *titles,
            Column(_("Équipes qui ont répondu"), "decimal"),
            Column(_("Équipes attendues"), "decimal"),
        ),
        rows=rows,
    )
