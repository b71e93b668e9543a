"""Which teams a month waits for, and how many answered."""

import pytest

from maillage.common.errors import Refused
from maillage.network.models import TeamStage
from maillage.network.operations import close_team
from maillage.tallies.models import QUARTER, Period, Response, Rhythm, TallyRhythm, expected_teams, response
from maillage.tallies.operations.rhythm import rhythm_of, set_rhythm
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.cast import Cast, date, instant
from tests.network.teams import team_at, told
from tests.tallies.sheets import APRIL, BY, MARCH, QUARTER_1, TODAY, at, declared

pytestmark = pytest.mark.django_db
LATER = instant(2030, 1, 1)


def test_a_month_waits_for_the_teams_that_lived_on_its_last_day(cast: Cast) -> None:
    def names(month: Period, on: object = TODAY) -> list[str]:
        teams = expected_teams(month, on=on, known_at=LATER)  # type: ignore[arg-type] # a day
        return sorted(team.name for team in teams)

    recognised = ["Équipe de la Guillotière", "Équipe du Barachois", "Équipe du Tilleul"]
    assert names(MARCH) == recognised  # the one that sleeps, the one that emerges are not waited for
    assert names(Period(date(2016, 1, 1))) == [name for name in recognised if "Barachois" not in name]
    assert names(Period(date(2015, 12, 1)))[1] == "Équipe du Causse"  # it slept from January
    assert names(Period(date(2017, 5, 1))) == []  # not over yet
    close_team(cast.tilleul, on=date(2017, 3, 31), reason="fin", by=BY)
    assert names(MARCH) == recognised[:2]


def test_a_team_that_declares_each_quarter_lacks_nothing_before_its_end(cast: Cast) -> None:
    set_rhythm(cast.tilleul, QUARTER, since=date(2017, 1, 1), by=BY)
    february = Period(date(2017, 2, 1))

    def waited(month: Period, day: object) -> bool:
        return expected_teams(month, on=day, known_at=LATER).filter(pk=cast.tilleul.pk).exists()  # type: ignore[arg-type]

    assert not waited(february, date(2017, 3, 31))
    assert waited(february, date(2017, 4, 1))
    assert waited(Period(date(2016, 12, 1)), date(2017, 1, 1))


def test_the_response_says_how_many_answered_of_how_many(cast: Cast) -> None:
    def answered(period: Period, perimeter: Perimeter = FRANCE, at: object = LATER) -> tuple[int, int]:
        found = response(period, perimeter=perimeter, on=TODAY, known_at=at)  # type: ignore[arg-type]
        return found.answered, found.expected

    assert answered(MARCH) == (0, 3)
    declared(cast.tilleul, MARCH)
    declared(cast.causse, MARCH)  # was not waited for: it counts in sums, not among the answers
    declared(cast.guillotiere, QUARTER_1)
    assert answered(MARCH) == (2, 3)
    assert answered(MARCH, Perimeter("departement", "30")) == (1, 1)
    assert answered(QUARTER_1) == (1, 3)  # one told each of its months
    assert answered(APRIL) == (0, 3)
    assert answered(MARCH, at=instant(2017, 5, 1)) == (0, 3)
    assert answered(Period(date(2030, 1, 1))) == (0, 0)


def test_a_response_is_a_sentence() -> None:
    assert str(Response(expected=20, answered=12)) == "12 équipes sur 20 ont répondu"
    assert str(Response(expected=20, answered=1)) == "1 équipe sur 20 a répondu"
    assert str(Response(expected=0, answered=0)) == "aucune équipe n'est attendue"
    assert (Response(expected=20, answered=12).share, Response(expected=0, answered=0).share) == (0.6, None)
    assert Response(expected=2, answered=1).is_partial
    assert not Response(expected=1, answered=1).is_partial


def test_a_team_says_how_often_it_declares() -> None:
    team = team_at(TeamStage.CARRIED)
    assert rhythm_of(team, TODAY) == Rhythm.MONTHLY
    with pytest.raises(Refused, match="déclare déjà chaque mois"):
        set_rhythm(team, 1, since=date(2017, 4, 1), by=BY)
    with pytest.raises(Refused, match=r"choisissez le 1er.avril 2017 ou le 1er.juillet 2017"):
        set_rhythm(team, 3, since=date(2017, 5, 1), by=BY)
    with pytest.raises(Refused, match="choisissez l'un des deux"):
        set_rhythm(team, 2, since=date(2017, 4, 1), by=BY)
    declared(team, APRIL)
    with pytest.raises(Refused, match=r"a déjà déclaré avril.2017 : choisissez un trimestre plus tard"):
        set_rhythm(team, 3, since=date(2017, 4, 1), by=BY)
    first = set_rhythm(team, 3, since=date(2017, 7, 1), by=BY)
    assert str(first) == "Équipe des Collines : chaque trimestre"
    assert told(team)[0] == (
        "a dit que l'équipe Équipe des Collines déclare chaque trimestre depuis le 1er\u00a0juillet 2017"
    )
    assert [rhythm_of(team, day) for day in (date(2017, 6, 30), date(2017, 7, 1))] == [1, 3]
    with pytest.raises(Refused, match=r"a déjà changé le 1er.juillet 2017"):
        set_rhythm(team, 1, since=date(2017, 4, 1), by=BY)
    set_rhythm(team, 1, since=date(2018, 1, 1), by=BY)
    assert [rhythm_of(team, day) for day in (date(2017, 12, 31), date(2018, 1, 1))] == [3, 1]
    set_rhythm(team, 3, since=date(2018, 1, 1), by=at(date(2017, 5, 3)))  # changed one's mind
    assert rhythm_of(team, date(2018, 1, 1)) == 3
    held = TallyRhythm.objects.held(date(2018, 1, 1), LATER)
    assert held.by_team([team.pk]) == {team.pk: 3}
    assert held.quarterly().count() == 1
