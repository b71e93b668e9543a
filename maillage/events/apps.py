"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The Rendez-vous des coopérations and the departmental days."""

    name = "maillage.events"
    label = "events"
    verbose_name = _("Rendez-vous")
