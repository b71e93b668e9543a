"""What waits for a person at events: workshops to answer, days to tell."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.events.models import Event
from maillage.portal.tasks.task import Source, Task


def to_organise(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the events that are over and untold, and those where workshops wait for an answer: one question."""
    if not actor.may(Right.HOLD_EVENT):
        return
    today = timezone.localdate(at)
    for event in Event.objects.held_by(actor).to_attend_to(today):
        if event.ends_on < today:
            yield Task(
                sentence=_("Le rendez-vous « %s » est passé : dites qui est venu.") % event,
                button=_("Dire qui est venu"),
                url=reverse("event_attendance", args=[event.pk]),
                since=event.ends_on,
            )
        else:
            yield Task(
                sentence=ngettext(
                    "%(number)d atelier proposé pour « %(name)s » attend une réponse.",
                    "%(number)d ateliers proposés pour « %(name)s » attendent une réponse.",
                    event.unanswered,
                )
                % {"number": event.unanswered, "name": event},
                button=_("Répondre"),
                url=reverse("work_event", args=[event.pk]),
            )


SOURCES: tuple[Source, ...] = (to_organise,)
