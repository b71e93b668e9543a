"""What may be done about people, their roles and the journal."""

from maillage.accounts.operations.grants import grant_role, revoke_role
from maillage.accounts.operations.invitations import (
    Accepted,
    NewInvitation,
    Sent,
    accept_invitation,
    invite,
    link_of,
    refuse_dead,
    refuse_foreign,
    resend_invitation,
    revoke_invitation,
    try_code,
)
from maillage.accounts.operations.journal import broken_links, record, seal_holds
from maillage.accounts.operations.people import erase_person

__all__ = [
    "Accepted",
    "NewInvitation",
    "Sent",
    "accept_invitation",
    "broken_links",
    "erase_person",
    "grant_role",
    "invite",
    "link_of",
    "record",
    "refuse_dead",
    "refuse_foreign",
    "resend_invitation",
    "revoke_invitation",
    "revoke_role",
    "seal_holds",
    "try_code",
]
