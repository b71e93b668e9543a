"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """The register: organisations, charters, signatures, cooperations and citizen teams."""

    name = "maillage.network"
    label = "network"
    verbose_name = _("Réseau")
