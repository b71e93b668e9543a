"""How an action goes: where it stands, who leads it, what is said of a period, what proves it."""

import datetime as dt
from collections.abc import Sequence
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.programme.models.plan import Action


class State(models.TextChoices):
    """Where an action stands."""

    PLANNED = "a-venir", _("à venir")
    RUNNING = "en-cours", _("en cours")
    DONE = "realisee", _("réalisée")
    POSTPONED = "reportee", _("reportée")
    STOPPED = "arretee", _("arrêtée")


class Weather(models.TextChoices):
    """How things go, at a glance."""

    SUN = "soleil", _("tout va bien")
    CLOUDS = "nuages", _("des difficultés")
    STORM = "orage", _("bloqué")


_D = TypeVar("_D", bound=DatedFact)


class LastingQuerySet(DatedFactQuerySet[_D]):
    """Read what lasts about actions: where they stand, who leads them."""

    def about(self, action: Action) -> Self:
        """Keep those of an action, the oldest first."""
        return self.filter(action=action).order_by("started_on", "pk")

    def among(self, actions: Sequence[int]) -> Self:
        """Keep those of some actions, by number."""
        return self.filter(action__in=actions)

    def standing(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep what was true on a day, as known at a moment."""
        return self.known_at(known_at).as_of(day).order_by("pk")


class ActionStateQuerySet(LastingQuerySet["ActionState"]):
    """Read where actions stand."""


class ActionState(DatedFact):
    """Say where an action stands, from a day until a day."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="states")
    state = models.CharField(_("état"), max_length=12, choices=State.choices)

    objects = ActionStateQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["started_on", "pk"]
        verbose_name = _("état d'une action")
        verbose_name_plural = _("états d'actions")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_actionstate_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un état porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="programme_actionstate_one_open",
                violation_error_message=_("Cette action a déjà un état en cours."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()


class ActionConductQuerySet(LastingQuerySet["ActionConduct"]):
    """Read who leads actions."""


class ActionConduct(DatedFact):
    """Say who leads an action, with whom and with what means, from a day until a day."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="conducts")
    pilot = models.CharField(_("qui la mène"), max_length=200)
    partners = models.TextField(_("avec qui"), blank=True)
    means = models.TextField(_("moyens"), blank=True)

    objects = ActionConductQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        ordering = ["started_on", "pk"]
        verbose_name = _("conduite d'une action")
        verbose_name_plural = _("conduites d'actions")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="programme_actionconduct_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une conduite porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="programme_actionconduct_one_open",
                violation_error_message=_("Cette action est déjà conduite par quelqu'un."),
            ),
        ]

    def __str__(self) -> str:
        return self.pilot


class ActionReviewQuerySet(RecordedQuerySet["ActionReview"]):
    """Read what was said of actions, period by period."""

    def about(self, action: Action) -> Self:
        """Keep those of an action, the last first."""
        return self.filter(action=action).order_by("-until", "-pk")

    def among(self, actions: Sequence[int]) -> Self:
        """Keep those of some actions, by number."""
        return self.filter(action__in=actions)

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a period that is over on a day, as known at a moment, the last first."""
        return self.known_at(known_at).filter(until__lte=day).order_by("-until", "-pk")

    def crossing(self, since: dt.date, until: dt.date) -> Self:
        """Keep those that speak of a day at least of a period."""
        return self.filter(since__lte=until, until__gte=since)


class ActionReview(Recorded):
    """Say how an action went over a period, both days included: the weather, and a few sentences."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="reviews")
    since = models.DateField(_("du"))
    until = models.DateField(_("au"))
    weather = models.CharField(_("météo"), max_length=8, choices=Weather.choices)
    synthesis = models.TextField(_("synthèse"))

    objects = ActionReviewQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["-until", "-pk"]
        verbose_name = _("synthèse d'une action")
        verbose_name_plural = _("synthèses d'actions")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="programme_actionreview_days_in_order",
                condition=Q(until__gte=F("since")),
                violation_error_message=_("La fin de la période suit son début."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_weather_display()


class EvidenceQuerySet(RecordedQuerySet["Evidence"]):
    """Read what proves actions."""

    def shown(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment, the last first."""
        return self.known_at(known_at).filter(on__lte=day).order_by("-on", "-pk")

    def about(self, action: Action) -> Self:
        """Keep those of an action, the last first."""
        return self.filter(action=action).order_by("-on", "-pk")

    def among(self, actions: Sequence[int]) -> Self:
        """Keep those of some actions, by number."""
        return self.filter(action__in=actions)


class Evidence(Recorded):
    """Name what shows that an action was done: a document, a page, a sheet of this register."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="evidence")
    on = models.DateField(_("le"))
    title = models.CharField(_("titre"), max_length=250)
    url = models.URLField(_("adresse"), max_length=500, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["-on", "-pk"]
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.title
