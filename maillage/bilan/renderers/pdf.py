"""A bilan as an A4 landscape booklet, tagged so that a screen reader reads it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.bilan.document import (
    Chart,
    Columns,
    Document,
    Drawn,
    FranceMap,
    KeyFigure,
    KeyFigures,
    Look,
    Prose,
    Section,
    Table,
    Timeline,
    fingerprint,
)
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.fitting import fitted, width_of
from maillage.common.charts import chart_alt, chart_svg
from maillage.common.documents import COLOURS, compiled
from maillage.common.formats import FIXED
from maillage.common.maps import drawn_size, map_alt, map_svg

TEMPLATE = Path(__file__).resolve().parent / "booklet.typ"
COVER_SIZES = (44, 36, 28, 22, 16, 12)
CHART, CHART_BESIDE = (760, 400), (760, 560)  # alone on its page, beside figures
NARROW, HALF, LIST = 3, 12, 28  # columns and rows from which a table is a list, rows of a list on a page
FEW = 400  # letters of a text that introduces or comments another block


def _figure(figure: KeyFigure) -> dict[str, object]:
    """Return a figure as the template prints it."""
    defined = figure.definition and f"{_('Définition')}{FIXED}: {figure.definition.rstrip('.')}."
    said, apart = wording.beside_briefly(figure)
    return {
        "known": figure.value is not None,
        "text": wording.figure_text(figure),
        "sentence": figure.sentence,
        "because": wording.because_alone(figure),
        "beside": said,
        "apart": apart,
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
        "twice": _is_list(table),
    }


def _image(title: str, svg: str, alt: str) -> dict[str, object]:
    """Return an image as the template prints it."""
    width, height = drawn_size(svg)
    return {"kind": "image", "title": title, "svg": svg, "alt": alt, "ratio": width / height}


def _block(block: Drawn, *, beside: bool) -> dict[str, object]:
    """Return a block as the template prints it."""
    match block:
        case Chart():
            wide, tall = CHART_BESIDE if beside else CHART
            return _image(block.title, chart_svg(block, width=wide, height=tall), chart_alt(block))
        case FranceMap():
            return _image(block.title, map_svg(block), map_alt(block))
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


def _parts(block: Drawn) -> list[Drawn]:
    """Share a long list among pages."""
    if not isinstance(block, Table) or not _is_list(block):
        return [block]
    pages = -(-len(block.rows) // LIST)
    each = -(-len(block.rows) // pages)
    return [replace(block, rows=block.rows[i : i + each]) for i in range(0, len(block.rows), each)]


def _is_list(table: Table) -> bool:
    """Tell whether a table is a long one of a few short columns, better set in two side by side."""
    return len(table.columns) <= NARROW and len(table.rows) > HALF and not wording.is_dense(table)


def _introduces(block: Drawn) -> bool:
    """Tell whether a block is a few words, which stand on the page of another."""
    return isinstance(block, Prose) and not block.title and sum(map(len, block.paragraphs)) <= FEW


def _groups(blocks: Sequence[Drawn]) -> list[list[Drawn]]:
    """Share blocks among pages: what fills a page is alone on it, but for a few words."""
    groups: list[list[Drawn]] = [[]]
    for block in blocks:
        above = [other for other in groups[-1] if not _introduces(other)]
        if not _introduces(block) and above and not all(isinstance(o, Prose) for o in (*above, block)):
            groups.append([])
        groups[-1].append(block)
    return groups


def _section(document: Document, rank: int, section: Section) -> dict[str, object]:
    """Return a section as the template prints it."""
    size, _kept = fitted((section.title,), 700, 230, COVER_SIZES, bold=True)
    figures = [
        _figure(figure) for block in section.blocks if isinstance(block, KeyFigures) for figure in block.items
    ]
    groups = _groups([part for b in section.blocks if not isinstance(b, KeyFigures) for part in _parts(b)])
    return {
        "kind": section.kind,
        "title": section.title,
        "again": f"{section.title} ({_('suite')})",
        "size": size,
        "footer": wording.footer(document, section),
        "pages": [
            {
                "mark": f"{rank}-{place}",
                "again": place > 0,
                "figures": figures if place == 0 else [],
                "blocks": [_block(block, beside=bool(figures) and place == 0) for block in group],
            }
            for place, group in enumerate(groups)
        ],
    }


def _dressed(look: Look | None) -> dict[str, object]:
    """Return the colours of a booklet, and the picture of its cover: an image inside a drawing."""
    if look is None:
        return {"colours": COLOURS, "logo": ""}
    return {
        "colours": {**COLOURS, "violet": look.colour, "orange": look.accent},
        "logo": wording.logo_svg(look),
        "logo-alt": look.logo_alt,
    }


def _data(document: Document) -> dict[str, object]:
    """Return a document as the template reads it."""
    printed = document.printed_on
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "organisation": document.organisation,
        "language": document.language,
        "fingerprint": fingerprint(document),
        "printed": [printed.year, printed.month, printed.day],
        "place": f"{document.perimeter_label}, {wording.document_dates(document)}",
        "printed-line": wording.printed_line(document),
        "imprint": [list(line) for line in wording.imprint(document)],
        **_dressed(document.look),
        "sections": [_section(document, rank, section) for rank, section in enumerate(document.sections)],
    }


def render(document: Document) -> bytes:
    """Return a bilan as a PDF, to the accessibility standard PDF/UA-1."""
    document = wording.clean(document)
    return compiled(TEMPLATE, _data(document), on=document.printed_on)
