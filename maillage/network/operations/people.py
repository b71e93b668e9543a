"""Invite within one's own reach, take up an invitation while who gave it still may, let a person go."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.models import Invitation, User
from maillage.accounts.operations import (
    Accepted,
    NewInvitation,
    Sent,
    accept_invitation,
    invite,
    refuse_dead,
    refuse_foreign,
    resend_invitation,
)
from maillage.accounts.operations.invitations import LINK
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import read_link
from maillage.network.reach import may_give, wearing

# Longer than an invitation: one that has expired still says so in its own words.
LINKS_READ_FOR = 400


def invite_within(actor: Actor, new: NewInvitation, *, by: Author) -> Sent:
    """Invite someone to a role that one may give, where one may give it."""
    _refuse_beyond(new.role, may=may_give(actor, new.role, new.perimeter))
    return invite(new, by=by)


def resend_within(actor: Actor, invitation: Invitation, *, by: Author) -> Sent:
    """Send an invitation again, as long as one may still give its role there."""
    role = Role(invitation.role)
    _refuse_beyond(role, may=may_give(actor, role, invitation.perimeter))
    return resend_invitation(invitation, by=by)


def _refuse_beyond(role: Role, *, may: bool) -> None:
    if not may:
        raise Refused(
            _(
                "Vous ne pouvez pas donner ici le rôle « %(role)s » : demandez à la personne qui vous a donné le "
                "vôtre, ou à l'équipe nationale."
            )
            % {"role": role.label}
        )


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Hold an invitation as a link opens it."""

    invitation: Invitation
    serial: int
    proves: bool


def open_invitation(token: str, *, signed_in: User | None, on: dt.date, at: dt.datetime) -> Opened:
    """Return the invitation that a link opens, or refuse the one that can no longer be accepted."""
    data = read_link(LINK, token, days=LINKS_READ_FOR)
    invitation = Invitation.objects.select_related("invited_by", "succeeds").get(pk=data["i"])
    opened = Opened(invitation=invitation, serial=int(data["s"]), proves=bool(data["p"]))
    refuse_dead(invitation, serial=opened.serial, by_code=not opened.proves, at=at)
    refuse_orphan(invitation, on=on)
    if signed_in is not None:
        refuse_foreign(invitation, signed_in)
    return opened


@transaction.atomic
def take_up(
    opened: Opened,
    *,
    name: str,
    email: str,
    signed_in: User | None,
    on: dt.date,
    by: Author,
) -> Accepted:
    """Accept an invitation, if whoever sent it may still give this role there."""
    # Before: whoever hands their own role over loses it here.
    refuse_orphan(opened.invitation, on=on)
    return accept_invitation(
        opened.invitation,
        serial=opened.serial,
        proves=opened.proves,
        name=name,
        email=email,
        signed_in=signed_in,
        on=on,
        by=by,
    )


def refuse_orphan(invitation: Invitation, *, on: dt.date) -> None:
    """Refuse an invitation whose sender has lost, since, the right to give this role there."""
    sender = invitation.invited_by
    if sender is None:  # the house itself
        return
    actor = wearing(sender, today=on, strong=True)
    if not may_give(actor, Role(invitation.role), invitation.perimeter):
        raise Refused(
            _(
                "%(inviter)s ne peut plus donner ce rôle : cette invitation ne sert plus. Demandez-en une autre "
                "à l'équipe qui vous accueille, ou appelez-nous."
            )
            % {"inviter": sender}
        )
