"""The matrix of rights: every address, every role, every place, reading and sending; see tests/rights.py."""

import gc
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from maillage.accounts.actors import Actor
from maillage.accounts.roles import GRANTED, STRONG, PerimeterKind, Role
from maillage.bilan import views as bilan_views
from maillage.common import documents
from maillage.common.errors import Refused
from maillage.portal import middleware
from tests import rights_tallies
from tests.accounts.people import enter, nobody_special
from tests.openings import routes
from tests.rights import CHANGES, PLACES, REACHED, ROWS
from tests.rights_row import Row
from tests.rights_world import KINDS, World, build, wearer, worn

MISSING = 404
# What an address that opens may answer: shown, gone elsewhere, not that verb, refused with a sentence.
OPENED = {200, 301, 302, 303, 400, 405, 409, 410, 422, 429}
CASES = 5_000

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@dataclass(frozen=True)
class Person:
    """Name one column of the matrix."""

    name: str
    role: Role | None = None
    signed_in: bool = True
    strong: bool = True

    @property
    def counts(self) -> bool:
        """Tell whether the role counts: those that decide wait for a second factor."""
        return self.role is not None and (self.strong or self.role not in STRONG)


PEOPLE = (
    Person("visiteur", signed_in=False),
    Person("sans rôle"),
    *(Person(role.value, role) for role in Role),
    *(Person(f"{role.value} sans second facteur", role, strong=False) for role in Role if role in STRONG),
)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(routes()) - set(ROWS) == set(), "addresses without a row in tests/rights.py"
    assert set(ROWS) - set(routes()) == set(), "rows without an address"
    assert "None" not in routes(), "an address without a name"
    assert {row.kind for row in ROWS.values() if row.kind} == set(KINDS), (
        "kinds that nobody makes, or asks for"
    )


def places(row: Row, person: Person | None = None) -> tuple[str, ...]:
    """Return where a row is tried: everywhere, when it is about an object that has a place.

    A role that does not count is tried on one's own alone: if that is closed, the rest is.
    """
    waits = person is not None and person.role is not None and not person.counts
    return PLACES if row.kind and KINDS[row.kind].subject and not waits else PLACES[:1]


def test_there_are_enough_cases() -> None:
    count = sum(2 * len(places(row, person)) for row in ROWS.values() for person in PEOPLE)
    assert count >= CASES, count


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:  # noqa: ARG001 - for its effect
    """Build the world once; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = build()
        for row in ROWS.values():
            for place in places(row):
                if row.kind:
                    built.fill(row.kind, place)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _only_rights_take_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out what takes time and decides nothing: the words of the pages, the documents, the log."""
    monkeypatch.setattr(Template, "render", lambda *_arguments, **_named: "")
    monkeypatch.setattr(documents, "compiled", lambda *_arguments, **_named: b"%PDF-")
    monkeypatch.setattr(bilan_views, "compose", _not_composed)
    # That a role counts no more from the next request on is tested in tests/accounts/test_actors.py.
    read = middleware._read
    actors: dict[object, Actor] = {}
    monkeypatch.setattr(
        middleware,
        "_read",
        lambda asking: actors.get(asking.user.pk) or actors.setdefault(asking.user.pk, read(asking)),
    )
    logging.disable(logging.CRITICAL)
    gc.disable()
    yield
    gc.enable()
    logging.disable(logging.NOTSET)


def _not_composed(*_arguments: Any, **_named: Any) -> None:
    raise Refused("not composed here")


def may(world: World, person: Person, row: Row, place: str) -> bool:
    """Tell whether the table lets a person in."""
    match row.access:
        case "public" | "entrance" | "link":
            return True
        case "signed":
            return person.signed_in
        case "right" if person.counts and person.role:
            subject = KINDS[row.kind].subject if row.kind else ""
            kinds = {PerimeterKind(perimeter.kind) for perimeter in worn(world, person.role)}
            reached = not subject or any(place in REACHED[kind].get(subject, ()) for kind in kinds)
            granted = [right for right in row.rights if person.role in GRANTED[right]]
            if subject in {"team", "cooperation"} and place == "archived":
                granted = [right for right in granted if right not in CHANGES]
            return bool(granted) and reached
        case _:
            return False


def fault(row: Row, person: Person, status: int, location: str, *, allowed: bool) -> str:
    """Return what is wrong with an answer; nothing when it is as the table says."""
    to_sign_in = status in {301, 302, 303} and location.startswith(reverse("account_login"))
    if row.access in {"signed", "right", "mine"} and not person.signed_in:
        return "" if to_sign_in else "a visitor is not sent to the sign-in"
    if row.access == "key":
        return "" if status in {401, 405} else "is open without a key"
    if row.access in {"demo", "link"}:
        # A made-up link opens nothing: a sentence says so.
        closed = {MISSING, 405} if row.access == "demo" else {MISSING, 405, 409, 410, 200, 302, 303, 422}
        return "" if status in closed and not to_sign_in else "is open"
    if row.access == "mine":
        # A second factor is touched after it has been given anew; what is not there is not found.
        return (
            ""
            if status in {MISSING, 403, 405} or (status == 302 and not to_sign_in)
            else "belongs to somebody else"
        )
    if not allowed:
        return "" if status == MISSING else "is open to who has no right"
    if to_sign_in and row.access != "entrance":
        return "sends to the sign-in"
    return "" if status in OPENED else "is closed to who has the right"


def filled(world: World, names: list[str], row: Row, place: str) -> dict[str, Any]:
    """Return what fills an address."""
    known = dict(world.fill(row.kind, place)) if row.kind else {}
    if row.access == "link":
        known |= {"token": "un-jeton.invente.ici", "slug": world.spots["own"].cooperation.slug}
        known |= {"code": rights_tallies.MONTH}
    if row.access == "demo":
        known |= {"pk": 1}
    return {name: known[name] for name in names}


def asked(client: Client, verb: str, address: str) -> Any:
    """Ask for an address; what is sent leaves nothing behind."""
    if verb == "get":
        return client.get(address)
    before = transaction.savepoint()
    try:
        return client.post(address, {"form_token": secrets.token_urlsafe(24)})
    finally:
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize(
    "person",
    [
        # A worker builds the world once: half of the people for each of two.
        pytest.param(person, id=person.name, marks=pytest.mark.xdist_group(f"rights-{rank % 2}"))
        for rank, person in enumerate(PEOPLE)
    ],
)
def test_each_address_opens_to_whom_the_table_says(world: World, person: Person) -> None:
    client = Client()
    client.raise_request_exception = False
    if person.signed_in:
        user = wearer(world, person.role) if person.role else nobody_special("Sans rôle matrice")
        enter(client, user, strong=person.strong)
    cookies = client.cookies.output()
    faults = []
    for name, names in routes().items():
        row = ROWS[name]
        for place in places(row, person):
            address = reverse(name, kwargs=filled(world, names, row, place))
            allowed = may(world, person, row, place)
            for verb in ("get", "post"):
                client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
                answer = asked(client, verb, address)
                location = answer.headers.get("Location", "")
                if wrong := fault(row, person, answer.status_code, location, allowed=allowed):
                    faults.append(f"{verb} {name} ({place}) : {answer.status_code} {location} : {wrong}")
    assert faults == [], "\n".join(faults)


def test_the_matrix_finds_what_it_looks_for() -> None:
    """An address open to who has no right, closed to who has it, or that breaks: each is a fault."""
    visitor, animator = PEOPLE[0], Person("a", Role.ANIMATOR)
    row = ROWS["work_team"]
    assert fault(row, visitor, 200, "", allowed=False)
    assert fault(row, visitor, 404, "", allowed=False)
    assert not fault(row, visitor, 302, f"{reverse('account_login')}?next=/", allowed=False)
    assert fault(row, animator, 200, "", allowed=False)
    assert fault(row, animator, 403, "", allowed=False)
    assert not fault(row, animator, 404, "", allowed=False)
    assert fault(row, animator, 404, "", allowed=True)
    assert fault(row, animator, 500, "", allowed=True)
    assert not fault(row, animator, 409, "", allowed=True)
    assert fault(ROWS["home"], visitor, 500, "", allowed=True)
    assert fault(ROWS["demo"], animator, 200, "", allowed=False)
    assert fault(ROWS["invitation"], animator, 500, "", allowed=True)
    assert fault(ROWS["api_enquiries"], visitor, 201, "", allowed=False)
    assert fault(ROWS["close_session"], animator, 200, "", allowed=False)
