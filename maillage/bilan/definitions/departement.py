"""The bilan of one département: its cooperations, its teams, who carries them, what they cover."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maillage.bilan import blocks, resource_blocks
from maillage.bilan.context import Context, sentence, value_text
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.definitions.rendez_vous import ACTIVITY, CARRIERS, COVERAGE, PUBLISHED, SUPPORTS
from maillage.bilan.document import (
    Chart,
    Prose,
    Section,
    Series,
    Table,
    TableColumn,
    Timeline,
    TimelineEntry,
)
from maillage.common.errors import Refused
from maillage.common.formats import day as written_day
from maillage.common.formats import number
from maillage.common.normalise import fold
from maillage.indicators.measure import measure_series
from maillage.indicators.records import records
from maillage.network.models import CooperationStageChange

YEARS_SHOWN = 10
TEAMS_SHOWN = 40


def _title(context: Context) -> str:
    """Return the title: the name of the département."""
    return _("Bilan de la mobilisation : %s") % context.perimeter_label


def _overview(context: Context) -> Section:
    """Say in three figures where the département stands."""
    return blocks.in_brief(
        context,
        ("equipes", "signataires", "communes-couvertes"),
        lambda said: _("%(place)s : %(sentence)s") % {"place": context.perimeter_label, "sentence": said},
    )


def _cooperations(context: Context) -> Section:
    """Say which stages the cooperations of the département went through, and when."""
    active = context.measure("cooperations-actives")
    changes = (
        CooperationStageChange.objects.known_at(context.known_at)
        .filter(
            changed_on__lte=context.as_of,
            cooperation__in=[
                record.subject
                for record in records(
                    "cooperations",
                    as_of=context.as_of,
                    known_at=context.known_at,
                    perimeter=context.perimeter,
                    register=context.register,
                )
            ],
        )
        .select_related("cooperation")
        .order_by("changed_on", "pk")
    )
    names = {change.cooperation.name for change in changes}
    nothing = Prose(
        paragraphs=(
            _("Au %s, le registre ne connaît encore aucune coopération dans ce département.")
            % written_day(context.as_of),
            _("Dès qu'un premier contact y est noté, les étapes de la coopération se lisent ici."),
        )
    )
    return Section(
        key="cooperations",
        title=sentence(active) if names else _("Aucune coopération n'est connue ici à cette date"),
        blocks=(_steps(list(changes), names) if names else nothing,),
        notes=context.notes(active),
        source=blocks.source_line(context, active),
    )


def _steps(changes: list[CooperationStageChange], names: set[str]) -> Timeline | Table:
    """Set the stages of one cooperation along the years, those of several in a table."""

    def stage(change: CooperationStageChange) -> str:
        said = change.get_stage_display()
        return said[:1].upper() + said[1:]

    if len(names) > 1:
        return Table(
            title=_("Les étapes des coopérations"),
            columns=(
                TableColumn(_("Coopération")),
                TableColumn(_("Étape")),
                TableColumn(_("Depuis le"), "day"),
            ),
            rows=tuple(
                (change.cooperation.name, stage(change), change.changed_on)
                for change in sorted(changes, key=lambda c: (fold(c.cooperation.name), c.changed_on))
            ),
        )
    years: dict[int, list[str]] = {}
    for change in changes:
        years.setdefault(change.changed_on.year, []).append(stage(change))
    return Timeline(
        title=_("Les étapes de la coopération : %s") % names.copy().pop(),
        entries=tuple(TimelineEntry(str(year), tuple(said)) for year, said in sorted(years.items())),
    )


def _growth(context: Context) -> Section:
    """Say how the number of teams grew, year after year."""
    last = context.measure("equipes")
    ends = [dt.date(year, 12, 31) for year in range(context.as_of.year - YEARS_SHOWN, context.as_of.year)]
    found = measure_series(
        "equipes",
        days=[*ends, context.as_of],
        known_at=context.known_at,
        perimeter=context.perimeter,
        register=context.register,
    )
    first = found.total[0]
    if not any(found.total):
        return Section(
            key="equipes-par-an",
            title=_("Aucune équipe n'est encore reconnue ici"),
            blocks=(
                Prose(
                    paragraphs=(
                        _(
                            "De %(first)d à %(last)d, aucune équipe citoyenne n'a été reconnue dans ce département."
                        )
                        % {"first": ends[0].year, "last": context.as_of.year},
                        _("La première équipe reconnue ouvrira cette page."),
                    )
                ),
            ),
            notes=context.notes(last),
            source=blocks.source_line(context, last),
        )
    return Section(
        key="equipes-par-an",
        title=_("%(sentence)s, contre %(before)s fin %(year)d")
        % {"sentence": sentence(last), "before": number(first), "year": ends[0].year}
        if first
        else _("%(sentence)s, année après année") % {"sentence": sentence(last)},
        blocks=(
            Chart(
                title=_("Équipes reconnues en fin d'année"),
                kind="columns",
                categories=tuple(str(day.year) for day in found.days),
                series=(Series(_("Équipes reconnues"), found.total),),
                unit=last.unit,
                alt=", ".join(
                    f"{day.year} : {value}" for day, value in zip(found.days, found.total, strict=True)
                ),
            ),
        ),
        notes=context.notes(last),
        source=blocks.source_line(context, last),
    )


def _teams(context: Context) -> Section:
    """List the teams of the département."""
    counted = context.measure("equipes")
    found = records(
        "equipes",
        as_of=context.as_of,
        known_at=context.known_at,
        perimeter=context.perimeter,
        register=context.register,
    )
    rows = sorted(((record.label, record.since) for record in found), key=lambda row: (fold(row[0]), row[0]))
    more = len(rows) - TEAMS_SHOWN
    return Section(
        key="liste-des-equipes",
        title=ngettext(
            "%s équipe reconnue : qui elle est, depuis quand",
            "%s équipes reconnues : qui elles sont, depuis quand",
            len(rows),
        )
        % value_text(counted)
        if rows
        else _("Aucune équipe n'est reconnue ici à cette date"),
        blocks=(
            Table(
                title=_("Équipes reconnues, par ordre alphabétique"),
                columns=(TableColumn(_("Équipe")), TableColumn(_("Reconnue le"), "day")),
                rows=tuple(rows[:TEAMS_SHOWN]),
                note=_("et %d autres, à lire en ligne") % more if more > 0 else "",
            )
            if rows
            else Prose(
                paragraphs=(
                    _("Les équipes reconnues de ce département seront nommées ici."),
                    _("Une équipe qui se forme n'est comptée qu'une fois reconnue."),
                )
            ),
        ),
        notes=context.notes(counted),
        source=blocks.source_line(context, counted),
    )


def _check(context: Context) -> None:
    """Refuse the whole of France: this bilan is that of a place."""
    if context.perimeter.is_france:
        raise Refused(
            _(
                "Ce bilan est celui d'un territoire : précisez lequel, par exemple departement:30 pour le Gard."
            )
        )


GROWTH = Part(
    code="equipes-par-an",
    name=gettext_lazy("Les équipes, année après année"),
    explained=gettext_lazy("Combien d'équipes étaient reconnues à la fin de chaque année."),
    make=lambda context: (_growth(context),),
    figures=("equipes",),
)
TEAMS = Part(
    code="liste-des-equipes",
    name=gettext_lazy("La liste des équipes"),
    explained=gettext_lazy("Le nom de chaque équipe reconnue, et depuis quand elle l'est."),
    make=lambda context: (_teams(context),),
    figures=("equipes",),
)
RESOURCES = Part(
    code="ressources",
    name=gettext_lazy("Les ressources qui servent ici"),
    explained=gettext_lazy(
        "Ce que les équipes et les coopérations du territoire ont pris dans la bibliothèque."
    ),
    make=resource_blocks.of_the_year,
    figures=(resource_blocks.USES,),
)

DEFINITION = Definition(
    code="departement",
    name=gettext_lazy("Bilan d'un département"),
    title=_title,
    subtitle=blocks.on_the_day,
    check=_check,
    parts=(
        Part(
            code="en-bref",
            name=gettext_lazy("En bref"),
            explained=gettext_lazy("Trois chiffres : les équipes, les signataires, les communes couvertes."),
            make=lambda context: (_overview(context),),
            figures=("equipes", "cooperations-actives", "signataires", "communes-couvertes"),
        ),
        Part(
            code="cooperations",
            name=gettext_lazy("Les coopérations du département"),
            explained=gettext_lazy("Leurs étapes, et quand elles les ont passées."),
            make=lambda context: (_cooperations(context),),
            figures=("cooperations-actives",),
        ),
        GROWTH,
        CARRIERS,
        TEAMS,
        COVERAGE,
        ACTIVITY,
        *SUPPORTS,
        RESOURCES,
        PUBLISHED,
    ),
)
