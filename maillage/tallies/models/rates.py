"""What an hour given would have cost: a dated rate with its source, so that any year can be valued again."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet


class HourRateQuerySet(DatedFactQuerySet["HourRate"]):
    """Read rates."""

    def latest_first(self) -> Self:
        """Order them from the last one."""
        return self.order_by("-started_on", "-pk")

    def on_days(self, days: Sequence[dt.date]) -> dict[dt.date, "HourRate"]:
        """Return the rate of each day that has one; call it after `known_at`."""
        rates = list(self.latest_first())
        found = {}
        for day in days:
            held = next((rate for rate in rates if rate.holds(day)), None)
            if held is not None:
                found[day] = held
        return found


class HourRate(DatedFact):
    """Say what the law pays an hour of work, from a day on."""

    cents = models.PositiveIntegerField(_("taux horaire, en centimes"))

    objects = HourRateQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("taux horaire")
        verbose_name_plural = _("taux horaires")
        ordering = ["-started_on", "-pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="tallies_hourrate_is_whole",
                condition=Q(cents__gt=0, started_on__isnull=False) & ~Q(source=""),
                violation_error_message=_("Un taux porte un montant, un premier jour et sa source."),
            ),
            models.UniqueConstraint(
                fields=["started_on"],
                condition=Q(retracted_at__isnull=True),
                name="tallies_hourrate_one_a_day",
                violation_error_message=_("Un taux commence déjà ce jour-là."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents / 100:.2f} ({self.started_on:%Y-%m-%d})"

    def holds(self, day: dt.date) -> bool:
        """Tell whether it holds on a day."""
        begun = self.started_on is not None and self.started_on <= day
        return begun and (self.ended_on is None or day < self.ended_on)
