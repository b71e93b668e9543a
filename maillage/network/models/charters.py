"""Charters and who signed them."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.network.models.organisations import Organisation
from maillage.network.models.teams import Team


class Charter(models.Model):
    """Hold a version of a charter: that of the organisations, or that of the citizen team."""

    class Kind(models.TextChoices):
        """Who signs it."""

        NATIONAL = "nationale", _("charte nationale")
        TEAM = "equipe", _("charte de l'équipe citoyenne")

    kind = models.CharField(_("charte"), max_length=12, choices=Kind.choices)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("titre"), max_length=200)
    text = models.TextField(_("texte"), blank=True)
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "adopted_on", "version"]
        verbose_name = _("charte")
        verbose_name_plural = _("chartes")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="network_charter_version_once",
                violation_error_message=_("Cette version de la charte existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SignatureQuerySet(DatedFactQuerySet["Signature"]):
    """Read signatures."""

    def national(self) -> Self:
        """Keep the signatures of the national charter."""
        return self.filter(charter__kind=Charter.Kind.NATIONAL)

    def until(self, day: dt.date) -> Self:
        """Keep the signatures that a day has seen, ended or not."""
        return self.filter(started_on__lte=day)

    def corrected(self, moment: dt.datetime) -> Self:
        """Keep the signatures that were believed once, and that nobody believed any more at a moment."""
        return self.filter(known_until__lte=moment)

    def with_charter(self) -> Self:
        """Read each signature with its charter, the oldest first."""
        return self.select_related("charter").order_by("started_on", "pk")


class Signature(DatedFact):
    """Say that an organisation, or a team, signed a charter on a day, until a day."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="signatures")

    objects = SignatureQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="network_signature_by_one_signatory",
                condition=Q(organisation__isnull=False, team__isnull=True)
                | Q(organisation__isnull=True, team__isnull=False),
                violation_error_message=_("Une signature est celle d'une organisation, ou d'une équipe."),
            ),
            models.CheckConstraint(
                name="network_signature_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une signature porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["charter", "organisation"],
                condition=Q(organisation__isnull=False, ended_on__isnull=True, retracted_at__isnull=True),
                name="network_signature_one_in_force_by_organisation",
                violation_error_message=_(
                    "Cette organisation a déjà une signature en vigueur de cette charte."
                ),
            ),
            models.UniqueConstraint(
                fields=["charter", "team"],
                condition=Q(team__isnull=False, ended_on__isnull=True, retracted_at__isnull=True),
                name="network_signature_one_in_force_by_team",
                violation_error_message=_("Cette équipe a déjà une signature en vigueur de cette charte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.team} : {self.charter}"
