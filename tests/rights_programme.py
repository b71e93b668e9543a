"""The programme of the world of the matrix: an action, with something to reach, to read and to take back."""

from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from maillage.common.facts import Author, stamp
from maillage.programme.models import (
    Action,
    ActionKeeper,
    ActionState,
    Axis,
    Milestone,
    Programme,
    State,
    SteeringMeeting,
    Target,
)
from maillage.programme.operations.steering import add_item, call_meeting, decide
from tests import rights_pledges
from tests.accounts.people import nobody_special
from tests.cast import date, instant
from tests.rights_pledges import agreement
from tests.rights_row import Row, needs, on

__all__ = ["KINDS", "agreement"]

ADOPTED, STARTED = date(2015, 1, 1), date(2015, 2, 1)
TOLD = stamp(Author(at=instant(2015, 1, 1), role="maison"))


def _action() -> Action:
    programme, _new = Programme.objects.get_or_create(
        slug="programme-de-la-matrice",
        defaults={
            "title": "Programme de la matrice",
            "adopted_on": ADOPTED,
            "first_year": 2015,
            "last_year": 2099,
        },
    )
    axis, _new = Axis.objects.get_or_create(programme=programme, number=1, defaults={"title": "Agir"})
    return Action.objects.get_or_create(axis=axis, number=2, defaults={"title": "Essayer"})[0]


def programme(*_about: object) -> dict[str, object]:
    """Make a programme."""
    return {"slug": _action().axis.programme.slug}


def action(*_about: object) -> dict[str, object]:
    """Make an action, under the address of its page."""
    made = _action()
    return {"slug": made.axis.programme.slug, "axis": made.axis.number, "number": made.number}


def kept_action(*_about: object) -> dict[str, object]:
    """Make an action to keep."""
    return {"key": _action().pk}


def milestone(*_about: object) -> dict[str, object]:
    """Make a milestone to reach."""
    row = Milestone.objects.create(action=_action(), title="Un premier pas", due_on=STARTED, **TOLD)
    return {"key": row.action_id, "fact": row.pk}


def declared(*_about: object) -> dict[str, object]:
    """Make a target whose figure people declare."""
    row, _new = Target.objects.get_or_create(
        action=_action(),
        title="Rencontres",
        method="Comptées à la main.",
        since=STARTED,
        until=date(2090, 1, 1),
        defaults={"value": 12, **TOLD},
    )
    return {"key": row.action_id, "fact": row.pk}


def said(*_about: object) -> dict[str, object]:
    """Make a state to take back."""
    row, _new = ActionState.objects.get_or_create(
        action=_action(), state=State.RUNNING, started_on=STARTED, defaults=TOLD
    )
    return {"key": row.action_id, "sort": "etat", "fact": row.pk}


def keeper(*_about: object) -> dict[str, object]:
    """Make somebody who follows an action."""
    user = nobody_special(f"Suivi {ActionKeeper.objects.count()}")
    row = ActionKeeper.objects.create(action=_action(), user=user, started_on=STARTED, **TOLD)
    return {"key": row.action_id, "fact": row.pk}


def steering(*_about: object) -> dict[str, object]:
    """Make a meeting that decided something."""
    held = date(2015, 3, 1 + SteeringMeeting.objects.count())
    by = Author(at=instant(2015, 6, 1), role="maison")
    made = call_meeting(_action().axis.programme, held_on=held, place="", on=held, by=by)
    decision = decide(made, text="Écrire", follower="Le bureau", due_on=None, on=held, by=by)
    item = add_item(made, title="Les aides", on=held, by=by)
    return {"pk": made.pk, "fact": decision.pk, "item": item.pk}


KINDS = {
    "programme": programme,
    "programme action": action,
    "steering meeting": steering,
    "keeper": keeper,
    "kept action": kept_action,
    "programme milestone": milestone,
    "declared target": declared,
    "said of an action": said,
    **rights_pledges.KINDS,
}
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {}
ROWS: Mapping[str, Row] = {
    "action_keeper": on("kept action", Right.WRITE_PROGRAMME),
    "action_keeper_end": on("keeper", Right.WRITE_PROGRAMME),
    "steering": needs(Right.WRITE_PROGRAMME, Right.SEE_COOPERATION),
    "new_meeting": needs(Right.WRITE_PROGRAMME),
    "steering_meeting": on("steering meeting", Right.WRITE_PROGRAMME, Right.SEE_COOPERATION),
    "new_item": on("steering meeting", Right.WRITE_PROGRAMME),
    "new_decision": on("steering meeting", Right.WRITE_PROGRAMME),
    "decision_state": on("steering meeting", Right.WRITE_PROGRAMME),
    "decision_words": on("steering meeting", Right.WRITE_PROGRAMME),
    "item_place": on("steering meeting", Right.WRITE_PROGRAMME),
    "keep_programme": needs(Right.WRITE_PROGRAMME),
    "keep_action": on("kept action", Right.WRITE_PROGRAMME),
    "action_state": on("kept action", Right.WRITE_PROGRAMME),
    "action_lead": on("kept action", Right.WRITE_PROGRAMME),
    "action_review": on("kept action", Right.WRITE_PROGRAMME),
    "action_evidence": on("kept action", Right.WRITE_PROGRAMME),
    "action_take_over": on("kept action", Right.WRITE_PROGRAMME),
    "action_milestone": on("kept action", Right.WRITE_PROGRAMME),
    "action_reached": on("programme milestone", Right.WRITE_PROGRAMME),
    "action_target": on("kept action", Right.WRITE_PROGRAMME),
    "action_reading": on("declared target", Right.WRITE_PROGRAMME),
    "action_take_back": on("said of an action", Right.WRITE_PROGRAMME),
}
