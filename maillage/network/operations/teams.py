"""Found teams, record the stages that they enter, say who carries them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.common.bulk import insert
from maillage.common.errors import Refused
from maillage.common.facts import Author, Precision, stamp
from maillage.network.models import (
    Carrying,
    Charter,
    Organisation,
    Signature,
    Team,
    TeamSituation,
    TeamStageChange,
)
from maillage.network.operations.cooperations import NewStage
from maillage.network.operations.places import (
    Contact,
    Seat,
    end_fact,
    enter,
    first_situations,
    lock,
    overlap,
    refuse_early_end,
)

Span = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, kw_only=True)
class NewTeam:
    """Say what a team is when it enters the register."""

    name: str
    seat: Seat = Seat()
    contact: Contact = Contact()
    activities: str = ""
    schedule: str = ""


@dataclass(frozen=True, kw_only=True)
class NewCarrying:
    """Say that an organisation carries a team from a day, and until when where it ended."""

    team: Team
    organisation: Organisation
    on: dt.date
    precision: str = Precision.DAY
    until: dt.date | None = None


@transaction.atomic
def found_teams(teams: Sequence[NewTeam], *, by: Author) -> list[Team]:
    """Enter teams in the register with their first situation."""
    founded = enter(
        Team,
        [(new.name, new.contact, {"activities": new.activities, "schedule": new.schedule}) for new in teams],
    )
    first_situations(
        TeamSituation,
        [({"team_id": row.pk}, new.seat) for row, new in zip(founded, teams, strict=True)],
        by=by,
    )
    return founded


@transaction.atomic
def enter_team_stage(stages: Sequence[NewStage[Team]], *, by: Author) -> list[TeamStageChange]:
    """Record that teams entered stages."""
    return insert(TeamStageChange, [new.fields("team_id") for new in stages], **stamp(by))


def may_carry(on: dt.date, signatures: Sequence[Span]) -> bool:
    """Tell whether a signature was in force on the day when the carrying begins."""
    return overlap(on, on + dt.timedelta(days=1), signatures)


@transaction.atomic
def carry(carryings: Sequence[NewCarrying], *, by: Author) -> list[Carrying]:
    """Say that organisations carry teams; on that day the carrier, or the team itself, has signed."""
    lock([*(new.team for new in carryings), *(new.organisation for new in carryings)])
    signatures = Signature.objects.believed().filter(
        charter__kind__in=[Charter.Kind.NATIONAL, Charter.Kind.TEAM]
    )
    carried = Carrying.objects.believed().select_for_update(of=("self",))
    if len(carryings) == 1:
        (one,) = carryings
        signatures = signatures.filter(Q(organisation=one.organisation) | Q(team=one.team))
        carried = carried.filter(team=one.team, organisation=one.organisation)
    signed: dict[tuple[str, int], list[Span]] = {}
    for organisation, team, start, end in signatures.values_list(
        "organisation_id", "team_id", "started_on", "ended_on"
    ):
        key = ("organisation", organisation) if organisation else ("team", team)
        signed.setdefault(key, []).append((start, end))
    held: dict[tuple[int, int], list[Span]] = {}
    for team_id, organisation_id, start, end in carried.values_list(
        "team_id", "organisation_id", "started_on", "ended_on"
    ):
        held.setdefault((team_id, organisation_id), []).append((start, end))
    rows = []
    for new in carryings:
        refuse_early_end(new.on, new.until)
        gates = signed.get(("organisation", new.organisation.pk), []) + signed.get(("team", new.team.pk), [])
        if not may_carry(new.on, gates):
            raise Refused(
                _(
                    "« %(organisation)s » ne peut pas porter « %(team)s » le %(on)s : elle n'avait pas "
                    "signé la charte ce jour-là. Enregistrez d'abord sa signature."
                )
                % {
                    "organisation": new.organisation.name,
                    "team": new.team.name,
                    "on": f"{new.on:%d/%m/%Y}",
                }
            )
        spans = held.setdefault((new.team.pk, new.organisation.pk), [])
        if overlap(new.on, new.until, spans):
            raise Refused(
                _("« %(organisation)s » porte déjà « %(team)s » à cette date.")
                % {"organisation": new.organisation.name, "team": new.team.name}
            )
        spans.append((new.on, new.until))
        rows.append(
            {
                "team_id": new.team.pk,
                "organisation_id": new.organisation.pk,
                "started_on": new.on,
                "started_precision": new.precision,
                "ended_on": new.until,
            }
        )
    return insert(Carrying, rows, **stamp(by))


def end_carrying(carrying: Carrying, *, on: dt.date, reason: str, by: Author) -> Carrying:
    """End a carrying on a day, and why."""
    ended = end_fact(carrying, on=on, reason=reason, by=by)
    return Carrying.objects.get(pk=ended.pk)
