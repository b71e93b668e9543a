"""What the commands share: days, moments and the three forms of an answer."""

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from maillage.common.facts import end_of_day
from maillage.common.normalise import parse_day

USAGE = 2
FORMATS = ("table", "json", "csv")
Row = Mapping[str, object]


class MisusedError(CommandError):
    """Tell how to call a command that was called wrongly; the process ends with 2."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=USAGE)


def add_knowledge(parser: CommandParser, *, required: bool = True) -> None:
    """Add the two dates of every question, and its perimeter."""
    parser.add_argument("--as-of", required=required, metavar="JOUR", help="le jour dont on parle")
    parser.add_argument(
        "--known-at", metavar="JOUR", help="tel que connu ce jour-là (par défaut : maintenant)"
    )
    parser.add_argument("--perimeter", default="france", metavar="PÉRIMÈTRE", help="france, departement:30…")


def day(text: str) -> dt.date:
    """Return a day as typed; refuse what is not one."""
    return parse_day(text).on


def moment(text: str | None) -> dt.datetime:
    """Return the end of a day as typed, or now."""
    return end_of_day(day(text)) if text else timezone.now()


def plain(value: object) -> object:
    """Return a value as JSON holds it: days in ISO, exact decimals as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return value


def as_json(value: object) -> str:
    """Return a value as readable JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=plain)


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV with semicolons, as French spreadsheets read it."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows([{key: plain(value) for key, value in row.items()} for row in rows])
    return out.getvalue().rstrip("\n")


def as_table(rows: Sequence[Row]) -> str:
    """Return rows as aligned columns."""
    if not rows:
        return ""
    lines = [list(rows[0]), *([("" if v is None else str(plain(v))) for v in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
