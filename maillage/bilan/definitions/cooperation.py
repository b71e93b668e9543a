"""The bilan of one cooperation: its way, its territory, its teams, the year before and the national mark."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import blocks
from maillage.bilan.compared_blocks import compared
from maillage.bilan.context import Context
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.definitions.departement import GROWTH, RESOURCES, TEAMS
from maillage.bilan.definitions.rendez_vous import ACTIVITY, CARRIERS, COVERAGE, SUPPORTS
from maillage.bilan.document import Prose, Section, Table, TableColumn, Timeline, TimelineEntry
from maillage.common.errors import Refused
from maillage.common.formats import day as written_day
from maillage.network.models import Cooperation, CooperationMember, CooperationStageChange

BRIEF = ("equipes", "signataires", "communes-couvertes")
COMPARED = (*BRIEF, "sessions-formation", "laureats")
LAUNCHED = "cooperations-lancees"
MEMBERS_SHOWN = 40


def _cooperation(context: Context) -> Cooperation:
    """Return the cooperation that the perimeter names."""
    return Cooperation.objects.get(slug=context.perimeter.code)


def _check(context: Context) -> None:
    """Refuse any perimeter but a cooperation."""
    if context.perimeter.kind != "cooperation":
        raise Refused(
            _(
                "Ce bilan est celui d'une coopération : dites laquelle par son périmètre, cooperation:NOM, le nom "
                "étant celui de l'adresse de sa page."
            )
        )


def _title(context: Context) -> str:
    """Return the title: the name of the cooperation."""
    return _("Bilan : %s") % context.perimeter_label


def _brief(context: Context) -> tuple[Section, ...]:
    """Say in three figures where the territory stands."""
    return (
        blocks.in_brief(context, BRIEF, lambda said: _("Sur le territoire de la coopération : %s") % said),
    )


def _steps(context: Context) -> tuple[Section, ...]:
    """Say which stages the cooperation went through, along the years."""
    changes = CooperationStageChange.objects.known_at(context.known_at).filter(
        cooperation=_cooperation(context), changed_on__lte=context.as_of
    )
    rows = list(changes.order_by("changed_on", "pk"))
    years: dict[int, list[str]] = {}
    for change in rows:
        said = change.get_stage_display()
        years.setdefault(change.changed_on.year, []).append(said[:1].upper() + said[1:])
    nothing = Prose(paragraphs=(_("Le registre ne connaît encore aucune étape à cette date."),))
    told = Timeline(
        title=_("Les étapes de la coopération"),
        entries=tuple(TimelineEntry(str(year), tuple(said)) for year, said in sorted(years.items())),
    )
    return (
        Section(
            key="etapes",
            title=_("%(stage)s depuis le %(day)s")
            % {"stage": rows[-1].get_stage_display().capitalize(), "day": written_day(rows[-1].changed_on)}
            if rows
            else _("Aucune étape n'est encore connue"),
            blocks=(told if rows else nothing,),
            notes=context.notes(),
            source=_("registre (%s)") % context.organisation,
        ),
    )


def _members(context: Context) -> tuple[Section, ...]:
    """List the organisations that take part; nothing where none is known."""
    held = CooperationMember.objects.known_at(context.known_at).as_of(context.as_of)
    rows = list(held.filter(cooperation=_cooperation(context)).with_organisations())
    if not rows:
        return ()
    more = len(rows) - MEMBERS_SHOWN
    return (
        Section(
            key="membres",
            title=blocks.counted_members(len(rows)),
            blocks=(
                Table(
                    title=_("Les membres de la coopération, par ordre alphabétique"),
                    columns=(TableColumn(_("Organisation")), TableColumn(_("Depuis le"), "day")),
                    rows=tuple((row.organisation.name, row.started_on) for row in rows[:MEMBERS_SHOWN]),
                    note=_("et %d autres, à lire en ligne") % more if more > 0 else "",
                ),
            ),
            notes=context.notes(),
            source=_("registre (%s)") % context.organisation,
        ),
    )


DEFINITION = Definition(
    code="cooperation",
    name=gettext_lazy("Bilan d'une coopération"),
    title=_title,
    subtitle=blocks.on_the_day,
    check=_check,
    parts=(
        Part(
            code="en-bref",
            name=gettext_lazy("En bref"),
            explained=gettext_lazy(
                "Trois chiffres du territoire : les équipes, les signataires, les communes couvertes."
            ),
            make=_brief,
            figures=BRIEF,
        ),
        Part(
            code="etapes",
            name=gettext_lazy("Le chemin de la coopération"),
            explained=gettext_lazy("Les étapes qu'elle a passées, année après année."),
            make=_steps,
        ),
        Part(
            code="membres",
            name=gettext_lazy("Les membres"),
            explained=gettext_lazy("Les organisations qui y prennent part, et depuis quand."),
            make=_members,
        ),
        Part(
            code="comparaison",
            name=gettext_lazy("Un an après"),
            explained=gettext_lazy(
                "Les mêmes chiffres un an avant, et le repère national. Personne n'est classé."
            ),
            make=lambda context: compared(context, COMPARED, among=LAUNCHED),
            figures=(*COMPARED, LAUNCHED),
        ),
        GROWTH,
        CARRIERS,
        TEAMS,
        COVERAGE,
        ACTIVITY,
        *SUPPORTS,
        RESOURCES,
    ),
)
