"""Organisations: who they are, where they sit, what they belong to."""

from django.utils.translation import gettext as _

from maillage.imports import cells
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import CONTACT, IDENTITY, NAMES, bring
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register

COLUMNS = (Column(name="nom", aliases=NAMES, required=True, parse=cells.name), *IDENTITY, *CONTACT)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that an organisation enters the register, or is completed."""
    record, changes = bring(row, register, "nom", contact=True)
    first = register.seen.setdefault(record, row.line)
    if first != row.line:
        raise RowRefused(
            _(
                "« %(name)s » figure déjà à la ligne %(line)d : gardez une seule ligne, ou distinguez-les par le SIRET."
            )
            % {"name": record.name, "line": first},
            "nom",
        )
    if record.line == row.line:
        seat = str(record.place)
        sentence = _("« %s » entre au registre") % record.name + (f", {seat}" if seat else "")
        return PlannedRow(row.line, Outcome.CREATE, sentence, tuple(changes), target=record)
    outcome = Outcome.CHANGE if changes else Outcome.SAME
    return PlannedRow(row.line, outcome, f"« {record.name} »", tuple(changes), target=record)


KIND = Kind(code="organisations", columns=COLUMNS, plan_row=plan_row, sheets=("organisation", "structures"))
