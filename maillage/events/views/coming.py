"""Coming to an event: signing up without an account, one's own page, choosing workshops, withdrawing."""

from functools import cache
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.limits import refused
from maillage.common.links import read_link
from maillage.events.forms.registration_forms import RegisterForm, WorkshopsForm
from maillage.events.models import Event, Registration, RegistrationState, WorkshopSeat
from maillage.events.operations.current import has_begun
from maillage.events.operations.letters import SEAT, SEAT_DAYS, seat_link, telephone_of
from maillage.events.operations.registrations import (
    choose_workshops,
    closed_because,
    register,
    seats_of,
    withdraw,
)
from maillage.network.models import Cooperation
from maillage.network.views.national_page import data_of, today

FORM, GONE = "rendez-vous", 410


def cooperations() -> list[Cooperation]:
    """Return the cooperations for which one may come, by name."""
    rows = Cooperation.objects.staged(as_of=today(), known_at=timezone.now()).living()
    return list(rows.order_by("folded", "pk"))


def event_register(request: HttpRequest, slug: str) -> HttpResponse:
    """Let anyone sign up to an event, without an account."""
    event = get_object_or_404(Event.objects.announced().in_full(), slug=slug)
    form = RegisterForm(data_of(request), cooperations=cooperations())
    if too_many := refused(request, FORM, form):
        return too_many
    return carry_out(
        request,
        form,
        template="events/register.html",
        do=lambda: _keep(request, event, form),
        then=lambda made: urlsplit(seat_link(made)).path if made else event.get_absolute_url(),
        context={
            "event": event,
            "crumbs": [
                Crumb(label=_("Rendez-vous"), url=reverse("events")),
                Crumb(label=event.title, url=event.get_absolute_url()),
                Crumb(label=_("S'inscrire")),
            ],
            "closed": cache(lambda: closed_because(event, on=today())),
            "seats": cache(lambda: seats_of(event, on=today())),
            "telephone": telephone_of(event),
        },
    )


def _keep(request: HttpRequest, event: Event, form: RegisterForm) -> Registration | None:
    """Register someone; what a robot sends is forgotten."""
    if form.is_a_robot:
        return None
    user = request.user if request.user.is_authenticated else None
    by = Author(at=timezone.now(), user=user, role="public")
    return register(event, form.asking, on=today(), by=by)


def _read(token: str) -> Registration:
    """Return the registration of a link."""
    key = read_link(SEAT, token, days=SEAT_DAYS)["registration"]
    return get_object_or_404(Registration.objects.with_workshops(), pk=key)


def _gone(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say why a link serves no more."""
    return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)


def _choices(request: HttpRequest, row: Registration) -> WorkshopsForm:
    """Return the form where someone chooses among the workshops of their event."""
    return WorkshopsForm(
        data_of(request),
        workshops=list(row.event.sessions.workshops()),
        taken=WorkshopSeat.objects.taken_in(row.event),
        chosen=list(row.workshops.all()),
    )


def event_seat(request: HttpRequest, token: str) -> HttpResponse:
    """Show someone their own registration, and let them choose their workshops."""
    try:
        row = _read(token)
    except Refused as refusal:
        return _gone(request, refusal)
    form = _choices(request, row)
    return carry_out(
        request,
        form,
        template="events/seat.html",
        do=lambda: choose_workshops(row, form.sessions, on=today(), by=_holder()),
        then=lambda _done: request.path,
        said=_("C'est noté."),
        context={
            **_shown(row, token),
            "chosen": list(row.workshops.all()),
            "rank": Registration.objects.rank_of(row) if row.state == RegistrationState.WAITING else None,
        },
    )


def _holder() -> Author:
    return Author(at=timezone.now(), role="lien")


def _shown(row: Registration, token: str) -> dict[str, object]:
    """Return what both pages print of a registration."""
    return {
        "row": row,
        "event": row.event,
        "begun": has_begun(row.event, today()),
        "telephone": telephone_of(row.event),
        "page": reverse("event_seat", args=[token]),
        "leave": reverse("event_withdraw", args=[token]),
    }


def event_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone say that they do not come any more."""
    try:
        row = _read(token)
    except Refused as refusal:
        return _gone(request, refusal)
    shown = _shown(row, token)
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="events/withdraw.html",
        do=lambda: withdraw(row, on=today(), by=_holder()),
        then=lambda _done: str(shown["page"]),
        context=shown,
    )
