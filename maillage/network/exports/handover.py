"""The handover pack of a cooperation: all that a successor starts from, as a workbook."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.models import Grant
from maillage.accounts.roles import Role
from maillage.common.components import Step
from maillage.common.exports import TYPES, Table
from maillage.common.formats import day as written
from maillage.common.spreadsheets import Column, SheetOut, write_xlsx
from maillage.network.exports.cockpit import (
    bodies_table,
    contacts_table,
    decisions_table,
    meetings_table,
    members_table,
    roadmap_table,
)
from maillage.network.exports.lists import leads_by_team, teams_table
from maillage.network.models import (
    Body,
    BodySeat,
    ContactNote,
    Cooperation,
    CooperationMember,
    CooperationStage,
    Diagnosis,
    Meeting,
    MeetingDecision,
    RoadmapAction,
    Team,
    TeamLead,
)
from maillage.network.models.steps import way_of, with_progress
from maillage.network.operations.steps import Requirement, next_on_the_way, requirements
from maillage.network.operations.waiting import Waiting, waiting_in
from maillage.territory.perimeter import Perimeter

XLSX = TYPES["xlsx"]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Hold all that a cooperation is, read once."""

    row: Cooperation
    day: dt.date
    now: dt.datetime
    steps: Sequence[Step]
    aim: CooperationStage | None
    asked: Sequence[Requirement]
    covered: Sequence[str]
    members: Sequence[CooperationMember]
    bodies: Sequence[Body]
    seats: Sequence[BodySeat]
    meetings: Sequence[Meeting]
    decisions: Sequence[MeetingDecision]
    actions: Sequence[RoadmapAction]
    diagnosis: Diagnosis | None
    notes: Sequence[ContactNote]
    teams: Sequence[Team]
    leads: Mapping[int, Sequence[TeamLead]]
    grants: Sequence[Grant]
    waiting: Sequence[Waiting]


def pack_of(cooperation: Cooperation, *, day: dt.date, now: dt.datetime) -> Pack:
    """Read all that a cooperation is."""
    rows = Cooperation.objects.placed(as_of=day, known_at=now).staged(as_of=day, known_at=now)
    row = with_progress(rows, day).get(pk=cooperation.pk)
    changes = list(row.stage_changes.believed().latest_first())
    aim = next_on_the_way(changes)
    placed = Team.objects.placed(as_of=day, known_at=now).staged(as_of=day, known_at=now)
    teams = list(placed.living().within_cooperation(row, as_of=day, known_at=now))
    covered = row.coverages.believed().as_of(day).with_territory()
    return Pack(
        row=row,
        day=day,
        now=now,
        steps=way_of(changes[::-1], row.stage),
        aim=aim,
        asked=requirements(row, aim or ""),
        covered=[str(line.territory) for line in covered],
        members=list(row.members.believed().as_of(day).with_organisations()),
        bodies=list(row.bodies.termed(day)),
        seats=list(BodySeat.objects.believed().as_of(day).in_cooperation(row).with_people()),
        meetings=list(row.meetings.latest_first().prefetch_related("attended")),
        decisions=list(MeetingDecision.objects.of(row).latest_first()),
        actions=list(row.roadmap.in_order()),
        diagnosis=row.diagnoses.latest_first().first(),
        notes=list(row.contacts.latest_first()),
        teams=teams,
        leads=leads_by_team(TeamLead.objects.believed().as_of(day).of_teams(teams)),
        grants=list(Grant.objects.in_force(day).on(Perimeter("cooperation", row.slug)).with_people()),
        waiting=waiting_in(row, day=day, now=now),
    )


def tables_of(pack: Pack) -> list[Table]:
    """Return the sheets of the workbook."""
    return [
        members_table(pack.members),
        bodies_table(pack.bodies, pack.seats),
        meetings_table(pack.meetings),
        decisions_table(pack.decisions),
        roadmap_table(pack.actions),
        contacts_table(pack.notes),
        teams_table(pack.teams, pack.leads),
        _people(pack),
    ]


def _people(pack: Pack) -> Table:
    columns = (
        Column(_("Personne")),
        Column(_("Rôle")),
        Column(_("Adresse électronique")),
        Column(_("Depuis le"), "date"),
        Column(_("Jusqu'au"), "date"),
    )
    rows = [
        (
            str(grant.user),
            str(Role(grant.role).label),
            grant.user.email,
            grant.started_on,
            grant.ended_on,
        )
        for grant in pack.grants
    ]
    return Table(title=gettext_lazy("Personnes"), columns=columns, rows=rows)


def pack_xlsx(pack: Pack) -> bytes:
    """Return the pack as a workbook, a sheet for each thing."""
    heading = [pack.row.name, _("Au %s") % written(pack.day)]
    content = io.BytesIO()
    write_xlsx(
        content,
        [
            SheetOut(name=str(table.title), columns=table.columns, rows=table.rows, heading=heading)
            for table in tables_of(pack)
        ],
    )
    return content.getvalue()
