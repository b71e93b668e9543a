"""What the network deploys to support cooperations and teams, and since when."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet


class SupportKind(models.TextChoices):
    """The kinds of support."""

    CURRICULUM = "formation", _("formation")
    SMALL_GRANT = "coup-de-pouce", _("coup de pouce financier")
    PRACTICE_EXCHANGE = "echange", _("échange de pratiques")
    EXPERIMENT = "experimentation", _("expérimentation")
    CALL = "appel", _("appel à projets")
    RESOURCE = "ressource", _("ressource")


class Support(models.Model):
    """Hold a support of the network: what it is called, and what it is."""

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(_("identifiant"), max_length=220, unique=True)
    kind = models.CharField(_("nature"), max_length=16, choices=SupportKind.choices)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("appui")
        verbose_name_plural = _("appuis")

    def __str__(self) -> str:
        return self.name


class DeploymentQuerySet(DatedFactQuerySet["Deployment"]):
    """Read deployments."""

    def offered(self, day: dt.date) -> Self:
        """Keep what the network offers on a day, the oldest first."""
        return self.as_of(day).select_related("support").order_by("started_on", "support__name", "pk")


class Deployment(DatedFact):
    """Say that a support was launched on a day, and offered until a day."""

    support = models.ForeignKey(Support, models.PROTECT, related_name="deployments")

    objects = DeploymentQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("lancement d'un appui")
        verbose_name_plural = _("lancements d'appuis")
        ordering = ["started_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="supports_deployment_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un lancement porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["support"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="supports_deployment_one_open",
                violation_error_message=_("Cet appui est déjà lancé."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.support)
