"""Each kind of block on a slide: native charts and tables, maps as images, the rest as shapes."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from maillage.bilan.document import Column, Columns, FranceMap, KeyFigure, Prose, Timeline
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.fitting import balanced_width, fitted, height_of, lines_of, width_of
from maillage.bilan.renderers.pptx_theme import Box, rgb
from maillage.common.maps import drawn_size, map_alt, map_svg, svg_to_png
from maillage.common.palette import INK, MIST, MUTED, ORANGE, VIOLET

MAP_PIXELS = 1150
ENTRIES, COLUMNS = 5, 4  # at most, side by side on a slide
STRIP_SIZE = 20
DOWN = ((72, 24), (60, 22), (50, 18), (46, 18), (42, 17), (38, 16))  # figures and words, one under the other
SMALLER = (36, 30, 24)  # of a figure too long for its line
CARD = 0.3  # margin of a card, in inches
CAPTION = 0.38  # height of the line above an image, in inches
LEAST_COLUMN = 18  # points, of texts side by side
CALM = 30  # a few words that are all the slide
TEXT_SIZES = (28, 24, 20, 18, 16, 14, 12)
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@dataclass(frozen=True, kw_only=True)
class _Style:
    """Say how a paragraph is set."""

    bold: bool = False
    italic: bool = False
    colour: str = INK
    after: float = 0
    bullet: bool = False
    align: PP_ALIGN = PP_ALIGN.LEFT


class Para:
    """Hold a paragraph, its size in points and its style."""

    def __init__(self, text: str, size: float, **style: Any) -> None:
        self.text, self.size, self.style = text, size, _Style(**style)


class Canvas:
    """Hold the slide being written, and the texts that had to be cut short on it."""

    def __init__(self, slide: Any) -> None:
        self.slide = slide
        self.cut: list[str] = []

    def fit(
        self, texts: Sequence[str], box: Box, sizes: Sequence[float], *, bold: bool = False, gap: float = 0.5
    ) -> tuple[float, tuple[str, ...]]:
        """Return the size at which texts fit in a box; what is cut short goes whole to the notes."""
        size, words = fitted(texts, box[2] * 72, box[3] * 72, sizes, bold=bold, gap=gap)
        if words != tuple(texts):
            self.cut.extend(texts)
        return size, words

    def text(
        self, box: Box, lines: Sequence[Para], *, name: str, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP
    ) -> None:
        """Write paragraphs in a box, one size smaller as long as they overflow."""
        shape = self.slide.shapes.add_textbox(*(Inches(value) for value in box))
        shape.name = name
        self._write(shape.text_frame, box, lines, anchor)

    def panel(self, box: Box, lines: Sequence[Para], *, name: str, margin: float = 0.22) -> None:
        """Write paragraphs on a pale surface."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(value) for value in box))
        shape.name = name
        _plain(shape, MIST)
        self._write(shape.text_frame, box, lines, MSO_ANCHOR.TOP, margin=margin)

    def _write(
        self,
        frame: Any,
        box: Box,
        lines: Sequence[Para],
        anchor: MSO_ANCHOR,
        margin: float = 0,
    ) -> None:
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Inches(margin)
        written = self._fitting(lines, (box[2] - 2 * margin) * 72, (box[3] - 2 * margin) * 72)
        for rank, (line, words, size) in enumerate(written):
            paragraph = frame.paragraphs[0] if rank == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.space_after = line.style.align, Pt(line.style.after)
            run = paragraph.add_run()
            run.text = words
            font = run.font
            font.size, font.bold, font.italic = Pt(size), line.style.bold, line.style.italic
            font.color.rgb = rgb(line.style.colour)
            if line.style.bullet:
                _bullet(paragraph, size)

    def _fitting(
        self, lines: Sequence[Para], width: float, height: float
    ) -> Iterator[tuple[Para, str, float]]:
        """Yield paragraphs with their words and size, all smaller together if they would overflow."""
        least = 10.0
        for scale in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
            sizes = [max(least, round(line.size * scale)) for line in lines]
            if (
                sum(_needed(line, line.text, size, width) for line, size in zip(lines, sizes, strict=True))
                <= height
            ):
                yield from ((line, line.text, size) for line, size in zip(lines, sizes, strict=True))
                return
        left = height
        for line, size in zip(lines, sizes, strict=True):
            need = _needed(line, line.text, size, width)
            words = line.text
            if need > left:
                share = max(left / 2 if line is not lines[-1] else left, 0)
                _size, kept = fitted(
                    (line.text,), width - _indent(line, size), share, (size,), bold=line.style.bold
                )
                words = kept[0] if kept else ""
                self.cut.append(line.text)
            if words:
                left -= _needed(line, words, size, width)
                yield line, words, size


def _indent(line: Para, size: float) -> float:
    return size if line.style.bullet else 0


def _needed(line: Para, words: str, size: float, width: float) -> float:
    """Return the height that a paragraph takes, in points."""
    return height_of((words,), width - _indent(line, size), size, bold=line.style.bold) + line.style.after


def _bullet(paragraph: Any, size: float) -> None:
    """Put a bullet before a paragraph, and its lines under one another."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(int(Pt(size))))
    properties.set("indent", str(-int(Pt(size))))
    mark = properties.makeelement(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}buChar", {"char": "•"}
    )
    properties.append(mark)


def set_size(frame: Any, size: float) -> None:
    """Give every word of a place its size."""
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(size)


def foot(canvas: Canvas, text: str, size: float) -> None:
    """Write the footer and the page number, copied from the layout so that they stay real ones."""
    for model in canvas.slide.slide_layout.placeholders:
        if model.placeholder_format.idx not in {11, 12}:
            continue
        element = deepcopy(model._element)
        canvas.slide.shapes._spTree.append(element)
        if model.placeholder_format.idx == 11:  # noqa: PLR2004 - the index of the footer
            shape = next(s for s in canvas.slide.placeholders if s.placeholder_format.idx == 11)  # noqa: PLR2004
            shape.text_frame.text = text
            set_size(shape.text_frame, size)
    for rank, shape in enumerate(canvas.slide.shapes, start=2):
        shape._element.xpath(".//p:cNvPr")[0].set("id", str(rank))


def _figure_lines(figure: KeyFigure, large: Sequence[float], small: float, width: float) -> list[Para]:
    """Return the paragraphs of a figure: the figure, its sentence, why it is unknown, what was published."""
    known = figure.value is not None
    text = wording.figure_text(figure)
    size = next((s for s in large if lines_of(text, width * 72, s, bold=known) == 1), large[-1])
    lines = [
        Para(
            text,
            size if known else large[0] * 0.5,
            bold=known,
            italic=not known,
            colour=VIOLET if known else MUTED,
        ),
        Para(figure.sentence, small, after=5),
    ]
    if why := wording.because_alone(figure):
        lines.append(Para(why, 14, italic=True, colour=MUTED, after=3))
    said, apart = wording.beside_briefly(figure)
    if said:
        lines.append(Para(said, 14, bold=apart, colour=ORANGE if apart else MUTED))
    return lines


def _plain(shape: Any, colour: str) -> None:
    """Fill a shape with one colour, without the outline and the shadow that themes give."""
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()


def _decorative(shape: Any) -> None:
    """Tell screen readers to pass over a shape."""
    shape._element.xpath(".//p:cNvPr")[0].append(parse_xml(DECORATIVE))


def _rule(canvas: Canvas, box: Box, colour: str = ORANGE) -> None:
    """Draw a thin bar, decoration only."""
    shape = canvas.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(value) for value in box))
    shape.name = _("Filet")
    _plain(shape, colour)
    _decorative(shape)


def _tall(lines: Sequence[Para], width: float) -> float:
    """Return the height that paragraphs take, in inches."""
    return sum(_needed(line, line.text, line.size, width * 72) for line in lines) / 72


def _holds(texts: Iterable[str], width: float, size: float, *, bold: bool = False) -> bool:
    """Tell whether no word is wider than a width, in inches."""
    return all(width_of(word, size, bold=bold) <= width * 72 for text in texts for word in text.split(" "))


def figures_down(canvas: Canvas, items: Sequence[KeyFigure], box: Box) -> None:
    """Set figures one under the other, beside an image."""
    x, y, width, height = box
    each = min(2.6, height / len(items))
    inner = width - 0.25
    lines = [_figure_lines(item, SMALLER, DOWN[-1][1], inner) for item in items]
    for large, small in DOWN[len(items) - 1 :]:
        tried = [_figure_lines(item, (large, *SMALLER), small, inner) for item in items]
        if all(_tall(found, inner) <= each - 0.12 for found in tried):
            lines = tried
            break
    for rank, item in enumerate(items):
        top = y + rank * each
        _rule(canvas, (x, top + 0.08, 0.06, each - 0.22))
        canvas.text((x + 0.25, top, inner, each - 0.1), lines[rank], name=item.code)


def figures_across(canvas: Canvas, items: Sequence[KeyFigure], box: Box) -> None:
    """Set figures side by side on pale surfaces, large, when they are all the slide."""
    x, y, width, height = box
    gap = 0.35
    each = (width - gap * (len(items) - 1)) / len(items)
    tall = min(height, 4.4)
    for rank, item in enumerate(items):
        left = x + rank * (each + gap)
        lines = _figure_lines(item, (115, 96, 80, 66, 54, 44, 36), 26, each - 2 * CARD)
        canvas.panel((left, y + 0.2, each, tall - 0.2), lines, name=item.code, margin=CARD)
        _rule(canvas, (left, y + 0.2, each, 0.08))


def caption(canvas: Canvas, text: str, box: Box) -> Box:
    """Write the title of an image above it and return the place that is left."""
    x, y, width, height = box
    canvas.text((x, y, width, CAPTION), [Para(text, 14, bold=True, colour=MUTED)], name=_("Titre de l'image"))
    return (x, y + CAPTION, width, height - CAPTION)


def france(canvas: Canvas, block: FranceMap, box: Box) -> None:
    """Set a map as an image with its words."""
    x, y, width, height = caption(canvas, block.title, box)
    drawing = map_svg(block)
    drawn = drawn_size(drawing)
    wide = min(width, height * drawn[0] / drawn[1])
    left = x + (width - wide) / 2
    image = BytesIO(svg_to_png(drawing, MAP_PIXELS))
    picture = canvas.slide.shapes.add_picture(image, Inches(left), Inches(y), width=Inches(wide))
    picture.name = block.title[:80]
    about = picture._element.nvPicPr.cNvPr
    about.set("descr", map_alt(block))
    about.set("title", block.title)


def timeline(canvas: Canvas, block: Timeline, box: Box) -> None:
    """Set what happened along a line of dots, in the largest letters at which all of it fits."""
    x, y, width, height = caption(canvas, block.title, box)
    each = width / max(1, len(block.entries))
    line = y + 1.0
    room = height - 1.4
    size = next(
        (
            size
            for size in (28, 26, 24, 22, 20, 18, 16)
            if all(
                _tall(_points(entry.items, size), each - 0.35) <= room
                and _holds(entry.items, each - 0.35 - size / 72, size)
                for entry in block.entries
            )
        ),
        14,
    )
    _rule(canvas, (x, line - 0.025, width, 0.05), VIOLET)
    for rank, entry in enumerate(block.entries):
        left = x + rank * each
        canvas.text(
            (left, y + 0.1, each - 0.35, 0.7),
            [Para(entry.when, 32, bold=True, colour=VIOLET)],
            name=entry.when[:80],
            anchor=MSO_ANCHOR.BOTTOM,
        )
        dot = canvas.slide.shapes.add_shape(
            MSO_SHAPE.OVAL, Inches(left), Inches(line - 0.13), Inches(0.26), Inches(0.26)
        )
        dot.name = _("Repère")
        _plain(dot, ORANGE)
        _decorative(dot)
        canvas.text(
            (left, line + 0.4, each - 0.35, room),
            _points(entry.items, size),
            name=_("En %(when)s") % {"when": entry.when[:60]},
        )


def _points(items: Sequence[str], size: float) -> list[Para]:
    """Return points under one another."""
    return [Para(item, size, bullet=True, after=size * 0.5) for item in items]


def _column(item: Column, size: float, head: float) -> list[Para]:
    """Return the paragraphs of a text set beside others."""
    lines = [Para(item.title, head, bold=True, colour=VIOLET, after=size * 0.6)]
    if item.lead:
        lines.append(Para(item.lead, size, after=size * 0.7))
    return lines + _points(item.points, size)


def columns(canvas: Canvas, block: Columns, box: Box) -> None:
    """Set texts side by side on pale surfaces, in the largest letters at which all fit, all as tall."""
    x, y, width, height = box
    gap = 0.3
    each = (width - gap * (len(block.items) - 1)) / max(1, len(block.items))
    inner, tall, size, head = each - 2 * CARD, height, 18.0, 18.0
    titles = [item.title for item in block.items]
    words = [word for item in block.items for word in (item.lead, *item.points)]
    for larger in (28, 26, 24, 22, 20, LEAST_COLUMN):
        head = next(
            (s for s in (26, 24, 22, 20, 18) if s <= larger and _holds(titles, inner, s, bold=True)), 16
        )
        needed = max((_tall(_column(item, larger, head), inner) for item in block.items), default=0)
        if needed + 2 * CARD + 0.1 <= height and (
            larger == LEAST_COLUMN or (larger <= head * 1.15 and _holds(words, inner, larger))
        ):
            size, tall = larger, max(needed + 2 * CARD + 0.1, height * 0.72)
            break
    for rank, item in enumerate(block.items):
        left = x + rank * (each + gap)
        canvas.panel((left, y, each, tall), _column(item, size, head), name=item.title[:80], margin=CARD)
        _rule(canvas, (left, y, each, 0.08))


def prose(canvas: Canvas, block: Prose, box: Box) -> None:
    """Set paragraphs."""
    x, y, width, height = caption(canvas, block.title, box) if block.title else box
    if (
        block.paragraphs
        and height_of(block.paragraphs, (width - 0.4) * 72, CALM, gap=0.8) <= height * 72 * 0.7
    ):
        # A page of a few words is a calm one: they stand large, away from the title.
        wide = max(balanced_width(word, (width - 0.4) * 72, CALM) / 72 for word in block.paragraphs)
        tall = height_of(block.paragraphs, wide * 72, CALM, gap=0.8) / 72 + 0.3
        top = y + height * 0.1
        _rule(canvas, (x, top, 0.08, tall))
        lines = [Para(word, CALM, after=CALM * 0.6) for word in block.paragraphs]
        canvas.text((x + 0.4, top + 0.1, wide, tall), lines, name=_("Texte"))
        return
    size, words = canvas.fit(block.paragraphs, (x, y, width, height), TEXT_SIZES, gap=0.6)
    lines = [Para(word, size, after=size * 0.5) for word in words]
    canvas.text((x, y, width, height), lines, name=_("Texte"))


def strip_height(block: Prose, width: float) -> float:
    """Return the height that a few words take above or below a block, in inches; with a title they stand alone."""
    if block.title:
        return float("inf")
    return height_of(block.paragraphs, width * 72, STRIP_SIZE, gap=0.4) / 72 + 0.15


def strip(canvas: Canvas, block: Prose, box: Box) -> Box:
    """Set a few words across the slide and return the place that is left under them."""
    x, y, width, height = box
    tall = strip_height(block, width)
    lines = [Para(word, STRIP_SIZE, after=STRIP_SIZE * 0.4) for word in block.paragraphs]
    canvas.text((x, y, width, tall), lines, name=_("Texte"))
    return (x, y + tall + 0.1, width, height - tall - 0.1)
