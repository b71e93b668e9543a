"""What waits for a person in the library: resources given back to them, resources to read again."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.portal.tasks.task import Source, Task
from maillage.resources.models import Resource


def given_back(actor: Actor, at: dt.datetime) -> Iterator[Task]:  # noqa: ARG001 - every source is asked alike
    """Yield the person's own resources that a reader gave back."""
    if not actor.may(Right.PROPOSE_RESOURCE):
        return
    for row in Resource.objects.written_by(actor).given_back():
        yield Task(
            sentence=_("Votre fiche « %s » est à reprendre avant d'être publiée.") % row,
            button=_("Lire ce qui est à reprendre"),
            url=reverse("my_resource", args=[row.pk]),
            since=row.saved_at and timezone.localdate(row.saved_at),
        )


def to_read(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the resources that wait for a reader, and those whose day has passed: one question for the two."""
    if not actor.may(Right.REVIEW_RESOURCE):
        return
    told = Resource.objects.to_attend_to(timezone.localdate(at))
    if number := told["waiting"]:
        yield Task(
            sentence=ngettext(
                "%d fiche est proposée à la bibliothèque.",
                "%d fiches sont proposées à la bibliothèque.",
                number,
            )
            % number,
            button=_("Relire les fiches"),
            url=reverse("review_resources"),
            since=timezone.localdate(told["since"]),
        )
    if number := told["aged"]:
        yield Task(
            sentence=ngettext(
                "%d fiche publiée devait être relue.", "%d fiches publiées devaient être relues.", number
            )
            % number,
            button=_("Relire ce qui a vieilli"),
            url=reverse("review_resources"),
            since=told["aged_since"],
        )


SOURCES: tuple[Source, ...] = (given_back, to_read)
