"""Tables on slides: native ones, shared among several slides when they are long."""

# ruff: noqa: SLF001 - what python-pptx has no public name for is reached through its elements

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from maillage.bilan.document import Cell, Table
from maillage.bilan.renderers import wording
from maillage.bilan.renderers.fitting import LEADING, fitted, height_of, width_of
from maillage.bilan.renderers.pptx_blocks import CAPTION, Canvas, Para, caption
from maillage.bilan.renderers.pptx_theme import Box, rgb
from maillage.common.palette import INK, MIST, MUTED, VIOLET, WHITE

ROW_SIZES, DENSE_SIZES = (18, 16, 14, 12), (14, 13, 12)  # points, for names and figures, for sentences
LEGIBLE = 14  # smaller only to save a slide
TINY = 0.01
SLIM = 11  # points above and below the words of a cell
PADDING = 0.26  # inches beside the words of a cell
LEAST_ROW = 0.36
WIDEST = 0.62  # of the width of a table, at most, for a column
NAMES = 0.2  # the same for a column of names beside sentences
TWICE, APART = 3, 0.45  # columns at most in each of two tables side by side, inches between them
HEAD_SHARE = 0.3  # of the height of a table, at most, for its header
NOTE = 0.5  # inches kept for the note under a table


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Hold what one slide shows of a table: its rows, in one run or in two side by side, and their letters."""

    block: Table
    runs: tuple[tuple[tuple[Cell, ...], ...], ...]
    size: float
    widths: tuple[float, ...]


def _column_widths(block: Table, width: float, size: float) -> tuple[float, ...]:
    """Return the width of each column, in inches: dates and figures on one line, the rest shared by words."""
    least, full = [], []
    for column, head in enumerate(block.columns):
        words = [head.title, *(wording.cell_text(row[column], head.kind) for row in block.rows)]
        lines = [width_of(word, size, bold=rank == 0) / 72 + PADDING for rank, word in enumerate(words)]
        single = max(
            width_of(part, size, bold=rank == 0) / 72 + PADDING
            for rank, word in enumerate(words)
            for part in (word.split(" ") if head.kind == "text" else [word])
        )
        named = wording.is_dense(block) and max(map(len, words)) <= wording.SENTENCE
        full.append(min(max(lines), width * (NAMES if named else WIDEST)))
        least.append(min(single, full[-1]))
    if sum(least) > width:  # words that no line can hold
        return tuple(need * width / sum(least) for need in least)
    if sum(full) > width:
        spare, wished = width - sum(least), sum(full) - sum(least)
        return tuple(low + spare * (high - low) / wished for low, high in zip(least, full, strict=True))
    wanted = min(width, max(sum(full) * 1.25, width * WIDEST))
    return tuple(need * wanted / sum(full) for need in full)


def _row_height(words: Sequence[str], widths: Sequence[float], size: float, *, head: bool = False) -> float:
    """Return the height that a row takes, in inches."""
    tallest = max(
        height_of((word,), wide * 72 - 14.5, size, bold=head)
        for word, wide in zip(words, widths, strict=True)
    )
    return max(LEAST_ROW, (tallest + SLIM) / 72)


def _shown(
    words: Sequence[str], widths: Sequence[float], size: float, height: float, *, head: bool = False
) -> tuple[list[str], list[str]]:
    """Return the words of a row, cut short where they would be taller than a height, and those that were cut."""
    kept, cut = [], []
    for word, wide in zip(words, widths, strict=True):
        _fit, lines = fitted((word,), wide * 72 - 14.5, height * 72 - SLIM, (size,), bold=head)
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


def _runs(tall: Sequence[float], room: float) -> list[int]:
    """Return how many rows each run takes, when none may be taller than a room."""
    counts, used = [0], 0.0
    for height in tall:
        if counts[-1] and used + height > room:
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += height
    return counts


def _balanced(tall: Sequence[float], room: float, most: int) -> list[int]:
    """Return runs as even as can be, without one more than needed."""
    low, high = 0.0, room
    while high - low > LEAST_ROW / 4:
        middle = (low + high) / 2
        if len(_runs(tall, middle)) <= most:
            high = middle
        else:
            low = middle
    return _runs(tall, high)


def _sharing(
    block: Table, width: float, height: float, size: float, across: int
) -> tuple[int, int, list[int], tuple[float, ...]]:
    """Return how many slides a table takes at a size, how many rows go to the line, the runs and the columns."""
    widths = _column_widths(block, (width - APART * (across - 1)) / across, size)
    top, room = _room(block, height - CAPTION)
    heads, _cut = _shown([head.title for head in block.columns], widths, size, top, head=True)
    left = height - CAPTION - (NOTE if block.note else 0) - _row_height(heads, widths, size, head=True)
    tall = [
        _row_height(_shown(_texts(block, row), widths, size, room)[0], widths, size) for row in block.rows
    ]
    slides = -(-len(_runs(tall, left)) // across)
    wrapped = sum(height > max(LEAST_ROW, (size * LEADING + SLIM) / 72) + TINY for height in tall)
    return slides, wrapped, _balanced(tall, left, slides * across), widths


def sheets(block: Table, width: float, height: float) -> Iterator[Sheet]:
    """Share a table among as few slides as can be, then one run rather than two, in large letters."""
    dense = wording.is_dense(block)
    twice = (1, 2) if len(block.columns) <= TWICE and not dense else (1,)
    tries = [
        (slides, across, size < LEGIBLE and not dense, 0 if dense else wrapped, -size, counts, widths)
        for across in twice
        for size in (DENSE_SIZES if dense else ROW_SIZES)
        for slides, wrapped, counts, widths in [_sharing(block, width, height, size, across)]
    ]
    _slides, across, _small, _wrapped, size, counts, widths = min(tries, key=lambda tried: tried[:5])
    runs, start = [], 0
    for count in counts:
        runs.append(block.rows[start : start + count])
        start += count
    for rank in range(0, len(runs), across):
        yield Sheet(block=block, runs=tuple(runs[rank : rank + across]), size=-size, widths=widths)


def sheet(canvas: Canvas, shown: Sheet, box: Box) -> None:
    """Set native tables with a header row, and the note under them."""
    block = shown.block
    place = caption(canvas, block.title, box)
    x, y, width, height = place
    bottom = y
    for rows in shown.runs:
        tall = _grid(canvas, replace(block, rows=rows), shown, (x, y, sum(shown.widths), height))
        bottom = max(bottom, y + tall)
        x += sum(shown.widths) + APART
    if block.note:
        under = (place[0], bottom + 0.12, width, NOTE - 0.14)
        canvas.text(under, [Para(block.note, 14, italic=True, colour=MUTED)], name=_("Remarque"))


def _grid(canvas: Canvas, block: Table, sheet: Sheet, box: Box) -> float:
    """Set one native table and return how tall it is."""
    x, y, width, height = box
    widths, size = sheet.widths, sheet.size
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
    return sum(heights)


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
