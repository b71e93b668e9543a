"""The plan: programmes, their axes, their actions."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.programme.permissions import tell_action


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Read programmes."""

    def presented_on(self, day: dt.date) -> "Programme | None":
        """Return the programme adopted last on that day, whether it runs already or is about to."""
        return self.filter(adopted_on__lte=day).order_by("-adopted_on", "-pk").first()

    def latest_first(self) -> Self:
        """Read the last first."""
        return self.order_by("-first_year", "-pk")

    def steered(self) -> Self:
        """Keep those that a meeting steers or did, the last first."""
        return self.filter(meetings__isnull=False).distinct().latest_first()

    def besides(self, programme: "Programme") -> Self:
        """Keep all but one, the last first."""
        return self.exclude(pk=programme.pk).latest_first()


class Programme(models.Model):
    """Hold a programme: its title, its years, the day it was adopted."""

    title = models.CharField(_("titre"), max_length=200)
    slug = models.SlugField(_("identifiant"), max_length=220, unique=True)
    adopted_on = models.DateField(_("adopté le"))
    first_year = models.PositiveSmallIntegerField(_("première année"))
    last_year = models.PositiveSmallIntegerField(_("dernière année"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["first_year"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                name="programme_programme_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message=_("La dernière année d'un programme suit la première."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("programme", args=[self.slug])


class Axis(models.Model):
    """Hold an axis of a programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="axes")
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=200)
    purpose = models.TextField(_("ce qu'il vise"), blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("axe")
        verbose_name_plural = _("axes")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="programme_axis_number_once",
                violation_error_message=_("Cet axe existe déjà dans le programme."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ActionQuerySet(models.QuerySet["Action"]):
    """Read actions."""

    def in_full(self) -> Self:
        """Read each with its axis, its programme, and the action that it takes over."""
        return self.select_related("axis__programme", "takes_over__axis__programme")

    def of(self, programme: Programme) -> Self:
        """Keep those of a programme, in the order of the plan."""
        return self.filter(axis__programme=programme).in_full().order_by("axis__number", "number")

    def told_by(self, actor: Actor) -> Self:
        """Keep the actions of which someone may tell the course."""
        return self.filter(tell_action(actor)).distinct()

    def before(self, programme: Programme) -> Self:
        """Keep those of the programmes that began earlier, which an action may take over."""
        earlier = self.filter(axis__programme__first_year__lt=programme.first_year).in_full()
        return earlier.order_by("-axis__programme__first_year", "axis__number", "number")

    def latest_plan_first(self) -> Self:
        """Read the actions of all the programmes, the last programme first, each in the order of its plan."""
        return self.in_full().order_by("-axis__programme__first_year", "axis__number", "number")

    def taking_over(self, action: "Action") -> Self:
        """Keep those that take over an action."""
        return self.filter(takes_over=action).in_full().order_by("axis__programme__first_year", "pk")


class Action(models.Model):
    """Hold a numbered action of an axis; an axis may have none."""

    axis = models.ForeignKey(Axis, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=250)
    takes_over = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_over_by",
        verbose_name=_("action reprise"),
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["axis__number", "number"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "number"],
                name="programme_action_number_once",
                violation_error_message=_("Cette action existe déjà dans l'axe."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("action", args=[self.axis.programme.slug, self.axis.number, self.number])

    @property
    def code(self) -> str:
        """Return its number in the programme: 1.2."""
        return f"{self.axis.number}.{self.number}"
