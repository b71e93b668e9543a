"""The tables of tallies: what teams declared, how often they do, the links by which they do."""

from maillage.tallies.models.expected import Response, expected_teams, response
from maillage.tallies.models.links import LinkEnd, TallyLink, digest_of, new_seed, token_of
from maillage.tallies.models.periods import MONTH, QUARTER, Period, due, month_of
from maillage.tallies.models.places import teams_in
from maillage.tallies.models.tallies import (
    ACTS,
    COUNTS,
    GIVEN,
    LABELS,
    MOST,
    PEOPLE,
    WORD,
    ZERO_WHEN_NOTHING,
    Counts,
    How,
    Rhythm,
    Tally,
    TallyRhythm,
)

__all__ = [
    "ACTS",
    "COUNTS",
    "GIVEN",
    "LABELS",
    "MONTH",
    "MOST",
    "PEOPLE",
    "QUARTER",
    "WORD",
    "ZERO_WHEN_NOTHING",
    "Counts",
    "How",
    "LinkEnd",
    "Period",
    "Response",
    "Rhythm",
    "Tally",
    "TallyLink",
    "TallyRhythm",
    "digest_of",
    "due",
    "expected_teams",
    "month_of",
    "new_seed",
    "response",
    "teams_in",
    "token_of",
]
