"""Organisations as several kinds of import tell them: the same columns, found or brought the same way."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.normalise import fold, siret
from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import Record
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.plan import Outcome
from maillage.imports.reconcile import Statement
from maillage.imports.register import MEMBERSHIP, Register
from maillage.imports.steps import relabel, situate, state
from maillage.network.models import College, Organisation, OrganisationKind

_SIRET_LENGTH = 14

PLACE = (
    Column(name="commune", aliases=("ville", "localité", "siège", "commune du siège", "commune (siège)")),
    Column(name="code postal", aliases=("cp", "code_postal", "codepostal"), parse=cells.postal_code),
    Column(
        name="département", aliases=("dept", "dpt", "dép", "n° département", "code département", "num dept")
    ),
)
CONTACT = (
    Column(name="site", aliases=("site internet", "site web", "url", "adresse web"), parse=cells.website),
    Column(
        name="téléphone", aliases=("tél", "tel", "téléphone fixe", "mobile", "numéro"), parse=cells.telephone
    ),
    Column(
        name="courriel", aliases=("email", "e-mail", "mail", "adresse électronique", "mél"), parse=cells.email
    ),
)
IDENTITY = (
    Column(
        name="nature", aliases=("type", "type de structure", "type d'organisation", "catégorie", "statut")
    ),
    Column(name="siret", aliases=("n° siret", "numéro siret", "no siret"), parse=cells.siret),
    Column(name="rna", aliases=("n° rna", "numéro rna", "no rna"), parse=cells.rna),
    *PLACE,
    Column(
        name="rattachée à",
        aliases=("rattaché à", "tête de réseau", "réseau", "fédération", "association nationale"),
        parse=cells.name,
    ),
    Column(
        name="membre depuis",
        aliases=("membre depuis le", "adhérente depuis", "date d'adhésion"),
        parse=cells.day,
    ),
    Column(
        name="collège",
        parse=cells.choice(
            cells.spellings((c.value, str(c.label)) for c in College),
            shown=[c.value for c in College],
        ),
    ),
)
NAMES = (
    "organisation",
    "nom de l'organisation",
    "structure",
    "nom de la structure",
    "signataire",
    "raison sociale",
    "dénomination",
    "organisme",
    "association",
)
_KIND_WORDS = {
    "association-nationale": ("asso nationale", "nationale", "tête de réseau"),
    "association-locale": ("asso locale", "locale", "association départementale"),
    "ccas-commune": (
        "ccas",
        "cias",
        "commune",
        "mairie",
        "ville",
        "ccas ou commune",
        "ccas et communes",
        "ccas commune",
    ),
    "clic": ("centre local d'information et de coordination",),
    "conseil-departemental": ("département", "conseil général", "cd"),
    "retraite": ("caisse de retraite", "retraite", "carsat"),
    "mutuelle": ("mutualité",),
    "bailleur": ("bailleur", "organisme hlm", "hlm"),
    "centre-social": (),
    "etat": ("état", "agence", "service de l'état"),
    "entreprise": ("société",),
    "autre": ("autre", "autres"),
}


def kind_named(register: Register, words: str) -> OrganisationKind | None:
    """Return the kind of organisation that a cell names, or refuse the cell."""
    if not words:
        return None
    if not register.kind_words:
        register.kind_words = _spellings(register.kinds)
    found = register.kind_words.get(words) or register.kind_words.get(cells.spelled(words))
    if found is None:
        raise RowRefused(
            _("La nature « %(found)s » n'est pas connue : écrivez %(known)s.")
            % {"found": quoted(words), "known": ", ".join(kind.name for kind in register.kinds)},
            "nature",
        )
    register.kind_words[words] = found  # thousands of lines write it the same way
    return found


def _spellings(kinds: list[OrganisationKind]) -> dict[str, OrganisationKind]:
    words: dict[str, OrganisationKind] = {}
    for kind in kinds:
        for word in (*_KIND_WORDS.get(kind.code, ()), kind.plural, kind.name, kind.code):
            words[cells.spelled(word)] = kind
    return words


def bring(row: Row, register: Register, column: str, *, contact: bool = False) -> tuple[Record, list[str]]:
    """Return the organisation of a line, found or brought, with what the line changes in it."""
    name, number, rna = row.values[column], row.get("siret"), row.get("rna")
    place = register.places.seat(row)
    kind = kind_named(register, row.text("nature"))
    try:
        record = register.organisations.find(name, place=place, siret=number, rna=rna)
    except RowRefused as refusal:
        raise RowRefused(str(refusal), column if refusal.column == "nom" else refusal.column) from refusal
    labels: dict[str, Any] = {"siret": number, "rna": rna}
    if contact:
        labels |= {
            "name": name,
            "website": row.get("site"),
            "telephone": row.get("téléphone"),
            "email": row.get("courriel"),
        }
    changes: list[str] = []
    if record is None:
        record = _new(row, register, name, place=place, labels=labels, kind=kind)
    else:
        changes += relabel(register, record, labels)
        changes += situate(register, record, place, kind_id=kind.pk if kind else None)
    if row.get("membre depuis") or row.get("collège"):
        changes += _join(row, register, record)
    if parent := row.get("rattachée à"):
        child = record
        register.deferred.append((row.line, lambda: _attach(register, child, parent)))
    return record, changes


def _new(
    row: Row,
    register: Register,
    name: str,
    *,
    place: Any,
    labels: dict[str, Any],
    kind: OrganisationKind | None,
) -> Record:
    record = Record(
        Organisation,
        None,
        name,
        fold(name),
        place.departement_id,
        labels.pop("siret"),
        labels.pop("rna"),
        {key: value for key, value in labels.items() if value and key != "name"},
        row.line,
        place,
        {"kind_id": kind.pk if kind else None},
    )
    for twin in register.organisations.twins(record):
        where = _("ligne %d") % twin.line if twin.line is not None else _("déjà au registre")
        register.warnings.append(
            _(
                "Ligne %(line)d : « %(name)s » ressemble à « %(twin)s » (%(where)s). Si c'est la même, écrivez le "
                "même nom."
            )
            % {"line": row.line, "name": name, "twin": twin.name, "where": where}
        )
    register.organisations.add(record)
    register.acts.subjects.append(record)
    return record


def _join(row: Row, register: Register, record: Record) -> list[str]:
    """Plan a membership of the association, which is not a signature."""
    since = row.get("membre depuis")
    facts = register.memberships.setdefault(record, [])
    believed = [fact for fact in facts if fact.known_until is None]
    if since is None and not believed:
        raise RowRefused(
            _("Le collège « %s » est celui d'un membre : ajoutez depuis quand (« membre depuis »).")
            % row.get("collège"),
            "collège",
        )
    content = {"college": row.get("collège")} if row.get("collège") else {}
    step = state(
        register,
        Statement(
            row.line,
            since.on if since else believed[-1].start,
            since.precision if since else believed[-1].precision,
            content=content,
        ),
        shape=MEMBERSHIP,
        owner={"organisation": record},
        facts=facts,
        what=_("Adhésion de « %s »") % record.name,
        column="membre depuis",
    )
    if step.outcome == Outcome.SAME:
        return []
    return (
        [_("membre depuis %s") % row.found("membre depuis")]
        if step.outcome == Outcome.CREATE
        else [step.words]
    )


def _attach(register: Register, child: Record, parent_name: str) -> list[str]:
    """Plan that an organisation belongs to another; called last, since the parent may come further down."""
    digits = parent_name.replace(" ", "")
    try:
        number = siret(digits) if digits.isdigit() and len(digits) == _SIRET_LENGTH else None
        parent = register.organisations.find(parent_name, siret=number)
    except Refused as refusal:
        raise RowRefused(str(refusal), "rattachée à") from refusal
    if parent is None:
        raise RowRefused(register.organisations.unknown(parent_name), "rattachée à")
    if parent is child:
        raise RowRefused(
            _("Une organisation ne se rattache pas à elle-même : videz cette case."), "rattachée à"
        )
    if (child, parent) in register.affiliations:
        return []
    register.affiliations.add((child, parent))
    register.acts.affiliations.append((child, parent))
    return [_("rattachée à « %s »") % parent.name]
