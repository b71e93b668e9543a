"""What may be done about people, their roles and the journal."""

from maillage.accounts.operations.grants import grant_role, revoke_role
from maillage.accounts.operations.journal import broken_links, record, seal_holds

__all__ = ["broken_links", "grant_role", "record", "revoke_role", "seal_holds"]
