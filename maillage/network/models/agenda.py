"""Personal addresses where a calendar program reads the dates of a cooperation, without a session."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.personal import Basis, People, Personal
from maillage.network.models.cooperations import Cooperation


class AgendaAddressQuerySet(models.QuerySet["AgendaAddress"]):
    """Read the personal addresses of calendars."""

    def open(self) -> Self:
        """Keep the addresses that still answer, each with its person and its cooperation."""
        return self.filter(closed_at__isnull=True).select_related("user", "cooperation")

    def of(self, cooperation: Cooperation, user: AbstractBaseUser) -> Self:
        """Keep the addresses of a person for a cooperation."""
        return self.filter(cooperation=cooperation, user_id=user.pk)


class AgendaAddress(models.Model):
    """Let one person read the dates of one cooperation at an address of their own, until it is closed."""

    personal = (
        Personal(
            fields=("user",),
            people=People.ACCOUNTS,
            purpose=_("Vous donner les dates de votre coopération dans votre agenda."),
            basis=Basis.CONSENT,
            kept=_("jusqu'à ce que vous fermiez l'adresse"),
        ),
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("ouverte le"))
    closed_at = models.DateTimeField(_("fermée le"), null=True, blank=True)

    objects = AgendaAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse d'agenda")
        verbose_name_plural = _("adresses d'agenda")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cooperation"],
                condition=Q(closed_at__isnull=True),
                name="network_agendaaddress_one_open",
                violation_error_message=_("Vous avez déjà une adresse d'agenda pour cette coopération."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.cooperation}"
