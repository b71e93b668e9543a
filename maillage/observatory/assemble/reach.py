"""The teams of a day, and how far each commune is from them: who has a team near, where there is nobody."""

import datetime as dt
import re
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.network.models import Cooperation, Team, TeamStage, TeamStageChange
from maillage.network.models.teams import Pin
from maillage.observatory.assemble.asked import USUAL_KM, Asked, Look
from maillage.observatory.assemble.communes import Communes, Floats, Mask, communes_on
from maillage.science.coverage import covered_by as within
from maillage.science.coverage import nearest, white_zones
from maillage.territory.models import Departement

RADII = (5, 10, 15)  # km in a straight line, that a page marks
SHORTEST_KM, FARTHEST_KM = 1, 50  # that it accepts
# Metropolitan France has 34,800 communes on 544,000 km² (Insee): one of middling size, as a disc, reaches so far.
SPREAD_KM = 2.2
HERE_KM = 0.05  # nearer, a team stands at the very position of the commune
PROJECTS = (TeamStage.IDEA.value, TeamStage.EMERGING.value, TeamStage.CARRIED.value, TeamStage.PACT.value)
SHOWN = (TeamStage.RECOGNISED.value, *PROJECTS)


def covered_by(
    communes: Communes, cooperation: Cooperation, *, as_of: dt.date, known_at: dt.datetime
) -> Mask:
    """Tell which communes a cooperation covers on a day: those of its départements, of its EPCI, its own."""
    rows = cooperation.coverages.known_at(known_at).as_of(as_of).order_by()
    paths = ("departement__code", "epci__code", "commune__code", "commune__parent__code")
    held = [set(column) - {None} for column in zip(*rows.values_list(*paths), strict=True)] or [set()] * len(
        paths
    )
    departements, epcis, own, wholes = held
    return (
        np.isin(communes.departement, [communes.departements.numbers[code] for code in departements])
        | np.isin(communes.epci, [communes.epcis.numbers[code] for code in epcis])
        | np.isin(np.array(communes.places.codes), sorted(own | wholes))
    )


def inside(communes: Communes, asked: Look | Asked) -> Mask:
    """Tell which communes lie in the perimeter of a question."""
    kind, code = asked.perimeter.kind, asked.perimeter.code
    everywhere: Mask = np.ones(len(communes.folded), np.bool_)
    if asked.perimeter.is_france:
        return everywhere
    if kind == "region":
        codes = Departement.objects.filter(region__code=code).values_list("code", flat=True)
        return np.isin(communes.departement, [communes.departements.numbers[one] for one in codes])
    if kind == "departement":
        return communes.in_departement(code)
    if kind == "epci":
        return np.equal(communes.epci, communes.epcis.numbers.get(code, -2))
    if kind == "cooperation":
        row = Cooperation.objects.filter(slug=code).first()
        if row is None:
            raise Refused(_("Aucune coopération ne s'appelle « %s ».") % code)
        return covered_by(communes, row, as_of=asked.as_of, known_at=asked.known_at)
    raise Refused(
        _(
            "Ce calcul se fait pour la France, une région, un département, une intercommunalité ou une coopération."
        )
    )


@dataclass(frozen=True, kw_only=True)
class Teams:
    """Hold the teams of a day that stand somewhere on the map.

    Attributes:
        pins: What a map shows of each.
        degrees: (m, 2) latitude and longitude of the commune where each sits.
        recognised: (m,) whether each is recognised; the others emerge.
        nowhere: How many have no known position: they are near nobody.

    """

    pins: tuple[Pin, ...]
    degrees: Floats
    recognised: Mask
    nowhere: int


def teams_on(*, as_of: dt.date, known_at: dt.datetime) -> Teams:
    """Return the teams and the projects of a day, as known at a moment."""
    rows = Team.objects.placed(as_of=as_of, known_at=known_at).staged(as_of=as_of, known_at=known_at)
    pins = rows.at_stages(SHOWN).pins()
    placed = tuple(pin for pin in pins if pin.latitude is not None and pin.longitude is not None)
    return Teams(
        pins=placed,
        degrees=np.array([(pin.latitude, pin.longitude) for pin in placed], np.float64).reshape(-1, 2),
        recognised=np.array([pin.stage == TeamStage.RECOGNISED for pin in placed], np.bool_),
        nowhere=len(pins) - len(placed),
    )


def first_team_on(known_at: dt.datetime) -> dt.date | None:
    """Return the day when a team was recognised for the first time, as known at a moment."""
    return TeamStageChange.objects.known_at(known_at).at_stages([TeamStage.RECOGNISED]).first_day()


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Hold how far each commune is from a recognised team, in a straight line.

    Attributes:
        radius: Up to how many km a team is near.
        km: (n,) to the nearest team; infinite without any team, NaN where the position is unknown.
        near: (n,) whether a team is near.
        surely: (n,) whether one is near all who live there, at the far end of a commune of middling size too.
        perhaps: (n,) whether one is near some of them.

    """

    radius: float
    km: Floats
    near: Mask
    surely: Mask
    perhaps: Mask


def radius_of(asked: str) -> int:
    """Return the radius that an address asks for, in whole km; the usual one unless another is possible."""
    km = int(asked) if re.fullmatch("[0-9]{1,2}", asked) else 0
    return km if SHORTEST_KM <= km <= FARTHEST_KM else USUAL_KM


def reach_of(communes: Communes, teams: Teams, radius: float) -> Reach:
    """Return how far each commune is from the nearest recognised team of a day."""
    known = communes.placed
    km = np.where(known, np.inf, np.nan)
    if teams.recognised.any() and known.any():
        km[known] = nearest(communes.degrees[known], teams.degrees[teams.recognised]).km
    return reach_at(km, radius)


def reach_at(km: Floats, radius: float) -> Reach:
    """Return who is near a team, given how far the nearest one is."""
    with np.errstate(invalid="ignore"):
        surely = km <= max(radius - SPREAD_KM, HERE_KM)
    return Reach(
        radius=radius,
        km=km,
        near=within(km, radius),
        surely=surely,
        perhaps=within(km, radius + SPREAD_KM),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Seen:
    """Hold what a question of coverage looks at.

    Attributes:
        look: The question.
        communes: All the communes of the day.
        here: (n,) which of them lie in the perimeter.
        teams: The teams of the day.
        reach: How far each commune is from them.

    """

    look: Look
    communes: Communes
    here: Mask
    teams: Teams
    reach: Reach


def seen(look: Look) -> Seen:
    """Return what a question of coverage looks at."""
    communes = communes_on(as_of=look.as_of, known_at=look.known_at)
    teams = teams_on(as_of=look.as_of, known_at=look.known_at)
    return Seen(
        look=look,
        communes=communes,
        here=inside(communes, look),
        teams=teams,
        reach=reach_of(communes, teams, look.radius),
    )


@dataclass(frozen=True, kw_only=True)
class Zone:
    """Hold communes next to each other that no team is near: their numbers, the most people first, and the people."""

    ranks: tuple[int, ...]
    people: float


def zones_of(communes: Communes, reach: Reach, chosen: Mask) -> list[Zone]:
    """Return the white zones of some communes: those whose people and position are known, 6 km apart at most."""
    held = np.flatnonzero(chosen & ~np.isnan(reach.km) & np.isfinite(communes.people))
    people = communes.people[held]
    if not people.any():
        return []
    found = white_zones(communes.degrees[held], people, reach.near[held])
    return [Zone(ranks=tuple(held[zone.places].tolist()), people=zone.need) for zone in found]
