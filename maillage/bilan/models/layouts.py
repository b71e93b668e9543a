"""How the network lays out a bilan: its parts in order, their comments, the cover; each version is a fact."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.common.attachments import PrivateStorage
from maillage.common.facts import Recorded, RecordedQuerySet

COMMENT = 300  # letters that the network may write above a part


class BilanLayoutQuerySet(RecordedQuerySet["BilanLayout"]):
    """Read layouts."""

    def of(self, definition: str) -> Self:
        """Keep the versions of one bilan, the last first."""
        return self.filter(definition=definition).order_by("-known_from", "-pk")

    def standing(self, definition: str, known_at: dt.datetime) -> "BilanLayout | None":
        """Return the version that held at a moment; none: the bilan is as the software made it."""
        return self.known_at(known_at).of(definition).first()


class BilanLayout(Recorded):
    """Hold one version of how a bilan is laid out; empty words leave those of the software."""

    definition = models.CharField(_("bilan"), max_length=30)
    # Of each part, in order: its code, whether it is shown, what the network says above it.
    parts = models.JSONField(_("parties"), default=list)
    title = models.CharField(_("titre de la couverture"), max_length=150, blank=True)
    subtitle = models.CharField(_("sous-titre de la couverture"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation de la couverture"), max_length=150, blank=True)
    colour = models.CharField(_("couleur du bandeau et des titres"), max_length=7, blank=True)
    accent = models.CharField(_("couleur des filets"), max_length=7, blank=True)
    logo = models.FileField(_("logo"), storage=PrivateStorage(), max_length=120, blank=True)
    logo_kind = models.CharField(_("format du logo"), max_length=4, blank=True)
    logo_alt = models.CharField(_("ce que dit le logo"), max_length=150, blank=True)

    objects = BilanLayoutQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("mise en page d'un bilan")
        verbose_name_plural = _("mises en page des bilans")
        ordering = ["definition", "-known_from", "-pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["definition"],
                condition=Q(retracted_at__isnull=True),
                name="bilan_layout_one_stands",
                violation_error_message=_("Ce bilan a déjà une mise en page."),
            ),
        ]

    def __str__(self) -> str:
        return self.definition

    @property
    def is_dressed(self) -> bool:
        """Tell whether this version has colours or a picture of its own."""
        return bool(self.colour or self.accent or self.logo)

    def get_absolute_url(self) -> str:
        """Return where the bilan is laid out."""
        return reverse("bilan_layout", args=[self.definition])
