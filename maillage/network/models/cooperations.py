"""Cooperations: where they are, what they cover, the stages that they went through."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFactQuerySet
from maillage.network import permissions
from maillage.network.models.places import (
    Coverage,
    CoverageQuerySet,
    Evidence,
    Situation,
    StageChange,
    StageChangeQuerySet,
    Subject,
    SubjectQuerySet,
)
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter

__all__ = ["Evidence"]


class CooperationLevel(models.TextChoices):
    """The extent of a cooperation; several may share a département."""

    DEPARTMENTAL = "departementale", _("départementale")
    TERRITORIAL = "territoriale", _("territoriale")
    LOCAL = "locale", _("locale")


class CooperationStage(models.TextChoices):
    """The stages of a cooperation."""

    CONTACT = "contact", _("contact")
    INITIATED = "amorce", _("amorce")
    STRUCTURED = "structuration", _("structuration")
    RECOGNISED = "reconnue", _("reconnue")
    LAUNCHED = "lancee", _("lancée")
    ACTIVE = "active", pgettext_lazy("étape", "active")  # alone, Django translates it as an English word
    DORMANT = "en-sommeil", _("en sommeil")
    CLOSED = "close", _("close")


# Those that the figures call launched, and that a Rendez-vous expects: local ones are counted apart.
LAUNCHED_STAGES = (CooperationStage.LAUNCHED, CooperationStage.ACTIVE)
WIDE_LEVELS = (CooperationLevel.DEPARTMENTAL, CooperationLevel.TERRITORIAL)


def _told(condition: Q) -> Case:
    """Return a condition as a column."""
    return Case(
        When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()
    )


class CooperationQuerySet(SubjectQuerySet["Cooperation"]):
    """Read cooperations."""

    def seeable_by(self, actor: Actor) -> Self:
        """Keep the cooperations whose cockpit a person may read."""
        return self.filter(permissions.see_cooperation(actor))

    def is_there(self, cooperation: "Cooperation") -> bool:
        """Tell whether a cooperation is among these."""
        return self.filter(pk=cooperation.pk).exists()

    def editable_by(self, actor: Actor) -> Self:
        """Keep the cooperations that a person may animate; those that are closed are only read."""
        return self.filter(permissions.edit_cooperation(actor))

    def reopenable_by(self, actor: Actor) -> Self:
        """Keep the cooperations that a person may open again."""
        return self.filter(permissions.reopen_cooperation(actor))

    def at_work(self, actor: Actor, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the cooperations that a person reads from inside: placed, staged, with `may_edit` and `may_reopen`."""
        rows = self.seeable_by(actor).placed(as_of=as_of, known_at=known_at)
        return rows.staged(as_of=as_of, known_at=known_at).annotate(
            may_edit=_told(permissions.edit_cooperation(actor)),
            may_reopen=_told(permissions.reopen_cooperation(actor)),
        )

    def staged(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Add `stage` and `since`, those of a day as known at a moment; none before the first change."""
        last = (
            CooperationStageChange.objects.known_at(known_at)
            .filter(cooperation=OuterRef("pk"), changed_on__lte=as_of)
            .latest_first()
        )
        return self.annotate(
            stage=Subquery(last.values("stage")[:1]), since=Subquery(last.values("changed_on")[:1])
        )

    def at_stages(self, stages: Collection[str]) -> Self:
        """Keep the cooperations at some stages; call it after `staged`."""
        return self.filter(stage__in=stages)

    def launched(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the departmental and territorial cooperations that are launched, by name."""
        rows = self.seated(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
        return rows.filter(stage__in=LAUNCHED_STAGES, seat__level__in=WIDE_LEVELS).order_by("folded", "pk")

    def living(self) -> Self:
        """Keep the cooperations that are not closed, without a stage too; call it after `staged`."""
        # "Not closed" is unknown to the database where there is no stage.
        return self.filter(Q(stage__isnull=True) | ~Q(stage=CooperationStage.CLOSED))

    def at_level(self, level: str) -> Self:
        """Keep the cooperations of a level; call it after `seated`."""
        return self.filter(seat__level=level)

    def reaching(self, perimeter: Perimeter, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the cooperations that sit in a perimeter or cover some of it; call it after `seated`."""
        covering = CooperationCoverage.objects.known_at(known_at).as_of(as_of).touching(perimeter)
        here = perimeter.q("seat__departement", "seat__commune")
        return self.filter(here | Q(pk__in=covering.values("cooperation")))

    def near_enquiry(self, commune: Commune | None, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the living cooperations that an enquiry may be given to: those of its département, or all, by name."""
        rows = self.placed(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
        rows = rows.exclude(stage__in=(CooperationStage.DORMANT, CooperationStage.CLOSED))
        if commune is None:
            return rows
        here = Perimeter("departement", commune.departement.code)
        return rows.reaching(here, as_of=as_of, known_at=known_at)

    def watchable_by(self, actor: Actor) -> Self:
        """Keep the cooperations whose silence someone may watch."""
        return self.filter(permissions.watch(actor))


class Cooperation(Subject):
    """Hold a group of organisations that act together on a territory."""

    # Added by `seated` and `staged`.
    seat: "CooperationSituation | None"
    stage: str | None
    since: dt.date | None
    # Added by `at_work`.
    may_edit: bool
    may_reopen: bool
    # Added by `with_progress`.
    member_count: int
    has_contact: bool
    has_met: bool
    has_met_publicly: bool
    has_body: bool
    has_diagnosis: bool
    has_action: bool
    has_animator: bool
    # Added by `with_diagnosis`.
    diagnosis_text: str | None
    diagnosis_version: int | None
    diagnosis_saved_at: dt.datetime | None

    objects = CooperationQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("coopération")
        verbose_name_plural = _("coopérations")


class CooperationSituationQuerySet(DatedFactQuerySet["CooperationSituation"]):
    """Read cooperation situations."""


class CooperationSituation(Situation):
    """Say the level of a cooperation and where it sits, from a day to a day."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="situations")
    level = models.CharField(_("niveau"), max_length=14, choices=CooperationLevel.choices)

    objects = CooperationSituationQuerySet.as_manager()

    class Meta(Situation.Meta):
        verbose_name = _("situation d'une coopération")
        verbose_name_plural = _("situations des coopérations")

    def __str__(self) -> str:
        return f"{self.cooperation} : {self.get_level_display()}"


class CooperationCoverageQuerySet(CoverageQuerySet["CooperationCoverage"]):
    """Read cooperation coverages."""


class CooperationCoverage(Coverage):
    """Say that a cooperation covers a territory, from a day to a day."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="coverages")

    objects = CooperationCoverageQuerySet.as_manager()

    class Meta(Coverage.Meta):
        verbose_name = _("territoire d'une coopération")
        verbose_name_plural = _("territoires des coopérations")

    def __str__(self) -> str:
        return f"{self.cooperation} : {self.territory}"


class CooperationStageChangeQuerySet(StageChangeQuerySet["CooperationStageChange"]):
    """Read cooperation stage changes."""

    def of_cooperations(self, cooperations: CooperationQuerySet) -> Self:
        """Keep the changes of some cooperations, read with their cooperation."""
        return self.filter(cooperation__in=cooperations.order_by().values("pk")).select_related("cooperation")


class CooperationStageChange(StageChange):
    """Say that a cooperation entered a stage."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="stage_changes")
    stage = models.CharField(_("étape"), max_length=14, choices=CooperationStage.choices)

    objects = CooperationStageChangeQuerySet.as_manager()

    class Meta(StageChange.Meta):
        verbose_name = _("étape d'une coopération")
        verbose_name_plural = _("étapes des coopérations")
        ordering = ["changed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.cooperation} : {self.get_stage_display()}"
