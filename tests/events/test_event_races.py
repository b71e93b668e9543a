"""Two people at once for the last seat of a workshop: never more people sit than there are seats."""

from itertools import count
from pathlib import Path

import pytest

from maillage.events.models import WorkshopSeat
from maillage.events.operations.registrations import choose_workshops, register
from tests.events.gathering import ON, announced, asking, by, guest, workshop
from tests.racing import race, read_after

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Zoé Blanc", "Ana Roux")


def test_of_two_people_for_the_last_seat_one_waits(tmp_path: Path) -> None:
    one, rank = announced(capacity=1), count()
    met = race(lambda: register(one, asking(NAMES[next(rank)]), on=ON, by=by()), tmp_path / "essai.sqlite3")
    assert met == [None, None]
    left = read_after(
        tmp_path / "essai.sqlite3", lambda: sorted(one.registrations.values_list("state", flat=True))
    )
    assert left == ["attente", "inscrite"]


def test_of_two_people_for_the_last_seat_of_a_workshop_one_waits(tmp_path: Path) -> None:
    one, rank = announced(), count()
    chosen = workshop(one, seats=1)
    rows = [guest(one, name) for name in NAMES]
    met = race(
        lambda: choose_workshops(rows[next(rank)], [chosen], on=ON, by=by()), tmp_path / "essai.sqlite3"
    )
    assert met == [None, None]
    left = read_after(
        tmp_path / "essai.sqlite3", lambda: sorted(WorkshopSeat.objects.values_list("waits", flat=True))
    )
    assert left == [False, True]
