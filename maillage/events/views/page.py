"""What the pages of organisers share: whose event it is, one act about it, then where it leads."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.events.models import Event, EventSession
from maillage.network.views import act_page


def held(request: HttpRequest, key: int) -> Event:
    """Return an event that the person organises."""
    return get_object_or_404(Event.objects.held_by(actor_of(request)), pk=key)


def session_of(event: Event, key: int) -> EventSession:
    """Return a session of an event."""
    return get_object_or_404(EventSession.objects.select_related("event", "room"), event=event, pk=key)


def above() -> Crumb:
    """Return the way to the events at work."""
    return Crumb(label=_("Organiser des rendez-vous"), url=reverse("run_events"))


def desk_of(event: Event) -> str:
    """Return the page where an event is prepared."""
    return reverse("work_event", args=[event.pk])


def act(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    do: Callable[[Author], Any],
    *,
    event: Event | None,
    then: Callable[[Any], str] | None = None,
    button: str = "",
    **more: Any,
) -> HttpResponse:
    """Carry out one act of who organises, then go back where it was asked."""
    here = Crumb(label=str(event), url=desk_of(event)) if event else above()
    way = [above(), here] if event else [here]
    return act_page.act(
        request,
        form,
        title,
        lambda _on, by: do(by),
        by=_author(request, event),
        above=here,
        then=then,
        **{"crumbs": [*way, Crumb(label=title)], "button": button or _("Enregistrer"), **more},
    )


def _author(request: HttpRequest, event: Event | None) -> Author:
    about = event.cooperation if event else None
    return actor_of(request).author(Right.HOLD_EVENT, at=timezone.now(), about=about)
