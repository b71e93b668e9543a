"""What pages, files and maps say of each territory: how many people of 75 or more, who lives alone, how sure it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, isnan

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.formats import LEAST
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Column, OutCell
from maillage.observatory.assemble import (
    FEW,
    Communes,
    Expected,
    Floats,
    Ints,
    Mask,
    Reach,
    Totals,
    expected,
    steadied,
    totals,
    zones_of,
)
from maillage.territory.models import Commune

# Nearer, a team stands at the very position of the commune.
HERE_KM = 0.05


class Level(StrEnum):
    """By which territories a page tells."""

    DEPARTEMENT = "departements"
    EPCI = "intercommunalites"
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
        return _("%(share)s (entre %(low)s et %(high)s)") % {
            "share": formats.percent(self.share),
            "low": formats.percent(self.low),
            "high": formats.percent(self.high),
        }

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
        return None if self.near is None or not self.people else min(1.0, self.near / self.people)

    @property
    def near_told(self) -> str:
        """Write that share; of a commune, how far the nearest team is."""
        if self.level != Level.COMMUNE:
            return formats.percent(self.near_share)
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


@dataclass(frozen=True, kw_only=True)
class _Told:
    """Hold what is told of a set of territories besides their sums: shares, and who has a team near."""

    shares: Floats
    near: Floats | None
    risk: Expected | None

    def risk_of(self, rank: int) -> tuple[int, int, int] | None:
        """Return how many people the model expects in a group, and between what and what."""
        if self.risk is None:
            return None
        return round(self.risk.value[rank]), round(self.risk.low[rank]), round(self.risk.high[rank])


def _whole(value: float, *, known: bool) -> int | None:
    """Return a number of people, none where it is unknown."""
    return round(value) if known and np.isfinite(value) else None


def _line(level: Level, code: str, name: str, sums: Totals, rank: int, told: _Told) -> Line:
    """Return the line of a group of communes."""
    communes, unknown = int(sums.communes[rank]), int(sums.unknown[rank])
    known = unknown < communes
    people, alone = (_whole(values[rank], known=known) for values in (sums.people, sums.alone))
    share, low, high = (_known(value) for value in told.shares[rank].tolist())
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
        near=None if told.near is None else _whole(told.near[rank], known=known),
        rank=rank,
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
    places = communes.departements if level == Level.DEPARTEMENT else communes.epcis
    groups = communes.departement if level == Level.DEPARTEMENT else communes.epci
    count = len(places.codes)
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
        _line(level, code, places.names[rank], sums, rank, told)
        for rank, code in enumerate(places.codes)
        if sums.communes[rank]
    ]
    return sorted(held, key=lambda line: (fold(line.name), line.code))


def _near(communes: Communes, groups: Ints, count: int, here: Mask, reach: Reach | None) -> Floats | None:
    """Return how many people of each group have a team near; none where no radius was asked."""
    return None if reach is None else totals(communes, groups, count, here & reach.near).people


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
    told = _Told(
        shares=np.full((1, 3), np.nan),
        near=_near(communes, groups, 1, here, reach),
        risk=expected(communes, groups, 1, here),
    )
    return _line(Level.DEPARTEMENT, code, name, totals(communes, groups, 1, here), 0, told)


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


def columns(level: Level, reach: Reach) -> list[Column]:
    """Return the columns of a file."""
    codes = {
        Level.DEPARTEMENT: _("Code du département"),
        Level.EPCI: _("SIREN"),
        Level.COMMUNE: _("Code INSEE"),
    }
    return [
        Column(codes[level]),
        Column(_("Territoire")),
        Column(_("Communes"), "integer"),
        Column(_("Personnes de 75 ans ou plus"), "integer"),
        Column(_("Dont vivant seules"), "integer"),
        Column(_("Part vivant seules"), "percent"),
        Column(_("Part, au moins"), "percent"),
        Column(_("Part, au plus"), "percent"),
        Column(_("En solitude, selon le modèle"), "integer"),
        Column(_("À moins de %d km d'une équipe") % reach.radius, "integer"),
        *([Column(_("Équipe la plus proche (km)"), "decimal")] if level == Level.COMMUNE else []),
        Column(_("À lire avec prudence")),
    ]


def rows(held: Sequence[Line]) -> list[tuple[OutCell, ...]]:
    """Return the rows of a file; what is too small to be told, or unknown, is empty and said in the last column."""
    return [
        (
            line.code,
            line.name,
            line.communes,
            None if line.people is None or line.hides(line.people) else line.people,
            None if line.alone is None or line.hides(line.alone) else line.alone,
            *((None,) * 3 if line.is_silent else (line.share, line.low, line.high)),
            None if line.risk is None or line.is_silent or line.hides(line.risk[0]) else line.risk[0],
            None if line.near is None or line.hides(line.near) else line.near,
            *([_told_km(line)] if line.level == Level.COMMUNE else []),
            caution(line),
        )
        for line in held
    ]


def _told_km(line: Line) -> float | None:
    """Return how far the nearest team is, to a tenth; none where there is none, or it is not known."""
    return None if line.km is None or not isfinite(line.km) else round(line.km, 1)


def caution(line: Line) -> str:
    """Say why a line is to be read with care; nothing where it is not."""
    if line.people is None:
        return _("inconnu : aucun fichier chargé ne le dit, ou il est secret")
    if line.hides(line.people) or (line.alone is not None and line.hides(line.alone)):
        return _("moins de %d personnes : non publié") % LEAST
    if line.is_small:
        return _("moins de %d personnes de 75 ans ou plus") % FEW
    if line.unknown:
        return _("%d communes inconnues, comptées nulle part") % line.unknown
    return ""
