"""The page of a funder: what it pledges, what it concludes, what its money gave, the figures that it follows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.portal.funders import followed, given
from maillage.portal.pledges import of_organisation
from maillage.portal.views.page import moment_of, show
from maillage.programme.models import Agreement, funders


def funder(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a funder brings and reads, on a day."""
    moment = moment_of(request)
    row = get_object_or_404(funders(), slug=slug)
    agreements = Agreement.objects.standing(moment.as_of, moment.known_at).concluded_by(row)
    asked = urlencode({**dict(moment.given), "perimetre": f"porteur:{row.slug}"})
    return show(
        request,
        "funder.html",
        moment,
        row=row,
        figures=followed(row, moment),
        pledges=of_organisation(row, moment),
        agreements=list(agreements),
        given=given(row, moment),
        bilan=f"{reverse('bilan_page', args=['financeur'])}?{asked}",
        crumbs=[
            Crumb(label=_("Accueil"), url=moment.url("home")),
            Crumb(label=_("Programme"), url=moment.url("programmes")),
            Crumb(label=row.name),
        ],
    )
