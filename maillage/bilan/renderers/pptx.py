"""A bilan as slides: one message each, native charts that people can edit, notes that prove the figures."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

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
from maillage.bilan.renderers import pptx_blocks as blocks
from maillage.bilan.renderers import pptx_charts, pptx_tables, wording
from maillage.bilan.renderers.fitting import balanced_width, fitted, lines_of
from maillage.bilan.renderers.pptx_blocks import Canvas, Para
from maillage.bilan.renderers.pptx_tables import Sheet
from maillage.bilan.renderers.pptx_theme import (
    BAND,
    COVER_SUBTITLE,
    COVER_TITLE,
    FOOTER,
    INNER,
    LEFT,
    TITLE,
    WIDTH,
    Box,
    template,
)
from maillage.common.palette import MUTED, ORANGE, VIOLET

TOPS, BOTTOM = (1.3, 1.74), 6.8  # where a page's content stands under a title of one line or two, in inches
COVER_SIZES = (44, 36, 30, 24, 18)
SIZES = (28, 26, 24, 22, 20, 18, 16)  # of a title
ASIDE, GAP = 3.95, 0.3  # width of the figures beside an image, and what separates them
FIGURES = 3  # at most, on a slide
LOGO = (2.8, 1.2)  # inches, at most
STRIP = 1.3  # inches that words may take above or below a block
DRAWN: Mapping[type[Drawn | Sheet], Callable[[Canvas, Any, Box], None]] = {
    Chart: pptx_charts.chart,
    FranceMap: blocks.france,
    Sheet: pptx_tables.sheet,
    Timeline: blocks.timeline,
    Columns: blocks.columns,
    Prose: blocks.prose,
}
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Page:
    """Hold what one slide shows: three figures and one block at most, a few words above and below."""

    figures: tuple[KeyFigure, ...] = ()
    block: Drawn | Sheet | None = None
    above: Prose | None = None
    below: Prose | None = None


def _sizes(title: str) -> tuple[float, ...]:
    """Return the sizes to try for a title: a little smaller when one line is then enough."""
    return next(
        ((size,) for size in SIZES[:3] if lines_of(title, INNER * 72, size, bold=True) == 1),
        SIZES,
    )


def _top(title: str) -> float:
    """Return where content begins under a title."""
    return TOPS[len(_sizes(title)) > 1]


def _again(title: str) -> str:
    """Return the title of the slides that go on with a section."""
    return f"{title} ({_('suite')})"


def _pages(section: Section) -> Iterator[Page]:
    """Share a section among slides: one image each, the first with the figures."""
    found = [figure for block in section.blocks if isinstance(block, KeyFigures) for figure in block.items]
    width = INNER - ASIDE - GAP if found else INNER
    drawn = [block for block in section.blocks if not isinstance(block, KeyFigures)]
    others: list[Drawn | Sheet] = []
    for block in drawn:
        parts = list(_parts(block, width, BOTTOM - _top(section.title)))
        if len(parts) > 1 or others:  # what goes on stands under a title that is longer by a word
            parts = list(_parts(block, width, BOTTOM - _top(_again(section.title))))
        others += parts
    groups = [tuple(found[i : i + FIGURES]) for i in range(0, len(found), FIGURES)]
    shown = _gathered(others, width)
    first = shown[0] if shown else Page()
    yield replace(first, figures=groups[0] if groups else ())
    yield from (Page(group) for group in groups[1:])
    yield from shown[1:]


def _gathered(others: Sequence[Drawn | Sheet], width: float) -> list[Page]:
    """Put each block on its page, and a few words with the block that they introduce or comment."""
    pages: list[Page] = []
    words: Prose | None = None
    for block in others:
        few = isinstance(block, Prose) and blocks.strip_height(block, width) <= STRIP
        if few and isinstance(block, Prose) and words is None:
            last = pages[-1] if pages else None
            if last and last.below is None and not isinstance(last.block, Prose):
                pages[-1] = replace(last, below=block)
            else:
                words = block
            continue
        pages.append(Page(block=block, above=words))
        words = None
    return [*pages, Page(block=words)] if words else pages


def _parts(block: Drawn, width: float, height: float) -> Iterator[Drawn | Sheet]:
    """Share a block too long for one slide among several."""
    if isinstance(block, Table):
        yield from pptx_tables.sheets(block, width, height)
    elif isinstance(block, Timeline):
        size = blocks.ENTRIES
        for i in range(0, max(1, len(block.entries)), size):
            yield Timeline(title=block.title, entries=block.entries[i : i + size])
    elif isinstance(block, Columns):
        for i in range(0, max(1, len(block.items)), blocks.COLUMNS):
            yield Columns(block.items[i : i + blocks.COLUMNS])
    else:
        yield block


def _title(canvas: Canvas, text: str, box: Box, sizes: tuple[float, ...]) -> None:
    """Write the title in its own place, at the size at which it fits."""
    size, words = fitted((text,), box[2] * 72, box[3] * 72, sizes, bold=True)
    shape = canvas.slide.shapes.title
    frame = shape.text_frame
    frame.text = words[0] if words else "…"
    wide = balanced_width(frame.text, box[2] * 72, size, bold=True) / 72
    if wide < box[2]:  # narrower, so that its lines are as long as each other
        shape.left, shape.top, shape.width, shape.height = (
            Inches(value) for value in (box[0], box[1], wide, box[3])
        )
    if size not in {SIZES[0], COVER_SIZES[0]}:
        blocks.set_size(frame, size)


def _cover(document: Document, section: Section, canvas: Canvas) -> None:
    """Write the cover: title and subtitle on the band, what identifies the print under it."""
    _title(canvas, section.title, COVER_TITLE, COVER_SIZES)
    size, words = fitted(
        (document.subtitle,), COVER_SUBTITLE[2] * 72, COVER_SUBTITLE[3] * 72, (22, 18, 14), bold=False
    )
    subtitle = canvas.slide.placeholders[1].text_frame
    subtitle.text = words[0] if words else ""
    blocks.set_size(subtitle, size)
    lines = (
        Para(document.organisation, 20, bold=True, after=6),
        Para(f"{document.perimeter_label}, {wording.document_dates(document)}", 16, after=8),
        Para(wording.printed_line(document), 12, colour=MUTED),
    )
    wide = 11.2 - _logo(document.look, canvas)
    canvas.text((0.9, BAND + 0.5, wide, 1.6), lines, name=_("Territoire et dates"))


def _logo(look: Look | None, canvas: Canvas) -> float:
    """Set the picture of the cover at the right, under the band; return the width that it takes from the words."""
    if look is None or not look.logo:
        return 0
    most_wide, most_tall = LOGO
    shape = canvas.slide.shapes.add_picture(BytesIO(look.logo), Inches(0), Inches(BAND + 0.6))
    scale = min(Inches(most_wide) / shape.width, Inches(most_tall) / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left = Inches(WIDTH - 0.9) - shape.width
    shape.name = _("Logo")
    shape._element.nvPicPr.cNvPr.set("descr", look.logo_alt)
    return most_wide + GAP


def _dress(deck: Any, look: Look) -> None:
    """Write in the colours of the bilan what slides write in ours; charts keep theirs, chosen apart for every eye."""
    worn = {VIOLET[1:]: look.colour[1:], ORANGE[1:]: look.accent[1:]}
    for slide in deck.slides:
        for colour in slide._element.iter(qn("a:srgbClr")):
            colour.set("val", worn.get(colour.get("val"), colour.get("val")))


def _fill(document: Document, section: Section, page: Page, canvas: Canvas, body: Box) -> None:
    """Write the content of one page."""
    x, y, width, height = body
    block = page.block
    if section.kind == "method" and (block is None or isinstance(block, Prose)):
        if block is not None:
            blocks.prose(canvas, block, (x, y, 7.6, height))
        _imprint(document, canvas, (x + 8.1, y, width - 8.1, height))
        return
    if page.figures and block is None:
        blocks.figures_across(canvas, page.figures, body)
        return
    place = body
    if page.figures:
        blocks.figures_down(canvas, page.figures, (x, y, ASIDE, height))
        place = (x + ASIDE + GAP, y, width - ASIDE - GAP, height)
    if page.above:
        place = blocks.strip(canvas, page.above, place)
    if page.below:
        tall = blocks.strip_height(page.below, place[2])
        blocks.strip(canvas, page.below, (place[0], place[1] + place[3] - tall, place[2], tall))
        place = (*place[:3], place[3] - tall - 0.1)
    if isinstance(block, Prose):
        place = (*place[:2], min(place[2], 10.0), place[3])
    if block is not None:
        DRAWN[type(block)](canvas, block, place)


def _imprint(document: Document, canvas: Canvas, box: Box) -> None:
    """Write what identifies this print."""
    lines = []
    for label, value in wording.imprint(document):
        lines += [Para(label, 11, colour=MUTED), Para(value, 14, bold=True, after=6)]
    canvas.panel(box, lines, name=_("Ce document"))


def _notes(document: Document, section: Section, canvas: Canvas) -> None:
    """Write the speaker's notes: the whole title and subtitle too, which a slide may have to cut short."""
    lines = wording.section_notes(document, section)
    if section.kind == "cover":
        lines = (
            tuple(
                line
                for line in (
                    section.title,
                    document.subtitle,
                    document.organisation,
                    document.perimeter_label,
                )
                if line
            )
            + lines
        )
    cut = [text for text in canvas.cut if text not in lines]
    canvas.slide.notes_slide.notes_text_frame.text = "\n".join((*lines, *cut))


def _foot(document: Document, section: Section, canvas: Canvas) -> None:
    """Write source, date and page number in the places that the layout keeps for them."""
    text = wording.footer(document, section)
    size, words = fitted((text,), FOOTER[2] * 72, FOOTER[3] * 72, (10.5, 9, 8))
    blocks.foot(canvas, words[0] if words else "", size)


def _in_french(deck: Any, language: str) -> None:
    """Say of every word in which language it is, for spelling and for screen readers."""
    tag = {"fr": "fr-FR", "en": "en-GB"}.get(language, language)
    for slide in deck.slides:
        for tree in (slide._element, slide.notes_slide._element):
            for run in tree.iter(qn("a:r"), qn("a:fld")):
                run.get_or_add_rPr().set("lang", tag) if run.tag == qn("a:r") else None
            for properties in tree.iter(qn("a:rPr"), qn("a:endParaRPr")):
                properties.set("lang", tag)


def _same_bytes(content: bytes) -> bytes:
    """Return a package whose parts have no time: the same bilan printed twice is the same file."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            info = zipfile.ZipInfo(item.filename, FIRST_DAY_OF_ZIP)
            info.compress_type = zipfile.ZIP_STORED if item.filename.endswith("png") else zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(item), compresslevel=4)
    return target.getvalue()


def render(document: Document) -> bytes:
    """Return a bilan as a PPTX presentation."""
    document = wording.clean(document)
    look = document.look or Look()
    deck = Presentation(BytesIO(template(look.colour, look.accent)))
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    for section in document.sections:
        if section.kind == "cover":
            canvas = Canvas(deck.slides.add_slide(layouts["Couverture"]))
            _cover(document, section, canvas)
            _notes(document, section, canvas)
            continue
        for rank, page in enumerate(_pages(section)):
            canvas = Canvas(deck.slides.add_slide(layouts["Page"]))
            title = section.title if rank == 0 else _again(section.title)
            _title(canvas, title, TITLE, _sizes(title))
            top = _top(title)
            _fill(document, section, page, canvas, (LEFT, top, INNER, BOTTOM - top))
            _foot(document, section, canvas)
            _notes(document, section, canvas)
    properties = deck.core_properties
    properties.title, properties.subject = document.title[:250], document.subtitle[:250]
    properties.author = properties.last_modified_by = document.organisation[:250]
    properties.created = properties.modified = dt.datetime.combine(document.printed_on, dt.time.min)
    properties.language, properties.keywords = document.language, fingerprint(document)
    _in_french(deck, document.language)
    _dress(deck, look)
    target = BytesIO()
    deck.save(target)
    return _same_bytes(target.getvalue())
