"""Measure words, so that no text overflows its box on a slide."""

from collections.abc import Sequence
from functools import lru_cache

from PIL import ImageFont

from maillage.common.charts import BOLD, FONTS, REGULAR

# Slides are set in Verdana, which every office suite has or replaces by a font as wide. We measure with the font
# that we carry, and widen it: 1.14 and 1.19 are measured, the rest is the margin of what replaces Verdana.
WIDER = {False: 1.18, True: 1.24}
FILES = {False: REGULAR, True: BOLD}
LEADING = 1.24  # height of a line, in letters' size
MEASURED = 100


@lru_cache(maxsize=2)
def _font(bold: bool) -> ImageFont.FreeTypeFont:  # noqa: FBT001 - a cache key
    return ImageFont.truetype(str(FONTS / FILES[bold]), MEASURED)


@lru_cache(maxsize=8192)
def _width(word: str, bold: bool) -> float:  # noqa: FBT001 - a cache key
    """Return the width of a word, in letters' size."""
    return float(_font(bold).getlength(word)) / MEASURED * WIDER[bold]


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in points."""
    return sum(_width(word, bold) for word in text.split(" ")) * size + text.count(" ") * size * 0.36


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a width; a word wider than that is broken."""
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0.0
        for word in paragraph.split(" "):
            wide = _width(word, bold) * size
            if used and used + wide > width:
                lines += 1
                used = 0.0
            if wide > width:
                lines += int(wide // width)
                wide %= width
            used += wide + size * 0.36
    return lines


def balanced_width(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """Return the least width at which a text takes no more lines, so that no word is left alone."""
    lines = lines_of(text, width, size, bold=bold)
    if lines == 2 and ", " in text:  # noqa: PLR2004 - two lines part best where the sentence does
        first, rest = text.split(", ", 1)
        wide = width_of(f"{first},", size, bold=bold) + size / 4
        joined = f"{first}, {rest.split(' ')[0]}"
        if (
            wide <= width
            and lines_of(rest, wide, size, bold=bold) == 1
            and lines_of(joined, wide, size, bold=bold) > 1
        ):
            return wide
    low, high = width / (lines + 1), width
    while lines > 1 and high - low > size / 2:
        middle = (low + high) / 2
        if lines_of(text, middle, size, bold=bold) <= lines:
            high = middle
        else:
            low = middle
    return min(width, high + size / 4) if lines > 1 else width


def height_of(
    paragraphs: Sequence[str], width: float, size: float, *, bold: bool = False, gap: float = 0
) -> float:
    """Return the height of paragraphs, in points."""
    lines = sum(lines_of(text, width, size, bold=bold) for text in paragraphs)
    return lines * size * LEADING + gap * size * max(0, len(paragraphs) - 1)


def fitted(
    paragraphs: Sequence[str],
    width: float,
    height: float,
    sizes: Sequence[float],
    *,
    bold: bool = False,
    gap: float = 0,
) -> tuple[float, tuple[str, ...]]:
    """Return the largest size at which paragraphs fit in a box; cut short with "…" if even the least is too large."""
    for size in sizes:
        if height_of(paragraphs, width, size, bold=bold, gap=gap) <= height:
            return size, tuple(paragraphs)
    size = sizes[-1]
    kept: list[str] = []
    for text in paragraphs:
        if height_of([*kept, text], width, size, bold=bold, gap=gap) <= height:
            kept.append(text)
            continue
        if short := shortened(text, kept, width, height, size, bold=bold, gap=gap):
            kept.append(short)
        break
    return size, tuple(kept)


def shortened(
    text: str,
    above: Sequence[str],
    width: float,
    height: float,
    size: float,
    *,
    bold: bool,
    gap: float,
) -> str:
    """Return the longest beginning of a text that fits under those above it."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if height_of([*above, f"{text[:middle]}…"], width, size, bold=bold, gap=gap) <= height:
            low = middle
        else:
            high = middle - 1
    return f"{text[:low].rstrip()}…" if low else ""
