"""The plenary of the Rendez-vous des coopérations: where the mobilisation stands, on a day."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import (
    blocks,
    coverage_blocks,
    experiment_blocks,
    resource_blocks,
    support_blocks,
    tally_blocks,
)
from maillage.bilan.context import Context
from maillage.bilan.definitions.definition import Definition, Part
from maillage.bilan.document import Section
from maillage.common.formats import day as written_day

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


def _method(context: Context, parts: Sequence[Part]) -> tuple[Section, ...]:
    """Define the figures that are shown; what has no place is told of the whole country alone."""
    codes = dict.fromkeys(code for part in parts if part.when(context) for code in part.figures)
    told = [code for code in codes if context.perimeter.is_france or code not in NATIONAL]
    return (blocks.method(context, told),)


def _published(context: Context) -> tuple[Section, ...]:
    """Set what was published beside what the register computes; nothing where nothing was."""
    beside = blocks.published(context)
    return (beside,) if beside else ()


PUBLISHED = Part(
    code="chiffres-publies",
    name=gettext_lazy("Ce qui a été publié"),
    explained=gettext_lazy(
        "Les chiffres publiés ailleurs, à côté de ceux que le registre compte, avec l'écart."
    ),
    make=_published,
)
SUPPORTS = (
    Part(
        code="formations-et-aides",
        name=gettext_lazy("Formations et aides de l'année"),
        explained=gettext_lazy("Les sessions tenues, les personnes formées, les lauréats des aides."),
        make=support_blocks.of_the_year,
        figures=support_blocks.YEAR_FIGURES,
    ),
    Part(
        code="echanges",
        name=gettext_lazy("Échanges de pratiques de l'année"),
        explained=gettext_lazy("Les rencontres tenues, et combien de personnes y sont venues."),
        make=support_blocks.exchanges_of_the_year,
        figures=support_blocks.EXCHANGES,
    ),
)
ACTIVITY = Part(
    code="activite",
    name=gettext_lazy("Ce que les équipes ont fait dans l'année"),
    explained=gettext_lazy(
        "Les visites, les appels, les heures, les personnes ; combien d'équipes ont répondu."
    ),
    make=tally_blocks.of_the_year,
    figures=tally_blocks.CODES,
    when=tally_blocks.anybody_declared,
)
COVERAGE = Part(
    code="personnes-et-equipes",
    name=gettext_lazy("Où sont les personnes, qui a une équipe près de soi"),
    explained=gettext_lazy(
        "Les personnes de 75 ans ou plus, celles qui ont une équipe à moins de 15 km, les zones blanches."
    ),
    make=coverage_blocks.near_a_team,
    figures=coverage_blocks.CODES,
)
CARRIERS = Part(
    code="porteurs",
    name=gettext_lazy("Qui porte les équipes"),
    explained=gettext_lazy("La part de chaque sorte d'organisation parmi les porteurs des équipes."),
    make=lambda context: (blocks.carriers(context),),
    figures=("porteurs",),
)

DEFINITION = Definition(
    code="rendez-vous",
    name=gettext_lazy("Rendez-vous des coopérations"),
    title=_title,
    subtitle=_subtitle,
    parts=(
        Part(
            code="cooperations",
            name=gettext_lazy("Les coopérations à trois dates"),
            explained=gettext_lazy(
                "Combien sont lancées, où en sont les autres, avec la carte de chaque date."
            ),
            make=blocks.cooperations,
            figures=blocks.COOPERATION_FIGURES,
        ),
        Part(
            code="signataires",
            name=gettext_lazy("Les signataires à quatre dates"),
            explained=gettext_lazy("Combien d'organisations ont signé la charte, année après année."),
            make=lambda context: (blocks.signatories(context),),
            figures=("signataires",),
        ),
        Part(
            code="equipes",
            name=gettext_lazy("Les équipes et leur carte"),
            explained=gettext_lazy(
                "Combien d'équipes sont reconnues, dans combien de départements, outre-mer compris."
            ),
            make=lambda context: (blocks.teams(context),),
            figures=("equipes",),
        ),
        CARRIERS,
        COVERAGE,
        ACTIVITY,
        Part(
            code="appuis",
            name=gettext_lazy("Les appuis, par étapes"),
            explained=gettext_lazy("Ce que le réseau a déployé pour aider les équipes, année après année."),
            make=lambda context: (support_blocks.deployed(context),),
            figures=("appuis",),
            national=True,
        ),
        *SUPPORTS,
        Part(
            code="ressources",
            name=gettext_lazy("La bibliothèque dans l'année"),
            explained=gettext_lazy("Les ressources publiées, et celles qui servent le plus."),
            make=resource_blocks.of_the_year,
            figures=resource_blocks.CODES,
        ),
        Part(
            code="experimentations",
            name=gettext_lazy("Ce que le réseau essaie"),
            explained=gettext_lazy("Les expérimentations, où chacune en est, qui les a adoptées."),
            make=experiment_blocks.tried,
            figures=experiment_blocks.CODES,
            national=True,
        ),
        Part(
            code="programme",
            name=gettext_lazy("Le programme"),
            explained=gettext_lazy("Ses axes, ses actions, où elles en sont, ce qui est promis."),
            make=blocks.programme,
            national=True,
        ),
        PUBLISHED,
    ),
    method=_method,
)
