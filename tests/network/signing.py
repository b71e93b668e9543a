"""Signing files at every stage, for the tests."""

import datetime as dt
from dataclasses import replace
from typing import Any

from maillage.accounts.models import Entry, User
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.models import CommitmentKind, SigningFile
from maillage.network.operations.places import Seat
from maillage.network.operations.signing import (
    Identity,
    Introduction,
    NewCommitment,
    introduce,
    open_signing,
    propose_commitments,
    submit_signing,
)
from maillage.network.operations.signing_decisions import decide_signing
from tests.cast import commune, date, departement, instant, kind, national_charter

DAY, AT = date(2017, 2, 1), instant(2017, 2, 1)
DECIDED, DECIDED_AT = date(2017, 3, 1), instant(2017, 3, 1)
VISITOR = Author(at=AT, role="lien")


def officer(at: dt.datetime = DECIDED_AT, user: User | None = None) -> Author:
    """Return who decides."""
    return Author(at=at, user=user, role="charge-national")


def identity(name: str = "Lien & Partage", **fields: Any) -> Identity:
    """Return who signs: a new organisation of Nîmes, unless told otherwise."""
    return Identity(**{"name": name, "seat": Seat(commune=commune("30189")), **fields})


def introduction(**fields: Any) -> Introduction:
    """Return what a new organisation says of itself."""
    told = Introduction(
        email="contact@lien.exemple",
        telephone="04 66 00 00 00",
        kind=kind("association-locale"),
        departements=[departement("30"), departement("46")],
        website="https://lien.exemple",
        own_telephone="04 66 11 11 11",
    )
    return replace(told, **fields)


def brought(**fields: Any) -> NewCommitment:
    """Return what it brings."""
    new = NewCommitment(
        kind=CommitmentKind.HUMAN, description="une salariée un jour par semaine", starts_on=DAY, hours=300
    )
    return replace(new, **fields)


def draft(name: str = "Lien & Partage", *, by: Author = VISITOR, **fields: Any) -> SigningFile:
    """Return a file of which the three first steps are done."""
    file = open_signing(identity(name, **fields), on=DAY, by=by)
    introduce(file, introduction(), on=DAY, by=by)
    return propose_commitments(file, [brought()], on=DAY, by=by)


def submit(file: SigningFile, **fields: Any) -> SigningFile:
    """Sign a draft."""
    given = {
        "digest": national_charter().digest,
        "name": "Jeanne Dupuis",
        "capacity": "présidente",
        "on": DAY,
        "by": VISITOR,
        **fields,
    }
    return submit_signing(file, **given)


def submitted(name: str = "Lien & Partage", **fields: Any) -> SigningFile:
    """Return a file that waits for its decision."""
    return submit(draft(name, **fields))


def accept(file: SigningFile, **fields: Any) -> SigningFile:
    """Accept a file."""
    given = {"accepted": True, "sitting": None, "reason": "", "on": DECIDED, "by": officer(), **fields}
    return decide_signing(file, **given)


def accepted(name: str = "Lien & Partage", **fields: Any) -> SigningFile:
    """Return a file that ended well."""
    return accept(submitted(name, **fields))


def journal(file: SigningFile) -> list[str]:
    """Return what the journal says of a file, from the first line."""
    return [entry.what for entry in reversed(Entry.objects.about(file))]


def letters(kind: str) -> list[Message]:
    """Return the letters of a kind, from the first."""
    return list(Message.objects.of_kind(kind).order_by("pk"))


def state_of(file: SigningFile) -> str:
    """Return where a file stands."""
    return SigningFile.objects.get(pk=file.pk).state
