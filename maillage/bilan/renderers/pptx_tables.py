"""Tables on slides: native ones, shared among several slides when they are long."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from maillage.bilan.document import Cell, Table
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.fitting import fitted, height_of, width_of
from maillage.bilan.renderers.pptx_blocks import CAPTION, Canvas, Para, caption
from maillage.bilan.renderers.pptx_theme import Box, rgb
from maillage.common.palette import INK, MIST, MUTED, VIOLET, WHITE

ROW_SIZE, DENSE_SIZE = 14, 12  # points, for names and figures, for sentences
SLIM = 12  # points around the words of a cell
LEAST_ROW = 0.36
NAMES, SENTENCES = 0.22, 0.6  # of the width of a table, at most, for a column of names beside sentences
HEAD_SHARE = 0.3  # of the height of a table, at most, for its header
NOTE = 0.5  # inches kept for the note under a table


def _size(block: Table) -> float:
    """Return the size of the words of a table."""
    return DENSE_SIZE if wording.is_dense(block) else ROW_SIZE


def _column_widths(block: Table, width: float) -> list[float]:
    """Return the width of each column, in inches: as its words need, names leaving room to sentences."""
    needs = []
    for column, head in enumerate(block.columns):
        words = [head.title, *(wording.cell_text(row[column], head.kind) for row in block.rows)]
        longest = max(width_of(word, _size(block), bold=word is words[0]) for word in words) / 72 + 0.3
        named = wording.is_dense(block) and max(len(word) for word in words) <= wording.SENTENCE
        needs.append(min(max(longest, width / 10), width * (NAMES if named else SENTENCES)))
    excess, widest = sum(needs) - width, max(needs)
    if 0 < excess < widest / 2:  # words go to the line better than dates and figures
        needs[needs.index(widest)] -= excess
    total = sum(needs)
    return [need * width / total for need in needs]


def _row_height(words: Sequence[str], widths: Sequence[float], size: float, *, head: bool = False) -> float:
    """Return the height that a row takes, in inches."""
    tallest = max(
        height_of((word,), wide * 72 - 15, size, bold=head) for word, wide in zip(words, widths, strict=True)
    )
    return max(LEAST_ROW, (tallest + SLIM) / 72)


def _shown(
    words: Sequence[str], widths: Sequence[float], size: float, height: float, *, head: bool = False
) -> tuple[list[str], list[str]]:
    """Return the words of a row, cut short where they would be taller than a height, and those that were cut."""
    kept, cut = [], []
    for word, wide in zip(words, widths, strict=True):
        _fit, lines = fitted((word,), wide * 72 - 15, height * 72 - SLIM, (size,), bold=head)
        kept.append(lines[0] if lines else "…")
        if kept[-1] != word:
            cut.append(word)
    return kept, cut


def _texts(block: Table, row: Sequence[Cell]) -> list[str]:
    """Return the words of a row of cells."""
    return [wording.cell_text(cell, head.kind) for cell, head in zip(row, block.columns, strict=True)]


def _room(block: Table, height: float) -> tuple[float, float]:
    """Return the height that a header may take, and what is left for rows, in inches."""
    return height * HEAD_SHARE, height * (1 - HEAD_SHARE) - (NOTE if block.note else 0)


def table_parts(block: Table, width: float, height: float) -> Iterator[Table]:
    """Share the rows of a table among slides."""
    widths, size = _column_widths(block, width), _size(block)
    top, room = _room(block, height - CAPTION)
    heads, _cut = _shown([head.title for head in block.columns], widths, size, top, head=True)
    left = height - CAPTION - (NOTE if block.note else 0) - _row_height(heads, widths, size, head=True)
    rows: list[tuple[Cell, ...]] = []
    used = 0.0
    for row in block.rows:
        tall = _row_height(_shown(_texts(block, row), widths, size, room)[0], widths, size)
        if rows and used + tall > left:
            yield Table(title=block.title, columns=block.columns, rows=tuple(rows), note=block.note)
            rows, used = [], 0.0
        rows.append(row)
        used += tall
    yield Table(title=block.title, columns=block.columns, rows=tuple(rows), note=block.note)


def table(canvas: Canvas, block: Table, box: Box) -> None:
    """Set a native table with a header row."""
    x, y, width, height = caption(canvas, block.title, box)
    widths, size = _column_widths(block, width), _size(block)
    top, room = _room(block, height)
    shown: list[list[str]] = []
    for words, tallest in (
        ([head.title for head in block.columns], top),
        *((_texts(block, row), room) for row in block.rows),
    ):
        kept, cut = _shown(words, widths, size, tallest, head=not shown)
        shown.append(kept)
        canvas.cut += cut
    heights = [_row_height(words, widths, size, head=row == 0) for row, words in enumerate(shown)]
    frame = canvas.slide.shapes.add_table(
        len(shown), len(widths), Inches(x), Inches(y), Inches(width), Inches(sum(heights))
    )
    frame.name = block.title[:80]
    frame._element.nvGraphicFramePr.cNvPr.set("descr", block.title)
    grid = frame.table
    for column, wide in enumerate(widths):
        grid.columns[column].width = Inches(wide)
    for row, words in enumerate(shown):
        grid.rows[row].height = Inches(heights[row])
        for column, word in enumerate(words):
            unknown = row > 0 and block.rows[row - 1][column] is None
            cell = grid.cell(row, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(VIOLET if row == 0 else MIST if row % 2 == 0 else WHITE)
            _cell(cell, word, block.columns[column].kind, size, head=row == 0, unknown=unknown)
    if block.note:
        place = (x, y + sum(heights) + 0.12, width, NOTE - 0.14)
        canvas.text(place, [Para(block.note, 12, italic=True, colour=MUTED)], name=_("Remarque"))


def _cell(cell: Any, word: str, kind: str, size: float, *, head: bool, unknown: bool) -> None:
    """Write a cell: figures on the right, the unknown in italics."""
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if kind in {"number", "percent"} else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = word
    run.font.size, run.font.bold, run.font.italic = Pt(size), head, unknown
    colour = WHITE if head else MUTED if unknown else INK
    run.font.color.rgb = rgb(colour)
