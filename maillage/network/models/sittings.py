"""Sittings: the dated meetings where a body of the network decides signatures, recognitions and cooperations."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.versions import Versioned
from maillage.network import permissions


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Read sittings."""

    def latest_first(self) -> Self:
        """Read the last sittings first."""
        return self.order_by("-held_on", "-pk")

    def open(self) -> Self:
        """Keep the sittings whose minutes are not closed yet."""
        return self.filter(closed_at__isnull=True)

    def on_the_day(self, day: dt.date) -> Self:
        """Keep the sittings of a day."""
        return self.filter(held_on=day)

    def with_counts(self) -> Self:
        """Add how many lines each agenda holds, and how many wait for their decision."""
        return self.annotate(lines=Count("items"), pending=Count("items", filter=Q(items__outcome="attente")))

    def decidable_by(self, actor: Actor) -> Self:
        """Keep the sittings that someone may prepare and decide."""
        return self.filter(permissions.decide(actor))

    def to_come(self, day: dt.date) -> Self:
        """Keep the sittings of a day and after, the next first."""
        return self.filter(held_on__gte=day).order_by("held_on", "pk")


class Sitting(Versioned):
    """Hold one sitting of a deciding body, and its minutes once they are closed."""

    # Added by `with_counts`.
    lines: int
    pending: int

    body = models.CharField(_("instance"), max_length=150)
    held_on = models.DateField(_("tenue le"))
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    minutes = models.TextField(_("compte rendu"), blank=True)
    closed_at = models.DateTimeField(_("compte rendu clos le"), null=True, blank=True)

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
            ),
            models.CheckConstraint(
                name="network_sitting_closed_with_minutes",
                condition=Q(closed_at__isnull=True) | ~Q(minutes=""),
                violation_error_message=_("Un compte rendu clos n'est pas vide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.held_on:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("sitting", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        """Tell whether its minutes are closed: it is then only read."""
        return self.closed_at is not None
