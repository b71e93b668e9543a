"""Declare the application of the observatory."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObservatoryConfig(AppConfig):
    """Hold the official data that were loaded, and carry them to science."""

    name = "maillage.observatory"
    verbose_name = _("Observatoire")
