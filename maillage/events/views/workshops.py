"""The call for workshops, and what sessions leave."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.events.forms.proposal_forms import AcceptForm, DeclineForm, ProposeForm, SessionMinutesForm
from maillage.events.models import Event, SessionMinutes, WorkshopProposal, proposers
from maillage.events.operations.minutes import shelve_minutes, write_minutes
from maillage.events.operations.proposals import accept_workshop, decline_workshop, propose_workshop
from maillage.events.views.page import act, held, session_of
from maillage.network.views.national_page import data_of, needs, today


def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a workshop in the name of a cooperation."""
    actor = needs(request, Right.PROPOSE_WORKSHOP)
    event = get_object_or_404(Event.objects.announced().in_full(), slug=slug)
    mine = list(proposers(actor))
    if not mine:
        raise Http404
    form, back = ProposeForm(data_of(request), cooperations=mine), event.get_absolute_url()
    title = _("Proposer un atelier")
    return carry_out(
        request,
        form,
        template="act.html",
        do=lambda: propose_workshop(event, form.chosen, form.told, on=today(), by=_proposer(request, form)),
        then=lambda _made: back,
        said=_("Votre atelier est proposé : qui organise vous répond par message."),
        context={
            "title": title,
            "crumbs": [Crumb(label=event.title, url=back), Crumb(label=title)],
            "back": back,
            "lines": [_("Un atelier entre pairs : une coopération raconte, les autres questionnent.")],
            "danger": False,
            "multipart": False,
            "button": _("Proposer"),
        },
    )


def _proposer(request: HttpRequest, form: ProposeForm) -> Author:
    return actor_of(request).author(Right.PROPOSE_WORKSHOP, at=timezone.now(), about=form.chosen)


def _proposal(event: Event, key: int) -> WorkshopProposal:
    return get_object_or_404(WorkshopProposal.objects.of(event), pk=key)


def accept(request: HttpRequest, key: int, proposal: int) -> HttpResponse:
    """Accept a workshop, and say when and where it takes place."""
    event = held(request, key)
    row, form = _proposal(event, proposal), AcceptForm(data_of(request), event=event)
    return act(
        request,
        form,
        _("Retenir l'atelier"),
        lambda by: accept_workshop(
            row, **form.slot, answer=form.cleaned_data["answer"], today=today(), by=by
        ),
        event=event,
        button=_("Retenir"),
        lines=[f"{row.title} ({row.cooperation})", row.summary],
    )


def decline(request: HttpRequest, key: int, proposal: int) -> HttpResponse:
    """Decline a workshop, with a word."""
    event = held(request, key)
    row, form = _proposal(event, proposal), DeclineForm(data_of(request))
    return act(
        request,
        form,
        _("Ne pas retenir l'atelier"),
        lambda by: decline_workshop(row, form.cleaned_data["answer"], by=by),
        event=event,
        button=_("Répondre"),
        lines=[f"{row.title} ({row.cooperation})", row.summary],
    )


def minutes(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Write what a session leaves."""
    event = held(request, key)
    row = session_of(event, session)
    form = SessionMinutesForm(data_of(request), minutes=SessionMinutes.objects.left_by(row))
    return act(
        request,
        form,
        _("Écrire le compte rendu"),
        lambda by: write_minutes(row, **form.cleaned_data, on=today(), by=by),
        event=event,
        lines=[row.title],
    )


def shelve(request: HttpRequest, key: int, session: int) -> HttpResponse:
    """Bring the minutes of a session to the library."""
    event = held(request, key)
    row = session_of(event, session)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Porter à la bibliothèque"),
        lambda by: shelve_minutes(row, by=by),
        event=event,
        button=_("Porter à la bibliothèque"),
        then=lambda made: reverse("my_resource", args=[made.pk]),
        lines=[
            row.title,
            _(
                "Vous pourrez compléter la fiche, puis la proposer : l'équipe nationale relit avant de publier."
            ),
        ],
    )
