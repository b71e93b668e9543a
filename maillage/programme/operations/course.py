"""Say how an action goes: its state, who leads it, what is said of a period, what proves it, what it takes over."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common import formats
from maillage.common.errors import Refused
from maillage.common.facts import Author, DatedFact, Recorded, correct, retract, stamp
from maillage.programme.models import Action, ActionConduct, ActionReview, ActionState, Evidence, State

_D = TypeVar("_D", bound=DatedFact)


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """Say who leads an action, with whom and with what means."""

    pilot: str
    partners: str = ""
    means: str = ""


@dataclass(frozen=True, kw_only=True)
class Review:
    """Say how an action went over a period, both days included."""

    since: dt.date
    until: dt.date
    weather: str
    synthesis: str


def locked(action: Action) -> Action:
    """Return an action that nobody else changes until the end of the transaction."""
    return Action.objects.select_for_update(of=("self",)).in_full().get(pk=action.pk)


def not_to_come(day: dt.date, today: dt.date) -> None:
    """Refuse a day that has not come yet."""
    if day > today:
        raise Refused(
            _("Le %s n'est pas encore venu : dites ce qui est, pas ce qui sera.") % formats.day(day)
        )


def _end_before(current: _D | None, on: dt.date, by: Author) -> None:
    """End what holds, the day when something else begins."""
    if current is None:
        return
    if current.started_on is not None and on <= current.started_on:
        raise Refused(
            _(
                "Ce qui vaut aujourd'hui vaut depuis le %s : choisissez un jour plus tard, ou retirez d'abord ce "
                "qui était faux."
            )
            % formats.day(current.started_on)
        )
    correct(current, reason=_("remplacé par la suite"), by=by, ended_on=on)


@transaction.atomic
def say_state(action: Action, state: State, *, since: dt.date, on: dt.date, by: Author) -> ActionState:
    """Say where an action stands, from a day."""
    current = locked(action)
    not_to_come(since, on)
    held = current.states.believed().filter(ended_on=None).order_by("pk").first()
    if held is not None and held.state == state:
        raise Refused(
            _("Cette action est déjà %(state)s : il n'y a rien à changer.")
            % {"state": held.get_state_display()}
        )
    _end_before(held, since, by)
    made = ActionState.objects.create(action=current, state=state, started_on=since, **stamp(by))
    record(
        by,
        gettext_noop("a dit l'action « %(name)s » : %(state)s"),
        current,
        name=current,
        state=made.get_state_display(),
    )
    return made


@transaction.atomic
def lead_action(action: Action, told: Conduct, *, since: dt.date, on: dt.date, by: Author) -> ActionConduct:
    """Say who leads an action, from a day."""
    current = locked(action)
    not_to_come(since, on)
    _end_before(current.conducts.believed().filter(ended_on=None).order_by("pk").first(), since, by)
    made = ActionConduct.objects.create(action=current, started_on=since, **vars(told), **stamp(by))
    record(by, gettext_noop("a dit qui mène l'action « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def review_action(action: Action, told: Review, *, on: dt.date, by: Author) -> ActionReview:
    """Say how an action went over a period."""
    current = locked(action)
    if told.until < told.since:
        raise Refused(_("La période finit avant de commencer : vérifiez les deux dates."))
    not_to_come(told.until, on)
    other = current.reviews.believed().crossing(told.since, told.until).order_by("-until").first()
    if other is not None:
        raise Refused(
            _(
                "Une synthèse parle déjà du %(since)s au %(until)s : choisissez une autre période, ou retirez "
                "celle-là."
            )
            % {"since": formats.day(other.since), "until": formats.day(other.until)}
        )
    made = ActionReview.objects.create(action=current, **vars(told), **stamp(by))
    record(
        by, gettext_noop("a écrit la synthèse d'une période de l'action « %(name)s »"), current, name=current
    )
    return made


@transaction.atomic
def prove_action(
    action: Action, *, title: str, shown_on: dt.date, url: str, on: dt.date, by: Author
) -> Evidence:
    """Name what shows that an action was done."""
    current = locked(action)
    not_to_come(shown_on, on)
    made = Evidence.objects.create(action=current, title=title, on=shown_on, url=url, **stamp(by))
    record(by, gettext_noop("a joint une preuve à l'action « %(name)s »"), current, name=current)
    return made


@transaction.atomic
def take_over(action: Action, former: Action | None, *, on: dt.date, by: Author) -> Action:  # noqa: ARG001 - every operation says its day
    """Say which action of an earlier programme an action takes over; none takes the link away."""
    current = locked(action)
    if former is not None:
        _without_circle(current, former)
    current.takes_over = former
    current.save(update_fields=["takes_over"])
    if former is None:
        record(by, gettext_noop("a dit que l'action « %(name)s » n'en reprend aucune"), current, name=current)
    else:
        record(
            by,
            gettext_noop("a dit que l'action « %(name)s » reprend « %(former)s »"),
            current,
            former,
            name=current,
            former=former,
        )
    return current


def _without_circle(action: Action, former: Action) -> None:
    """Refuse a chain of actions that comes back to where it began."""
    key: int | None = former.pk
    while key is not None:
        if key == action.pk:
            raise Refused(
                _(
                    "« %(former)s » reprend déjà « %(name)s » : deux actions ne se reprennent pas l'une l'autre."
                )
                % {"former": former, "name": action}
            )
        key = Action.objects.get(pk=key).takes_over_id


@transaction.atomic
def take_back(fact: Recorded, action: Action, *, reason: str, on: dt.date, by: Author) -> None:  # noqa: ARG001 - every operation says its day
    """Take back what was wrongly said of an action; it stays in its history."""
    retract(fact, reason=reason, by=by)
    record(
        by,
        gettext_noop("a retiré ce qui était faux de l'action « %(name)s »"),
        action,
        why=reason,
        name=action,
    )
