"""The drawing of the national map: départements by stage, a disc for each team, a diamond for each project."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common import map_marks
from maillage.common.components import Key
from maillage.common.formats import day as written_day
from maillage.common.map_marks import Shape, Spot
from maillage.common.maps import (
    INNER_PARIS,
    OVERSEAS,
    TILE,
    MapPoint,
    MapValue,
    france_svg,
    in_loupe,
    outlines,
    tile_corner,
    tiles_svg,
)
from maillage.common.mercator import ground, position
from maillage.indicators.maps import STEPS
from maillage.network.models import TeamStage
from maillage.network.models.teams import Pin
from maillage.portal.maps import TABLE, TILES, for_the_mouse
from maillage.portal.moment import Moment
from maillage.portal.national import Cluster, Land, Nation, by_stage, in_words


def drawing(nation: Nation, moment: Moment, view: str, *, template: str = "") -> str:
    """Return the drawing of a view; a table needs none.

    Args:
        nation: What to draw.
        moment: The day of the page.
        view: "carte", "tuiles" or "tableau".
        template: The address of the pictures of the ground; none, no ground.

    """
    if view == TABLE:
        return ""
    title = _("Le réseau au %s") % written_day(moment.as_of)
    alt = _(
        "Carte des départements selon l'étape de leurs coopérations, avec les équipes et les projets. "
        "La liste donne la même chose. %s."
    ) % (in_words(nation.teams, nation.projects) or _("Aucune équipe à cette date"))
    values = {land.code: _value(land) for land in nation.lands if land.is_known}
    links = {land.code: land.url for land in nation.lands if land.is_known}
    if view == TILES:
        counts = [MapPoint(land.code, land.teams) for land in nation.lands if land.teams]
        over = "".join(_badges(nation.lands))
        return _safe(tiles_svg(values, (), title, alt, links=links, points=counts, over=over))
    over = map_marks.marks(spots(nation.lands, moment)) + "".join(_overseas(nation.lands))
    under = ground(template) if template else ""
    return _safe(france_svg(values, (), title, alt, links=links, layout="tall", under=under, over=over))


def _safe(svg: str) -> str:
    """Return a drawing as a part of a page: what comes from the register was escaped where it was written."""
    return SafeString(for_the_mouse(svg))


def _value(land: Land) -> MapValue:
    """Return the colour of a département, and all that is said of it."""
    said = [words for words in (land.stage_label, land.words) if words]
    return MapValue(STEPS[land.stage] if land.stage else 0, land.stage_label, said=", ".join(said))


def spots(lands: Sequence[Land], moment: Moment) -> Iterator[Spot]:
    """Yield the marks of the map: at the commune, or in the middle of the département where it is unknown."""
    address = moment.urls("team")
    for land in lands:
        if land.code in outlines():
            for cluster in land.clusters:
                yield from _spots(cluster, land, address)


def _spots(cluster: Cluster, land: Land, address: Callable[[str], str]) -> Iterator[Spot]:
    """Yield the disc of the teams of a commune, and the diamond of its projects beside it."""
    teams = [pin for pin in cluster.pins if pin.stage == TeamStage.RECOGNISED]
    projects = [pin for pin in cluster.pins if pin.stage != TeamStage.RECOGNISED]
    x, y, known = _where(cluster.pins[0], land)
    aside = map_marks.BESIDE if teams and projects else 0
    shapes: tuple[tuple[Shape, list[Pin], float], ...] = (("disc", teams, 0), ("diamond", projects, aside))
    for shape, pins, offset in shapes:
        if not pins:
            continue
        several = in_words(*((len(pins), 0) if shape == "disc" else (0, len(pins)))) if pins[1:] else ""
        yield Spot(
            at=(round(x + offset, 1), y),
            shape=shape,
            n=len(pins),
            said=f"{cluster.place} : {several or pins[0].name}",
            url=land.url if several else address(pins[0].slug),
            approximate=not known,
        )


def _where(pin: Pin, land: Land) -> tuple[float, float, bool]:
    """Return where a team stands on the map, and whether it is exactly there."""
    known = pin.latitude is not None and pin.longitude is not None
    centre = outlines()[land.code].centre
    at = position(pin.latitude or 0, pin.longitude or 0) if known else (centre[0] / 10, centre[1] / 10)
    if land.code in INNER_PARIS:
        at = in_loupe((round(at[0] * 10), round(at[1] * 10)))
    return *at, known and not pin.approximate


def _overseas(lands: Sequence[Land]) -> Iterator[str]:
    """Yield the counts of overseas départements, beside their tiles."""
    for land in lands:
        if land.code in OVERSEAS:
            left, top = tile_corner(land.code, among_tiles=False)
            shapes: tuple[tuple[Shape, int, int], ...] = (
                ("disc", land.teams, 10),
                ("diamond", land.projects, 31),
            )
            for shape, n, down in shapes:
                if n:
                    yield map_marks.count(shape, left + TILE + 9, top + down, n)


def _badges(lands: Sequence[Land]) -> Iterator[str]:
    """Yield the projects of each département, in the corner of its tile."""
    for land in lands:
        if land.projects:
            left, top = tile_corner(land.code, among_tiles=True)
            yield map_marks.badge(left + TILE - 3, top + 3, land.projects)


def keys(nation: Nation, view: str) -> tuple[Key, ...]:
    """Return the legend: the stages of the départements, then the marks that the view draws, each with its count."""
    stages = [
        Key(css=css, label=stage.capitalize(), count=len(lands))
        for stage, css, lands in by_stage(nation.lands)
        if stage
    ]
    project = Key(css="spot-diamond", label=_("Projet émergent"), count=nation.projects)
    if view == TILES:  # the teams are the number in the tile
        return (*stages, project)
    near = Key(css="spot-near", label=_("Position approchée"), count=nation.approximate)
    team = Key(css="spot-disc", label=_("Équipe reconnue"), count=nation.teams)
    return (*stages, team, project, *([near] if nation.approximate else []))
