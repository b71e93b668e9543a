"""Citizen teams: where they are, what they cover, who carries them, the stages that they went through."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from maillage.accounts.actors import Actor
from maillage.common.facts import DatedFact, DatedFactQuerySet, true_on
from maillage.common.states import Life
from maillage.common.versions import Versioned
from maillage.network import permissions
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
    covered_by,
)
from maillage.territory.models import Commune, around
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


# Where a team may go from each stage. Waking up leads back to the stage before the sleep; a closed team begins again.
NEXT_TEAM_STAGES: Mapping[TeamStage, tuple[TeamStage, ...]] = {
    TeamStage.IDEA: (TeamStage.EMERGING, TeamStage.CARRIED, TeamStage.DORMANT, TeamStage.CLOSED),
    TeamStage.EMERGING: (TeamStage.CARRIED, TeamStage.DORMANT, TeamStage.CLOSED),
    TeamStage.CARRIED: (TeamStage.PACT, TeamStage.DORMANT, TeamStage.CLOSED),
    TeamStage.PACT: (TeamStage.RECOGNISED, TeamStage.DORMANT, TeamStage.CLOSED),
    TeamStage.RECOGNISED: (TeamStage.DORMANT, TeamStage.CLOSED),
    TeamStage.DORMANT: (
        TeamStage.IDEA,
        TeamStage.EMERGING,
        TeamStage.CARRIED,
        TeamStage.PACT,
        TeamStage.RECOGNISED,
        TeamStage.CLOSED,
    ),
    TeamStage.CLOSED: (TeamStage.EMERGING, TeamStage.CARRIED),
}

TEAM_LIFE = Life(
    name="equipe",
    title=_("La vie d'une équipe citoyenne"),
    states=TeamStage,
    first=TeamStage.IDEA,
    following={stage.value: after for stage, after in NEXT_TEAM_STAGES.items()},
)

# From these stages on, somebody who signed the charter stands for the team.
GATED_STAGES = (TeamStage.CARRIED.value, TeamStage.PACT.value, TeamStage.RECOGNISED.value)


class Alert(models.TextChoices):
    """What a team lacks, and somebody should see to."""

    LEAD = "sans-referent", _("Sans référent de l'équipe")
    GATE = "sans-porteur", _("Cherche un porteur qui a signé")
    UNCONFIRMED = "a-confirmer", _("Pas encore confirmée cette année")


class Pin(NamedTuple):
    """Hold what a map shows of a team; of its seat, what is known."""

    name: str
    slug: str
    stage: str
    departement: str | None
    commune: str | None
    latitude: float | None
    longitude: float | None
    approximate: bool | None
    code: str | None


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

    def pins(self) -> "list[Pin]":
        """Return what a map shows of each team; call it after `placed` and `staged`.

        The code is that of the whole commune: Paris, Lyon and Marseille are one each.
        """
        seat = ("departement__code", "commune__name", "commune__latitude", "commune__longitude")
        paths = [f"seat__{path}" for path in (*seat, "commune__position_approximate")]
        whole = Coalesce("seat__commune__parent__code", "seat__commune__code")
        return [Pin(*row) for row in self.values_list("name", "slug", "stage", *paths, whole)]

    def living(self) -> Self:
        """Keep the teams that are not closed, without a stage too; call it after `staged`."""
        # "Not closed" is unknown to the database where there is no stage.
        return self.filter(Q(stage__isnull=True) | ~Q(stage=TeamStage.CLOSED))

    def reaching(self, perimeter: Perimeter, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that sit in a perimeter or cover some of it; call it after `seated`."""
        covering = TeamCoverage.objects.known_at(known_at).as_of(as_of).touching(perimeter)
        here = perimeter.q("seat__departement", "seat__commune")
        return self.filter(here | Q(pk__in=covering.values("team")))

    def holding(self, commune: Commune, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that cover a commune, or sit in it."""
        covering = TeamCoverage.objects.known_at(known_at).as_of(as_of).holding(commune)
        here = TeamSituation.objects.known_at(known_at).as_of(as_of).within(commune)
        # Two lists of keys, each read by an index: a condition on the seat would read every team.
        return self.filter(Q(pk__in=covering.values("team")) | Q(pk__in=here.values("team")))

    def near_enquiry(self, commune: Commune | None, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the recognised teams that an enquiry may be given to: those of its département, or all, by name."""
        rows = self.placed(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
        rows = rows.at_stages([TeamStage.RECOGNISED])
        if commune is None:
            return rows
        here = Perimeter("departement", commune.departement.code)
        return rows.reaching(here, as_of=as_of, known_at=known_at)

    def around(self, commune: Commune, kilometres: float) -> Self:
        """Keep the teams that sit in the square around a commune; call it after `seated`."""
        if commune.latitude is None or commune.longitude is None:
            return self.none()
        return self.filter(around(commune.latitude, commune.longitude, kilometres, "seat__commune__"))

    def within_cooperation(self, cooperation: Cooperation, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that sit where a cooperation covers; call it after `seated`."""
        covered = cooperation.coverages.known_at(known_at).as_of(as_of)
        return self.filter(covered_by(covered, "seat__"))

    def carried_by(self, organisation: Organisation, *, as_of: dt.date, known_at: dt.datetime) -> Self:
        """Keep the teams that an organisation carries."""
        carried = Carrying.objects.known_at(known_at).as_of(as_of).filter(organisation=organisation)
        return self.filter(pk__in=carried.values("team"))

    def with_lead(self, *, as_of: dt.date) -> Self:
        """Keep the teams that have a lead on a day."""
        led = Q(leads__isnull=False, leads__retracted_at__isnull=True) & true_on(as_of, "leads__")
        return self.filter(pk__in=_related(led))

    def without_lead(self, *, as_of: dt.date) -> Self:
        """Keep the teams that nobody leads on a day; call it on living teams."""
        return self.exclude(pk__in=Team.objects.with_lead(as_of=as_of).values("pk"))

    def with_gate(self, *, as_of: dt.date) -> Self:
        """Keep the teams for which a signature stands on a day: that of a carrier, or their own."""
        carried = true_on(as_of, "carryings__") & Q(carryings__retracted_at__isnull=True)
        by_carrier = carried & _signed(as_of, "carryings__organisation__signatures__")
        own = _signed(as_of, "signatures__")
        return self.filter(Q(pk__in=_related(by_carrier)) | Q(pk__in=_related(own)))

    def without_gate(self, *, as_of: dt.date) -> Self:
        """Keep the teams for which no signature stands on a day; call it at the stages that need one."""
        return self.exclude(pk__in=Team.objects.with_gate(as_of=as_of).values("pk"))

    def confirmed(self, year: int) -> Self:
        """Keep the teams that answered for a year."""
        return self.filter(
            pk__in=_related(Q(confirmations__year=year, confirmations__confirmed_on__isnull=False))
        )

    def unconfirmed(self, year: int) -> Self:
        """Keep the teams that have not answered for a year; call it on recognised teams."""
        return self.exclude(pk__in=Team.objects.confirmed(year).values("pk"))

    def watched(self, *, as_of: dt.date) -> Self:
        """Add what each team has on a day: a gate, a lead, a pact, a project, a request waiting, its yearly answer."""
        it = Team.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            has_gate=Exists(it.with_gate(as_of=as_of)),
            has_lead=Exists(it.with_lead(as_of=as_of)),
            has_pact=Exists(it.filter(pacts__retracted_at__isnull=True, pacts__met_on__lte=as_of)),
            has_project=Exists(it.filter(projects__isnull=False)),
            has_request=Exists(it.filter(recognition_requests__state="deposee")),
            is_confirmed=Exists(it.confirmed(as_of.year)),
        )

    def alerted(self, alert: str) -> Self:
        """Keep the teams that lack something; call it after `staged` and `watched`."""
        match alert:
            case Alert.LEAD:
                return self.living().filter(has_lead=False)
            case Alert.GATE:
                return self.filter(stage__in=GATED_STAGES, has_gate=False)
            case _:
                return self.filter(stage=TeamStage.RECOGNISED, is_confirmed=False)

    def lacking(self) -> Self:
        """Keep the living teams that nobody leads, or that nobody stands for; call it after `staged`, `watched`."""
        return self.living().filter(Q(has_lead=False) | Q(stage__in=GATED_STAGES, has_gate=False))

    def visible_to(self, actor: Actor) -> Self:
        """Keep the teams whose internal sheet the person may read."""
        return self.filter(permissions.see_team(actor))

    def editable_by(self, actor: Actor) -> Self:
        """Keep the teams that the person may change."""
        return self.filter(permissions.edit_team(actor))

    def carriable_by(self, actor: Actor) -> Self:
        """Keep the teams whose carriers the person may say."""
        return self.filter(permissions.carry_team(actor))

    def recognisable_by(self, actor: Actor) -> Self:
        """Keep the teams that the person may recognise by delegation."""
        return self.filter(permissions.recognise_team(actor))

    def closable_by(self, actor: Actor) -> Self:
        """Keep the teams that the person may put to sleep or close."""
        return self.filter(permissions.close_team(actor))

    def allowing(self, actor: Actor) -> Self:
        """Add what the person may do with each team."""
        it = Team.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            may_edit=Exists(it.editable_by(actor)),
            may_carry=Exists(it.carriable_by(actor)),
            may_recognise=Exists(it.recognisable_by(actor)),
            may_close=Exists(it.closable_by(actor)),
            may_reopen=Exists(it.reopenable_by(actor)),
        )

    def reopenable_by(self, actor: Actor) -> Self:
        """Keep the teams that the person may open again."""
        return self.filter(permissions.reopen_team(actor))


def _signed(day: dt.date, path: str) -> Q:
    """Return the condition that one signature is in force on a day, given the path to the signatures."""
    return Q(**{f"{path}started_on__isnull": False, f"{path}retracted_at__isnull": True}) & true_on(day, path)


def _related(condition: Q) -> models.QuerySet["Team", int]:
    """Return the keys of the teams that one related row answers a condition for."""
    return Team.objects.filter(condition).values_list("pk", flat=True)


class Team(Versioned, Subject):
    """Hold a group of volunteers who act in their neighbourhood."""

    # Added by `seated` and `staged`.
    seat: "TeamSituation | None"
    stage: str | None
    since: dt.date | None
    # Added by `watched`.
    has_gate: bool
    has_lead: bool
    has_pact: bool
    has_project: bool
    has_request: bool
    is_confirmed: bool
    # Added by `allowing`.
    may_edit: bool
    may_carry: bool
    may_recognise: bool
    may_close: bool
    may_reopen: bool

    activities = models.TextField(_("ce que fait l'équipe"), blank=True)
    schedule = models.CharField(_("quand elle agit"), max_length=200, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta(Subject.Meta):
        verbose_name = _("équipe citoyenne")
        verbose_name_plural = _("équipes citoyennes")


class TeamSituationQuerySet(DatedFactQuerySet["TeamSituation"]):
    """Read team situations."""

    def within(self, commune: Commune) -> Self:
        """Keep the seats in a commune, in the one that it is a part of, or in one of its own parts."""
        return self.filter(Q(commune__in=commune.wholes) | Q(commune__in=Commune.objects.parts_of(commune)))


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

    def of_teams(self, teams: TeamQuerySet) -> Self:
        """Keep the changes of some teams, read with their team."""
        return self.filter(team__in=teams.order_by().values("pk")).select_related("team")

    def first_day(self) -> dt.date | None:
        """Return the day of the first of them; none without any."""
        return self.order_by("changed_on").values_list("changed_on", flat=True).first()


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

    def with_team(self) -> Self:
        """Read each carrying with its team, the oldest first."""
        return self.select_related("team").order_by("started_on", "pk")

    def endable_by(self, actor: Actor) -> Self:
        """Keep what the person may end."""
        return self.filter(permissions.end_carrying(actor))

    def with_right(self, actor: Actor) -> Self:
        """Add `may_end`: whether the person may end each carrying."""
        mine = Carrying.objects.filter(pk=OuterRef("pk")).endable_by(actor)
        return self.annotate(may_end=Exists(mine))

    def with_signature(self, *, as_of: dt.date) -> Self:
        """Add `signed`: whether a signature of the carrier is in force on a day."""
        it = Carrying.objects.filter(pk=OuterRef("pk"))
        return self.annotate(signed=Exists(it.filter(_signed(as_of, "organisation__signatures__"))))


class Carrying(DatedFact):
    """Say that an organisation carries a team, from a day to a day."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="carryings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="carryings")

    # Added by `with_signature` and `with_right`.
    signed: bool
    may_end: bool

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
