"""Saying that a team, or a cooperation, makes use of a resource."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.network.models import Cooperation, Team
from maillage.network.views.national_page import data_of, needs
from maillage.resources.forms.resource_forms import UseForm
from maillage.resources.models import Resource, Use, users_of
from maillage.resources.operations.resources import leave_off, take_up
from maillage.resources.views.page import act

RIGHTS = (Right.EDIT_TEAM, Right.EDIT_COOPERATION)


def asks(actor: Actor) -> bool:
    """Tell whether someone speaks for some team or cooperation."""
    return any(actor.may(right) for right in RIGHTS)


def speaker(request: HttpRequest) -> tuple[Actor, Right]:
    """Return who speaks for a team or a cooperation, and the right under which they do."""
    actor = needs(request, *RIGHTS)
    return actor, next(right for right in RIGHTS if actor.may(right))


def use_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who makes use of a resource."""
    actor, right = speaker(request)
    row = get_object_or_404(Resource.objects.published(), slug=slug)
    teams, cooperations = users_of(actor)
    users: list[Team | Cooperation] = [*teams, *cooperations]
    if not users:
        raise Http404
    form = UseForm(data_of(request), users=users)
    return act(
        request,
        form,
        _("Nous nous en servons"),
        lambda on, by: take_up(row, form.chosen, on=on, by=by),
        right=right,
        above=Crumb(label=row.title, url=row.get_absolute_url()),
    )


def leave_resource(request: HttpRequest, slug: str, fact: int) -> HttpResponse:
    """Take back that someone makes use of a resource."""
    actor, right = speaker(request)
    row = get_object_or_404(Resource, slug=slug)
    use = get_object_or_404(Use.objects.may_be_taken_back(actor, row), pk=fact)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Ne plus dire que l'on s'en sert"),
        lambda _on, by: leave_off(use, by=by),
        right=right,
        above=Crumb(label=row.title, url=row.get_absolute_url()),
        button=_("Retirer"),
        lines=[_("« %s » ne sera plus compté parmi ceux qui s'en servent.") % use.user],
    )
