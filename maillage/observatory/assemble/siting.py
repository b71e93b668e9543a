"""Where the next teams would help most: from a question to the communes to found in, and what each choice changes.

What a question rests on (`Ground`) and its answer (`Proposal`) are kept in memory under the digest of their inputs: the
same question on the same figures and the same teams is answered once.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.observatory.assemble.asked import Asked, Need, Objective, Proof
from maillage.observatory.assemble.communes import Communes, Floats, Ints, Mask, communes_on
from maillage.observatory.assemble.kept import Kept
from maillage.observatory.assemble.reach import Teams, inside, teams_on
from maillage.science import given
from maillage.science.coverage import counts, nearest
from maillage.science.siting import EXACT, NEAR, QUICK, Plan, maximal_cover
from maillage.science.siting_floor import FloorOutOfReachError, floor_cover
from maillage.science.siting_graph import CoverGraph, within
from maillage.science.siting_median import MedianPlan, p_median
from maillage.science.siting_variants import backup_cover
from maillage.territory.models import Commune, FormerCommune

FIRST = 0.7  # of a need, what the first team meets when a second one counts too
CAP_KM = 60.0  # beyond, far is far
# France within 30 km; for the least distance, a region with its teams and fifty more.
QUICK_PAIRS, QUICK_DISTANCES, FEWEST_SITES = 35_000 * 30**2, 1_000_000, 200
SHORT = 4  # figures of a code whose first zero is lost
MEDIAN_ROUNDS = {Proof.QUICK: 0, Proof.NEAR: 100, Proof.EXACT: 300}
FLOOR_ROUNDS = {Proof.QUICK: 60, Proof.NEAR: 300, Proof.EXACT: 1000}
EFFORTS = {Proof.QUICK: QUICK, Proof.NEAR: NEAR, Proof.EXACT: EXACT}
GROUNDS: Kept["Ground"] = Kept(4)
PROPOSALS: Kept["Proposal"] = Kept(16)  # they share their grounds


@dataclass(frozen=True, eq=False, kw_only=True)
class Ground:
    """Hold what a question rests on: the communes of its perimeter, who lives there, the teams that are there.

    Attributes:
        communes: All the communes of the day.
        ranks: (n,) numbers of those of the perimeter whose position is known, the most people first: people live there,
            teams may sit there.
        need: (n,) people counted in each; 0 where they are unknown.
        unknown: How many communes of the perimeter are counted nowhere: their people or their position is unknown.
        near: (n,) how many existing teams are within the radius.
        km: (n,) to the nearest existing team, at most CAP_KM.
        teams: (m, 2) latitude and longitude of the existing teams.
        radius: Up to how many km a team is near.
        digest: The digest of all this: two questions with the same one rest on the same figures.

    """

    communes: Communes
    ranks: Ints
    need: Floats
    unknown: int
    near: Ints
    km: Floats
    teams: Floats
    radius: float
    digest: str

    @cached_property
    def degrees(self) -> Floats:
        """Return where the communes are, (n, 2)."""
        return self.communes.degrees[self.ranks]

    @cached_property
    def graph(self) -> CoverGraph:
        """Return which communes a team in each of them would be near of."""
        return within(self.degrees, self.radius)

    @cached_property
    def teams_around(self) -> Floats:
        """Return the existing teams that are not too far to matter: within CAP_KM of one of the communes."""
        if not len(self.teams):
            return self.teams
        return self.teams[nearest(self.teams, self.degrees).km <= CAP_KM]

    @cached_property
    def everyone(self) -> float:
        """Return how many people are counted."""
        return float(self.need.sum())

    @cached_property
    def reached(self) -> float:
        """Return how many of them have a team near today."""
        return float(self.need[self.near > 0].sum())

    def mean_km(self, km: Floats) -> float:
        """Return how far people are on average, given how far each commune is."""
        return float((self.need * km).sum() / self.need.sum())

    @cached_property
    def departement(self) -> Ints:
        """Return the number of the département of each commune, (n,)."""
        return self.communes.departement[self.ranks]

    @cached_property
    def places(self) -> dict[str, int]:
        """Return the place of each commune in these arrays, by code."""
        return {self.communes.places.codes[rank]: place for place, rank in enumerate(self.ranks.tolist())}

    def at(self, codes: Iterable[str]) -> Ints:
        """Return the places of some communes; refuse one that is not among them."""
        found = []
        for code in codes:
            if code not in self.places:
                raise Refused(_why_not(code))
            found.append(self.places[code])
        return np.array(found, np.int64)


def _why_not(code: str) -> str:
    """Say why a code names none of the communes of a question, and what to write instead."""
    if code.isdecimal() and len(code) == SHORT:
        said = _("« %(code)s » n'a que quatre chiffres, un tableur a dû perdre le zéro : écrivez 0%(code)s.")
        return said % {"code": code}
    row = Commune.objects.filter(code=code).select_related("parent").first()
    if row is not None and row.parent is not None:
        said = _(
            "%(part)s (%(code)s) n'est pas compté à part : écrivez %(whole)s, le code de toute la ville."
        )
        return said % {"part": row.name, "code": code, "whole": row.parent.code}
    if row is not None:
        said = _("%(name)s (%(code)s) n'est pas dans le territoire demandé, ou sa position est inconnue.")
        return said % {"name": row.name, "code": code}
    former = FormerCommune.objects.filter(code=code).select_related("successor").first()
    if former is not None:
        return _("La commune %(old)s (%(code)s) n'existe plus : écrivez %(new)s, le code %(of)s.") % {
            "old": former.name,
            "code": code,
            "new": former.successor.code,
            "of": former.successor.genitive,
        }
    return _("Aucune commune ne porte le code INSEE « %s » : vérifiez-le.") % code


def ground_of(asked: Asked) -> Ground:
    """Return what a question rests on; refuse a perimeter where nothing is known."""
    communes = communes_on(as_of=asked.as_of, known_at=asked.known_at)
    here = inside(communes, asked)
    teams = teams_on(as_of=asked.as_of, known_at=asked.known_at) if asked.existing else None
    digest = _digest(communes, here, teams, asked)
    return GROUNDS.get(digest, lambda: _ground(communes, here, teams, asked, digest))


def _need(communes: Communes, need: Need) -> Floats:
    """Return who is counted in each commune, NaN where unknown."""
    return communes.alone if need == Need.ALONE else communes.people


def _seats(teams: Teams | None) -> Floats:
    """Return where the recognised teams sit, in an order that says nothing of the database."""
    seats = np.zeros((0, 2)) if teams is None else teams.degrees[teams.recognised]
    return seats[np.lexsort(seats.T)]


def _digest(communes: Communes, here: Mask, teams: Teams | None, asked: Asked) -> str:
    """Return the digest of the figures of a question: positions, people, teams, radius."""
    found = hashlib.sha256(f"{asked.need}:{float(asked.radius)!r}".encode())
    codes = np.array(communes.places.codes, "S5")
    arrays = (
        codes,
        communes.departement,
        communes.degrees,
        _need(communes, asked.need),
        here,
        _seats(teams),
    )
    for array in arrays:
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _ground(communes: Communes, here: Mask, teams: Teams | None, asked: Asked, digest: str) -> Ground:
    """Return the arrays of a question."""
    need = _need(communes, asked.need)
    placed = here & np.isfinite(communes.degrees).all(axis=1)
    ranks = np.flatnonzero(placed)
    # Of two choices that are worth the same, science takes the first: here the commune where most people live.
    ranks = ranks[np.argsort(-np.nan_to_num(need[ranks]), kind="stable")]
    people = np.nan_to_num(need[ranks])
    if not people.any():
        raise Refused(
            _(
                "Dans ce territoire, aucune commune n'a à la fois une position et un nombre de personnes connus : "
                "il n'y a rien à calculer."
            )
        )
    degrees, seats = communes.degrees[ranks], _seats(teams)
    near, km = np.zeros(len(ranks), np.int64), np.full(len(ranks), CAP_KM)
    if len(seats):
        near = counts(degrees, seats, asked.radius)
        km = np.minimum(nearest(degrees, seats).km, CAP_KM)
    return Ground(
        communes=communes,
        ranks=ranks,
        need=people,
        unknown=int(here.sum() - np.isfinite(need[ranks]).sum()),
        near=near,
        km=km,
        teams=seats,
        radius=asked.radius,
        digest=digest,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """Hold what some teams change, whoever chose them.

    Attributes:
        value: What they bring by the objective: people reached (a second team counting for its share), or the mean
            distance left, in km.
        near: (n,) whether a team is within the radius once they are founded.

    """

    value: float
    near: Mask


@dataclass(frozen=True, eq=False, kw_only=True)
class Effect:
    """Hold what the teams change in one département; people are those of the perimeter that are counted.

    Attributes:
        code: Its code.
        name: Its name.
        teams: How many would be founded there.
        people: Who is counted there.
        before: Of them, who has a team within the radius today.
        after: Who would have one.

    """

    code: str
    name: str
    teams: int
    people: float
    before: float
    after: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Proposal:
    """Hold the answer to a question, with its proof.

    Attributes:
        asked: The question.
        ground: What it rests on.
        sites: (p,) places of the communes to found in, in the order in which to do so.
        gains: (p,) what each adds in that order; nothing for the least distance, where the order says little.
        value: As `Outcome`.
        bound: What no other choice exceeds; for the least distance, what none goes below.
        gap: The share of the bound that is not reached; for the least distance, of the value that might be spared.

    """

    asked: Asked
    ground: Ground
    sites: Ints
    gains: Floats | None
    value: float
    bound: float
    gap: float

    @cached_property
    def outcome(self) -> Outcome:
        """Return what the proposal changes."""
        return outcome(self, self.sites)

    @property
    def better(self) -> float:
        """Return by how much another choice may still do better, as a share of what this one brings."""
        return abs(self.bound - self.value) / self.value if self.value > 0 else 0.0

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the communes to found in."""
        return codes_of(self.ground, self.sites)

    @property
    def digest(self) -> str:
        """Return the digest of the answer: two computations agree when theirs are the same."""
        told = (self.ground.digest, self.asked.conditions(), " ".join(self.codes))
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def codes_of(ground: Ground, sites: Iterable[int]) -> tuple[str, ...]:
    """Return the codes of some communes told by their places."""
    return tuple(ground.communes.places.codes[ground.ranks[site]] for site in sites)


def proposal_of(asked: Asked, ground: Ground | None = None) -> Proposal:
    """Return where the teams that are asked for would help most, on a ground that was read already or is read now."""
    ground = ground or ground_of(asked)
    kept = PROPOSALS.get((ground.digest, asked.conditions()), lambda: _proposal(asked, ground))
    return kept if kept.asked == asked else replace(kept, asked=asked)  # the same figures, on another day


def is_quick(asked: Asked, ground: Ground) -> bool:
    """Tell whether a question can be answered while someone waits: about three seconds of computing at most."""
    if asked.proof != Proof.QUICK:
        return False
    if asked.objective == Objective.MEDIAN:
        sites = max(asked.p + len(ground.teams_around), FEWEST_SITES)
        return len(ground.ranks) * sites <= QUICK_DISTANCES
    return len(ground.ranks) * asked.radius**2 <= QUICK_PAIRS


def _proposal(asked: Asked, ground: Ground) -> Proposal:
    """Ask science."""
    forced, forbidden = ground.at(asked.forced), ground.at(asked.forbidden)
    if (free := len(ground.ranks) - len(forbidden)) < asked.p:
        raise Refused(
            _("%(p)d équipes sont demandées, et ce territoire n'a que %(free)d communes où en fonder.")
            % {"p": asked.p, "free": free}
        )
    if asked.objective == Objective.MEDIAN:
        return _nearest(asked, ground, forced, forbidden)
    plan = _covering(asked, ground, forced, forbidden)
    # The bound is summed in single precision: it may come out above all that there is to gain.
    bound = max(plan.value, min(plan.bound, float((ground.need * (1 - _met(asked, ground.near))).sum())))
    return Proposal(
        asked=asked,
        ground=ground,
        sites=plan.sites,
        gains=plan.gains,
        value=plan.value,
        bound=bound,
        gap=1 - plan.value / bound if bound else 0.0,
    )


def _met(asked: Asked, near: Ints) -> Floats:
    """Return the share of the need of a commune that some teams near meet, by the objective of a question."""
    first = FIRST if asked.objective == Objective.BACKUP else 1.0
    return np.array([0.0, first, 1.0])[np.minimum(near, 2)]


def _covering(asked: Asked, ground: Ground, forced: Ints, forbidden: Ints) -> Plan:
    """Return the plan that reaches the most people, by the objective and under the floor of a question."""
    already, effort = ground.near > 0, EFFORTS[asked.proof]
    if asked.objective == Objective.BACKUP:
        return backup_cover(
            ground.graph,
            ground.need,
            asked.p,
            first=FIRST,
            teams=ground.near,
            forced=forced,
            forbidden=forbidden,
            effort=effort,
            seed=asked.seed,
        )
    if asked.floor is None:
        return maximal_cover(
            ground.graph,
            ground.need,
            asked.p,
            already=already,
            forced=forced,
            forbidden=forbidden,
            effort=effort,
            seed=asked.seed,
        )
    try:
        return floor_cover(
            ground.graph,
            ground.need,
            asked.p,
            ground.departement,
            asked.floor,
            already=already,
            forced=forced,
            forbidden=forbidden,
            rounds=FLOOR_ROUNDS[asked.proof],
        )
    except FloorOutOfReachError as error:
        raise Refused(
            _(
                "Avec %(p)d équipes, atteindre %(floor)d %% des personnes de chaque département n'est pas possible ; "
                "le mieux que nous ayons trouvé est %(best)s %%. Demandez plus d'équipes, ou une part plus basse."
            )
            % {
                "p": asked.p,
                "floor": round(100 * asked.floor),
                "best": f"{int(1000 * error.best) / 10:g}".replace(".", ","),
            }
        ) from error


def _nearest(asked: Asked, ground: Ground, forced: Ints, forbidden: Ints) -> Proposal:
    """Return the proposal that leaves the least distance; existing teams are sites that are open already."""
    here, teams = len(ground.ranks), ground.teams_around
    plan: MedianPlan = p_median(
        ground.degrees,
        ground.need,
        asked.p + len(teams),
        cap=CAP_KM,
        sites=np.vstack([ground.degrees, teams]),
        forced=[*range(here, here + len(teams)), *forced.tolist()],
        forbidden=forbidden,
        rounds=MEDIAN_ROUNDS[asked.proof],
    )
    return Proposal(
        asked=asked,
        ground=ground,
        sites=plan.sites[plan.sites < here],
        gains=None,
        value=plan.mean_km,
        bound=plan.bound / ground.everyone,
        gap=plan.gap,
    )


def outcome(proposal: Proposal, sites: Sequence[int] | Ints) -> Outcome:
    """Return what some communes would change, by the objective of a proposal."""
    ground, asked = proposal.ground, proposal.asked
    added = ground.graph.reached(sites)
    before, after = ground.near, ground.near + added
    if asked.objective == Objective.MEDIAN:
        km = np.minimum(nearest(ground.degrees, ground.degrees[np.asarray(sites)]).km, ground.km)
        value = ground.mean_km(km)
    else:
        value = float((ground.need * (_met(asked, after) - _met(asked, before))).sum())
    return Outcome(value=value, near=after > 0)


def moved(proposal: Proposal, moves: Iterable[tuple[str, str]]) -> Ints:
    """Return the sites of a proposal once some teams are moved by hand, from one commune to another, in turn."""
    ground = proposal.ground
    sites = proposal.sites.tolist()
    for source, target in moves:
        from_, to = (int(ground.at([code])[0]) for code in (source, target))
        if from_ not in sites:
            raise Refused(_("Aucune équipe n'est proposée dans la commune %s : rien à y déplacer.") % source)
        if to in sites:
            raise Refused(
                _("Une équipe est déjà proposée dans la commune %s : choisissez-en une autre.") % target
            )
        sites[sites.index(from_)] = to
    return np.array(sites, np.int64)


def effects(proposal: Proposal, sites: Ints | None = None, after: Mask | None = None) -> list[Effect]:
    """Return what a proposal, or the same moved by hand, changes in each département, by code."""
    ground = proposal.ground
    chosen = proposal.sites if sites is None else sites
    near = proposal.outcome.near if after is None else after
    places = ground.communes.departements
    count = len(places.codes)
    people = given.sums(ground.departement, ground.need, count)
    before = given.sums(ground.departement, ground.need * (ground.near > 0), count)
    reached = given.sums(ground.departement, ground.need * near, count)
    teams = np.bincount(ground.departement[chosen], minlength=count)
    return [
        Effect(
            code=places.codes[rank],
            name=places.names[rank],
            teams=int(teams[rank]),
            people=float(people[rank]),
            before=float(before[rank]),
            after=float(reached[rank]),
        )
        for rank in np.flatnonzero(people).tolist()
    ]
