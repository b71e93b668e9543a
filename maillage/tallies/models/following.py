"""Who declared a period among some teams, and what it adds up to: no sum goes without its answers."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from maillage.network.models import Team
from maillage.network.models.teams import TeamQuerySet
from maillage.tallies.models.counts import ACTS, LABELS
from maillage.tallies.models.expected import Response, expected_teams
from maillage.tallies.models.periods import MONTH, Period
from maillage.tallies.models.reminders import TallyReminder
from maillage.tallies.models.tallies import Tally


@dataclass(frozen=True, kw_only=True)
class Line:
    """Hold a team of a period: whether it is waited for, what it declared, when it was reminded."""

    team: Team
    is_expected: bool
    is_whole: bool
    tallies: tuple[Tally, ...] = ()
    reminded_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Hold the teams of a period, by name."""

    lines: tuple[Line, ...]

    @property
    def response(self) -> Response:
        """Return how many teams were waited for, and how many told the whole period."""
        waited = [line for line in self.lines if line.is_expected]
        return Response(expected=len(waited), answered=sum(line.is_whole for line in waited))

    @property
    def others(self) -> int:
        """Return how many teams declared without being waited for."""
        return sum(not line.is_expected and bool(line.tallies) for line in self.lines)

    @property
    def told(self) -> list[Tally]:
        """Return what was declared."""
        return [tally for line in self.lines for tally in line.tallies]

    def shown(self, state: str) -> list[Line]:
        """Return the teams in a state, or all of them."""
        if state == "attendues":
            return [line for line in self.lines if line.is_expected and not line.is_whole]
        if state == "recues":
            return [line for line in self.lines if line.tallies]
        return list(self.lines)


def followed(teams: TeamQuerySet, period: Period, *, on: dt.date, known_at: dt.datetime) -> Followed:
    """Return the teams among some that a period waits for, or that declared some of it."""
    keys = teams.order_by().values("pk")
    expected: dict[Period, set[int]] = {
        month: set(
            expected_teams(month, on=on, known_at=known_at)
            .filter(pk__in=keys)
            .order_by()
            .values_list("pk", flat=True)
        )
        for month in period
    }
    told: dict[int, list[Tally]] = {}
    rows = Tally.objects.known_at(known_at).filter(team__in=keys).meeting(period)
    for tally in rows.order_by("period_on", "pk"):
        told.setdefault(tally.team_id, []).append(tally)
    waited = set().union(*expected.values())
    reminded = TallyReminder.objects.days(period)
    lines = [
        Line(
            team=team,
            is_expected=team.pk in waited,
            is_whole=team.pk in told and _is_whole(team.pk, expected, told[team.pk]),
            tallies=tuple(told.get(team.pk, ())),
            reminded_on=reminded.get(team.pk),
        )
        for team in teams.filter(pk__in=waited | set(told))
    ]
    return Followed(lines=tuple(lines))


def _is_whole(team: int, expected: dict[Period, set[int]], told: Sequence[Tally]) -> bool:
    """Tell whether a team told each month that waited for it."""
    return all(
        any(month.meets(tally.period) for tally in told) for month, keys in expected.items() if team in keys
    )


@dataclass(frozen=True, kw_only=True)
class Sum:
    """Hold what a count adds up to, and how many tallies counted it; none counted it: nothing is known."""

    label: str | Promise
    value: int | None
    counted: int


def sums_of(told: Iterable[Tally], period: Period) -> list[Sum]:
    """Return what the tallies of a period add up to, those alone that are about nothing more.

    People and volunteers are those of a month: over a quarter the same ones come back, and they do not add up.
    """
    inside = [tally for tally in told if period.first <= tally.period_on and tally.period.ends <= period.ends]
    names = LABELS if period.months == MONTH else {**ACTS, "hours": LABELS["hours"]}
    found = []
    for name, label in names.items():
        values = [value for tally in inside if (value := tally.told(name)) is not None]
        found.append(Sum(label=label, value=sum(values) if values else None, counted=len(values)))
    return found
