"""Citizen teams: where they are, what they do, the stages that they went through."""

from itertools import pairwise

from django.utils.translation import gettext as _

from maillage.common.normalise import Day, fold
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import CONTACT, PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.reconcile import last_day
from maillage.imports.register import Register
from maillage.imports.stages import entered
from maillage.imports.steps import cover, relabel, situate, when
from maillage.network.models import Team, TeamStage

STAGE_COLUMNS = {
    "émergente le": TeamStage.EMERGING,
    "reconnue le": TeamStage.RECOGNISED,
    "en sommeil le": TeamStage.DORMANT,
    "close le": TeamStage.CLOSED,
}
COLUMNS = (
    Column(
        name="nom", aliases=("équipe", "équipe citoyenne", "nom de l'équipe"), required=True, parse=cells.name
    ),
    *PLACE,
    Column(name="territoires", aliases=("territoire", "quartiers", "communes couvertes"), parse=cells.pieces),
    Column(name="activités", aliases=("activité", "actions", "ce que fait l'équipe"), parse=cells.long_text),
    Column(name="quand", aliases=("horaires", "quand elle agit", "jours et heures"), parse=cells.text),
    Column(name="émergente le", aliases=("émergente depuis", "date d'émergence"), parse=cells.day),
    Column(name="reconnue le", aliases=("reconnue depuis", "date de reconnaissance"), parse=cells.day),
    Column(name="en sommeil le", aliases=("en sommeil depuis", "sommeil le"), parse=cells.day),
    Column(name="close le", aliases=("close depuis", "fermée le", "date de clôture"), parse=cells.day),
    *CONTACT,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a team enters the register, or is completed, with its stages."""
    name, place = row.values["nom"], register.places.seat(row)
    _check_stages(row)
    labels = {
        "website": row.get("site"),
        "telephone": row.get("téléphone"),
        "email": row.get("courriel"),
        "activities": row.get("activités"),
        "schedule": row.get("quand"),
    }
    record = register.teams.find(name, place=place)
    first = register.seen.setdefault(record, row.line) if record else row.line
    if record and first != row.line:
        raise RowRefused(
            _(
                "« %(name)s » figure déjà à la ligne %(line)d : gardez une seule ligne, ou distinguez-les par le "
                "département."
            )
            % {"name": name, "line": first},
            "nom",
        )
    if record is None:
        record = Record(Team, None, name, fold(name), place.departement_id, line=row.line, place=place)
        record.labels = {key: value for key, value in labels.items() if value}
        register.teams.add(record)
        register.seen[record] = row.line
        register.acts.subjects.append(record)
        changes = []
    else:
        changes = relabel(register, record, labels)
        changes += situate(register, record, place)
    changes += cover(register, record, row, place)
    for column, stage in STAGE_COLUMNS.items():
        if on := row.get(column):
            step, _sentence = entered(register, record, line=row.line, stage=stage, on=on, column=column)
            if step.outcome != Outcome.SAME:
                changes.append(step.words or f"{stage.label} : {when(on.on, on.precision)}")
    if record.line == row.line:
        sentence = _("L'équipe « %s » entre au registre") % name + (f", {place}" if str(place) else "")
        return PlannedRow(row.line, Outcome.CREATE, sentence, tuple(changes), target=record)
    outcome = Outcome.CHANGE if changes else Outcome.SAME
    return PlannedRow(row.line, outcome, f"« {record.name} »", tuple(changes), target=record)


def _check_stages(row: Row) -> None:
    """Refuse a team that is recognised before it emerges, or that ends before it begins."""
    dated: list[tuple[str, Day]] = [(column, row.get(column)) for column in STAGE_COLUMNS if row.get(column)]
    for (earlier, first), (later, second) in pairwise(dated):
        if last_day(second.on, second.precision) < first.on:
            raise RowRefused(
                _("« %(later)s » (%(second)s) précède « %(earlier)s » (%(first)s) : vérifiez les deux dates.")
                % {
                    "later": later,
                    "second": when(second.on, second.precision),
                    "earlier": earlier,
                    "first": when(first.on, first.precision),
                },
                later,
            )


KIND = Kind(
    code="equipes", columns=COLUMNS, plan_row=plan_row, sheets=("équipe", "équipes", "équipes citoyennes")
)
