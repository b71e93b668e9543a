"""What was written at a moment, so that what came since is found by number and by retraction, in any process."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet

from maillage.common.facts import Recorded, known
from maillage.network.models import TeamSituation, TeamStageChange
from maillage.tallies.models import Tally, TallyRhythm

# The facts behind what teams declare: each is about one team.
SOURCES: Mapping[str, type[Recorded]] = {
    "tally": Tally,
    "stage": TeamStageChange,
    "seat": TeamSituation,
    "rhythm": TallyRhythm,
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Say, of one kind of facts, the last number written, how many are retracted, and the last moments told."""

    last: int
    retracted: int
    retracted_at: str
    settled_at: str

    @classmethod
    def read(cls, model: type[Recorded]) -> Self:
        """Return what is written now."""
        rows = model._default_manager.order_by()
        told = rows.aggregate(last=Max("pk"), learned=Max("known_from"))
        gone = rows.filter(retracted_at__isnull=False).aggregate(
            count=Count("pk"), last=Max("retracted_at"), until=Max("known_until")
        )
        moments = [moment for moment in (told["learned"], gone["until"]) if moment]
        return cls(
            last=told["last"] or 0,
            retracted=gone["count"],
            retracted_at=gone["last"].isoformat() if gone["last"] else "",
            settled_at=max(moments).isoformat() if moments else "",
        )

    @property
    def _retracted_since(self) -> Q:
        """Return the condition that a row was retracted after this mark, or written and retracted."""
        retracted = Q(retracted_at__isnull=False)
        if self.retracted_at:
            retracted &= Q(retracted_at__gt=dt.datetime.fromisoformat(self.retracted_at))
        return retracted

    def believed(self, at: dt.datetime) -> Q:
        """Return the condition that a row was there, and believed at a moment, as this mark saw it."""
        return Q(pk__lte=self.last) & (known(at) | (Q(known_from__lte=at) & self._retracted_since))

    def holds(self, model: type[Recorded]) -> bool:
        """Tell whether all that was retracted since can be found: a clock that went back would hide some."""
        retracted = model._default_manager.order_by().filter(retracted_at__isnull=False)
        # By their moment, and not by their number: among millions of rows, those that are retracted are few.
        since = set(retracted.filter(self._retracted_since).values_list("pk", flat=True))
        added = set(retracted.filter(pk__gt=self.last).values_list("pk", flat=True))
        return retracted.count() == self.retracted + len(since | added)

    def changed(
        self, model: type[Recorded], at: dt.datetime, other: dt.datetime
    ) -> Iterable["QuerySet[Any]"]:
        """Yield the rows that this mark at a moment, and the register at another, may not see alike."""
        rows = model._default_manager.order_by()
        yield rows.filter(pk__gt=self.last)
        yield rows.filter(self._retracted_since)
        first, last = min(at, other), max(at, other)
        if other < at or (self.settled_at and dt.datetime.fromisoformat(self.settled_at) > at):
            yield rows.filter(known_from__gt=first, known_from__lte=last)
            yield rows.filter(retracted_at__isnull=False, known_until__gt=first, known_until__lte=last)


def read_marks() -> dict[str, Mark]:
    """Return what is written now of each kind; nobody is half-way through writing while it is read."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in SOURCES.values())
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {tables} IN SHARE MODE")
        return {name: Mark.read(model) for name, model in SOURCES.items()}


def written_marks(marks: Mapping[str, Mark]) -> dict[str, Any]:
    """Return marks as they are kept."""
    return {name: asdict(mark) for name, mark in marks.items()}


def kept_marks(kept: Mapping[str, Any]) -> dict[str, Mark]:
    """Return marks that were kept."""
    return {name: Mark(**mark) for name, mark in kept.items()}
