"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The public pages that cross domains."""

    name = "maillage.portal"
    label = "portal"
    verbose_name = _("Portail")
