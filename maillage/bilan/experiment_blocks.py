"""The block about experiments: what was tried, where each stands, and who took up what is generalised."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maillage.bilan.blocks import source_line
from maillage.bilan.context import Context, key_figure, sentence
from maillage.bilan.document import KeyFigures, Section, Table, TableColumn
from maillage.experiments.models import Stage, entries

CODES = ("experimentations-en-cours", "adoptions-experimentations")
SETTLED = frozenset({Stage.OVER, Stage.GENERALISED, Stage.STOPPED})
MOST = 8


def tried(context: Context) -> tuple[Section, ...]:
    """Say what was tried and what became of it, once an experiment at least is over."""
    found = entries(context.as_of, context.known_at)
    if not any(one.stage in SETTLED for one in found):
        return ()
    measures = [context.measure(code) for code in CODES]
    return (
        Section(
            key="experimentations",
            title=_("Ce que le réseau essaie : %s") % sentence(measures[1]),
            blocks=(
                KeyFigures(tuple(key_figure(m) for m in measures)),
                Table(
                    title=_("Les expérimentations, et où elles en sont"),
                    columns=(
                        TableColumn(_("Expérimentation")),
                        TableColumn(_("Où elle en est")),
                        TableColumn(_("Sites qui essaient"), "number"),
                        TableColumn(_("L'ont adoptée"), "number"),
                    ),
                    rows=tuple(
                        (one.plan.title, capfirst(str(one.stage.label)), one.sites, one.adopted)
                        for one in found[:MOST]
                    ),
                ),
            ),
            notes=context.notes(*measures),
            source=source_line(context, *measures),
        ),
    )
