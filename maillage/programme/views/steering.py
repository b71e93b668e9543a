"""The steering of the programme: its members read it, the national team writes it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.steering_forms import (
    DecisionForm,
    DecisionStateForm,
    ItemForm,
    MeetingForm,
    MoveForm,
)
from maillage.programme.models import (
    DecisionState,
    Programme,
    SteeringDecision,
    SteeringMeeting,
    SteeringState,
)
from maillage.programme.operations.steering import (
    Move,
    add_item,
    call_meeting,
    decide,
    move_item,
    reword_decision,
    say_decision,
)

WRITE, READ = Right.WRITE_PROGRAMME, Right.SEE_COOPERATION


def _desk() -> Crumb:
    return Crumb(label=_("Comité de pilotage"), url=reverse("steering"))


def _above(row: SteeringMeeting) -> Crumb:
    return Crumb(label=str(row), url=row.get_absolute_url())


def _meeting(request: HttpRequest, pk: int) -> SteeringMeeting:
    """Return a meeting to those who keep the programme; for others, it does not exist."""
    needs(request, WRITE)
    return get_object_or_404(SteeringMeeting.objects.in_full(), pk=pk)


def steering(request: HttpRequest) -> HttpResponse:
    """List the meetings, and the decisions that are open."""
    actor = needs(request, WRITE, READ)
    shown = {
        "writes": actor.may(WRITE),
        "meetings": list(SteeringMeeting.objects.in_full()),
        "programmes": [
            (programme, list(SteeringDecision.objects.open_in(programme)))
            for programme in Programme.objects.steered()
        ],
        "today": today(),
    }
    return render(request, "programme/steering.html", shown)


def steering_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting: its agenda with what is carried from before, what it decided, its minutes."""
    actor = needs(request, WRITE, READ)
    row = get_object_or_404(SteeringMeeting.objects.in_full(), pk=pk)
    decisions = SteeringDecision.objects.believed().of_meeting(row)
    carried = SteeringDecision.objects.carried_to(row)
    states = {
        said.decision_id: said for rows in (decisions, carried) for said in SteeringState.objects.among(rows)
    }
    shown = {
        "row": row,
        "writes": actor.may(WRITE) and not row.sitting.is_closed,
        "settles": actor.may(WRITE),
        "items": list(row.items.all()),
        "carried": [(one, states.get(one.pk)) for one in carried],
        "decisions": [(one, states.get(one.pk)) for one in decisions],
        "crumbs": [_desk(), Crumb(label=str(row))],
    }
    return render(request, "programme/steering_meeting.html", shown)


def new_meeting(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    needs(request, WRITE)
    form = MeetingForm(data_of(request))
    return act(
        request,
        form,
        _("Prévoir une réunion de pilotage"),
        lambda on, by: call_meeting(
            form.cleaned_data["programme"],
            held_on=form.cleaned_data["held_on"],
            place=form.cleaned_data["place"],
            on=on,
            by=by,
        ),
        by=author(request, WRITE),
        above=_desk(),
        then=lambda made: made.get_absolute_url(),
    )


def new_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a point on the agenda of a meeting."""
    row, form = _meeting(request, pk), ItemForm(data_of(request))
    return act(
        request,
        form,
        _("Mettre un point à l'ordre du jour"),
        lambda on, by: add_item(row, title=form.cleaned_data["title"], on=on, by=by),
        by=author(request, WRITE),
        above=_above(row),
    )


def item_place(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move a point of an agenda, or take it off."""
    row = _meeting(request, pk)
    point = get_object_or_404(row.items, pk=item)
    form = MoveForm(data_of(request))
    return act(
        request,
        form,
        _("Déplacer ce point"),
        lambda on, by: move_item(point, Move(form.cleaned_data["move"]), on=on, by=by),
        by=author(request, WRITE),
        above=_above(row),
        lines=[point.title],
    )


def new_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what a meeting decided."""
    row, form = _meeting(request, pk), DecisionForm(data_of(request))
    return act(
        request,
        form,
        _("Écrire une décision"),
        lambda on, by: decide(row, **form.cleaned_data, on=on, by=by),
        by=author(request, WRITE),
        above=_above(row),
    )


def _decision(row: SteeringMeeting, fact: int) -> SteeringDecision:
    """Return a decision of a meeting."""
    return get_object_or_404(SteeringDecision.objects.believed().of_meeting(row), pk=fact)


def decision_words(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Correct the words of a decision."""
    row = _meeting(request, pk)
    decision = _decision(row, fact)
    first = {name: getattr(decision, name) for name in ("text", "follower", "due_on")}
    form = DecisionForm(data_of(request), initial=first)
    return act(
        request,
        form,
        _("Corriger cette décision"),
        lambda on, by: reword_decision(decision, **form.cleaned_data, on=on, by=by),
        by=author(request, WRITE),
        above=_above(row),
    )


def decision_state(request: HttpRequest, pk: int, fact: int) -> HttpResponse:
    """Say what became of a decision."""
    row = _meeting(request, pk)
    decision = _decision(row, fact)
    form = DecisionStateForm(data_of(request), initial={"since": today()})

    def do(on: dt.date, by: Author) -> SteeringState:
        told = form.cleaned_data
        return say_decision(
            decision, DecisionState(told["state"]), since=told["since"], words=told["words"], on=on, by=by
        )

    return act(
        request,
        form,
        _("Dire où en est cette décision"),
        do,
        by=author(request, WRITE),
        above=_above(row),
        lines=[decision.text],
    )
