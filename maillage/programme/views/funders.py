"""Funders at work: which figures each of them reads."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.network.views.act_page import act
from maillage.network.views.national_page import author, data_of, needs, today
from maillage.programme.forms.course_forms import TakeBackForm
from maillage.programme.forms.funder_forms import FollowForm, StopForm
from maillage.programme.models import FunderFigure, funders
from maillage.programme.operations.funders import follow_figure, stop_following, take_back_following

RIGHT = Right.WRITE_PROGRAMME


def _desk() -> Crumb:
    return Crumb(label=_("Les financeurs"), url=reverse("keep_funders"))


def _figure(request: HttpRequest, key: int) -> FunderFigure:
    """Return a followed figure to those who keep the programme; for others, it does not exist."""
    needs(request, RIGHT)
    return get_object_or_404(FunderFigure.objects.believed().in_full(), pk=key)


def keep_funders(request: HttpRequest) -> HttpResponse:
    """List the funders, and the figures that each of them reads."""
    needs(request, RIGHT)
    figures = dict(import_string(settings.TARGET_FIGURES)())
    followed = FunderFigure.objects.believed().in_full()
    shown = {
        "funders": list(funders()),
        "rows": [(row, figures.get(row.code, row.code), row.perimeter.label) for row in followed],
    }
    return render(request, "programme/keep_funders.html", shown)


def follow(request: HttpRequest) -> HttpResponse:
    """Say which figure a funder reads."""
    needs(request, RIGHT)
    form = FollowForm(
        data_of(request), figures=import_string(settings.TARGET_FIGURES)(), initial={"since": today()}
    )
    return act(
        request,
        form,
        _("Dire quel chiffre suit un financeur"),
        lambda on, by: follow_figure(form.cleaned_data["organisation"], **form.told, on=on, by=by),
        by=author(request, RIGHT),
        above=_desk(),
    )


def stop(request: HttpRequest, key: int) -> HttpResponse:
    """Say when a funder stopped reading a figure."""
    row = _figure(request, key)
    form = StopForm(data_of(request), initial={"ended_on": today()})
    return act(
        request,
        form,
        _("Dire ce suivi fini"),
        lambda on, by: stop_following(row, ended_on=form.cleaned_data["ended_on"], on=on, by=by),
        by=author(request, RIGHT),
        above=_desk(),
        lines=[f"{row.organisation.name} : {row}"],
    )


def take_back(request: HttpRequest, key: int) -> HttpResponse:
    """Take back what was wrongly said of a funder."""
    row = _figure(request, key)
    form = TakeBackForm(data_of(request))
    return act(
        request,
        form,
        _("Retirer ce suivi"),
        lambda on, by: take_back_following(row, reason=form.cleaned_data["reason"], on=on, by=by),
        by=author(request, RIGHT),
        above=_desk(),
        danger=True,
        lines=[f"{row.organisation.name} : {row}"],
    )
