"""Pages to print: an A4 sheet, and an A5 flyer for a notice board, of whatever has a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from maillage.network.models import Cooperation, Organisation, Team
from maillage.portal.moment import Moment
from maillage.portal.sheets import (
    PAPERS,
    Sheet,
    cooperation_sheet,
    departement_sheet,
    organisation_sheet,
    printed,
    team_sheet,
)
from maillage.portal.views.page import moment_of
from maillage.territory.models import Departement


def team(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """Print a team."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    found = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    return _answer(team_sheet(get_object_or_404(found, slug=slug), moment), paper, moment, slug)


def cooperation(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """Print a cooperation."""
    moment = moment_of(request)
    day, known = moment.as_of, moment.known_at
    found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    return _answer(cooperation_sheet(get_object_or_404(found, slug=slug), moment), paper, moment, slug)


def organisation(request: HttpRequest, slug: str, paper: str) -> HttpResponse:
    """Print an organisation."""
    moment = moment_of(request)
    found = Organisation.objects.placed(as_of=moment.as_of, known_at=moment.known_at).with_kind()
    return _answer(organisation_sheet(get_object_or_404(found, slug=slug), moment), paper, moment, slug)


def departement(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """Print a département."""
    moment = moment_of(request)
    row = get_object_or_404(Departement.objects.select_related("region"), code=code.upper())
    return _answer(departement_sheet(row, moment), paper, moment, f"departement-{row.code.lower()}")


def _answer(sheet: Sheet, paper: str, moment: Moment, name: str) -> HttpResponse:
    """Return a sheet as a PDF that the browser shows; a paper that we do not print is not found."""
    if paper not in PAPERS:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{paper}-{name}.pdf"'}
    return HttpResponse(printed(sheet, paper, moment), content_type="application/pdf", headers=headers)
