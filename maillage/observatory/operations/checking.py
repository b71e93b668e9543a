"""Check what an official file says: its year, its titles, its codes, its numbers. Nothing is written here."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.formats import listing
from maillage.common.normalise import fold
from maillage.observatory.models import Dataset, Figure, Form
from maillage.observatory.operations.reading import Table

CODE = re.compile(r"\d{5}|2[AB]\d{3}")
# A département, then two figures; ZZ where it has no canton (Paris).
CANTON = re.compile(r"(?:97\d|0[1-9]|[1-8]\d|9[0-6]|2[AB])(?:\d\d|ZZ)")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?(?:[eE][+-]?\d+)?")
# What Insee writes where a figure is secret, not available or has no meaning, and what programs write for it.
UNKNOWN = frozenset({"", "s", "ss", "nd", "n/d", "na", "n/a", "nan", "null", "so", "c", "///", "..."})
# Collectivities overseas: not départements, and nobody lives there for the register.
OUTSIDE = ("975", "977", "978", "984", "986", "987", "988", "989")
# From the level of a line (of a table of all levels) to whether it is that of a commune.
LEVELS, COMMUNES = ("NIVGEO", "GEO_OBJECT"), frozenset({"COM", ""})
_YEAR = re.compile(r"(?:19|20)\d\d")
_CENTURY = 2000
SHOWN = 5

# Of each code, each figure; unknown where it is secret.
Told = dict[str, dict[str, float | None]]


@dataclass(kw_only=True)
class Found:
    """Hold what a file says, once checked.

    Attributes:
        told: Of each code, its figures.
        lines: Of each code, the line that speaks of it.
        rows: How many lines were read.
        left: How many of them are not those of a commune: other levels, collectivities overseas.
        cantons: Of each code of a commune, that of its canton, where the file says it.

    """

    told: Told = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    left: int = 0
    cantons: dict[str, str] = field(default_factory=dict)


def vintage_of(dataset: Dataset, table: Table, asked: int | None) -> int:
    """Return the year of a file: what its titles or its name say, or else what is asked; they must agree."""
    found = _year_of_titles(dataset, table) if dataset.is_dated_by_its_titles else _year_of_name(table.name)
    if found is None and asked is None:
        raise Refused(
            _("De quel millésime est le fichier « %s » ? Son nom ne le dit pas : ajoutez --vintage AAAA.")
            % table.name
        )
    if found is not None and asked is not None and found != asked:
        raise Refused(
            _(
                "Le fichier « %(name)s » est du millésime %(found)d, et vous demandez %(asked)d : donnez l'autre "
                "fichier, ou l'autre année."
            )
            % {"name": table.name, "found": found, "asked": asked}
        )
    return found or asked or 0


def _year_of_titles(dataset: Dataset, table: Table) -> int:
    """Return the latest year of which a table has every title."""
    titles = set(table.titles)
    patterns = [figure.title for figure in dataset.figures]
    years: dict[str, int] = {}
    for pattern in patterns:
        before, _slot, after = pattern.partition("{yy}")
        shape = re.compile(re.escape(before) + r"(\d\d)" + re.escape(after))
        for match in filter(None, map(shape.fullmatch, titles)):
            years[match[1]] = years.get(match[1], 0) + 1
    if not years:
        raise _wrong_titles(dataset, table, patterns)
    best = max(years, key=lambda year: (years[year] == len(patterns), years[year], year))
    missing = [
        title for title in (pattern.replace("{yy}", best) for pattern in patterns) if title not in titles
    ]
    if missing:
        raise _wrong_titles(dataset, table, missing)
    return _CENTURY + int(best)


def _wrong_titles(dataset: Dataset, table: Table, missing: Sequence[str]) -> Refused:
    """Return the refusal of a table whose titles are not those of the dataset."""
    return Refused(
        _(
            "Le fichier « %(name)s » n'est pas « %(file)s » : il y manque %(missing)s. Prenez ce fichier chez son "
            "producteur (%(source)s), au format CSV, sans changer ses titres."
        )
        % {
            "name": table.name,
            "file": dataset.file,
            "missing": listing([title.replace("{yy}", "AA") for title in missing[:SHOWN]]),
            "source": dataset.source,
        }
    )


def _year_of_name(name: str) -> int | None:
    """Return the last year that the name of a file tells; none where it tells none."""
    found = _YEAR.findall(name)
    return int(found[-1]) if found else None


def columns_of(dataset: Dataset, table: Table, titles: Sequence[str]) -> list[int]:
    """Return where some titles are, accents and case ignored; refuse a table that lacks one."""
    held = {fold(title): rank for rank, title in enumerate(table.titles)}
    missing = [title for title in titles if fold(title) not in held]
    if missing:
        raise _wrong_titles(dataset, table, missing)
    return [held[fold(title)] for title in titles]


def place_title(dataset: Dataset, table: Table) -> str:
    """Return the title of the codes, one of those that the dataset knows."""
    held = {fold(title) for title in table.titles}
    return next((title for title in dataset.place if fold(title) in held), dataset.place[0])


def code_in(cell: str, table: Table, line: int) -> str:
    """Return the code of a commune, or refuse what is not one, above all a code that was taken for a number."""
    code = cell.strip().strip('="').upper()
    if CODE.fullmatch(code):
        return code
    if re.fullmatch(r"\d{4}(?:\.0)?", code):
        raise Refused(
            _(
                "Fichier « %(name)s », ligne %(line)d : « %(code)s » est un code lu comme un nombre, son premier zéro "
                "est perdu. Reprenez le fichier tel que publié, sans l'ouvrir dans un tableur."
            )
            % {"name": table.name, "line": line, "code": cell.strip()}
        )
    raise Refused(
        _(
            "Fichier « %(name)s », ligne %(line)d : « %(code)s » n'est pas un code de commune, qui a cinq caractères "
            "(01001, 2A004)."
        )
        % {"name": table.name, "line": line, "code": cell.strip()}
    )


def canton_in(cell: str, table: Table, line: int) -> str:
    """Return the code of a canton, or refuse what is not one."""
    code = cell.strip().strip('="').upper()
    if CANTON.fullmatch(code):
        return code
    raise Refused(
        _(
            "Fichier « %(name)s », ligne %(line)d : « %(code)s » n'est pas un code de canton, qui a quatre caractères "
            "(0108, 2A04), ou cinq outre-mer (97401). Un zéro perdu vient d'un tableur : reprenez le fichier tel que "
            "publié."
        )
        % {"name": table.name, "line": line, "code": cell.strip()}
    )


def number_in(cell: str, figure: Figure, table: Table, line: int) -> float | None:
    """Return a number; nothing where it is secret or absent; refuse what is neither."""
    text = cell.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if text.lower() in UNKNOWN:
        return None
    value = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan
    if not (math.isfinite(value) and figure.low <= value <= figure.high):
        raise Refused(
            _("Fichier « %(name)s », ligne %(line)d : « %(cell)s » n'est pas un nombre possible : %(what)s.")
            % {"name": table.name, "line": line, "cell": cell.strip(), "what": figure.label}
        )
    return value


def cell_of(row: Sequence[str], rank: int) -> str:
    """Return a cell; a line may stop before its last columns."""
    return row[rank] if rank < len(row) else ""


def communes_in(dataset: Dataset, table: Table, found: Found) -> Iterator[tuple[int, Sequence[str], str]]:
    """Yield the lines that speak of a commune, with its code; count the others."""
    (place,) = columns_of(dataset, table, [place_title(dataset, table)])
    folded = [fold(title) for title in table.titles]
    levels = [folded.index(fold(title)) for title in LEVELS if fold(title) in folded]
    for line, row in table.lines:
        found.rows += 1
        if any(cell_of(row, rank).strip() not in COMMUNES | {"ARM"} for rank in levels):
            found.left += 1
            continue
        code = code_in(cell_of(row, place), table, line)
        if code.startswith(OUTSIDE):
            found.left += 1
            continue
        yield line, row, code


def twice(code: str, table: Table, line: int, first: int) -> Refused:
    """Return the refusal of a code that two lines speak of."""
    return Refused(
        _(
            "Fichier « %(name)s », ligne %(line)d : « %(code)s » y est déjà, ligne %(first)d. Gardez l'une des deux."
        )
        % {"name": table.name, "line": line, "code": code, "first": first}
    )


def wide(dataset: Dataset, table: Table, vintage: int) -> Found:
    """Read a table that has a line for each commune and a column for each figure."""
    found = Found()
    year = f"{vintage % 100:02}"
    ranks = columns_of(dataset, table, [figure.title.replace("{yy}", year) for figure in dataset.figures])
    for line, row, code in communes_in(dataset, table, found):
        if code in found.lines:
            raise twice(code, table, line, found.lines[code])
        found.lines[code] = line
        found.told[code] = {
            figure.name: number_in(cell_of(row, rank), figure, table, line)
            for figure, rank in zip(dataset.figures, ranks, strict=True)
        }
    return found


def long(dataset: Dataset, table: Table, _vintage: int) -> Found:
    """Read a table that has a line for each cell: a commune, an age, a state, and how many."""
    found = Found()
    keys = sorted({column for figure in dataset.figures for column in figure.where})
    *dimensions, numbers = columns_of(dataset, table, [*keys, dataset.figures[0].title])
    others = _dimensions(dataset, table)
    seen: dict[tuple[str, ...], int] = {}
    for line, row, code in communes_in(dataset, table, found):
        cell = (code, *(cell_of(row, rank).strip() for rank in others))
        if cell in seen:
            raise twice(" ".join(cell), table, line, seen[cell])
        seen[cell] = line
        found.lines.setdefault(code, line)
        held = found.told.setdefault(code, dict.fromkeys((figure.name for figure in dataset.figures), 0.0))
        said = {key: cell_of(row, rank).strip() for key, rank in zip(keys, dimensions, strict=True)}
        for figure in dataset.figures:
            if all(said[key] in codes for key, codes in figure.where.items()):
                _add(held, figure, number_in(cell_of(row, numbers), figure, table, line))
    return found


def _dimensions(dataset: Dataset, table: Table) -> list[int]:
    """Return the columns that tell one cell of a table from another: all but the codes, the names and the numbers."""
    told = {fold(dataset.figures[0].title), fold(place_title(dataset, table)), "libgeo"}
    return [rank for rank, title in enumerate(table.titles) if fold(title) not in told]


def _add(held: dict[str, float | None], figure: Figure, value: float | None) -> None:
    """Add a number to a figure; an unknown one makes the whole unknown."""
    before = held[figure.name]
    held[figure.name] = None if before is None or value is None else before + value


def communes(dataset: Dataset, table: Table, _vintage: int) -> Found:
    """Read the communes of a year and their cantons, arrondissements and old communes left out."""
    found = Found()
    kind, code_rank = columns_of(dataset, table, ["TYPECOM", "COM"])
    canton = next((rank for rank, title in enumerate(table.titles) if fold(title) == "can"), None)
    for line, row in table.lines:
        found.rows += 1
        code = code_in(cell_of(row, code_rank), table, line)
        if cell_of(row, kind).strip() != "COM" or code.startswith(OUTSIDE):
            found.left += 1
            continue
        if code in found.lines:
            raise twice(code, table, line, found.lines[code])
        found.lines[code] = line
        found.told[code] = {"existe": 1.0}
        if canton is not None and (said := cell_of(row, canton)).strip():
            found.cantons[code] = canton_in(said, table, line)
    return found


def districts(dataset: Dataset, table: Table, _vintage: int) -> Found:
    """Read the list of priority districts: how many each commune has; one may lie across several communes."""
    found = Found()
    place, district = columns_of(dataset, table, [place_title(dataset, table), "code_qp"])
    seen: dict[str, int] = {}
    for line, row in table.lines:
        found.rows += 1
        code = cell_of(row, district).strip()
        if code in seen:
            raise twice(code, table, line, seen[code])
        seen[code] = line
        for cell in re.split(r"[;,| ]+", cell_of(row, place).strip().strip('="')):
            commune = code_in(cell, table, line)
            if commune.startswith(OUTSIDE):
                found.left += 1
                continue
            found.lines.setdefault(commune, line)
            held = found.told.setdefault(commune, {"quartiers-prioritaires": 0.0})
            held["quartiers-prioritaires"] = (held["quartiers-prioritaires"] or 0) + 1
    return found


FORMS = {Form.WIDE: wide, Form.LONG: long, Form.COMMUNES: communes, Form.DISTRICTS: districts}
