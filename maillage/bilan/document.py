"""A bilan as a value: what every renderer prints, with no query behind it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal

from maillage.common.charts import Chart, ChartKind, Number, Series
from maillage.common.maps import FranceMap, MapPoint, MapValue
from maillage.common.palette import ORANGE, VIOLET

__all__ = [
    "Block",
    "Cell",
    "Chart",
    "ChartKind",
    "Column",
    "ColumnKind",
    "Columns",
    "Document",
    "Drawn",
    "FranceMap",
    "KeyFigure",
    "KeyFigures",
    "Look",
    "MapPoint",
    "MapValue",
    "Number",
    "Prose",
    "PublishedBeside",
    "Section",
    "Series",
    "Table",
    "TableColumn",
    "Timeline",
    "TimelineEntry",
    "canonical",
    "figures",
    "fingerprint",
]

# What is left out of the plain data of a document where it is not set: what was frozen before reads the same.
IF_SET: Mapping[str, bool] = {"if_set": True}

SectionKind = Literal["cover", "content", "method"]
ColumnKind = Literal["text", "number", "percent", "day"]
Cell = str | int | float | Decimal | dt.date | None


@dataclass(frozen=True, kw_only=True)
class PublishedBeside:
    """Give the figure that was published elsewhere, its source, and the computed one minus it."""

    value: Number
    source: str
    gap: Number | None


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """Say one figure: its value as text, the sentence that follows it, and all that proves it."""

    code: str
    value: int | Decimal | None
    text: str
    sentence: str
    unit: str = ""
    definition: str = ""
    source: str = ""
    as_of: dt.date
    known_at: dt.datetime
    published: PublishedBeside | None = None
    unknown_because: str = ""
    since: dt.date | None = field(default=None, metadata=IF_SET)


@dataclass(frozen=True)
class KeyFigures:
    """Set up to three figures side by side."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class TableColumn:
    """Title a column and say what its cells hold."""

    title: str
    kind: ColumnKind = "text"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Set rows under columns; None is unknown."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Say what happened at one time."""

    when: str
    items: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Set what happened along the years."""

    title: str
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Say something in paragraphs."""

    paragraphs: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True)
class Column:
    """Say one axis of a programme: its title, what it is for, its actions."""

    title: str
    lead: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Set up to four texts side by side."""

    items: tuple[Column, ...]


Drawn = Chart | FranceMap | Table | Timeline | Prose | Columns  # what fills a page; figures stand beside it
Block = KeyFigures | Drawn


@dataclass(frozen=True, kw_only=True)
class Section:
    """Make one slide, one page or one part: its title is a sentence that gives its message."""

    key: str
    title: str
    kind: SectionKind = "content"
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Say how a bilan is dressed: the colour of its band and titles, that of its marks, a picture on its cover."""

    colour: str = VIOLET
    accent: str = ORANGE
    logo: bytes = b""
    logo_kind: str = ""
    logo_alt: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """Hold a whole bilan: what it says, of which day, as known when, about which territory."""

    code: str
    title: str
    subtitle: str = ""
    organisation: str
    as_of: dt.date
    known_at: dt.datetime
    perimeter_label: str
    printed_on: dt.date
    sections: tuple[Section, ...]
    language: str = "fr"
    reference: str = ""
    look: Look | None = field(default=None, metadata=IF_SET)


def figures(document: Document) -> Iterator[tuple[Section, KeyFigure]]:
    """Yield every key figure of a document with the section that says it, in reading order."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                yield from ((section, figure) for figure in block.items)


def canonical(value: object) -> object:
    """Return a value as plain JSON data: exact decimals as text, days in ISO, blocks with their kind."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        held = [(f.name, getattr(value, f.name)) for f in fields(value) if _is_said(f, value)]
        named: dict[str, object] = {name: canonical(item) for name, item in held}
        if isinstance(value, Block):
            named["block"] = type(value).__name__
        return named
    if isinstance(value, Mapping):
        return {str(key): canonical(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    return value


def _is_said(one: "Field[Any]", value: object) -> bool:
    """Tell whether a field stands in the plain data of a value: one that is marked, only where it is set."""
    return not one.metadata.get("if_set") or getattr(value, one.name) is not None


def fingerprint(document: Document) -> str:
    """Return the SHA-256 of everything a bilan counts: same figures, same print, whenever it is printed."""
    counted = {
        "code": document.code,
        "as_of": document.as_of,
        "known_at": document.known_at,
        "perimeter": document.perimeter_label,
        "blocks": [
            [section.key, block]
            for section in document.sections
            for block in section.blocks
            if not isinstance(block, Prose | Columns | Timeline)
        ],
    }
    text = json.dumps(canonical(counted), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
