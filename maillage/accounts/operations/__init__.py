"""What may be done about people, their roles, their sessions and the journal."""

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
from maillage.accounts.operations.keys import (
    NewKey,
    count_call,
    find_key,
    issue_key,
    revoke_key,
    used_now,
)
from maillage.accounts.operations.lists import take_list
from maillage.accounts.operations.people import erase_person
from maillage.accounts.operations.second_factor import reset_second_factor
from maillage.accounts.operations.sessions import (
    OpenSession,
    close_sessions,
    device_of,
    open_sessions,
    other_sessions,
)
from maillage.accounts.operations.sign_in import answer_unknown_address, grouped, note_change, send_code

__all__ = [
    "Accepted",
    "NewInvitation",
    "NewKey",
    "OpenSession",
    "Sent",
    "accept_invitation",
    "answer_unknown_address",
    "broken_links",
    "close_sessions",
    "count_call",
    "device_of",
    "erase_person",
    "find_key",
    "grant_role",
    "grouped",
    "invite",
    "issue_key",
    "link_of",
    "note_change",
    "open_sessions",
    "other_sessions",
    "record",
    "refuse_dead",
    "refuse_foreign",
    "resend_invitation",
    "reset_second_factor",
    "revoke_invitation",
    "revoke_key",
    "revoke_role",
    "seal_holds",
    "send_code",
    "take_list",
    "try_code",
    "used_now",
]
