"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportsConfig(AppConfig):
    """What the network deploys to support cooperations and teams."""

    name = "maillage.supports"
    label = "supports"
    verbose_name = _("Appuis")
