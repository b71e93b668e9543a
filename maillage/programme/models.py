"""The programme of the mobilisation: axes and their actions."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Read programmes."""

    def presented_on(self, day: dt.date) -> "Programme | None":
        """Return the programme adopted last on that day, whether it runs already or is about to."""
        return self.filter(adopted_on__lte=day).order_by("-adopted_on", "-pk").first()


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


class Action(models.Model):
    """Hold a numbered action of an axis; an axis may have none."""

    axis = models.ForeignKey(Axis, models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(_("numéro"))
    title = models.CharField(_("titre"), max_length=250)

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
        return f"{self.axis.number}.{self.number} {self.title}"
