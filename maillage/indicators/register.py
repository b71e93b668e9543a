"""The register as known at a moment, read as arrays: each relation once, however many figures ask for it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from maillage.common.facts import day_of
from maillage.events.models import Attendance, EventHeld
from maillage.experiments.models import Adoption, Design, Protocol
from maillage.indicators.algebra import NONE, Amounts, Ints, Periods, attribute
from maillage.indicators.declared import Declarations, month_rank, read_tallies
from maillage.indicators.models import PublishedFigure
from maillage.indicators.nearness import Nearness
from maillage.indicators.reading import ranks, read_amounts, read_columns, read_periods
from maillage.network.models import (
    GATED_STAGES,
    Carrying,
    Charter,
    College,
    CommitmentKind,
    CooperationCoverage,
    CooperationLevel,
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
    Membership,
    OrganisationKind,
    OrganisationSituation,
    Signature,
    TeamCoverage,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)
from maillage.programme.models import Agreement, Outcome, Pledge, PledgeOutcome
from maillage.resources.models import Kind, Publication, Use
from maillage.supports.models import (
    AidKind,
    AidPayment,
    ApplicationFiled,
    Award,
    Deployment,
    ExchangeHeld,
    ExchangePresence,
    Holding,
    SupportKind,
    Trained,
    Variant,
)
from maillage.tallies.models import Tally, TallyRhythm
from maillage.territory.models import Commune
from maillage.territory.perimeter import Perimeter

DESIGNS = ranks(Design.values)
LEVELS = ranks(CooperationLevel.values)
COOPERATION_STAGES = ranks(CooperationStage.values)
TEAM_STAGES = ranks(TeamStage.values)
COLLEGES = ranks(College.values)
SUPPORT_KINDS = ranks(SupportKind.values)
PLEDGE_KINDS = ranks(CommitmentKind.values)
OUTCOMES = ranks(Outcome.values)
RESOURCE_KINDS = ranks(Kind.values)
AID_KINDS = ranks(AidKind.values)
VARIANTS = ranks(Variant.values)
_PLACES = ("departement", "commune")
# Amounts are kept in cents and counted in euros: halves go up.
_EUROS = (F("amount_cents") + 50) / 100


class Register:
    """Read the facts believed at one moment."""

    def __init__(self, known_at: dt.datetime) -> None:
        self.known_at = known_at
        # What a page of many figures asks again for each: the places of a perimeter, who bears its name, how it is
        # called, what others published of a day there.
        self.inside: dict[Perimeter, Ints] = {}
        self.named: dict[Perimeter, int] = {}
        self.labels: dict[Perimeter, str] = {}
        self.published: dict[tuple[dt.date, Perimeter], list[PublishedFigure]] = {}

    @cached_property
    def signatures(self) -> Periods:
        """Return the signatures of the national charter, by organisation."""
        believed = Signature.objects.known_at(self.known_at)
        return read_periods(
            believed.filter(charter__kind=Charter.Kind.NATIONAL, organisation__isnull=False),
            subject="organisation_id",
        )

    @cached_property
    def memberships(self) -> Periods:
        """Return the memberships of the association, by organisation."""
        return read_periods(
            Membership.objects.known_at(self.known_at),
            subject="organisation_id",
            choices={"college": COLLEGES},
            college="college",
        )

    @cached_property
    def organisations(self) -> Periods:
        """Return the kind and seat of organisations, as changes."""
        return read_periods(
            OrganisationSituation.objects.known_at(self.known_at),
            subject="organisation_id",
            departement="departement_id",
            commune="commune_id",
            nature="kind_id",
        )

    @cached_property
    def kinds(self) -> dict[str, int]:
        """Return the kinds of organisations by their code: a list, not dated facts."""
        return dict(OrganisationKind.objects.values_list("code", "pk"))

    @cached_property
    def cooperation_stages(self) -> Periods:
        """Return the stages of cooperations, with their seat and level."""
        stages = read_periods(
            CooperationStageChange.objects.known_at(self.known_at).periods("cooperation_id"),
            subject="cooperation_id",
            start="changed_on",
            end="ends",
            choices={"etape": COOPERATION_STAGES},
            etape="stage",
        )
        return attribute(stages, self.cooperations)

    @cached_property
    def cooperations(self) -> Periods:
        """Return the level and seat of cooperations, as changes."""
        return read_periods(
            CooperationSituation.objects.known_at(self.known_at),
            subject="cooperation_id",
            choices={"niveau": LEVELS},
            departement="departement_id",
            commune="commune_id",
            niveau="level",
        )

    @cached_property
    def cooperation_coverages(self) -> Periods:
        """Return what cooperations cover: one commune, one EPCI or one département a row."""
        return read_periods(
            CooperationCoverage.objects.known_at(self.known_at),
            subject="cooperation_id",
            covered_departement="departement_id",
            covered_epci="epci_id",
            covered_commune="commune_id",
        )

    @cached_property
    def team_stages(self) -> Periods:
        """Return the stages of teams, with their seat."""
        stages = read_periods(
            TeamStageChange.objects.known_at(self.known_at).periods("team_id"),
            subject="team_id",
            start="changed_on",
            end="ends",
            choices={"etape": TEAM_STAGES},
            etape="stage",
        )
        return attribute(stages, self.teams)

    @cached_property
    def teams(self) -> Periods:
        """Return the seat of teams, as changes."""
        return read_periods(
            TeamSituation.objects.known_at(self.known_at),
            subject="team_id",
            departement="departement_id",
            commune="commune_id",
        )

    @cached_property
    def team_coverages(self) -> Periods:
        """Return what teams cover: one commune, one EPCI or one département a row."""
        return read_periods(
            TeamCoverage.objects.known_at(self.known_at),
            subject="team_id",
            covered_departement="departement_id",
            covered_epci="epci_id",
            covered_commune="commune_id",
        )

    @cached_property
    def carryings(self) -> Periods:
        """Return who carries which team, by team."""
        return read_periods(
            Carrying.objects.known_at(self.known_at), subject="team_id", porteur="organisation_id"
        )

    @cached_property
    def deployments(self) -> Amounts:
        """Return the launches of supports."""
        return read_amounts(
            Deployment.objects.known_at(self.known_at),
            subject="support_id",
            on="started_on",
            choices={"nature": SUPPORT_KINDS},
            nature="support__kind",
        )

    @cached_property
    def publications(self) -> Periods:
        """Return what can be read in the library, by resource."""
        return read_periods(
            Publication.objects.known_at(self.known_at),
            subject="resource_id",
            choices={"nature": RESOURCE_KINDS},
            nature="kind",
        )

    @cached_property
    def resource_versions(self) -> Amounts:
        """Return the versions of resources that were published, each on its first day."""
        return read_amounts(
            Publication.objects.known_at(self.known_at),
            subject="resource_id",
            on="started_on",
            choices={"nature": RESOURCE_KINDS},
            nature="kind",
        )

    @cached_property
    def resource_uses(self) -> Amounts:
        """Return each time that a team, or a cooperation, took a resource up, with its seat that very day."""
        rows = read_amounts(
            Use.objects.known_at(self.known_at),
            subject="resource_id",
            on="on",
            cooperation="cooperation_id",
            team="team_id",
        )
        placed = self._placed(rows, {"cooperation": self.cooperations, "team": self.teams})
        return replace(placed, attributes={name: placed.attributes[name] for name in _PLACES})

    @cached_property
    def trials(self) -> Periods:
        """Return when experiments run, by experiment."""
        return read_periods(
            Protocol.objects.known_at(self.known_at),
            subject="experiment_id",
            choices={"comparaison": DESIGNS},
            comparaison="design",
        )

    @cached_property
    def adoptions(self) -> Amounts:
        """Return each time that a team, or a cooperation, took an experiment up, where it sat that very day."""
        rows = read_amounts(
            Adoption.objects.known_at(self.known_at),
            subject="experiment_id",
            on="started_on",
            experimentation="experiment_id",
            cooperation="cooperation_id",
            team="team_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations, "team": self.teams})

    @cached_property
    def pledges(self) -> Periods:
        """Return what organisations pledge in public."""
        return read_periods(
            Pledge.objects.known_at(self.known_at),
            subject="pk",
            choices={"nature": PLEDGE_KINDS},
            nature="kind",
        )

    @cached_property
    def pledge_outcomes(self) -> Amounts:
        """Return what became of pledges."""
        return read_amounts(
            PledgeOutcome.objects.known_at(self.known_at),
            subject="pledge_id",
            on="on",
            choices={"suite": OUTCOMES},
            suite="outcome",
        )

    @cached_property
    def pledges_kept(self) -> Amounts:
        """Return the pledges that are said kept."""
        told = self.pledge_outcomes
        return told.keep(told.attributes["suite"] == OUTCOMES[Outcome.KEPT])

    @cached_property
    def agreements(self) -> Periods:
        """Return the agreements about public policies, where they hold."""
        placed = Coalesce("departement_id", "commune__departement_id")
        return read_periods(
            Agreement.objects.known_at(self.known_at).annotate(at=placed),
            subject="pk",
            politique="policy_id",
            departement="at",
            commune="commune_id",
        )

    def _aids(self, believed: QuerySet[Any], amount: str | None = None) -> Amounts:
        """Return what is dated of aids, with the kind of the aid and the seat of the beneficiary that very day."""
        rows = read_amounts(
            believed,
            subject="application_id",
            on="on",
            amount=amount,
            choices={"nature": AID_KINDS},
            nature="application__scheme__kind",
            cooperation="application__cooperation_id",
            team="application__team_id",
            organisation="application__organisation_id",
        )
        placed = self._placed(
            rows,
            {"cooperation": self.cooperations, "team": self.teams, "organisation": self.organisations},
        )
        kept = ("nature", *_PLACES)
        return replace(placed, attributes={name: placed.attributes[name] for name in kept})

    def _placed(self, rows: Amounts, bearers: Mapping[str, Periods]) -> Amounts:
        """Give a place to the rows that have none: the seat, that very day, of who bears them."""
        places = {
            name: rows.attributes.get(name, np.full(len(rows), NONE, np.int64)).copy() for name in _PLACES
        }
        nowhere = np.all([found == NONE for found in places.values()], axis=0)
        for bearer, seats in bearers.items():
            mine = np.flatnonzero(nowhere & (rows.attributes[bearer] != NONE))
            days = Periods(rows.attributes[bearer][mine], rows.on[mine], rows.on[mine] + 1, mine)
            seated = attribute(days, seats)
            for name, found in places.items():
                found[seated.fact] = seated.attributes[name]
        return replace(rows, attributes={**rows.attributes, **places})

    @cached_property
    def aids_asked(self) -> Amounts:
        """Return the applications for an aid that were handed in."""
        return self._aids(ApplicationFiled.objects.known_at(self.known_at))

    @cached_property
    def aids_granted(self) -> Amounts:
        """Return the awards, each counted once."""
        return replace(self.aids_awarded, amount=np.ones(len(self.aids_awarded), np.int64))

    @cached_property
    def aids_awarded(self) -> Amounts:
        """Return the awards, in euros."""
        return self._aids(Award.objects.known_at(self.known_at).annotate(euros=_EUROS), "euros")

    @cached_property
    def aids_paid(self) -> Amounts:
        """Return the payments, in euros."""
        return self._aids(AidPayment.objects.known_at(self.known_at).annotate(euros=_EUROS), "euros")

    @cached_property
    def sessions_held(self) -> Amounts:
        """Return the sessions of training that took place, where they did, or where their cooperation sits."""
        rows = read_amounts(
            Holding.objects.known_at(self.known_at),
            subject="session_id",
            on="held_on",
            choices={"nature": VARIANTS},
            nature="session__taught__curriculum__variant",
            formation="session__taught__curriculum_id",
            cooperation="session__cooperation_id",
            departement="session__departement_id",
            commune="session__commune_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def trained(self) -> Amounts:
        """Return who was trained, one row for each person and session, where the session took place."""
        rows = read_amounts(
            Trained.objects.known_at(self.known_at),
            subject="trainee_id",
            on="on",
            choices={"nature": VARIANTS},
            nature="holding__session__taught__curriculum__variant",
            formation="holding__session__taught__curriculum_id",
            cooperation="holding__session__cooperation_id",
            departement="holding__session__departement_id",
            commune="holding__session__commune_id",
            equipe="team_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def exchanges_held(self) -> Amounts:
        """Return the meetings of exchange that took place, where they did, or where their cooperation sits."""
        rows = read_amounts(
            ExchangeHeld.objects.known_at(self.known_at),
            subject="meeting_id",
            on="held_on",
            cooperation="meeting__series__cooperation_id",
            departement="meeting__departement_id",
            commune="meeting__commune_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def peers(self) -> Amounts:
        """Return who came to exchanges, one row for each person and meeting, where the meeting took place."""
        rows = read_amounts(
            ExchangePresence.objects.known_at(self.known_at),
            subject="participant_id",
            on="on",
            cooperation="held__meeting__series__cooperation_id",
            departement="held__meeting__departement_id",
            commune="held__meeting__commune_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def events_held(self) -> Amounts:
        """Return the events that took place, where they did."""
        rows = read_amounts(
            EventHeld.objects.known_at(self.known_at),
            subject="event_id",
            on="held_on",
            cooperation="event__cooperation_id",
            departement="event__departement_id",
            commune="event__commune_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def guests(self) -> Amounts:
        """Return who came to events, where these took place."""
        rows = read_amounts(
            Attendance.objects.known_at(self.known_at),
            subject="registration_id",
            on="on",
            envoyee_par="cooperation_id",
            cooperation="held__event__cooperation_id",
            departement="held__event__departement_id",
            commune="held__event__commune_id",
        )
        return self._placed(rows, {"cooperation": self.cooperations})

    @cached_property
    def cooperations_represented(self) -> Amounts:
        """Return the cooperations for which someone came to an event of the network, where they sit that day."""
        guests = self.guests
        sent_by, organiser = guests.attributes["envoyee_par"], guests.attributes["cooperation"]
        came = guests.keep((organiser == NONE) & (sent_by != NONE))
        senders = came.attributes["envoyee_par"]
        told = replace(came, subject=senders, attributes={"cooperation": senders})
        return self._placed(told, {"cooperation": self.cooperations})

    @cached_property
    def teams_trained(self) -> Amounts:
        """Return who was trained, told of the team for which they came, where that team sits that very day."""
        trained = self.trained
        known = trained.keep(trained.attributes["equipe"] != NONE)
        teams = known.attributes["equipe"]
        told = replace(known, subject=teams, attributes={"team": teams})
        return self._placed(told, {"team": self.teams})

    @cached_property
    def declarations(self) -> Declarations:
        """Return what teams declared, and the months that waited for them."""
        gated = [TEAM_STAGES[stage] for stage in GATED_STAGES]
        known_on = day_of(self.known_at)
        rhythms = TallyRhythm.objects.known_at(self.known_at).quarterly()
        return Declarations(
            tallies=read_tallies(Tally.objects.known_at(self.known_at)),
            living=self.team_stages.keep(np.isin(self.team_stages.attributes["etape"], gated)),
            seats=self.teams,
            quarterly=read_periods(rhythms, subject="team_id"),
            known_on=known_on,
            horizon=month_rank(known_on) - 1,
        )

    @cached_property
    def nearness(self) -> Nearness:
        """Return who has a recognised team near, day by day."""
        recognised = self.team_stages.attributes["etape"] == TEAM_STAGES[TeamStage.RECOGNISED]
        return Nearness(self.team_stages.keep(recognised), self.teams, self.known_at)

    @cached_property
    def communes(self) -> tuple[Ints, ...]:
        """Return the communes of today (arrondissements left out), their départements and their EPCI."""
        return read_columns(Commune.objects.counted_once(), "pk", "departement_id", "epci_id")

    @cached_property
    def places(self) -> tuple[Ints, ...]:
        """Return every commune and arrondissement ever named, with its département, its EPCI and its whole.

        The whole of an arrondissement is its commune, that of a merged commune the one that it joined; any
        other commune is its own.
        """
        return read_columns(Commune.objects.with_whole(), "pk", "departement_id", "epci_id", "whole")
