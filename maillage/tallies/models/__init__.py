"""The tables of tallies: what teams declared, how often they do, the links by which they do."""

from maillage.tallies.models.counts import (
    ACTS,
    COUNTS,
    GIVEN,
    GROUPS,
    HINTS,
    LABELS,
    MOST,
    PEOPLE,
    WORD_HINT,
    WORD_LABEL,
    ZERO_WHEN_NOTHING,
    Counts,
)
from maillage.tallies.models.expected import Awaited, Response, awaited, expected_teams, lacking, response
from maillage.tallies.models.following import Followed, Line, Sum, followed, sums_of
from maillage.tallies.models.links import LinkEnd, TallyLink, new_seed, token_of
from maillage.tallies.models.periods import MONTH, QUARTER, Period, due, month_of
from maillage.tallies.models.places import teams_in
from maillage.tallies.models.rates import HourRate
from maillage.tallies.models.reminders import TallyReminder
from maillage.tallies.models.tallies import (
    WORD,
    How,
    Rhythm,
    Tally,
    TallyRhythm,
)

__all__ = [
    "ACTS",
    "COUNTS",
    "GIVEN",
    "GROUPS",
    "HINTS",
    "LABELS",
    "MONTH",
    "MOST",
    "PEOPLE",
    "QUARTER",
    "WORD",
    "WORD_HINT",
    "WORD_LABEL",
    "ZERO_WHEN_NOTHING",
    "Awaited",
    "Counts",
    "Followed",
    "HourRate",
    "How",
    "Line",
    "LinkEnd",
    "Period",
    "Response",
    "Rhythm",
    "Sum",
    "Tally",
    "TallyLink",
    "TallyReminder",
    "TallyRhythm",
    "awaited",
    "due",
    "expected_teams",
    "followed",
    "lacking",
    "month_of",
    "new_seed",
    "response",
    "sums_of",
    "teams_in",
    "token_of",
]
