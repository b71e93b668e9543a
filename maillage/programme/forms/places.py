"""The field that names an organisation of the register in words. It checks; it changes nothing."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maillage.common.forms import Line
from maillage.common.normalise import fold
from maillage.network.models import Organisation

OFFERED = 8


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
