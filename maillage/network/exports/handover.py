"""The handover pack of a cooperation: all that a successor starts from, as a workbook."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.accounts.models import Grant
from maillage.accounts.roles import Role
from maillage.common.components import Step
from maillage.common.formats import day as written
from maillage.common.formats import listing
from maillage.common.spreadsheets import Column, OutCell, SheetOut, write_xlsx
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
    TeamStage,
)
from maillage.network.models.bodies import Present
from maillage.network.models.steps import way_of, with_progress
from maillage.network.operations.steps import Requirement, next_on_the_way, requirements
from maillage.network.operations.waiting import Waiting, waiting_in
from maillage.territory.perimeter import Perimeter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    leads: dict[int, list[TeamLead]] = {}
    for lead in TeamLead.objects.believed().as_of(day).filter(team__in=teams).order_by("name", "pk"):
        leads.setdefault(lead.team_id, []).append(lead)
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
        leads=leads,
        grants=list(Grant.objects.in_force(day).on(Perimeter("cooperation", row.slug)).with_people()),
        waiting=waiting_in(row, day=day, now=now),
    )


Table = tuple[str, Sequence[Column], list[Sequence[OutCell]]]


def tables_of(pack: Pack) -> list[Table]:
    """Return the sheets of the workbook: their name, their columns, their rows."""
    return [
        _members(pack),
        _bodies(pack),
        _meetings(pack),
        _decisions(pack),
        _roadmap(pack),
        _contacts(pack),
        _teams(pack),
        _people(pack),
    ]


def _members(pack: Pack) -> Table:
    columns = (
        Column(_("Organisation")),
        Column(_("Part")),
        Column(_("Représentée par")),
        Column(_("Adresse électronique")),
        Column(_("Depuis le"), "date"),
    )
    rows: list[Sequence[OutCell]] = [
        (
            member.organisation.name,
            member.get_part_display(),
            member.representative,
            member.representative_email,
            member.started_on,
        )
        for member in pack.members
    ]
    return _("Membres"), columns, rows


def _bodies(pack: Pack) -> Table:
    columns = (
        Column(_("Instance")),
        Column(_("Nature")),
        Column(_("Personne")),
        Column(_("Organisation")),
        Column(_("Adresse électronique")),
        Column(_("Depuis le"), "date"),
    )
    rows: list[Sequence[OutCell]] = [
        (
            seat.body.name,
            seat.body.get_kind_display(),
            seat.person,
            seat.organisation.name if seat.organisation else "",
            seat.email,
            seat.started_on,
        )
        for seat in pack.seats
    ]
    empty = {body.pk for body in pack.bodies} - {seat.body_id for seat in pack.seats}
    rows += [
        (body.name, body.get_kind_display(), "", "", "", body.since)
        for body in pack.bodies
        if body.pk in empty
    ]
    return _("Instances"), columns, rows


def _meetings(pack: Pack) -> Table:
    columns = (
        Column(_("Le"), "date"),
        Column(_("Réunion")),
        Column(_("Instance")),
        Column(_("Lieu")),
        Column(_("Publique")),
        Column(_("Ordre du jour")),
        Column(_("Compte rendu")),
        Column(_("Organisations présentes")),
        Column(_("Présents"), "integer"),
        Column(_("Annulée parce que")),
    )
    rows: list[Sequence[OutCell]] = [
        (
            meeting.on,
            meeting.title,
            meeting.body.name if meeting.body else "",
            meeting.place or meeting.link,
            meeting.is_public,
            meeting.agenda,
            meeting.minutes,
            str(Present(meeting.attended.all())),
            meeting.attendance,
            meeting.cancel_reason,
        )
        for meeting in pack.meetings
    ]
    return _("Réunions"), columns, rows


def _decisions(pack: Pack) -> Table:
    columns = (
        Column(_("Décision")),
        Column(_("Réunion du"), "date"),
        Column(_("Qui s'en charge")),
        Column(_("Pour le"), "date"),
        Column(_("État")),
        Column(_("Le"), "date"),
        Column(_("Motif")),
    )
    rows: list[Sequence[OutCell]] = [
        (
            decision.words,
            decision.meeting.on,
            decision.in_charge,
            decision.due_on,
            decision.state,
            decision.done_on or decision.dropped_on,
            decision.dropped_reason,
        )
        for decision in pack.decisions
    ]
    return _("Décisions"), columns, rows


def _roadmap(pack: Pack) -> Table:
    columns = (
        Column(_("Action")),
        Column(_("À quoi elle sert")),
        Column(_("Organisation pilote")),
        Column(_("Personne pilote")),
        Column(_("Commence le"), "date"),
        Column(_("Pour le"), "date"),
        Column(_("État")),
        Column(_("Faite le"), "date"),
    )
    rows: list[Sequence[OutCell]] = [
        (
            action.title,
            action.purpose,
            action.pilot.name if action.pilot else "",
            action.pilot_person,
            action.starts_on,
            action.due_on,
            action.get_state_display(),
            action.done_on,
        )
        for action in pack.actions
    ]
    return _("Feuille de route"), columns, rows


def _contacts(pack: Pack) -> Table:
    columns = (
        Column(_("Le"), "date"),
        Column(_("Avec qui")),
        Column(_("Comment")),
        Column(_("Ce qui s'est dit")),
        Column(_("Suite à donner")),
        Column(_("Pour le"), "date"),
        Column(_("Suite donnée le"), "date"),
    )
    rows: list[Sequence[OutCell]] = [
        (
            note.on,
            note.with_whom,
            note.get_how_display(),
            note.words,
            note.next_step,
            note.next_due_on,
            note.done_on,
        )
        for note in pack.notes
    ]
    return _("Contacts"), columns, rows


def _teams(pack: Pack) -> Table:
    columns = (
        Column(_("Équipe")),
        Column(_("Étape")),
        Column(_("Depuis le"), "date"),
        Column(_("Commune")),
        Column(_("Téléphone")),
        Column(_("Adresse électronique")),
        Column(_("Référent de l'équipe")),
        Column(_("Téléphone du référent")),
        Column(_("Adresse du référent")),
    )
    rows: list[Sequence[OutCell]] = [
        (
            team.name,
            str(TeamStage(team.stage).label) if team.stage else "",
            team.since,
            team.seat.commune.name if team.seat and team.seat.commune else "",
            team.telephone,
            team.email,
            listing([lead.name for lead in pack.leads.get(team.pk, ())]),
            listing([lead.telephone for lead in pack.leads.get(team.pk, ()) if lead.telephone]),
            listing([lead.email for lead in pack.leads.get(team.pk, ()) if lead.email]),
        )
        for team in pack.teams
    ]
    return _("Équipes"), columns, rows


def _people(pack: Pack) -> Table:
    columns = (
        Column(_("Personne")),
        Column(_("Rôle")),
        Column(_("Adresse électronique")),
        Column(_("Depuis le"), "date"),
        Column(_("Jusqu'au"), "date"),
    )
    rows: list[Sequence[OutCell]] = [
        (
            str(grant.user),
            str(Role(grant.role).label),
            grant.user.email,
            grant.started_on,
            grant.ended_on,
        )
        for grant in pack.grants
    ]
    return _("Personnes"), columns, rows


def pack_xlsx(pack: Pack) -> bytes:
    """Return the pack as a workbook, a sheet for each thing."""
    heading = [pack.row.name, _("Au %s") % written(pack.day)]
    content = io.BytesIO()
    write_xlsx(
        content,
        [
            SheetOut(name=name, columns=columns, rows=rows, heading=heading)
            for name, columns, rows in tables_of(pack)
        ],
    )
    return content.getvalue()
