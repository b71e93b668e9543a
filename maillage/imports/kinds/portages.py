"""Who carries which team: on the first day, the carrier or the team has signed the charter."""

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.reconcile import Statement, Verb
from maillage.imports.register import CARRYING, Register
from maillage.imports.steps import check_order, retire, state, when
from maillage.network.operations.teams import may_carry

COLUMNS = (
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), required=True, parse=cells.name),
    Column(
        name="porteur",
        aliases=("structure porteuse", "organisation porteuse", "organisation", "portée par"),
        required=True,
        parse=cells.name,
    ),
    Column(name="siret", aliases=("siret du porteur",), parse=cells.siret),
    Column(
        name="depuis le",
        aliases=("depuis", "début", "date de début", "à partir du"),
        required=True,
        parse=cells.day,
    ),
    Column(name="jusqu'au", aliases=("fin", "fin le", "date de fin"), parse=cells.day),
    Column(name="retrait", aliases=("retrait (motif)", "motif du retrait", "erreur"), parse=cells.short(250)),
    *PLACE,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that an organisation carries a team."""
    place = register.places.seat(row)
    team = register.teams.get(row.values["équipe"], "équipe", place=place)
    carrier = _carrier(row, register)
    check_order(row, "depuis le", "jusqu'au")
    on, until = row.get("depuis le"), row.get("jusqu'au")
    facts = register.carryings.setdefault((team, carrier), [])
    said = Statement(
        row.line, on.on if on else None, on.precision if on else "jour", until.on if until else None
    )
    owner = {"team": team, "organisation": carrier}
    what = _("« %(carrier)s » porte « %(team)s »") % {"carrier": carrier.name, "team": team.name}
    if reason := row.get("retrait"):
        step = retire(register, said, reason, shape=CARRYING, owner=owner, facts=facts, what=what)
        return PlannedRow(row.line, step.outcome, what, (step.words,), target=step.act)
    step = state(register, said, shape=CARRYING, owner=owner, facts=facts, what=what, column="depuis le")
    signatures = [*register.gates.get(carrier, ()), *register.gates.get(team, ())]
    if (
        step.act
        and step.act.verb in {Verb.CREATE, Verb.CORRECT, Verb.REMEMBER}
        and not may_carry(on.on, signatures)
    ):
        raise RowRefused(
            _(
                "« %(carrier)s » ne peut pas porter « %(team)s » le %(day)s : elle n'avait pas signé la charte ce "
                "jour-là. Importez d'abord sa signature, ou corrigez la date."
            )
            % {"carrier": carrier.name, "team": team.name, "day": formats.short_day(on.on)},
            "porteur",
        )
    changes = (step.words,) if step.words else ()
    if step.outcome == Outcome.CREATE:
        changes = (_("depuis : %s") % when(on.on, on.precision), *changes)
    return PlannedRow(row.line, step.outcome, what, changes, target=step.act)


def _carrier(row: Row, register: Register) -> Record:
    number = row.get("siret")
    found = register.organisations.by_siret.get(number) if number else None
    return found or register.organisations.get(row.values["porteur"], "porteur")


KIND = Kind(code="portages", columns=COLUMNS, plan_row=plan_row, sheets=("portage", "porteurs"))
