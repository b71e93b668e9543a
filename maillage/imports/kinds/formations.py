"""Sessions of training that took place: a line for each person who was trained, or one for the session alone."""

import datetime as dt

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import day_of
from maillage.common.normalise import fold
from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import Person, Record, SessionHeld
from maillage.imports.cells import Raw, RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import CONTACT, NAMES, PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register
from maillage.supports.models import Curriculum, CurriculumVersion

MOST_HOURS = 100
MOST_PEOPLE = 500


def _hours(raw: Raw) -> int | None:
    """Return a length in minutes, from hours."""
    found = cells.amount(raw)
    if found is None:
        return None
    if not 0 < found <= MOST_HOURS:
        raise Refused(_("Une session dure de quelques minutes à %d heures.") % MOST_HOURS)
    return round(found * 60)


COLUMNS = (
    Column(name="formation", aliases=("programme", "intitulé", "module"), required=True, parse=cells.name),
    Column(
        name="coopération",
        aliases=("nom de la coopération", "organisée par"),
        required=True,
        parse=cells.name,
    ),
    Column(
        name="tenue le",
        aliases=("date", "date de la session", "dernier jour", "terminée le"),
        required=True,
        parse=cells.day,
    ),
    Column(name="durée", aliases=("durée en heures", "heures", "nombre d'heures"), parse=_hours),
    Column(
        name="personne",
        aliases=(
            "participant",
            "participante",
            "nom du participant",
            "personne formée",
            "stagiaire",
            "bénévole",
        ),
        parse=cells.short(150),
    ),
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), parse=cells.name),
    Column(name="organisation", aliases=NAMES[1:], parse=cells.name),
    *(column for column in CONTACT if column.name != "site"),
    *PLACE,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a session was held, and that someone was trained there."""
    curriculum, on = _curriculum(row, register), _day(row, register)
    who = register.cooperations.get(row.values["coopération"], "coopération")
    version, name = _version(curriculum, on), row.text("personne")
    key = (curriculum.pk, who, on)
    known = register.sessions_held.get(key)
    said = f"« {curriculum.name} », {formats.short_day(on)}" + (f" : {name}" if name else "")
    if known is not None and (not name or fold(name) in known):
        return PlannedRow(row.line, Outcome.SAME, said)
    if known and "" in known:
        words = _("les noms de cette session sont effacés : qui y était ne se compare plus")
        return PlannedRow(row.line, Outcome.SAME, said, (words,))
    person = _person(row, register, name) if name else None
    act = _act(row, register, version, who, on)
    if person:
        if len(act.people) >= MOST_PEOPLE:
            raise RowRefused(_("Une session compte %d personnes au plus.") % MOST_PEOPLE, "personne")
        act.people.append(person)
    register.sessions_held.setdefault(key, []).extend([fold(name)] if name else [])
    return PlannedRow(row.line, Outcome.CREATE, said, target=act)


def _curriculum(row: Row, register: Register) -> Curriculum:
    found = register.curricula.get(fold(row.text("formation")))
    if found is None:
        known = ", ".join(f"« {one.name} »" for one in register.curricula.values()) or "–"
        raise RowRefused(
            _(
                "La formation « %(found)s » n'est pas au registre : écrivez d'abord son programme, ou %(known)s."
            )
            % {"found": quoted(row.text("formation")), "known": known},
            "formation",
        )
    return found


def _day(row: Row, register: Register) -> dt.date:
    said = row.values["tenue le"]
    if said.precision != "jour":
        raise RowRefused(_("Une session porte le jour où elle finit : écrivez 27/01/2014."), "tenue le")
    on: dt.date = said.on
    if on > day_of(register.moment):
        raise RowRefused(_("Cette session n'était pas encore tenue au jour du fichier."), "tenue le")
    return on


def _version(curriculum: Curriculum, on: dt.date) -> CurriculumVersion:
    """Return the version in use on a day; a session older than all of them is of the first."""
    versions = sorted(curriculum.versions.all(), key=lambda version: (version.adopted_on, version.pk))
    if not versions:
        raise RowRefused(
            _("« %s » n'a pas encore de cahier des charges : adoptez-en un d'abord.") % curriculum.name,
            "formation",
        )
    return [versions[0], *(version for version in versions if version.adopted_on <= on)][-1]


def _act(row: Row, register: Register, version: CurriculumVersion, who: Record, on: dt.date) -> SessionHeld:
    """Return the session that the file brings or completes: one act for all its lines."""
    for act in reversed(register.acts.sessions_held):
        if (act.taught.curriculum_id, act.cooperation, act.on) == (version.curriculum_id, who, on):
            return act
    minutes = row.get("durée") or version.minutes
    if not minutes:
        raise RowRefused(
            _(
                "Combien de temps cette session a-t-elle duré ? Donnez les heures : le programme ne les dit pas."
            ),
            "durée",
        )
    act = SessionHeld(version, who, on, minutes, register.places.seat(row))
    register.acts.sessions_held.append(act)
    return act


def _person(row: Row, register: Register, name: str) -> Person:
    """Return who was trained, with the team or the organisation for which they came."""
    team = register.teams.get(row.values["équipe"], "équipe") if row.get("équipe") else None
    house = None
    if row.get("organisation"):
        house = register.organisations.find(row.values["organisation"])
        if house is None:
            raise RowRefused(register.organisations.unknown(row.values["organisation"]), "organisation")
    return Person(name, row.text("courriel"), row.text("téléphone"), team, house)


KIND = Kind(
    code="formations",
    columns=COLUMNS,
    plan_row=plan_row,
    sheets=("formation", "sessions", "personnes formées"),
)
