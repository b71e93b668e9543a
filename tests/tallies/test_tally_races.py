"""Two phones at once for one month: one tally is written, and the other is told."""

import uuid
from itertools import count
from pathlib import Path

import pytest

from maillage.network.models import TeamStage
from maillage.tallies.models import Counts, Tally
from maillage.tallies.operations.tallies import AlreadyDeclared, Declared, declare
from tests.network.teams import team_at
from tests.racing import race, read_after
from tests.tallies.sheets import BY, MARCH, NUMBERS, QUARTER_1, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_people_who_declare_one_month_one_is_told(tmp_path: Path) -> None:
    team, rank = team_at(TeamStage.CARRIED), count(1)
    base = tmp_path / "essai.sqlite3"
    met = race(
        lambda: declare(team, MARCH, Declared(counts=Counts(visits=next(rank))), on=TODAY, by=BY), base
    )
    assert [type(one) for one in met if one] == [AlreadyDeclared]
    assert read_after(base, Tally.objects.count) == 1


def test_a_month_and_its_quarter_are_not_both_written(tmp_path: Path) -> None:
    team, periods = team_at(TeamStage.CARRIED), iter((MARCH, QUARTER_1))
    base = tmp_path / "essai.sqlite3"
    met = race(lambda: declare(team, next(periods), Declared(counts=NUMBERS), on=TODAY, by=BY), base)
    assert [type(one) for one in met if one] == [AlreadyDeclared]
    assert read_after(base, Tally.objects.count) == 1


def test_one_entry_sent_twice_at_once_is_one(tmp_path: Path) -> None:
    team, told = team_at(TeamStage.CARRIED), Declared(counts=NUMBERS, sent_as=uuid.uuid4())
    base = tmp_path / "essai.sqlite3"
    assert race(lambda: declare(team, MARCH, told, on=TODAY, by=BY), base) == [None, None]
    assert read_after(base, Tally.objects.count) == 1
