"""Two people at once for the last seat, or for one just given back: never more people sit than there are seats."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from maillage.common.errors import Refused
from maillage.common.normalise import fold
from maillage.supports.models import Enrolment, EnrolmentState, Trainee
from maillage.supports.operations.training_enrolments import enrol, seats_of, withdraw
from tests.cast import play
from tests.racing import race, read_after
from tests.supports.training_seats.sitting import AT, ON, PUBLIC, asking, seat, session

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Zoé Blanc", "Ana Roux")


def rivals(tmp_path: Path, act: Callable[[int], object]) -> tuple[list[BaseException | None], list[str]]:
    """Let two people act, each on their own; return what they met, and the states of the enrolments."""
    rank, database = count(), tmp_path / "essai.sqlite3"
    met = race(lambda: act(next(rank)), database)
    states = Enrolment.objects.order_by("state").values_list("state", flat=True)
    return met, read_after(database, lambda: list(states))


def test_of_two_people_for_the_last_seat_one_waits(tmp_path: Path) -> None:
    one = session(play(), capacity=1)
    met, left = rivals(tmp_path, lambda rank: enrol(one, asking(NAMES[rank]), on=ON, by=PUBLIC))
    assert met == [None, None]
    assert left == [EnrolmentState.WAITING, EnrolmentState.SEATED]


def test_the_same_person_twice_at_once_has_one_seat(tmp_path: Path) -> None:
    one = session(play(), capacity=5)
    met, left = rivals(tmp_path, lambda _rank: enrol(one, asking(), on=ON, by=PUBLIC))
    assert sorted(type(fault).__name__ for fault in met) == ["NoneType", "Refused"]
    assert any(isinstance(fault, Refused) and "déjà sur la liste" in str(fault) for fault in met)
    assert left == [EnrolmentState.SEATED]


def test_a_seat_given_back_while_someone_asks_goes_to_one_person(tmp_path: Path) -> None:
    one = session(play(), capacity=1)
    first = seat(one, "Luc Bon")
    seat(one, "Eve Sol")  # waits, and comes before whoever asks now

    def act(rank: int) -> None:
        if rank:
            withdraw(first, on=ON, by=PUBLIC)
        else:
            enrol(one, asking(), on=ON, by=PUBLIC)

    met, left = rivals(tmp_path, act)
    assert met == [None, None]
    assert left == [EnrolmentState.WAITING, EnrolmentState.SEATED, EnrolmentState.WITHDRAWN]


def test_the_race_would_see_who_looks_before_they_lock(tmp_path: Path) -> None:
    """The control: who counts the seats, then sits without a lock, takes one that another took."""
    one = session(play(), capacity=1)
    both_looked = threading.Barrier(2, timeout=30)

    def careless(rank: int) -> None:
        free = seats_of([one], on=ON)[one.pk].free
        both_looked.wait()
        if free:
            name = NAMES[rank]
            who = Trainee.objects.create(name=name, folded=fold(name), email=f"{rank}@exemple.fr")
            Enrolment.objects.create(session=one, trainee=who, state=EnrolmentState.SEATED, asked_at=AT)

    met, left = rivals(tmp_path, careless)
    assert met == [None, None]
    assert left == [EnrolmentState.SEATED, EnrolmentState.SEATED], "two people on one seat"
