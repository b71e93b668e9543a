"""Writing together: the author invites, takes back; whoever was invited may leave."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.network.views.national_page import data_of, needs
from maillage.resources.forms.resource_forms import CoAuthorForm
from maillage.resources.models import CoAuthor, Resource
from maillage.resources.operations.coauthors import invite_coauthor, leave_coauthor
from maillage.resources.views.page import act
from maillage.resources.views.writing import RIGHT, mine, page_of


def invite(request: HttpRequest, key: int) -> HttpResponse:
    """Invite someone to write a resource."""
    actor = needs(request, RIGHT)
    row = get_object_or_404(Resource.objects.authored_by(actor), pk=key)
    form = CoAuthorForm(data_of(request))
    return act(
        request,
        form,
        _("Écrire à plusieurs"),
        lambda on, by: invite_coauthor(row, form.cleaned_data["email"], on=on, by=by),
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Inviter"),
        lines=[
            _(
                "Cette personne pourra écrire la fiche, la proposer, y joindre des images. Elle reste à votre nom."
            )
        ],
    )


def leave(request: HttpRequest, key: int, fact: int) -> HttpResponse:
    """Stop letting someone write a resource: said by its author, or by themselves."""
    row, actor = mine(request, key), actor_of(request)
    share = get_object_or_404(CoAuthor.objects.may_be_ended_by(actor, row), pk=fact)
    above = Crumb(label=_("Mes fiches"), url=reverse("my_resources"))
    return act(
        request,
        WorkForm(data_of(request)),
        _("Ne plus écrire ensemble"),
        lambda on, by: leave_coauthor(share, on=on, by=by),
        right=RIGHT,
        above=above,
        button=_("Retirer"),
        lines=[_("« %s » ne pourra plus écrire cette fiche.") % share.user],
    )
