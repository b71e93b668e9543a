"""The programme as its pages say it: on a day, as known at a moment; what nobody said is unknown, never zero."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from maillage.common.formats import day as written_day
from maillage.common.formats import exact, listing
from maillage.indicators.catalogue import CATALOGUE
from maillage.indicators.definitions import Flow
from maillage.indicators.measure import Value, values_of
from maillage.portal.figures import written
from maillage.portal.moment import Moment
from maillage.programme.models import (
    Action,
    ActionConduct,
    ActionReview,
    ActionState,
    Axis,
    Evidence,
    Milestone,
    Programme,
    State,
    Target,
    TargetReading,
)

Values = dict[tuple[str, dt.date | None, dt.date], Value | None]


@dataclass(frozen=True, kw_only=True)
class Aimed:
    """Hold a target: what is counted, where it stands, where it is to be."""

    title: str
    url: str
    now: str
    as_known: str
    aim: str
    start: str
    expected: str
    method: str


@dataclass(kw_only=True)
class Told:
    """Hold all that is said of an action on a day."""

    action: Action
    state: ActionState | None = None
    conduct: ActionConduct | None = None
    reviews: list[ActionReview] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    targets: list[Aimed] = field(default_factory=list)

    @property
    def review(self) -> ActionReview | None:
        """Return the last synthesis."""
        return self.reviews[0] if self.reviews else None


@dataclass(frozen=True, kw_only=True)
class Along:
    """Hold an axis with its actions."""

    axis: Axis
    actions: Sequence[Told]

    @property
    def summary(self) -> str:
        """Say how many actions are where; those of which nothing is known are counted as such."""
        counts = Counter(told.state.state if told.state else "" for told in self.actions)
        words = [(str(state.label), counts[state]) for state in State if counts[state]]
        if counts[""]:
            words.append((_("d'état inconnu"), counts[""]))
        return listing([f"{count} {label}" for label, count in words])


def told_of(actions: Iterable[Action], moment: Moment) -> list[Told]:
    """Return what is said of actions on the day of a page, in one question for each relation."""
    rows = {action.pk: Told(action=action) for action in actions}
    among, known, day = list(rows), moment.known_at, moment.as_of
    for state in ActionState.objects.standing(day, known).among(among):
        rows[state.action_id].state = state
    for conduct in ActionConduct.objects.standing(day, known).among(among):
        rows[conduct.action_id].conduct = conduct
    for review in ActionReview.objects.told(day, known).among(among):
        rows[review.action_id].reviews.append(review)
    for step in Milestone.objects.known_at(known).among(among):
        rows[step.action_id].milestones.append(step)
    for shown in Evidence.objects.shown(day, known).among(among):
        rows[shown.action_id].evidence.append(shown)
    targets = list(Target.objects.known_at(known).among(among))
    read: dict[int, TargetReading] = {}
    for reading in TargetReading.objects.told(day, known).among([target.pk for target in targets]):
        read.setdefault(reading.target_id, reading)
    values = _swept(targets, moment)
    for target in targets:
        said = (
            _computed(target, moment, values) if target.code else _declared(target, read.get(target.pk), day)
        )
        rows[target.action_id].targets.append(said)
    return list(rows.values())


def _measured(target: Target, day: dt.date) -> tuple[str, dt.date | None, dt.date]:
    """Return what a target asks of its figure: its code, the first day of a flow, the last day."""
    since = target.since if isinstance(CATALOGUE[target.code], Flow) else None
    return target.code, since, min(day, target.until)


def _swept(targets: Iterable[Target], moment: Moment) -> Values:
    """Return the values that targets ask for: one sweep for a figure, however many targets it has."""
    days: dict[tuple[str, dt.date | None], set[dt.date]] = {}
    for target in targets:
        if target.code in CATALOGUE:
            code, since, last = _measured(target, moment.as_of)
            days.setdefault((code, since), set()).add(last)
    return {
        (code, since, last): value
        for (code, since), asked in days.items()
        for last, value in values_of(CATALOGUE[code], moment.register, asked, since=since).items()
    }


def _computed(target: Target, moment: Moment, values: Values) -> Aimed:
    """Return a target about a figure of the register."""
    figure = CATALOGUE.get(target.code)
    if figure is None:  # a figure that the catalogue no longer holds
        return _aimed(target, title=target.code, now=_("inconnu"), as_known="", day=moment.as_of)
    asked = _measured(target, moment.as_of)
    last = asked[-1]
    return _aimed(
        target,
        title=str(figure.title),
        now=written(values[asked], figure),
        as_known=_("au %s") % written_day(last),
        day=last,
        url=moment.url("figure", target.code),
        method=str(figure.definition),
    )


def _declared(target: Target, reading: TargetReading | None, day: dt.date) -> Aimed:
    """Return a target about a figure that people declare."""
    if reading is None:
        now, as_known = _("inconnu"), _("rien n'a été relevé")
    elif reading.value is None:
        now, as_known = _("inconnu"), reading.because
    else:
        now, as_known = exact(reading.value), _("relevé au %s") % written_day(reading.on)
    return _aimed(target, title=target.title, now=now, as_known=as_known, day=day, method=target.method)


def _aimed(
    target: Target, *, title: str, now: str, as_known: str, day: dt.date, url: str = "", method: str = ""
) -> Aimed:
    expected = target.expected(day)
    start = (
        _("%(value)s au %(day)s") % {"value": exact(target.baseline), "day": written_day(target.since)}
        if target.baseline is not None
        else ""
    )
    return Aimed(
        title=title,
        url=url,
        now=now,
        as_known=as_known,
        aim=_("%(value)s au %(day)s") % {"value": exact(target.value), "day": written_day(target.until)},
        start=start,
        expected=exact(expected.quantize(Decimal(1))) if expected is not None else "",
        method=method,
    )


def along(programme: Programme, moment: Moment) -> list[Along]:
    """Return the axes of a programme with what is said of their actions on the day of a page."""
    told: dict[int, list[Told]] = {}
    for one in told_of(Action.objects.of(programme), moment):
        told.setdefault(one.action.axis_id, []).append(one)
    return [Along(axis=axis, actions=told.get(axis.pk, [])) for axis in programme.axes.order_by("number")]
