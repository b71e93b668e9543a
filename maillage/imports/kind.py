"""What a kind of import is: its columns, and what one of its lines means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from maillage.imports.columns import Column, Row
from maillage.imports.plan import PlannedRow
from maillage.imports.register import Register


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Declare a kind of import; `plan_row` answers for one line, and refuses it with `RowRefused`."""

    code: str
    columns: Sequence[Column]
    plan_row: Callable[[Row, Register], PlannedRow]
    sheets: Sequence[str] = ()  # names that its sheet may bear in a workbook, besides the code
    one_of: Sequence[tuple[str, ...]] = field(default_factory=tuple)  # columns of which one is needed
    order: Callable[[Row], Any] | None = None  # the order in which lines are understood, where it matters
