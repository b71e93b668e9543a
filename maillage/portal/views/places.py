"""Places: what a commune or a postal code leads to, and the page of each département."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.indicators.catalogue import indicator
from maillage.indicators.measure import value_of
from maillage.network.models import Organisation
from maillage.portal.figures import Said, say
from maillage.portal.finding import cooperations_of, departement_code, find_teams, within
from maillage.portal.forms import LONGEST, find_places
from maillage.portal.histories import departement_history
from maillage.portal.linked_data import departement_data, page_data
from maillage.portal.moment import Moment
from maillage.portal.seats import place_of
from maillage.portal.views.page import moment_of, show
from maillage.territory.models import Departement
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import Place, near_places

TEAMS_SHOWN = 8
SIGNATORIES_SHOWN = 12


def places(request: HttpRequest) -> HttpResponse:
    """Answer a place with the teams and cooperations near it; without a place, list the départements."""
    moment = moment_of(request)
    asked = request.GET.get("lieu", "")
    found: list[Place] = []
    error = ""
    if "lieu" in request.GET:
        try:
            found = find_places(asked)
        except ValidationError as refusal:
            error = refusal.messages[0]
    if not found:
        near = near_places(asked) if error else []
        return show(
            request,
            "places.html",
            moment,
            regions=list(by_region(moment)),
            error=error,
            asked=asked[:LONGEST],
            meant=[(place.label, moment.url("places", lieu=place.label)) for place in near],
        )
    return show(request, "place.html", moment, answer(found, moment), asked=asked)


def answer(found: Sequence[Place], moment: Moment) -> dict[str, object]:
    """Return what the best of some places leads to, and what else the words may mean."""
    best = found[0]
    return {
        "place": best,
        "found": find_teams(best, moment),
        "departement": departement_code(best),
        "others": [(other.label, moment.url("places", lieu=other.label)) for other in found[1:]],
    }


def place_suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the first letters of a place with the places that they begin."""
    moment = moment_of(request)
    try:
        found = find_places(request.GET.get("lieu", ""))
    except ValidationError:
        found = []
    links = [(place.label, moment.url("places", lieu=place.label)) for place in found]
    return render(request, "portal/_suggestions.html", {"links": links})


def by_region(moment: Moment) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each region with its départements: code, name, address."""
    rows = Departement.objects.select_related("region").order_by("region__overseas", "region__folded", "code")
    for region, held in groupby(rows, key=lambda row: row.region.name):
        yield region, [(row.code, row.name, moment.url("departement", row.code)) for row in held]


def departement(request: HttpRequest, code: str) -> HttpResponse:
    """Show a département: its figures, its cooperations, its teams, its signatories."""
    moment = moment_of(request)
    row = get_object_or_404(Departement.objects.select_related("region"), code=code.upper())
    perimeter = Perimeter("departement", row.code)
    teams = within(perimeter, moment, TEAMS_SHOWN)
    seated = signatories_in(perimeter, moment)
    crumbs = _crumbs(moment, row)
    return show(
        request,
        "departement.html",
        moment,
        row=row,
        cards=cards(moment, perimeter),
        teams=teams[:TEAMS_SHOWN],
        more_teams=len(teams) > TEAMS_SHOWN,
        cooperations=cooperations_of(perimeter, moment),
        signatories=[(line, place_of(line)) for line in seated[:SIGNATORIES_SHOWN]],
        more_signatories=len(seated) > SIGNATORIES_SHOWN,
        history=departement_history(perimeter, moment),
        crumbs=crumbs,
        data=page_data(departement_data(row), crumbs),
    )


def _crumbs(moment: Moment, row: Departement) -> list[Crumb]:
    """Return the pages above a département."""
    return [
        Crumb(label=_("Accueil"), url=moment.url("home")),
        Crumb(label=_("Territoires"), url=moment.url("places")),
        Crumb(label=row.name),
    ]


def signatories_in(perimeter: Perimeter, moment: Moment) -> list[Organisation]:
    """Return the first signatories that sit in a place, and one more if there are others."""
    day, known = moment.as_of, moment.known_at
    seated = Organisation.objects.placed(as_of=day, known_at=known).seated_in(perimeter)
    return list(seated.signatories(as_of=day, known_at=known)[: SIGNATORIES_SHOWN + 1])


def cards(moment: Moment, perimeter: Perimeter) -> list[tuple[Said, str, str]]:
    """Return the figures of a département, each with the addresses of its records and of its page."""
    figures = [indicator(code) for code in ("cooperations", "equipes", "signataires")]
    return [
        (
            say(figure, value_of(figure, moment.register, moment.as_of, perimeter)),
            moment.url("figure_records", figure.code, perimetre=str(perimeter)),
            moment.url("figure", figure.code, perimetre=str(perimeter)),
        )
        for figure in figures
    ]
