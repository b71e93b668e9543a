"""The fields that name a place or an organisation of the register in words. They check; they change nothing."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maillage.common.forms import Line
from maillage.common.normalise import fold
from maillage.network.models import Organisation
from maillage.territory.perimeter import FRANCE, Perimeter
from maillage.territory.search import SHORTEST, Place, search_places

OFFERED = 8


class PlaceLine(Line):
    """Ask for a place of the official geography; left empty, all of France."""

    def to_python(self, value: object) -> Perimeter:  # type: ignore[override] # a text, then what it names
        """Return the place that a text names, or say which it may be."""
        words = super().to_python(value)
        if not words:
            return FRANCE
        found = search_places(words) if len(words) >= SHORTEST else []
        exact = [place for place in found if fold(words) in {fold(place.label), fold(place.name)}]
        return self._one(words, exact[:1] or found).perimeter

    @staticmethod
    def _one(words: str, found: Sequence[Place]) -> Place:
        if not found:
            raise ValidationError(
                _("Aucun lieu ne commence par « %s » : vérifiez l'orthographe, ou écrivez le code postal.")
                % words
            )
        if len(found) > 1:
            raise ValidationError(
                _("Plusieurs lieux commencent ainsi : écrivez l'un d'eux en entier. %s.")
                % " ; ".join(place.label for place in found)
            )
        return found[0]


class OrganisationLine(Line):
    """Ask for an organisation of the register by its name, its SIRET, or the address of its page; empty, none."""

    def to_python(self, value: object) -> Organisation | None:  # type: ignore[override] # a text, then what it names
        """Return the organisation that a text names, or say which it may be."""
        words = super().to_python(value)
        if not words:
            return None
        if (addressed := Organisation.objects.at_address(words)) is not None:
            return addressed
        found = list(Organisation.objects.called(words).order_by("folded", "pk"))
        exact = [row for row in found if row.folded == fold(words)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(
                _("Aucune organisation du registre ne porte ce nom : vérifiez-le, ou inscrivez-la d'abord.")
            )
        raise ValidationError(
            _("Plusieurs organisations portent ce nom : écrivez le mot entre parenthèses de la bonne. %s.")
            % " ; ".join(f"{row.name} ({row.slug})" for row in (exact or found)[:OFFERED])
        )
