"""People, their dated hats, the journal of what they did."""

from maillage.accounts.models.grants import Grant
from maillage.accounts.models.invitations import Invitation, InvitationState
from maillage.accounts.models.journal import Concern, Entry, JournalHead
from maillage.accounts.models.people import User

__all__ = ["Concern", "Entry", "Grant", "Invitation", "InvitationState", "JournalHead", "User"]
