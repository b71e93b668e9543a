"""Writing for the library: one's own resources, from the first line to the hand-over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.forms import WorkForm
from maillage.common.markdown import rendered
from maillage.network.views.national_page import data_of, needs
from maillage.resources.forms.resource_forms import ResourceForm
from maillage.resources.models import CoAuthor, Resource, ResourcePiece, ResourceState, pictures_of
from maillage.resources.operations.resources import propose_resource, write_resource
from maillage.resources.views.page import act

RIGHT = Right.PROPOSE_RESOURCE


def mine(request: HttpRequest, key: int) -> Resource:
    """Return a resource to its author; for others, it does not exist."""
    return get_object_or_404(Resource.objects.written_by(needs(request, RIGHT)), pk=key)


def _above() -> Crumb:
    return Crumb(label=_("Mes fiches"), url=reverse("my_resources"))


def page_of(resource: Resource) -> str:
    """Return the page where a resource is written."""
    return reverse("my_resource", args=[resource.pk])


def my_resources(request: HttpRequest) -> HttpResponse:
    """List what someone writes for the library."""
    shown = {"rows": list(Resource.objects.written_by(needs(request, RIGHT)))}
    return render(request, "resources/mine.html", shown)


def my_resource(request: HttpRequest, key: int) -> HttpResponse:
    """Show a resource as it will be read, with what may be done with it."""
    row, actor = mine(request, key), actor_of(request)
    pieces = list(ResourcePiece.objects.at_work(row))
    shown = {
        "row": row,
        "crumbs": [_above(), Crumb(label=row.title)],
        "text": rendered(row.text, pictures_of(pieces)),
        "pieces": pieces,
        "coauthors": list(CoAuthor.objects.of(row)),
        "endable": set(CoAuthor.objects.may_be_ended_by(actor, row).values_list("pk", flat=True)),
        "is_author": actor.user is not None and actor.user.pk == row.author_id,
        "proposable": row.state in {ResourceState.DRAFT, ResourceState.RETURNED},
    }
    return render(request, "resources/my_resource.html", shown)


def new_resource(request: HttpRequest) -> HttpResponse:
    """Begin a resource."""
    needs(request, RIGHT)
    form = ResourceForm(data_of(request))
    return act(
        request,
        form,
        _("Écrire une fiche"),
        lambda _on, by: write_resource(form.told, by=by),
        right=RIGHT,
        above=_above(),
        then=page_of,
        button=_("Enregistrer le brouillon"),
        draft="ressource",
    )


def edit_resource(request: HttpRequest, key: int) -> HttpResponse:
    """Go on with a resource."""
    row = mine(request, key)
    form = ResourceForm(data_of(request), resource=row)
    return act(
        request,
        form,
        _("Reprendre la fiche"),
        lambda _on, by: write_resource(form.told, resource=row, version=form.cleaned_data["version"], by=by),
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Enregistrer le brouillon"),
    )


def propose(request: HttpRequest, key: int) -> HttpResponse:
    """Hand a resource over to those who read before publishing."""
    row = mine(request, key)
    return act(
        request,
        WorkForm(data_of(request)),
        _("Proposer la fiche"),
        lambda _on, by: propose_resource(row, by=by),
        right=RIGHT,
        above=Crumb(label=row.title, url=page_of(row)),
        button=_("Proposer"),
        lines=[
            _("L'équipe nationale la lit, puis la publie ou vous dit ce qui est à reprendre."),
            _(
                "En la proposant, vous acceptez sa publication sous licence ouverte, avec le nom que vous avez dit."
            ),
        ],
    )
