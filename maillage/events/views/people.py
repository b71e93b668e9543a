"""People at work: registrations, who came, papers to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.exports import attached
from maillage.common.forms import WorkForm
from maillage.events.exports.event_papers import badges_pdf, sheet_pdf
from maillage.events.forms.registration_forms import AddGuestForm, AttendanceForm
from maillage.events.models import Attendance, Registration, WorkshopSeat
from maillage.events.operations.attendance import note_attendance
from maillage.events.operations.registrations import add_on_the_day, stop_registrations, withdraw
from maillage.events.views.coming import cooperations
from maillage.events.views.page import act, held, session_of
from maillage.network.views.national_page import data_of, today

PDF = "application/pdf"


def registrations(request: HttpRequest, key: int) -> HttpResponse:
    """Stop registrations, or take them up again."""
    event = held(request, key)
    title = _("Rouvrir les inscriptions") if event.stopped else _("Arrêter les inscriptions")
    return act(
        request,
        WorkForm(data_of(request)),
        title,
        lambda by: stop_registrations(event, stopped=not event.stopped, on=today(), by=by),
        event=event,
        button=title,
        lines=[_("Les personnes déjà inscrites gardent leur place, et celles qui attendent leur rang.")],
    )


def registration_drop(request: HttpRequest, key: int, registration: int) -> HttpResponse:
    """Take someone off the list, at their asking."""
    event = held(request, key)
    row = get_object_or_404(Registration.objects.of(event).in_full(), pk=registration)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Retirer « %s » de la liste") % row,
        lambda by: withdraw(row, on=today(), by=by),
        event=event,
        button=_("Retirer"),
        lines=[_("Sa place va à la première personne qui attend. Un message le lui dit.")],
    )


def guest_add(request: HttpRequest, key: int) -> HttpResponse:
    """Write someone who came without being on the list."""
    event, form = held(request, key), AddGuestForm(data_of(request), cooperations=cooperations())
    return act(
        request,
        form,
        _("Ajouter une personne venue"),
        lambda by: add_on_the_day(event, form.asking, on=today(), by=by),
        event=event,
        button=_("Ajouter"),
    )


def attendance(request: HttpRequest, key: int) -> HttpResponse:
    """Say who came."""
    event = held(request, key)
    form = AttendanceForm(
        data_of(request),
        people=list(Registration.objects.of(event).live().in_full()),
        noted=set(Attendance.objects.at(event).values_list("registration", flat=True)),
    )
    return act(
        request,
        form,
        _("Qui est venu"),
        lambda by: note_attendance(event, form.keys, on=today(), by=by),
        event=event,
        lines=[_("Quelqu'un est venu sans être sur la liste ? Ajoutez d'abord son nom.")],
    )


def badges(request: HttpRequest, key: int) -> HttpResponse:
    """Print the badges of who has a seat, eight a page."""
    event = held(request, key)
    people = list(Registration.objects.of(event).seated().in_full())
    return attached(badges_pdf(event, people), f"badges-{event.slug}.pdf", PDF)


def sheet(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Print the sheet of a session: who has a seat in a workshop, or everybody for a plenary."""
    event = held(request, key)
    row = session_of(event, session)
    if row.is_workshop:
        people = [seat.registration for seat in WorkshopSeat.objects.of_people_in(row)]
    else:
        people = list(Registration.objects.of(event).seated().in_full())
    return attached(sheet_pdf(row, people), f"feuille-{row.pk}.pdf", PDF)
