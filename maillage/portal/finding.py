"""Find a team from a place: those that cover it first, then the nearest ones, in a straight line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.network.models import Cooperation, Team, TeamStage
from maillage.network.models.teams import TeamQuerySet
from maillage.portal.forms import OPEN_COOPERATIONS
from maillage.portal.moment import Moment
from maillage.portal.seats import place_of, stage_of
from maillage.territory.models import Commune, PlaceKind
from maillage.territory.perimeter import Perimeter
from maillage.territory.search import Place

NEAR, MOST = 30, 10  # kilometres, lines
OVERSEAS_PREFIX = "97"


@dataclass(frozen=True, kw_only=True)
class Near:
    """Hold a team that someone may call from a place."""

    team: Team
    place: str
    covers: bool
    kilometres: float | None = None
    approximate: bool = False

    @property
    def distance(self) -> str:
        """Return how far it is in words; nothing for who is on the spot, or nobody knows where."""
        if self.kilometres is None:
            return ""
        rounded = round(self.kilometres)
        if rounded < 1:
            return "" if self.approximate else _("tout près")
        sentence = (
            ngettext("à environ %d kilomètre", "à environ %d kilomètres", rounded)
            if self.approximate
            else ngettext("à %d kilomètre", "à %d kilomètres", rounded)
        )
        return sentence % rounded


@dataclass(frozen=True, kw_only=True)
class Found:
    """Hold what a place leads to: teams that come there, teams beyond, cooperations."""

    here: tuple[Near, ...]
    beyond: tuple[Near, ...]
    more: bool
    cooperations: tuple[tuple[Cooperation, str, str], ...]


def departement_code(place: Place) -> str:
    """Return the code of the département of a place; nothing for a region or an EPCI."""
    if place.kind == PlaceKind.DEPARTEMENT:
        return place.code
    if place.kind == PlaceKind.COMMUNE:
        return place.code[: 3 if place.code.startswith(OVERSEAS_PREFIX) else 2]
    return ""


def find_teams(place: Place, moment: Moment, *, most: int = MOST) -> Found:
    """Return the teams that a place leads to, those that come there first."""
    if place.kind == PlaceKind.COMMUNE:
        commune = Commune.objects.select_related("departement").get(pk=place.pk)
        here = covering(commune, moment, most)
        beyond = nearest(commune, moment, {near.team.pk for near in here}, most - len(here[:most]))
    else:
        here, beyond = within(place.perimeter, moment, most), ()
    return Found(
        here=here[:most],
        beyond=beyond,
        more=len(here) > most,
        cooperations=tuple(cooperations_of(place.perimeter, moment)),
    )


def covering(commune: Commune, moment: Moment, most: int) -> tuple[Near, ...]:
    """Return the teams that cover a commune or sit in it, the nearest first, and one more if there are others."""
    found = [
        _near(team, commune, covers=True)
        for team in recognised(moment).holding(commune, as_of=moment.as_of, known_at=moment.known_at)
    ]
    return tuple(sorted(found, key=_by_distance)[: most + 1])


def nearest(commune: Commune, moment: Moment, but: set[int], most: int) -> tuple[Near, ...]:
    """Return the teams that sit near a commune and were not named yet, the nearest first."""
    rows = recognised(moment).around(commune, NEAR)
    found = [_near(team, commune, covers=False) for team in rows if team.pk not in but]
    close = [near for near in found if near.kilometres is not None and near.kilometres <= NEAR]
    return tuple(sorted(close, key=_by_distance)[: max(most, 0)])


def within(perimeter: Perimeter, moment: Moment, most: int) -> tuple[Near, ...]:
    """Return the teams of a wider place by name, and one more if there are others."""
    teams = recognised(moment).reaching(perimeter, as_of=moment.as_of, known_at=moment.known_at)
    return tuple(Near(team=team, place=place_of(team), covers=True) for team in teams[: most + 1])


def cooperations_of(perimeter: Perimeter, moment: Moment) -> list[tuple[Cooperation, str, str]]:
    """Return the cooperations that reach a place: each with its stage and its seat."""
    day, known = moment.as_of, moment.known_at
    found = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    found = found.at_stages(OPEN_COOPERATIONS).reaching(perimeter, as_of=day, known_at=known)
    return [(row, stage_of(row), place_of(row)) for row in found]


def recognised(moment: Moment) -> TeamQuerySet:
    """Return the recognised teams of a moment, with where they sit."""
    day, known = moment.as_of, moment.known_at
    teams = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    return teams.at_stages([TeamStage.RECOGNISED])


def _near(team: Team, commune: Commune, *, covers: bool) -> Near:
    """Return how near a team is."""
    seat = team.seat.commune if team.seat else None
    return Near(
        team=team,
        place=place_of(team),
        covers=covers,
        kilometres=seat.kilometres_to(commune) if seat else None,
        approximate=seat is not None and (seat.position_approximate or commune.position_approximate),
    )


def _by_distance(near: Near) -> tuple[float, str, int]:
    """Order the nearest first, then by name; who sits nowhere known comes last."""
    far = float("inf") if near.kilometres is None else near.kilometres
    return far, near.team.folded, near.team.pk
