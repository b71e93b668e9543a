"""Two decisions at once on one envelope: never more is awarded than it holds."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from maillage.common.errors import Refused
from maillage.common.facts import stamp
from maillage.supports.models import Award, Envelope
from maillage.supports.operations.aid_schemes import spent
from tests.cast import play
from tests.racing import race
from tests.supports.aids.asking import DECIDED, HOUSE, awarded, envelope, examined_one, scheme

pytestmark = pytest.mark.django_db(transaction=True)


def rivals(tmp_path: Path, decide: Callable[[int], object]) -> tuple[list[BaseException | None], list[int]]:
    """Let two people decide, each about an application of their own; return what they met, and what is spent."""
    rank, left = count(), []

    def act() -> None:
        decide(next(rank))

    met = race(act, tmp_path / "essai.sqlite3")

    def ask() -> None:
        left.append(spent(Envelope.objects.get()))

    if connection.vendor == "sqlite":  # the race was run on a copy: it is asked there
        asking = threading.Thread(target=lambda: _elsewhere(tmp_path / "essai.sqlite3", ask))
        asking.start()
        asking.join()
    else:
        ask()
    return met, left


def _elsewhere(database: Path, ask: Callable[[], None]) -> None:
    connection.settings_dict = {**connection.settings_dict, "NAME": str(database)}
    try:
        ask()
    finally:
        connection.close()


def test_two_decisions_at_once_keep_within_the_envelope(tmp_path: Path) -> None:
    cast = play()
    aid = scheme()
    money = envelope(aid, cast, 50_000)
    asked = [examined_one(aid, cast.tilleul), examined_one(aid, cast.barachois)]
    met, left = rivals(tmp_path, lambda rank: awarded(asked[rank], money))
    assert sorted(type(one).__name__ for one in met) == ["NoneType", "Refused"]
    assert any(isinstance(one, Refused) and "Il reste 0" in str(one) for one in met)
    assert left == [50_000]


def test_the_race_would_see_a_decision_that_looks_before_it_locks(tmp_path: Path) -> None:
    """The control: who reads the balance, then writes without a lock, awards twice what there is."""
    cast = play()
    aid = scheme()
    money = envelope(aid, cast, 50_000)
    asked = [examined_one(aid, cast.tilleul), examined_one(aid, cast.barachois)]
    both_looked = threading.Barrier(2, timeout=30)

    def careless(rank: int) -> None:
        enough = money.amount_cents - spent(Envelope.objects.get(pk=money.pk)) >= 50_000
        both_looked.wait()
        if enough:
            Award.objects.create(
                application=asked[rank], envelope=money, on=DECIDED, amount_cents=50_000, **stamp(HOUSE)
            )

    met, left = rivals(tmp_path, careless)
    assert met == [None, None]
    assert left == [100_000], "more than the envelope holds"
