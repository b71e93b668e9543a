"""Alerts for tests: one that runs in the Gard, the team of the Tilleul asked, numbers given."""

import datetime as dt
import re
from typing import Any

from maillage.alerts.models import Alert, AlertTeam, DailyCount
from maillage.alerts.operations.alerts import Call, Numbers, give_numbers, start_alert
from maillage.common.facts import Author, stamp
from maillage.common.models import Message
from maillage.network.models import Team, TeamLead, TeamStage
from maillage.network.operations import NewStage, NewTeam, enter_team_stage, found_teams
from tests.cast import TAKEN_OVER, Cast, date, instant, seat

TODAY = date(2018, 8, 3)
BY = Author(at=instant(2018, 8, 3), role="animateur")
STARTS = date(2018, 8, 1)


def at(day: dt.date) -> Author:
    """Return who writes on a day."""
    return Author(at=dt.datetime.combine(day, dt.time(9), dt.UTC), role="animateur")


def call(**told: Any) -> Call:
    """Return why the cooperation calls."""
    meant: dict[str, Any] = {"kind": "canicule", "level": "orange", "starts_on": STARTS}
    return Call(**{**meant, **told})


def led(team: Team, email: str = "luc@exemple.fr") -> TeamLead:
    """Give a team a lead who can be written to."""
    return TeamLead.objects.create(
        team=team, name="Luc Bonnet", email=email, started_on=date(2015, 1, 1), **stamp(BY)
    )


def more_teams(number: int) -> list[Team]:
    """Found recognised teams at Nîmes."""
    made = found_teams(
        [NewTeam(name=f"Équipe {rank}", seat=seat("30189")) for rank in range(1, number + 1)], by=TAKEN_OVER
    )
    enter_team_stage(
        [NewStage(subject=team, stage=TeamStage.RECOGNISED, on=date(2015, 1, 1)) for team in made],
        by=TAKEN_OVER,
    )
    return made


def started(cast: Cast, **told: Any) -> Alert:
    """Start an alert in the Gard, on its first day."""
    return start_alert(cast.gard, call(**told), on=STARTS, by=at(STARTS))


def asked(alert: Alert, team: Team) -> AlertTeam:
    """Return what an alert asks of a team."""
    return AlertTeam.objects.get(alert=alert, team=team)


def numbers(**told: Any) -> Numbers:
    """Return what a team says of a day."""
    return Numbers(**{"to_call": 20, "called": 18, "reached": 15, **told})


def given(row: AlertTeam, day: dt.date = TODAY, **told: Any) -> DailyCount:
    """Give the numbers of a day."""
    return give_numbers(row, day, numbers(**told), on=TODAY, by=BY)


def link_in(letter: Message) -> str:
    """Return the path of the link that a letter holds."""
    found = re.search(r"http://[^/]+(/alertes/lien/\S+)", letter.text)
    assert found is not None
    return found[1]
