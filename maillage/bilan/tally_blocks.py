"""The blocks about what teams do: the acts of the year, the people of the last month, and how many teams answered."""

from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.document import (
    Cell,
    Chart,
    KeyFigures,
    Section,
    Series,
    Table,
    TableColumn,
)
from maillage.common.facts import FIRST_DAY
from maillage.common.formats import day as written_day
from maillage.indicators.activity import last_month
from maillage.indicators.measure import Measure
from maillage.tallies.models import Period, Tally

ACTS = ("visites", "appels", "heures-benevoles")
PEOPLE = ("personnes-accompagnees", "personnes-touchees", "benevoles-actifs")
OTHERS = ("sorties", "moments-collectifs", "accompagnements-mobilite", "reperages-relayes")
CODES = (*ACTS, *OTHERS, *PEOPLE, "taux-de-reponse")


def of_the_year(context: Context) -> tuple[Section, ...]:
    """Say what teams did since the first of January, and whom they accompany; nothing where nobody ever declared."""
    return (_acts(context), _people(context)) if anybody_declared(context) else ()


def anybody_declared(context: Context) -> bool:
    """Tell whether a team ever declared."""
    return Tally.objects.known_at(context.known_at).within(FIRST_DAY, context.as_of).exists()


def _acts(context: Context) -> Section:
    """Say what teams did in the year: three sums, the visits of each month, all the acts in a table."""
    first = context.as_of.replace(month=1, day=1)
    measures = [context.measure(code, since=first) for code in ACTS]
    others = [context.measure(code, since=first) for code in OTHERS]
    return Section(
        key="activite",
        title=_("En %(year)d : %(sentence)s") % {"year": first.year, "sentence": sentence(measures[0])},
        blocks=(
            KeyFigures(tuple(key_figure(m) for m in measures)),
            *_by_month(context, ACTS[0]),
            _table(_("Ce que les équipes ont fait dans l'année"), [*measures, *others]),
        ),
        notes=context.notes(*measures, *others),
        source=source_line(context, *measures),
    )


def _people(context: Context) -> Section:
    """Say whom teams accompany, according to the tallies of the last month that is over."""
    measures = [context.measure(code) for code in PEOPLE]
    month = written_day(last_month(context.as_of).last, "mois")
    return Section(
        key="personnes",
        title=_("En %(month)s : %(sentence)s") % {"month": month, "sentence": sentence(measures[0])},
        blocks=(
            KeyFigures(tuple(key_figure(m) for m in measures)),
            _table(_("L'état du dernier mois fini, jamais une somme de mois"), measures),
        ),
        notes=context.notes(*measures),
        source=source_line(context, *measures),
    )


def _table(title: str, measures: list[Measure]) -> Table:
    """Set figures under each other, with how many teams answered."""
    rows: list[tuple[Cell, ...]] = []
    for measured in measures:
        answers = measured.response
        rows.append((measured.title, measured.value, answers.short if answers else ""))
    return Table(
        title=title,
        columns=(
            TableColumn(_("Chiffre")),
            TableColumn(_("Valeur"), "number"),
            TableColumn(_("Réponses")),
        ),
        rows=tuple(rows),
        note=_("Une somme ne porte que sur ce qui a été déclaré."),
    )


def _by_month(context: Context, code: str) -> tuple[Chart, ...]:
    """Draw a figure month by month since January; nothing where a month is not told, or where one month is over."""
    last = last_month(context.as_of)
    month, found = Period(context.as_of.replace(month=1, day=1)), []
    while month.first <= last.first:
        found.append(context.measure(code, since=month.first, on=month.last))
        month = month.following
    values = tuple(measured.value for measured in found)
    if len(values) < 2 or None in values:  # noqa: PLR2004 - one month is no line
        return ()
    names = tuple(written_day(measured.as_of, "mois") for measured in found)
    return (
        Chart(
            title=_("%s, mois par mois") % found[0].title,
            kind="columns",
            categories=names,
            series=(Series(found[0].title, values),),
            unit=found[0].unit,
            alt=", ".join(f"{name} : {value}" for name, value in zip(names, values, strict=True)),
        ),
    )
