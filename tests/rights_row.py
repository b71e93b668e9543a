"""What a line of the table of the matrix says: who may open an address, and about which kind of object."""

from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from maillage.accounts.roles import Right

Access = Literal["public", "signed", "right", "link", "entrance", "mine", "demo", "key"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """Say who may open an address, and which kind of object it is about."""

    access: Access
    rights: tuple[Right, ...] = ()
    kind: str = ""


def public(kind: str = "") -> Row:
    """Open to everybody."""
    return Row(access="public", kind=kind)


def signed() -> Row:
    """Open to whoever is signed in."""
    return Row(access="signed")


def needs(*rights: Right) -> Row:
    """Open to whoever has one of some rights, whatever it is about."""
    return Row(access="right", rights=rights)


def on(kind: str, *rights: Right) -> Row:
    """Open to whoever has one of some rights on this very object."""
    return Row(access="right", rights=rights, kind=kind)


def link() -> Row:
    """Open to whoever holds the signed address, and to nobody who made one up."""
    return Row(access="link")


def entrance() -> Row:
    """The doors of the sign-in: they answer to everybody, and lead somewhere."""
    return Row(access="entrance")


def mine(kind: str) -> Row:
    """Open to its own person; what belongs to somebody else does not exist."""
    return Row(access="mine", kind=kind)


def keyed(kind: str = "") -> Row:
    """Open to the key of a partner: no role opens it, no session, no visitor."""
    return Row(access="key", kind=kind)


def demo() -> Row:
    """Of the demonstration alone: elsewhere it does not exist."""
    return Row(access="demo")


def rows_of(*parts: ModuleType) -> dict[str, Row]:
    """Return the rows of the domains that have their own."""
    return {name: row for part in parts for name, row in part.ROWS.items()}
