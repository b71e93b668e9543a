"""The bilan of one carrier: the teams that it carries, where they are, the year before and the national mark."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import blocks
from maillage.bilan.compared_blocks import compared
from maillage.bilan.context import Context
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.definitions.departement import GROWTH, TEAMS
from maillage.bilan.definitions.rendez_vous import ACTIVITY
from maillage.bilan.document import Section
from maillage.common.errors import Refused

BRIEF = ("equipes", "equipes-connues", "signataires")
COMPARED = ("equipes", "equipes-connues")
AMONG = "organisations-porteuses"


def _check(context: Context) -> None:
    """Refuse any perimeter but a carrier."""
    if context.perimeter.kind != "porteur":
        raise Refused(
            _(
                "Ce bilan est celui d'un porteur : dites lequel par son périmètre, porteur:NOM, le nom étant celui de "
                "l'adresse de sa page."
            )
        )


def _title(context: Context) -> str:
    """Return the title: the name of the carrier."""
    return _("Bilan du porteur : %s") % context.perimeter_label


def _brief(context: Context) -> tuple[Section, ...]:
    """Say in three figures what the carrier carries."""
    return (blocks.in_brief(context, BRIEF, lambda said: _("Portées par l'organisation : %s") % said),)


DEFINITION = Definition(
    code="porteur",
    name=gettext_lazy("Bilan d'un porteur"),
    title=_title,
    subtitle=blocks.on_the_day,
    check=_check,
    parts=(
        Part(
            code="en-bref",
            name=gettext_lazy("En bref"),
            explained=gettext_lazy(
                "Trois chiffres : ses équipes reconnues, toutes ses équipes, ses signatures."
            ),
            make=_brief,
            figures=BRIEF,
        ),
        Part(
            code="carte",
            name=gettext_lazy("Où sont ses équipes"),
            explained=gettext_lazy("La carte des équipes reconnues que l'organisation porte."),
            make=lambda context: (blocks.teams(context),),
            figures=("equipes",),
        ),
        Part(
            code="comparaison",
            name=gettext_lazy("Un an après"),
            explained=gettext_lazy(
                "Les mêmes chiffres un an avant, et le repère national. Personne n'est classé."
            ),
            make=lambda context: compared(context, COMPARED, among=AMONG),
            figures=(*COMPARED, AMONG),
        ),
        ACTIVITY,
        GROWTH,
        TEAMS,
    ),
)
