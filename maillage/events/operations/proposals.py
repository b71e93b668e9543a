"""The call for workshops: a cooperation proposes, the organisers accept or decline with a word."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.events.models import (
    Event,
    EventSession,
    EventState,
    ProposalState,
    Room,
    SessionKind,
    WorkshopProposal,
)
from maillage.events.operations import letters
from maillage.events.operations.current import about, locked
from maillage.events.operations.programme import SessionText, add_speaker, plan_session
from maillage.network.models import Cooperation


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """Say what a cooperation proposes, and whether who would lead it agrees to be named."""

    title: str
    summary: str
    leader: str
    leader_agrees: bool = False


@transaction.atomic
def propose_workshop(
    event: Event, cooperation: Cooperation, workshop: Workshop, *, on: dt.date, by: Author
) -> WorkshopProposal:
    """Propose a workshop in the name of a cooperation, while the call is open."""
    current = locked(event)
    if current.state != EventState.ANNOUNCED or current.proposals_until is None:
        raise Refused(_("Ce rendez-vous ne demande pas d'ateliers : appelez qui l'organise."))
    if on > current.proposals_until:
        raise Refused(
            _(
                "Les ateliers se proposaient jusqu'au %s : appelez qui organise, il reste peut-être un créneau."
            )
            % formats.day(current.proposals_until)
        )
    same = current.proposals.filter(cooperation=cooperation, title__iexact=workshop.title)
    if same.exists():
        raise Refused(_("« %s » a déjà été proposé par cette coopération.") % workshop.title)
    made = WorkshopProposal.objects.create(
        event=current,
        cooperation=cooperation,
        title=workshop.title,
        summary=workshop.summary,
        leader=workshop.leader,
        leader_agreed_on=on if workshop.leader_agrees else None,
        proposed_at=by.at,
        proposed_by=by.user if isinstance(by.user, User) else None,
    )
    record(
        by,
        gettext_noop("a proposé l'atelier « %(title)s » pour le rendez-vous « %(name)s »"),
        *about(current, made, cooperation),
        name=current,
        title=made,
    )
    return made


def _answered(proposal: WorkshopProposal, state: ProposalState) -> WorkshopProposal:
    """Return a proposal, its event locked, in the state of its answer; the caller saves."""
    event = locked(proposal.event)
    current = WorkshopProposal.objects.select_related("cooperation", "proposed_by").get(pk=proposal.pk)
    current.event = event
    if current.state != ProposalState.PROPOSED:
        raise Refused(
            _("Cet atelier a déjà sa réponse : %s. Rechargez la page.") % current.get_state_display()
        )
    current.state = state
    return current


@transaction.atomic
def accept_workshop(
    proposal: WorkshopProposal,
    *,
    on: dt.date,
    starts_at: dt.time,
    ends_at: dt.time,
    room: Room | None = None,
    seats: int | None = None,
    answer: str = "",
    today: dt.date,
    by: Author,
) -> EventSession:
    """Accept a workshop: it becomes a session, led by who was said, named if they agreed."""
    current = _answered(proposal, ProposalState.ACCEPTED)
    told = SessionText(
        kind=SessionKind.WORKSHOP,
        title=current.title,
        summary=current.summary,
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        seats=seats,
    )
    current.session = plan_session(current.event, told, cooperation=current.cooperation, by=by)
    add_speaker(
        current.session,
        current.leader,
        function=current.cooperation.name[:150],
        agreed_on=current.leader_agreed_on,
        on=today,
        by=by,
    )
    current.answer = answer
    current.save()
    letters.answered(current, by=by)
    record(
        by,
        gettext_noop("a retenu l'atelier « %(title)s » pour le rendez-vous « %(name)s »"),
        *about(current.event, current, current.cooperation),
        name=current.event,
        title=current,
    )
    return current.session


@transaction.atomic
def decline_workshop(proposal: WorkshopProposal, answer: str, *, by: Author) -> WorkshopProposal:
    """Decline a workshop, with a word for who proposed it."""
    current = _answered(proposal, ProposalState.DECLINED)
    if not answer.strip():
        raise Refused(_("Dites en quelques mots pourquoi : la coopération attend une réponse."))
    current.answer = answer.strip()
    current.save()
    letters.answered(current, by=by)
    record(
        by,
        gettext_noop("n'a pas retenu l'atelier « %(title)s » pour le rendez-vous « %(name)s »"),
        *about(current.event, current, current.cooperation),
        name=current.event,
        title=current,
    )
    return current
