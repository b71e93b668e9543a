"""Events at work: the list, the page of each, opening it, changing it, announcing it, cancelling it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.models import Entry
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.events.forms.event_forms import CancelEventForm, EventForm
from maillage.events.models import (
    Attendance,
    Event,
    Registration,
    RegistrationState,
    WorkshopProposal,
    by_day,
    holders,
    may_hold_for_all,
    represented,
)
from maillage.events.operations.current import has_begun
from maillage.events.operations.programme import (
    announce_event,
    cancel_event,
    change_event,
    open_event,
)
from maillage.events.views.page import above, act, desk_of, held
from maillage.network.views.national_page import data_of, needs, today

PER_PAGE, LAST_LINES = 20, 30


def run_events(request: HttpRequest) -> HttpResponse:
    """List the events that one organises: to come, past."""
    actor, day = needs(request, Right.HOLD_EVENT), today()
    mine = Event.objects.held_by(actor)
    shown = {
        "coming": list(mine.coming(day)[:PER_PAGE]),
        "page": Paginator(mine.gone_by(day), PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "events/run.html", shown)


def open_(request: HttpRequest) -> HttpResponse:
    """Open an event, of a cooperation or of the network."""
    actor = needs(request, Right.HOLD_EVENT)
    form = EventForm(data_of(request), cooperations=list(holders(actor)), nation=may_hold_for_all(actor))
    return act(
        request,
        form,
        _("Ouvrir un rendez-vous"),
        lambda by: open_event(form.holder, form.told, on=today(), by=by),
        event=None,
        then=desk_of,
        lines=[_("Personne d'autre ne le lit avant que vous ne l'annonciez.")],
    )


def work_event(request: HttpRequest, key: int) -> HttpResponse:
    """Show all of an event to who organises it, with what may be done now."""
    event = held(request, key)
    full = Event.objects.with_programme().get(pk=event.pk)
    people = list(Registration.objects.of(event).live().with_workshops())
    shown = {
        "people": [row for row in people if row.state == RegistrationState.SEATED],
        "waiting": [row for row in people if row.state == RegistrationState.WAITING],
        "came": set(Attendance.objects.at(event).values_list("registration", flat=True)),
        "represented": represented(event, timezone.now()) if event.is_national else None,
        "begun": has_begun(event, today()),
        "proposals": list(WorkshopProposal.objects.of(event)),
        "event": event,
        "crumbs": [above(), Crumb(label=str(event))],
        "days": by_day(full.sessions.all()),
        "rooms": list(full.rooms.all()),
        "journal": list(Entry.objects.about(event)[:LAST_LINES]),
    }
    return render(request, "events/desk.html", shown)


def edit_event(request: HttpRequest, key: int) -> HttpResponse:
    """Change what is said of an event."""
    event = held(request, key)
    form = EventForm(data_of(request), event=event)
    return act(
        request,
        form,
        _("Modifier le rendez-vous"),
        lambda by: change_event(event, form.told, version=form.cleaned_data["version"], on=today(), by=by),
        event=event,
    )


def announce(request: HttpRequest, key: int) -> HttpResponse:
    """Announce an event to everybody."""
    event = held(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Annoncer le rendez-vous"),
        lambda by: announce_event(event, on=today(), by=by),
        event=event,
        button=_("Annoncer à tous"),
        lines=[
            _("Sa page devient publique, avec son programme. Vous pourrez encore changer le programme."),
        ],
    )


def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """Cancel an event."""
    event, form = held(request, key), CancelEventForm(data_of(request))
    return act(
        request,
        form,
        _("Annuler le rendez-vous"),
        lambda by: cancel_event(event, form.cleaned_data["reason"], on=today(), by=by),
        event=event,
        button=_("Annuler le rendez-vous"),
        danger=True,
    )
