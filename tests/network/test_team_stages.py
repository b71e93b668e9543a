"""The path of a team: the truth table of its stages, the days that it takes, its diagram."""

import datetime as dt
import re

import pytest

from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import NEXT_TEAM_STAGES, TeamStage, TeamStageChange
from maillage.network.operations import NewTeam, found_teams
from maillage.network.operations.places import Seat
from maillage.network.operations.team_stages import advance, stage_of
from tests.cast import date, instant
from tests.network.teams import BY, stage_on

S = TeamStage
ROAD = {
    S.IDEA: {S.EMERGING, S.CARRIED, S.DORMANT, S.CLOSED},
    S.EMERGING: {S.CARRIED, S.DORMANT, S.CLOSED},
    S.CARRIED: {S.PACT, S.DORMANT, S.CLOSED},
    S.PACT: {S.RECOGNISED, S.DORMANT, S.CLOSED},
    S.RECOGNISED: {S.DORMANT, S.CLOSED},
    S.DORMANT: {S.IDEA, S.EMERGING, S.CARRIED, S.PACT, S.RECOGNISED, S.CLOSED},
    S.CLOSED: {S.EMERGING, S.CARRIED},
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("target", list(TeamStage))
@pytest.mark.parametrize("start", list(TeamStage))
def test_a_team_goes_where_the_path_leads_and_nowhere_else(start: TeamStage, target: TeamStage) -> None:
    (team,) = found_teams([NewTeam(name="Équipe", seat=Seat())], by=BY)
    TeamStageChange.objects.create(
        team=team, stage=start, changed_on=date(2017, 1, 1), recorded_at=BY.at, known_from=BY.at
    )
    if target in ROAD[start]:
        advance(team, target, on=date(2017, 2, 1), by=BY)
        assert stage_on(team) == target
        return
    expected = "est déjà à l'étape" if start == target else f"« {target.label} ». Pour aller plus loin, "
    with pytest.raises(Refused, match=re.escape(expected)):
        advance(team, target, on=date(2017, 2, 1), by=BY)
    assert stage_on(team) == start
    assert team.stage_changes.count() == 1


def test_a_team_without_any_stage_is_an_idea() -> None:
    (team,) = found_teams([NewTeam(name="Équipe", seat=Seat())], by=BY)
    assert stage_of(team) == S.IDEA
    advance(team, S.IDEA, on=date(2017, 1, 1), by=BY)
    assert stage_on(team) == S.IDEA


def test_a_skipped_stage_says_what_comes_next() -> None:
    (team,) = found_teams([NewTeam(name="Équipe", seat=Seat())], by=BY)
    advance(team, S.EMERGING, on=date(2017, 1, 1), by=BY)
    with pytest.raises(Refused) as refusal:
        advance(team, S.RECOGNISED, on=date(2017, 2, 1), by=BY)
    assert str(refusal.value) == (
        "« Équipe » est à l'étape « émergente » : elle ne passe pas de là à l'étape « reconnue ». "
        "Pour aller plus loin, dites qui la porte."
    )


@pytest.mark.parametrize(
    ("current", "target", "on", "earliest"),
    [
        # Forward, the same day will do; back, the day after is the first.
        (S.EMERGING, S.CARRIED, date(2017, 1, 9), "10"),
        (S.EMERGING, S.CARRIED, date(2017, 1, 10), None),
        (S.DORMANT, S.CARRIED, date(2017, 1, 10), "11"),
        (S.DORMANT, S.CARRIED, date(2017, 1, 11), None),
        (S.CLOSED, S.EMERGING, date(2017, 1, 10), "11"),
        (S.RECOGNISED, S.DORMANT, date(2017, 1, 10), None),
    ],
)
def test_a_stage_does_not_begin_before_the_one_that_holds(
    current: TeamStage, target: TeamStage, on: dt.date, earliest: str | None
) -> None:
    (team,) = found_teams([NewTeam(name="Équipe", seat=Seat())], by=BY)
    TeamStageChange.objects.create(
        team=team, stage=current, changed_on=date(2017, 1, 10), recorded_at=BY.at, known_from=BY.at
    )
    if earliest is None:
        advance(team, target, on=on, by=BY)
        assert stage_on(team) == target
        return
    with pytest.raises(Refused) as refusal:
        advance(team, target, on=on, by=BY)
    said = str(refusal.value).replace("\u00a0", " ")
    assert f"elle est à l'étape « {current.label} » depuis le 10 janvier 2017" in said
    assert said.endswith(f"Choisissez le {earliest} janvier 2017, ou un jour plus tard.")
    assert stage_on(team) == current


def test_a_stage_does_not_begin_tomorrow() -> None:
    (team,) = found_teams([NewTeam(name="Équipe", seat=Seat())], by=BY)
    with pytest.raises(Refused, match=r"Le 3.mai 2017 n'est pas encore arrivé"):
        advance(team, S.IDEA, on=date(2017, 5, 3), by=BY)
    # The day is that of the site: at 23 h in universal time, it is already tomorrow in Paris.
    advance(team, S.IDEA, on=date(2017, 5, 3), by=Author(at=instant(2017, 5, 2, 23)))


def test_every_stage_has_its_way_out_in_the_table() -> None:
    assert {stage: set(after) for stage, after in NEXT_TEAM_STAGES.items()} == ROAD
