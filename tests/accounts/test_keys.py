"""Keys of partners: given in words, refused in words, shown once, known by their print, counted by the hour."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from maillage.accounts.models import ApiKey, Entry, KeyedSending, KeyState, Scope
from maillage.accounts.operations import count_call, find_key, issue_key, revoke_key, used_now
from maillage.accounts.operations.keys import tidy_keys
from maillage.accounts.operations.sendings import (
    Standing,
    begin_sending,
    finish_sending,
    give_up_sending,
    seal_of,
)
from maillage.common import limits
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import SendingCount
from tests.accounts.keys import api_key, given, new_key
from tests.accounts.people import nobody_special
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date, instant

pytestmark = pytest.mark.django_db

DAY, AT = date(2017, 6, 1), instant(2017, 6, 1)
BY = Author(at=AT, role="administrateur-national")
UNTIL = date(2018, 6, 1)
TOKEN = "0123-4567"  # noqa: S105 - an Idempotency-Key


def test_a_key_is_given_and_its_secret_is_kept_nowhere() -> None:
    by = Author(at=AT, user=nobody_special(), role="administrateur-national")
    key, secret = issue_key(new_key(expires_on=UNTIL, scopes=(Scope.FOLLOW.value,)), on=DAY, by=by)
    kept = ApiKey.objects.get()
    assert (kept.name, kept.quota, kept.scopes, kept.created_by) == (
        "Ville d'Alès",
        1_000,
        ["demandes:suivre"],
        by.user,
    )
    assert secret.startswith(f"maillage_{kept.prefix}_")
    assert secret.rpartition("_")[2] not in str(list(ApiKey.objects.values()))
    assert kept.scope_labels == ["savoir où en sont les demandes qu'elle a transmises"]
    (line,) = Entry.objects.about(key)
    assert line.what == (
        "a donné une clé à Ville d'Alès : savoir où en sont les demandes qu'elle a transmises, 1000 appels par "
        "heure, jusqu'au 1er\u00a0juin 2018"
    )
    assert secret not in str(list(Entry.objects.values()))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": "  "}, "nom du partenaire"),
        ({"email": ""}, "adresse de quelqu'un"),
        ({"scopes": ()}, "une chose au moins"),
        ({"scopes": ("tout",)}, "parmi ce qui est proposé"),
        ({"quota": 0}, "entre 1 et 100"),
        ({"quota": 100_001}, "entre 1 et 100"),
        ({"expires_on": date(2017, 5, 31)}, "n'est pas passé"),
        ({"expires_on": date(2020, 6, 5)}, "trois ans au plus"),
    ],
)
def test_what_is_of_no_use_or_too_much_is_refused(told: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        issue_key(new_key(**{"expires_on": UNTIL, **told}), on=DAY, by=BY)
    assert not ApiKey.objects.exists()


def test_a_quota_out_of_reason_is_refused_by_the_base_too() -> None:
    key = api_key()
    with pytest.raises(IntegrityError):
        ApiKey.objects.filter(pk=key.pk).update(quota=0)


def test_a_key_is_known_until_its_last_day_or_until_it_is_taken_back() -> None:
    key, secret = issue_key(new_key(expires_on=UNTIL), on=DAY, by=BY)
    assert find_key(secret, on=UNTIL) == key
    assert key.state(UNTIL) == KeyState.SERVES
    assert find_key(secret, on=UNTIL + dt.timedelta(days=1)) is None
    assert key.state(UNTIL + dt.timedelta(days=1)) == KeyState.EXPIRED
    for wrong in (
        secret[:-1],
        secret[:-1] + ("a" if secret[-1] != "a" else "b"),
        "",
        "maillage__",
        secret + "a",
    ):
        assert find_key(wrong, on=DAY) is None
    revoked = revoke_key(key, by=BY)
    assert revoked.state(DAY) == KeyState.REVOKED
    assert find_key(secret, on=DAY) is None
    assert Entry.objects.about(key)[0].what == "a retiré la clé de Ville d'Alès"
    with pytest.raises(Refused, match="déjà retirée"):
        revoke_key(key, by=BY)


def test_calls_are_counted_by_the_hour_of_the_clock() -> None:
    key = api_key(quota=2)
    at = AT + dt.timedelta(minutes=20)
    uses = [count_call(key, at=at) for _ in range(3)]
    assert [(use.within, use.left) for use in uses] == [(True, 1), (True, 0), (False, 0)]
    assert uses[0].resets_in == 40 * 60
    assert used_now([key, api_key()], at=at) == {key.prefix: 2}
    key.refresh_from_db()
    assert key.last_used_at == at
    later = at + dt.timedelta(hours=1)
    assert count_call(key, at=later).left == 1
    key.refresh_from_db()
    assert key.last_used_at == later
    assert not count_call(key, at=later).left
    key.refresh_from_db()
    assert key.last_used_at == later


def counted_carelessly(key: ApiKey) -> None:
    """Count as one must not: read, then write."""
    row = SendingCount.objects.get(sender=key.prefix)
    if row.number < key.quota:
        time.sleep(0.1)
        SendingCount.objects.filter(pk=row.pk).update(number=row.number + 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [True, False])
def test_of_calls_at_once_as_many_pass_as_the_quota_says(tmp_path: Path, *, first: bool) -> None:
    key = api_key(quota=3)
    at = timezone.now()
    with arena(tmp_path):
        if not first:
            count_call(key, at=at)
        passed: list[bool] = []
        met = race(*[lambda: passed.append(count_call(key, at=at).within)] * 8)
        assert met == [None] * 8
        assert sum(passed) == (3 if first else 2)
        assert used_now([key], at=at) == {key.prefix: 3}


@pytest.mark.django_db(transaction=True)
def test_the_control_a_careless_count_lets_too_many_pass(tmp_path: Path) -> None:
    key = api_key(quota=100)
    at = timezone.now()
    with arena(tmp_path):
        count_call(key, at=at)
        race(*[lambda: counted_carelessly(key)] * 4)
        assert used_now([key], at=at)[key.prefix] < 5


def test_a_sending_is_begun_once_and_its_answer_is_kept() -> None:
    key, other = api_key(), api_key(name="Lyon")
    standing, sending = begin_sending(key, TOKEN, seal_of("a"), at=AT)
    assert standing == Standing.MINE
    assert sending is not None
    assert begin_sending(key, TOKEN, seal_of("a"), at=AT)[0] == Standing.BUSY
    assert begin_sending(key, TOKEN, seal_of("b"), at=AT)[0] == Standing.OTHER
    assert begin_sending(other, TOKEN, seal_of("a"), at=AT)[0] == Standing.MINE
    finish_sending(sending, status=201, answer='{"number": 1}', location="/1", at=AT)
    standing, found = begin_sending(key, TOKEN, seal_of("a"), at=AT)
    assert found is not None
    assert (standing, found.answer, found.location, found.status) == (
        Standing.DONE,
        '{"number": 1}',
        "/1",
        201,
    )
    assert begin_sending(key, TOKEN, seal_of("b"), at=AT)[0] == Standing.OTHER


def test_a_sending_that_was_given_up_or_is_a_day_old_is_begun_again() -> None:
    key = api_key()
    _standing, sending = begin_sending(key, TOKEN, "a", at=AT)
    assert sending is not None
    give_up_sending(sending)
    standing, sending = begin_sending(key, TOKEN, "b", at=AT)
    assert standing == Standing.MINE
    assert sending is not None
    finish_sending(sending, status=201, answer="{}", location="", at=AT)
    give_up_sending(sending)  # what is done is not undone
    assert KeyedSending.objects.count() == 1
    assert begin_sending(key, TOKEN, "c", at=AT + dt.timedelta(hours=25))[0] == Standing.MINE


def test_a_sending_whose_doer_died_is_taken_by_another_and_the_first_writes_nothing() -> None:
    key = api_key()
    _standing, first = begin_sending(key, TOKEN, "a", at=AT)
    standing, second = begin_sending(key, TOKEN, "a", at=AT + dt.timedelta(minutes=2))
    assert standing == Standing.MINE
    assert first is not None
    assert second is not None
    with pytest.raises(Refused, match="un autre l'a repris"):
        finish_sending(first, status=201, answer="1", location="", at=AT)
    give_up_sending(first)
    finish_sending(second, status=201, answer="2", location="", at=AT)
    assert KeyedSending.objects.get().answer == "2"


def test_a_token_that_is_given_back_at_that_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    key = api_key()
    begin_sending(key, TOKEN, "a", at=AT)
    monkeypatch.setattr(
        "maillage.accounts.models.keys.KeyedSendingQuerySet.named", lambda self, *_told: self.none()
    )
    assert begin_sending(key, TOKEN, "a", at=AT) == (Standing.BUSY, None)


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_of_one_token_one_is_mine(tmp_path: Path) -> None:
    key = api_key()
    with arena(tmp_path):
        stood: list[Standing] = []
        begin = meeting(begin_sending)
        race(*[lambda: stood.append(begin(key, TOKEN, "a", at=AT)[0])] * 2)
        assert sorted(one.name for one in stood) == ["BUSY", "MINE"]
        assert KeyedSending.objects.count() == 1


def test_sendings_are_forgotten_after_a_day_and_contacts_a_year_after_the_end() -> None:
    now = timezone.now()
    key, old, taken, recent = api_key(), api_key(), api_key(), api_key()
    ApiKey.objects.filter(pk=old.pk).update(expires_on=now.date() - dt.timedelta(days=367))
    ApiKey.objects.filter(pk=taken.pk).update(revoked_at=now - dt.timedelta(days=366))
    revoke_key(recent, by=Author(at=now))
    begin_sending(key, "hier-0000", "a", at=now - dt.timedelta(hours=25))
    begin_sending(key, "a-linstant", "a", at=now)
    tidy_keys(now)
    assert list(KeyedSending.objects.values_list("token", flat=True)) == ["a-linstant"]
    kept = dict(ApiKey.objects.order_by("pk").values_list("pk", "email"))
    assert kept == {key.pk: "site@exemple.fr", old.pk: "", taken.pk: "", recent.pk: "site@exemple.fr"}


def test_a_print_tells_nothing_without_the_secret_of_the_site(settings: Any) -> None:
    before = seal_of("0466000000")
    settings.SECRET_KEY = "une autre"  # noqa: S105 - an example
    assert seal_of("0466000000") != before
    assert str(given()[0]) == "Ville d'Alès"
    assert limits.spent("cle", [], limits.HOUR, at=AT) == {}
