"""Declare the application of experiments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExperimentsConfig(AppConfig):
    """Hold experiments, their sites, their measures, what was decided of them and who took them up."""

    name = "maillage.experiments"
    verbose_name = _("Expérimentations")
