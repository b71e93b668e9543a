"""Declare the application of referrals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """Hold the service of referrals of each cooperation, what it is asked, and the counts that stay."""

    name = "maillage.referrals"
    verbose_name = _("Orientations")
