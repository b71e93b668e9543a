"""What holds for every test: guard-rails, a real geography, and the fixed cast."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
)
from django.template import engines
from django.template.base import FilterExpression
from django.template.context import Context
from django.template.defaultfilters import default
from django.utils import translation
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from maillage.indicators import reading
from maillage.territory.operations import load_subset
from tests.cast import Cast, play

# A shared machine may be slow: how long an example takes says nothing.
settings.register_profile("maillage", deadline=None)
settings.load_profile("maillage")

DEPARTEMENTS = ("23", "2A", "30", "33", "46", "57", "58", "59", "69", "75", "94", "971", "974")

# What sweeps the whole site, or waits for another program: counting its lines takes longer than playing it.
UNMEASURED = ("browser", "office", "once")

# What migrations and the geography write stays when a transactional test empties the tables.
REFERENCE = ("territory_", "network_organisationkind", "network_charter", "accounts_journalhead")

guards = import_module("maillage.accounts.migrations.0003_journal_is_append_only")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to play only what asks the database: the rest says the same on every engine."""
    parser.addoption("--database-only", action="store_true", help="play only the tests that ask the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let what sweeps the whole site play unmeasured; leave out what asks no database, where only that is wanted."""
    for item in items:
        if any(item.get_closest_marker(name) for name in UNMEASURED):
            item.add_marker("no_cover")
    if not config.getoption("--database-only"):
        return
    asking = {"db", "transactional_db", "django_db_setup"}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        asks = item.get_closest_marker("django_db") or asking & set(getattr(item, "fixturenames", ()))
        (kept if asks else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


class UndefinedVariableError(AssertionError):
    """Say that a template reads what its view did not give."""


class Undefined(str):
    """Stand for a variable that a template does not find: writing it is an error."""

    __slots__ = ()

    def __mod__(self, name: object) -> str:
        raise UndefinedVariableError(f"a template writes « {name} », which is not defined")


def shuffled(rows: list[Any]) -> list[Any]:
    """Return rows in an order that nobody may count on; the seed is that of the run."""
    return random.sample(rows, len(rows))


@pytest.fixture(scope="session", autouse=True)
def _rows_without_order_come_in_any_order() -> Iterator[None]:
    """Shuffle the rows of every query that has no order, as a database may."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (
            ModelIterable,
            ValuesIterable,
            ValuesListIterable,
            NamedValuesListIterable,
            FlatValuesListIterable,
        ):
            patch.setattr(kind, "__iter__", _in_any_order(kind.__iter__))
        fetched = reading._fetched
        patch.setattr(reading, "_fetched", lambda cursor: shuffled(fetched(cursor)))
        yield


def _in_any_order(original: Any) -> Any:
    """Return the iteration of a query set, shuffled where nothing orders it."""

    def iterate(self: Any) -> Iterator[Any]:
        rows = list(original(self))
        return iter(rows if self.queryset.ordered else shuffled(rows))

    return iterate


@pytest.fixture(scope="session", autouse=True)
def _templates_name_only_what_they_are_given() -> Iterator[None]:
    """Refuse undefined variables in templates; a test of presence and « default » remain possible."""
    original = FilterExpression.resolve

    def resolve(self: FilterExpression, context: Context, ignore_failures: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's own signature
        has_default = any(function is default for function, _arguments in self.filters)
        return original(self, context, ignore_failures=ignore_failures or has_default)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FilterExpression, "resolve", resolve)
        patch.setattr(engines["django"].engine, "string_if_invalid", Undefined("%s"))  # type: ignore[attr-defined] # the engine of Django's backend
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - asked for, for its effect
    """Load a dozen départements with their communes, once; emptying the other tables leaves them there."""
    names = BaseDatabaseIntrospection.django_table_names

    def but_reference(self: Any, only_existing: bool = False, include_views: bool = True) -> list[str]:  # noqa: FBT001, FBT002 - Django's own signature
        found = names(self, only_existing=only_existing, include_views=include_views)
        return [name for name in found if not name.startswith(REFERENCE)]

    with django_db_blocker.unblock():
        load_subset(departements=DEPARTEMENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseIntrospection, "django_table_names", but_reference)
        operations = type(connection.ops)
        patch.setattr(operations, "sql_flush", _past_the_guards(operations))
        yield


@pytest.fixture(scope="session")
def migrated(
    django_db_setup: None,  # noqa: ARG001 - asked for, for its effect
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Return the file of a register without people, for another process: a copy takes less time than migrations."""
    if connection.vendor != "sqlite":
        pytest.skip("the other process opens a file: played on SQLite")
    base = tmp_path_factory.mktemp("migrated") / "base.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(base)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    return base


def _past_the_guards(operations: Any) -> Any:
    """Return the emptying of tables of a database, for which alone the journal is erased and begins again."""
    original = operations.sql_flush

    def sql_flush(self: Any, *arguments: Any, **options: Any) -> list[str]:
        emptied = original(self, *arguments, **options)
        if not emptied:
            return []
        sqlite = self.connection.vendor == "sqlite"
        around = (guards.UNDO_SQLITE, guards.SQLITE) if sqlite else ([], [])
        begin_again = (
            "UPDATE accounts_journalhead SET number = 0, digest = ''",
            "DELETE FROM network_charter WHERE version <> '1'",  # those of the migrations stay
        )
        return [*around[0], *emptied, *begin_again, *around[1]]

    return sql_flush


@pytest.fixture(autouse=True)
def _each_test_begins_in_french() -> Iterator[None]:
    """Forget the language that a request of the test before asked for."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _limits_begin_again(request: pytest.FixtureRequest) -> None:
    """Forget the tries of the test before, which a test without a transaction leaves in the cache."""
    marker = request.node.get_closest_marker("django_db")
    asked = marker is not None and marker.kwargs.get("transaction", False)
    if asked or {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        cache.clear()


@pytest.fixture
def commands_keep_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command run in the transaction of a test: run from a shell, it closes its connections."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - asked for, for its effect
    """Enter the fixed cast in the register."""
    return play()
