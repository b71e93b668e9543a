"""The block that compares: the same figures a year before, and beside them the mark of the whole country."""

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, sentence
from maillage.bilan.document import Cell, Section, Table, TableColumn
from maillage.common.formats import day as written_day
from maillage.common.formats import number
from maillage.indicators.catalogue import indicator
from maillage.indicators.definitions import Flow, Indicator
from maillage.indicators.measure import FRANCE, Measure, value_of
from maillage.indicators.protection import is_guarded, small_text


def year_before(day: dt.date) -> dt.date:
    """Return the same day of the year before; 28 February for a 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def span_of(figure: Indicator, day: dt.date) -> dt.date | None:
    """Return since when a bilan of the year counts a flow: the first of January; a state has no span."""
    return day.replace(month=1, day=1) if isinstance(figure, Flow) else None


def compared(context: Context, codes: Sequence[str], *, among: str) -> tuple[Section, ...]:
    """Set figures beside those of the year before and the national mark; nobody is ranked.

    The mark of a figure is what the whole of France counts, divided by the number that `among` counts.
    """
    before = year_before(context.as_of)
    count = value_of(indicator(among), context.register, context.as_of) or 0
    rows, measures = [], []
    for code in codes:
        figure = indicator(code)
        now = context.measure(code, since=span_of(figure, context.as_of))
        then = context.measure(code, on=before, since=span_of(figure, before))
        measures.append(now)
        rows.append(
            (_named(figure, now), _cell(context, now), _cell(context, then), _mark(context, figure, count))
        )
    return (
        Section(
            key="comparaison",
            title=_("Un an après : %s") % sentence(measures[0]),
            blocks=(
                Table(
                    title=_("Les mêmes chiffres un an avant, et le repère national"),
                    columns=(
                        TableColumn(_("Chiffre")),
                        TableColumn(_("Au %s") % written_day(context.as_of), "number"),
                        TableColumn(_("Au %s") % written_day(before), "number"),
                        TableColumn(_("Repère national"), "number"),
                    ),
                    rows=tuple(rows),
                    note=_(
                        "Repère national : le chiffre de toute la France, divisé par %(count)s %(things)s. C'est un "
                        "repère, pas un classement."
                    )
                    % {"count": number(count), "things": indicator(among).many},
                ),
            ),
            notes=context.notes(*measures),
            source=source_line(context, *measures),
        ),
    )


def _named(figure: Indicator, measured: Measure) -> str:
    """Return how a row is called; a flow says that it is counted over the year."""
    return _("%s, dans l'année") % measured.title if isinstance(figure, Flow) else measured.title


def _cell(context: Context, measured: Measure) -> Cell:
    """Return a value, or what is read where it is too small to be told."""
    figure = indicator(measured.code)
    if measured.value is None and is_guarded(figure, context.perimeter):
        return small_text(figure)
    return measured.value


def _mark(context: Context, figure: Indicator, count: int | Decimal) -> Decimal | None:
    """Return the national mark of a figure, to one decimal; none where there is nothing to divide by."""
    whole = value_of(figure, context.register, context.as_of, FRANCE, since=span_of(figure, context.as_of))
    if whole is None or not count:
        return None
    return (Decimal(whole) / Decimal(count)).quantize(Decimal("0.1"), ROUND_HALF_UP)
