"""Pages kept for visitors: never to another person, never past a change, never past midnight."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from maillage.accounts.models import JournalHead
from maillage.accounts.operations import record
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.portal import kept_pages
from maillage.territory.models import Edition
from tests.accounts.people import sign_in
from tests.cast import Cast

HOME, TEAM = "/", "/equipes/equipe-du-tilleul/"


@pytest.fixture(autouse=True)
def shelf(settings: Any, monkeypatch: pytest.MonkeyPatch) -> kept_pages.Shelf:
    """Keep pages, on a shelf of this test."""
    settings.KEPT_PAGES = 1_000_000
    kept = kept_pages.Shelf()
    monkeypatch.setattr(kept_pages, "SHELF", kept)
    return kept


def something_happens(cast: Cast) -> None:
    """Write a line in the journal, as every act does."""
    record(Author(at=timezone.now(), role="maison"), "a changé", cast.tilleul)


def test_a_page_is_made_once_and_says_the_same(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    assert cast
    made = client.get(HOME)
    with django_assert_num_queries(1):
        again = client.get(HOME)
    assert again.content == made.content
    assert dict(again.headers) == dict(made.headers)


def test_a_page_is_made_again_after_any_act(client: Client, cast: Cast) -> None:
    client.get(TEAM)
    type(cast.tilleul).objects.filter(pk=cast.tilleul.pk).update(activities="jardinage à plusieurs")
    assert "jardinage" not in client.get(TEAM).content.decode()  # the control: nothing told that it changed
    something_happens(cast)
    assert "jardinage" in client.get(TEAM).content.decode()


def test_a_page_is_made_again_the_next_day_and_with_another_geography(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    assert cast
    client.get(HOME)
    Edition.objects.create(vintage="2099", digest="autre")
    assert client.get(HOME).status_code == 200
    with django_assert_num_queries(1):
        client.get(HOME)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert client.get(HOME).content
    with django_assert_num_queries(1):
        client.get(HOME)


@pytest.mark.usefixtures("cast")
def test_each_language_and_each_manner_of_asking_has_its_own(client: Client) -> None:
    plain = client.get(HOME)
    packed = client.get(HOME, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed.content != plain.content
    assert client.get(HOME).content == plain.content
    assert client.get(HOME, headers={"accept-encoding": "gzip"}).content == packed.content


@pytest.mark.usefixtures("cast")
def test_who_is_signed_in_gets_their_own_and_leaves_nothing(client: Client, shelf: kept_pages.Shelf) -> None:
    visitor = Client()
    sign_in(client, Role.OFFICER, name="Anne Martin")
    before = JournalHead.objects.get().number
    mine = client.get(TEAM).content.decode()
    assert mine != visitor.get(TEAM).content.decode()
    assert client.get(TEAM).content.decode() != visitor.get(TEAM).content.decode()
    assert JournalHead.objects.get().number == before
    assert len(shelf._kept) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/healthz",  # says how things are now
        "/demandes/aider/",  # has a secret of its own
        "/equipes/personne/",  # is not there
        f"/equipes/?q={'a' * 400}",  # nobody asks that twice
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_is_not_for_all_is_not_kept(client: Client, shelf: kept_pages.Shelf, address: str) -> None:
    client.get(address)
    assert not shelf._kept


@pytest.mark.usefixtures("cast")
def test_a_host_that_is_not_ours_is_refused_a_kept_page_too(client: Client) -> None:
    assert client.get(HOME).status_code == 200
    assert client.get(HOME, headers={"host": "mechant.example"}).status_code == 400


@pytest.mark.usefixtures("cast")
def test_a_post_is_never_answered_from_the_shelf(client: Client, shelf: kept_pages.Shelf) -> None:
    client.post(HOME)
    assert not shelf._kept


def test_the_least_asked_for_leaves_first() -> None:
    shelf = kept_pages.Shelf()
    now = (1, "", "", dt.date(2026, 1, 1))
    for name in ("a", "b"):
        shelf.keep((name,), now, HttpResponse("x" * 40), most=100)
    assert shelf.find(("a",), now) is not None
    shelf.keep(("c",), now, HttpResponse("x" * 40), most=100)
    assert shelf.find(("b",), now) is None
    assert shelf.find(("a",), now) is not None
    shelf.keep(("a",), now, HttpResponse("x" * 20), most=100)
    shelf.keep(("d",), now, HttpResponse("x" * 40), most=100)  # 40 + 20 + 40
    assert shelf.find(("c",), now) is not None
    assert shelf.find(("a",), (2, "", "", dt.date(2026, 1, 1))) is None
