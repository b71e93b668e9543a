"""Enter thousands of tallies at once: a spreadsheet of years, checked line by line as one is, written as one act."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from maillage.accounts.operations import record
from maillage.common.bulk import insert_rows
from maillage.common.facts import Author, stamp
from maillage.network.models import Team, TeamStageChange
from maillage.network.operations.places import lock
from maillage.tallies.models import Period, Tally
from maillage.tallies.operations.tallies import Declared, already_declared, check_counts, check_period

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class NewTally:
    """Say what a team declares of a period; `known_from`: when it was told, if it was before it is entered."""

    team: Team
    period: Period
    told: Declared
    known_from: dt.datetime | None = None


@transaction.atomic
def enter_tallies(rows: Sequence[NewTally], *, on: dt.date, by: Author) -> list[int]:
    """Write tallies of many teams; the first that cannot be, or that is declared already, refuses them all."""
    if not rows:
        return []
    teams = {row.team.pk: row.team for row in rows}
    lock(teams.values())
    changes, standing = _changes(list(teams)), _standing(list(teams))
    for row in rows:
        check_period(row.team, row.period, changes.get(row.team.pk, ()), on)
        check_counts(row.told)
        held = standing.setdefault(row.team.pk, {})
        for month in row.period:
            if met := held.get(month.first):
                raise already_declared(_as_tally(met, row.team, by), row.period)
            held[month.first] = row
    told = stamp(by)
    since = told.pop("known_from")
    keys = insert_rows(
        Tally,
        [
            {
                "team_id": row.team.pk,
                "period_on": row.period.first,
                "months": row.period.months,
                "known_from": row.known_from or since,
                **row.told.columns,
            }
            for row in rows
        ],
        **told,
    )
    record(by, gettext_noop("a enregistré %(count)d relevés"), *teams.values(), count=len(keys))
    return keys


def _as_tally(met: Tally | NewTally, team: Team, by: Author) -> Tally:
    """Return what a line meets: what was declared, or another line of the same file."""
    if isinstance(met, Tally):
        met.team = team
        return met
    period, told = met.period, met.told
    return Tally(
        team=team,
        period_on=period.first,
        months=period.months,
        filled_by=told.filled_by,
        known_from=met.known_from or by.knows_since,
    )


def _changes(teams: Sequence[int]) -> dict[int, list[TeamStageChange]]:
    """Return the stages that each team entered, the last first."""
    found: dict[int, list[TeamStageChange]] = {}
    for start in range(0, len(teams), BATCH):
        some = TeamStageChange.objects.believed().filter(team__in=teams[start : start + BATCH])
        for change in some.latest_first():
            found.setdefault(change.team_id, []).append(change)
    return found


def _standing(teams: Sequence[int]) -> dict[int, dict[dt.date, Tally | NewTally]]:
    """Return what each team declared, by the first day of each month that it is about."""
    found: dict[int, dict[dt.date, Tally | NewTally]] = {}
    for start in range(0, len(teams), BATCH):
        for tally in Tally.objects.believed().of_teams(teams[start : start + BATCH]).order_by("pk"):
            held = found.setdefault(tally.team_id, {})
            held.update((month.first, tally) for month in tally.period)
    return found
