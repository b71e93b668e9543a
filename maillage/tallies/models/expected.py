"""Which teams a month waits for, and how many of them answered: no sum goes without them.

A month waits for the teams that were carried, had adopted their pact or were recognised on its last day, once the
period that each declares is over: in February, a team that declares each quarter does not lack January yet.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.network.models import GATED_STAGES, Team, TeamStageChange
from maillage.network.models.teams import TeamQuerySet
from maillage.tallies.models.periods import MONTH, QUARTER, Period, due
from maillage.tallies.models.places import teams_in
from maillage.tallies.models.tallies import Tally, TallyRhythm
from maillage.territory.perimeter import Perimeter


@dataclass(frozen=True, kw_only=True)
class Response:
    """Say how many teams a period waits for, and how many of them declared it whole."""

    expected: int
    answered: int

    @property
    def share(self) -> float | None:
        """Return the share that answered; none where no team was waited for."""
        return self.answered / self.expected if self.expected else None

    @property
    def is_partial(self) -> bool:
        """Tell whether a sum over these answers lacks some."""
        return self.answered < self.expected

    def __str__(self) -> str:
        if not self.expected:
            return _("aucune équipe n'est attendue")
        one, many = (
            _("%(answered)s équipe sur %(expected)s a répondu"),
            _("%(answered)s équipes sur %(expected)s ont répondu"),
        )
        said = {"answered": formats.number(self.answered), "expected": formats.number(self.expected)}
        return formats.plural(self.answered, one, many) % said


def expected_teams(month: Period, *, on: dt.date, known_at: dt.datetime) -> TeamQuerySet:
    """Return the teams that a month waits for on a day, as known at a moment: none before the month is over."""
    if month.ends > on:
        return Team.objects.none()
    teams = Team.objects.staged(as_of=month.last, known_at=known_at).at_stages(GATED_STAGES)
    if Period.holding(month.first, QUARTER).ends <= on:
        return teams
    later = TallyRhythm.objects.held(month.first, known_at).quarterly()
    return teams.exclude(pk__in=later.values("team"))


def response(period: Period, *, perimeter: Perimeter, on: dt.date, known_at: dt.datetime) -> Response:
    """Return how many teams of a perimeter a period waits for on a day, and how many told each of its months."""
    expected: set[int] = set()
    lacking: set[int] = set()
    for month in period:
        here = teams_in(perimeter, as_of=month.last, known_at=known_at).order_by()
        waited = expected_teams(month, on=on, known_at=known_at).order_by()
        keys = set(waited.filter(pk__in=here.values("pk")).values_list("pk", flat=True))
        told = Tally.objects.known_at(known_at).meeting(month).order_by()
        expected |= keys
        lacking |= keys - set(told.values_list("team", flat=True))
    return Response(expected=len(expected), answered=len(expected - lacking))


LOOKED_BACK = 12  # months: what is older is no longer asked for
SHOWN = 3


def lacking(team: Team, *, on: dt.date, known_at: dt.datetime) -> list[Period]:
    """Return the last periods of a team that are over and that it has not declared, the last first."""
    held = TallyRhythm.objects.held(on, known_at).by_team([team.pk])
    months = held.get(team.pk, MONTH)
    told = [tally.period for tally in Tally.objects.known_at(known_at).of_team(team)[:LOOKED_BACK]]
    stages = list(TeamStageChange.objects.known_at(known_at).filter(team=team).latest_first())
    found: list[Period] = []
    period = due(on, months)
    for _rank in range(LOOKED_BACK // months):
        stage = next((change.stage for change in stages if change.changed_on <= period.last), None)
        if stage in GATED_STAGES and not any(period.meets(one) for one in told):
            found.append(period)
        period = period.before
    return found[:SHOWN]


class Awaited(NamedTuple):
    """Hold a team, its last period that is over, and whether it declared it whole."""

    team: Team
    period: Period
    told: bool


def awaited(teams: TeamQuerySet, *, on: dt.date, known_at: dt.datetime) -> list[Awaited]:
    """Return, in one query, the teams among some that owe their last period, by name."""
    month, quarter = (Period.holding(on, months).before for months in (MONTH, QUARTER))
    rhythm = TallyRhythm.objects.held(on, known_at).filter(team=OuterRef("pk"))
    told = Tally.objects.known_at(known_at).filter(team=OuterRef("pk"))
    rows = (
        teams.staged(as_of=month.last, known_at=known_at)
        .at_stages(GATED_STAGES)
        .annotate(
            rhythm=Coalesce(Subquery(rhythm.values("months")[:1]), MONTH),
            month_told=Exists(told.meeting(month)),
            quarter_told=Exists(told.meeting(quarter)),
        )
        .order_by("folded", "pk")
    )
    return [
        Awaited(row, quarter, row.quarter_told)  # type: ignore[attr-defined] # annotated
        if row.rhythm == QUARTER  # type: ignore[attr-defined] # annotated
        else Awaited(row, month, row.month_told)  # type: ignore[attr-defined] # annotated
        for row in rows
    ]
