"""Tallies kept in a spreadsheet: a line for a team and a month, or a quarter, with the refusals of the page."""

import datetime as dt
import re
from dataclasses import asdict, replace

from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.facts import Precision, day_of
from maillage.common.formats import number
from maillage.common.normalise import fold
from maillage.common.normalise.text import quoted
from maillage.imports import cells
from maillage.imports.acts import Record, TallyTold
from maillage.imports.cells import Raw, RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.kind import Kind
from maillage.imports.organisations import PLACE
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register
from maillage.tallies.exports.tally_columns import NAMES
from maillage.tallies.models import COUNTS, LABELS, QUARTER, WORD, Counts, How, Period, Tally
from maillage.tallies.operations.tallies import Declared, already_declared, check_counts, check_period

_QUARTER = re.compile(
    r"(?:t|trim\w*\s*)?([1-4])\s*(?:er|e|eme|ere|nd)?\s*(?:t|trim\w*)?\s*[-/ ]?\s*((?:19|20)\d\d)"
)
_CODED = re.compile(r"((?:19|20)\d\d)\s*[-/ ]?\s*t(?:rim\w*)?\s*([1-4])")


def period(raw: Raw) -> Period | None:
    """Return a month or a quarter: « mars 2017 », « 2017-03 », « 1er trimestre 2017 », « T1 2017 », « 2017-t1 »."""
    words = fold(cells.text(raw)) if isinstance(raw, str) else ""
    if words and (known := Period.parse(words.replace(" ", "-"))):
        return known
    if coded := _CODED.fullmatch(words):
        return Period(dt.date(int(coded[1]), int(coded[2]) * 3 - 2, 1), QUARTER)
    if "t" in words and (told := _QUARTER.fullmatch(words)):
        return Period(dt.date(int(told[2]), int(told[1]) * 3 - 2, 1), QUARTER)
    found = cells.day(raw)
    if found is None:
        return None
    if found.precision == Precision.YEAR:
        raise Refused(
            _("« %s » ne dit pas de quel mois il s'agit : écrivez « mars 2017 », ou « 1er trimestre 2017 ».")
            % quoted(cells.text(raw))
        )
    return Period.holding(found.on)


def count(raw: Raw) -> int | None:
    """Return a count: a whole number, never negative."""
    found = cells.amount(raw)
    if found is None:
        return None
    if found % 1:
        raise Refused(_("« %s » n'est pas un nombre entier : arrondissez-le.") % quoted(cells.text(raw)))
    return int(found)


_ALIASES = {
    "visits": ("visites à domicile", "nombre de visites"),
    "calls": ("appels téléphoniques", "nombre d'appels"),
    "outings": ("nombre de sorties",),
    "gatherings": ("moment collectif", "temps collectifs", "animations"),
    "mobility": ("trajets", "accompagnements", "mobilité"),
    "relayed": ("repérages", "signalements relayés"),
    "accompanied": ("accompagnées", "personnes suivies", "personnes accompagnees"),
    "reached": ("touchées", "personnes rencontrées"),
    "volunteers": ("bénévoles", "nombre de bénévoles"),
    "hours": ("heures", "heures bénévoles", "nombre d'heures"),
}
COLUMNS = (
    Column(name="équipe", aliases=("équipe citoyenne", "nom de l'équipe"), required=True, parse=cells.name),
    Column(name="période", aliases=("mois", "trimestre", "date"), required=True, parse=period),
    *(Column(name=NAMES[name], aliases=_ALIASES[name], parse=count) for name in COUNTS),
    Column(name="rien", aliases=("rien à signaler", "rien ce mois-ci", "néant"), parse=cells.yes),
    Column(name="un mot", aliases=("mot", "commentaire", "remarque"), parse=cells.long_text),
    Column(name="rempli par", aliases=("qui l'a rempli", "rédacteur", "déclaré par"), parse=cells.short(150)),
    Column(name="retrait", aliases=("retrait (motif)", "motif du retrait", "erreur"), parse=cells.short(250)),
    *PLACE,
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan that a team declares a period, corrects it or takes it back."""
    team = register.teams.get(row.values["équipe"], "équipe", place=register.places.seat(row))
    when: Period = row.values["période"]
    said = f"« {team.name} », {when}"
    standing = _standing(register, team, when)
    if reason := row.text("retrait"):
        return _taken_back(row, register, standing, said, reason)
    if standing is not None and standing.known_from > register.moment:
        words = _("ce relevé a été redit depuis : le registre garde ce qu'il a appris en dernier")
        return PlannedRow(row.line, Outcome.SAME, said, (words,))
    told = _told(row, standing)
    _check(register, team, when, told)
    changes = _changes(standing, told)
    if standing is not None and not changes:
        return PlannedRow(row.line, Outcome.SAME, said)
    act = TallyTold(team=team, period=when, told=told, replaces=standing.pk if standing else None)
    register.acts.tallies.append(act)
    register.tallied.setdefault(team, []).append((when, row.line))
    outcome = Outcome.CHANGE if standing else Outcome.CREATE
    return PlannedRow(row.line, outcome, said, changes, target=act)


def _standing(register: Register, team: Record, when: Period) -> Tally | None:
    """Return what the team declared already of the very period; refuse what another one, or another line, told."""
    for other, line in register.tallied.get(team, ()):
        if other.meets(when):
            raise RowRefused(
                _("La ligne %(line)d dit déjà %(period)s de cette équipe : gardez l'une des deux.")
                % {"line": line, "period": other},
                "période",
            )
    for tally in register.tallies_of(team):
        if tally.period.meets(when):
            if tally.period != when:
                raise RowRefused(str(already_declared(tally, when)), "période")
            return tally
    return None


def _told(row: Row, standing: Tally | None) -> Declared:
    """Return what a line declares; an empty cell changes nothing of what is known."""
    read = {name: row.get(NAMES[name]) for name in COUNTS}
    nothing = bool(row.get("rien"))
    told = Declared(
        counts=Counts(**read),
        nothing=nothing,
        word=row.text("un mot"),
        how=How.IMPORT,
        filled_by=row.text("rempli par"),
    )
    if standing is None:
        return told
    kept = {**asdict(standing.counts), **{name: value for name, value in read.items() if value is not None}}
    says_more = nothing or any(value is not None for value in read.values())
    return replace(
        told,
        counts=Counts() if nothing else Counts(**kept),
        nothing=nothing if says_more else standing.nothing,
        word=told.word or standing.word,
        filled_by=told.filled_by or standing.filled_by,
    )


def _check(register: Register, team: Record, when: Period, told: Declared) -> None:
    """Refuse what the page refuses."""
    if len(told.word) > WORD:
        raise RowRefused(_("Le mot compte %d caractères au plus.") % WORD, "un mot")
    try:
        check_period(team.instance(), when, register.stages_of(team), day_of(register.moment))
    except Refused as refusal:
        raise RowRefused(str(refusal), "période") from refusal
    try:
        check_counts(told)
    except Refused as refusal:
        raise RowRefused(str(refusal)) from refusal


def _changes(standing: Tally | None, told: Declared) -> tuple[str, ...]:
    """Return what a line changes, in words."""
    if standing is None:
        return ()
    pairs: list[tuple[str, object, object]] = [
        (str(LABELS[name]), getattr(standing, name), getattr(told.counts, name)) for name in COUNTS
    ]
    pairs += [
        (_("rien"), standing.nothing, told.nothing),
        (_("un mot"), standing.word, told.word),
        (_("rempli par"), standing.filled_by, told.filled_by),
    ]
    return tuple(f"{label} : {_shown(old)} → {_shown(new)}" for label, old, new in pairs if old != new)


def _shown(value: object) -> str:
    """Return a value in words."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return number(value) if isinstance(value, int) or value is None else str(value) or "–"


def _taken_back(row: Row, register: Register, standing: Tally | None, said: str, reason: str) -> PlannedRow:
    """Plan that a tally should never have been written; one that is gone already changes nothing."""
    if standing is None or standing.known_from > register.moment:
        return PlannedRow(row.line, Outcome.SAME, said, (_("rien à retirer"),))
    act = TallyTold(
        team=register.teams.by_pk[standing.team_id], period=standing.period, retires=standing, reason=reason
    )
    register.acts.tallies.append(act)
    register.tallied.setdefault(act.team, []).append((standing.period, row.line))
    return PlannedRow(row.line, Outcome.CHANGE, said, (_("retiré : %s") % reason,), target=act)


KIND = Kind(code="releves", columns=COLUMNS, plan_row=plan_row, sheets=("relevé", "relevés", "activité"))
