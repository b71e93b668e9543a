"""The map of a proposal: who has a team today, the teams and projects there are, and the communes to found in."""

from collections.abc import Callable
from xml.sax.saxutils import escape

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.charts import printable
from maillage.common.maps import outlines
from maillage.common.mercator import position
from maillage.common.palette import INK, WHITE
from maillage.observatory.assemble import CAP_KM, Answer, Mask, Reach, Teams, reach_at
from maillage.observatory.exports import drawing
from maillage.observatory.exports.lines import Level, lines

EARTH_DEGREE_KM = 111.2
MARK = 9.0  # half a mark of a commune to found in
At = Callable[[float, float], tuple[float, float]]


def _here(answer: Answer) -> Mask:
    """Tell which communes are drawn: those of the perimeter that have a position."""
    ground = answer.proposal.ground
    here: Mask = np.zeros(len(ground.communes.folded), np.bool_)
    here[ground.ranks] = True
    return here


def _reach(answer: Answer) -> Reach:
    """Return who has a team near today."""
    ground = answer.proposal.ground
    km = np.full(len(ground.communes.folded), np.nan)
    km[ground.ranks] = np.where(ground.km < CAP_KM, ground.km, np.inf)
    return reach_at(km, ground.radius)


def _frame(answer: Answer) -> drawing.Frame:
    """Return where positions stand when a part of France is drawn."""
    ground = answer.proposal.ground
    order = np.sort(ground.ranks)
    return drawing.Frame([(float(one), float(two)) for one, two in ground.communes.degrees[order]])


def drawn(answer: Answer, teams: Teams, address: Callable[[str], str]) -> str:
    """Return the map of a proposal: France by département, a part of it by commune."""
    communes, reach, here = answer.proposal.ground.communes, _reach(answer), _here(answer)
    title = _("Les équipes d'aujourd'hui, et les communes où en fonder")
    if answer.proposal.asked.perimeter.is_france:
        held = lines(communes, Level.DEPARTEMENT, here, reach)
        over = drawing.nation_spots(teams.pins, address) + sites(answer)
        return drawing.france(held, {}, title=title, near=True, over=over)
    held = lines(communes, Level.COMMUNE, here, reach)
    around = sorted({int(communes.departement[line.rank]) for line in held})
    teams_over = drawing.over(teams.pins, address)
    return drawing.departement(
        communes,
        held,
        reach,
        codes=[communes.departements.codes[rank] for rank in around],
        title=title,
        over=lambda frame: teams_over(frame) + sites(answer),
    )


def sites(answer: Answer) -> str:
    """Return the marks of the communes to found in, each within its radius, in the order of opening."""
    ground, national = answer.proposal.ground, answer.proposal.asked.perimeter.is_france
    at: At = position if national else _frame(answer).at
    names, words = ground.communes.places.names, _("%(rank)d. %(name)s, équipe à fonder")
    marks = []
    for rank, site in enumerate(answer.sites.tolist(), start=1):
        number = int(ground.ranks[site])
        if national and not _on_the_map(answer, number):
            continue
        latitude, longitude = ground.communes.degrees[number].tolist()
        said = words % {"rank": rank, "name": names[number]}
        marks.append(_mark(at, latitude, longitude, ground.radius, said))
    return f'<g id="siting-sites" hx-swap-oob="true" fill="none" stroke="{INK}" stroke-width="1.4">{"".join(marks)}</g>'


def _on_the_map(answer: Answer, number: int) -> bool:
    """Tell whether a commune lies where the map of France has room for it; the others are in the list."""
    communes = answer.proposal.ground.communes
    return communes.departements.codes[int(communes.departement[number])] in outlines()


def _mark(at: At, latitude: float, longitude: float, km: float, said: str) -> str:
    """Return the mark of a commune to found in: a star within its radius."""
    x, y = at(latitude, longitude)
    north = at(latitude + km / EARTH_DEGREE_KM, longitude)[1]
    star = f"M{x:g} {y - MARK:g}l2.6 6.4 6.4 2.6-6.4 2.6-2.6 6.4-2.6-6.4-6.4-2.6 6.4-2.6z"
    return (
        f"<g><title>{escape(printable(said))}</title>"
        f'<circle cx="{x:g}" cy="{y:g}" r="{max(y - north, MARK):.1f}" stroke-dasharray="3 3"/>'
        f'<path d="{star}" fill="{INK}" stroke="{WHITE}"/></g>'
    )
