"""Scenarios: a question of siting that someone keeps under a name, with what was moved by hand and what was found."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.network.models import Cooperation
from maillage.observatory.permissions import hold_scenario


class ScenarioQuerySet(RecordedQuerySet["Scenario"]):
    """Read scenarios."""

    def held_by(self, actor: Actor) -> Self:
        """Keep those that someone may read, rename, share and withdraw, the last first."""
        rows = self.believed().filter(hold_scenario(actor))
        return rows.select_related("cooperation", "recorded_by").order_by("-recorded_at", "-pk")

    def of(self, cooperation: Cooperation | None) -> Self:
        """Keep those of a cooperation; without one, those of the nation."""
        if cooperation is None:
            return self.filter(cooperation__isnull=True)
        return self.filter(cooperation=cooperation)

    def chosen(self, keys: "list[str]", most: int) -> "list[Scenario]":
        """Return the first of those whose keys are told, in the order they are told."""
        known = {str(one.pk): one for one in self}
        return [known[key] for key in dict.fromkeys(keys) if key in known][:most]


class Scenario(Recorded):
    """Keep a question under a name: what was asked, what was moved by hand, the digests of what it rested on and found.

    Its author is who recorded it. A withdrawn scenario is retracted, like any fact.
    """

    name = models.CharField(_("nom"), max_length=120)
    cooperation = models.ForeignKey(
        Cooperation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scenarios",
        verbose_name=_("coopération"),
    )
    question: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(_("question"))
    moves: "models.JSONField[list[list[str]], list[list[str]]]" = models.JSONField(
        _("déplacements"), default=list, blank=True
    )
    ground = models.CharField(_("empreinte des données"), max_length=64)
    found = models.CharField(_("empreinte de la réponse"), max_length=64)
    shared = models.BooleanField(_("partagé"), default=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("scénario d'implantation")
        verbose_name_plural = _("scénarios d'implantation")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="observatory_scenario_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("Un scénario porte un nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("scenario", args=[self.pk])

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return what was moved by hand: from which commune to which, in turn."""
        return tuple((source, target) for source, target in self.moves)
