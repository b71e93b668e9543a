"""The demonstration network, loaded once for all the tests of this folder, and forgotten after them."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="package")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:  # noqa: ARG001 - asked for, for its effect
    """Load the demonstration and return what the command printed."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = io.StringIO()
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demonstration: str, db: None) -> str:  # noqa: ARG001 - asked for, for its effect
    """Hold a database with the demonstration, and what loading it printed."""
    return demonstration
