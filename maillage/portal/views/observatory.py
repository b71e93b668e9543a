"""Where older people live, for everyone: France by département, a département by commune, how it is known."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.components import Crumb, Tab
from maillage.common.formats import day as written_day
from maillage.observatory.assemble import (
    RADII,
    Communes,
    Reach,
    Teams,
    communes_on,
    radius_of,
    reach_of,
    teams_on,
)
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, Line, columns, lines, rows, whole, zone_lines
from maillage.observatory.exports.sources import datasets, in_one_line, sources
from maillage.portal.exports import file_answer, linked, offered
from maillage.portal.maps import MAP, TABLE, TILES, for_the_mouse, view_of
from maillage.portal.moment import Moment
from maillage.portal.views.page import address, moment_of, page_of, show
from maillage.territory.models import Departement

PER_PAGE = 60
COVERAGE = "couverture"


def _crumbs(moment: Moment, *more: Crumb) -> list[Crumb]:
    """Return the pages above one of the observatory."""
    home = Crumb(label=_("Accueil"), url=moment.url("home"))
    return [home, Crumb(label=_("Observatoire"), url=moment.url("observatory") if more else ""), *more]


def _tabs(request: HttpRequest, current: str, *names: str) -> list[Tab]:
    """Return the views of a page, the current one marked."""
    words = {MAP: _("Carte"), TILES: _("Tuiles"), TABLE: _("Tableau")}
    return [
        Tab(
            label=words[name],
            url=address(request, vue="" if name == MAP else name, page=""),
            current=name == current,
        )
        for name in names
    ]


def _places(request: HttpRequest, moment: Moment) -> tuple[Communes, Teams, Reach]:
    """Return the communes and the teams of a day, and who is near whom at the radius of the page."""
    communes = communes_on(as_of=moment.as_of, known_at=moment.known_at)
    teams = teams_on(as_of=moment.as_of, known_at=moment.known_at)
    return communes, teams, reach_of(communes, teams, radius_of(request.GET.get("rayon", "")))


def observatory(request: HttpRequest) -> HttpResponse:
    """Show France by département: need, or who has a team near."""
    moment = moment_of(request)
    communes, teams, reach = _places(request, moment)
    held = lines(communes, Level.DEPARTEMENT, reach=reach)
    if kind := linked(request):
        return _file(kind, held, Level.DEPARTEMENT, communes, reach, moment, name="france")
    view, near = view_of(request.GET.get("vue", "")), request.GET.get("montrer") == COVERAGE
    links = {line.code: moment.url("observatory_departement", line.code, **_radius(reach)) for line in held}
    return show(
        request,
        "observatory.html",
        moment,
        {**_told(request, communes, teams, reach), **_choices(request, reach, near=near)},
        entries=[(line, links[line.code]) for line in held],
        whole=whole(communes, reach=reach, name=_("France")),
        view=view,
        tabs=_tabs(request, view, MAP, TILES, TABLE),
        keys=drawing.keys(held, near=near),
        svg=_france(held, links, teams, moment, view, near=near),
        crumbs=_crumbs(moment),
    )


def _radius(reach: Reach) -> dict[str, str]:
    """Return what an address says of the radius: nothing when it is the usual one."""
    return {} if reach.radius == RADII[-1] else {"rayon": str(reach.radius)}


def _told(request: HttpRequest, communes: Communes, teams: Teams, reach: Reach) -> dict[str, object]:
    """Return what every page of need shows: its sources, whether they are estimates, its radius, its files."""
    return {
        "estimated": communes.people_are_estimated,
        "alone_estimated": communes.alone_are_estimated,
        "sources": sources(communes),
        "radius": reach.radius,
        "radii": [
            Tab(
                label=_("%d km") % radius,
                url=address(request, rayon="" if radius == RADII[-1] else str(radius), page=""),
                current=radius == reach.radius,
            )
            for radius in RADII
        ],
        "nowhere": teams.nowhere,
        "files": offered(lambda kind: address(request, format=kind, page="", vue="")),
    }


def _choices(request: HttpRequest, reach: Reach, *, near: bool) -> dict[str, object]:
    """Return what the map of France may show, and what it shows."""
    words = {"": _("Qui vit seul"), COVERAGE: _("Qui a une équipe à moins de %d km") % reach.radius}
    return {
        "near_shown": near,
        "shown": [
            Tab(label=label, url=address(request, montrer=name), current=near == bool(name))
            for name, label in words.items()
        ],
    }


def _france(
    held: Sequence[Line], links: dict[str, str], teams: Teams, moment: Moment, view: str, *, near: bool
) -> str:
    """Return the drawing of a view of France; a table needs none."""
    if view == TABLE:
        return ""
    title = _("Les personnes de 75 ans ou plus et les équipes au %s") % written_day(moment.as_of)
    over = drawing.nation_spots(teams.pins, moment.urls("team")) if view == MAP else ""
    svg = drawing.france(held, links, title=title, near=near, over=over, tiles=view == TILES)
    return SafeString(for_the_mouse(svg))


def _file(
    kind: str,
    held: Sequence[Line],
    level: Level,
    communes: Communes,
    reach: Reach,
    moment: Moment,
    *,
    name: str,
) -> HttpResponse:
    """Return the territories of a page as a file."""
    return file_answer(
        kind,
        name=f"besoin-{name}",
        title=_("Personnes de 75 ans ou plus"),
        moment=moment,
        columns=columns(level, reach),
        rows=rows(held),
        said=[in_one_line(communes)],
    )


def observatory_departement(request: HttpRequest, code: str) -> HttpResponse:
    """Show a département by commune, or by intercommunalité, and its white zones."""
    moment = moment_of(request)
    row = get_object_or_404(Departement, code=code)
    communes, teams, reach = _places(request, moment)
    here = communes.in_departement(code)
    level = Level.EPCI if request.GET.get("maille") == Level.EPCI else Level.COMMUNE
    by_commune = lines(communes, Level.COMMUNE, here, reach)
    held = by_commune if level == Level.COMMUNE else lines(communes, level, here, reach)
    if kind := linked(request):
        return _file(kind, held, level, communes, reach, moment, name=f"{code}-{level}")
    view = TABLE if request.GET.get("vue") == TABLE else MAP
    return show(
        request,
        "observatory_departement.html",
        moment,
        {**_told(request, communes, teams, reach), **_listed(request, held, level, view)},
        row=row,
        whole=whole(communes, here, reach, name=row.name, code=code),
        zones=zone_lines(communes, reach, by_commune),
        near=int(communes.approximate[here].sum()),
        svg=_departement(communes, by_commune, reach, teams, row, moment) if view == MAP else "",
        crumbs=_crumbs(moment, Crumb(label=row.name)),
    )


def _listed(request: HttpRequest, held: Sequence[Line], level: Level, view: str) -> dict[str, object]:
    """Return the page of territories that is asked for, and what else may be asked."""
    page = page_of(request, held, PER_PAGE)
    return {
        "page": page,
        "entries": [(line, "") for line in page],
        "level": level,
        "levels": _levels(request, level),
        "view": view,
        "tabs": _tabs(request, view, MAP, TABLE),
    }


def _levels(request: HttpRequest, current: Level) -> list[Tab]:
    """Return the sorts of territories of a page, the current one marked."""
    words = {Level.COMMUNE: _("Par commune"), Level.EPCI: _("Par intercommunalité")}
    return [
        Tab(
            label=label,
            url=address(request, maille="" if level == Level.COMMUNE else level, page=""),
            current=level == current,
        )
        for level, label in words.items()
    ]


def _departement(
    communes: Communes, held: list[Line], reach: Reach, teams: Teams, row: Departement, moment: Moment
) -> str:
    """Return the drawing of a département: its communes, and the teams of the day."""
    return SafeString(
        drawing.departement(
            communes,
            held,
            reach,
            codes=[row.code],
            title=_("Les communes de ce département et leurs équipes"),
            over=drawing.over(teams.pins, moment.urls("team")),
        )
    )


def observatory_method(request: HttpRequest) -> HttpResponse:
    """Say how need is known: the files, their year, what is computed, what is not."""
    moment = moment_of(request)
    communes = communes_on(as_of=moment.as_of, known_at=moment.known_at)
    return show(
        request,
        "observatory_method.html",
        moment,
        estimated=communes.people_are_estimated,
        alone_estimated=communes.alone_are_estimated,
        sources=sources(communes),
        datasets=datasets(communes),
        crumbs=_crumbs(moment, Crumb(label=_("D'où viennent ces chiffres"))),
    )
