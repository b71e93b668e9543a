"""The blocks about supports: what the network deployed, who was trained, who exchanged, which aids were given."""

import datetime as dt

from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.document import Chart, KeyFigures, Section, Series, Timeline, TimelineEntry
from maillage.common.normalise import fold
from maillage.indicators.measure import Measure
from maillage.indicators.records import records
from maillage.supports.models import AidScheme, Holding

MOST_YEARS = 6
YEAR_FIGURES = ("sessions-formation", "personnes-formees", "laureats")
EXCHANGES = ("echanges-pratiques", "participants-echanges")
CODES = (*YEAR_FIGURES, *EXCHANGES)


def deployed(context: Context) -> Section:
    """Say which supports were deployed, year by year; a training by its first session, an aid by its opening."""
    launched = context.measure("appuis")
    found = records("appuis", as_of=context.as_of, known_at=context.known_at, register=context.register)
    told = [(record.since, record.label) for record in found if record.since]
    more = _not_told(context, [label for _day, label in told])
    years: dict[int, list[str]] = {}
    for day, label in sorted([*told, *more]):
        years.setdefault(day.year, []).append(label)
    also = _(
        "La frise dit aussi la première session d'une formation et l'ouverture d'une aide, quand aucun lancement "
        "d'appui ne porte leur nom ; le nombre ne les compte pas."
    )
    return Section(
        key="appuis",
        title=_("%(sentence)s, par étapes") % {"sentence": sentence(launched)},
        blocks=(
            Timeline(
                title=_("Des appuis déployés par étapes"),
                entries=tuple(
                    TimelineEntry(str(year), tuple(items))
                    for year, items in sorted(years.items())[-MOST_YEARS:]
                ),
            ),
        ),
        notes=(*context.notes(launched), *((also,) if more else ())),
        source=source_line(context, launched),
    )


def _not_told(context: Context, labels: list[str]) -> list[tuple[dt.date, str]]:
    """Return the trainings and aids that began, and that no launch of a support names already."""
    known = [fold(label) for label in labels]
    began = [
        *Holding.objects.known_at(context.known_at).until(context.as_of).firsts(),
        *AidScheme.objects.opened_by(context.as_of),
    ]
    return [(day, name) for day, name in began if not any(fold(name) in label for label in known)]


def of_the_year(context: Context) -> tuple[Section, ...]:
    """Say who was trained and which aids were given since the first of January; nothing where there was never any."""
    if not any(context.measure(code).value for code in ("sessions-formation", "laureats")):
        return ()
    first = context.as_of.replace(month=1, day=1)
    measures = [context.measure(code, since=first) for code in YEAR_FIGURES]
    people = measures[1]
    return (
        Section(
            key="formations-et-aides",
            title=_("En %(year)d : %(sentence)s")
            % {"year": context.as_of.year, "sentence": sentence(people)},
            blocks=(
                KeyFigures(tuple(key_figure(m) for m in measures)),
                *_by_year(context, people, _("Personnes formées dans l'année")),
            ),
            notes=(
                *_average(context.measure("personnes-par-session", since=first)),
                *context.notes(*measures),
            ),
            source=source_line(context, *measures),
        ),
    )


def _average(mean: Measure) -> tuple[str, ...]:
    """Say how many people a session trained on average; nothing where that is not told, or where none was held."""
    return () if mean.value is None else (_("En moyenne, %s.") % sentence(mean),)


def exchanges_of_the_year(context: Context) -> tuple[Section, ...]:
    """Say which exchanges were held since the first of January, and who came; nothing where there was never any."""
    if not context.measure(EXCHANGES[0]).value:
        return ()
    first = context.as_of.replace(month=1, day=1)
    measures = [context.measure(code, since=first) for code in EXCHANGES]
    return (
        Section(
            key="echanges",
            title=_("En %(year)d : %(sentence)s")
            % {"year": context.as_of.year, "sentence": sentence(measures[0])},
            blocks=(
                KeyFigures(tuple(key_figure(m) for m in measures)),
                *_by_year(context, measures[0], _("Échanges tenus dans l'année")),
            ),
            notes=context.notes(*measures),
            source=source_line(context, *measures),
        ),
    )


def _by_year(context: Context, last: Measure, title: str) -> tuple[Chart, ...]:
    """Draw a figure of the last years, each by itself; nothing where one of them is not told."""
    year = context.as_of.year
    before = [
        context.measure(last.code, on=dt.date(past, 12, 31), since=dt.date(past, 1, 1))
        for past in range(year - MOST_YEARS + 1, year)
    ]
    values = tuple(measured.value for measured in (*before, last))
    if None in values or not any(values):
        return ()
    began = next(rank for rank, value in enumerate(values) if value)
    values = values[began:]
    names = tuple(str(past) for past in range(year - len(values) + 1, year + 1))
    return (
        Chart(
            title=title,
            kind="columns",
            categories=names,
            series=(Series(last.title, values),),
            unit=last.unit,
            alt=", ".join(f"{name} : {value}" for name, value in zip(names, values, strict=True)),
        ),
    )
