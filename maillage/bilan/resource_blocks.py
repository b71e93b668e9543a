"""The block about the library: what was published in the year, by kind, and what was taken up most."""

from collections import Counter

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.document import Chart, KeyFigures, Section, Series, Table, TableColumn
from maillage.common.normalise import fold
from maillage.indicators.measure import Measure
from maillage.indicators.records import records
from maillage.resources.models import Publication

PUBLISHED, USES = "ressources-de-la-periode", "usages-ressources"
CODES = (PUBLISHED, USES)
MOST_TAKEN_UP = 5


def of_the_year(context: Context) -> tuple[Section, ...]:
    """Say what the library published since the first of January, and what was taken up; nothing where nothing ever was.

    What is published is the whole country's: a territory is told of its uses alone.
    """
    codes = CODES if context.perimeter.is_france else (USES,)
    if not any(context.measure(code).value for code in codes):
        return ()
    first = context.as_of.replace(month=1, day=1)
    measures = [context.measure(code, since=first) for code in codes]
    by_kind = context.measure(PUBLISHED, since=first, by="nature") if context.perimeter.is_france else None
    return (
        Section(
            key="ressources",
            title=_("En %(year)d : %(sentence)s")
            % {"year": context.as_of.year, "sentence": sentence(measures[0])},
            blocks=(
                KeyFigures(tuple(key_figure(m) for m in measures)),
                *(_by_kind(by_kind) if by_kind else ()),
                *_taken_up(context),
            ),
            notes=context.notes(*measures),
            source=source_line(context, *measures),
        ),
    )


def _by_kind(measured: Measure) -> tuple[Chart, ...]:
    """Draw what was published, by kind; nothing where nothing was."""
    if not measured.parts:
        return ()
    parts = sorted(measured.parts, key=lambda part: (-part.value, part.label))
    names = tuple(capfirst(part.label) for part in parts)
    return (
        Chart(
            title=_("Ressources publiées dans l'année, par nature"),
            kind="bars",
            categories=names,
            series=(Series(measured.title, tuple(part.value for part in parts)),),
            unit=measured.unit,
            alt=", ".join(f"{name} : {part.value}" for name, part in zip(names, parts, strict=True)),
        ),
    )


def _taken_up(context: Context) -> tuple[Table, ...]:
    """List the resources that were taken up most in the year, and can be read; nothing where none was."""
    found = records(
        USES,
        as_of=context.as_of,
        known_at=context.known_at,
        perimeter=context.perimeter,
        since=context.as_of.replace(month=1, day=1),
        register=context.register,
    )
    times = Counter(record.subject for record in found)
    shown = Publication.objects.readable(as_of=context.as_of, known_at=context.known_at)
    rows = [
        (row.title, capfirst(row.get_kind_display()), times[row.resource_id])
        for row in shown
        if times[row.resource_id]
    ]
    rows.sort(key=lambda row: (-row[2], fold(row[0])))
    if not rows:
        return ()
    return (
        Table(
            title=_("Les ressources les plus reprises dans l'année"),
            columns=(
                TableColumn(_("Ressource")),
                TableColumn(_("Nature")),
                TableColumn(_("Usages"), "number"),
            ),
            rows=tuple(rows[:MOST_TAKEN_UP]),
        ),
    )
