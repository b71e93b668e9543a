"""A bilan as an A4 landscape booklet, tagged so that a screen reader reads it."""

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst
from django.utils.translation import gettext as _

from maillage.bilan.document import (
    Chart,
    Columns,
    Document,
    Drawn,
    FranceMap,
    KeyFigure,
    KeyFigures,
    Prose,
    Section,
    Table,
    Timeline,
    fingerprint,
)
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.fitting import fitted, width_of
from maillage.common.charts import FONTS, chart_alt, chart_svg
from maillage.common.formats import FIXED
from maillage.common.maps import WIDE, map_alt, map_svg
from maillage.common.palette import INK, LINE, MIST, MUTED, ORANGE, PAPER, VIOLET

TEMPLATE = Path(__file__).resolve().parent / "booklet.typ"
COVER_SIZES = (44, 36, 28, 22, 16, 12)
CHART = (760, 450)
ROOM = 118  # millimetres for an image under a title of one line
COLOURS = {
    "ink": INK,
    "paper": PAPER,
    "violet": VIOLET,
    "orange": ORANGE,
    "muted": MUTED,
    "mist": MIST,
    "line": LINE,
}


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Return the compiler, which reads the fonts once; it sees this folder's template and nothing of the network."""
    return typst.Compiler(
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], ignore_system_fonts=False
    )


def _figure(figure: KeyFigure) -> dict[str, object]:
    """Return a figure as the template prints it."""
    defined = figure.definition and f"{_('Définition')}{FIXED}: {figure.definition.rstrip('.')}."
    lines = (wording.because_alone(figure), wording.beside(figure))
    return {
        "known": figure.value is not None,
        "text": wording.figure_text(figure),
        "sentence": figure.sentence,
        "lines": [line for line in lines if line],
        "definition": defined,
    }


def _table(table: Table) -> dict[str, object]:
    """Return a table as the template prints it, its columns as wide as their words need."""
    rows = [
        [
            {"text": wording.cell_text(cell, head.kind), "known": cell is not None}
            for cell, head in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    widths = [
        min(
            60.0,
            max(8.0, *(width_of(word, 1) for word in (head.title, *(str(row[i]["text"]) for row in rows)))),
        )
        if head.kind == "text"
        else None  # as wide as its figures
        for i, head in enumerate(table.columns)
    ]
    return {
        "kind": "table",
        "title": table.title,
        "heads": [head.title for head in table.columns],
        "kinds": [head.kind for head in table.columns],
        "widths": widths,
        "rows": rows,
        "note": table.note,
        "dense": wording.is_dense(table),
    }


def _image(title: str, svg: str, alt: str, size: tuple[int, int]) -> dict[str, object]:
    """Return an image as the template prints it."""
    return {"kind": "image", "title": title, "svg": svg, "alt": alt, "ratio": size[0] / size[1]}


def _block(block: Drawn) -> dict[str, object]:
    """Return a block as the template prints it."""
    match block:
        case Chart():
            return _image(
                block.title, chart_svg(block, width=CHART[0], height=CHART[1]), chart_alt(block), CHART
            )
        case FranceMap():
            return _image(block.title, map_svg(block), map_alt(block), WIDE)
        case Table():
            return _table(block)
        case Timeline():
            entries = [{"when": entry.when, "items": list(entry.items)} for entry in block.entries]
            return {"kind": "timeline", "title": block.title, "entries": entries}
        case Columns():
            items = [
                {"title": item.title, "lead": item.lead, "points": list(item.points)} for item in block.items
            ]
            return {"kind": "columns", "items": items}
        case Prose():
            return {"kind": "prose", "title": block.title or "", "paragraphs": list(block.paragraphs)}


def _section(document: Document, section: Section) -> dict[str, object]:
    """Return a section as the template prints it."""
    size, _kept = fitted((section.title,), 700, 230, COVER_SIZES, bold=True)
    lines = len(section.title) // 60
    return {
        "kind": section.kind,
        "title": section.title,
        "size": size,
        "height": max(60, ROOM - 9 * lines),
        "footer": wording.footer(document, section),
        "figures": [
            _figure(figure)
            for block in section.blocks
            if isinstance(block, KeyFigures)
            for figure in block.items
        ],
        "blocks": [_block(block) for block in section.blocks if not isinstance(block, KeyFigures)],
    }


def _data(document: Document) -> str:
    """Return a document as the template reads it."""
    printed = document.printed_on
    return json.dumps(
        {
            "title": document.title,
            "subtitle": document.subtitle,
            "organisation": document.organisation,
            "language": document.language,
            "fingerprint": fingerprint(document),
            "printed": [printed.year, printed.month, printed.day],
            "place": f"{document.perimeter_label}, {wording.document_dates(document)}",
            "printed-line": wording.printed_line(document),
            "imprint": [list(line) for line in wording.imprint(document)],
            "colours": COLOURS,
            "sections": [_section(document, section) for section in document.sections],
        },
        ensure_ascii=False,
    )


def render(document: Document) -> bytes:
    """Return a bilan as a PDF, to the accessibility standard PDF/UA-1."""
    document = wording.clean(document)
    data = {"data": _data(document)}
    printed = dt.datetime.combine(document.printed_on, dt.time.min, tzinfo=dt.UTC)
    try:
        content = _compiler().compile(sys_inputs=data, pdf_standards=["ua-1"], timestamp=printed)
    except typst.TypstError:
        # A letter that no font here can draw is refused by the standard, not by readers: print all the same.
        content = _compiler().compile(sys_inputs=data, timestamp=printed)
    return cast("bytes", content)  # one file, since no output path is given
