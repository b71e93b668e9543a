"""The lists of a cooperation to take away, one by one from its pages or all together in its handover pack."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.exports import Table
from maillage.common.spreadsheets import Column
from maillage.network.models import (
    Body,
    BodySeat,
    ContactNote,
    CooperationMember,
    Meeting,
    MeetingDecision,
    RoadmapAction,
)
from maillage.network.models.bodies import Present


def members_table(members: Sequence[CooperationMember]) -> Table:
    """Return the members, their part, who speaks for them; those that left say until when, and why."""
    return Table(
        title=gettext_lazy("Membres"),
        columns=(
            Column(_("Organisation")),
            Column(_("Part")),
            Column(_("Représentée par")),
            Column(_("Adresse électronique")),
            Column(_("Depuis le"), "date"),
            Column(_("Jusqu'au"), "date"),
            Column(_("Motif du départ")),
        ),
        rows=[
            (
                member.organisation.name,
                member.get_part_display(),
                member.representative,
                member.representative_email,
                member.started_on,
                member.ended_on,
                member.end_reason,
            )
            for member in members
        ],
    )


def bodies_table(bodies: Sequence[Body], seats: Sequence[BodySeat]) -> Table:
    """Return the committees and working groups with who sits in each; an empty one has its line."""
    seated: dict[int, list[BodySeat | None]] = {}
    for seat in seats:
        seated.setdefault(seat.body_id, []).append(seat)
    return Table(
        title=gettext_lazy("Instances"),
        columns=(
            Column(_("Instance")),
            Column(_("Nature")),
            Column(_("Personne")),
            Column(_("Organisation")),
            Column(_("Adresse électronique")),
            Column(_("Depuis le"), "date"),
        ),
        rows=[
            (
                body.name,
                body.get_kind_display(),
                seat.person if seat else "",
                seat.organisation.name if seat and seat.organisation else "",
                seat.email if seat else "",
                seat.started_on if seat else body.since,
            )
            for body in bodies
            for seat in seated.get(body.pk) or [None]
        ],
    )


def meetings_table(meetings: Sequence[Meeting]) -> Table:
    """Return meetings with their agenda and their minutes; read them with the organisations that came."""
    return Table(
        title=gettext_lazy("Réunions"),
        columns=(
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
        ),
        rows=[
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
            for meeting in meetings
        ],
    )


def decisions_table(decisions: Sequence[MeetingDecision]) -> Table:
    """Return what meetings decided, and what became of it."""
    return Table(
        title=gettext_lazy("Décisions"),
        columns=(
            Column(_("Décision")),
            Column(_("Réunion du"), "date"),
            Column(_("Qui s'en charge")),
            Column(_("Pour le"), "date"),
            Column(_("État")),
            Column(_("Le"), "date"),
            Column(_("Motif")),
        ),
        rows=[
            (
                decision.words,
                decision.meeting.on,
                decision.in_charge,
                decision.due_on,
                decision.state,
                decision.done_on or decision.dropped_on,
                decision.dropped_reason,
            )
            for decision in decisions
        ],
    )


def roadmap_table(actions: Sequence[RoadmapAction]) -> Table:
    """Return the actions of a roadmap."""
    return Table(
        title=gettext_lazy("Feuille de route"),
        columns=(
            Column(_("Action")),
            Column(_("À quoi elle sert")),
            Column(_("Organisation pilote")),
            Column(_("Personne pilote")),
            Column(_("Commence le"), "date"),
            Column(_("Pour le"), "date"),
            Column(_("État")),
            Column(_("Faite le"), "date"),
        ),
        rows=[
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
            for action in actions
        ],
    )


def contacts_table(notes: Sequence[ContactNote]) -> Table:
    """Return the contact log."""
    return Table(
        title=gettext_lazy("Contacts"),
        columns=(
            Column(_("Le"), "date"),
            Column(_("Avec qui")),
            Column(_("Comment")),
            Column(_("Ce qui s'est dit")),
            Column(_("Suite à donner")),
            Column(_("Pour le"), "date"),
            Column(_("Suite donnée le"), "date"),
        ),
        rows=[
            (
                note.on,
                note.with_whom,
                note.get_how_display(),
                note.words,
                note.next_step,
                note.next_due_on,
                note.done_on,
            )
            for note in notes
        ],
    )
