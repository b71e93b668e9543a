"""What pages, files and maps say of each territory: how many people of 75 or more, who lives alone, how sure it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite, isnan

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.formats import LEAST
from maillage.common.normalise import fold
from maillage.observatory.assemble import (
    FEW,
    HERE_KM,
    Communes,
    Expected,
    Floats,
    Ints,
    Mask,
    Reach,
    Totals,
    centres,
    expected,
    steadied,
    totals,
    zones_of,
)
from maillage.science.isolation import by_chance
from maillage.territory.models import Commune


class Level(StrEnum):
    """By which territories a page tells."""

    DEPARTEMENT = "departements"
    EPCI = "intercommunalites"
    CANTON = "cantons"
    COMMUNE = "communes"


@dataclass(frozen=True, kw_only=True)
class Line:
    """Hold one territory. Numbers are rounded to whole people; None is unknown.

    Attributes:
        code: Its official code.
        name: Its name.
        level: What it is.
        communes: How many communes it holds.
        unknown: Of how many of them people of 75 or more are unknown.
        people: People of 75 or more.
        alone: Of them, those who live alone.
        share: The share of them, steadied by the neighbours where few people live; none where it cannot be told.
        low: The lower end of its 95 % interval; none for an estimate.
        high: The upper end.
        risk: How many people a model expects to feel lonely, between what and what; none where it cannot tell.
        near: Of people of 75 or more, those who have a team near; none where no radius was asked.
        surely: Those who have one near wherever they live in their commune.
        perhaps: Those who may have one near.
        white: How many of its communes have no team near, those without a position left out.
        shared: Whether it is one whole commune that several cantons share.
        km: Of a commune, how far the nearest team is; none where it has no known position, infinite without any team.
        rank: Its number among the territories of its level.

    """

    code: str
    name: str
    level: Level
    communes: int
    unknown: int
    people: int | None
    alone: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    risk: tuple[int, int, int] | None = None
    near: int | None = None
    surely: int | None = None
    perhaps: int | None = None
    white: int | None = None
    shared: bool = False
    km: float | None = None
    rank: int = 0

    @property
    def is_small(self) -> bool:
        """Tell whether so few people live there that a rate says little."""
        return self.people is not None and self.people < FEW

    @property
    def is_silent(self) -> bool:
        """Tell whether its share is kept silent: unknown, or of so few people that they would be recognised."""
        return not self.people or self.alone is None or self.hides(self.people) or self.hides(self.alone)

    @property
    def share_told(self) -> str:
        """Write the share with its interval: « 42 % (entre 38 % et 46 %) »."""
        if self.share is None or self.is_silent:
            return _("non publiée")
        if self.low is None or self.high is None:
            return formats.percent(self.share)
        return _between(self.share, self.low, self.high)

    @property
    def risk_told(self) -> str:
        """Write how many people the model expects to feel lonely: « environ 1 200 (de 1 100 à 1 300) »."""
        if self.risk is None or self.is_silent or self.hides(self.risk[0]):
            return _("non publié")
        value, low, high = (formats.number(count) for count in self.risk)
        if low == high:  # the whole country: every set of coefficients gives it the same total
            return _("environ %s") % value
        return _("environ %(value)s (de %(low)s à %(high)s)") % {"value": value, "low": low, "high": high}

    @property
    def near_share(self) -> float | None:
        """Return the share of people of 75 or more who have a team near; none where they are unknown."""
        return self._share_of(self.near)

    @property
    def near_shares(self) -> tuple[float | None, float | None, float | None]:
        """Return that share, its least and its most: a commune is not a point."""
        return self.near_share, self._share_of(self.surely), self._share_of(self.perhaps)

    def _share_of(self, count: int | None) -> float | None:
        """Return the share of people of 75 or more that a number of them is; none where either is unknown or hidden."""
        if count is None or not self.people or self.hides(self.people):
            return None
        return min(1.0, count / self.people)

    @property
    def near_told(self) -> str:
        """Write that share with its interval; of a commune, how far the nearest team is."""
        if self.level != Level.COMMUNE:
            share, low, high = self.near_shares
            return _("non publiée") if share is None else _between(share, low or 0, high or 0)
        if self.km is None:
            return _("position inconnue")
        if self.km < HERE_KM:
            return _("dans la commune")
        return _("%s km") % formats.number(self.km) if isfinite(self.km) else _("aucune équipe")

    def hides(self, count: int) -> bool:
        """Tell whether a number of people is too small to be told here."""
        return self.level != Level.DEPARTEMENT and 0 < count < LEAST

    def told(self, count: int | None) -> str:
        """Write a number of people."""
        if count is not None and self.hides(count):
            return formats.small_count()
        return formats.number(count)

    @property
    def people_told(self) -> str:
        """Write the people of 75 or more."""
        return self.told(self.people)

    @property
    def alone_told(self) -> str:
        """Write those who live alone."""
        return self.told(self.alone)

    @property
    def white_told(self) -> str:
        """Write how many of its communes have no team near: « 12 sur 35 »."""
        counts = {"white": formats.number(self.white), "all": formats.number(self.communes)}
        return _("%(white)s sur %(all)s") % counts

    @property
    def reached(self) -> str:
        """Say who has a team near, for the list: of a commune, how far the nearest one is."""
        if self.near is None and self.km is None:
            return ""
        if self.level != Level.COMMUNE:
            return _("%s ont une équipe près d'elles") % self.near_told
        if self.km is None or not isfinite(self.km):
            return self.near_told
        if self.km < HERE_KM:
            return _("une équipe dans la commune")
        return _("équipe la plus proche à %s") % self.near_told

    @property
    def words(self) -> str:
        """Say both in one sentence, for the list and the map."""
        if self.people is None:
            return _("nombre de personnes de 75 ans ou plus inconnu")
        return _("%(people)s de 75 ans ou plus, dont %(alone)s vivant seules") % {
            "people": formats.counted(self.people, _("personne"), _("personnes"))
            if not self.hides(self.people)
            else _("%s personnes") % self.people_told,
            "alone": self.alone_told,
        }


def _between(share: float, low: float, high: float) -> str:
    """Write a share with its interval, where the two ends do not read the same."""
    told, least, most = (formats.percent(value) for value in (share, low, high))
    if least == most:
        return told
    return _("%(share)s (entre %(low)s et %(high)s)") % {"share": told, "low": least, "high": most}


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Hold what is told of a set of territories besides their sums: shares, and who has a team near."""

    shares: Floats
    near: "_Near | None"
    risk: Expected | None

    def risk_of(self, rank: int) -> tuple[int, int, int] | None:
        """Return how many people the model expects in a group, and between what and what."""
        if self.risk is None:
            return None
        return round(self.risk.value[rank]), round(self.risk.low[rank]), round(self.risk.high[rank])


@dataclass(frozen=True, kw_only=True)
class _Near:
    """Hold how many people of each group have a team near, at least, at most, and how many communes have none."""

    people: Floats
    surely: Floats
    perhaps: Floats
    white: Ints


def _whole(value: float, *, known: bool) -> int | None:
    """Return a number of people, none where it is unknown."""
    return round(value) if known and np.isfinite(value) else None


def _line(level: Level, code: str, name: str, sums: Totals, rank: int, told: _Told) -> Line:
    """Return the line of a group of communes."""
    communes, unknown = int(sums.communes[rank]), int(sums.unknown[rank])
    known = unknown < communes
    people, alone = (_whole(values[rank], known=known) for values in (sums.people, sums.alone))
    share, low, high = (_known(value) for value in told.shares[rank].tolist())
    near = told.near
    return Line(
        code=code,
        name=name,
        level=level,
        communes=communes,
        unknown=unknown,
        people=people,
        alone=alone,
        share=share if share is not None or not people or alone is None else alone / people,
        low=low,
        high=high,
        risk=told.risk_of(rank) if known else None,
        rank=rank,
        near=_whole(near.people[rank], known=known) if near else None,
        surely=_whole(near.surely[rank], known=known) if near else None,
        perhaps=_whole(near.perhaps[rank], known=known) if near else None,
        white=int(near.white[rank]) if near else None,
    )


def _known(value: float) -> float | None:
    """Return a number, none where it is unknown."""
    return None if isnan(value) else value


def lines(
    communes: Communes, level: Level, chosen: Mask | None = None, reach: Reach | None = None
) -> list[Line]:
    """Return the territories of a level that hold some of the chosen communes, by name; never by number."""
    here = np.ones(len(communes.folded), np.bool_) if chosen is None else chosen
    if level == Level.COMMUNE:
        return list(_commune_lines(communes, here, reach))
    codes, names, groups = _groups(communes, level)
    count = len(codes)
    sums = totals(communes, groups, count, here)
    nation = np.zeros(count, np.int64)
    counted = totals(communes, groups, count, here & communes.counted)
    shares = steadied(communes, counted.alone, counted.people, nation, nation, chosen=counted.people > 0)
    told = _Told(
        shares=shares,
        near=_near(communes, groups, count, here, reach),
        risk=expected(communes, groups, count, here),
    )
    held = [
        _line(level, code, names[rank], sums, rank, told)
        for rank, code in enumerate(codes)
        if sums.communes[rank]
    ]
    if level == Level.CANTON:
        held = [replace(line, shared=bool(line.code) and bool(communes.shared[line.rank])) for line in held]
    # What is in no territory of this level is told too, and comes last.
    return sorted(held, key=lambda line: (not line.code, fold(line.name), line.code))


def _groups(communes: Communes, level: Level) -> tuple[Sequence[str], Sequence[str], Ints]:
    """Return the codes and the names of the territories of a level, and the number of that of each commune.

    The last one holds the communes that are in none.
    """
    if level == Level.DEPARTEMENT:
        return communes.departements.codes, communes.departements.names, communes.departement
    places, groups, none = communes.epcis, communes.epci, _("Hors de toute intercommunalité")
    if level == Level.CANTON:
        places, groups, none = communes.cantons, communes.canton, _("Canton inconnu")
    return [*places.codes, ""], [*places.names, none], np.where(groups < 0, len(places.codes), groups)


def centres_of(communes: Communes, level: Level) -> Floats:
    """Return where the territories of a level stand, (m, 2), by the rank of their lines."""
    codes, _names, groups = _groups(communes, level)
    return centres(communes, groups, len(codes))


def _near(communes: Communes, groups: Ints, count: int, here: Mask, reach: Reach | None) -> _Near | None:
    """Return how many people of each group have a team near; none where no radius was asked."""
    if reach is None:
        return None
    people, surely, perhaps = (
        totals(communes, groups, count, here & some).people
        for some in (reach.near, reach.surely, reach.perhaps)
    )
    white = totals(communes, groups, count, here & ~reach.near & ~np.isnan(reach.km)).communes
    return _Near(people=people, surely=surely, perhaps=perhaps, white=white)


def _commune_lines(communes: Communes, here: Mask, reach: Reach | None) -> Iterable[Line]:
    """Yield the lines of communes, by name."""
    numbers = np.full(len(communes.folded), -1, np.int64)
    order = communes.where(here)
    numbers[order] = np.arange(len(order))
    told = _Told(
        shares=communes.shares,
        near=None,
        risk=expected(communes, numbers, len(order), here & communes.counted),
    )
    for position, rank in enumerate(order.tolist()):
        people, alone = (_whole(values[rank], known=True) for values in (communes.people, communes.alone))
        share, low, high = (_known(value) for value in communes.shares[rank].tolist())
        yield Line(
            code=communes.places.codes[rank],
            name=communes.places.names[rank],
            level=Level.COMMUNE,
            communes=1,
            unknown=int(people is None),
            people=people,
            alone=alone,
            share=share if share is not None or not people or alone is None else alone / people,
            low=low,
            high=high,
            risk=told.risk_of(position) if alone is not None else None,
            near=None if reach is None or people is None else people * bool(reach.near[rank]),
            km=None if reach is None else _known(float(reach.km[rank])),
            rank=rank,
        )


def whole(
    communes: Communes,
    chosen: Mask | None = None,
    reach: Reach | None = None,
    *,
    name: str = "",
    code: str = "",
) -> Line:
    """Return all the chosen communes as one line."""
    here = np.ones(len(communes.folded), np.bool_) if chosen is None else chosen
    groups = np.zeros(len(communes.folded), np.int64)
    sums = totals(communes, groups, 1, here & communes.counted)
    told = _Told(
        shares=_by_chance(communes, float(sums.alone[0]), float(sums.people[0])),
        near=_near(communes, groups, 1, here, reach),
        risk=expected(communes, groups, 1, here),
    )
    return _line(Level.DEPARTEMENT, code, name, totals(communes, groups, 1, here), 0, told)


def _by_chance(communes: Communes, alone: float, people: float) -> Floats:
    """Return the share of a whole that stands by itself with its interval, (1, 3); an estimate has none."""
    if communes.alone_are_estimated or not people:
        return np.full((1, 3), np.nan)
    return np.array([[alone / people, *by_chance(min(alone, people), people)]])


@dataclass(frozen=True, kw_only=True)
class ZoneLine:
    """Hold a white zone: the commune where most people live names it; its communes come by name."""

    name: str
    communes: tuple[Line, ...]
    people: int

    @property
    def around(self) -> str:
        """Return where it is: « autour du Vigan », « autour d'Anduze »."""
        return _("autour %s") % Commune(name=self.name).genitive

    @property
    def people_told(self) -> str:
        """Write the people of 75 or more who live there."""
        return formats.people(self.people)


def zone_lines(communes: Communes, reach: Reach, by_commune: Sequence[Line]) -> list[ZoneLine]:
    """Return the white zones of some communes, by name; zones where nobody of 75 or more lives are left out."""
    held = {line.rank: line for line in by_commune}
    chosen = np.zeros(len(communes.folded), np.bool_)
    chosen[list(held)] = True
    found = [
        ZoneLine(
            name=held[zone.ranks[0]].name,
            communes=tuple(sorted((held[rank] for rank in zone.ranks), key=lambda line: fold(line.name))),
            people=round(zone.people),
        )
        for zone in zones_of(communes, reach, chosen)
        if round(zone.people)
    ]
    return sorted(found, key=lambda zone: fold(zone.name))
