"""Append-only knowledge that is older than the register: what was known before we wrote it."""

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction

from maillage.common.facts import Author, Recorded, copied, retract, stamp

_M = TypeVar("_M", bound=Recorded)


@transaction.atomic
def widen(fact: _M, *, reason: str, by: Author) -> _M:
    """Say that a fact was known earlier than we believed.

    The row is retracted since the moment when it began to be known, so that it was never believed, and the same
    fact is written again with the older moment. Nothing is overwritten.
    """
    retract(fact, reason=reason, by=by)
    return copied(fact, **stamp(by))


def remember(model: type[_M], fields: dict[str, Any], *, until: dt.datetime, reason: str, by: Author) -> _M:
    """Write what was known once, from an old document, until the moment when other knowledge began."""
    return model._default_manager.create(
        **fields,
        **stamp(by),
        retracted_at=by.at,
        retracted_by=by.user,
        retraction_reason=reason,
        known_until=until,
    )
