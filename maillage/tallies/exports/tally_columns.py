"""Tallies to take away in the very columns that an import reads: what came in comes out, and back in."""

from collections.abc import Iterable

from maillage.common.exports import Table
from maillage.common.spreadsheets import Column
from maillage.tallies.models import COUNTS, Tally

# The columns are those of the sheet, in its order; their names do not follow the language of the page.
NAMES = {
    "visits": "visites",
    "calls": "appels",
    "outings": "sorties",
    "gatherings": "moments collectifs",
    "mobility": "trajets accompagnés",
    "relayed": "repérages relayés",
    "accompanied": "personnes accompagnées",
    "reached": "personnes touchées",
    "volunteers": "bénévoles actifs",
    "hours": "heures de bénévolat",
}


def import_table(tallies: Iterable[Tally]) -> Table:
    """Return tallies as a table that the import of the kind « releves » reads without changing anything."""
    return Table(
        title="releves",
        columns=(
            Column("équipe"),
            Column("période"),
            *(Column(NAMES[name], "integer") for name in COUNTS),
            Column("rien"),
            Column("un mot"),
            Column("rempli par"),
        ),
        rows=[
            (
                tally.team.name,
                tally.period.code,
                *(getattr(tally, name) for name in COUNTS),
                "oui" if tally.nothing else "",
                tally.word,
                tally.filled_by,
            )
            for tally in tallies
        ],
    )
