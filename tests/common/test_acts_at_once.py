"""Two people who act at the very same moment: each is carried out, or told; nothing is half-written."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client, RequestFactory

from maillage.accounts.models import User
from maillage.common import acts
from maillage.common.models import Message, Submission
from tests.accounts.people import nobody_special
from tests.accounts.rivals import arena, race
from tests.common.acting import acting
from tests.sending import new_token, send

__all__ = ["acting"]  # a fixture
pytestmark = [pytest.mark.urls("tests.common.acting"), pytest.mark.usefixtures("acting")]


class KnotError(Exception):
    """Stand for what the driver of PostgreSQL says."""

    sqlstate = acts.DEADLOCK


def failing(monkeypatch: pytest.MonkeyPatch, *faults: Exception) -> None:
    """Make the base refuse as many acts as there are faults, one after the other."""
    left, once = list(faults), acts._once

    def one(*arguments: Any) -> Any:
        done = once(*arguments)
        if left:
            with transaction.atomic():
                transaction.set_rollback(True)
            Submission.objects.all().delete()
            Message.objects.all().delete()
            raise left.pop(0)
        return done

    monkeypatch.setattr(acts, "_once", one)


def knot() -> OperationalError:
    fault = OperationalError("deadlock detected")
    fault.__cause__ = KnotError()
    return fault


@pytest.mark.django_db
def test_what_the_base_keeps_out_is_told_in_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, IntegrityError("UNIQUE"))
    answer = send(client, "/public/", {"name": "Zoé"})
    assert answer.status_code == 409
    assert "Quelqu&#x27;un vient d&#x27;enregistrer la même chose" in answer.content.decode()
    assert 'value="Zoé"' in answer.content.decode()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_an_act_undone_because_two_waited_for_each_other_is_done_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, knot(), knot())
    assert send(client, "/public/", {"name": "Zoé"}).status_code == 303
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_another_fault_of_the_base_and_an_endless_knot_are_not_hidden(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, OperationalError("disk full"))
        with pytest.raises(OperationalError, match="disk full"):
            send(client, "/public/", {"name": "Zoé"})
    failing(monkeypatch, knot(), knot(), knot())
    with pytest.raises(OperationalError, match="deadlock"):
        send(client, "/public/", {"name": "Zoé"})
    assert not Message.objects.exists()


def crossing(rows: list[User], both: threading.Barrier) -> Any:
    """Return an act that locks two rows one after the other, once both people hold their first."""
    request = RequestFactory().post("/")
    request.user = nobody_special()
    first_time = [True]

    def do() -> object:
        User.objects.select_for_update().get(pk=rows[0].pk)
        if first_time.pop() if first_time else False:
            both.wait()
        return User.objects.filter(pk=rows[1].pk).update(name="écrit")

    return lambda: acts._in_turn(request, new_token(), do, lambda _done: "/", "")


def crossed(folder: Path) -> list[BaseException | None]:
    """Let two people write two rows, each from another end."""
    rows, both = [nobody_special("Un"), nobody_special("Deux")], threading.Barrier(2, timeout=10)
    with arena(folder):
        return race(crossing(rows, both), crossing(rows[::-1], both))


@pytest.mark.django_db(transaction=True)
def test_two_acts_that_wait_for_each_other_are_both_carried_out(tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody waits for another")
    assert crossed(tmp_path) == [None, None]


@pytest.mark.django_db(transaction=True)
def test_without_another_try_one_of_them_would_break(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody waits for another")
    monkeypatch.setattr(acts, "TRIES", 1)
    assert [type(one) for one in crossed(tmp_path) if one] == [OperationalError]
