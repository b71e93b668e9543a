"""From a sheet of answers, or a count of them, to what a site saw; what was read leaves no trace."""

import math
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files.base import File
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.spreadsheets import Cell, Limits, Row, cell_name, read
from maillage.experiments.models import Planned, Scale
from maillage.experiments.operations.measures import Seen
from maillage.science.scales import SCALES, score, summary

# A sheet of answers is small: a team asks some dozens of people.
ANSWERS = Limits(file_bytes=2**20, unpacked_bytes=20 * 2**20, rows=2_000, columns=50)
# Of a share: what is answered, and what a site where all say yes is worth.
YES_OR_NO, WHOLE = (0, 1), 100.0
Scores = np.ndarray[Any, np.dtype[np.float64]]
_MILLI = Decimal("0.001")


def seen_in(
    typed: Seen, plan: Planned, *, sheet: "File[bytes] | None" = None, yes: int | None = None
) -> Seen:
    """Return what was typed, or what a sheet of answers or a count of those who say yes comes to."""
    if sheet is not None:
        if (typed.answers, typed.mean, typed.deviation, typed.because, yes) != (None, None, None, "", None):
            raise Refused(_("Écrivez les nombres, ou donnez un tableur : l'un des deux."))
        return _summed(typed, _scores(_rows(sheet), plan))
    if yes is None:
        return typed
    if not typed.answers:
        raise Refused(_("Écrivez aussi combien de personnes ont répondu : une part se lit sur un nombre."))
    if yes > typed.answers:
        raise Refused(
            _("%(yes)s personnes disent oui, pour %(answers)s réponses : vérifiez les deux nombres.")
            % {"yes": yes, "answers": typed.answers}
        )
    return _summed(typed, np.repeat([WHOLE, 0.0], [yes, typed.answers - yes]))


def _summed(typed: Seen, scores: Scores) -> Seen:
    """Return how many scores there are, their mean and their spread."""
    found = summary(scores)
    return replace(
        typed,
        answers=found.n,
        mean=_exact(found.mean),
        deviation=None if found.sd is None else _exact(found.sd),
    )


def _exact(value: float) -> Decimal:
    """Return a number as it is kept."""
    return Decimal(str(value)).quantize(_MILLI)


def _rows(sheet: "File[bytes]") -> list[Row]:
    """Return the lines of an uploaded sheet, which leaves no trace."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reponses"
        path.write_bytes(sheet.read())
        return read(path, name=sheet.name or "", limits=ANSWERS).sheets[0].rows


def _scores(rows: Sequence[Row], plan: Planned) -> Scores:
    """Return one score for each line of answers, unknown where it cannot be known."""
    if plan.scale == Scale.SHARE:
        return WHOLE * np.array([_answers(row, 1, YES_OR_NO)[0] for row in rows])
    if plan.scale == Scale.OTHER:
        return np.array([_answers(row, 1)[0] for row in rows])
    scale = SCALES[plan.scale]
    totals = score(scale, [_answers(row, scale.items, scale.answers) for row in rows]).total
    if np.isnan(totals).all():
        raise Refused(_("Aucune ligne n'est assez remplie pour donner un score : vérifiez le tableur."))
    return totals


def _answers(row: Row, items: int, offered: Sequence[int] = ()) -> list[float]:
    """Return the answers of a line, one for each question; refuse what is not an answer."""
    if any(cell is not None for cell in row.cells[items:]):
        raise Refused(
            _(
                "Ligne %(line)s : il y a plus de %(items)s colonnes. Gardez une colonne par question, sans nom."
            )
            % {"line": row.line, "items": items}
        )
    cells = [*row.cells, *[None] * items][:items]
    return [_answer(cell, cell_name(row.line, rank), offered) for rank, cell in enumerate(cells, start=1)]


def _answer(cell: Cell, where: str, offered: Sequence[int]) -> float:
    """Return an answer; an empty cell is unknown."""
    if cell is None:
        return math.nan
    try:
        number = float(cell.replace(",", ".")) if isinstance(cell, str) else float(cell)  # type: ignore[arg-type] # a day is no number
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(cell, bool) or not _is_among(number, offered):
        raise Refused(
            _("Cellule %(where)s : « %(cell)s » n'est pas une réponse. %(rule)s")
            % {"where": where, "cell": cell, "rule": _rule(offered)}
        )
    return number


def _is_among(cell: float, offered: Sequence[int]) -> bool:
    """Tell whether a number is an answer; any is, where no answers are set."""
    return math.isfinite(cell) and (not offered or cell in offered)


def _rule(offered: Sequence[int]) -> str:
    """Say which answers there are."""
    codes = [str(code) for code in offered]
    if not codes:
        return str(_("Écrivez un nombre."))
    return str(_("Écrivez un nombre de %(first)s à %(last)s.") % {"first": codes[0], "last": codes[-1]})
