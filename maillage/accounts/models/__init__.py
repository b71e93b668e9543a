"""People, their dated hats, the journal of what they did."""

from maillage.accounts.models.grants import Grant
from maillage.accounts.models.invitations import Invitation, InvitationState
from maillage.accounts.models.journal import Concern, Entry, JournalHead
from maillage.accounts.models.keys import ApiKey, KeyedSending, KeyState, Scope
from maillage.accounts.models.people import User

__all__ = [
    "ApiKey",
    "Concern",
    "Entry",
    "Grant",
    "Invitation",
    "InvitationState",
    "JournalHead",
    "KeyState",
    "KeyedSending",
    "Scope",
    "User",
]
