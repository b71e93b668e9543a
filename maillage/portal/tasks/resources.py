"""What waits for a person in the library: resources given back to them, resources to read again."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.portal.tasks.task import Source, Task, summed
from maillage.resources.models import AdviceRequest, AdviceState, Resource


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


def advice_asked(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the questions that wait for the person's advice: handed to them, or left a week without an answer."""
    if not actor.may(Right.PROPOSE_RESOURCE):
        return
    number, since = summed(AdviceRequest.objects.awaiting(actor, at), "waiting_since")
    if number:
        yield Task(
            sentence=ngettext(
                "%d équipe ou coopération attend un conseil de vous.",
                "%d équipes ou coopérations attendent un conseil de vous.",
                number,
            )
            % number,
            button=_("Lire ces questions"),
            url=reverse("advice_to_answer"),
            since=since,
        )


def advice_answered(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the person's own questions: answered, to be said enough or not; or left a week without an answer."""
    if actor.user is None or not actor.hats:
        return
    for row in AdviceRequest.objects.asked_by(actor).to_look_at(at):
        answered = row.state == AdviceState.ANSWERED
        sentence = (
            _("Une réponse est venue à votre question « %s » : dites si elle suffit.")
            if answered
            else _("Votre question « %s » attend depuis plus d'une semaine.")
        )
        yield Task(
            sentence=sentence % row,
            button=_("Lire la réponse") if answered else _("Voir la question"),
            url=row.get_absolute_url(),
            since=timezone.localdate(row.waiting_since),
        )


SOURCES: tuple[Source, ...] = (given_back, to_read, advice_asked, advice_answered)
