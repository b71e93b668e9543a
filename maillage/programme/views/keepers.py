"""Who follows one action of the programme, and the roadmaps that answer to it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.facts import Author
from maillage.network.models import Cooperation
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.keeper_forms import AnswerForm, EndKeeperForm, KeeperForm
from maillage.programme.models import Action, ActionKeeper, RoadmapLink
from maillage.programme.operations.keepers import answer_to, end_keeper, name_keeper

WRITE, ANIMATE = Right.WRITE_PROGRAMME, Right.EDIT_COOPERATION


def _above(row: Action) -> Crumb:
    return Crumb(label=str(row), url=reverse("keep_action", args=[row.pk]))


def action_keeper(request: HttpRequest, key: int) -> HttpResponse:
    """Name who may tell the course of an action."""
    needs(request, WRITE)
    row = get_object_or_404(Action.objects.in_full(), pk=key)
    form = KeeperForm(data_of(request), initial={"since": today()})
    return act(
        request,
        form,
        _("Nommer qui suit cette action"),
        lambda on, by: name_keeper(row, **form.cleaned_data, on=on, by=by),
        by=author(request, WRITE),
        above=_above(row),
        lines=[_("Cette personne pourra dire où en est cette action, et celle-là seulement.")],
    )


def action_keeper_end(request: HttpRequest, key: int, fact: int) -> HttpResponse:
    """Say that a person follows an action no more."""
    needs(request, WRITE)
    row = get_object_or_404(Action.objects.in_full(), pk=key)
    keeper = get_object_or_404(ActionKeeper.objects.open().about(row), pk=fact)
    form = EndKeeperForm(data_of(request), initial={"ended_on": today()})

    def do(on: dt.date, by: Author) -> ActionKeeper:
        return end_keeper(keeper, ended_on=form.cleaned_data["ended_on"], on=on, by=by)

    return act(
        request,
        form,
        _("Dire que cette personne ne suit plus l'action"),
        do,
        by=author(request, WRITE),
        above=_above(row),
        lines=[str(keeper)],
    )


def roadmap_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """List the actions of a roadmap, each with the action of the programme to which it answers."""
    actor = needs(request, ANIMATE)
    row = get_object_or_404(Cooperation.objects.editable_by(actor), slug=slug)
    links = {link.local_id: link for link in RoadmapLink.objects.in_roadmap(row)}
    shown = {
        "row": row,
        "rows": [(local, links.get(local.pk)) for local in row.roadmap.in_order()],
        "crumbs": [
            Crumb(label=row.name, url=reverse("cockpit_roadmap", args=[row.slug])),
            Crumb(label=_("Le programme")),
        ],
    }
    return render(request, "programme/roadmap_answers.html", shown)


def roadmap_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say to which action of the programme an action of a roadmap answers."""
    actor = needs(request, ANIMATE)
    row = get_object_or_404(Cooperation.objects.editable_by(actor), slug=slug)
    local = get_object_or_404(row.roadmap.in_order(), pk=pk)
    held = RoadmapLink.objects.in_roadmap(row).of_local(local)
    form = AnswerForm(data_of(request), initial={"action": held.action_id if held else None})
    return act(
        request,
        form,
        _("Dire à quelle action du programme elle répond"),
        lambda on, by: answer_to(local, form.cleaned_data["action"], on=on, by=by),
        by=author(request, ANIMATE, row),
        above=Crumb(label=row.name, url=reverse("roadmap_answers", args=[row.slug])),
        lines=[local.title],
    )
