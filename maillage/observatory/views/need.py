"""Need, for those who animate a cooperation: its communes, its teams, and who waits for an answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.accounts.actors import actor_of
from maillage.common.components import Tab
from maillage.common.exports import Table, linked
from maillage.network.models import Enquiry
from maillage.network.models.enquiries import Asked
from maillage.network.views.cockpit_page import found, frame, paged, today
from maillage.network.views.lists import given, links
from maillage.network.views.national_page import address
from maillage.observatory.assemble import (
    RADII,
    Communes,
    Mask,
    Reach,
    Teams,
    communes_on,
    covered_by,
    radius_of,
    reach_of,
    teams_on,
)
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, Line, columns, lines, rows, whole, zone_lines
from maillage.observatory.exports.sources import in_one_line, sources

PER_PAGE = 60
TABLE = "tableau"


def cockpit_need(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the communes of a cooperation, as known now, and its white zones."""
    row = found(request, slug)
    day, now = today(), timezone.now()
    communes, teams = communes_on(as_of=day, known_at=now), teams_on(as_of=day, known_at=now)
    reach = reach_of(communes, teams, radius_of(request.GET.get("rayon", "")))
    here = covered_by(communes, row, as_of=day, known_at=now)
    held = lines(communes, Level.COMMUNE, here, reach)
    if kind := linked(request):
        table = Table(title=_("Besoin"), columns=columns(Level.COMMUNE, reach), rows=rows(held))
        return given(kind, table, name=f"besoin-{row.slug}", said=[row.name, in_one_line(communes)])
    view = TABLE if request.GET.get("vue") == TABLE else ""
    asked = _asked(request, communes, here)
    shown = {
        "whole": whole(communes, here, reach, name=row.name),
        "near": int(communes.approximate[here].sum()),
        "zones": zone_lines(communes, reach, held),
        "asked": asked,
        "svg": "" if view else _drawn(communes, held, reach, teams, asked),
        **_told(request, communes, reach, view),
        **_listed(request, held),
    }
    return render(request, "observatory/cockpit_need.html", {**frame(row, "cockpit_need"), **shown})


def _listed(request: HttpRequest, held: list[Line]) -> dict[str, object]:
    """Return the page of communes that is asked for, and what its links keep."""
    page = paged(request, held, PER_PAGE)
    return {
        "page": page,
        "entries": [(line, "") for line in page],
        "level": Level.COMMUNE,
        "page_query": address(request, page="", format="").removeprefix("?"),
    }


def _told(request: HttpRequest, communes: Communes, reach: Reach, view: str) -> dict[str, object]:
    """Return what the page says around its lines: where they come from, the other views, the files."""
    names = {"": _("Carte"), TABLE: _("Tableau")}
    return {
        "estimated": communes.people_are_estimated,
        "alone_estimated": communes.alone_are_estimated,
        "sources": sources(communes),
        "view": view,
        "tabs": [
            Tab(label=label, url=address(request, vue=name, page=""), current=name == view)
            for name, label in names.items()
        ],
        "radius": reach.radius,
        "radii": [
            Tab(
                label=_("%d km") % radius,
                url=address(request, rayon="" if radius == RADII[-1] else str(radius), page=""),
                current=radius == reach.radius,
            )
            for radius in RADII
        ],
        "files": links(request),
    }


def _asked(request: HttpRequest, communes: Communes, here: Mask) -> list[Asked]:
    """Return how many enquiries that the person may answer wait in each commune of the cooperation, by name."""
    waiting = Enquiry.objects.waiting().answerable_by(actor_of(request)).by_commune()
    numbers = communes.places.numbers
    inside = [one for one in waiting if one.code in numbers and here[numbers[one.code]]]
    return sorted(inside, key=lambda one: (one.name, one.code))


def _drawn(communes: Communes, held: list[Line], reach: Reach, teams: Teams, asked: list[Asked]) -> str:
    """Return the drawing of the communes, the teams and the enquiries."""
    around = sorted({int(communes.departement[line.rank]) for line in held})
    return SafeString(
        drawing.departement(
            communes,
            held,
            reach,
            codes=[communes.departements.codes[rank] for rank in around],
            title=_("Les communes de la coopération et leurs équipes"),
            over=drawing.over(teams.pins, _team, asked),
        )
    )


def _team(slug: str) -> str:
    """Return the public page of a team."""
    return reverse("team", args=[slug])
