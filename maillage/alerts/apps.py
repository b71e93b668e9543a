"""Declare the application of alerts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Hold the calling campaigns of a cooperation, and the numbers that its teams give each day."""

    name = "maillage.alerts"
    verbose_name = _("Alertes")
