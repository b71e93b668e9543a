"""What became of the communes: a code of one year, followed to the communes of today."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from maillage.observatory.models.observations import DatasetImport, Movement
from maillage.territory.models import Commune, FormerCommune

FARTHEST = 12  # movements that one code may have gone through: more is a circle

# Of a commune of today, its code: what part of the old one it is.
Heirs = tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """Follow codes from one year to today.

    Attributes:
        now: The population of each commune of today, by its code; 0 where it is unknown.
        moved: Of each code, the days when it changed and what it became.
        former: Of codes that the geography knows to be gone, the communes that took them over.

    """

    now: dict[str, float]
    moved: dict[str, list[tuple[dt.date, tuple[str, ...]]]]
    former: dict[str, tuple[str, ...]]

    def heirs(self, code: str, year: int) -> Heirs:
        """Return the communes of today that a code of 1 January of a year became, and the part of each.

        What was split is shared as today's population is; nothing where the code is unknown.
        """
        found = sorted(self._reached(code, dt.date(year, 1, 1), FARTHEST))
        if len(found) == 1:
            return ((found[0], 1.0),)
        people = sum(self.now[one] for one in found)
        return tuple((one, self.now[one] / people if people else 1 / len(found)) for one in found)

    def _reached(self, code: str, since: dt.date, left: int) -> set[str]:
        """Return the communes of today that a code reaches by the movements after a day."""
        for on, after in self.moved.get(code, ()):
            if on > since and left:
                return set[str]().union(*(self._reached(one, on, left - 1) for one in after))
        if code in self.now:
            return {code}
        return {one for one in self.former.get(code, ()) if one in self.now}


def _moves(rows: Iterable[tuple[dt.date, str, str]]) -> dict[str, list[tuple[dt.date, tuple[str, ...]]]]:
    """Return movements by the code that they change, in the order of days."""
    gathered: dict[str, dict[dt.date, list[str]]] = {}
    for on, before, after in rows:
        gathered.setdefault(before, {}).setdefault(on, []).append(after)
    return {code: [(on, tuple(days[on])) for on in sorted(days)] for code, days in gathered.items()}


def lineage(load: DatasetImport | None) -> Lineage:
    """Return what became of the codes, by a file of movements where there is one."""
    communes = Commune.objects.counted_once().values_list("code", "population")
    rows = Movement.objects.filter(load=load).order_by("on", "before", "after") if load else ()
    former: dict[str, set[str]] = {}
    for code, heir in FormerCommune.objects.order_by().values_list("code", "successor__code"):
        former.setdefault(code, set()).add(heir)
    return Lineage(
        now={code: float(population or 0) for code, population in communes},
        moved=_moves((row.on, row.before, row.after) for row in rows),
        former={code: tuple(sorted(heirs)) for code, heirs in former.items()},
    )


def arrondissements() -> dict[str, str]:
    """Return the arrondissements of Paris, Lyon and Marseille, each with the code of its commune."""
    return dict(Commune.objects.arrondissements().values_list("code", "parent__code"))
