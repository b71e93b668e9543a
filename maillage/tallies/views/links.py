"""The personal links of the leads of a team: given, replaced, taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.acts import carry_out
from maillage.common.forms import WorkForm
from maillage.network.models import TeamLead
from maillage.network.views.national_page import data_of, today
from maillage.network.views.team_page import Act
from maillage.tallies.models import TallyLink
from maillage.tallies.operations.links import address_of, give_and_send, revoke_link
from maillage.tallies.views.team import act, crumbs, editable, tallies_of


def give_tally_link(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Give a lead a new personal link: sent by e-mail, or shown to whoever gives it."""
    team, by = editable(request, slug)
    lead = get_object_or_404(TeamLead.objects.believed().as_of(today()).of_teams([team]), pk=key)
    title = _("Donner un lien à %s") % lead.name
    about = _(
        "Le lien ouvre les relevés de l'équipe, sans mot de passe, pendant un an. S'il y en avait un, il cesse de "
        "servir."
    )
    return carry_out(
        request,
        WorkForm(data_of(request)),
        template="network/team/act.html",
        do=lambda: give_and_send(lead, on=today(), by=by),
        then=lambda _link: tallies_of(team),
        said=_said,
        context={
            "team": team,
            "act": Act(title=title, button=_("Donner un lien"), said="", about=about),
            "crumbs": crumbs(team, title),
            "back": tallies_of(team),
        },
    )


def _said(link: TallyLink) -> str:
    """Return where a link went, or the link itself, to copy."""
    if link.lead.email:
        return _("Le lien part à l'adresse %s.") % link.lead.email
    return _("%(name)s n'a pas d'adresse électronique. Voici son lien, à recopier dans un SMS : %(link)s") % {
        "name": link.lead.name,
        "link": address_of(link),
    }


def revoke_tally_link(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Take back the link of a lead."""
    team, by = editable(request, slug)
    link = get_object_or_404(TallyLink.objects.of_team(team), pk=key)
    told = Act(
        title=_("Retirer le lien de %s") % link.lead.name,
        button=_("Retirer ce lien"),
        said=_("Le lien est retiré : il n'ouvre plus rien."),
        about=_("Faites-le si le lien est passé entre d'autres mains. Vous pourrez en donner un autre."),
        danger=True,
    )
    return act(request, team, WorkForm(data_of(request)), told, lambda: revoke_link(link, by=by))
