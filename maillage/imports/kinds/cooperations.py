"""Cooperations: their level, their seat, the territories that they cover."""

from django.utils.translation import gettext as _

from maillage.common.normalise import fold
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import CONTACT, PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register
from maillage.imports.steps import cover, relabel, situate
from maillage.network.models import Cooperation, CooperationLevel

_LEVELS = cells.spellings(
    ((level.value, str(level.label)) for level in CooperationLevel),
    {
        "départemental": "departementale",
        "territorial": "territoriale",
        "local": "locale",
        "dép": "departementale",
    },
)
COLUMNS = (
    Column(name="nom", aliases=("coopération", "nom de la coopération"), required=True, parse=cells.name),
    Column(
        name="niveau",
        aliases=("échelle", "type"),
        parse=cells.choice(_LEVELS, shown=("départementale", "territoriale", "locale")),
    ),
    *PLACE,
    Column(
        name="territoires", aliases=("territoire", "territoires couverts", "couverture"), parse=cells.pieces
    ),
    *CONTACT,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a cooperation enters the register, or is completed."""
    name, place, level = row.values["nom"], register.places.seat(row), row.get("niveau")
    labels = {"website": row.get("site"), "telephone": row.get("téléphone"), "email": row.get("courriel")}
    record = register.cooperations.find(name)
    first = register.seen.setdefault(record, row.line) if record else row.line
    if record and first != row.line:
        raise RowRefused(
            _("« %(name)s » figure déjà à la ligne %(line)d : gardez une seule des deux lignes.")
            % {"name": name, "line": first},
            "nom",
        )
    if record is None:
        record = Record(Cooperation, None, name, fold(name), place.departement_id, line=row.line, place=place)
        record.labels = {key: value for key, value in labels.items() if value}
        record.own["level"] = level or CooperationLevel.DEPARTMENTAL
        register.cooperations.add(record)
        register.seen[record] = row.line
        register.acts.subjects.append(record)
        covered = cover(register, record, row, place)
        sentence = _("La coopération « %s » entre au registre") % name
        return PlannedRow(row.line, Outcome.CREATE, sentence, tuple(covered), target=record)
    changes = relabel(register, record, labels)
    changes += situate(register, record, place, level=level)
    changes += cover(register, record, row, place)
    outcome = Outcome.CHANGE if changes else Outcome.SAME
    return PlannedRow(row.line, outcome, f"« {record.name} »", tuple(changes), target=record)


KIND = Kind(code="cooperations", columns=COLUMNS, plan_row=plan_row, sheets=("coopération", "coopérations"))
