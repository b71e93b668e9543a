"""Steer a programme: call a meeting, set its agenda, write what it decides, say what became of it."""

import datetime as dt

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, correct, retract, stamp
from maillage.network.operations.sittings import plan_sitting
from maillage.programme.models import (
    DecisionState,
    Programme,
    SteeringDecision,
    SteeringItem,
    SteeringMeeting,
    SteeringState,
)
from maillage.programme.operations.course import not_to_come

BODY = gettext_noop("Comité de pilotage")
MOST_ITEMS = 1_000  # the points step aside by as much while they take their new ranks


class Move(models.TextChoices):
    """Where a point of an agenda goes."""

    UP = "plus-haut", gettext_lazy("plus haut")
    DOWN = "plus-bas", gettext_lazy("plus bas")
    OFF = "retire", gettext_lazy("hors de l'ordre du jour")


@transaction.atomic
def call_meeting(
    programme: Programme, *, held_on: dt.date, place: str, on: dt.date, by: Author
) -> SteeringMeeting:
    """Call a meeting that steers a programme: it is a sitting, whose minutes are written where all others are."""
    current = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    sitting = plan_sitting(body=_(BODY), held_on=held_on, place=place, on=on, by=by)
    return SteeringMeeting.objects.create(programme=current, sitting=sitting)


def _locked(meeting: SteeringMeeting) -> SteeringMeeting:
    """Return a meeting whose minutes are not closed, and that nobody else changes until the end."""
    rows = SteeringMeeting.objects.select_for_update(of=("self",)).select_related("programme", "sitting")
    current = rows.get(pk=meeting.pk)
    if current.sitting.is_closed:
        raise Refused(_("Le compte rendu de cette réunion est clos : elle ne change plus."))
    return current


@transaction.atomic
def add_item(meeting: SteeringMeeting, *, title: str, on: dt.date, by: Author) -> SteeringItem:  # noqa: ARG001 - every operation says its day
    """Put a point at the end of the agenda of a meeting."""
    current = _locked(meeting)
    last = current.items.order_by("-rank").first()
    made = SteeringItem.objects.create(meeting=current, rank=last.rank + 1 if last else 1, title=title)
    record(
        by,
        gettext_noop("a mis « %(title)s » à l'ordre du jour de « %(name)s »"),
        current.sitting,
        title=title,
        name=current,
    )
    return made


@transaction.atomic
def move_item(item: SteeringItem, move: Move, *, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Move a point of an agenda one place up or down, or take it off; the others close the gap."""
    current = _locked(item.meeting)
    points = list(current.items.order_by("rank"))
    if item not in points:
        raise Refused(_("Ce point n'est plus à l'ordre du jour : rechargez la page."))
    place = points.index(item)
    points.remove(item)
    if move == Move.OFF:
        item.delete()
    else:
        points.insert(max(0, place - 1) if move == Move.UP else place + 1, item)
    SteeringItem.objects.filter(meeting=current).update(rank=F("rank") + MOST_ITEMS)
    for rank, point in enumerate(points, 1):
        SteeringItem.objects.filter(pk=point.pk).update(rank=rank)
    sentences = {
        Move.UP: gettext_noop("a monté « %(title)s » dans l'ordre du jour de « %(name)s »"),
        Move.DOWN: gettext_noop("a descendu « %(title)s » dans l'ordre du jour de « %(name)s »"),
        Move.OFF: gettext_noop("a retiré « %(title)s » de l'ordre du jour de « %(name)s »"),
    }
    record(by, sentences[move], current.sitting, title=item.title, name=current)


def _check_due(meeting: SteeringMeeting, due_on: dt.date | None) -> None:
    """Refuse a decision that is due before it is taken."""
    held = meeting.sitting.held_on
    if due_on is not None and due_on < held:
        raise Refused(
            _("L'échéance vient avant la réunion, tenue le %s : choisissez un jour qui la suit.")
            % formats.day(held)
        )


@transaction.atomic
def decide(
    meeting: SteeringMeeting,
    *,
    text: str,
    follower: str,
    due_on: dt.date | None,
    on: dt.date,
    by: Author,
) -> SteeringDecision:
    """Write what a meeting decided, and who follows it; it is open from that day."""
    current = _locked(meeting)
    held = current.sitting.held_on
    not_to_come(held, on)
    _check_due(current, due_on)
    made = SteeringDecision.objects.create(
        meeting=current, text=text, follower=follower, due_on=due_on, **stamp(by)
    )
    SteeringState.objects.create(decision=made, state=DecisionState.OPEN, started_on=held, **stamp(by))
    record(by, gettext_noop("a écrit une décision de « %(name)s »"), current.sitting, name=current)
    return made


def _locked_decision(decision: SteeringDecision) -> SteeringDecision:
    """Return a decision that is still believed, and that nobody else changes until the end."""
    rows = SteeringDecision.objects.believed().select_for_update(of=("self",))
    current = rows.filter(pk=decision.pk).select_related("meeting__sitting").first()
    if current is None:
        raise Refused(_("Cette décision a été retirée : rechargez la page."))
    return current


@transaction.atomic
def reword_decision(
    decision: SteeringDecision,
    *,
    text: str,
    follower: str,
    due_on: dt.date | None,
    on: dt.date,  # noqa: ARG001 - every operation says its day
    by: Author,
) -> SteeringDecision:
    """Write a decision as it was really taken; what became of it goes with it."""
    meeting = _locked(decision.meeting)
    current = _locked_decision(decision)
    _check_due(meeting, due_on)
    states = list(current.states.believed())
    made = correct(current, reason=_("réécrite"), by=by, text=text, follower=follower, due_on=due_on)
    for state in states:
        correct(state, reason=_("réécrite"), by=by, decision=made)
    record(by, gettext_noop("a corrigé une décision de « %(name)s »"), meeting.sitting, name=meeting)
    return made


@transaction.atomic
def say_decision(
    decision: SteeringDecision, state: DecisionState, *, since: dt.date, words: str, on: dt.date, by: Author
) -> SteeringState:
    """Say what became of a decision, from a day; a dropped one says why."""
    current = _locked_decision(decision)
    held = current.states.believed().get(ended_on=None)
    not_to_come(since, on)
    if held.state == state:
        raise Refused(
            _("Cette décision est déjà %(state)s : il n'y a rien à changer.")
            % {"state": held.get_state_display()}
        )
    if state == DecisionState.DROPPED and not words:
        raise Refused(_("Dites pourquoi cette décision est abandonnée : quelques mots suffisent."))
    if held.started_on is not None and since < held.started_on:
        raise Refused(
            _("Elle est %(state)s depuis le %(day)s : choisissez un jour qui le suit.")
            % {"state": held.get_state_display(), "day": formats.day(held.started_on)}
        )
    if since == held.started_on:  # settled the very day: it was never otherwise
        retract(held, reason=_("réglée le jour même"), by=by)
    else:
        correct(held, reason=_("remplacé par la suite"), by=by, ended_on=since)
    made = SteeringState.objects.create(
        decision=current, state=state, started_on=since, words=words, **stamp(by)
    )
    record(
        by,
        gettext_noop("a dit une décision de « %(name)s » : %(state)s"),
        current.meeting.sitting,
        why=words,
        name=current.meeting,
        state=made.get_state_display(),
    )
    return made
