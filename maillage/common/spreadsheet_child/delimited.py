"""Text tables (CSV): their encoding, their separator, their lines."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from maillage.common.spreadsheet_child.bounds import Limits, Place, Stopped

_SEPARATORS = ";,\t"
_SAMPLE = 50
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")
_UTF8_TAIL = 4


def read_delimited(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Yield the rows of a text table as the spreadsheet program counts them."""
    text = decode(path.read_bytes())
    chosen = re.match(r"sep=(.)\r?\n", text)  # the line by which Excel is told the separator, and hides
    separator = chosen[1] if chosen else find_separator(text)
    csv.field_size_limit(limits.cell_length)
    rows = csv.reader(_lines(text[chosen.end() if chosen else 0 :]), delimiter=separator, strict=True)
    line = 0
    while True:
        line += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            code = "long_cell" if "field limit" in str(error) else "quotes"
            raise Stopped(code, Place(line=line)) from error
        if line > limits.rows or len(row) > limits.columns or line * len(row) > limits.cells:
            raise Stopped("too_far", Place(line=line, column=max(len(row), 1)))
        yield row


def _lines(text: str) -> Iterator[str]:
    # Not str.splitlines, which also cuts at separators that live inside cells; csv wants the line ends kept.
    start = 0
    for end in re.finditer(r"\r\n|\n|\r", text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the encoding of old Windows."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _without_nul(content.decode("utf-16"))
        return _without_nul(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if error.encoding != "utf-8":
            raise Stopped("cut") from error
        wrong = error
    line = content.count(b"\n", 0, wrong.start) + 1
    if _MULTIBYTE.search(content, 0, wrong.start):
        # Good accents before the bad byte: a file cut inside a letter, or pasted from two encodings. Read as
        # old Windows text, every accent before it would be spoilt.
        code = "cut" if wrong.start >= len(content) - _UTF8_TAIL else "two_encodings"
        raise Stopped(code, Place(line=line))
    try:
        return _without_nul(content.decode("cp1252"))
    except UnicodeDecodeError as error:
        raise Stopped("unknown_encoding", Place(line=line)) from error


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise Stopped("unknown_encoding", Place(line=text.count("\n", 0, text.index("\0")) + 1))
    return text


def find_separator(text: str) -> str:
    """Return the separator that cuts the first rows most evenly."""

    def evenness(separator: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for row in islice(csv.reader(_lines(text), delimiter=separator), _SAMPLE):
                widths[len(row)] += 1
        except csv.Error:
            return 0, 0
        width, count = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda pair: (pair[1], pair[0]),
            default=(0, 0),
        )
        return count, width

    return max(_SEPARATORS, key=evenness)
