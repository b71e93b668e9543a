"""Exchanges at work: series, their meetings, each on one page; planning, changing, inviting, cancelling."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.models import Entry
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of, today
from maillage.supports.forms.exchange_forms import CancelExchangeForm, InviteForm, MeetingForm, SeriesForm
from maillage.supports.models import ExchangeMeeting, ExchangePresence, ExchangeSeries, Participation
from maillage.supports.models.exchanges import holders, left_by, may_hold_for_all
from maillage.supports.operations.exchange_meetings import (
    cancel_meeting,
    change_meeting,
    change_series,
    end_series,
    has_begun,
    open_series,
    plan_meeting,
)
from maillage.supports.operations.exchange_participations import invite
from maillage.supports.operations.training_letters import hours

PER_PAGE, LAST_LINES = 20, 30


def held_series(request: HttpRequest, key: int) -> ExchangeSeries:
    """Return a series that the person organises."""
    return get_object_or_404(ExchangeSeries.objects.held_by(actor_of(request)), pk=key)


def held(request: HttpRequest, key: int) -> ExchangeMeeting:
    """Return a meeting that the person organises."""
    return get_object_or_404(ExchangeMeeting.objects.held_by(actor_of(request)).in_full(), pk=key)


def kept(request: HttpRequest, key: int) -> ExchangeMeeting:
    """Return a meeting that the person organises, or leads."""
    return get_object_or_404(ExchangeMeeting.objects.kept_by(actor_of(request)).in_full(), pk=key)


def crumbs(*way: Crumb, last: str) -> list[Crumb]:
    """Return the way to a page about exchanges at work."""
    return [Crumb(label=_("Organiser des échanges"), url=reverse("run_exchanges")), *way, Crumb(label=last)]


def act(
    request: HttpRequest,
    form: forms.Form,
    title: str,
    do: Callable[[Author], object],
    *,
    about: ExchangeMeeting | ExchangeSeries | None,
    then: Callable[[Any], str] | None = None,
    **more: Any,
) -> HttpResponse:
    """Carry out one act of who organises, then go back where it was asked; `more` tells the button, at least."""
    series = about.series if isinstance(about, ExchangeMeeting) else about
    cooperation = series.cooperation if series else None
    by = actor_of(request).author(Right.HOLD_EXCHANGE, at=timezone.now(), about=cooperation)
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: do(by),
        then=then or (lambda _done: _page_of(about)),
        context={**_around(about, title), **more},
    )


def _around(about: ExchangeMeeting | ExchangeSeries | None, title: str) -> dict[str, Any]:
    """Return what the page of an act prints around its form."""
    page = _page_of(about)
    way = [Crumb(label=str(about), url=page)] if about else []
    return {
        "title": title,
        "crumbs": crumbs(*way, last=title),
        "back": page,
        "lines": [],
        "danger": False,
        "multipart": False,
    }


def _page_of(about: ExchangeMeeting | ExchangeSeries | None) -> str:
    """Return the page of a meeting, of a series, or of all of them."""
    if about is None:
        return reverse("run_exchanges")
    name = "work_exchange" if isinstance(about, ExchangeMeeting) else "exchange_series"
    return reverse(name, args=[about.pk])


def run_exchanges(request: HttpRequest) -> HttpResponse:
    """List one's series, and the meetings that one organises or leads: to tell, to come, past."""
    actor, day = actor_of(request), today()
    mine = ExchangeMeeting.objects.kept_by(actor).in_full().counted()
    series = list(ExchangeSeries.objects.held_by(actor).running_first()[:PER_PAGE])
    if not (actor.may(Right.HOLD_EXCHANGE) or mine.exists()):
        raise Http404
    shown = {
        "to_tell": list(mine.to_tell(day)[:PER_PAGE]),
        "coming": list(mine.coming(day)[:PER_PAGE]),
        "page": Paginator(mine.gone_by(day), PER_PAGE).get_page(request.GET.get("page")),
        "series": series,
        "may_open": actor.may(Right.HOLD_EXCHANGE),
    }
    return render(request, "supports/exchange_desk/run.html", shown)


def open_exchange_series(request: HttpRequest) -> HttpResponse:
    """Open a series, of a cooperation or of the network."""
    actor = actor_of(request)
    if not actor.may(Right.HOLD_EXCHANGE):
        raise Http404
    form = SeriesForm(data_of(request), cooperations=list(holders(actor)), nation=may_hold_for_all(actor))
    return act(
        request,
        form,
        _("Ouvrir une série d'échanges"),
        lambda by: open_series(form.holder, form.text, on=today(), by=by),
        about=None,
        button=_("Ouvrir la série"),
        then=_page_of,
    )


def exchange_series(request: HttpRequest, key: int) -> HttpResponse:
    """Show a series at work: what it is, its meetings."""
    series, day = held_series(request, key), today()
    meetings = ExchangeMeeting.objects.of(series).in_full().counted()
    shown = {
        "series": series,
        "crumbs": crumbs(last=str(series)),
        "page": Paginator(meetings, PER_PAGE).get_page(request.GET.get("page")),
        "day": day,
        "journal": list(Entry.objects.about(series)[:LAST_LINES]),
    }
    return render(request, "supports/exchange_desk/series.html", shown)


def edit_exchange_series(request: HttpRequest, key: int) -> HttpResponse:
    """Change what is said of a series."""
    series = held_series(request, key)
    form = SeriesForm(data_of(request), series=series)
    return act(
        request,
        form,
        _("Modifier la série"),
        lambda by: change_series(series, form.text, version=form.cleaned_data["version"], by=by),
        about=series,
        button=_("Enregistrer"),
    )


def end_exchange_series(request: HttpRequest, key: int) -> HttpResponse:
    """End a series."""
    series = held_series(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Terminer la série"),
        lambda by: end_series(series, on=today(), by=by),
        about=series,
        button=_("Terminer la série"),
        lines=[_("Plus aucune rencontre ne s'y prévoit. Celles qui ont eu lieu restent, et comptent.")],
    )


def plan_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Plan a meeting of a series."""
    series = held_series(request, key)
    form = MeetingForm(data_of(request))
    return act(
        request,
        form,
        _("Prévoir une rencontre"),
        lambda by: plan_meeting(series, form.text, on=today(), by=by),
        about=series,
        button=_("Prévoir la rencontre"),
        then=_page_of,
        lines=[series.owner],
    )


def work_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Show a meeting at work: when, where, who comes, what they ask and bring, what it left."""
    meeting, actor, now = kept(request, key), actor_of(request), timezone.now()
    minutes, resource = left_by(meeting)
    may_hold = ExchangeMeeting.objects.held_by(actor).contains(meeting)
    series = meeting.series
    way = [Crumb(label=str(series), url=reverse("exchange_series", args=[series.pk]))] if may_hold else []
    shown = {
        "meeting": meeting,
        "crumbs": crumbs(*way, last=str(meeting)),
        "when": hours(meeting),
        "people": list(Participation.objects.of(meeting)),
        "came": set(ExchangePresence.objects.at(meeting)),
        "begun": has_begun(meeting, now),
        "minutes": minutes,
        "resource": resource,
        "may_hold": may_hold,
        "journal": list(Entry.objects.about(meeting)[:LAST_LINES]),
    }
    return render(request, "supports/exchange_desk/meeting.html", shown)


def edit_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Change a meeting; whoever comes is told when its day or its place change."""
    meeting = held(request, key)
    form = MeetingForm(data_of(request), meeting=meeting)

    def change(by: Author) -> object:
        return change_meeting(meeting, form.text, version=form.cleaned_data["version"], on=today(), by=by)

    return act(request, form, _("Modifier la rencontre"), change, about=meeting, button=_("Enregistrer"))


def cancel_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Cancel a meeting, and tell why."""
    meeting, form = held(request, key), CancelExchangeForm(data_of(request))
    return act(
        request,
        form,
        _("Annuler la rencontre"),
        lambda by: cancel_meeting(meeting, form.cleaned_data["reason"], by=by),
        about=meeting,
        button=_("Annuler la rencontre"),
        danger=True,
    )


def invite_to_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Invite someone to a meeting."""
    meeting, form = held(request, key), InviteForm(data_of(request))
    return act(
        request,
        form,
        _("Inviter une personne"),
        lambda by: invite(meeting, form.peer, by=by),
        about=meeting,
        button=_("Envoyer l'invitation"),
    )
