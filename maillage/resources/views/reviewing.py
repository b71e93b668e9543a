"""Reading again before publishing, and once published: what waits, what has aged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.roles import Right
from maillage.common.components import Crumb
from maillage.common.markdown import rendered
from maillage.network.views.national_page import data_of, needs, today
from maillage.resources.forms.resource_forms import ReturnForm, ReviewDayForm, WithdrawForm
from maillage.resources.models import Publication, Resource, ResourcePiece, ResourceState, pictures_of
from maillage.resources.operations.resources import (
    confirm_resource,
    publish_resource,
    return_resource,
    withdraw_resource,
)
from maillage.resources.views.page import act

RIGHT = Right.REVIEW_RESOURCE


def _row(request: HttpRequest, key: int) -> Resource:
    """Return a resource to those who read before publishing; for others, it does not exist."""
    needs(request, RIGHT)
    return get_object_or_404(Resource.objects.exclude_drafts(), pk=key)


def _above(row: Resource) -> Crumb:
    return Crumb(label=row.title, url=reverse("review_resource", args=[row.pk]))


def review_resources(request: HttpRequest) -> HttpResponse:
    """List what waits for a reader, and what was to be read again by today."""
    needs(request, RIGHT)
    shown = {
        "waiting": list(Resource.objects.to_read_again()),
        "aged": list(Resource.objects.expiring(today())),
    }
    return render(request, "resources/review.html", shown)


def review_resource(request: HttpRequest, key: int) -> HttpResponse:
    """Show a resource to read, with what may be decided of it."""
    row = _row(request, key)
    pieces = list(ResourcePiece.objects.at_work(row))
    shown = {
        "row": row,
        "crumbs": [
            Crumb(label=_("Relire les fiches"), url=reverse("review_resources")),
            Crumb(label=row.title),
        ],
        "text": rendered(row.text, pictures_of(pieces)),
        "pieces": pieces,
        "waiting": row.state == ResourceState.PROPOSED,
        "published": row.state == ResourceState.PUBLISHED,
        "versions": list(Publication.objects.believed().of(row)),
        "today": today(),
    }
    return render(request, "resources/review_resource.html", shown)


def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Publish a resource."""
    row, form = _row(request, key), ReviewDayForm(data_of(request), today=today())
    return act(
        request,
        form,
        _("Publier la fiche"),
        lambda on, by: publish_resource(row, review_on=form.cleaned_data["review_on"], on=on, by=by),
        right=RIGHT,
        above=_above(row),
        button=_("Publier"),
    )


def give_back(request: HttpRequest, key: int) -> HttpResponse:
    """Give a resource back to its author."""
    row, form = _row(request, key), ReturnForm(data_of(request))
    return act(
        request,
        form,
        _("Rendre la fiche"),
        lambda _on, by: return_resource(row, form.cleaned_data["remark"], by=by),
        right=RIGHT,
        above=_above(row),
        button=_("Rendre"),
    )


def confirm(request: HttpRequest, key: int) -> HttpResponse:
    """Say that a published resource still holds."""
    row, form = _row(request, key), ReviewDayForm(data_of(request), today=today())
    return act(
        request,
        form,
        _("Confirmer la fiche"),
        lambda on, by: confirm_resource(row, review_on=form.cleaned_data["review_on"], on=on, by=by),
        right=RIGHT,
        above=_above(row),
        button=_("Elle est toujours juste"),
    )


def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Stop publishing a resource."""
    row, form = _row(request, key), WithdrawForm(data_of(request))
    return act(
        request,
        form,
        _("Retirer la fiche"),
        lambda on, by: withdraw_resource(row, form.cleaned_data["reason"], on=on, by=by),
        right=RIGHT,
        above=_above(row),
        button=_("Retirer"),
        danger=True,
    )
