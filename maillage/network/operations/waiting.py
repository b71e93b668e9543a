"""What waits for an answer in a cooperation, with its age."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse

from maillage.network.models import Cooperation, StageRequest


class Asking(Protocol):
    """Say what a request has: a sentence that names it, and since when it waits."""

    @property
    def title(self) -> str:
        """Return a sentence that names the request."""
        ...

    submitted_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Hold one thing that waits for an answer, since when, and where it is."""

    title: str
    submitted_at: dt.datetime
    url: str

    def days(self, now: dt.datetime) -> int:
        """Return for how many days it has been waiting."""
        return (now - self.submitted_at).days


def waiting_in(cooperation: Cooperation) -> list[Waiting]:
    """Return what waits for an answer in a cooperation, the oldest first."""
    cockpit = reverse("cockpit", args=[cooperation.slug])
    asked: Iterable[Asking] = StageRequest.objects.waiting().filter(cooperation=cooperation)
    found = [Waiting(title=row.title, submitted_at=row.submitted_at, url=cockpit) for row in asked]
    return sorted(found, key=lambda waiting: waiting.submitted_at)
