"""Nothing of an open referral is read elsewhere: no page, no file, no feed, no message, no line of the journal."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import TextField
from django.db.models.functions import Cast as Written
from django.test import Client

from maillage.common import documents
from maillage.referrals.models import Referral
from maillage.referrals.operations.referrals import answer_referral, remind
from tests.accounts.people import enter, nobody_special
from tests.cast import instant
from tests.openings import addresses, everyone
from tests.referrals.asking import BY, TODAY
from tests.rights import ROWS
from tests.rights_referrals import ROWS as THEIRS
from tests.rights_world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CODE, REFERRER, HOURS = "O-7F3K", "Quincaille-et-Fils", "un jeudi sur douze"
SECRETS = tuple(word.encode() for word in (CODE, REFERRER, HOURS))
# What is asked besides the page: the lists that are taken away, the search that names it.
ASKED = ("", "?q=O-7F3K")
TAKEN = "format=csv"  # sent as the buttons of a list do
LEAVES = {"account_logout", "choose_language"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Enter the subjects of all the places, with a referral that waits for a team."""
    # A document says what it would print.
    monkeypatch.setattr(
        documents, "compiled", lambda *arguments, **named: b"%PDF-" + repr((arguments, named)).encode()
    )
    built = build()
    for row in ROWS.values():
        if row.kind:
            built.fill(row.kind, "own")
    key = int(str(built.fill("referral", "own")["key"]))
    Referral.objects.filter(pk=key).update(code=CODE, referrer=REFERRER, availability=HOURS)
    return built


def parts(answer: Any) -> Iterator[bytes]:
    """Yield what an answer holds; a spreadsheet is a folder of texts."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    yield content
    yield "".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            yield from (files.read(name) for name in files.namelist())


def _asked(client: Client, address: str, asked: str) -> Any:
    """Read a page, or take its list away."""
    return client.post(address, {"format": "csv"}) if asked == TAKEN else client.get(address + asked)


def told(client: Client, found: dict[str, str]) -> list[str]:
    """Return the addresses that say something of the referral."""
    return [
        f"{address}{asked}"
        for name, address in found.items()
        if name not in THEIRS and name not in LEAVES
        for asked in (*ASKED, TAKEN)
        for part in parts(_asked(client, address, asked))
        # A page says again what one asks of it: the code that was typed is no leak.
        for secret in (SECRETS[1:] if CODE in asked else SECRETS)
        if secret in part
    ]


def test_no_page_but_theirs_says_anything_of_a_referral(world: World, client: Client) -> None:
    client.raise_request_exception = False
    user = everyone(client, world)
    found = addresses(world, user)
    assert len(found) > 300
    assert told(client, found) == []


def test_whoever_has_every_national_role_reads_none(world: World, client: Client) -> None:
    key = world.fill("referral", "own")["key"]
    enter(client, nobody_special("Sans rôle"))
    assert client.get(f"/orientations/{key}/").status_code == 404


def test_what_names_it_is_seen_where_it_belongs(world: World, client: Client) -> None:
    """The search for leaks finds what it looks for: its own page says it."""
    everyone(client, world)
    key = world.fill("referral", "own")["key"]
    found = list(parts(client.get(f"/orientations/{key}/")))
    assert all(any(secret in part for part in found) for secret in SECRETS)


def test_no_other_table_holds_a_word_of_it(world: World) -> None:
    row = Referral.objects.get(pk=int(str(world.fill("referral", "own")["key"])))
    assert remind(instant(2018, 6, 1)) >= 1
    answer_referral(row, accepts=True, on=TODAY, by=BY)
    holding = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model is not Referral and model._meta.app_label != "territory"
        for field in model._meta.concrete_fields
        for secret in (CODE, REFERRER, HOURS)
        if model._default_manager.annotate(written_here=Written(field.name, TextField()))
        .filter(written_here__contains=secret)
        .exists()
    ]
    assert holding == []
