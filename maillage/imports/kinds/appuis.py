"""Supports that the network deploys, and when they were launched."""

from django.utils.translation import gettext as _

from maillage.common.normalise import fold
from maillage.imports import cells
from maillage.imports.acts import Entry
from maillage.imports.columns import Column, Row
from maillage.imports.entries import amend
from maillage.imports.kind import Kind
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.reconcile import Statement
from maillage.imports.register import DEPLOYMENT, Register
from maillage.imports.steps import check_order, state, when
from maillage.supports.models import Support, SupportKind

_KINDS = cells.spellings(
    ((kind.value, str(kind.label)) for kind in SupportKind),
    {
        "coup de pouce": "coup-de-pouce",
        "échange": "echange",
        "appel à projet": "appel",
        "expérimentation": "experimentation",
    },
)
COLUMNS = (
    Column(name="nom", aliases=("appui", "intitulé", "titre"), required=True, parse=cells.name),
    Column(
        name="nature",
        aliases=("type", "catégorie"),
        required=True,
        parse=cells.choice(_KINDS, shown=[str(kind.label) for kind in SupportKind]),
    ),
    Column(
        name="lancé le",
        aliases=("lancée le", "lancement", "date de lancement", "date"),
        required=True,
        parse=cells.day,
    ),
    Column(name="jusqu'au", aliases=("fin", "fin le", "date de fin"), parse=cells.day),
    Column(name="description", aliases=("descriptif", "présentation"), parse=cells.long_text),
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a support is launched."""
    name, on, until = row.values["nom"], row.values["lancé le"], row.get("jusqu'au")
    check_order(row, "lancé le", "jusqu'au")
    fields = {"name": name, "kind": row.values["nature"], "description": row.text("description")}
    entry = register.supports.get(fold(name))
    if entry is None:
        entry = register.supports[fold(name)] = Entry(Support, None, fields, name, line=row.line)
        register.acts.entries.append(entry)
        changes = []
    else:
        changes = amend(
            register, entry, row, {"kind": fields["kind"], "description": fields["description"]}, "nature"
        )
    step = state(
        register,
        Statement(row.line, on.on, on.precision, until.on if until else None),
        shape=DEPLOYMENT,
        owner={"support": entry},
        facts=register.deployments.setdefault(entry.pk or entry, []),
        what=f"« {name} »",
        column="lancé le",
    )
    if step.outcome == Outcome.CREATE:
        sentence = _("« %(name)s » est lancé : %(day)s") % {"name": name, "day": when(on.on, on.precision)}
        return PlannedRow(row.line, Outcome.CREATE, sentence, tuple(changes), target=step.act)
    words = (*changes, *filter(None, [step.words]))
    changed = changes or step.outcome == Outcome.CHANGE
    return PlannedRow(
        row.line, Outcome.CHANGE if changed else Outcome.SAME, f"« {name} »", words, target=step.act
    )


KIND = Kind(code="appuis", columns=COLUMNS, plan_row=plan_row, sheets=("appui", "supports"))
