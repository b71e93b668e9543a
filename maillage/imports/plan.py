"""What a file would do to the register: values, built without writing anything."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.errors import Refused
from maillage.common.formats import typo
from maillage.imports.acts import Acts, Target


class Outcome(models.TextChoices):
    """What becomes of a line."""

    CREATE = "create", gettext_lazy("créé")
    CHANGE = "change", gettext_lazy("changé")
    SAME = "same", gettext_lazy("laissé")
    REFUSE = "refuse", gettext_lazy("refusé")


@dataclass(frozen=True, slots=True)
class Cell:
    """Point at a cell: the column as the file heads it, and what was found there."""

    column: str
    value: str


class PlannedRow(NamedTuple):
    """Say what becomes of a line, in a sentence."""

    line: int
    outcome: str
    sentence: str
    changes: tuple[str, ...] = ()
    cell: Cell | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Name the file, the sheet and the document that a plan was made from."""

    file_name: str
    sheet: str = ""
    sha256: str = ""
    document: str = ""

    @property
    def place(self) -> str:
        """Return the file and the sheet, as a sentence names them."""
        if not self.sheet:
            return _("fichier %s") % self.file_name
        return _("fichier %(file)s, feuille « %(sheet)s »") % {"file": self.file_name, "sheet": self.sheet}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Hold what a file would do, line by line, and the acts that do it."""

    kind: str
    source: Source
    known_from: dt.datetime
    rows: tuple[PlannedRow, ...]
    acts: Acts
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    last_run: int | None = None  # the last import when the register was read
    run: int | None = None  # the import that applied the plan

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return how many lines are created, changed, left and refused."""
        # A line may be refused for several of its cells: it is one line.
        counted = Counter(outcome for _line, outcome in {(row.line, row.outcome) for row in self.rows})
        return {outcome.value: counted[outcome.value] for outcome in Outcome}

    @property
    def refused(self) -> tuple[PlannedRow, ...]:
        """Return the refused lines."""
        return tuple(row for row in self.rows if row.outcome == Outcome.REFUSE)

    def complaint(self, row: PlannedRow) -> str:
        """Return where a refused line is (file, sheet, line, column), and what is wrong with it."""
        place = _("%(place)s, ligne %(line)d") % {"place": self.source.place, "line": row.line}
        if row.cell:
            place += _(", colonne « %s »") % row.cell.column
        return typo(f"{place[:1].upper()}{place[1:]} : {row.sentence}")

    def refuse_if_needed(self) -> None:
        """Refuse the whole file when one of its lines is refused."""
        if self.refused:
            raise RefusedRows(self)


class RefusedRows(Refused):
    """Refuse a file because of some of its lines."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = plan.counts[Outcome.REFUSE]
        title = (
            _("%d ligne refusée : rien n'a été écrit.")
            if count == 1
            else _("%d lignes refusées : rien n'a été écrit.")
        ) % count
        super().__init__("\n".join([typo(title), *(plan.complaint(row) for row in plan.refused)]))
