"""The whole country on a day: each département with its cooperations, its teams and the projects that emerge."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from maillage.common.formats import counted, listing
from maillage.common.normalise import fold
from maillage.indicators.maps import STEPS, furthest
from maillage.network.models import Cooperation, CooperationStage, Team, TeamStage
from maillage.network.models.teams import Pin
from maillage.portal.forms import OPEN_COOPERATIONS
from maillage.portal.moment import Moment
from maillage.portal.seats import departement_of
from maillage.territory.models import Departement

# A project is a team on its way, whatever it has reached before it is recognised.
PROJECTS = (TeamStage.IDEA.value, TeamStage.EMERGING.value, TeamStage.CARRIED.value, TeamStage.PACT.value)
SHOWN = (TeamStage.RECOGNISED.value, *PROJECTS)


@dataclass(frozen=True, kw_only=True)
class Land:
    """Hold a département, or what has no territory: the stages of its cooperations, its teams and projects."""

    code: str
    name: str
    url: str = ""
    stages: tuple[CooperationStage, ...]
    pins: tuple[Pin, ...]

    @property
    def stage(self) -> CooperationStage | None:
        """Return the furthest stage of its cooperations; none without one."""
        return max(self.stages, key=furthest, default=None)

    @property
    def stage_label(self) -> str:
        """Return the furthest stage in words."""
        return str(self.stage.label) if self.stage else ""

    @cached_property
    def teams(self) -> int:
        """Return how many recognised teams sit there."""
        return sum(pin.stage == TeamStage.RECOGNISED for pin in self.pins)

    @property
    def projects(self) -> int:
        """Return how many projects emerge there."""
        return len(self.pins) - self.teams

    @cached_property
    def clusters(self) -> "tuple[Cluster, ...]":
        """Return its teams and projects commune by commune."""
        return tuple(clusters(self.pins))

    @cached_property
    def words(self) -> str:
        """Return what is there: « 3 équipes et 1 projet émergent », or nothing."""
        return in_words(self.teams, self.projects)

    @property
    def communes(self) -> str:
        """Return its teams and projects commune by commune, as the marks of the map say them."""
        return ", ".join(cluster.words for cluster in self.clusters)

    @property
    def is_known(self) -> bool:
        """Tell whether anything is known there."""
        return bool(self.stages or self.pins)


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Hold the teams and projects of one commune."""

    commune: str
    pins: tuple[Pin, ...]

    @property
    def place(self) -> str:
        """Return the name of the commune, and whether it stands near its spot only."""
        if not self.commune:
            return _("commune inconnue")
        return _("%s (position approchée)") % self.commune if self.pins[0].approximate else self.commune

    @property
    def words(self) -> str:
        """Return what is there, one team being understood: « Nîmes (3 équipes et 1 projet émergent) »."""
        teams = sum(pin.stage == TeamStage.RECOGNISED for pin in self.pins)
        projects = len(self.pins) - teams
        said = [
            in_words(teams, projects) if projects or teams > 1 else "",
            _("position approchée") if self.pins[0].approximate else "",
        ]
        notes = ", ".join(note for note in said if note)
        name = self.commune or _("commune inconnue")
        return f"{name} ({notes})" if notes else name


@dataclass(frozen=True, kw_only=True)
class Nation:
    """Hold every département, and apart what has no territory."""

    lands: tuple[Land, ...]
    nowhere: Land

    @property
    def rows(self) -> tuple[Land, ...]:
        """Return the départements, and what has no territory where there is some: they add up to the whole."""
        return (*self.lands, self.nowhere) if self.nowhere.is_known else self.lands

    @cached_property
    def cooperations(self) -> int:
        """Return how many cooperations are known."""
        return sum(len(land.stages) for land in self.rows)

    @cached_property
    def teams(self) -> int:
        """Return how many recognised teams are known."""
        return sum(land.teams for land in self.rows)

    @cached_property
    def projects(self) -> int:
        """Return how many projects are known."""
        return sum(land.projects for land in self.rows)

    @property
    def known(self) -> int:
        """Return in how many départements something is known."""
        return sum(land.is_known for land in self.lands)

    @property
    def approximate(self) -> int:
        """Return how many teams and projects are drawn near where they are."""
        return sum(not pin.commune or bool(pin.approximate) for land in self.lands for pin in land.pins)


def in_words(teams: int, projects: int) -> str:
    """Return teams and projects in words, nothing where there are none."""
    said = [
        counted(teams, _("équipe"), _("équipes")) if teams else "",
        counted(projects, _("projet émergent"), _("projets émergents")) if projects else "",
    ]
    return listing([words for words in said if words])


def clusters(pins: Iterable[Pin]) -> Iterator[Cluster]:
    """Yield teams and projects by commune, in the order of names; what has no known commune comes last."""
    held: dict[tuple[object, ...], list[Pin]] = {}
    for pin in pins:
        held.setdefault((pin.commune, pin.latitude, pin.longitude), []).append(pin)
    for (commune, *_spot), some in sorted(held.items(), key=lambda item: _by_name(item[0])):
        yield Cluster(commune=str(commune or ""), pins=tuple(some))


def _by_name(spot: tuple[object, ...]) -> tuple[bool, str, str]:
    """Order communes by name, two of one name by their spot, what is unknown last."""
    return not spot[0], fold(str(spot[0])), str(spot[1:])


def read_nation(moment: Moment) -> Nation:
    """Return the country as it stood on the day of a page."""
    day, known = moment.as_of, moment.known_at
    cooperations = Cooperation.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    teams = Team.objects.placed(as_of=day, known_at=known).staged(as_of=day, known_at=known)
    return arranged(
        [
            (departement_of(row)[0], CooperationStage(row.stage))
            for row in cooperations.at_stages(OPEN_COOPERATIONS)
            if row.stage
        ],
        teams.at_stages(SHOWN).pins(),
        moment,
    )


def arranged(stages: Sequence[tuple[str, CooperationStage]], pins: Sequence[Pin], moment: Moment) -> Nation:
    """Return the country given where each cooperation and each team sits."""
    staged: dict[str, list[CooperationStage]] = {}
    for code, stage in stages:
        staged.setdefault(code, []).append(stage)
    pinned: dict[str, list[Pin]] = {}
    for pin in pins:
        pinned.setdefault(pin.departement or "", []).append(pin)

    def land(code: str, name: str, url: str = "") -> Land:
        return Land(
            code=code,
            name=name,
            url=url,
            stages=tuple(staged.get(code, ())),
            pins=tuple(pinned.get(code, ())),
        )

    names = Departement.objects.values_list("code", "name")
    return Nation(
        lands=tuple(land(code, name, moment.url("departement", code)) for code, name in names),
        nowhere=land("", _("Sans territoire connu")),
    )


def by_stage(lands: Iterable[Land]) -> list[tuple[str, str, list[Land]]]:
    """Return départements by furthest stage, each with its class; those without a cooperation come last, unnamed."""
    held: dict[CooperationStage | None, list[Land]] = {}
    for land in lands:
        held.setdefault(land.stage, []).append(land)
    stages = sorted((stage for stage in held if stage), key=furthest, reverse=True)
    staged = [(str(stage.label), f"stage-{STEPS[stage]}", held[stage]) for stage in stages]
    return [*staged, *([("", "stage-0", held[None])] if None in held else [])]
