"""What becomes of an experiment: who was with it, what was decided, how it spreads, who takes it up, what it left."""

import datetime as dt
from collections.abc import Sequence
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, Recorded, RecordedQuerySet
from maillage.experiments.models.plan import Experiment, Protocol, Stage
from maillage.network.models import Cooperation, Organisation, Sitting, Team
from maillage.resources.models import Resource, users_of


class PartnerQuerySet(RecordedQuerySet["Partner"]):
    """Read partners."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, in the order in which they were written."""
        return self.filter(experiment=experiment).select_related("organisation").order_by("pk")


class Partner(Recorded):
    """Say who is with an experiment, what they bring, and how much money where it is known."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="partners")
    name = models.CharField(_("partenaire"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    brings = models.CharField(_("ce qu'il apporte"), max_length=250, blank=True)
    cents = models.PositiveBigIntegerField(_("argent apporté, en centimes"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("partenaire d'une expérimentation")
        verbose_name_plural = _("partenaires d'expérimentations")
        ordering = ["pk"]
        constraints = [*Recorded.Meta.constraints]

    def __str__(self) -> str:
        return self.name


class Verdict(models.TextChoices):
    """What may be decided of an experiment."""

    GENERALISE = "generaliser", _("la généraliser")
    PROLONG = "prolonger", _("la prolonger")
    STOP = "arreter", _("l'arrêter")


class DecisionQuerySet(RecordedQuerySet["Decision"]):
    """Read what was decided."""

    def of(self, experiment: Experiment) -> Self:
        """Keep what was decided of an experiment, the last first."""
        return self.filter(experiment=experiment).select_related("sitting").order_by("-on", "-pk")

    def among(self, experiments: Sequence[int]) -> Self:
        """Keep those of some experiments, by number, the last first."""
        return self.filter(experiment__in=experiments).order_by("-on", "-pk")

    def told(self, day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those of a day and before, as known at a moment."""
        return self.known_at(known_at).filter(on__lte=day)


class Decision(Recorded):
    """Say what a body decided of an experiment on a day, and why."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="decisions")
    on = models.DateField(_("décidé le"))
    verdict = models.CharField(_("décision"), max_length=11, choices=Verdict.choices)
    body = models.CharField(_("instance"), max_length=150)
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.TextField(_("pourquoi"))
    until = models.DateField(_("prolongée jusqu'au"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("décision sur une expérimentation")
        verbose_name_plural = _("décisions sur des expérimentations")
        ordering = ["-on", "-pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.CheckConstraint(
                name="experiments_decision_prolongs_until_a_day",
                condition=Q(verdict="prolonger", until__isnull=False)
                | (~Q(verdict="prolonger") & Q(until__isnull=True)),
                violation_error_message=_("Prolonger, c'est dire jusqu'à quel jour."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class SpreadPlanQuerySet(RecordedQuerySet["SpreadPlan"]):
    """Read plans of generalisation."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, the last first."""
        return self.filter(experiment=experiment).order_by("-pk")


class SpreadPlan(Recorded):
    """Say how an experiment is to be generalised, to how many, by which day."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="spread_plans")
    text = models.TextField(_("comment"))
    goal = models.PositiveIntegerField(_("combien l'auront adoptée"), null=True, blank=True)
    by_day = models.DateField(_("avant le"), null=True, blank=True)

    objects = SpreadPlanQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("plan de généralisation")
        verbose_name_plural = _("plans de généralisation")
        ordering = ["pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["experiment"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_spread_plan_once",
                violation_error_message=_("Cette expérimentation a déjà un plan de généralisation."),
            ),
            models.CheckConstraint(
                name="experiments_spread_plan_goal_has_a_day",
                condition=Q(goal__isnull=True, by_day__isnull=True)
                | Q(goal__isnull=False, by_day__isnull=False),
                violation_error_message=_("Un but chiffré porte son échéance."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class AdoptionQuerySet(DatedFactQuerySet["Adoption"]):
    """Read who takes experiments up."""

    def of(self, experiment: Experiment, known_at: dt.datetime) -> Self:
        """Keep those of an experiment, as known at a moment, the first first."""
        found = self.known_at(known_at).filter(experiment=experiment)
        return found.select_related("team", "cooperation").order_by("started_on", "pk")

    def held(self, experiments: Sequence[int], day: dt.date, known_at: dt.datetime) -> Self:
        """Keep those that held on a day, of some experiments by number."""
        return self.known_at(known_at).as_of(day).filter(experiment__in=experiments)

    def may_be_ended(self, actor: Actor) -> Self:
        """Keep those that still hold and that someone may end: those of their teams and cooperations."""
        teams, cooperations = users_of(actor)
        return self.believed().filter(Q(team__in=teams) | Q(cooperation__in=cooperations), ended_on=None)


class Adoption(DatedFact):
    """Say that a team, or a cooperation, does as an experiment taught, from a day until a day."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="adoptions")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AdoptionQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("adoption d'une expérimentation")
        verbose_name_plural = _("adoptions d'expérimentations")
        ordering = ["started_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="experiments_adoption_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Une adoption porte son jour."),
            ),
            models.CheckConstraint(
                name="experiments_adoption_of_one",
                condition=Q(team__isnull=True, cooperation__isnull=False)
                | Q(team__isnull=False, cooperation__isnull=True),
                violation_error_message=_("Une adoption est celle d'une équipe, ou d'une coopération."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["experiment", kind],
                    condition=Q(ended_on__isnull=True, retracted_at__isnull=True)
                    & Q(**{f"{kind}__isnull": False}),
                    name=f"experiments_adoption_once_a_{kind}",
                    violation_error_message=_("Elle l'a déjà adoptée."),
                )
                for kind in ("team", "cooperation")
            ),
        ]

    def __str__(self) -> str:
        return str(self.adopter)

    @property
    def adopter(self) -> Team | Cooperation:
        """Return who took it up."""
        return self.team or self.cooperation  # type: ignore[return-value] # a constraint holds that there is one


class LessonQuerySet(RecordedQuerySet["Lesson"]):
    """Read what experiments left in the library."""

    def of(self, experiment: Experiment) -> Self:
        """Keep those of an experiment, in the order in which they were written."""
        return self.filter(experiment=experiment).select_related("resource").order_by("pk")

    def from_resource(self, resource: Resource) -> Self:
        """Keep those that led to a resource."""
        return self.believed().filter(resource=resource).select_related("experiment").order_by("pk")


class Lesson(Recorded):
    """Say that a resource of the library was written from an experiment."""

    experiment = models.ForeignKey(Experiment, models.PROTECT, related_name="lessons")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="+")

    objects = LessonQuerySet.as_manager()

    class Meta(Recorded.Meta):
        verbose_name = _("fiche tirée d'une expérimentation")
        verbose_name_plural = _("fiches tirées d'expérimentations")
        ordering = ["pk"]
        constraints = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["experiment", "resource"],
                condition=Q(retracted_at__isnull=True),
                name="experiments_lesson_once",
                violation_error_message=_("Cette fiche est déjà tirée de cette expérimentation."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.resource)


def stage_of(protocol: Protocol | None, decisions: Sequence[Decision], day: dt.date) -> Stage:
    """Return where an experiment stands on a day: its protocol and its decisions, the last first, say it."""
    if protocol is None:
        return Stage.QUESTION
    last = decisions[0] if decisions else None
    if last is not None and last.verdict != Verdict.PROLONG:
        return Stage.GENERALISED if last.verdict == Verdict.GENERALISE else Stage.STOPPED
    if day < protocol.started_on:  # type: ignore[operator] # a protocol has its days
        return Stage.READY
    return Stage.RUNNING if day < protocol.ended_on else Stage.OVER  # type: ignore[operator] # same
