"""What an action aims at: milestones to reach, figures to bring somewhere."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.programme.models.plan import Action

# What a column of numbers holds: twelve digits before the comma, two after.
DIGITS, DECIMALS = 14, 2


class MilestoneQuerySet(RecordedQuerySet["Milestone"]):
    """Read milestones."""

    def about(self, action: Action) -> Self:
        """Keep those of an action, in the order of their days."""
        return self.filter(action=action).order_by("due_on", "pk")

    def among(self, actions: Sequence[int]) -> Self:
        """Keep those of some actions, by number, in the order of their days."""
        return self.filter(action__in=actions).order_by("due_on", "pk")


class Milestone(Recorded):
    """Name a step that an action is to reach by a day, and the day when it was reached."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="milestones")
    title = models.CharField(_("jalon"), max_length=250)
    due_on = models.DateField(_("prévu le"))
    reached_on = models.DateField(_("atteint le"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["due_on", "pk"]
        verbose_name = _("jalon")
        verbose_name_plural = _("jalons")
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.title


class TargetQuerySet(RecordedQuerySet["Target"]):
    """Read targets."""

    def about(self, action: Action) -> Self:
        """Keep those of an action, in the order of their days."""
        return self.filter(action=action).order_by("until", "pk")

    def among(self, actions: Sequence[int]) -> Self:
        """Keep those of some actions, by number, in the order of their days."""
        return self.filter(action__in=actions).order_by("until", "pk")

    def declared(self) -> Self:
        """Keep those of figures that people declare."""
        return self.filter(code="")


class Target(Recorded):
    """Say where a figure is to be on a day: one of the catalogue, or one that people declare, with their method."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="targets")
    code = models.CharField(_("chiffre du catalogue"), max_length=100, blank=True)
    title = models.CharField(_("chiffre déclaré"), max_length=200, blank=True)
    method = models.TextField(_("comment il est établi"), blank=True)
    since = models.DateField(_("au départ, le"))
    baseline = models.DecimalField(
        _("valeur au départ"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    until = models.DateField(_("à atteindre le"))
    value = models.DecimalField(_("valeur visée"), max_digits=DIGITS, decimal_places=DECIMALS)

    objects = TargetQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["until", "pk"]
        verbose_name = _("cible")
        verbose_name_plural = _("cibles")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="programme_target_ends_after_start",
                condition=Q(until__gt=F("since")),
                violation_error_message=_("Une cible s'atteint après son départ."),
            ),
            models.CheckConstraint(
                name="programme_target_is_computed_or_declared",
                condition=(~Q(code="") & Q(title="", method=""))
                | (Q(code="") & ~Q(title="") & ~Q(method="")),
                violation_error_message=_(
                    "Une cible porte sur un chiffre du catalogue, ou sur un chiffre déclaré avec sa méthode."
                ),
            ),
            models.UniqueConstraint(
                fields=["action", "code", "title", "until"],
                condition=Q(retracted_at__isnull=True),
                name="programme_target_once",
                violation_error_message=_("Cette cible existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.code

    def expected(self, on: dt.date) -> Decimal | None:
        """Return where a straight path would be on a day; none when the start is unknown or the day outside."""
        if self.baseline is None or not self.since <= on <= self.until:
            return None
        share = Decimal((on - self.since).days) / Decimal((self.until - self.since).days)
        return self.baseline + (self.value - self.baseline) * share


class TargetReadingQuerySet(RecordedQuerySet["TargetReading"]):
    """Read what was declared of figures."""

    def among(self, targets: Sequence[int]) -> Self:
        """Keep those of some targets, by number."""
        return self.filter(target__in=targets)

    def about(self, action: Action) -> Self:
        """Keep those of the targets of an action, the last first."""
        return self.filter(target__action=action).select_related("target").order_by("-on", "-pk")

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment, the last first."""
        return self.known_at(known_at).filter(on__lte=day).order_by("-on", "-pk")


class TargetReading(Recorded):
    """Declare the value of a figure on a day, or why it is not available."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="readings")
    on = models.DateField(_("au"))
    value = models.DecimalField(
        _("valeur"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    because = models.CharField(_("pourquoi elle manque"), max_length=250, blank=True)

    objects = TargetReadingQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["-on", "-pk"]
        verbose_name = _("relevé d'une cible")
        verbose_name_plural = _("relevés de cibles")
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="programme_targetreading_value_or_reason",
                condition=Q(value__isnull=False, because="") | (Q(value__isnull=True) & ~Q(because="")),
                violation_error_message=_("Un relevé porte une valeur, ou la raison de son absence."),
            ),
            models.UniqueConstraint(
                fields=["target", "on"],
                condition=Q(retracted_at__isnull=True),
                name="programme_targetreading_once",
                violation_error_message=_("Ce jour a déjà un relevé."),
            ),
        ]

    def __str__(self) -> str:
        return self.because if self.value is None else str(self.value)
