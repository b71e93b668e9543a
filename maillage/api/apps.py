"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The doors for machines: API, open data, feeds, widget."""

    name = "maillage.api"
    label = "api"
    verbose_name = _("Données ouvertes et interface de programmation")
