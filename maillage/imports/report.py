"""How a plan is told: as a readable difference, as JSON, as CSV."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from maillage.common.command import as_csv, as_json
from maillage.common.formats import number, typo
from maillage.common.spreadsheets.writing import protected
from maillage.imports.plan import Outcome, Plan, PlannedRow
from maillage.imports.steps import on_day

SHOWN = 10
_MARKS = {Outcome.CREATE: "+", Outcome.CHANGE: "~", Outcome.SAME: "=", Outcome.REFUSE: "!"}


def as_text(plan: Plan, *, limit: int | None = SHOWN) -> str:
    """Return a plan as lines that a person reads; refusals are told apart, by their own sentence."""
    return "\n".join(typo(line) for line in _lines(plan, limit))


def _lines(plan: Plan, limit: int | None) -> Iterator[str]:
    place = plan.source.place
    yield f"{place[:1].upper()}{place[1:]} : {plan.kind}"
    yield _("Connu depuis le %(day)s, %(document)s.") % {
        "day": on_day(plan.known_from),
        "document": plan.source.document or plan.source.file_name,
    }
    done = plan.run is not None
    titles = {
        Outcome.CREATE: _("créées") if done else _("à créer"),
        Outcome.CHANGE: _("changées") if done else _("à changer"),
        Outcome.SAME: _("laissées") if done else _("à laisser"),
        Outcome.REFUSE: _("refusées"),
    }
    counts = plan.counts
    yield _("Lignes : ") + ", ".join(f"{number(counts[key])} {title}" for key, title in titles.items())
    if plan.ignored:
        yield _("Colonnes non lues : ") + ", ".join(f"« {name} »" for name in plan.ignored)
    for warning in plan.warnings[:limit]:
        yield _("Attention : ") + warning
    yield from _more(len(plan.warnings), limit)
    for outcome in (Outcome.CREATE, Outcome.CHANGE):
        rows = [row for row in plan.rows if row.outcome == outcome]
        for row in rows[:limit]:
            yield _told(row)
        yield from _more(len(rows), limit)
    if not done and not plan.refused:
        yield _("Rien n'est écrit : relancez avec --apply pour écrire.")


def _told(row: PlannedRow) -> str:
    changes = f" ({' ; '.join(row.changes)})" if row.changes else ""
    return f"  {_MARKS[Outcome(row.outcome)]} {_('ligne %d') % row.line} : {row.sentence}{changes}"


def _more(count: int, limit: int | None) -> Iterator[str]:
    if limit is not None and count > limit:
        yield _("    … et %s autres (--verbose les montre)") % number(count - limit)


def rows_of(plan: Plan) -> list[dict[str, Any]]:
    """Return the lines of a plan as values."""
    return [
        {
            "line": row.line,
            "outcome": str(row.outcome),
            "sentence": row.sentence,
            "changes": list(row.changes),
            "column": row.cell.column if row.cell else "",
            "value": row.cell.value if row.cell else "",
        }
        for row in plan.rows
    ]


def to_json(plan: Plan) -> str:
    """Return a plan as JSON."""
    return as_json(
        {
            "kind": plan.kind,
            "file": plan.source.file_name,
            "sheet": plan.source.sheet,
            "sha256": plan.source.sha256,
            "document": plan.source.document,
            "known_from": plan.known_from,
            "applied": plan.run is not None,
            "counts": plan.counts,
            "ignored": list(plan.ignored),
            "warnings": list(plan.warnings),
            "rows": rows_of(plan),
        }
    )


def to_csv(plan: Plan) -> str:
    """Return the lines of a plan as CSV; what a spreadsheet program would take for a formula stays text."""
    return as_csv(
        [
            {
                key: protected("; ".join(value) if isinstance(value, list) else str(value))
                for key, value in row.items()
            }
            for row in rows_of(plan)
        ]
    )
