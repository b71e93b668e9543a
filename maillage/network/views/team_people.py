"""Who stands for a team, one page for each act: leads are volunteers, support officers are professionals."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from maillage.accounts.roles import Right
from maillage.network import operations
from maillage.network.forms.teams import PersonForm, ReasonForm, SupportForm
from maillage.network.models import Organisation
from maillage.network.models.teams import TeamQuerySet
from maillage.network.views.team_page import Act, act_on, team_to, today

_HANDED = _("Le relais est passé.")
_ENDED = _("C'est noté. Merci à cette personne.")


def appoint_lead(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a volunteer who leads the team."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = PersonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Nommer un référent de l'équipe"),
        button=_("Nommer cette personne"),
        said=_("C'est noté : l'équipe a son référent."),
        about=_("Une ou un bénévole de l'équipe, choisi par les autres. Il peut y en avoir plusieurs."),
    )
    return act_on(
        request,
        team,
        form,
        act,
        lambda: operations.appoint_lead(team, form.person, on=form.cleaned_data["on"], by=by),
    )


def succeed_lead(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Name the volunteer who takes over from another."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    lead = get_object_or_404(team.leads.believed(), pk=key)
    form = PersonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Passer le relais"),
        button=_("Passer le relais"),
        said=_HANDED,
        about=_("Qui prend la suite de %s ? Son rôle se termine le jour où le suivant commence.") % lead.name,
    )
    return act_on(
        request,
        team,
        form,
        act,
        lambda: operations.succeed_lead(lead, form.person, on=form.cleaned_data["on"], by=by),
    )


def end_lead(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Say that a volunteer leads the team no more."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    lead = get_object_or_404(team.leads.believed(), pk=key)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Terminer un rôle de référent"),
        button=_("Terminer ce rôle"),
        said=_ENDED,
        about=_("%s ne sera plus référent de l'équipe. Si quelqu'un prend la suite, passez plutôt le relais.")
        % lead.name,
        danger=True,
    )
    return act_on(request, team, form, act, lambda: operations.end_lead(lead, **form.cleaned_data, by=by))


def appoint_support(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a professional who supports the team."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    form = SupportForm(request.POST or None, carriers=Organisation.objects.carrying(team), initial=today())
    act = Act(
        title=_("Nommer un référent d'équipes"),
        button=_("Nommer cette personne"),
        said=_("C'est noté : l'équipe a un appui."),
        about=_("Une ou un professionnel qui appuie l'équipe, le plus souvent chez son porteur."),
    )
    return act_on(
        request,
        team,
        form,
        act,
        lambda: operations.appoint_support(team, form.person, on=form.cleaned_data["on"], by=by),
    )


def succeed_support(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Name the professional who takes over from another."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    officer = get_object_or_404(team.supports.believed().select_related("organisation"), pk=key)
    form = PersonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Passer le relais"),
        button=_("Passer le relais"),
        said=_HANDED,
        about=_("Qui prend la suite de %s ? Son rôle se termine le jour où le suivant commence.")
        % officer.name,
    )
    return act_on(
        request,
        team,
        form,
        act,
        lambda: operations.succeed_support(officer, form.person, on=form.cleaned_data["on"], by=by),
    )


def end_support(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Say that a professional supports the team no more."""
    team, by = team_to(request, slug, TeamQuerySet.editable_by, Right.EDIT_TEAM)
    officer = get_object_or_404(team.supports.believed(), pk=key)
    form = ReasonForm(request.POST or None, initial=today())
    act = Act(
        title=_("Terminer un appui"),
        button=_("Terminer cet appui"),
        said=_ENDED,
        about=_("%s n'appuiera plus l'équipe.") % officer.name,
        danger=True,
    )
    return act_on(
        request, team, form, act, lambda: operations.end_support(officer, **form.cleaned_data, by=by)
    )
