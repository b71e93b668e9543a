"""One thing to do, and how a domain counts what waits."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from maillage.accounts.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Task:
    """Hold one thing to do: a sentence, the one button that does it, since when it waits."""

    sentence: str
    button: str
    url: str
    since: dt.date | None = None


Source = Callable[[Actor, dt.datetime], Iterable[Task]]


def summed(rows: QuerySet[Any], moment: str) -> tuple[int, dt.date | None]:
    """Return how many rows wait, and since which day the oldest does."""
    told = rows.order_by().aggregate(number=Count("pk"), first=Min(moment))
    first = told["first"]
    return told["number"], timezone.localdate(first) if isinstance(first, dt.datetime) else first
