"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BilanConfig(AppConfig):
    """Bilans: definitions composed into documents, printed in five formats."""

    name = "maillage.bilan"
    label = "bilan"
    verbose_name = _("Bilans")
