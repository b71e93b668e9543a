"""The list of those who declared a period, to take away."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common.exports import Table
from maillage.common.spreadsheets import Column
from maillage.tallies.models import COUNTS, LABELS, Line, Period, Tally


def following_table(period: Period, lines: Sequence[Line]) -> Table:
    """Return the teams of a period, each tally on a line; a team that did not declare has a line too."""
    return Table(
        title=gettext_lazy("Relevés d'activité"),
        columns=(
            Column(_("Équipe")),
            Column(_("Département")),
            Column(_("Période")),
            Column(_("Réponse")),
            *(Column(str(LABELS[name]).capitalize(), "integer") for name in COUNTS),
            Column(_("Rappel envoyé le"), "date"),
        ),
        rows=[
            (
                line.team.name,
                line.team.seat.departement.name if line.team.seat and line.team.seat.departement else "",
                str(tally.period if tally else period),
                state_of(line),
                *(tally.told(name) if tally else None for name in COUNTS),
                line.reminded_on,
            )
            for line in lines
            for tally in _or_none(line.tallies)
        ],
    )


def _or_none(tallies: Sequence[Tally]) -> Sequence[Tally | None]:
    """Return tallies, or one that is lacking."""
    return tallies or (None,)


def state_of(line: Line) -> str:
    """Return in words whether a team declared."""
    if not line.tallies:
        return _("pas de réponse")
    if not line.is_whole:
        return _("une partie")
    return _("reçu") if line.is_expected else _("reçu, sans être attendu")
