"""The page of the supports that a cooperation, a team or an organisation received."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.portal.received import KINDS, Subject, offered, received
from maillage.portal.views.page import moment_of, show


def supports_received(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show, year by year, the trainings, the exchanges and the aids that a subject received."""
    if kind not in KINDS:
        raise Http404
    moment = moment_of(request)
    model = KINDS[kind]
    row: Subject = get_object_or_404(model, slug=slug)  # type: ignore[assignment] # one of three models
    page = row.get_absolute_url() + moment.suffix
    return show(
        request,
        "received.html",
        moment,
        row=row,
        page_url=page,
        years=received(row, moment),
        offered=offered(moment),
        crumbs=[
            Crumb(label=_("Accueil"), url=moment.url("home")),
            Crumb(label=row.name, url=page),
            Crumb(label=_("Appuis reçus")),
        ],
    )
