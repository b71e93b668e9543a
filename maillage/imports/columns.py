"""Columns: how the headers of a sheet are recognised, and how its cells are read."""

import difflib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise import fold
from maillage.common.normalise.text import quoted
from maillage.common.spreadsheets import CellError
from maillage.imports.cells import Unreadable, text
from maillage.imports.plan import Cell, Outcome, PlannedRow

Parser = Callable[
    [Any], Any
]  # a cell holds whatever the spreadsheet held; each parser says what it makes of it


@dataclass(frozen=True, kw_only=True)
class Column:
    """Declare a column: its name, the other names that people give it, how its cells are read."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Parser = text


def shown(value: object) -> str:
    """Return a cell as words; a number keeps no useless decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Heading:
    """Hold where each known column is in a sheet, and the headers that nothing reads."""

    positions: Mapping[str, int]
    headers: Mapping[str, str]
    ignored: tuple[str, ...]


class Row(NamedTuple):
    """Hold what a line says: the read value of each column that is not empty, and its cells as they were found."""

    line: int
    values: Mapping[str, Any]
    cells: Sequence[Any]
    heading: Heading

    def get(self, column: str) -> Any:
        """Return what a column says, or nothing: an empty cell is unknown."""
        return self.values.get(column)

    def text(self, column: str) -> str:
        """Return the words of a column, empty when unknown."""
        return self.values.get(column) or ""

    def found(self, column: str) -> str:
        """Return what the file shows in a column."""
        position = self.heading.positions.get(column)
        return "" if position is None or position >= len(self.cells) else shown(self.cells[position])

    def cell(self, column: str) -> Cell:
        """Return a cell as the file shows it."""
        return Cell(self.heading.headers.get(column, column), quoted(self.found(column)))


def read_mapping(path: Path) -> dict[str, str]:
    """Return the columns that a TOML file renames: the header of the file, then the name that we read."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(
            _(
                'Le fichier de correspondances « %(file)s » ne se lit pas : il faut des lignes "en-tête" = "colonne" '
                "(%(why)s)."
            )
            % {"file": path.name, "why": error}
        ) from error
    table = content.get("colonnes", content)
    if not isinstance(table, dict) or not all(isinstance(name, str) for name in table.values()):
        raise Refused(
            _(
                'Le fichier de correspondances « %s » ne se lit pas : il faut des lignes "en-tête" = "colonne".'
            )
            % path.name
        )
    return dict(table)


def recognise(
    header: Sequence[object],
    columns: Sequence[Column],
    *,
    place: str,
    mapping: Mapping[str, str] | None = None,
    one_of: Sequence[tuple[str, ...]] = (),
) -> Heading:
    """Return where the columns are, or refuse a header that lacks one or says one twice."""
    titles = [text(value) for value in header]
    folded = [fold(title) for title in titles]
    renamed = _renamed(mapping or {}, columns)
    positions: dict[str, int] = {}
    for column in columns:
        named = [renamed.get(key) for key in folded]
        if column.name in named:
            positions[column.name] = named.index(column.name)
            continue
        for word in (column.name, *column.aliases):
            key = fold(word)
            if key in folded and key not in renamed:
                positions[column.name] = folded.index(key)
                break
    # One header may be an alias of two columns; the one that bears the name keeps it.
    for column in columns:
        position = positions.get(column.name)
        own = position is not None and folded[position] == fold(column.name)
        for other, taken in list(positions.items()):
            if own and other != column.name and taken == position:
                del positions[other]
    alternatives = {name for group in one_of for name in group}
    missing: list[tuple[str, ...]] = [
        (c.name,) for c in columns if c.required and c.name not in positions and c.name not in alternatives
    ]
    missing += [group for group in one_of if not any(name in positions for name in group)]
    if missing:
        raise Refused(_missing(missing[0], titles, columns, place))
    read = set(positions.values())
    return Heading(
        positions,
        {name: titles[position] for name, position in positions.items()},
        tuple(title for position, title in enumerate(titles) if title and position not in read),
    )


def _renamed(mapping: Mapping[str, str], columns: Sequence[Column]) -> dict[str, str]:
    known = {fold(column.name): column.name for column in columns}
    renamed = {}
    for theirs, ours in mapping.items():
        if fold(ours) not in known:
            raise Refused(
                _(
                    "Les correspondances visent la colonne « %(name)s », que ce type n'a pas : il lit %(known)s."
                )
                % {"name": ours, "known": _listed(known.values())}
            )
        renamed[fold(theirs)] = known[fold(ours)]
    return renamed


def _missing(group: tuple[str, ...], titles: Sequence[str], columns: Sequence[Column], place: str) -> str:
    wanted = [key for c in columns if c.name in group for key in (c.name, *c.aliases)]
    keys = {fold(title): title for title in titles if title}
    close = next(
        (keys[near[0]] for word in wanted if (near := difflib.get_close_matches(fold(word), keys, 1, 0.6))),
        None,
    )
    sentence = _("%(place)s : il manque la colonne %(names)s. Colonnes trouvées : %(found)s.") % {
        "place": place[:1].upper() + place[1:],
        "names": _(" ou ").join(f"« {name} »" for name in group),
        "found": _listed(keys.values()) or _("aucune"),
    }
    if close:
        sentence += " " + _("La plus proche est « %s » : est-ce elle ? Alors renommez-la.") % close
    else:
        sentence += " " + _(
            "Ajoutez-la, ou dites laquelle c'est par un fichier de correspondances (--mapping)."
        )
    return sentence


def _listed(names: Any) -> str:
    return ", ".join(f"« {name} »" for name in names)


_UNMET = object()


@dataclass
class CellReader:
    """Read the cells of a sheet, each distinct content of a column once."""

    heading: Heading
    columns: Sequence[Column]
    caches: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def rows(self, rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row | list[PlannedRow]]:
        """Yield each line as read, or the refusals of its cells."""
        heading = self.heading
        readers = [
            (
                column.name,
                heading.positions[column.name],
                column.parse,
                self.caches.setdefault(column.name, {}),
            )
            for column in self.columns
            if column.name in heading.positions
        ]
        for line, cells in rows:
            values: dict[str, Any] = {}
            wrong: list[tuple[str, str]] = []
            empty = True
            width = len(cells)
            for name, position, parse, cache in readers:
                raw = cells[position] if position < width else None
                if raw is None or raw == "":
                    continue
                empty = False
                key = raw if raw.__class__ is str else (raw.__class__, raw)
                value = cache.get(key, _UNMET)
                if value is _UNMET:
                    value = cache[key] = _read(parse, raw)
                if value.__class__ is Unreadable:
                    wrong.append((name, value.reason))
                elif value is not None and value != "":
                    values[name] = value
            if empty:
                continue
            row = Row(line, values, cells, heading)
            if wrong and all(fold(row.found(name)) == fold(title) for name, title in heading.headers.items()):
                wrong = [(wrong[0][0], _("Cette ligne répète l'en-tête : supprimez-la."))]
            yield (
                [PlannedRow(line, Outcome.REFUSE, why, cell=row.cell(name)) for name, why in wrong]
                if wrong
                else row
            )


def _read(parse: Parser, raw: object) -> object:
    """Return what a parser makes of a cell, or why it refuses it."""
    if isinstance(raw, CellError):
        return Unreadable(
            _("La case contient l'erreur %s : corrigez la formule, ou écrivez la valeur à sa place.")
            % raw.text.rstrip("!?")
        )
    try:
        return parse(raw)
    except Refused as refusal:
        return Unreadable(str(refusal))
