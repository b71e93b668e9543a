"""What reads the API as a server does: the base of the test stays open between two requests."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@pytest.fixture(autouse=True)
def _the_base_stays_open() -> Iterator[None]:
    """Leave the connection of the test alone, as Django's own client does: what it wrote is not committed."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)
