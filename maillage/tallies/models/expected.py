"""Which teams a month waits for, and how many of them answered: no sum goes without them.

A month waits for the teams that were carried, had adopted their pact or were recognised on its last day, once the
period that each declares is over: in February, a team that declares each quarter does not lack January yet.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maillage.common import formats
from maillage.network.models import GATED_STAGES, Team
from maillage.network.models.teams import TeamQuerySet
from maillage.tallies.models.periods import QUARTER, Period
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
