"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    """What every package stands on: dated facts, refusals, spreadsheets, charts, maps, components."""

    name = "maillage.common"
    label = "common"
    verbose_name = _("Socle commun")
