"""What may be done about people, their roles, their sessions and the journal."""

from maillage.accounts.operations.grants import grant_role, revoke_role
from maillage.accounts.operations.journal import broken_links, record, seal_holds
from maillage.accounts.operations.sessions import (
    OpenSession,
    close_sessions,
    device_of,
    open_sessions,
    other_sessions,
)
from maillage.accounts.operations.sign_in import answer_unknown_address, grouped, note_change, send_code

__all__ = [
    "OpenSession",
    "answer_unknown_address",
    "broken_links",
    "close_sessions",
    "device_of",
    "grant_role",
    "grouped",
    "note_change",
    "open_sessions",
    "other_sessions",
    "record",
    "revoke_role",
    "seal_holds",
    "send_code",
]
