"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """The figures: a small algebra, a catalogue of definitions, what was published elsewhere."""

    name = "maillage.indicators"
    label = "indicators"
    verbose_name = _("Indicateurs")
