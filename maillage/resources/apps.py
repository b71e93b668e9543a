"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    """The library: resources, their versions, who took them up."""

    name = "maillage.resources"
    label = "resources"
    verbose_name = _("Ressources")
