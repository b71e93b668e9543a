"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoryConfig(AppConfig):
    """The regions, départements, EPCI and communes of France, and the perimeters drawn from them."""

    name = "maillage.territory"
    label = "territory"
    verbose_name = _("Territoires")
