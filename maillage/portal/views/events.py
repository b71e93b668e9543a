"""Events for everyone: those to come and those that took place, the programme of each, its calendars."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.bilan.models import FrozenBilan
from maillage.bilan.operations import verify
from maillage.bilan.views.frozen import files_of
from maillage.common.calendars import CONTENT_TYPE as CALENDAR
from maillage.common.components import Crumb
from maillage.common.formats import LEAST, counted, small_count
from maillage.events.exports.event_data import event_data
from maillage.events.exports.event_ics import calendar_of
from maillage.events.exports.schedule import CONTENT_TYPE as SCHEDULE
from maillage.events.exports.schedule import schedule_xml
from maillage.events.models import Attendance, Event, by_day, represented, resources_of
from maillage.events.operations.letters import telephone_of
from maillage.events.operations.registrations import closed_because, seats_of
from maillage.portal.moment import Moment
from maillage.portal.views.page import moment_of, page_of, show


def _event(slug: str) -> Event:
    """Return an event that anyone may read about, with its programme."""
    return get_object_or_404(Event.objects.announced().in_full().with_programme(), slug=slug)


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one about events."""
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    return [home, Crumb(label=_("Rendez-vous"), url=moment.url("events") if more else ""), *more]


def events(request: HttpRequest) -> HttpResponse:
    """List the events: those to come, the next first, then those that are over."""
    moment = moment_of(request)
    rows = Event.objects.announced().in_full()
    return show(
        request,
        "events.html",
        moment,
        coming=list(rows.coming(moment.today)),
        page=page_of(request, rows.gone_by(moment.today)),
        crumbs=_crumbs(moment),
    )


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event: when, where, its programme, how to come, what it left."""
    moment, row = moment_of(request), _event(slug)
    seats = seats_of(row, on=moment.today)
    return show(
        request,
        "event.html",
        moment,
        event=row,
        days=by_day(row.sessions.all()),
        telephone=telephone_of(row),
        closed=closed_because(row, on=moment.today),
        data=event_data(row, seats),
        seats=seats,
        calls=row.calls(moment.today),
        proposes=actor_of(request).may(Right.PROPOSE_WORKSHOP),
        came=_came(row, moment),
        represented=represented(row, moment.now) if row.is_national else None,
        resources=list(resources_of(row)),
        decks=[(deck, verify(deck), files_of(deck)) for deck in FrozenBilan.objects.of(row, moment.now)],
        crumbs=_crumbs(moment, Crumb(label=row.title)),
    )


def _came(row: Event, moment: Moment) -> str:
    """Return how many people came, in words; nothing while nobody has said it, and no number of a few."""
    number = Attendance.objects.of_known(row, moment.now).count()
    if not number:
        return ""
    if number < LEAST:
        return _("%s personnes sont venues") % small_count()
    return counted(number, _("personne est venue"), _("personnes sont venues"))


def event_schedule(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Answer the programme, for the programs of conferences."""
    return HttpResponse(schedule_xml(_event(slug)), content_type=SCHEDULE)


def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - every view takes one
    """Answer the event and its sessions, for a calendar."""
    answer = HttpResponse(calendar_of(_event(slug)), content_type=CALENDAR)
    answer["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    return answer
