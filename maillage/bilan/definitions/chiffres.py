"""Every figure of the catalogue, domain by domain: the page of figures, to take away."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import blocks
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.definitions.rendez_vous import PUBLISHED
from maillage.bilan.document import Chart, KeyFigures, Section, Series
from maillage.common.errors import Refused
from maillage.common.formats import day as written_day
from maillage.indicators.catalogue import groups
from maillage.indicators.definitions import Indicator, Ratio
from maillage.indicators.measure import Measure, measure_series

SIDE_BY_SIDE = 3
YEARS_SHOWN = 6


def _title(_context: Context) -> str:
    """Return the title."""
    return _("Les chiffres de la mobilisation")


def _subtitle(context: Context) -> str:
    """Return the perimeter and the day."""
    return _("%(perimeter)s, au %(day)s") % {
        "perimeter": context.perimeter_label,
        "day": written_day(context.as_of),
    }


def _measured(context: Context, figures: Sequence[Indicator]) -> Iterator[tuple[Indicator, Measure]]:
    """Yield the figures that may be cut by the perimeter, measured."""
    for figure in figures:
        try:
            yield figure, context.measure(figure.code)
        except Refused:
            continue


def _named(figure: Indicator, measured: Measure) -> Measure:
    """Return a figure that is understood alone: a share is said by its title."""
    if not isinstance(figure, Ratio):
        return measured
    return replace(measured, sentence=measured.title[:1].lower() + measured.title[1:])


def _section(context: Context, domain: str, rank: int, held: Sequence[tuple[Indicator, Measure]]) -> Section:
    """Set three figures of a domain side by side, over the years of the first that counts."""
    measures = [_named(figure, measured) for figure, measured in held]
    counted = next((figure for figure, _measured in held if not isinstance(figure, Ratio)), None)
    drawn = _years(context, counted) if counted else None
    return Section(
        key=f"chiffres-{rank}",
        title=_("%(domain)s : %(sentence)s") % {"domain": domain, "sentence": sentence(measures[0])},
        blocks=(KeyFigures(tuple(key_figure(m) for m in measures)), *((drawn,) if drawn else ())),
        notes=context.notes(*measures),
        source=blocks.source_line(context, *measures),
    )


def _years(context: Context, figure: Indicator) -> Chart | None:
    """Draw a figure at the end of each year; nothing where it is unknown on a day, or always zero."""
    year = context.as_of.year
    days = [dt.date(past, 12, 31) for past in range(year - YEARS_SHOWN, year)]
    found = measure_series(
        figure.code,
        days=[*days, context.as_of],
        known_at=context.known_at,
        perimeter=context.perimeter,
        register=context.register,
    )
    if not any(found.total) or None in found.total:
        return None
    names = tuple(str(day.year) for day in found.days)
    return Chart(
        title=_("%(title)s, en fin d'année") % {"title": figure.title},
        kind="columns",
        categories=names,
        series=(Series(str(figure.title), found.total),),
        unit=str(figure.unit),
        alt=", ".join(f"{name} : {value}" for name, value in zip(names, found.total, strict=True)),
    )


def _pages(context: Context) -> tuple[Section, ...]:
    """Return the figures, three a page."""
    pages: list[Section] = []
    for domain, figures in groups():
        held = list(_measured(context, figures))
        for first in range(0, len(held), SIDE_BY_SIDE):
            pages.append(_section(context, domain, len(pages) + 1, held[first : first + SIDE_BY_SIDE]))
    return tuple(pages)


def _method(context: Context, _parts: Sequence[Part]) -> tuple[Section, ...]:
    """Define every figure that may be cut by the perimeter."""
    codes = [figure.code for _domain, figures in groups() for figure, _m in _measured(context, figures)]
    return (blocks.method(context, codes),)


DEFINITION = Definition(
    code="chiffres",
    name=gettext_lazy("Tous les chiffres"),
    title=_title,
    subtitle=_subtitle,
    parts=(
        Part(
            code="tous-les-chiffres",
            name=gettext_lazy("Les chiffres du catalogue"),
            explained=gettext_lazy("Chaque chiffre du catalogue, domaine par domaine, trois par page."),
            make=_pages,
        ),
        PUBLISHED,
    ),
    method=_method,
)
