"""The lists of the register at work to take away, with the rows and the order of their pages."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.accounts.models import Entry, Grant, User
from maillage.common.exports import Table
from maillage.common.formats import listing
from maillage.common.spreadsheets import Column
from maillage.network.models import ChangeProposal, Commitment, SigningFile, Team, TeamLead, TeamStage
from maillage.network.models.watch import ToRelaunch


def files_table(rows: Sequence[tuple[SigningFile, int]]) -> Table:
    """Return the files of those who wish to sign, each with its days of waiting."""
    return Table(
        title=gettext_lazy("Dossiers de signature"),
        columns=(
            Column(_("Organisation")),
            Column(_("Siège")),
            Column(_("Nature")),
            Column(_("État")),
            Column(_("Déposé le"), "date"),
            Column(_("Attend depuis, en jours"), "integer"),
        ),
        rows=[
            (
                file.name,
                file.place,
                str(file.kind or ""),
                file.get_state_display(),
                localtime(file.submitted_at).date() if file.submitted_at else None,
                days if file.is_open else None,
            )
            for file, days in rows
        ],
    )


def commitments_table(rows: Sequence[Commitment]) -> Table:
    """Return the commitments of which news is due; read them `followed`."""
    return Table(
        title=gettext_lazy("Engagements à suivre"),
        columns=(
            Column(_("Organisation")),
            Column(_("Engagement")),
            Column(_("À partir du"), "date"),
            Column(_("Jusqu'au"), "date"),
            Column(_("Dernières nouvelles"), "date"),
            Column(_("Constat")),
        ),
        rows=[
            (
                row.organisation.name if row.organisation else "",
                row.description,
                row.starts_on,
                row.ends_on,
                row.seen_on,
                row.outcome_label,
            )
            for row in rows
        ],
    )


def leads_by_team(leads: Iterable[TeamLead]) -> dict[int, list[TeamLead]]:
    """Return the leads of each team."""
    found: dict[int, list[TeamLead]] = {}
    for lead in leads:
        found.setdefault(lead.team_id, []).append(lead)
    return found


def teams_table(
    teams: Sequence[Team],
    leads: Mapping[int, Sequence[TeamLead]],
    lacks: Mapping[int, Sequence[str]] | None = None,
) -> Table:
    """Return teams with those who lead them, and what each lacks where it was read."""
    rows = [
        (
            team.name,
            str(TeamStage(team.stage).label) if team.stage else "",
            team.since,
            team.seat.commune.name if team.seat and team.seat.commune else "",
            team.seat.departement.name if team.seat and team.seat.departement else "",
            team.telephone,
            team.email,
            listing([lead.name for lead in leads.get(team.pk, ())]),
            listing([lead.telephone for lead in leads.get(team.pk, ()) if lead.telephone]),
            listing([lead.email for lead in leads.get(team.pk, ()) if lead.email]),
            *([] if lacks is None else [listing(lacks[team.pk])]),
        )
        for team in teams
    ]
    return Table(
        title=gettext_lazy("Équipes"),
        columns=(
            Column(_("Équipe")),
            Column(_("Étape")),
            Column(_("Depuis le"), "date"),
            Column(_("Commune")),
            Column(_("Département")),
            Column(_("Téléphone")),
            Column(_("Adresse électronique")),
            Column(_("Référent de l'équipe")),
            Column(_("Téléphone du référent")),
            Column(_("Adresse du référent")),
            *([] if lacks is None else [Column(_("À voir"))]),
        ),
        rows=rows,
    )


def people_table(rows: Sequence[tuple[User, Sequence[tuple[Grant, str]]]]) -> Table:
    """Return people, a line for each role."""
    return Table(
        title=gettext_lazy("Personnes"),
        columns=(
            Column(_("Personne")),
            Column(_("Adresse électronique")),
            Column(_("Rôle")),
            Column(_("Où")),
            Column(_("Depuis le"), "date"),
            Column(_("Jusqu'au"), "date"),
            Column(_("Donné par")),
        ),
        rows=[
            (
                str(one),
                one.email,
                grant.get_role_display(),
                place,
                grant.started_on,
                grant.ended_on,
                str(grant.recorded_by or ""),
            )
            for one, grants in rows
            for grant, place in grants
        ],
    )


def journal_table(entries: Sequence[Entry]) -> Table:
    """Return lines of the journal; their names are read before."""
    return Table(
        title=gettext_lazy("Journal"),
        columns=(
            Column(_("Ligne"), "integer"),
            Column(_("Quand"), "date"),
            Column(_("Qui")),
            Column(_("En tant que")),
            Column(_("A fait quoi")),
            Column(_("Motif")),
        ),
        rows=[
            (entry.number, entry.at, entry.who, entry.role_label, entry.what, entry.why) for entry in entries
        ],
    )


def relaunch_table(rows: Sequence[tuple[ToRelaunch, str, str]]) -> Table:
    """Return the cooperations to relaunch with their stage and their place: a line for each reason."""
    return Table(
        title=gettext_lazy("Coopérations à relancer"),
        columns=(
            Column(_("Coopération")),
            Column(_("Étape")),
            Column(_("Département")),
            Column(_("Motif")),
            Column(_("Depuis le"), "date"),
            Column(_("Téléphone")),
        ),
        rows=[
            (row.cooperation.name, stage, place, reason.sentence, reason.since, row.cooperation.telephone)
            for row, stage, place in rows
            for reason in row.reasons
        ],
    )


def proposals_table(rows: Sequence[ChangeProposal]) -> Table:
    """Return changes proposed on sheets, and what was answered; who proposed them stays on the page of each."""
    return Table(
        title=gettext_lazy("Changements proposés"),
        columns=(
            Column(_("Fiche")),
            Column(_("À changer")),
            Column(_("Ce qu'il faudrait lire")),
            Column(_("Pourquoi")),
            Column(_("Proposé le"), "date"),
            Column(_("État")),
            Column(_("Répondu le"), "date"),
            Column(_("Réponse")),
        ),
        rows=[
            (
                row.subject.name,
                row.get_field_display(),
                row.value,
                row.words,
                localtime(row.submitted_at).date(),
                row.get_state_display(),
                localtime(row.decided_at).date() if row.decided_at else None,
                row.reason,
            )
            for row in rows
        ],
    )
