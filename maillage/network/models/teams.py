"""Citizen teams: where they are, what they cover, who carries them, the stages that they went through."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from maillage.common.facts import DatedFact, DatedFactQuerySet
from maillage.network.models.cooperations import Cooperation
from maillage.network.models.organisations import Organisation
from maillage.network.models.places import (
    Coverage,
    CoverageQuerySet,
    Situation,
    StageChange,
    StageChangeQuerySet,
    Subject,
    SubjectQuerySet,
)
from maillage.territory.perimeter import Perimeter


class TeamStage(models.TextChoices):
    """The stages of a citizen team."""

    IDEA = "idee", _("idée")
    EMERGING = "emergente", _("émergente")
    CARRIED = "portee", _("portée")
    PACT = "pacte", _("pacte adopté")
    RECOGNISED = "reconnue", _("reconnue")
    DORMANT = "en-sommeil", _("en sommeil")
    CLOSED = "close", _("close")


class TeamQuerySet(SubjectQuerySet["Team"]):
    """Read teams."""

    def staged(self, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Add `stage` and `since`, those of a day as known at a moment; none before the first change."""
        last = (
            TeamStageChange.objects.known_at(known_at)
            .filter(team=OuterRef("pk"), changed_on__lte=as_of)
            .latest_first()
        )
        return self.annotate(
            stage=Subquery(last.values("stage")[:1]), since=Subquery(last.values("changed_on")[:1])
        )

    def at_stages(self, stages: Collection[str]) -> Self:
        """Keep the teams at some stages; call it after `staged`."""
        return self.filter(stage__in=stages)

    def living(self) -> Self:
        """Keep the teams that are not closed, without a stage too; call it after `staged`."""
        # "Not closed" is unknown to the database where there is no stage.
        return self.filter(Q(stage__isnull=True) | ~Q(stage=TeamStage.CLOSED))

    def reaching(self, perimeter: Perimeter, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that sit in a perimeter or cover some of it; call it after `seated`."""
        covering = TeamCoverage.objects.known_at(known_at).as_of(as_of).touching(perimeter)
        here = perimeter.q("seat__departement", "seat__commune")
        return self.filter(here | Q(pk__in=covering.values("team")))

    def within_cooperation(self, cooperation: Cooperation, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that sit where a cooperation covers; call it after `seated`."""
        covered = cooperation.coverages.known_at(known_at).as_of(as_of)
        return self.filter(
            Q(seat__departement__in=covered.values("departement"))
            | Q(seat__commune__in=covered.values("commune"))
            | Q(seat__commune__parent__in=covered.values("commune"))
            | Q(seat__commune__epci__in=covered.values("epci"))
        )

    def carried_by(self, organisation: Organisation, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that an organisation carries."""
        carried = Carrying.objects.known_at(known_at).as_of(as_of).filter(organisation=organisation)
        return self.filter(pk__in=carried.values("team"))


class Team(Subject):
    """Hold a group of volunteers who act in their neighbourhood."""

    # Added by `seated` and `staged`.
    seat: "TeamSituation | None"
    stage: str | None
    since: dt.date | None

    activities = models.TextField(_("ce que fait l'équipe"), blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("équipe citoyenne")
        verbose_name_plural = _("équipes citoyennes")


class TeamSituationQuerySet(DatedFactQuerySet["TeamSituation"]):
    """Read team situations."""


class TeamSituation(Situation):
    """Say where a team has its seat, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="situations")

    objects = TeamSituationQuerySet.as_manager()

    class Meta(Situation.Meta):
        verbose_name = _("situation d'une équipe")
        verbose_name_plural = _("situations des équipes")

    def __str__(self) -> str:
        return f"{self.team} : {self.commune or self.departement}"


class TeamCoverageQuerySet(CoverageQuerySet["TeamCoverage"]):
    """Read team coverages."""


class TeamCoverage(Coverage):
    """Say that a team covers a territory, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="coverages")

    objects = TeamCoverageQuerySet.as_manager()

    class Meta(Coverage.Meta):
        verbose_name = _("territoire d'une équipe")
        verbose_name_plural = _("territoires des équipes")

    def __str__(self) -> str:
        return f"{self.team} : {self.territory}"


class TeamStageChangeQuerySet(StageChangeQuerySet["TeamStageChange"]):
    """Read team stage changes."""


class TeamStageChange(StageChange):
    """Say that a team entered a stage."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="stage_changes")
    stage = models.CharField(_("étape"), max_length=14, choices=TeamStage.choices)

    objects = TeamStageChangeQuerySet.as_manager()

    class Meta(StageChange.Meta):
        verbose_name = _("étape d'une équipe")
        verbose_name_plural = _("étapes des équipes")
        ordering = ["changed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.team} : {self.get_stage_display()}"


class CarryingQuerySet(DatedFactQuerySet["Carrying"]):
    """Read who carries."""

    def with_carrier(self) -> Self:
        """Read each carrying with its organisation, by name."""
        return self.select_related("organisation").order_by("organisation__folded", "pk")


class Carrying(DatedFact):
    """Say that an organisation carries a team, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="carryings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="carryings")

    objects = CarryingQuerySet.as_manager()

    class Meta(DatedFact.Meta):
        verbose_name = _("portage")
        verbose_name_plural = _("portages")
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="network_carrying_has_a_day",
                condition=Q(started_on__isnull=False),
                violation_error_message=_("Un portage porte sa date de début."),
            ),
            models.UniqueConstraint(
                fields=["team", "organisation"],
                condition=Q(ended_on__isnull=True, retracted_at__isnull=True),
                name="network_carrying_one_open",
                violation_error_message=_("Cette organisation porte déjà cette équipe."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.team}"
