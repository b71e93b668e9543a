"""The map of cooperations and the list beside it: the same rows, the same counts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from maillage.common.components import Key, Tab
from maillage.common.formats import day as written_day
from maillage.common.formats import listing
from maillage.common.maps import MapValue, france_svg, tiles_svg
from maillage.indicators.maps import STEPS, furthest
from maillage.network.models import CooperationStage
from maillage.portal.moment import Moment

LINK = re.compile(r'<a href="([^"]*)" aria-label="[^"]*">')
MAP, TILES, TABLE = "carte", "tuiles", "tableau"


@dataclass(frozen=True)
class Seated:
    """Say where a cooperation sits and the stage that it is at."""

    departement: str
    name: str
    stage: CooperationStage


@dataclass(frozen=True, kw_only=True)
class Place:
    """Hold one département of the list: its furthest stage, its cooperations."""

    code: str
    name: str
    url: str
    stage: CooperationStage
    count: int


@dataclass(frozen=True, kw_only=True)
class StageGroup:
    """Hold the départements whose furthest cooperation is at one stage."""

    label: str
    css: str
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Hold a map as the page shows it: list, drawing, legend, views."""

    view: str
    groups: tuple[StageGroup, ...]
    svg: str
    keys: tuple[Key, ...]
    tabs: tuple[Tab, ...]
    elsewhere: int
    places: tuple[Place, ...] = field(default=())


def view_of(asked: str) -> str:
    """Return the view asked for; the map unless another is known."""
    return asked if asked in {TILES, TABLE} else MAP


def picture(rows: Iterable[Seated], moment: Moment, *, view: str, addresses: Mapping[str, str]) -> Picture:
    """Return the map of some cooperations by the furthest stage of each département.

    Args:
        rows: The cooperations to show.
        moment: The day and the knowledge of the page.
        view: "carte", "tuiles" or "tableau".
        addresses: The address of each view.

    """
    by_place: dict[tuple[str, str], list[CooperationStage]] = {}
    elsewhere = 0
    for row in rows:
        if row.departement:
            by_place.setdefault((row.departement, row.name), []).append(row.stage)
        else:
            elsewhere += 1
    places = tuple(
        Place(
            code=code,
            name=name,
            url=moment.url("departement", code),
            stage=max(stages, key=furthest),
            count=len(stages),
        )
        for (code, name), stages in sorted(by_place.items())
    )
    groups = tuple(
        _group(stage, places) for stage in sorted({p.stage for p in places}, key=furthest, reverse=True)
    )
    labels = {MAP: _("Carte"), TILES: _("Tuiles"), TABLE: _("Tableau")}
    return Picture(
        view=view,
        groups=groups,
        places=places,
        svg=_drawing(places, groups, moment, view),
        keys=tuple(Key(css=g.css, label=g.label, count=len(g.places)) for g in groups),
        tabs=tuple(Tab(label=labels[v], url=url, current=v == view) for v, url in addresses.items()),
        elsewhere=elsewhere,
    )


def _group(stage: CooperationStage, places: Iterable[Place]) -> StageGroup:
    """Return the départements of one stage, by name."""
    held = sorted((p for p in places if p.stage == stage), key=lambda p: p.code)
    return StageGroup(label=str(stage.label).capitalize(), css=f"stage-{STEPS[stage]}", places=tuple(held))


def _drawing(places: Iterable[Place], groups: Iterable[StageGroup], moment: Moment, view: str) -> str:
    """Return the drawing of a view; a table needs none."""
    if view == TABLE:
        return ""
    values = {p.code: MapValue(STEPS[p.stage], str(p.stage.label)) for p in places}
    links = {p.code: p.url for p in places}
    title = _("Les coopérations au %s") % written_day(moment.as_of)
    counts = listing([f"{g.label.lower()} : {len(g.places)}" for g in groups])
    alt = (
        _("Carte des départements selon l'étape de leurs coopérations. La liste donne la même chose. %s")
        % counts
    )
    if view == TILES:
        return SafeString(for_the_mouse(tiles_svg(values, (), title, alt, links=links)))
    return SafeString(for_the_mouse(france_svg(values, (), title, alt, links=links, layout="tall")))


def for_the_mouse(svg: str) -> str:
    """Leave the links of a map to the mouse, named by what they show: the list gives the same to the keyboard."""
    return LINK.sub(r'<a tabindex="-1" href="\1">', svg)
