"""Need, for those who work: the communes of a cooperation, and France with the enquiries that one may answer."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor, actor_of
from maillage.accounts.roles import Right
from maillage.common.components import Crumb, Tab
from maillage.common.exports import Table, linked
from maillage.network.models import Enquiry
from maillage.network.models.enquiries import Asked
from maillage.network.views.cockpit_page import found, frame, paged, today
from maillage.network.views.lists import given, links
from maillage.network.views.national_page import address, asked_of, needs
from maillage.observatory.assemble import Mask, covered_by
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, Line, lines, whole, zone_lines
from maillage.observatory.exports.sources import in_one_line
from maillage.observatory.exports.tables import columns, rows
from maillage.observatory.views.settings import Ground, Layer, day_asked, discs, ground_at, told

PER_PAGE = 60
TABLE = "tableau"
SET = ("au", "rayon", "page", "format", *Layer)


def cockpit_need(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the communes of a cooperation on a day, and its white zones."""
    row = found(request, slug)
    ground, asked = _ground(request, actor_of(request))
    # The territory of today, whatever the day: the same communes are compared as teams come.
    here = covered_by(ground.communes, row, as_of=today(), known_at=timezone.now())
    held = lines(ground.communes, Level.COMMUNE, here, ground.reach)
    if kind := linked(request):
        table = Table(title=_("Besoin"), columns=columns(Level.COMMUNE, ground.reach), rows=rows(held))
        return given(kind, table, name=f"besoin-{row.slug}", said=[row.name, in_one_line(ground.communes)])
    asked = _inside(ground, here, asked)
    view = _view(request)
    shown = {
        "whole": whole(ground.communes, here, ground.reach, name=row.name),
        "near": int(ground.communes.approximate[here].sum()),
        "zones": zone_lines(ground.communes, ground.reach, held),
        "pins": ground.pins_in(here),
        "asked": asked,
        "svg": "" if view else _drawn(ground, held, asked),
        **_told(request, ground, view),
        **_listed(request, held),
    }
    return render(request, "observatory/cockpit_need.html", {**frame(row, "cockpit_need"), **shown})


def enquiries_map(request: HttpRequest) -> HttpResponse:
    """Show France with its teams, its projects, and the enquiries that the person may answer."""
    ground, asked = _ground(request, needs(request, Right.ANSWER_ENQUIRY))
    held = lines(ground.communes, Level.DEPARTEMENT, reach=ground.reach)
    view = _view(request)
    kept = {**ground.settings.kept, "au": request.GET.get("au", "")[:10]}
    urls = {line.code: _departement(line.code, kept) for line in held}
    shown = {
        "whole": whole(ground.communes, reach=ground.reach, name=_("France")),
        "entries": [(line, urls[line.code]) for line in held],
        "level": Level.DEPARTEMENT,
        "asked": asked,
        "keys": drawing.keys(held),
        "svg": "" if view else _nation(ground, held, asked),
        "crumbs": [Crumb(label=_("Demandes"), url=reverse("enquiries")), Crumb(label=_("Sur la carte"))],
        **_told(request, ground, view),
    }
    return render(request, "observatory/enquiries_map.html", shown)


def _ground(request: HttpRequest, actor: Actor) -> tuple[Ground, list[Asked]]:
    """Return what the page reads, and the enquiries that the person may answer and wants on the map, by commune."""
    as_of, problems = day_asked(request.GET.get("au", ""), today=today())
    may = actor.may(Right.ANSWER_ENQUIRY)
    ground = ground_at(
        request, as_of=as_of, today=today(), known_at=timezone.now(), asked=may, problems=problems
    )
    if not ground.settings.shows(Layer.ENQUIRIES):
        return ground, []
    waiting = Enquiry.objects.waiting().answerable_by(actor).by_commune()
    return ground, sorted(waiting, key=lambda one: (one.name, one.code))


def _inside(ground: Ground, here: Mask, asked: Sequence[Asked]) -> list[Asked]:
    """Return the enquiries of some communes."""
    numbers = ground.communes.places.numbers
    return [one for one in asked if one.code in numbers and here[numbers[one.code]]]


def _view(request: HttpRequest) -> str:
    """Return the view that is asked for: the table, or the map, which has no name."""
    return TABLE if request.GET.get("vue") == TABLE else ""


def _departement(code: str, kept: dict[str, str]) -> str:
    """Return the public page of a département, with what is set here."""
    return reverse("observatory_departement", args=[code], query={k: v for k, v in kept.items() if v} or None)


def _listed(request: HttpRequest, held: list[Line]) -> dict[str, object]:
    """Return the page of communes that is asked for, and what its links keep."""
    page = paged(request, held, PER_PAGE)
    return {
        "page": page,
        "entries": [(line, "") for line in page],
        "level": Level.COMMUNE,
        "page_query": address(request, page="", format="").removeprefix("?"),
    }


def _told(request: HttpRequest, ground: Ground, view: str) -> dict[str, object]:
    """Return what the page says around its lines: what is set, the other views, the files."""
    names = {"": _("Carte"), TABLE: _("Tableau")}
    return {
        **told(ground),
        "refused": ground.settings.problems,
        "view": view,
        "tabs": [
            Tab(label=label, url=address(request, vue=name, page=""), current=name == view)
            for name, label in names.items()
        ],
        "discs": discs(ground.settings.radius, Level.COMMUNE),
        "keep": [(name, value) for name, value in asked_of(request) if name not in SET],
        "suffix": "",
        "today_url": address(request, au="", page=""),
        "files": links(request),
    }


def _drawn(ground: Ground, held: list[Line], asked: list[Asked]) -> str:
    """Return the drawing of the communes, the teams and the enquiries."""
    communes = ground.communes
    around = sorted({int(communes.departement[line.rank]) for line in held})
    return SafeString(
        drawing.departement(
            communes,
            held,
            ground.reach,
            codes=[communes.departements.codes[rank] for rank in around],
            title=_("Les communes de la coopération et leurs équipes"),
            over=drawing.over(ground.pins, _team, asked),
        )
    )


def _nation(ground: Ground, held: list[Line], asked: list[Asked]) -> str:
    """Return the drawing of France, its teams and the enquiries."""
    over = drawing.nation_spots(ground.pins, _team) + drawing.nation_asked(asked)
    return SafeString(drawing.france(held, {}, title=_("Le besoin, les équipes et les demandes"), over=over))


def _team(slug: str) -> str:
    """Return the public page of a team."""
    return reverse("team", args=[slug])
