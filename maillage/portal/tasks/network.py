"""What waits for a person in the network: signatures, teams, cooperations, enquiries, commitments."""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.models import Invitation, InvitationState, User
from maillage.accounts.operations import link_of
from maillage.accounts.roles import Right, Role
from maillage.network.models import (
    CampaignTeam,
    Commitment,
    Confirmation,
    Enquiry,
    MeetingDecision,
    RecognitionRequest,
    SigningFile,
)
from maillage.network.models.proposals import ChangeProposal
from maillage.network.reach import invitations_given
from maillage.portal.tasks.task import Source, Task, summed


def invited(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the invitations that the person has not answered."""
    if not isinstance(actor.user, User):
        return
    for row in Invitation.objects.waiting(at).addressed_to(actor.user.email).with_people():
        yield Task(
            sentence=_("Vous êtes invité à un autre rôle : %(role)s, %(place)s.")
            % {"role": row.get_role_display(), "place": row.place},
            button=_("Voir l'invitation"),
            url=urlsplit(link_of(row, proves=False)).path,
            since=row.invited_at.date(),
        )


def unanswered(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the invitations that the person sent and that wait for them: out of date, or locked."""
    if actor.user is None or not actor.may(Right.GRANT):
        return
    for row in invitations_given(actor).open().sent_by(actor.user).with_people():
        state = row.state(at)
        if state == InvitationState.WAITING:
            continue
        yield Task(
            sentence=_("L'invitation de %(name)s n'a pas servi : elle n'est plus valable.")
            % {"name": row.name}
            if state == InvitationState.EXPIRED
            else _("%(name)s n'a pas réussi à taper son code d'invitation.") % {"name": row.name},
            button=_("La renvoyer"),
            url=reverse("invitation_sheet", args=[row.pk]),
            since=min(row.expires_at, at).date(),
        )


def signing_files(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield the signing files that wait for the person's decision."""
    if not actor.may(Right.INSTRUCT_SIGNATURE):
        return
    number, since = summed(SigningFile.objects.waiting().instructable_by(actor), "submitted_at")
    if number:
        yield Task(
            sentence=ngettext(
                "%d dossier de signature attend une réponse.",
                "%d dossiers de signature attendent une réponse.",
                number,
            )
            % number,
            button=_("Voir les dossiers"),
            url=reverse("signing_files"),
            since=since,
        )


def recognitions(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - same
    """Yield the teams that ask the person to recognise them."""
    if not actor.may(Right.RECOGNISE_TEAM):
        return
    asked = list(RecognitionRequest.objects.waiting().decidable_by(actor))
    if asked:
        yield Task(
            sentence=_("L'équipe « %s » demande à être reconnue.") % asked[0].team.name
            if len(asked) == 1
            else _("%d équipes demandent à être reconnues.") % len(asked),
            button=_("Lire sa demande"),
            url=reverse("work_team", args=[asked[0].team.slug]),
            since=timezone.localdate(asked[0].submitted_at),
        )


def enquiries(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - same
    """Yield the enquiries that wait for the person's answer."""
    if not actor.may(Right.ANSWER_ENQUIRY):
        return
    number, since = summed(Enquiry.objects.waiting().answerable_by(actor), "received_at")
    if number:
        yield Task(
            sentence=ngettext(
                "%d personne a écrit par le site et attend votre réponse.",
                "%d personnes ont écrit par le site et attendent votre réponse.",
                number,
            )
            % number,
            button=_("Lire les demandes"),
            url=reverse("enquiries"),
            since=since,
        )


def proposals(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - same
    """Yield the changes that others propose on the person's sheets."""
    if not actor.hats:
        return
    number, since = summed(ChangeProposal.objects.waiting().decidable_by(actor), "submitted_at")
    if number:
        yield Task(
            sentence=ngettext(
                "%d changement vous est proposé sur une fiche.",
                "%d changements vous sont proposés sur des fiches.",
                number,
            )
            % number,
            button=_("Lire les propositions"),
            url=reverse("proposals"),
            since=since,
        )


def late_decisions(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the decisions of the person's cooperation that are past their day."""
    for hat in actor.hats:
        if hat.role != Role.ANIMATOR:
            continue
        late = MeetingDecision.objects.open().late_in(hat.perimeter.code, day=timezone.localdate(at))
        number, since = summed(late, "due_on")
        if number:
            yield Task(
                sentence=ngettext(
                    "%d décision de votre coopération a dépassé sa date.",
                    "%d décisions de votre coopération ont dépassé leur date.",
                    number,
                )
                % number,
                button=_("Voir les décisions"),
                url=reverse("cockpit_decisions", args=[hat.perimeter.code]),
                since=since,
            )


def unconfirmed_teams(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the person's own team while its yearly question waits for an answer."""
    own = [hat.perimeter.code for hat in actor.hats if hat.role == Role.LEAD]
    if not own:
        return
    asked = Confirmation.objects.waiting().of_year(timezone.localdate(at).year).of_teams(own)
    for row in asked:
        yield Task(
            sentence=_("Dites si l'équipe « %s » vit toujours.") % row.team.name,
            button=_("Répondre"),
            url=reverse("note_answer", args=[row.team.slug]),
            since=row.asked_at and timezone.localdate(row.asked_at),
        )


def commitments(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the commitments of the person's organisation of which news is due."""
    if not any(hat.role == Role.CARRIER for hat in actor.hats):
        return
    due = Commitment.objects.followable_by(actor).due(timezone.localdate(at))
    number, since = summed(due, "starts_on")
    if number:
        yield Task(
            sentence=ngettext(
                "%d engagement de votre organisation attend des nouvelles.",
                "%d engagements de votre organisation attendent des nouvelles.",
                number,
            )
            % number,
            button=_("Suivre les engagements"),
            url=reverse("commitments"),
            since=since,
        )


def calls(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - same
    """Yield the teams that the campaign could not write to, and that somebody should call."""
    if not any(hat.role in {Role.ANIMATOR, Role.OFFICER} for hat in actor.hats):
        return
    rows = list(CampaignTeam.objects.answerable_by(actor).to_call().with_answers().unanswered().by_age())
    if rows:
        number = len(rows)
        yield Task(
            sentence=ngettext(
                "%d équipe attend un appel pour sa confirmation de l'année.",
                "%d équipes attendent un appel pour leur confirmation de l'année.",
                number,
            )
            % number,
            button=_("Voir qui appeler"),
            url=reverse("campaign_calls", args=[rows[0].campaign_id]),
            since=timezone.localdate(rows[0].asked_at),
        )


SOURCES: tuple[Source, ...] = (
    invited,
    unanswered,
    signing_files,
    recognitions,
    enquiries,
    proposals,
    late_decisions,
    unconfirmed_teams,
    commitments,
    calls,
)
