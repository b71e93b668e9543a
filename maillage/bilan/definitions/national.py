"""The national bilan of a year: what the cooperations gave in, what they say, then the whole country."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.bilan import campaign_blocks
from maillage.bilan.context import Context
from maillage.bilan.definitions import rendez_vous
from maillage.bilan.definitions.definition import Definition, Part
from maillage.common.errors import Refused
from maillage.common.formats import day as written_day


def _check(context: Context) -> None:
    """Refuse a part of the country: this bilan is that of the nation."""
    if not context.perimeter.is_france:
        raise Refused(
            _(
                "Le bilan national est celui de toute la France : pour un territoire, demandez le bilan d'un "
                "département ou d'une coopération."
            )
        )


def _title(context: Context) -> str:
    """Return the title: the year."""
    return _("Bilan national %d") % context.as_of.year


def _subtitle(context: Context) -> str:
    """Return the day."""
    return _("La mobilisation au %s") % written_day(context.as_of)


DEFINITION = Definition(
    code="national",
    name=gettext_lazy("Bilan national de l'année"),
    title=_title,
    subtitle=_subtitle,
    check=_check,
    parts=(
        Part(
            code="campagne",
            name=gettext_lazy("Les bilans rendus"),
            explained=gettext_lazy(
                "Combien de coopérations et de porteurs ont rendu leur bilan, et ce qu'ils comptent."
            ),
            make=campaign_blocks.given_in,
            national=True,
        ),
        Part(
            code="textes-choisis",
            name=gettext_lazy("Ce qu'en disent les territoires"),
            explained=gettext_lazy("Les textes des bilans que l'équipe nationale a retenus."),
            make=campaign_blocks.said,
            national=True,
        ),
        *rendez_vous.DEFINITION.parts,
    ),
    method=rendez_vous.DEFINITION.method,
)
