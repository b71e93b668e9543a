"""Write the journal, and check that nobody rewrote it."""

import datetime as dt
import hmac
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.utils import translation

from maillage.accounts.models import Concern, Entry, JournalHead
from maillage.common import formats
from maillage.common.facts import Author

SEAL_TOLD = 12  # how many characters of a seal are told at least


@transaction.atomic
def record(by: Author, sentence: str, *concerning: models.Model, why: str = "", **said: Any) -> Entry:
    """Write that someone did something about subjects: a sentence without its subject, marked `gettext_noop`.

    Call it last in an operation: from here to the end of the transaction, the other writers wait.
    """
    with translation.override("fr"):  # the journal is written in one language, whoever writes
        kept = {name: _plain(value) for name, value in said.items()}
    head = JournalHead.objects.select_for_update().get()
    concerns = sorted({(subject._meta.label_lower, int(subject.pk)) for subject in concerning})
    entry = Entry(
        number=head.number + 1,
        at=by.at.astimezone(dt.UTC),
        user_id=by.user.pk if by.user else None,
        role=by.role,
        sentence=sentence,
        said=kept,
        why=why[:500],
        previous=head.digest,
    )
    entry.digest = entry.seal(concerns)
    entry.save(force_insert=True)
    Concern.objects.bulk_create([Concern(entry=entry, model=model, key=key) for model, key in concerns])
    head.number, head.digest = entry.number, entry.digest
    head.save(update_fields=["number", "digest"])
    return entry


def _plain(value: Any) -> Any:
    """Return a value as the journal keeps it: a day as it is written, a name as it was, a person by number."""
    if getattr(value, "is_personal", False):
        return [value._meta.label_lower, value.pk]
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(value, bool | int) or value is None:
        return value
    return str(value)


def broken_links() -> Iterator[int]:
    """Yield the numbers of the entries whose seal does not hold; none when nobody touched the journal."""
    told: dict[int, list[tuple[str, int]]] = {}
    for number, model, key in Concern.objects.values_list("entry__number", "model", "key").iterator():
        told.setdefault(number, []).append((model, key))
    number, digest = 0, ""
    for entry in Entry.objects.order_by("number").iterator():
        follows = entry.number == number + 1 and entry.previous == digest
        if not follows or entry.digest != entry.seal(told.get(entry.number, [])):
            yield entry.number
        number, digest = entry.number, entry.digest
    head = JournalHead.objects.first() or JournalHead()
    if (head.number, head.digest) != (number, digest):
        yield head.number


def seal_holds(number: int, seal: str) -> bool:
    """Tell whether an entry still bears the seal, or its beginning, that was told outside of the database.

    Whoever holds the keys of the database can seal a false chain from end to end; not what has left it.
    """
    kept = Entry.objects.filter(number=number).values_list("digest", flat=True).first() or ""
    return len(seal) >= SEAL_TOLD and hmac.compare_digest(kept[: len(seal)].encode(), seal.lower().encode())
