"""Where older people live in one territory, whole: a département, an intercommunalité, a canton."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.components import Crumb
from maillage.observatory.assemble import Communes, Mask
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, Line, lines, whole, zone_lines
from maillage.observatory.views.settings import Ground, discs
from maillage.portal.exports import linked
from maillage.portal.maps import MAP, TABLE
from maillage.portal.moment import Moment
from maillage.portal.views import observatory_page as page
from maillage.portal.views.page import moment_of, show
from maillage.territory.models import Departement


@dataclass(frozen=True, kw_only=True)
class Territory:
    """Hold the territory of a page: its name, where it is said to be, its communes, the levels below it."""

    code: str
    name: str
    title: str
    here: Mask
    levels: tuple[Level, ...] = (Level.COMMUNE,)
    departement: str = ""
    shared: bool = False


def observatory_departement(request: HttpRequest, code: str) -> HttpResponse:
    """Show a département by commune, intercommunalité or canton, and its white zones."""
    row = get_object_or_404(Departement, code=code)
    moment = moment_of(request)
    ground = page.ground_of(request, moment)
    territory = Territory(
        code=code,
        name=row.name,
        title=_("Où vivent les personnes âgées %s") % row.locative,
        here=ground.communes.in_departement(code),
        levels=(Level.COMMUNE, Level.EPCI, Level.CANTON),
        departement=code,
    )
    return _territory(request, moment, ground, territory)


def observatory_epci(request: HttpRequest, code: str) -> HttpResponse:
    """Show an intercommunalité whole, across the limits of départements, and its white zones."""
    moment = moment_of(request)
    ground = page.ground_of(request, moment)
    here = ground.communes.in_epci(code)
    if not here.any():
        raise Http404
    name = ground.communes.epcis.names[ground.communes.epcis.numbers[code]]
    return _territory(request, moment, ground, _named(code, name, here))


def observatory_canton(request: HttpRequest, code: str) -> HttpResponse:
    """Show a canton, as far as it holds whole communes, and its white zones."""
    moment = moment_of(request)
    ground = page.ground_of(request, moment)
    here = ground.communes.in_canton(code)
    if not here.any():
        raise Http404
    rank = ground.communes.cantons.numbers[code]
    name = _("Canton : %s") % ground.communes.cantons.names[rank]
    return _territory(
        request, moment, ground, _named(code, name, here, shared=bool(ground.communes.shared[rank]))
    )


def _named(code: str, name: str, here: Mask, *, shared: bool = False) -> Territory:
    """Return a territory that has a name and nothing below it but its communes."""
    title = _("Où vivent les personnes âgées : %s") % name
    return Territory(code=code, name=name, title=title, here=here, shared=shared)


def _territory(request: HttpRequest, moment: Moment, ground: Ground, territory: Territory) -> HttpResponse:
    """Show a territory by what it holds."""
    communes, here = ground.communes, territory.here
    asked = page.level_asked(request, ground, *territory.levels)
    by_commune = lines(communes, Level.COMMUNE, here, ground.reach)
    if kind := linked(request):
        held = lines(communes, asked.level, here, ground.reach)
        return page.file(kind, held, asked.level, ground, moment, name=f"{territory.code}-{asked.level}")
    held, listed = page.listed(request, ground, moment, asked.level, here)
    view = TABLE if request.GET.get("vue") == TABLE else MAP
    return show(
        request,
        "observatory_territory.html",
        moment,
        {**page.given(request, ground), **listed, **_around(moment, ground, territory)},
        territory=territory,
        whole=whole(communes, here, ground.reach, name=territory.name, code=territory.code),
        zones=zone_lines(communes, ground.reach, by_commune),
        pins=ground.pins_in(here),
        svg=_drawn(ground, by_commune, territory, moment) if view == MAP else "",
        discs=discs(ground.settings.radius, Level.COMMUNE),
        view=view,
        tabs=page.tabs(request, view, MAP, TABLE),
        levels=asked.tabs(request) if len(territory.levels) > 1 else [],
        cantons_unknown=asked.unknown,
        crossing=_crossing(communes, held) if asked.level == Level.EPCI else (),
        crumbs=page.crumbs(moment, Crumb(label=territory.name)),
    )


def _around(moment: Moment, ground: Ground, territory: Territory) -> Mapping[str, object]:
    """Return what a territory is made of: how many communes, and the départements that it lies in, by name."""
    communes = ground.communes
    ranks = np.unique(communes.departement[territory.here]).tolist()
    held = sorted((communes.departements.names[rank], communes.departements.codes[rank]) for rank in ranks)
    return {
        "count": int(territory.here.sum()),
        "near": int(communes.approximate[territory.here].sum()),
        "departements": [
            (name, moment.url("observatory_departement", code, **ground.settings.kept)) for name, code in held
        ],
    }


def _crossing(communes: Communes, held: Sequence[Line]) -> frozenset[str]:
    """Return the codes of the EPCIs that have communes elsewhere too."""
    everywhere = np.bincount(communes.epci[communes.epci >= 0], minlength=len(communes.epcis.codes))
    return frozenset(line.code for line in held if line.code and everywhere[line.rank] > line.communes)


def _drawn(ground: Ground, held: list[Line], territory: Territory, moment: Moment) -> str:
    """Return the drawing of a territory: its communes, and the teams of the day."""
    communes = ground.communes
    around = np.unique(communes.departement[territory.here]).tolist()
    return SafeString(
        drawing.departement(
            communes,
            held,
            ground.reach,
            codes=[communes.departements.codes[rank] for rank in around],
            title=_("Les communes de ce territoire et leurs équipes"),
            over=drawing.over(ground.pins, moment.urls("team")),
        )
    )
