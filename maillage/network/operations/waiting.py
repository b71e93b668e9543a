"""What waits for an answer in a cooperation, with its age."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.network.models import Cooperation, Enquiry, RecognitionRequest, SigningFile, StageRequest, Team


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Hold one thing that waits for an answer, since when, and where it is."""

    title: str
    submitted_at: dt.datetime
    url: str

    def days(self, now: dt.datetime) -> int:
        """Return for how many days it has been waiting."""
        return (now - self.submitted_at).days


# What each sort of request says of itself, given a name, and where it is, given the address of its subject.
_SAYS: Mapping[str, Callable[[str], str]] = {
    "cooperation": lambda name: _("« %s » demande à être reconnue") % name,
    "team": lambda name: _("L'équipe « %s » demande sa reconnaissance") % name,
    "enquiry": lambda name: _("%s a écrit par le site") % name,
    "signing": lambda name: _("« %s » demande à signer la charte") % name,
}
_LEADS_TO: Mapping[str, str] = {"cooperation": "cockpit", "team": "work_team", "enquiry": "enquiry"}


def waiting_in(cooperation: Cooperation, *, day: dt.date, now: dt.datetime) -> list[Waiting]:
    """Return what waits for an answer in a cooperation, the oldest first: one question to the database."""
    teams = Team.objects.seated(as_of=day, known_at=now)
    teams = teams.within_cooperation(cooperation, as_of=day, known_at=now)

    def kind(code: str) -> Value:
        return Value(code, output_field=CharField())

    asked = (
        StageRequest.objects.waiting()
        .filter(cooperation=cooperation)
        .order_by()
        .values_list(kind("cooperation"), "cooperation__slug", "cooperation__name", "submitted_at")
    )
    recognitions = (
        RecognitionRequest.objects.waiting()
        .filter(team__in=teams.values("pk"))
        .order_by()
        .values_list(kind("team"), "team__slug", "team__name", "submitted_at")
    )
    files = (
        SigningFile.objects.waiting()
        .within_cooperation(cooperation, as_of=day)
        .order_by()
        .values_list(kind("signing"), kind(""), "name", "submitted_at")
    )
    enquiries = (
        Enquiry.objects.waiting()
        .of_cooperation(cooperation)
        .order_by()
        .values_list(kind("enquiry"), Cast("pk", CharField()), "name", "received_at")
    )
    found = [
        Waiting(
            title=_SAYS[code](name),
            submitted_at=moment,
            url=reverse(_LEADS_TO[code], args=[slug]) if code in _LEADS_TO else "",
        )
        for code, slug, name, moment in asked.union(recognitions, files, enquiries, all=True)
        if moment is not None
    ]
    return sorted(found, key=lambda waiting: waiting.submitted_at)


def lacking_in(cooperation: Cooperation, *, day: dt.date, now: dt.datetime) -> list[Team]:
    """Return the living teams of a cooperation that nobody leads, or that nobody stands for, by name."""
    teams = Team.objects.placed(as_of=day, known_at=now).staged(as_of=day, known_at=now)
    return list(teams.within_cooperation(cooperation, as_of=day, known_at=now).watched(as_of=day).lacking())
