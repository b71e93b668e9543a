"""The handover pack of a cooperation as a document to read and to keep, on A4."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from maillage.accounts.roles import Role
from maillage.common.documents import print_pdf
from maillage.common.formats import counted, hour, listing, typo
from maillage.common.formats import day as written
from maillage.network.exports.handover import Pack
from maillage.network.models import CooperationStage, Meeting, TeamStage

TEMPLATE = Path(__file__).resolve().parent / "handover.typ"
LAST_MEETINGS, LAST_MINUTES, LAST_NOTES = 12, 5, 40
Rows = Sequence[Sequence[str]]


def pack_pdf(pack: Pack) -> bytes:
    """Return the pack as a PDF."""
    return print_pdf(TEMPLATE, _typed(_data(pack)))


def _typed(value: Any) -> Any:
    """Return data with the spaces of French typography."""
    if isinstance(value, str):
        return typo(value)
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    return [_typed(inner) for inner in value] if isinstance(value, list) else value


def _data(pack: Pack) -> dict[str, Any]:
    """Return the pack as the template prints it."""
    row = pack.row
    stage = CooperationStage(row.stage).label if row.stage else _("sans étape")
    return {
        "title": row.name,
        "subtitle": _("Dossier de passation"),
        "printed": _("Imprimé le %s. Il contient des noms et des adresses : ne le laissez pas traîner.")
        % written(pack.day),
        "stage": str(stage).capitalize(),
        "since": _("depuis le %s") % written(row.since) if row.since else "",
        "steps": [
            {
                "label": str(step.label),
                "when": written(step.reached_on, step.precision) if step.reached_on else "",
                "reached": step.reached or step.current,
                "current": step.current,
            }
            for step in pack.steps
        ],
        "next": _("Pour l'étape « %s »") % pack.aim.label if pack.aim and pack.asked else "",
        "asked": [{"label": asked.label, "met": asked.met} for asked in pack.asked],
        "figures": _figures(pack),
        "facts": _facts(pack),
        "sections": _sections(pack),
        "page": _("page"),
    }


def _figures(pack: Pack) -> list[list[str]]:
    """Return the few figures of the first page."""
    open_decisions = sum(decision.is_open for decision in pack.decisions)
    open_actions = sum(action.is_open for action in pack.actions)
    counts = [
        (len(pack.members), _("organisation membre"), _("organisations membres")),
        (len(pack.teams), _("équipe citoyenne"), _("équipes citoyennes")),
        (open_decisions, _("décision à suivre"), _("décisions à suivre")),
        (open_actions, _("action en cours ou prévue"), _("actions en cours ou prévues")),
    ]
    return [counted(n, one, many).split("\u00a0", 1) for n, one, many in counts]


def _facts(pack: Pack) -> list[list[str]]:
    """Return what to know at once: where, whom to call, who animates."""
    row = pack.row
    seat = row.seat
    animators = [str(grant.user) for grant in pack.grants if grant.role == Role.ANIMATOR]
    place = (seat.commune or seat.departement) if seat else None
    facts = [
        (_("Niveau"), str(seat.get_level_display()).capitalize() if seat else ""),
        (_("Siège"), str(place) if place else ""),
        (_("Territoire couvert"), listing(pack.covered)),
        (_("Téléphone"), row.telephone),
        (_("Adresse électronique"), row.email),
        (_("Animation"), listing(animators)),
    ]
    return [[term, value] for term, value in facts if value]


def _table(title: str, heads: Sequence[str], widths: Sequence[int], rows: Rows, empty: str) -> dict[str, Any]:
    """Return a table as the template prints it."""
    return {
        "kind": "table",
        "title": title,
        "heads": list(heads),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
        "empty": empty,
    }


def _texts(title: str, entries: Iterable[tuple[str, str]], empty: str) -> dict[str, Any]:
    """Return texts under their heads as the template prints them."""
    told = [{"head": head, "paragraphs": _paragraphs(text)} for head, text in entries]
    return {"kind": "texts", "title": title, "entries": told, "empty": empty}


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [line for line in text.replace("\r", "").split("\n") if line.strip()]


def _lines(*parts: str) -> str:
    """Return what is told in one cell, a line each."""
    return "\n".join(filter(None, parts))


def _sections(pack: Pack) -> list[dict[str, Any]]:
    """Return the sections, in the order in which a successor reads them."""
    minutes = [meeting for meeting in pack.meetings if meeting.minutes][:LAST_MINUTES]
    return [
        _ahead(pack),
        *_who(pack),
        _meetings(pack),
        _texts(
            _("Derniers comptes rendus"),
            [(f"{meeting.title}, {written(meeting.on)}", meeting.minutes) for meeting in minutes],
            _("Aucun compte rendu n'est écrit."),
        ),
        *_doing(pack),
        _texts(
            _("Diagnostic partagé"),
            [(_("Version %d") % pack.diagnosis.version, pack.diagnosis.text)] if pack.diagnosis else [],
            _("Le diagnostic partagé reste à écrire."),
        ),
        *_around(pack),
    ]


def _when(meeting: Meeting) -> str:
    """Return when people meet, and where."""
    at = hour(meeting.starts_at) if meeting.starts_at else ""
    return ", ".join(filter(None, (at, meeting.place or meeting.link)))


def _meetings(pack: Pack) -> dict[str, Any]:
    """Return the last meetings that took place."""
    held = [meeting for meeting in pack.meetings if meeting.on < pack.day and not meeting.cancelled_on]
    return _table(
        _("Les dernières réunions"),
        (_("Le"), _("Réunion"), _("Présents")),
        (3, 6, 5),
        [
            (
                written(meeting.on),
                _lines(meeting.title, _when(meeting)),
                _lines(
                    str(meeting.attendance or ""), listing([one.name for one in meeting.attended.all()])
                ).strip(),
            )
            for meeting in held[:LAST_MEETINGS]
        ],
        _("Aucune réunion n'est inscrite."),
    )


def _ahead(pack: Pack) -> dict[str, Any]:
    """Return the dates ahead."""
    dates = [
        (meeting.on, meeting.title, _lines(_("réunion"), _when(meeting)))
        for meeting in pack.meetings
        if meeting.on >= pack.day and not meeting.cancelled_on
    ]
    dates += [(d.due_on, d.words, _("décision")) for d in pack.decisions if d.is_open and d.due_on]
    dates += [(a.due_on, a.title, _("feuille de route")) for a in pack.actions if a.is_open and a.due_on]
    dates += [(n.next_due_on, n.next_step, _("contact")) for n in pack.notes if n.is_open and n.next_due_on]
    ordered = sorted(dates, key=lambda date: date[0])
    return _table(
        _("Les dates à tenir"),
        (_("Quand"), _("Quoi"), _("De quoi il s'agit")),
        (3, 6, 4),
        [
            (_lines(written(on), _("dépassée") if on < pack.day else ""), words, kind)
            for on, words, kind in ordered
        ],
        _("Aucune date n'est inscrite."),
    )


def _who(pack: Pack) -> list[dict[str, Any]]:
    """Return the members, the bodies, the people with a role."""
    return [
        _table(
            _("Les personnes qui ont un rôle"),
            (_("Personne"), _("Rôle"), _("Depuis le")),
            (5, 4, 3),
            [
                (_lines(str(g.user), g.user.email), str(Role(g.role).label), written(g.started_on))
                for g in pack.grants
            ],
            _("Personne n'a de rôle ici."),
        ),
        _table(
            _("Les membres"),
            (_("Organisation"), _("Part"), _("Représentée par"), _("Depuis le")),
            (5, 3, 5, 3),
            [
                (
                    m.organisation.name,
                    str(m.get_part_display()),
                    _lines(m.representative, m.representative_email),
                    written(m.started_on, m.started_precision),
                )
                for m in pack.members
            ],
            _("Aucun membre n'est inscrit."),
        ),
        _table(
            _("Les instances"),
            (_("Instance"), _("Personne"), _("Organisation")),
            (4, 5, 4),
            [
                (
                    _lines(s.body.name, str(s.body.get_kind_display())),
                    _lines(s.person, s.email),
                    s.organisation.name if s.organisation else "",
                )
                for s in pack.seats
            ],
            _("Aucune instance n'est inscrite."),
        ),
    ]


def _doing(pack: Pack) -> list[dict[str, Any]]:
    """Return the decisions and the roadmap; what is left to do comes first."""
    decisions = sorted(pack.decisions, key=lambda decision: not decision.is_open)
    return [
        _table(
            _("Les décisions"),
            (_("Décision"), _("Qui s'en charge"), _("Pour le"), _("État")),
            (6, 3, 3, 3),
            [
                (
                    _lines(d.words, f"{d.meeting.title}, {written(d.meeting.on)}"),
                    d.in_charge,
                    written(d.due_on) if d.due_on else "",
                    _lines(d.state, written(d.done_on) if d.done_on else d.dropped_reason),
                )
                for d in decisions
            ],
            _("Aucune décision n'est notée."),
        ),
        _table(
            _("La feuille de route"),
            (_("Action"), _("Qui la mène"), _("Pour le"), _("État")),
            (6, 3, 3, 3),
            [
                (
                    _lines(a.title, a.purpose),
                    a.pilots,
                    written(a.due_on) if a.due_on else "",
                    str(a.get_state_display()),
                )
                for a in pack.actions
            ],
            _("La feuille de route est vide."),
        ),
    ]


def _around(pack: Pack) -> list[dict[str, Any]]:
    """Return the teams, the requests that wait, the contacts."""
    return [
        _table(
            _("Les équipes citoyennes"),
            (_("Équipe"), _("Étape"), _("Où"), _("Référent de l'équipe")),
            (5, 3, 3, 5),
            [
                (
                    _lines(team.name, team.telephone, team.email),
                    str(TeamStage(team.stage).label) if team.stage else "",
                    team.seat.commune.name if team.seat and team.seat.commune else "",
                    "\n".join(
                        _lines(lead.name, lead.telephone, lead.email) for lead in pack.leads.get(team.pk, ())
                    )
                    or _("aucun"),
                )
                for team in pack.teams
            ],
            _("Aucune équipe n'est connue sur ce territoire."),
        ),
        _table(
            _("Les demandes en attente"),
            (_("Demande"), _("Depuis")),
            (7, 3),
            [(one.title, counted(one.days(pack.now), _("jour"), _("jours"))) for one in pack.waiting],
            _("Aucune demande n'attend de réponse."),
        ),
        _table(
            _("Les derniers contacts"),
            (_("Le"), _("Avec qui"), _("Ce qui s'est dit"), _("Suite")),
            (3, 4, 6, 4),
            [
                (
                    _lines(written(n.on), str(n.get_how_display())),
                    n.with_whom,
                    n.words,
                    _lines(n.next_step, _("faite le %s") % written(n.done_on) if n.done_on else ""),
                )
                for n in pack.notes[:LAST_NOTES]
            ],
            _("Le journal des contacts est vide."),
        ),
    ]
