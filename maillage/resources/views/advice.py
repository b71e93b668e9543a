"""Advice between peers: ask, read, answer, say whether it is enough."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.network.models import Cooperation, Team
from maillage.network.views.national_page import data_of, needs, today
from maillage.resources.forms.advice_forms import AdviceAnswerForm, AskForm, MoreForm
from maillage.resources.models import AdviceAnswer, AdviceOffer, AdviceRequest, AdviceState, users_of
from maillage.resources.operations.advice import (
    answer_advice,
    ask_again,
    close_advice,
    settle_advice,
    shelve_answers,
)
from maillage.resources.operations.advice import ask_advice as ask_for_advice
from maillage.resources.views.page import act
from maillage.resources.views.using import RIGHTS, asks, speaker


def my_advice(request: HttpRequest) -> HttpResponse:
    """List the questions that someone asked, or that were asked for where they work."""
    actor = needs(request, *RIGHTS)
    shown = {
        "rows": list(AdviceRequest.objects.mine(actor)),
        "may_answer": actor.may(Right.PROPOSE_RESOURCE),
    }
    return render(request, "resources/my_advice.html", shown)


def to_answer(request: HttpRequest) -> HttpResponse:
    """List the questions that someone may answer: those handed to them; all, for the national team."""
    actor = needs(request, Right.PROPOSE_RESOURCE)
    return render(
        request,
        "resources/advice_to_answer.html",
        {"rows": list(AdviceRequest.objects.answerable_by(actor).going_on())},
    )


def ask(request: HttpRequest) -> HttpResponse:
    """Ask advice: of one person, where one was chosen, or of those near who agreed to be asked."""
    actor, right = speaker(request)
    teams, cooperations = users_of(actor)
    users: list[Team | Cooperation] = [*teams, *cooperations]
    if not users:
        raise Http404
    offer = AdviceOffer.objects.of_the_field(today()).numbered(request.GET.get("a", ""))
    form = AskForm(data_of(request), users=users, theme=offer.theme if offer else "")
    return act(
        request,
        form,
        _("Demander conseil"),
        lambda on, by: ask_for_advice(form.asking, form.chosen, offer=offer, on=on, by=by),
        right=right,
        above=_above(),
        then=lambda made: str(made.get_absolute_url()),
        button=_("Envoyer la question"),
        draft="conseil",
        lines=[_to_whom(offer)],
    )


def _to_whom(offer: AdviceOffer | None) -> str:
    """Return where a question goes, in a sentence."""
    if offer:
        return _("Votre question ira à %s.") % offer.user
    return _(
        "Votre question ira à des personnes près de chez vous qui ont vécu quelque chose de semblable et acceptent "
        "d'en parler ; s'il n'y en a pas, à l'équipe nationale."
    )


def _above() -> Crumb:
    return Crumb(label=_("Mes demandes de conseil"), url=reverse("my_advice"))


def _crumb(row: AdviceRequest) -> Crumb:
    return Crumb(label=row.title, url=row.get_absolute_url())


def _read(request: HttpRequest, key: int) -> tuple[Actor, AdviceRequest]:
    """Return a question to those who may read it; for others, it does not exist."""
    actor = actor_of(request)
    return actor, get_object_or_404(AdviceRequest.objects.readable_by(actor), pk=key)


def advice(request: HttpRequest, key: int) -> HttpResponse:
    """Show a question with its answers, what may be done with it, and who lived something alike."""
    actor, row = _read(request, key)
    answers = list(AdviceAnswer.objects.of(row))
    follows = AdviceRequest.objects.followed_by(actor).contains(row)
    shown = {
        "row": row,
        "crumbs": [_above() if follows else _desk(), Crumb(label=row.title)],
        "answers": answers,
        "may_answer": row.goes_on and AdviceRequest.objects.answerable_by(actor).contains(row),
        "may_settle": follows and row.may_become(AdviceState.SETTLED),
        "may_ask_again": follows and row.may_become(AdviceState.ASKED),
        "may_close": follows and row.may_become(AdviceState.CLOSED),
        "may_shelve": row.shelved_id is None and any(answer.credit for answer in answers),
        "offers": list(AdviceOffer.objects.of_the_field(today()).on_theme(row.theme)),
        "asks": asks(actor),
    }
    return render(request, "resources/advice.html", shown)


def _desk() -> Crumb:
    return Crumb(label=_("Conseils à donner"), url=reverse("advice_to_answer"))


def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Answer a question."""
    actor = needs(request, Right.PROPOSE_RESOURCE)
    row = get_object_or_404(AdviceRequest.objects.answerable_by(actor), pk=key)
    form = AdviceAnswerForm(data_of(request))
    return act(
        request,
        form,
        _("Répondre"),
        lambda _on, by: answer_advice(row, form.cleaned_data["text"], form.cleaned_data["credit"], by=by),
        right=Right.PROPOSE_RESOURCE,
        above=_crumb(row),
        button=_("Envoyer la réponse"),
        draft=f"conseil-{row.pk}",
        lines=[row.question],
    )


def _followed(request: HttpRequest, key: int) -> tuple[AdviceRequest, Right]:
    """Return a question to those who speak for who asked it, and the right under which they do."""
    actor, right = speaker(request)
    return get_object_or_404(AdviceRequest.objects.followed_by(actor), pk=key), right


def settle(request: HttpRequest, key: int) -> HttpResponse:
    """Say that the answers are enough."""
    row, right = _followed(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("La réponse nous suffit"),
        lambda _on, by: settle_advice(row, by=by),
        right=right,
        above=_crumb(row),
        button=_("Oui, elle suffit"),
    )


def again(request: HttpRequest, key: int) -> HttpResponse:
    """Say what is still missing."""
    row, right = _followed(request, key)
    form = MoreForm(data_of(request))
    return act(
        request,
        form,
        _("Il nous manque encore quelque chose"),
        lambda _on, by: ask_again(row, form.cleaned_data["more"], by=by),
        right=right,
        above=_crumb(row),
        button=_("Redemander"),
    )


def close(request: HttpRequest, key: int) -> HttpResponse:
    """Close a question that needs no answer any more."""
    row, right = _followed(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Clore la demande"),
        lambda _on, by: close_advice(row, by=by),
        right=right,
        above=_crumb(row),
        button=_("Clore"),
        lines=[_("Elle n'attendra plus de réponse. Vous pourrez la rouvrir.")],
    )


def shelve(request: HttpRequest, key: int) -> HttpResponse:
    """Make of the answers the draft of a resource, of the person who brings them."""
    needs(request, Right.PROPOSE_RESOURCE)
    row = _read(request, key)[1]
    return act(
        request,
        WorkForm(data_of(request)),
        _("En faire une fiche"),
        lambda _on, by: shelve_answers(row, by=by),
        right=Right.PROPOSE_RESOURCE,
        above=_crumb(row),
        then=lambda made: reverse("my_resource", args=[made.pk]),
        button=_("Commencer la fiche"),
        lines=[
            _(
                "Les réponses qui portent un nom à publier deviennent un brouillon, à votre nom, que vous reprenez."
            ),
            _("La fiche dira qui a répondu. Elle est relue avant d'être publiée."),
        ],
    )
