"""Bilans that were frozen: the two dates they were composed at, and the print of all that they said."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.bilan.models.campaigns import BilanCampaign, CampaignBilan
from maillage.common.facts import Recorded, RecordedQuerySet, day_of
from maillage.events.models import Event


class FrozenBilanQuerySet(RecordedQuerySet["FrozenBilan"]):
    """Read frozen bilans."""

    def of(self, event: Event, known_at: dt.datetime) -> Self:
        """Keep those that were shown at an event, as known at a moment, the first first."""
        return self.known_at(known_at).filter(event=event).order_by("as_of", "pk")

    def of_campaigns(self, campaigns: Collection[BilanCampaign], known_at: dt.datetime) -> Self:
        """Keep the accepted bilans of some campaigns, as known at a moment."""
        return self.known_at(known_at).filter(bilan__campaign__in=campaigns).order_by("pk")

    def filed_for(self, bilan: CampaignBilan) -> Self:
        """Keep what a bilan became when it was accepted."""
        return self.filter(bilan=bilan)

    def national(self, campaign: BilanCampaign) -> Self:
        """Keep the national bilans that were frozen on the day of a campaign, the last first."""
        found = self.believed().filter(definition="national", as_of=campaign.as_of)
        return found.order_by("-at", "-pk")

    def shown(self) -> Self:
        """Keep those that anyone may check: not those of an event that nobody may read about."""
        return self.believed().filter(Q(event=None) | Q(event__in=Event.objects.announced()))


class FrozenBilan(Recorded):
    """Keep what a bilan was composed from, and its print: composed again, it must be the same."""

    definition = models.CharField(_("bilan"), max_length=30)
    as_of = models.DateField(_("au"))
    at = models.DateTimeField(_("tel que connu le"))
    perimeter = models.CharField(_("périmètre"), max_length=100)
    organisation = models.CharField(_("mobilisation"), max_length=150)
    fingerprint = models.CharField(_("empreinte"), max_length=64)
    # Of each section: its key, its title and its own print, so that what changed can be named.
    sections = models.JSONField(_("empreintes des pages"))
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="decks", verbose_name=_("rendez-vous")
    )

    bilan = models.ForeignKey(
        CampaignBilan,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="frozen",
        verbose_name=_("bilan d'une campagne"),
    )
    # Of each figure that it says: its code, its day, since when it is counted, its value as text.
    figures = models.JSONField(_("chiffres"), default=list, blank=True)

    objects = FrozenBilanQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("bilan figé")
        verbose_name_plural = _("bilans figés")
        ordering = ["as_of", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["definition", "as_of", "at", "perimeter", "event"],
                condition=Q(retracted_at__isnull=True),
                name="bilan_frozen_once",
                violation_error_message=_("Ce bilan est déjà figé à ces deux dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} ({self.as_of})"

    def get_absolute_url(self) -> str:
        """Return the address of the page that composes it again."""
        return reverse("frozen_bilan", args=[self.pk])

    @property
    def known_on(self) -> dt.date:
        """Return the day whose knowledge it tells."""
        return day_of(self.at)
