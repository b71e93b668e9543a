"""What an experiment sees: waves of measures, one aggregate for each site and never a person, and its journal."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import Recorded, RecordedQuerySet
from maillage.experiments.models.plan import DECIMALS, DIGITS, Experiment
from maillage.experiments.models.sites import Part, Site

# Below, a mean says too much of each person: it counts in the result, and is not shown.
FEW = 11


class WaveQuerySet(RecordedQuerySet["Wave"]):
    """Read waves."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, the first first."""
        return self.filter(experiment=experiment).order_by("on", "pk")

    def lacking(self) -> Self:
        """Keep those for which a site that takes part has given nothing yet, with their experiment."""
        told = Measure.objects.believed().filter(wave=OuterRef(OuterRef("pk")), site=OuterRef("site"))
        taking_part = Part.objects.believed().filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=OuterRef("on")),
            site__experiment=OuterRef("experiment"),
            started_on__lte=OuterRef("on"),
        )
        return self.filter(Exists(taking_part.filter(~Exists(told)))).select_related("experiment")

    def due(self, day: dt.date) -> Self:
        """Keep those whose day has come, the first first."""
        return self.believed().filter(on__lte=day).order_by("on", "pk")


class Wave(Recorded):
    """Name a moment when the sites of an experiment are measured."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="waves")
    on = models.DateField(_("le"))
    name = models.CharField(_("nom"), max_length=100)

    objects = WaveQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("vague de mesures")
        verbose_name_plural = _("vagues de mesures")
        ordering = ["on", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["experiment", "on"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_wave_once_a_day",
                violation_error_message=_("Une vague de mesures est déjà prévue ce jour-là."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeasureQuerySet(RecordedQuerySet["Measure"]):
    """Read measures."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, wave after wave."""
        found = self.filter(wave__experiment=experiment, wave__retracted_at__isnull=True)
        return found.select_related("wave", "site").order_by("wave__on", "site", "pk")

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment."""
        return self.known_at(known_at).filter(wave__on__lte=day)


class Measure(Recorded):
    """Give what a site saw at a wave: how many answered, their mean and their spread; or why nothing is known."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="measures")
    site = models.ForeignKey(Site, models.PROTECT, related_name="measures")
    asked = models.PositiveSmallIntegerField(_("personnes invitées à répondre"), null=True, blank=True)
    answers = models.PositiveSmallIntegerField(_("réponses"), null=True, blank=True)
    mean = models.DecimalField(
        _("moyenne"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    deviation = models.DecimalField(
        _("écart-type"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True
    )
    because = models.CharField(_("pourquoi elle manque"), max_length=250, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("mesure d'un site")
        verbose_name_plural = _("mesures de sites")
        ordering = ["wave", "site", "pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="experiments_measure_value_or_reason",
                condition=Q(answers__gte=1, mean__isnull=False, because="")
                | (Q(answers__isnull=True, mean__isnull=True, deviation__isnull=True) & ~Q(because="")),
                violation_error_message=_(
                    "Une mesure porte ses réponses et leur moyenne, ou la raison de son absence."
                ),
            ),
            models.CheckConstraint(
                name="experiments_measure_spread_is_sound",
                condition=Q(deviation__isnull=True) | Q(deviation__gte=0, answers__gte=2),
                violation_error_message=_("Un écart-type est positif, et demande deux réponses au moins."),
            ),
            models.CheckConstraint(
                name="experiments_measure_answers_within_asked",
                condition=Q(asked__isnull=True) | Q(answers__isnull=True) | Q(answers__lte=F("asked")),
                violation_error_message=_("Il y a plus de réponses que de personnes invitées."),
            ),
            models.UniqueConstraint(
                fields=["wave", "site"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_measure_once",
                violation_error_message=_("Ce site a déjà une mesure pour cette vague."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.wave}"

    @property
    def is_few(self) -> bool:
        """Tell whether so few answered that their mean would say too much of each."""
        return self.answers is not None and self.answers < FEW


class NoteQuerySet(RecordedQuerySet["Note"]):
    """Read journals."""

    def of(self, experiment: Experiment) -> Self:
        """Keep the notes of an experiment, the last first."""
        return self.filter(experiment=experiment).order_by("-on", "-pk")

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment."""
        return self.known_at(known_at).filter(on__lte=day)


class Note(Recorded):
    """Keep what happened on a day of an experiment."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="notes")
    on = models.DateField(_("le"))
    text = models.TextField(_("ce qui s'est passé"))

    objects = NoteQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("note du journal d'une expérimentation")
        verbose_name_plural = _("notes des journaux d'expérimentations")
        ordering = ["-on", "-pk"]
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.text[:60]


class AmendmentQuerySet(RecordedQuerySet["Amendment"]):
    """Read what changed after a protocol was registered."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, the first first."""
        return self.filter(experiment=experiment).order_by("on", "pk")

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment."""
        return self.known_at(known_at).filter(on__lte=day)


class Amendment(Recorded):
    """Say what is done otherwise than a registered protocol has it, since when and why: the protocol itself stays."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="amendments")
    on = models.DateField(_("le"))
    text = models.TextField(_("ce qui change"))
    reason = models.TextField(_("pourquoi"))

    objects = AmendmentQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("avenant à un protocole")
        verbose_name_plural = _("avenants aux protocoles")
        ordering = ["on", "pk"]
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.text[:60]
