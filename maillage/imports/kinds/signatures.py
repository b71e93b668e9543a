"""Signatures of a charter, by organisations or by teams; a list of signatories also brings its organisations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.common.normalise import fold
from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import IDENTITY, NAMES, bring
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.reconcile import Statement
from maillage.imports.register import SIGNATURE, Register
from maillage.imports.steps import check_order, retire, state
from maillage.network.models import Charter

COLUMNS = (
    Column(name="organisation", aliases=("nom", *NAMES[1:]), required=True, parse=cells.name),
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), parse=cells.name),
    Column(
        name="signée le",
        aliases=("signé le", "date de signature", "date signature", "signature", "signataire depuis", "date"),
        required=True,
        parse=cells.day,
    ),
    Column(name="charte"),
    Column(
        name="fin le",
        aliases=("fin", "date de fin", "jusqu'au", "retirée le", "terminée le"),
        parse=cells.day,
    ),
    Column(name="motif de fin", aliases=("motif fin", "raison de la fin"), parse=cells.short(250)),
    Column(name="retrait", aliases=("retrait (motif)", "motif du retrait", "erreur"), parse=cells.short(250)),
    *IDENTITY,
)

_SIGNS = gettext_noop("%(name)s signe « %(charter)s » : %(day)s")
_NEW = gettext_noop("organisation nouvelle")
_TWICE = gettext_lazy(
    "%(what)s a déjà une signature en vigueur de cette charte, à la ligne %(line)d. Gardez une seule des deux "
    "lignes, ou terminez la première (« fin le »)."
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a signature is written, corrected or retracted."""
    record, changes, created = _signatory(row, register)
    charter = _charter(row, register, team=bool(row.get("équipe")))
    check_order(row, "signée le", "fin le")
    signed, ended = row.get("signée le"), row.get("fin le")
    content = {"end_reason": row.get("motif de fin")} if row.get("motif de fin") else {}
    said = Statement(
        row.line,
        signed.on if signed else None,
        signed.precision if signed else "jour",
        ended.on if ended else None,
        content,
    )
    facts = register.signatures.setdefault((charter.pk, record), [])
    owner = {"charter": charter, "team" if row.get("équipe") else "organisation": record}
    name = f"« {record.name} »"
    if reason := row.get("retrait"):
        what = _("Signature de « %(charter)s » par « %(name)s »") % {
            "charter": charter.title,
            "name": record.name,
        }
        step = retire(register, said, reason, shape=SIGNATURE, owner=owner, facts=facts, what=what)
    elif signed is None:
        raise RowRefused(
            _("La date de signature manque : écrivez 27/01/2014, janvier 2014 ou 2014."), "signée le"
        )
    else:
        if content and not ended and not any(fact.end for fact in facts):
            raise RowRefused(_("Un motif de fin vient avec sa date : remplissez « fin le »."), "motif de fin")
        step = state(
            register,
            said,
            shape=SIGNATURE,
            owner=owner,
            facts=facts,
            what=name,
            column="signée le",
            twice=_TWICE,
        )
    if step.outcome == Outcome.CREATE:
        sentence = register.phrase(_SIGNS) % {
            "name": name,
            "charter": charter.title,
            "day": register.day(signed),
        }
        new = (register.phrase(_NEW), str(record.place)) if created else ()
        words = tuple(filter(None, (*new, *changes, step.words)))
        return PlannedRow(row.line, Outcome.CREATE, sentence, words, target=step.act)
    words = (*changes, *filter(None, [step.words]))
    changed = changes or step.outcome == Outcome.CHANGE
    return PlannedRow(row.line, Outcome.CHANGE if changed else Outcome.SAME, name, words, target=step.act)


def _signatory(row: Row, register: Register) -> tuple[Record, list[str], bool]:
    team, organisation = row.get("équipe"), row.get("organisation")
    if team and organisation:
        raise RowRefused(
            _("Une signature est celle d'une organisation ou d'une équipe : videz l'une des deux cases."),
            "équipe",
        )
    if team:
        return register.teams.get(team, "équipe", place=register.places.seat(row)), [], False
    if not organisation:
        raise RowRefused(
            _("Le nom du signataire manque : écrivez l'organisation, ou l'équipe."), "organisation"
        )
    if row.get("retrait"):
        # A retraction is about a known organisation: it must not bring one.
        found = register.organisations.find(
            organisation, place=register.places.seat(row), siret=row.get("siret"), rna=row.get("rna")
        )
        if found is None:
            raise RowRefused(register.organisations.unknown(organisation), "organisation")
        return found, [], False
    record, changes = bring(row, register, "organisation")
    return record, changes, record.line == row.line


def _charter(row: Row, register: Register, *, team: bool) -> Charter:
    written = (team, row.text("charte"))
    known = register.charter_words.get(written)
    if known is None:
        known = register.charter_words[written] = _charter_named(row, register, team=team)
    return known


def _charter_named(row: Row, register: Register, *, team: bool) -> Charter:
    kind = Charter.Kind.TEAM if team else Charter.Kind.NATIONAL
    eligible = [charter for charter in register.charters if charter.kind == kind]
    words = fold(row.text("charte"))
    if not words:
        # Without a word about it, the charter meant is the first: a later version is named.
        return eligible[0]
    for charter in eligible:
        label = charter.get_kind_display()
        if words in {
            fold(w) for w in (charter.title, f"{charter.kind} {charter.version}", f"v{charter.version}")
        }:
            return charter
        if charter is eligible[0] and words in {fold(str(w)) for w in (charter.kind, label, "oui")}:
            return charter
        if words == fold(charter.version) or words == fold(f"{label} {charter.version}"):
            return charter
    raise RowRefused(
        _("La charte « %(found)s » n'est pas connue : écrivez %(known)s.")
        % {"found": quoted(row.text("charte")), "known": ", ".join(f"« {c.title} »" for c in eligible)},
        "charte",
    )


KIND = Kind(
    code="signatures",
    columns=COLUMNS,
    plan_row=plan_row,
    sheets=("signature", "signataires"),
    one_of=(("organisation", "équipe"),),
)
