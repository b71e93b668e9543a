"""The command "load_territories"."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from maillage.common.formats import number
from maillage.territory.operations import load


class Command(BaseCommand):
    """Load the régions, départements, EPCI and communes of France."""

    help = _("Charge les régions, départements, intercommunalités et communes de France.")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load the geography and say what was done."""
        loaded = load()
        values = {"vintage": loaded.vintage, "communes": number(loaded.communes)}
        if loaded.changed:
            self.stdout.write(_("Découpage %(vintage)s chargé : %(communes)s communes.") % values)
        else:
            self.stdout.write(_("Le découpage %(vintage)s est déjà chargé : rien à faire.") % values)
