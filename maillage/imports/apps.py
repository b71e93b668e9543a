"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Spreadsheets in: read, map, plan, apply."""

    name = "maillage.imports"
    label = "imports"
    verbose_name = _("Imports")
