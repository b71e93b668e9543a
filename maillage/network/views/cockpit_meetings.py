"""The meetings of a cooperation: agenda before, minutes after, decisions followed until they are done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.exports import linked, taken
from maillage.network.exports.cockpit import decisions_table, meetings_table
from maillage.network.forms.cockpit import DayForm, ReasonForm
from maillage.network.forms.cockpit_work import CancelForm, DecisionForm, MeetingForm, MinutesForm
from maillage.network.models import Cooperation, Meeting, MeetingDecision
from maillage.network.operations.meetings import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    drop_decision,
    finish_decision,
    take_decision,
    write_minutes,
)
from maillage.network.views.cockpit_page import (
    act,
    author,
    carry,
    data_of,
    editable,
    found,
    members_of,
    paged,
    show,
    today,
)
from maillage.network.views.lists import given, links


def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """List the meetings: those to come, then those of before."""
    row = found(request, slug)
    coming = row.meetings.to_come(today()).select_related("body")
    before = row.meetings.before(today()).latest_first()
    if kind := linked(request):
        listed = [*coming.prefetch_related("attended"), *before.prefetch_related("attended")]
        return given(kind, meetings_table(listed), name=f"reunions-{slug}", said=[row.name])
    return show(
        request,
        "meetings.html",
        row,
        "cockpit_meetings",
        coming=list(coming),
        page=paged(request, before),
        files=links(request),
    )


def _meeting(row: Cooperation, pk: int) -> Meeting:
    """Return a meeting of this cooperation, or 404."""
    return get_object_or_404(row.meetings.select_related("cooperation", "body", "saved_by"), pk=pk)


def _page_of(meeting: Meeting) -> str:
    """Return the address of a meeting."""
    return reverse("cockpit_meeting", args=[meeting.cooperation.slug, meeting.pk])


def meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a meeting: when and where, its agenda, its minutes, what it decided."""
    row = found(request, slug)
    shown = _meeting(row, pk)
    return show(
        request,
        "meeting.html",
        row,
        "cockpit_meetings",
        crumb=shown.title,
        meeting=shown,
        decisions=list(shown.decisions.all()),
        present=list(shown.attended.all()),
        past=shown.on <= today(),
    )


def add_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Call a meeting, or enter one that took place."""
    row = editable(request, slug)
    form = MeetingForm(list(row.bodies.termed(today())), data_of(request))
    return act(
        request,
        row,
        form,
        here="cockpit_meetings",
        title=_("Inscrire une réunion"),
        lead=_("Une réunion à venir, ou une qui a déjà eu lieu."),
        button=_("Inscrire cette réunion"),
        do=lambda: call_meeting(row, form.said, by=author(request, row)),
        then=_page_of,
        said=_("La réunion est inscrite."),
        draft="meeting",
    )


def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change when, where or about what people meet."""
    row = editable(request, slug)
    shown = _meeting(row, pk)
    known = [*row.bodies.termed(today()), *([shown.body] if shown.body else [])]
    form = MeetingForm(known, data_of(request), initial=MeetingForm.initial_of(shown))
    return act(
        request,
        row,
        form,
        here="cockpit_meetings",
        title=_("Préparer la réunion"),
        button=_("Enregistrer"),
        back=_page_of(shown),
        do=lambda: change_meeting(
            shown, form.said, version=form.cleaned_data["version"], by=author(request, row)
        ),
        then=_page_of,
        said=_("La réunion est enregistrée."),
        draft=f"meeting-{pk}",
    )


def minutes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write the minutes of a meeting, and who came."""
    row = editable(request, slug)
    shown = _meeting(row, pk)
    present = list(shown.attended.all())
    ours = list(dict.fromkeys([*members_of(row), *present]))
    form = MinutesForm(ours, data_of(request), initial=MinutesForm.initial_of(shown, present))
    return act(
        request,
        row,
        form,
        here="cockpit_meetings",
        title=_("Compte rendu : %(title)s") % {"title": shown.title},
        button=_("Enregistrer le compte rendu"),
        back=_page_of(shown),
        do=lambda: write_minutes(shown, **form.cleaned_data, by=author(request, row)),
        then=_page_of,
        said=_("Le compte rendu est enregistré."),
        draft=f"minutes-{pk}",
    )


def cancel(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel a meeting."""
    row = editable(request, slug)
    shown = _meeting(row, pk)
    form = CancelForm(data_of(request), initial={"version": shown.version})
    return act(
        request,
        row,
        form,
        here="cockpit_meetings",
        title=_("Annuler « %(title)s »") % {"title": shown.title},
        lead=_("Elle restera visible, barrée, et les agendas la montreront annulée."),
        button=_("Annuler cette réunion"),
        back=_page_of(shown),
        do=lambda: cancel_meeting(shown, **form.cleaned_data, by=author(request, row)),
        then=_page_of,
        said=_("La réunion est annulée."),
    )


def add_decision(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write what a meeting decided."""
    row = editable(request, slug)
    shown = _meeting(row, pk)
    form = DecisionForm(data_of(request))
    return act(
        request,
        row,
        form,
        here="cockpit_meetings",
        title=_("Noter une décision"),
        lead=_("Réunion « %(title)s ». La décision sera suivie jusqu'à ce qu'elle soit faite.")
        % {"title": shown.title},
        button=_("Noter cette décision"),
        back=_page_of(shown),
        do=lambda: take_decision(shown, **form.cleaned_data, by=author(request, row)),
        then=_page_of(shown),
        said=_("La décision est notée."),
    )


def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """List what is left to do, then what was done or dropped."""
    row = found(request, slug)
    ours = MeetingDecision.objects.of(row)
    waiting, settled = list(ours.open()), ours.settled().latest_first()
    if kind := taken(request):
        return carry(request, row, kind, decisions_table([*waiting, *settled]), name="decisions")
    page = paged(request, settled)
    return show(request, "decisions.html", row, "cockpit_decisions", waiting=waiting, page=page)


def _decision(row: Cooperation, pk: int) -> MeetingDecision:
    """Return a decision of this cooperation, or 404."""
    return get_object_or_404(MeetingDecision.objects.of(row), pk=pk)


def finish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that what was decided is done."""
    row = editable(request, slug)
    decision = _decision(row, pk)
    form = DayForm(data_of(request), initial={"on": today()})
    return act(
        request,
        row,
        form,
        here="cockpit_decisions",
        title=_("C'est fait"),
        lead=decision.words,
        button=_("Noter que c'est fait"),
        do=lambda: finish_decision(decision, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_decisions", args=[slug]),
        said=_("C'est noté : cette décision est faite."),
    )


def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that what was decided will not be done."""
    row = editable(request, slug)
    decision = _decision(row, pk)
    form = ReasonForm(data_of(request))
    return act(
        request,
        row,
        form,
        here="cockpit_decisions",
        title=_("Abandonner cette décision"),
        lead=decision.words,
        button=_("Abandonner cette décision"),
        do=lambda: drop_decision(decision, **form.cleaned_data, by=author(request, row)),
        then=reverse("cockpit_decisions", args=[slug]),
        said=_("La décision est abandonnée, avec son motif."),
    )
