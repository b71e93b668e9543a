"""Exchanges as those who come see them: what is announced to all, what one may join, one's own words."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.models import User
from maillage.accounts.roles import PerimeterKind, Right
from maillage.common.acts import carry_out
from maillage.common.components import Crumb
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.forms import WorkForm
from maillage.common.links import read_link
from maillage.network.reach import SUBJECTS
from maillage.network.views.national_page import data_of, today
from maillage.supports.forms.exchange_forms import WordsForm
from maillage.supports.models import ExchangeMeeting, Participation
from maillage.supports.operations.exchange_letters import COMING, COMING_DAYS
from maillage.supports.operations.exchange_participations import (
    Peer,
    answer,
    closed_because,
    decline,
    sign_up,
)
from maillage.supports.operations.training_letters import hours

PER_PAGE, GONE = 20, 410
_FOR = {
    PerimeterKind.COOPERATION: "cooperation",
    PerimeterKind.TEAM: "team",
    PerimeterKind.CARRIER: "organisation",
}


def exchanges(request: HttpRequest) -> HttpResponse:
    """List the meetings to come that are announced to all, the next first."""
    rows = ExchangeMeeting.objects.announced().coming(today()).in_full()
    shown = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "joins": actor_of(request).may(Right.JOIN_EXCHANGE),
    }
    return render(request, "supports/exchange/exchanges.html", shown)


def exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Show a meeting that is announced to all."""
    meeting = get_object_or_404(ExchangeMeeting.objects.announced().in_full(), pk=key)
    shown = {
        "meeting": meeting,
        "when": hours(meeting),
        "closed": closed_because(meeting, at=timezone.now()),
        "joins": actor_of(request).may(Right.JOIN_EXCHANGE),
        "crumbs": [Crumb(label=_("Échanges"), url=reverse("exchanges")), Crumb(label=str(meeting))],
    }
    return render(request, "supports/exchange/exchange.html", shown)


def my_exchanges(request: HttpRequest) -> HttpResponse:
    """List the meetings where one is expected, those that one may join, and those of before."""
    actor, day = actor_of(request), today()
    mine = list(Participation.objects.of_user(actor.user))
    if not (actor.may(Right.JOIN_EXCHANGE) or mine):
        raise Http404
    ahead = [line for line in mine if line.meeting.on >= day]
    met = {line.meeting_id for line in ahead}
    offered = ExchangeMeeting.objects.open_to(actor, day).coming(day).in_full()[:PER_PAGE]
    shown = {
        "ahead": sorted(ahead, key=lambda line: (line.meeting.on, line.pk)),
        "offered": [row for row in offered if row.pk not in met],
        "before": [line for line in mine if line.meeting.on < day][:PER_PAGE],
        "holds": actor.may(Right.HOLD_EXCHANGE),
    }
    return render(request, "supports/exchange/mine.html", shown)


def _joined(request: HttpRequest, key: int) -> ExchangeMeeting:
    """Return a meeting that the person may join, or on whose list they are."""
    found = ExchangeMeeting.objects.joined_by(actor_of(request), today())
    return get_object_or_404(found.in_full(), pk=key)


def _peer(actor: Actor, meeting: ExchangeMeeting) -> Peer:
    """Return who signs up: the person, under the hat that reaches the meeting, or the one that is worn."""
    user: User = actor.user  # type: ignore[assignment] # signed in: whoever reaches this page has a hat
    hat = actor.hat_for(Right.JOIN_EXCHANGE, meeting.series.cooperation) or actor.hat_for(Right.JOIN_EXCHANGE)
    told: dict[str, Any] = {}
    if hat and (kind := PerimeterKind(hat.perimeter.kind)) in SUBJECTS:
        told[_FOR[kind]] = SUBJECTS[kind]._default_manager.get(slug=hat.perimeter.code)
    function = str(hat.role.label) if hat else ""
    return Peer(name=user.name, email=user.email, user=user, function=function, **told)


def join_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Say that one comes, with what question; said again, the words change."""
    meeting, actor = _joined(request, key), actor_of(request)
    line = Participation.objects.of_user_at(actor.user, meeting)
    form = WordsForm(data_of(request), line=line)
    by = actor.author(Right.JOIN_EXCHANGE, at=timezone.now(), about=meeting.series.cooperation)

    def come() -> object:
        words = form.cleaned_data
        return (
            answer(line, **words, by=by) if line else sign_up(meeting, _peer(actor, meeting), **words, by=by)
        )

    return carry_out(
        request,
        form,
        template="supports/exchange/join.html",
        do=come,
        then=lambda _done: request.path,
        said=_("C'est noté. Vous pouvez changer vos mots jusqu'au début de la rencontre."),
        context={**_shown(meeting, line), "leave": reverse("leave_exchange", args=[meeting.pk])},
    )


def _shown(meeting: ExchangeMeeting, line: Participation | None) -> dict[str, object]:
    """Return what the page of someone who comes prints: the meeting, and the questions of all, without names."""
    comes = line is not None and line.comes
    return {
        "meeting": meeting,
        "line": line,
        "comes": comes,
        "when": hours(meeting),
        "closed": closed_because(meeting, at=timezone.now()),
        "others": list(Participation.objects.coming().of(meeting)) if comes else [],
        "crumbs": [Crumb(label=_("Mes échanges"), url=reverse("my_exchanges")), Crumb(label=str(meeting))],
    }


def leave_exchange(request: HttpRequest, key: int) -> HttpResponse:
    """Say that one does not come."""
    meeting, actor = _joined(request, key), actor_of(request)
    line = get_object_or_404(Participation.objects.of_user(actor.user), meeting=meeting)
    page = reverse("join_exchange", args=[meeting.pk])
    by = actor.author(Right.JOIN_EXCHANGE, at=timezone.now(), about=meeting.series.cooperation)
    shown = {
        "title": _("Ne pas venir"),
        "crumbs": [Crumb(label=str(meeting), url=page), Crumb(label=_("Ne pas venir"))],
        "button": _("Je ne viens pas"),
        "back": page,
        "lines": [str(meeting), _("Ce que vous aviez écrit est effacé.")],
        "danger": True,
        "multipart": False,
    }
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="act.html",
        do=lambda: decline(line, by=by),
        then=lambda _done: page,
        context=shown,
    )


def exchange_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Let someone who was invited answer by their personal link, without an account."""
    try:
        key = read_link(COMING, token, days=COMING_DAYS)["participation"]
    except Refused as refusal:
        return render(request, "network/enquiries/link.html", {"sentence": str(refusal)}, status=GONE)
    line = get_object_or_404(Participation.objects.in_full(), pk=key)
    form = WordsForm(data_of(request), line=line)
    by = Author(at=timezone.now(), role="lien")
    away = request.method == "POST" and "away" in request.POST
    return carry_out(
        request,
        form,
        template="supports/exchange/answer.html",
        do=lambda: decline(line, by=by) if away else answer(line, **form.cleaned_data, by=by),
        then=lambda _done: request.path,
        said=_("C'est noté. Merci de l'avoir dit."),
        context={**_shown(line.meeting, line), "crumbs": [], "leave": ""},
    )
