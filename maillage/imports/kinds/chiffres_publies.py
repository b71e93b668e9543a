"""Figures published elsewhere: shown beside ours, never mixed with them."""

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import Precision
from maillage.imports import cells
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.plan import PlannedRow
from maillage.imports.reconcile import Statement
from maillage.imports.register import FIGURE, Register
from maillage.imports.steps import state, when

_PRECISIONS = cells.spellings(
    ((p.value, str(p.label)) for p in Precision), {"année": "annee", "an": "annee", "mensuel": "mois"}
)
COLUMNS = (
    Column(name="indicateur", aliases=("code", "code de l'indicateur"), required=True, parse=cells.short(80)),
    Column(name="date", aliases=("au", "jour"), required=True, parse=cells.day),
    Column(name="valeur", aliases=("chiffre", "nombre"), required=True, parse=cells.amount),
    Column(name="unité", aliases=("unités",), parse=cells.short(40)),
    Column(name="précision", parse=cells.choice(_PRECISIONS, shown=("jour", "mois", "année"))),
    Column(name="périmètre", aliases=("territoire",), parse=cells.short(60)),
    Column(name="approximatif", aliases=("environ", "approximative"), parse=cells.yes),
    Column(name="source", aliases=("publication", "publié par"), required=True, parse=cells.name),
    Column(
        name="source_date", aliases=("date de la source", "date de publication"), parse=cells.published_in
    ),
    Column(name="note", aliases=("notes", "commentaire", "remarque"), parse=cells.short(250)),
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that somebody published a figure."""
    day, value = row.values["date"], row.values["valeur"]
    precision = row.get("précision") or day.precision
    code, source = row.values["indicateur"], row.values["source"]
    key = (code, day.on, row.text("périmètre") or "france", source)
    content = {
        "value": value,
        "unit": row.get("unité"),
        "approximate": row.get("approximatif"),
        "published_in": row.get("source_date"),
        "note": row.get("note"),
    }
    owner = {"code": code, "perimeter": key[2], "publication": source, "unit": ""}  # some tell no unit
    what = _("%(code)s, %(day)s : %(value)s, selon %(source)s") % {
        "code": code,
        "day": when(day.on, precision),
        "value": formats.number(value, 0 if value == value.to_integral_value() else 2),
        "source": source,
    }
    step = state(
        register,
        Statement(row.line, day.on, precision, content={k: v for k, v in content.items() if v is not None}),
        shape=FIGURE,
        owner=owner,
        facts=register.figures.setdefault(key, []),
        what=what,
        column="valeur",
    )
    return PlannedRow(row.line, step.outcome, what, (step.words,) if step.words else (), target=step.act)


KIND = Kind(
    code="chiffres-publies", columns=COLUMNS, plan_row=plan_row, sheets=("chiffres publiés", "chiffres")
)
