"""Trainings as everybody reads them: those to come, each of them, asking for a seat, calendars to follow."""

from functools import cache
from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.calendars import CONTENT_TYPE
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.formats import euros
from maillage.common.limits import refused
from maillage.network.views.national_page import data_of, today
from maillage.supports.exports.training_data import event_data
from maillage.supports.exports.training_ics import calendar_of
from maillage.supports.forms.training_enrolment_forms import EnrolForm, TrainingFilters
from maillage.supports.models import Enrolment, TrainingSession
from maillage.supports.operations.training_enrolments import (
    closed_because,
    enrol,
    houses_of,
    seats_of,
    telephone_of,
)
from maillage.supports.operations.training_letters import hours, seat_link
from maillage.territory.perimeter import Perimeter

PER_PAGE, OFFERED, LONGEST = 20, 100, 100
FORM = "formation"
BAD = 400


def _session(key: int) -> TrainingSession:
    """Return a session that anyone may read about."""
    return get_object_or_404(TrainingSession.objects.announced().told(), pk=key)


def _crumbs(session: TrainingSession | None = None) -> list[Crumb]:
    found = [Crumb(label=_("Formations"), url=reverse("trainings"))]
    return [*found, Crumb(label=str(session), url=session.get_absolute_url())] if session else found


def trainings(request: HttpRequest) -> HttpResponse:
    """List the trainings to come, the next first."""
    day = today()
    rows = TrainingSession.objects.announced().coming(day)
    filters = TrainingFilters(request.GET.dict(), rows.departements())
    where = filters.value("departement")
    page = Paginator(rows.near(where).in_full(), PER_PAGE).get_page(request.GET.get("page"))
    sessions = list(page.object_list)
    seats = seats_of(sessions, on=day)
    shown = {
        "filters": filters,
        "page": page,
        "page_query": urlencode({"departement": where}) if where else "",
        "place": f"departement:{where}" if where else "france",
        "rows": [(session, seats[session.pk]) for session in sessions],
    }
    return render(request, "supports/training/trainings.html", shown)


def training(request: HttpRequest, key: int) -> HttpResponse:
    """Show a training: what, for whom, when, where, how many seats are left, how to come."""
    session, day = _session(key), today()
    half_days, seats = list(session.half_days.in_order()), seats_of([session], on=day)[session.pk]
    shown = {
        "session": session,
        "data": event_data(session, half_days, seats),
        "crumbs": [*_crumbs(), Crumb(label=str(session))],
        "days": [hours(half_day) for half_day in half_days],
        "modules": list(session.taught.modules.in_order()),
        "seats": seats,
        "closed": closed_because(session, on=day, at=timezone.now()),
        "cost": None if session.cost is None else euros(session.cost),
        "telephone": telephone_of(session),
    }
    return render(request, "supports/training/training.html", shown)


def training_enrol(request: HttpRequest, key: int) -> HttpResponse:
    """Let anyone ask for a seat, without an account."""
    session, day = _session(key), today()
    form = EnrolForm(data_of(request), houses=lambda: houses_of(session, on=day, most=OFFERED))
    if too_many := refused(request, FORM, form):
        return too_many
    return carry_out(
        request,
        form,
        template="supports/training/enrol.html",
        do=lambda: _keep(request, session, form),
        then=lambda made: urlsplit(seat_link(made)).path if made else reverse("trainings"),
        context={
            "session": session,
            "crumbs": [*_crumbs(session), Crumb(label=_("S'inscrire"))],
            # Asked only where the form is shown: whoever sends it waits for nothing else.
            "seats": cache(lambda: seats_of([session], on=day)[session.pk]),
            "closed": cache(lambda: closed_because(session, on=day, at=timezone.now())),
            "days": cache(lambda: [hours(half_day) for half_day in session.half_days.in_order()]),
            "telephone": telephone_of(session),
        },
    )


def _keep(request: HttpRequest, session: TrainingSession, form: EnrolForm) -> Enrolment | None:
    """Enrol someone; what a robot sends is forgotten."""
    if form.is_a_robot:
        return None
    user = request.user if request.user.is_authenticated else None
    return enrol(session, form.asking, on=today(), by=Author(at=timezone.now(), user=user, role="public"))


def training_calendar(request: HttpRequest, key: int) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Answer the days of a training, for a calendar."""
    session = get_object_or_404(TrainingSession.objects.announced().with_half_days(), pk=key)
    return _calendar(calendar_of([session], title=str(session)), f"formation-{session.pk}")


def trainings_calendar(request: HttpRequest, place: str) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Answer the trainings to come in a territory, for a calendar; what is no territory is refused in a sentence."""
    try:
        perimeter = Perimeter.parse(place.replace("\x00", "")[:LONGEST])
        found = TrainingSession.objects.announced().coming(today()).inside(perimeter).with_half_days()
    except Refused as refusal:
        return HttpResponse(f"{refusal}\n", status=BAD, content_type="text/plain; charset=utf-8")
    title = _("Formations – %s") % perimeter.label
    return _calendar(calendar_of(found, title=title), "formations")


def _calendar(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer
