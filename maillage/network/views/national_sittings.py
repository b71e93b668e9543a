"""Sittings: what waits goes on an agenda, is decided in one go, and the minutes are closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.exports import attached
from maillage.network.exports.sittings import minutes_pdf
from maillage.network.forms.national import (
    AgendaForm,
    CloseForm,
    DecisionsForm,
    EmptyForm,
    MinutesForm,
    SittingForm,
    Waiting,
)
from maillage.network.models import Sitting, SittingItem
from maillage.network.models.sitting_items import page_of
from maillage.network.operations.sittings import (
    close_minutes,
    decide_lines,
    move_sitting,
    plan_sitting,
    put_on_agenda,
    take_off,
    write_minutes,
)
from maillage.network.views.national_page import ask, author, crumbs, data_of, day_of, needs, show, today

SHOWN = 30


def found(request: HttpRequest, pk: int) -> Sitting:
    """Return a sitting that the person may decide, or 404."""
    actor = needs(request, Right.DECIDE)
    return get_object_or_404(Sitting.objects.decidable_by(actor), pk=pk)


def above(sitting: Sitting | None = None) -> list[tuple[str, str]]:
    """Return the pages above one of a sitting."""
    pages = [(_("Séances"), reverse("sittings"))]
    return [*pages, (str(sitting), sitting.get_absolute_url())] if sitting else pages


def waiting() -> list[Waiting]:
    """Return what waits and is on no agenda, the oldest first."""
    lines = [
        Waiting(
            kind=kind,
            pk=request.pk,
            title=str(request.title),
            since=day_of(request.submitted_at),
            days=(today() - day_of(request.submitted_at)).days,
            url=page_of(kind, request),
        )
        for kind in SittingItem.KINDS
        for request in SittingItem.objects.to_put(kind)
    ]
    return sorted(lines, key=lambda line: (line.since, line.kind, line.pk))


def sittings(request: HttpRequest) -> HttpResponse:
    """List the sittings: those to come, those whose minutes are open, those that are closed."""
    actor = needs(request, Right.DECIDE)
    rows = list(Sitting.objects.decidable_by(actor).latest_first().with_counts()[:SHOWN])
    return show(
        request,
        "sittings.html",
        open=[row for row in rows if not row.is_closed],
        closed=[row for row in rows if row.is_closed],
        waiting=len(waiting()),
        today=today(),
        crumbs=crumbs(here=_("Séances")),
    )


def plan(request: HttpRequest) -> HttpResponse:
    """Plan a sitting."""
    needs(request, Right.DECIDE)
    form = SittingForm(data_of(request))
    return ask(
        request,
        form,
        title=_("Prévoir une séance"),
        button=_("Prévoir cette séance"),
        back=reverse("sittings"),
        above=above(),
        do=lambda: plan_sitting(
            body=form.cleaned_data["body"],
            held_on=form.cleaned_data["held_on"],
            place=form.cleaned_data["place"],
            on=today(),
            by=author(request, Right.DECIDE),
        ),
        then=lambda sitting: reverse("sitting_agenda", args=[sitting.pk]),
        said=_("La séance est prévue. Choisissez ce qui sera à l'ordre du jour."),
    )


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the body, the day or the place of a sitting."""
    sitting = found(request, pk)
    names = ("body", "held_on", "place", "version")
    form = SittingForm(data_of(request), initial={name: getattr(sitting, name) for name in names})
    return ask(
        request,
        form,
        title=_("Changer la séance"),
        button=_("Enregistrer"),
        back=sitting.get_absolute_url(),
        above=above(sitting),
        do=lambda: move_sitting(sitting, **form.cleaned_data, on=today(), by=author(request, Right.DECIDE)),
        said=_("La séance est changée."),
    )


def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put what waits on the agenda of a sitting."""
    sitting = found(request, pk)
    form = AgendaForm(waiting(), data_of(request))
    return carry_out(
        request,
        form,
        template="network/national/agenda.html",
        do=lambda: put_on_agenda(sitting, form.requests, by=author(request, Right.DECIDE)),
        then=lambda _added: sitting.get_absolute_url(),
        said=lambda added: (
            ngettext("%d demande est à l'ordre du jour.", "%d demandes sont à l'ordre du jour.", len(added))
            % len(added)
        ),
        context={"sitting": sitting, "crumbs": crumbs(*above(sitting), here=_("Ordre du jour"))},
    )


def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sitting, and decide the lines of its agenda."""
    row = found(request, pk)
    items = list(row.items.with_requests())
    pending = [item for item in items if item.is_pending]
    form = DecisionsForm(pending, data_of(request))
    return carry_out(
        request,
        form,
        template="network/national/sitting.html",
        do=lambda: decide_lines(row, form.decisions, on=today(), by=author(request, Right.DECIDE)),
        then=lambda _report: row.get_absolute_url(),
        said=lambda report: report.sentence,
        context={
            "sitting": row,
            "decided": [item for item in items if not item.is_pending],
            "pending": pending,
            "is_to_come": row.held_on > today(),
            "crumbs": crumbs(*above(), here=str(row)),
        },
    )


def remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a line off an agenda."""
    row = found(request, pk)
    line = get_object_or_404(row.items.with_requests(), pk=item)
    return ask(
        request,
        EmptyForm(data_of(request)),
        title=_("Retirer de l'ordre du jour"),
        lead=_("%s. La demande attendra une autre séance.") % line.title,
        button=_("Retirer ce point"),
        back=row.get_absolute_url(),
        above=above(row),
        do=lambda: take_off(line, by=author(request, Right.DECIDE)),
        said=_("Le point est retiré de l'ordre du jour."),
    )


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes of a sitting; what is typed is kept as a draft."""
    row = found(request, pk)
    form = MinutesForm(data_of(request), initial={"minutes": row.minutes, "version": row.version})
    return ask(
        request,
        form,
        title=_("Écrire le compte rendu"),
        button=_("Enregistrer le compte rendu"),
        back=row.get_absolute_url(),
        above=above(row),
        draft=f"seance-{row.pk}",
        do=lambda: write_minutes(
            row,
            text=form.cleaned_data["minutes"],
            version=form.cleaned_data["version"],
            by=author(request, Right.DECIDE),
        ),
        said=_("Le compte rendu est enregistré. Vous pourrez le reprendre tant qu'il n'est pas clos."),
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the minutes of a sitting."""
    row = found(request, pk)
    form = CloseForm(data_of(request), initial={"version": row.version})
    return ask(
        request,
        form,
        title=_("Clore le compte rendu"),
        lead=_("Une fois clos, le compte rendu se lit et s'imprime ; il ne se change plus."),
        button=_("Clore le compte rendu"),
        back=row.get_absolute_url(),
        above=above(row),
        do=lambda: close_minutes(row, version=form.cleaned_data["version"], by=author(request, Right.DECIDE)),
        said=_("Le compte rendu est clos."),
    )


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the minutes of a sitting as a PDF."""
    row = found(request, pk)
    name = f"compte-rendu-{row.held_on:%Y-%m-%d}.pdf"
    return attached(minutes_pdf(row, list(row.items.with_requests())), name, "application/pdf")
