"""The programme of the mobilisation: its axes, their actions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.common.facts import day_of
from maillage.common.normalise import Day, fold
from maillage.imports import cells
from maillage.imports.acts import CourseSaid, Entry
from maillage.imports.cells import RowRefused
from maillage.imports.columns import Column, Row
from maillage.imports.entries import amend
from maillage.imports.kind import Kind
from maillage.imports.plan import Outcome, PlannedRow
from maillage.imports.register import Register
from maillage.programme.models import Action, Axis, Programme, State

COLUMNS = (
    Column(name="programme", aliases=("titre du programme",), required=True, parse=cells.name),
    Column(name="adopté le", aliases=("date d'adoption", "adoption"), parse=cells.day),
    Column(name="années", aliases=("période", "année"), parse=cells.years),
    Column(name="axe", aliases=("n° d'axe", "numéro d'axe"), parse=cells.rank),
    Column(name="titre de l'axe", aliases=("intitulé de l'axe", "nom de l'axe"), parse=cells.name),
    Column(name="visée", aliases=("objectif", "but", "ce qu'il vise"), parse=cells.long_text),
    Column(name="action", aliases=("n° d'action", "numéro d'action"), parse=cells.rank),
    Column(
        name="titre de l'action", aliases=("intitulé de l'action", "nom de l'action"), parse=cells.short(250)
    ),
    Column(
        name="état",
        aliases=("état de l'action", "où elle en est", "statut"),
        parse=cells.choice(
            cells.spellings((state.value, str(state.label)) for state in State),
            shown=[str(label) for label in State.labels],
        ),
    ),
    Column(name="depuis le", aliases=("depuis", "état depuis le"), parse=cells.day),
    Column(name="menée par", aliases=("pilote", "qui la mène", "responsable"), parse=cells.short(200)),
    Column(name="menée depuis le", aliases=("pilote depuis le",), parse=cells.day),
)


def plan_row(row: Row, register: Register) -> PlannedRow:
    """Plan a programme, one of its axes, or one of their actions."""
    programme, changes = _programme(row, register)
    target, label = programme, _("Programme « %s »") % programme.fields["title"]
    axis_rank, action_rank = row.get("axe"), row.get("action")
    if action_rank and len(action_rank) > 1:
        if axis_rank and axis_rank[0] != action_rank[0]:
            raise RowRefused(
                _("L'action %(action)s n'est pas de l'axe %(axis)d : accordez les deux cases.")
                % {"action": ".".join(map(str, action_rank)), "axis": axis_rank[0]},
                "action",
            )
        axis_rank = axis_rank or action_rank[:1]
    if axis_rank:
        number = axis_rank[0]
        told = {"title": row.get("titre de l'axe"), "purpose": row.get("visée")}
        target, words = _child(row, register, programme, Axis, number, told, "titre de l'axe")
        label = _("Axe %(number)d : %(title)s") % {"number": number, "title": target.fields["title"]}
        changes += words
    if action_rank:
        if not axis_rank:
            raise RowRefused(
                _("Une action est celle d'un axe : écrivez 1.2, ou remplissez « axe »."), "action"
            )
        told = {"title": row.get("titre de l'action")}
        target, words = _child(row, register, target, Action, action_rank[-1], told, "titre de l'action")
        label = _("Action %(axis)d.%(number)d : %(title)s") % {
            "axis": axis_rank[0],
            "number": action_rank[-1],
            "title": target.fields["title"],
        }
        changes += [*words, *_course(row, register, target)]
    elif row.get("état") or row.get("menée par"):
        raise RowRefused(
            _("Un état, ou qui mène, se dit d'une action : remplissez « action », par exemple 1.2."), "action"
        )
    if target.pk is None and target.line == row.line:
        return PlannedRow(row.line, Outcome.CREATE, label, tuple(changes), target=target)
    outcome = Outcome.CHANGE if changes else Outcome.SAME
    return PlannedRow(row.line, outcome, label, tuple(changes), target=target)


def _programme(row: Row, register: Register) -> tuple[Entry, list[str]]:
    title, adopted, years = row.values["programme"], row.get("adopté le"), row.get("années")
    entry = register.programmes.get(fold(title))
    told: dict[str, Any] = {"adopted_on": adopted.on if adopted else None}
    if years:
        told |= {"first_year": years[0], "last_year": years[1]}
    if entry is not None:
        return entry, amend(register, entry, row, told, "adopté le" if adopted else "années")
    if not adopted:
        raise RowRefused(_("Ce programme est nouveau : dites quand il a été adopté."), "adopté le")
    if not years:
        raise RowRefused(_("Ce programme est nouveau : dites ses années, par exemple 2017-2019."), "années")
    entry = Entry(Programme, None, {"title": title, **told}, title, line=row.line)
    register.programmes[fold(title)] = entry
    register.acts.entries.append(entry)
    return entry, []


def _child(
    row: Row, register: Register, parent: Entry, model: Any, number: int, told: dict[str, Any], column: str
) -> tuple[Entry, list[str]]:
    entry = parent.children.get(number)
    if entry is not None:
        return entry, amend(register, entry, row, told, column)
    if not told["title"]:
        raise RowRefused(_("Il manque le titre de ce numéro, qui est nouveau : écrivez-le."), column)
    owner = "programme" if model is Axis else "axis"
    fields = {owner: parent, "number": number, **{name: value or "" for name, value in told.items()}}
    entry = parent.children[number] = Entry(model, None, fields, str(told["title"]), line=row.line)
    register.acts.entries.append(entry)
    return entry, []


def _course(row: Row, register: Register, action: Entry) -> list[str]:
    """Plan what a line says of how an action goes; what is already said changes nothing."""
    said = CourseSaid(action)
    words = []
    if state := row.get("état"):
        since = _since(row, register, action, "state", state, ("depuis le",))
        if since:
            said.state, said.since = state, since
            words.append(_("état : %s") % State(state).label)
    if pilot := row.get("menée par"):
        since = _since(row, register, action, "pilot", pilot, ("menée depuis le", "depuis le"))
        if since:
            said.pilot, said.led_since = pilot, since
            words.append(_("menée par : %s") % pilot)
    if words:
        register.acts.courses_said.append(said)
    return words


def _since(
    row: Row, register: Register, action: Entry, name: str, told: str, columns: Sequence[str]
) -> dt.date | None:
    """Return since when a line says something new of an action; none when it is already said, or older."""
    held, began = register.courses.get((action, name), ("", None))
    if held == told or (held and register.is_older):
        return None
    day: Day | None = next((found for column in columns if (found := row.get(column))), None)
    if day is None:
        raise RowRefused(_("Il manque depuis quand : écrivez la date, par exemple 02/01/2017."), columns[0])
    if day.on > day_of(register.moment):
        raise RowRefused(_("Cette date n'est pas encore venue au jour du fichier."), columns[0])
    if began is not None and day.on <= began:
        raise RowRefused(
            _("Le registre dit « %(held)s » depuis le %(day)s : donnez une date qui la suit.")
            % {"held": State(held).label if name == "state" else held, "day": formats.day(began)},
            columns[0],
        )
    register.courses[action, name] = (told, day.on)
    return day.on


KIND = Kind(code="programme", columns=COLUMNS, plan_row=plan_row, sheets=("programmes", "axes", "actions"))
