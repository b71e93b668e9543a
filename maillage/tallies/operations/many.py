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
    teams = {row.team.pk: row.team for row in rows}
    lock(teams.values())
    changes, standing = _changes(list(teams)), _standing(list(teams))
    for row in rows:
        check_period(row.team, row.period, changes.get(row.team.pk, ()), on)
        check_counts(row.told)
        held = standing.setdefault(row.team.pk, [])
        if met := next((one for one in held if one.period.meets(row.period)), None):
            met.team = row.team
            raise already_declared(met, row.period)
        held.append(_unsaved(row, by))
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


def _unsaved(row: NewTally, by: Author) -> Tally:
    """Return a line of the file as the next lines meet it."""
    return Tally(
        team=row.team,
        period_on=row.period.first,
        months=row.period.months,
        filled_by=row.told.filled_by,
        recorded_at=by.at,
    )


def _changes(teams: Sequence[int]) -> dict[int, list[TeamStageChange]]:
    """Return the stages that each team entered, the last first."""
    found: dict[int, list[TeamStageChange]] = {}
    for start in range(0, len(teams), BATCH):
        some = TeamStageChange.objects.believed().filter(team__in=teams[start : start + BATCH])
        for change in some.latest_first():
            found.setdefault(change.team_id, []).append(change)
    return found


def _standing(teams: Sequence[int]) -> dict[int, list[Tally]]:
    """Return what each team declared."""
    found: dict[int, list[Tally]] = {}
    for start in range(0, len(teams), BATCH):
        for tally in Tally.objects.believed().of_teams(teams[start : start + BATCH]).order_by("pk"):
            found.setdefault(tally.team_id, []).append(tally)
    return found
