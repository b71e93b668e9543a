"""Where older people live, for everyone: France by its territories, and how it is known."""

from collections.abc import Sequence

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.components import Crumb, Tab
from maillage.common.formats import day as written_day
from maillage.observatory.assemble import communes_on
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, Line, centres_of, lines, whole
from maillage.observatory.exports.sources import datasets, sources
from maillage.observatory.views.settings import Ground, discs
from maillage.portal.exports import linked
from maillage.portal.maps import MAP, TABLE, TILES, for_the_mouse, view_of
from maillage.portal.moment import Moment
from maillage.portal.views import observatory_page as page
from maillage.portal.views.page import address, moment_of, show

COVERAGE = "couverture"
ALL = 101  # the départements are one page


def observatory(request: HttpRequest) -> HttpResponse:
    """Show France by département, intercommunalité, canton or commune: need, or who has a team near."""
    moment = moment_of(request)
    ground = page.ground_of(request, moment)
    asked = page.level_asked(request, ground, Level.DEPARTEMENT, Level.EPCI, Level.CANTON, Level.COMMUNE)
    level, here = asked.level, np.ones(len(ground.communes.folded), np.bool_)
    if kind := linked(request):
        held = lines(ground.communes, level, here, ground.reach)
        return page.file(kind, held, level, ground, moment, name=f"france-{level}")
    size = ALL if level == Level.DEPARTEMENT else page.PER_PAGE
    held, listed = page.listed(request, ground, moment, level, here, size=size)
    view = view_of(request.GET.get("vue", ""))
    return show(
        request,
        "observatory.html",
        moment,
        {**page.given(request, ground), **listed, **_drawn(request, held, ground, moment, level, view)},
        whole=whole(ground.communes, reach=ground.reach, name=_("France")),
        view=view,
        tabs=page.tabs(request, view, *((MAP, TABLE) if _has_discs(level) else (MAP, TILES, TABLE))),
        levels=asked.tabs(request),
        cantons_unknown=asked.unknown,
        crumbs=page.crumbs(moment),
    )


def _has_discs(level: Level) -> bool:
    """Tell whether the map of a level has a disc for each territory; the others colour the départements."""
    return level in {Level.EPCI, Level.CANTON}


def _drawn(
    request: HttpRequest, held: Sequence[Line], ground: Ground, moment: Moment, level: Level, view: str
) -> dict[str, object]:
    """Return the map of a level with its legend; a table needs none."""
    near = request.GET.get("montrer") == COVERAGE
    title = _("Les personnes de 75 ans ou plus et les équipes au %s") % written_day(moment.as_of)
    if _has_discs(level):
        over = drawing.nation_spots(ground.pins, moment.urls("team"))
        urls = {line.code: page.url_of(line, ground, moment) for line in held}
        at = centres_of(ground.communes, level)
        svg = "" if view == TABLE else drawing.nation(held, at, urls, title=title, over=over)
        return {"svg": SafeString(svg), "discs": discs(ground.settings.radius, level)}
    by = held if level == Level.DEPARTEMENT else lines(ground.communes, Level.DEPARTEMENT, reach=ground.reach)
    over = drawing.nation_spots(ground.pins, moment.urls("team")) if view == MAP else ""
    urls = {line.code: page.url_of(line, ground, moment) for line in by}
    svg = (
        ""
        if view == TABLE
        else drawing.france(by, urls, title=title, near=near, over=over, tiles=view == TILES)
    )
    return {
        "svg": SafeString(for_the_mouse(svg)),
        "keys": drawing.keys(by, near=near),
        **_choices(request, ground.settings.radius, near=near),
    }


def _choices(request: HttpRequest, radius: int, *, near: bool) -> dict[str, object]:
    """Return what the map of France may show, and what it shows."""
    words = {"": _("Qui vit seul"), COVERAGE: _("Qui a une équipe à moins de %d km") % radius}
    return {
        "near_shown": near,
        "shown": [
            Tab(label=label, url=address(request, montrer=name), current=near == bool(name))
            for name, label in words.items()
        ],
    }


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
        crumbs=page.crumbs(moment, Crumb(label=_("D'où viennent ces chiffres"))),
    )
