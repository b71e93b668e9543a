"""What pages, files and maps say of each territory: how many people of 75 or more, who lives alone, how sure it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.normalise import fold
from maillage.common.spreadsheets import Column, OutCell
from maillage.observatory.assemble import FEW, Communes, Mask, Totals, totals

# Below the département, so few people are not told: nobody must be recognised.
LEAST = 5


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
        rank: Its number among the territories of its level.

    """

    code: str
    name: str
    level: Level
    communes: int
    unknown: int
    people: int | None
    alone: int | None
    rank: int

    @property
    def is_small(self) -> bool:
        """Tell whether so few people live there that a rate says little."""
        return self.people is not None and self.people < FEW

    @property
    def share(self) -> float | None:
        """Return the share of people of 75 or more who live alone; none where either is unknown, or told of too few."""
        if not self.people or self.alone is None or self.hides(self.people) or self.hides(self.alone):
            return None
        return self.alone / self.people

    def hides(self, count: int) -> bool:
        """Tell whether a number of people is too small to be told here."""
        return self.level != Level.DEPARTEMENT and 0 < count < LEAST

    def told(self, count: int | None) -> str:
        """Write a number of people."""
        if count is not None and self.hides(count):
            return _("moins de %d") % LEAST
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


def _whole(value: float, *, known: bool) -> int | None:
    """Return a number of people, none where it is unknown."""
    return round(value) if known and np.isfinite(value) else None


def _line(level: Level, code: str, name: str, sums: Totals, rank: int) -> Line:
    """Return the line of a group of communes."""
    communes, unknown = int(sums.communes[rank]), int(sums.unknown[rank])
    known = unknown < communes
    return Line(
        code=code,
        name=name,
        level=level,
        communes=communes,
        unknown=unknown,
        people=_whole(sums.people[rank], known=known),
        alone=_whole(sums.alone[rank], known=known),
        rank=rank,
    )


def lines(communes: Communes, level: Level, chosen: Mask | None = None) -> list[Line]:
    """Return the territories of a level that hold some of the chosen communes, by name; never by number."""
    if level == Level.COMMUNE:
        return list(_commune_lines(communes, chosen))
    places = communes.departements if level == Level.DEPARTEMENT else communes.epcis
    groups = communes.departement if level == Level.DEPARTEMENT else communes.epci
    sums = totals(communes, groups, len(places.codes), chosen)
    held = [
        _line(level, code, places.names[rank], sums, rank)
        for rank, code in enumerate(places.codes)
        if sums.communes[rank]
    ]
    return sorted(held, key=lambda line: (fold(line.name), line.code))


def _commune_lines(communes: Communes, chosen: Mask | None) -> Iterable[Line]:
    """Yield the lines of communes, by name."""
    everywhere = np.ones(len(communes.folded), np.bool_)
    for rank in communes.where(everywhere if chosen is None else chosen).tolist():
        yield Line(
            code=communes.places.codes[rank],
            name=communes.places.names[rank],
            level=Level.COMMUNE,
            communes=1,
            unknown=int(np.isnan(communes.people[rank])),
            people=_whole(communes.people[rank], known=True),
            alone=_whole(communes.alone[rank], known=True),
            rank=rank,
        )


def whole(communes: Communes, chosen: Mask | None = None, *, name: str = "", code: str = "") -> Line:
    """Return all the chosen communes as one line."""
    groups = np.zeros(len(communes.folded), np.int64)
    return _line(Level.DEPARTEMENT, code, name, totals(communes, groups, 1, chosen), 0)


def columns(level: Level) -> list[Column]:
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
            line.share,
            caution(line),
        )
        for line in held
    ]


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
