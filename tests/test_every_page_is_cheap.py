"""No page where people work asks the database more than sixteen times, but one, however many rows it shows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.people import enter
from tests.e2e.test_every_page import everybody, pages
from tests.openings import routes
from tests.rights import ROWS
from tests.rights_world import build
from tests.test_rights_matrix import filled

MOST = 16
# « Mon espace » of somebody who wears every hat asks once for each sort of thing that may wait for them.
DEAR = {"member_home": 29}
# It writes the letter of each person, one by one, as the worker will: what it costs follows how many they are.
EACH_PERSON = {"weekly_preview"}


@pytest.mark.django_db
def test_no_page_asks_the_database_more_than_sixteen_times(client: Client) -> None:
    world = build()
    enter(client, everybody(world), strong=True)
    dear = {}
    for name in sorted({*pages()} - EACH_PERSON):
        address = reverse(name, kwargs=filled(world, routes()[name], ROWS[name], "own"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        reads = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        if len(reads) > DEAR.get(name, MOST):
            dear[name] = len(reads)
    assert dear == {}
