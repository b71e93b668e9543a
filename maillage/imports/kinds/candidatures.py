"""Applications for an aid that another tool received: who asks, how much, what for, since when."""

from typing import cast

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.formats import euros
from maillage.common.normalise import fold, parse_euros
from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import AidAsked, Record
from maillage.imports.cells import Raw, RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import CONTACT, NAMES, PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register
from maillage.supports.models import AidScheme
from maillage.supports.operations.aid_applications import Beneficiary, Told, obstacles, refuse_day


def _cents(raw: Raw) -> int:
    """Return an amount in cents."""
    return parse_euros(raw if isinstance(raw, int | float) else cells.text(raw))


COLUMNS = (
    Column(name="aide", aliases=("appel", "appel à projets", "coup de pouce", "dispositif"), required=True),
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), required=True, parse=cells.name),
    Column(name="coopération", aliases=("nom de la coopération",), required=True, parse=cells.name),
    Column(name="organisation", aliases=NAMES[1:], required=True, parse=cells.name),
    Column(name="siret", aliases=("n° siret", "numéro siret"), parse=cells.siret),
    Column(name="montant", aliases=("montant demandé", "demandé", "somme"), required=True, parse=_cents),
    Column(
        name="déposée le",
        aliases=("déposé le", "date de dépôt", "dépôt", "reçue le", "date"),
        required=True,
        parse=cells.day,
    ),
    Column(name="projet", aliases=("titre", "intitulé", "titre du projet"), parse=cells.short(200)),
    Column(name="contact", aliases=("personne à joindre", "nom du contact"), parse=cells.short(150)),
    *(column for column in CONTACT if column.name != "site"),
    *PLACE,
)
WHO = ("équipe", "coopération", "organisation")


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that an application is written, as the rules of its day allow."""
    scheme, who, on = _aid(row, register), _who(row, register), row.values["déposée le"]
    if on.precision != "jour":
        raise RowRefused(_("Une demande porte le jour de son dépôt : écrivez 27/01/2014."), "déposée le")
    cents, name = row.values["montant"], f"« {who.name} »"
    known = register.aids_asked
    if (scheme.pk, who) in known:
        return _already(row, name, known[scheme.pk, who])
    _check(scheme, who, row)
    told = Told(
        title=row.text("projet"),
        amount_cents=cents,
        contact_name=row.text("contact"),
        contact_email=row.text("courriel"),
        contact_telephone=row.text("téléphone"),
    )
    act = AidAsked(scheme, who, told, on.on)
    register.acts.aids_asked.append(act)
    known[scheme.pk, who] = cents
    sentence = _("%(name)s demande « %(aid)s » : %(amount)s, le %(day)s") % {
        "name": name,
        "aid": scheme.name,
        "amount": euros(cents),
        "day": formats.short_day(on.on),
    }
    return PlannedRow(row.line, Outcome.CREATE, sentence, target=act)


def _aid(row: Row, register: Register) -> AidScheme:
    scheme = register.aids.get(fold(row.text("aide")))
    if scheme is None:
        raise RowRefused(
            _("L'aide « %(found)s » n'est pas publiée : préparez-la d'abord, ou écrivez %(known)s.")
            % {
                "found": quoted(row.text("aide")),
                "known": ", ".join(f"« {one.name} »" for one in register.aids.values()) or "–",
            },
            "aide",
        )
    return scheme


def _who(row: Row, register: Register) -> Record:
    named = [column for column in WHO if row.get(column)]
    if len(named) != 1:
        raise RowRefused(
            _(
                "Une demande est celle d'une équipe, d'une coopération ou d'une organisation : une seule case."
            ),
            named[1] if named else WHO[0],
        )
    (column,) = named
    if column == "organisation":
        found = register.organisations.find(
            row.values[column], place=register.places.seat(row), siret=row.get("siret")
        )
        if found is None:
            raise RowRefused(register.organisations.unknown(row.values[column]), column)
        return found
    finder = register.teams if column == "équipe" else register.cooperations
    return finder.get(row.values[column], column, place=register.places.seat(row))


def _already(row: Row, name: str, cents: int | None) -> PlannedRow:
    """Leave an application that is there; another amount is no small thing."""
    if cents != row.values["montant"]:
        raise RowRefused(
            _(
                "%(name)s a déjà demandé cette aide, pour %(amount)s : corrigez la ligne, ou la demande à l'écran."
            )
            % {"name": name, "amount": "–" if cents is None else euros(cents)},
            "montant",
        )
    return PlannedRow(row.line, Outcome.SAME, name)


def _check(scheme: AidScheme, who: Record, row: Row) -> None:
    """Refuse what the aid did not take that day, before anything is written."""
    on, cents = row.values["déposée le"].on, row.values["montant"]
    try:
        refuse_day(scheme, on)
    except Refused as refusal:
        raise RowRefused(str(refusal), "déposée le") from refusal
    beneficiary = cast("Beneficiary", who.model._default_manager.get(pk=who.pk))
    if reasons := obstacles(scheme, beneficiary, on=on):
        raise RowRefused(" ".join(reasons), "aide")
    if not scheme.least_cents <= cents <= scheme.most_cents:
        raise RowRefused(
            _("Cette aide va de %(least)s à %(most)s : corrigez le montant.")
            % {"least": euros(scheme.least_cents), "most": euros(scheme.most_cents)},
            "montant",
        )


KIND = Kind(
    code="candidatures",
    columns=COLUMNS,
    plan_row=plan_row,
    sheets=("candidature", "demandes d'aide", "demandes"),
    one_of=(WHO,),
)
