"""A bilan as a part of a page of the site, or as a file of its own."""

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

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
)
from maillage.bilan.renderers import wording
from maillage.common.charts import BOLD, FONTS, REGULAR, chart_svg, for_page
from maillage.common.maps import map_svg
from maillage.common.palette import FONT

NARROW = (560, 360)  # a chart whose words are still read on a telephone
Kept = Sequence[tuple[str, str]]
STYLE = Path(__file__).resolve().parent.parent / "static" / "bilan" / "bilan.css"


@lru_cache(maxsize=1)
def _style() -> SafeString:
    """Return the style sheet of a file that stands alone, with its letters inside."""
    faces = [
        f'@font-face {{ font-family: "{FONT}"; font-weight: {weight}; src: url("data:font/ttf;base64,'
        f'{b64encode((FONTS / name).read_bytes()).decode()}") format("truetype"); }}\n'
        for weight, name in ((400, REGULAR), (700, BOLD))
    ]
    return mark_safe("".join(faces) + STYLE.read_text(encoding="utf-8"))  # noqa: S308 - our own files


def dressed(look: Look) -> str:
    """Return the colours of a file that stands alone; they were checked when they were chosen."""
    return (
        f".bilan-file {{ --violet: {look.colour}; --band: {look.colour}; --orange: {look.accent}; "
        f"--orange-mark: {look.accent}; }}\n"
    )


def dressed_page(look: Look) -> str:
    """Return the colours of the cover of a page of the site, whose other colours follow the theme of the reader."""
    return (
        f".bilan-cover {{ background: {look.colour}; color: #FFFFFF; border-bottom-color: {look.accent}; }}\n"
    )


def _figure(figure: KeyFigure, kept: Kept | None) -> dict[str, object]:
    """Return a figure as the template prints it; online, with the question that its records answer."""
    said, apart = wording.beside_briefly(figure)
    asked = urlencode([("au", figure.as_of.isoformat()), *(kept or ())])
    return {
        "code": figure.code,
        "query": f"?{asked}" if figure.value and kept is not None else "",
        "known": figure.value is not None,
        "text": wording.figure_text(figure),
        "sentence": figure.sentence,
        "because": wording.because_alone(figure),
        "beside": said,
        "apart": apart,
        "published": figure.published.source if figure.published else "",
        "definition": figure.definition.rstrip("."),
        "source": figure.source,
        "dates": wording.dates(figure.as_of, figure.known_at),
    }


def _table(table: Table) -> dict[str, object]:
    """Return a table as the template prints it."""
    return {
        "template": "bilan/document/rows.html",
        "title": table.title,
        "heads": table.columns,
        "rows": [
            [
                {"text": wording.cell_text(cell, head.kind), "kind": head.kind, "known": cell is not None}
                for cell, head in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ],
        "note": table.note,
    }


def _image(title: str, svg: str, table: Table, css: str) -> dict[str, object]:
    """Return an image as the template prints it; its words were escaped where it was drawn."""
    return {
        "template": "bilan/document/image.html",
        "title": title,
        "svg": mark_safe(for_page(svg)),  # noqa: S308 - drawn by us, words escaped
        "table": _table(table),
        "css": css,
    }


def _block(block: Drawn) -> dict[str, object]:
    """Return a block with the template that prints it."""
    match block:
        case Chart():
            return _image(
                block.title,
                chart_svg(block, width=NARROW[0], height=NARROW[1]),
                wording.chart_table(block),
                "bilan-chart",
            )
        case FranceMap():
            return _image(block.title, map_svg(block, layout="tall"), wording.map_table(block), "bilan-map")
        case Table():
            return _table(block)
        case Timeline():
            entries = [{"when": entry.when, "items": entry.items} for entry in block.entries]
            return {"template": "bilan/document/timeline.html", "title": block.title, "entries": entries}
        case Columns():
            items = [{"title": item.title, "lead": item.lead, "points": item.points} for item in block.items]
            return {"template": "bilan/document/columns.html", "items": items}
        case Prose():
            return {
                "template": "bilan/document/prose.html",
                "title": block.title,
                "paragraphs": block.paragraphs,
            }


def _part(document: Document, section: Section, kept: Kept | None) -> dict[str, object]:
    """Return a section as the template prints it."""
    return {
        "kind": section.kind,
        "anchor": slugify(section.key) or "partie",
        "title": section.title,
        "figures": [
            _figure(figure, kept)
            for block in section.blocks
            if isinstance(block, KeyFigures)
            for figure in block.items
        ],
        "blocks": [_block(block) for block in section.blocks if not isinstance(block, KeyFigures)],
        "footer": wording.footer(document, section),
    }


def render_body(document: Document, *, kept: Kept | None = None, nested: bool = False) -> SafeString:
    """Return a bilan as a part of a page, without inline style; the page brings bilan/bilan.css.

    Online, the parameters that addresses keep from the question make each figure a door to its records. Nested under
    the title of a page, the bilan has none of the first rank.
    """
    document = wording.clean(document)
    uncovered = not nested and not any(section.kind == "cover" for section in document.sections)
    context = {
        "document": document,
        "nested": nested,
        "uncovered": uncovered,
        "dates": wording.document_dates(document),
        "imprint": wording.imprint(document),
        "parts": [_part(document, section, kept) for section in document.sections],
        "logo": SafeString(wording.logo_data(document.look)) if document.look else "",
    }
    return render_to_string("bilan/document/body.html", context)


def render(document: Document) -> bytes:
    """Return a bilan as an HTML file that needs nothing else."""
    css = SafeString(_style() + (dressed(document.look) if document.look else ""))
    context = {"document": wording.clean(document), "css": css, "body": render_body(document)}
    return render_to_string("bilan/document/file.html", context).encode()
