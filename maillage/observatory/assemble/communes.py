"""The communes of today as arrays, with what is known of their older people.

Read once for as long as the same files serve; nobody changes what is kept.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from maillage.observatory.assemble.kept import Kept
from maillage.observatory.models import (
    OLDEST,
    Belonging,
    Canton,
    DatasetImport,
    Lineage,
    Observation,
    lineage,
)
from maillage.science.isolation import shrunk
from maillage.territory.models import Commune, Departement, Edition, Epci

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

DATA = Path(__file__).resolve().parent.parent / "data" / "shares.json"
AGES, HOUSEHOLDS, POSITIONS = "structure-population", "familles-menages", "positions"
LIST, CANTONS = "communes", "cantons"
DISTRICTS, MOVES, INCOMES = "quartiers-prioritaires", "mouvements", "filosofi"
BEHIND = (AGES, HOUSEHOLDS, POSITIONS, MOVES)  # what says where people are, and who lives alone
_NOWHERE = -1


@dataclass(frozen=True, kw_only=True)
class Places:
    """Name territories of one sort, in the order of their numbers."""

    codes: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of each code."""
        return {code: rank for rank, code in enumerate(self.codes)}


@dataclass(frozen=True, kw_only=True)
class Communes:
    """Hold the communes of today, Paris, Lyon and Marseille once each; arrays of one length, in the order of codes.

    Attributes:
        places: Their codes and names.
        pks: (n,) their identifiers.
        seats: (n,) the identifiers of their départements.
        folded: Their names as they sort.
        departement: (n,) the number of their département among `departements`.
        epci: (n,) the number of their EPCI among `epcis`, -1 where there is none.
        canton: (n,) the number of their canton among `cantons`, -1 where it is unknown.
        shared: (c,) whether a canton stands for one commune, whole, that several cantons share.
        degrees: (n, 2) latitude and longitude, NaN where unknown.
        approximate: (n,) whether the position is only near.
        population: (n,) inhabitants, NaN where unknown.
        people: (n,) people of 75 or more, whole, so that communes make their département; NaN where unknown.
        alone: (n,) of them, those who live alone, whole, NaN where unknown.
        cells: (n, 4) people of 75 to 79 alone, of 75 to 79 with others, of 80 or more alone, of 80 or more with others;
            NaN where unknown, and everywhere without the file of households.
        poverty: (n,) share of the people who are poor, in percent, NaN where unknown or secret.
        districts: (n,) how many priority districts, 0 without.
        loads: The files that say it, by dataset; a figure without its file is an estimate.
        edition: The digest of the official geography that names them.

    """

    places: Places
    pks: Ints
    seats: Ints
    folded: tuple[str, ...]
    departements: Places
    epcis: Places
    cantons: Places
    departement: Ints
    epci: Ints
    canton: Ints
    shared: Mask
    degrees: Floats
    approximate: Mask
    population: Floats
    people: Floats
    alone: Floats
    cells: Floats
    poverty: Floats
    districts: Floats
    loads: Mapping[str, DatasetImport] = field(default_factory=dict)
    edition: str = ""

    @property
    def people_are_estimated(self) -> bool:
        """Tell whether people of 75 or more are the demonstration estimate."""
        return AGES not in self.loads

    @property
    def alone_are_estimated(self) -> bool:
        """Tell whether those who live alone are the demonstration estimate."""
        return self.people_are_estimated or HOUSEHOLDS not in self.loads

    @cached_property
    def alphabetical(self) -> Ints:
        """Return the numbers of the communes in the order of their names; two of one name by code."""
        order = sorted(range(len(self.folded)), key=lambda rank: (self.folded[rank], self.places.codes[rank]))
        return np.array(order, np.int64)

    def where(self, chosen: Mask) -> Ints:
        """Return the numbers of some communes, in the order of their names."""
        return self.alphabetical[chosen[self.alphabetical]]

    def in_departement(self, code: str) -> Mask:
        """Tell which communes lie in a département."""
        return np.equal(self.departement, self.departements.numbers.get(code, _NOWHERE - 1))

    def in_epci(self, code: str) -> Mask:
        """Tell which communes lie in an EPCI, on whichever side of the limits of a département."""
        return np.equal(self.epci, self.epcis.numbers.get(code, _NOWHERE - 1))

    def in_canton(self, code: str) -> Mask:
        """Tell which communes lie in a canton."""
        return np.equal(self.canton, self.cantons.numbers.get(code, _NOWHERE - 1))

    @cached_property
    def shares(self) -> Floats:
        """Return the share of people who live alone in each commune, steadied by its neighbours, with its interval.

        (n, 3): share, low, high; NaN where either is unknown, and everywhere when who lives alone is an estimate.
        """
        return steadied(self, self.alone, self.people, self.epci, self.departement, chosen=self.counted)

    @cached_property
    def placed(self) -> Mask:
        """Tell of which communes the position is known."""
        known: Mask = np.all(np.isfinite(self.degrees), axis=1)
        return known

    @cached_property
    def counted(self) -> Mask:
        """Tell of which communes both people of 75 or more and those who live alone are known."""
        known: Mask = np.isfinite(self.people) & np.isfinite(self.alone)
        return known


def steadied(
    communes: Communes, alone: Floats, people: Floats, inner: Ints, outer: Ints, *, chosen: Mask
) -> Floats:
    """Return shares with their 95 % intervals, each drawn towards its groups as much as it is small.

    Args:
        communes: Where they come from: an estimate has no interval.
        alone: (k,) how many live alone.
        people: (k,) of how many.
        inner: (k,) the small group of each.
        outer: (k,) the large group of each.
        chosen: (k,) which are known.

    Returns:
        (k, 3): share, low, high; NaN where it is not known.

    """
    found = np.full((len(people), 3), np.nan)
    if communes.alone_are_estimated or not people[chosen].any():
        return found
    drawn = shrunk(alone[chosen], people[chosen], inner[chosen], outer[chosen])
    found[chosen] = np.column_stack([drawn.share, drawn.low, drawn.high])
    return found


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Hold the sums of groups of communes, (m,) each; what is unknown is in no sum, and counted.

    Attributes:
        communes: How many communes.
        population: Inhabitants.
        people: People of 75 or more.
        alone: Of them, those who live alone.
        unknown: How many communes of which people of 75 or more are unknown.

    """

    communes: Ints
    population: Floats
    people: Floats
    alone: Floats
    unknown: Ints


def totals(communes: Communes, groups: Ints, count: int, chosen: Mask | None = None) -> Totals:
    """Return the sums of groups of communes.

    Args:
        communes: What is known of each.
        groups: (n,) the group of each, from 0 to count - 1; below 0, it is in none.
        count: How many groups there are.
        chosen: (n,) which communes count; all of them by default.

    """
    within = groups >= 0 if chosen is None else chosen & (groups >= 0)
    of = groups[within]

    def summed(values: Floats) -> Floats:
        return np.bincount(of, np.nan_to_num(values[within]), count).astype(np.float64)

    return Totals(
        communes=np.bincount(of, minlength=count),
        population=summed(communes.population),
        people=summed(communes.people),
        alone=summed(communes.alone),
        unknown=np.bincount(of, weights=np.isnan(communes.people[within]), minlength=count).astype(np.int64),
    )


def centres(communes: Communes, groups: Ints, count: int) -> Floats:
    """Return where groups of communes stand: the middle of their inhabitants, as a mean of degrees.

    Args:
        communes: What is known of each.
        groups: (n,) the group of each, from 0 to count - 1; below 0, it is in none.
        count: How many groups there are.

    Returns:
        (m, 2) latitude and longitude; NaN where no commune has a position.

    """
    known = (groups >= 0) & np.isfinite(communes.degrees).all(axis=1)
    weights = (
        np.nan_to_num(communes.population[known]) + 1
    )  # a commune without inhabitants still stands somewhere
    of = groups[known]
    whole = np.bincount(of, weights, count)
    found = np.full((count, 2), np.nan)
    for axis in (0, 1):
        sums = np.bincount(of, weights * communes.degrees[known, axis], count)
        np.divide(sums, whole, out=found[:, axis], where=whole > 0)
    return found


# Some 12 MB each: a figure over the years asks for those of every vintage.
KEPT: Kept[Communes] = Kept(12)


def communes_on(*, as_of: dt.date, known_at: dt.datetime) -> Communes:
    """Return what the files that serve a day say of the communes of today; without files, an estimate."""
    serving = DatasetImport.objects.serving(as_of=as_of, known_at=known_at)
    edition = Edition.objects.values_list("digest", flat=True).last()
    name = str(connection.settings_dict["NAME"])
    key = (name, edition, *((code, load.pk, load.digest) for code, load in sorted(serving.items())))
    return KEPT.get(key, lambda: _assembled(serving, edition or ""))


@dataclass(frozen=True, kw_only=True)
class Span:
    """Hold what serves from a day on, until the next span; the first serves since ever."""

    first: dt.date
    communes: Communes


def communes_over(*, known_at: dt.datetime) -> list[Span]:
    """Return what `communes_on` says of where people are, over all time: a span for each set of files that serves."""
    years = [OLDEST, *DatasetImport.objects.turns(BEHIND, known_at=known_at)]
    days = [dt.date(year, 1, 1) for year in years]
    return [Span(first=day, communes=communes_on(as_of=day, known_at=known_at)) for day in days]


def _assembled(loads: Mapping[str, DatasetImport], edition: str) -> Communes:
    """Return the arrays of some files."""
    departements = _places(Departement.objects.order_by("code").values_list("code", "name"))
    epcis = _places(Epci.objects.order_by("code").values_list("code", "name"))
    columns = ("code", "name", "folded", "departement__code", "epci__code", "latitude", "longitude")
    rows = list(
        Commune.objects.counted_once()
        .order_by("code")
        .values_list(
            "pk",
            "departement",
            *columns,
            "position_approximate",
            "population",
            "departement__region__code",
        )
    )
    held = list(zip(*rows, strict=True)) if rows else [()] * 12
    pks, seats, codes, names, folded, departement, epci, latitude, longitude, near, population, region = held
    places = Places(codes=codes, names=names)
    line = lineage(loads.get(MOVES))

    def figures(code: str, *wanted: str) -> Mapping[str, Floats]:
        load = loads.get(code)
        return {} if load is None else _told(load, wanted, line, places)

    people_in = _floats(population)
    said = figures(AGES, "personnes-75p")
    people = said["personnes-75p"] if said else people_in * _shares(region)
    at = figures(POSITIONS, "latitude", "longitude")
    degrees = np.column_stack([_floats(latitude), _floats(longitude)])
    approximate = np.array(near, np.bool_)
    if at:
        official = np.column_stack([at["latitude"], at["longitude"]])
        known = np.isfinite(official).all(axis=1)
        degrees[known], approximate[known] = official[known], False
    cells = _cells(people, figures(HOUSEHOLDS, "menage-6579", "seules-6579", "menage-80p", "seules-80p"))
    districts = figures(DISTRICTS, "quartiers-prioritaires")
    cantons, canton, shared = _cantons(loads, line, places)
    return Communes(
        places=places,
        pks=np.array(pks, np.int64),
        seats=np.array(seats, np.int64),
        folded=folded,
        departements=departements,
        epcis=epcis,
        cantons=cantons,
        departement=np.array([departements.numbers[code] for code in departement], np.int64),
        epci=np.array([epcis.numbers.get(code, _NOWHERE) for code in epci], np.int64),
        canton=canton,
        shared=shared,
        degrees=degrees,
        approximate=approximate,
        population=people_in,
        people=np.rint(people),
        alone=np.rint(cells[:, 0] + cells[:, 2] if HOUSEHOLDS in loads else people * estimate().alone),
        cells=cells,
        poverty=figures(INCOMES, "pauvrete").get("pauvrete", np.full(len(codes), np.nan)),
        districts=np.nan_to_num(districts.get("quartiers-prioritaires", np.zeros(len(codes)))),
        loads=dict(loads),
        edition=edition,
    )


def _places(rows: Iterable[tuple[str, str]]) -> Places:
    """Return places from their codes and names."""
    held = list(rows)
    return Places(codes=tuple(code for code, _name in held), names=tuple(name for _code, name in held))


def _cantons(loads: Mapping[str, DatasetImport], line: Lineage, places: Places) -> tuple[Places, Ints, Mask]:
    """Return the cantons, the number of that of each commune, and which stand for a commune that several share.

    A commune of today made of communes of several cantons is in none of them.
    """
    belongs = np.full(len(places.codes), _NOWHERE, np.int64)
    if LIST not in loads or CANTONS not in loads:
        return Places(codes=(), names=()), belongs, np.zeros(0, np.bool_)
    named = {one.code: one for one in Canton.objects.told(loads[CANTONS])}
    told = list(Belonging.objects.told(loads[LIST]))
    codes = tuple(sorted({*named} | {canton for _code, canton in told}))
    numbers = {code: rank for rank, code in enumerate(codes)}
    torn = set[int]()
    for code, canton in told:
        for heir, _part in line.heirs(code, loads[LIST].geography):
            rank = places.numbers[heir]
            if belongs[rank] not in {_NOWHERE, numbers[canton]}:
                torn.add(rank)
            belongs[rank] = numbers[canton]
    belongs[list(torn)] = _NOWHERE
    names = tuple(named[code].name if code in named else code for code in codes)
    shared = np.array([code in named and named[code].shared for code in codes], np.bool_)
    return Places(codes=codes, names=names), belongs, shared


def _floats(values: Sequence[float | None]) -> Floats:
    """Return numbers, NaN where unknown."""
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _told(load: DatasetImport, wanted: Sequence[str], line: Lineage, places: Places) -> dict[str, Floats]:
    """Return figures of a file by commune of today: counts follow mergers, what does not add is then unknown."""
    adds = {figure.name: figure.adds_up for figure in load.declared.figures}
    found = {name: np.full(len(places.codes), np.nan) for name in wanted}
    touched = {name: np.zeros(len(places.codes), np.bool_) for name in wanted}
    heirs: dict[str, tuple[tuple[int, float], ...]] = {}
    for code, name, value in Observation.objects.told(load, wanted):
        if code not in heirs:
            heirs[code] = tuple((places.numbers[one], part) for one, part in line.heirs(code, load.geography))
        array, seen = found[name], touched[name]
        for rank, part in heirs[code]:
            share = (np.nan if value is None else value) * (part if adds[name] else 1)
            if seen[rank]:
                array[rank] = array[rank] + share if adds[name] else np.nan
            else:
                array[rank], seen[rank] = share, True
    return found


def _cells(people: Floats, said: Mapping[str, Floats]) -> Floats:
    """Return people of 75 or more by age and by whether they live alone.

    The census counts who lives alone from 65 to 79 and from 80 on: those of 75 to 79 are given the share of the first.
    """
    if not said:
        return np.full((len(people), 4), np.nan)
    between = np.maximum(people - said["menage-80p"], 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(between > 0, said["seules-6579"] / said["menage-6579"], 0.0)
    share[~np.isfinite(share)] = np.nan
    younger = np.minimum(between * share, between)
    older = np.minimum(said["seules-80p"], people - between)  # each age at most as many as they are
    return np.column_stack([younger, between - younger, older, people - between - older])


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Hold what the demonstration estimate rests on: published shares, each with its source."""

    aged: Mapping[str, float]  # of each region, the share of people of 75 or more
    aged_source: str
    alone: float  # of people of 75 or more, the share who live alone
    alone_source: str


@lru_cache(maxsize=1)
def estimate() -> Estimate:
    """Return the published shares."""
    told = json.loads(DATA.read_text(encoding="utf-8"))
    return Estimate(
        aged={code: older / people for code, (people, older) in told["regions"].items()},
        aged_source=told["source"],
        alone=told["alone"]["share"],
        alone_source=told["alone"]["source"],
    )


def _shares(regions: Sequence[str]) -> Floats:
    """Return the share of people of 75 or more that was published for the region of each commune."""
    shares = estimate().aged
    return np.array([shares[code] for code in regions], np.float64)
