"""Stages that cooperations and teams entered, and what proves them."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import PLACE
from maillage.imports.plan import PlannedRow
from maillage.imports.reconcile import Statement
from maillage.imports.register import STAGES, Register
from maillage.imports.stages import LABELS, SPELLINGS, entered, facts_of, owner_of
from maillage.imports.steps import retire
from maillage.network.models import Evidence

_PROOFS = cells.spellings(
    ((proof.value, str(proof.label)) for proof in Evidence),
    {"pv de réunion": "reunion", "compte rendu": "reunion", "délibération": "decision", "arrêté": "decision"},
)
COLUMNS = (
    Column(name="coopération", aliases=("nom de la coopération", "nom"), required=True, parse=cells.name),
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), parse=cells.name),
    Column(name="étape", aliases=("stade", "état", "statut", "phase"), required=True),
    Column(
        name="depuis le",
        aliases=("depuis", "date", "à partir du", "date d'entrée"),
        required=True,
        parse=cells.day,
    ),
    Column(
        name="preuve",
        aliases=("type de preuve", "justificatif"),
        parse=cells.choice(_PROOFS, shown=("réunion", "décision", "document", "déclaration")),
    ),
    Column(
        name="détail", aliases=("détail de la preuve", "commentaire", "précisions"), parse=cells.short(250)
    ),
    Column(name="retrait", aliases=("retrait (motif)", "motif du retrait", "erreur"), parse=cells.short(250)),
    *PLACE,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a subject entered a stage, or that it was wrong to say so."""
    record = _subject(row, register)
    stage = SPELLINGS[record.model].get(cells.spelled(row.text("étape")))
    labels = LABELS[record.model]
    if stage is None:
        raise RowRefused(
            _("L'étape « %(found)s » n'existe pas pour « %(name)s » : écrivez %(known)s.")
            % {"found": quoted(row.text("étape")), "name": record.name, "known": ", ".join(labels.values())},
            "étape",
        )
    on = row.get("depuis le")
    if reason := row.get("retrait"):
        step = retire(
            register,
            Statement(row.line, on.on if on else None, on.precision if on else "jour"),
            reason,
            shape=STAGES[record.model],
            owner=owner_of(record),
            facts=[fact for fact in facts_of(register, record) if fact.content["stage"] == stage],
            what=_("« %(name)s », étape « %(stage)s »") % {"name": record.name, "stage": labels[stage]},
        )
        return PlannedRow(row.line, step.outcome, f"« {record.name} »", (step.words,), target=step.act)
    step, sentence = entered(
        register,
        record,
        line=row.line,
        stage=stage,
        on=on,
        column="depuis le",
        evidence_kind=row.get("preuve"),
        evidence=row.get("détail"),
    )
    return PlannedRow(row.line, step.outcome, sentence, (step.words,) if step.words else (), target=step.act)


def _subject(row: Row, register: Register) -> Record:
    if row.get("équipe") and row.get("coopération"):
        raise RowRefused(
            _("Une étape est celle d'une coopération ou d'une équipe : videz l'une des deux cases."), "équipe"
        )
    if row.get("équipe"):
        return register.teams.get(row.text("équipe"), "équipe", place=register.places.seat(row))
    if row.get("coopération"):
        return register.cooperations.get(row.text("coopération"), "coopération")
    raise RowRefused(_("Le nom manque : écrivez la coopération, ou l'équipe."), "coopération")


def by_day(row: Row) -> Any:
    """Return the rank of a line: a stage is understood after those that came before it."""
    on = row.get("depuis le")
    return (on.on.toordinal() if on else 0, row.line)


KIND = Kind(
    code="etapes",
    columns=COLUMNS,
    plan_row=plan_row,
    sheets=("étape", "étapes"),
    one_of=(("coopération", "équipe"),),
    order=by_day,
)
