"""Declaration of the package to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """The programme of the mobilisation: axes and actions."""

    name = "maillage.programme"
    label = "programme"
    verbose_name = _("Programme")
