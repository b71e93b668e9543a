"""What a page of need lets one set: the day, the radius, what stands on the map; the same in public and at work."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.formats import number
from maillage.common.normalise import fold, parse_day
from maillage.network.models import TeamStage
from maillage.network.models.teams import Pin
from maillage.observatory.assemble import (
    FARTHEST_KM,
    RADII,
    SHORTEST_KM,
    SPREAD_KM,
    USUAL_KM,
    Communes,
    Mask,
    Reach,
    Teams,
    communes_on,
    first_team_on,
    radius_of,
    reach_of,
    teams_on,
)
from maillage.observatory.exports.lines import Level
from maillage.observatory.exports.sources import sources

NO = "non"
EARLIEST = dt.date(2014, 1, 1)  # where the slider begins while no team was ever recognised


class Layer(StrEnum):
    """What may stand on a map of need, above the people."""

    TEAMS = "equipes"
    PROJECTS = "projets"
    ENQUIRIES = "demandes"


@dataclass(frozen=True, kw_only=True)
class Box:
    """Hold one checkbox of the legend."""

    layer: Layer
    label: str
    css: str
    shown: bool


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hold what is set, and between what and what it may be.

    Attributes:
        as_of: The day.
        first: Where the slider of days begins: when a team was recognised for the first time.
        last: Where it ends: today.
        radius: Up to how many km a team is near.
        boxes: What may stand on the map, and whether it does.
        problems: What could not be understood, in sentences.

    """

    as_of: dt.date
    first: dt.date
    last: dt.date
    radius: int
    boxes: tuple[Box, ...]
    problems: tuple[str, ...] = ()
    marks: tuple[int, ...] = RADII
    least: int = SHORTEST_KM
    most: int = FARTHEST_KM

    def shows(self, layer: Layer) -> bool:
        """Tell whether something stands on the map."""
        return any(box.layer == layer and box.shown for box in self.boxes)

    @property
    def kept(self) -> dict[str, str]:
        """Return what the address of another page of need says of it, the day apart; what is usual is not said."""
        radius = {} if self.radius == USUAL_KM else {"rayon": str(self.radius)}
        return {**radius, **{box.layer.value: NO for box in self.boxes if not box.shown}}


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Hold what every page of need reads: the settings, the communes, the teams of the day, who is near whom."""

    settings: Settings
    communes: Communes
    teams: Teams
    reach: Reach

    @property
    def pins(self) -> list[Pin]:
        """Return the teams and the projects that stand on the map."""
        wanted = {True: self.settings.shows(Layer.TEAMS), False: self.settings.shows(Layer.PROJECTS)}
        return [pin for pin in self.teams.pins if wanted[pin.stage == TeamStage.RECOGNISED]]

    def pins_in(self, here: Mask) -> list[Pin]:
        """Return those that sit in some communes, by name."""
        numbers = self.communes.places.numbers
        inside = [pin for pin in self.pins if pin.code and pin.code in numbers and here[numbers[pin.code]]]
        return sorted(inside, key=lambda pin: (fold(pin.name), pin.slug))


def ground_at(
    request: HttpRequest,
    *,
    as_of: dt.date,
    today: dt.date,
    known_at: dt.datetime,
    asked: bool = False,
    problems: tuple[str, ...] = (),
) -> Ground:
    """Return what a page of need reads of a day; `asked` says that enquiries may stand on its map."""
    communes, teams = communes_on(as_of=as_of, known_at=known_at), teams_on(as_of=as_of, known_at=known_at)
    given = request.GET.dict()
    radius = radius_of(given.get("rayon", ""))
    settings = Settings(
        as_of=as_of,
        first=min(first_team_on(known_at) or EARLIEST, today),
        last=today,
        radius=radius,
        boxes=_boxes(given, asked=asked),
        problems=(*problems, *_wrong_radius(given.get("rayon", ""), radius)),
    )
    return Ground(settings=settings, communes=communes, teams=teams, reach=reach_of(communes, teams, radius))


def told(ground: Ground) -> dict[str, object]:
    """Return what every page of need says: what is set, where its figures come from, whether they are estimates."""
    return {
        "settings": ground.settings,
        "radius": ground.settings.radius,
        "is_today": ground.settings.as_of == ground.settings.last,
        "estimated": ground.communes.people_are_estimated,
        "alone_estimated": ground.communes.alone_are_estimated,
        "sources": sources(ground.communes),
        "spread": number(SPREAD_KM),
    }


def discs(radius: int, level: Level) -> dict[str, str]:
    """Return what a full disc and a hollow one mean."""
    if level == Level.COMMUNE:
        return {"near": _("Une équipe à moins de %d km") % radius, "far": _("Plus loin")}
    return {
        "near": _("La moitié des personnes, ou plus, ont une équipe à moins de %d km") % radius,
        "far": _("Moins de la moitié"),
    }


def _boxes(given: Mapping[str, str], *, asked: bool) -> tuple[Box, ...]:
    """Return what may stand on the map; everything does until it is taken away."""
    words = {
        Layer.TEAMS: (_("Équipes reconnues"), "spot-disc"),
        Layer.PROJECTS: (_("Projets émergents"), "spot-diamond"),
        Layer.ENQUIRIES: (_("Demandes en attente"), "spot-square"),
    }
    return tuple(
        Box(layer=layer, label=label, css=css, shown=given.get(layer) != NO)
        for layer, (label, css) in words.items()
        if asked or layer != Layer.ENQUIRIES
    )


def _wrong_radius(text: str, radius: int) -> tuple[str, ...]:
    """Return the sentence of a radius that cannot be; none for one that can, or that nobody asked."""
    if not text or text == str(radius):
        return ()
    sentence = _(
        "Le rayon se choisit en kilomètres entiers, de %(least)d à %(most)d : le voici à %(usual)d km."
    )
    return (sentence % {"least": SHORTEST_KM, "most": FARTHEST_KM, "usual": USUAL_KM},)


def day_asked(text: str, *, today: dt.date) -> tuple[dt.date, tuple[str, ...]]:
    """Return the day that an address asks for, and what is wrong with it; today unless it lies in the past."""
    if not text.strip():
        return today, ()
    try:
        day = parse_day(text[:40]).on
    except Refused as refusal:
        return today, (str(refusal),)
    if day > today:
        return today, (_("Cette date est dans le futur : voici la situation d'aujourd'hui."),)
    return day, ()
