"""An event as it is now: locked before any check, in its next state, or refused because it is over."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.events.models import EVENT_LIFE, Event, EventState


def locked(event: Event) -> Event:
    """Return an event as it is now, locked; whoever else would give its seats waits."""
    rows = Event.objects.select_for_update(of=("self",))
    return rows.select_related("cooperation", "commune", "departement").get(pk=event.pk)


def about(event: Event, *more: models.Model | None) -> list[models.Model]:
    """Return what the journal says an act about an event concerns."""
    return [row for row in (*more, event, event.cooperation) if row is not None]


def has_begun(event: Event, on: dt.date) -> bool:
    """Tell whether an event has begun on a day."""
    return on >= event.starts_on


def refuse_over(event: Event) -> None:
    """Refuse to touch the programme of an event that was held, or that is not held."""
    if event.state == EventState.CANCELLED:
        raise Refused(_("Ce rendez-vous est annulé : ouvrez-en un autre."))
    if event.state == EventState.CLOSED:
        raise Refused(_("Ce rendez-vous a eu lieu : son programme ne change plus."))


def become(event: Event, state: EventState, by: Author) -> Event:
    """Return an event, locked, in its next state; the caller saves."""
    current = locked(event)
    if not EVENT_LIFE.may_become(current.state, state):
        raise Refused(
            _("Ce rendez-vous est « %s » : rechargez la page, quelqu'un l'a peut-être changé.")
            % current.get_state_display()
        )
    current.state = state
    current.next_version(by)
    return current
