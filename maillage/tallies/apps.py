"""Declare the application of tallies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalliesConfig(AppConfig):
    """Hold what teams declare of their months, how often they do, and the links by which they do."""

    name = "maillage.tallies"
    verbose_name = _("Relevés d'activité")
