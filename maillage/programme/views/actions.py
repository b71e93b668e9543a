"""Keeping the programme: where each action stands, who leads it, what it aims at, what proves it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author, Recorded
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.course_forms import (
    ConductForm,
    EvidenceForm,
    MilestoneForm,
    ReachedForm,
    ReadingForm,
    ReviewForm,
    StateForm,
    TakeBackForm,
    TakeOverForm,
    TargetForm,
)
from maillage.programme.models import (
    Action,
    ActionConduct,
    ActionKeeper,
    ActionReview,
    ActionState,
    Evidence,
    Milestone,
    Programme,
    State,
    Target,
    TargetReading,
)
from maillage.programme.operations.course import (
    lead_action,
    prove_action,
    review_action,
    say_state,
    take_back,
    take_over,
)
from maillage.programme.operations.targets import plan_milestone, reach_milestone, read_target, set_target

# What may be taken back, by the word of its address.
SORTS: dict[str, type[Recorded]] = {
    "etat": ActionState,
    "conduite": ActionConduct,
    "synthese": ActionReview,
    "preuve": Evidence,
    "jalon": Milestone,
    "cible": Target,
    "releve": TargetReading,
}


def _told(request: HttpRequest, key: int) -> Action:
    """Return an action to those who may tell its course; for others, it does not exist."""
    return get_object_or_404(Action.objects.told_by(actor_of(request)).in_full(), pk=key)


def _action(request: HttpRequest, key: int) -> Action:
    """Return an action to those who keep the programme; for others, it does not exist."""
    needs(request, Right.WRITE_PROGRAMME)
    return get_object_or_404(Action.objects.in_full(), pk=key)


def _crumbs(action: Action, last: str = "") -> list[Crumb]:
    found = [Crumb(label=_("Tenir le programme"), url=reverse("keep_programme"))]
    if last:
        found.append(Crumb(label=str(action), url=reverse("keep_action", args=[action.pk])))
    return [*found, Crumb(label=last or str(action))]


def _act(
    request: HttpRequest,
    action: Action,
    form: forms.Form,
    title: str,
    do: Callable[[dt.date, Author], Any],
    **more: Any,
) -> HttpResponse:
    """Carry out one act about an action, then show it."""
    return act(
        request,
        form,
        title,
        do,
        by=author(request, Right.WRITE_PROGRAMME),
        above=Crumb(label=str(action), url=reverse("keep_action", args=[action.pk])),
        **{"crumbs": _crumbs(action, title), **more},
    )


def keep_programme(request: HttpRequest) -> HttpResponse:
    """List the actions of each programme, the last first; to who follows some of them, these alone."""
    actor = actor_of(request)
    if not actor.may(Right.WRITE_PROGRAMME):
        mine = list(Action.objects.told_by(actor).latest_plan_first())
        if not mine:
            raise Http404
        return render(request, "programme/keep_mine.html", {"actions": mine})
    shown = {"programmes": Programme.objects.latest_first().prefetch_related("axes__actions")}
    return render(request, "programme/keep_programme.html", shown)


def keep_action(request: HttpRequest, key: int) -> HttpResponse:
    """Show all that is said of an action, with what may be added and taken back."""
    row = _told(request, key)
    figures = dict(import_string(settings.TARGET_FIGURES)())
    targets = Target.objects.believed().about(row)
    shown = {
        "row": row,
        "crumbs": _crumbs(row),
        "states": list(ActionState.objects.believed().about(row)),
        "conducts": list(ActionConduct.objects.believed().about(row)),
        "reviews": list(ActionReview.objects.believed().about(row)),
        "evidence": list(Evidence.objects.believed().about(row)),
        "milestones": list(Milestone.objects.believed().about(row)),
        "targets": [(target, figures.get(target.code, target.title)) for target in targets],
        "writes_all": actor_of(request).may(Right.WRITE_PROGRAMME),
        "keepers": list(ActionKeeper.objects.open().about(row)),
        "readings": list(TargetReading.objects.believed().about(row)),
    }
    return render(request, "programme/keep_action.html", shown)


def action_state(request: HttpRequest, key: int) -> HttpResponse:
    """Say where an action stands."""
    row, form = _told(request, key), StateForm(data_of(request), initial={"since": today()})

    def do(on: dt.date, by: Author) -> ActionState:
        told = form.cleaned_data
        return say_state(row, State(told["state"]), since=told["since"], on=on, by=by)

    return _act(request, row, form, _("Dire où en est l'action"), do)


def action_lead(request: HttpRequest, key: int) -> HttpResponse:
    """Say who leads an action."""
    row, form = _action(request, key), ConductForm(data_of(request), initial={"since": today()})

    def do(on: dt.date, by: Author) -> ActionConduct:
        return lead_action(row, form.told, since=form.cleaned_data["since"], on=on, by=by)

    return _act(request, row, form, _("Dire qui mène l'action"), do)


def action_review(request: HttpRequest, key: int) -> HttpResponse:
    """Say how an action went over a period."""
    row, form = _told(request, key), ReviewForm(data_of(request))
    return _act(
        request,
        row,
        form,
        _("Écrire la synthèse d'une période"),
        lambda on, by: review_action(row, form.told, on=on, by=by),
    )


def action_evidence(request: HttpRequest, key: int) -> HttpResponse:
    """Name what shows that an action was done."""
    row, form = _told(request, key), EvidenceForm(data_of(request))
    return _act(
        request,
        row,
        form,
        _("Joindre une preuve"),
        lambda on, by: prove_action(row, **form.cleaned_data, on=on, by=by),
    )


def action_take_over(request: HttpRequest, key: int) -> HttpResponse:
    """Say which earlier action an action takes over."""
    row = _action(request, key)
    form = TakeOverForm(data_of(request), action=row, initial={"former": row.takes_over_id})
    return _act(
        request,
        row,
        form,
        _("Dire quelle action elle reprend"),
        lambda on, by: take_over(row, form.cleaned_data["former"], on=on, by=by),
    )


def action_milestone(request: HttpRequest, key: int) -> HttpResponse:
    """Name a step to reach."""
    row, form = _action(request, key), MilestoneForm(data_of(request))
    return _act(
        request,
        row,
        form,
        _("Poser un jalon"),
        lambda on, by: plan_milestone(row, **form.cleaned_data, on=on, by=by),
    )


def action_reached(request: HttpRequest, key: int, fact: int) -> HttpResponse:
    """Say when a milestone was reached."""
    row = _action(request, key)
    step = get_object_or_404(Milestone.objects.believed().about(row), pk=fact)
    form = ReachedForm(data_of(request), initial={"reached_on": today()})

    def do(on: dt.date, by: Author) -> Milestone:
        return reach_milestone(step, reached_on=form.cleaned_data["reached_on"], on=on, by=by)

    return _act(request, row, form, _("Dire le jalon atteint"), do, lines=[step.title])


def action_target(request: HttpRequest, key: int) -> HttpResponse:
    """Say where a figure is to be on a day."""
    row = _action(request, key)
    form = TargetForm(data_of(request), figures=import_string(settings.TARGET_FIGURES)())
    return _act(
        request,
        row,
        form,
        _("Donner une cible"),
        lambda on, by: set_target(row, form.aim, on=on, by=by),
    )


def action_reading(request: HttpRequest, key: int, fact: int) -> HttpResponse:
    """Declare the value of a figure on a day."""
    row = _told(request, key)
    target = get_object_or_404(Target.objects.believed().declared().about(row), pk=fact)
    form = ReadingForm(data_of(request), initial={"read_on": today()})

    def do(on: dt.date, by: Author) -> TargetReading:
        return read_target(target, **form.cleaned_data, on=on, by=by)

    return _act(request, row, form, _("Relever ce chiffre"), do, lines=[target.title, target.method])


def action_take_back(request: HttpRequest, key: int, sort: str, fact: int) -> HttpResponse:
    """Take back what was wrongly said of an action."""
    row = _action(request, key)
    if sort not in SORTS:
        raise Http404
    said = get_object_or_404(SORTS[sort]._default_manager.believed().about(row), pk=fact)  # type: ignore[attr-defined] # each sort reads so
    form = TakeBackForm(data_of(request))

    def do(on: dt.date, by: Author) -> None:
        take_back(said, row, reason=form.cleaned_data["reason"], on=on, by=by)

    return _act(request, row, form, _("Retirer ce qui est faux"), do, lines=[str(said)], danger=True)
