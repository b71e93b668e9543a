"""Say row by row what was corrected in the register since a bilan was frozen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.bilan.definitions import DEFINITIONS
from maillage.bilan.models import FrozenBilan
from maillage.common.errors import Refused
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.measure import value_of
from maillage.indicators.records import Difference, differences
from maillage.indicators.register import Register
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Apart:
    """Hold one figure of a frozen bilan that the register would tell otherwise now, with the rows that explain it."""

    code: str
    title: str
    as_of: dt.date
    since: dt.date | None
    was: str
    now: str
    rows: Sequence[Difference]


def set_apart(frozen: FrozenBilan, *, now: dt.datetime) -> list[Apart]:
    """Return the figures of a frozen bilan whose rows are not the same any more, in the order in which it says them."""
    known = DEFINITIONS.get(frozen.definition)
    if known is None or not known.opens_records:
        return []
    perimeter = Perimeter.parse(frozen.perimeter)
    registers = Register(frozen.at), Register(now)
    found = []
    for code, day, first, was in frozen.figures:
        if code in CATALOGUE:
            told = _apart(frozen, code, day, first, was, perimeter=perimeter, registers=registers)
            found += [told] if told.rows or told.was != told.now else []
    return found


def _apart(
    frozen: FrozenBilan,
    code: str,
    day: str,
    first: str,
    was: str,
    *,
    perimeter: Perimeter,
    registers: tuple[Register, Register],
) -> Apart:
    """Return one figure as it was frozen and as it is told now, with what sets both apart."""
    figure = CATALOGUE[code]
    as_of, since = dt.date.fromisoformat(day), dt.date.fromisoformat(first) if first else None
    rows: Sequence[Difference] = ()
    now = ""
    try:
        value = value_of(figure, registers[1], as_of, perimeter, since=since)
        now = "" if value is None else str(value)
        rows = differences(
            code,
            as_of=as_of,
            before=frozen.at,
            after=registers[1].known_at,
            perimeter=perimeter,
            since=since,
            registers=registers,
        )
    except Refused:
        now = was
    return Apart(code=code, title=str(figure.title), as_of=as_of, since=since, was=was, now=now, rows=rows)
