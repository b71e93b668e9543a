"""The real territories on which the invented network lives."""

import json
import lzma
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from demo.text import key

SOURCE = Path(__file__).resolve().parent.parent / "maillage" / "territory" / "data" / "territories.json.xz"
SMALLEST = 900

_ZONES = {
    "01": "75 77 78 91 92 93 94 95",
    "02": "14 18 22 27 28 29 35 36 37 41 44 45 49 50 53 56 61 72 76 85",
    "03": "02 08 10 21 25 39 51 52 54 55 57 58 59 60 62 67 68 70 71 80 88 89 90",
    "04": "01 03 04 05 06 07 11 13 15 2A 2B 26 30 34 38 42 43 48 63 66 69 73 74 83 84",
}
# The blocks that the regulator keeps for fiction: nobody answers.
FICTION = {"01": "01 99 00", "02": "02 61 91", "03": "03 53 01", "04": "04 65 71", "05": "05 36 49"}
FICTION_MOBILE = "06 39 98"


@dataclass(frozen=True)
class Town:
    """Hold a commune."""

    code: str
    name: str
    departement: str
    epci: str
    population: int
    postal: str
    # What people write for it in a list: its name, or its code where it is no other commune's postal code.
    reference: str

    @property
    def genitive(self) -> str:
        """Return the name after "of": de Nîmes, d'Arles, du Mans, des Andelys."""
        article, _space, rest = self.name.partition(" ")
        if rest and article in {"Le", "Les"}:
            return f"{'du' if article == 'Le' else 'des'} {rest}"
        return f"d'{self.name}" if key(self.name)[:1] in tuple("aeiouy") else f"de {self.name}"


@dataclass(frozen=True)
class County:
    """Hold a département and its larger communes, largest first."""

    code: str
    name: str
    genitive: str
    overseas: bool
    towns: tuple[Town, ...]

    @property
    def telephone_block(self) -> str:
        """Return the first six digits of its invented landlines."""
        if self.overseas:
            return FICTION_MOBILE
        return FICTION[next((zone for zone, codes in _ZONES.items() if self.code in codes.split()), "05")]


def read_counties() -> dict[str, County]:
    """Read the départements by code; communes that share a name in one of them are left out."""
    data = json.loads(lzma.decompress(SOURCE.read_bytes()))
    communes = [row for row in data["communes"] if row[4] is None]
    postals = {row[0]: str(row[-1] or "").replace("|", " ").replace(",", " ").split() for row in communes}
    served = {postal for several in postals.values() for postal in several}
    homonyms = Counter((row[2], key(row[1])) for row in communes)
    towns: dict[str, list[Town]] = defaultdict(list)
    for code, name, departement, epci, _parent, population, *_position in communes:
        if population and population >= SMALLEST and homonyms[departement, key(name)] == 1:
            postal = next(iter(postals[code]), "")
            reference = code if code[-1] in "02468" and code not in served else name
            towns[departement].append(
                Town(code, name, departement, epci or "", population, postal, reference)
            )
    counties = {}
    for code, name, _region, overseas, genitive, _locative in data["departements"]:
        here = tuple(sorted(towns[code], key=lambda town: (-town.population, town.code)))
        counties[code] = County(code, name, genitive, bool(overseas), here)
    return counties
