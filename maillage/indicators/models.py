"""Figures published elsewhere, shown beside ours and never mixed with them; and the sums that a large network keeps."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Precision, Recorded, RecordedQuerySet


class PublishedFigureQuerySet(RecordedQuerySet["PublishedFigure"]):
    """Read published figures."""

    def speaking_of(self, day: dt.date, *, perimeter: str) -> Self:
        """Keep the figures of a place that speak of a day, as precisely as they are dated."""
        same_day = models.Q(precision=Precision.DAY, on=day)
        same_month = models.Q(precision=Precision.MONTH, on__year=day.year, on__month=day.month)
        same_year = models.Q(precision=Precision.YEAR, on__year=day.year)
        return self.filter(same_day | same_month | same_year, perimeter=perimeter)


class PublishedFigure(Recorded):
    """Hold a figure that somebody published: what, of which day, of which territory, by whom."""

    code = models.CharField(_("indicateur"), max_length=80, db_index=True)
    on = models.DateField(_("date"))
    precision = models.CharField(
        _("précision"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    value = models.DecimalField(_("valeur"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unité"), max_length=40)
    perimeter = models.CharField(_("périmètre"), max_length=60, default="france")
    approximate = models.BooleanField(_("approximatif"), default=False)
    publication = models.CharField(_("publication"), max_length=200)
    published_in = models.CharField(_("date de la publication"), max_length=10, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = PublishedFigureQuerySet.as_manager()

    class Meta(Recorded.Meta):
        ordering = ["on", "code", "pk"]
        verbose_name = _("chiffre publié")
        verbose_name_plural = _("chiffres publiés")
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "on", "perimeter", "publication"],
                condition=models.Q(retracted_at__isnull=True),
                name="indicators_publishedfigure_once",
                violation_error_message=_("Ce chiffre publié est déjà enregistré."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.on:%d/%m/%Y} : {self.value}"


class MonthlyTotalsQuerySet(models.QuerySet["MonthlyTotals"]):
    """Read the sums that are kept."""

    def newest(self) -> "MonthlyTotals | None":
        """Return the last ones that were added up; none where nothing is kept."""
        return self.order_by("-pk").first()


class MonthlyTotals(models.Model):
    """Keep what teams declared, by month and département, as it was known at a moment: made again, never corrected.

    It can be thrown away at any time: the same sums are then read from the tallies themselves.
    """

    known_at = models.DateTimeField(_("tel que connu le"))
    # For each kind of fact, what was already written and retracted when this was added up.
    marks = models.JSONField(_("repères"))
    names = models.JSONField(_("ce qui est additionné"))
    places = models.JSONField(_("départements"))
    first_month = models.PositiveIntegerField(_("premier mois"))
    months = models.PositiveIntegerField(_("mois"))
    values = models.BinaryField(_("sommes"))

    objects = MonthlyTotalsQuerySet.as_manager()

    class Meta:
        verbose_name = _("sommes mensuelles des relevés")
        verbose_name_plural = _("sommes mensuelles des relevés")

    def __str__(self) -> str:
        return f"{self.known_at:%Y-%m-%d %H:%M}"
