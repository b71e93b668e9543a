"""Sittings: the dated meetings where a body of the network decides signatures, recognitions and cooperations."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Read sittings."""

    def latest_first(self) -> Self:
        """Read the last sittings first."""
        return self.order_by("-held_on", "-pk")

    def open(self) -> Self:
        """Keep the sittings whose minutes are not closed yet."""
        return self.filter(closed_at__isnull=True)

    def to_come(self, day: dt.date) -> Self:
        """Keep the sittings of a day and after, the next first."""
        return self.filter(held_on__gte=day).order_by("held_on", "pk")


class Sitting(models.Model):
    """Hold one sitting of a deciding body, and its minutes once they are closed."""

    body = models.CharField(_("instance"), max_length=150)
    held_on = models.DateField(_("tenue le"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    minutes = models.TextField(_("compte rendu"), blank=True)
    closed_at = models.DateTimeField(_("compte rendu clos le"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="network_sitting_once_a_day",
                violation_error_message=_("Cette instance a déjà une séance ce jour-là."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%d/%m/%Y}"
