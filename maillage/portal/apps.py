"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The public pages that cross domains."""

    name = "maillage.portal"
    label = "portal"
    verbose_name = _("Portail")

    def ready(self) -> None:
        """Make the checks of the site known to Django."""
        from maillage.portal import checks  # noqa: F401, PLC0415 - registered by being read, once models are there
