"""The plenary of the Rendez-vous des coopérations: where the mobilisation stands, on a day."""

from django.utils.translation import gettext as _

from maillage.bilan import blocks, experiment_blocks, resource_blocks, support_blocks, tally_blocks
from maillage.bilan.context import Context
from maillage.bilan.definitions.definition import Definition
from maillage.bilan.document import Section
from maillage.common.formats import day as written_day

CODES = (
    "cooperations-lancees",
    "departements-en-amorce",
    "cooperations-locales-ou-en-structuration",
    "signataires",
    "equipes",
    "porteurs",
    "appuis",
    *support_blocks.CODES,
    *resource_blocks.CODES,
    *experiment_blocks.CODES,
)
# What has no place is told of the whole country alone.
NATIONAL = frozenset({"appuis", resource_blocks.PUBLISHED, *experiment_blocks.CODES})


def _title(_context: Context) -> str:
    """Return the title of the deck."""
    return _("Bilan et perspectives de la mobilisation")


def _subtitle(context: Context) -> str:
    """Return the day and the perimeter."""
    return _("%(perimeter)s, au %(day)s") % {
        "perimeter": context.perimeter_label,
        "day": written_day(context.as_of),
    }


def _sections(context: Context) -> tuple[Section, ...]:
    """Return the sections of the plenary, in the order in which they are told."""
    beside = blocks.published(context)
    national = context.perimeter.is_france
    return (
        blocks.cover(_title(context)),
        *blocks.cooperations(context),
        blocks.signatories(context),
        blocks.teams(context),
        blocks.carriers(context),
        *tally_blocks.of_the_year(context),
        *((support_blocks.deployed(context),) if national else ()),
        *support_blocks.of_the_year(context),
        *support_blocks.exchanges_of_the_year(context),
        *resource_blocks.of_the_year(context),
        *(experiment_blocks.tried(context) if national else ()),
        *(blocks.programme(context) if national else ()),
        *((beside,) if beside else ()),
        blocks.method(context, [*_codes(national=national), *tally_blocks.codes(context)]),
    )


def _codes(*, national: bool) -> list[str]:
    """Return the figures that the plenary prints, less those that have no place where it is about one."""
    return [code for code in CODES if national or code not in NATIONAL]


DEFINITION = Definition(
    code="rendez-vous",
    name="Rendez-vous des coopérations",
    title=_title,
    subtitle=_subtitle,
    sections=_sections,
)
