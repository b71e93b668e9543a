"""No page asks more of the database when the network grows; none asks more than fifteen questions, but one."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from maillage.observatory.assemble import communes_over
from tests.cast import NOW
from tests.portal import crowd

MOST = 15
WHOLE = "/chiffres/?"  # all the figures at once: each relation of the register is read once


@pytest.fixture(autouse=True)
def communes_are_read(db: None) -> None:  # noqa: ARG001 - asked for, for its effect
    """Read the communes of the observatory, as the first page of a process does for the following ones."""
    communes_over(known_at=NOW)


def everything(count: int) -> None:
    """Fill the register with as many rows of each kind."""
    crowd.teams(count)
    crowd.cooperations(count)
    crowd.organisations(count)
    crowd.published(count)
    crowd.supports(count)


PAGES = (
    ("/?au=2016-11-25", 10),
    ("/carte/?au=2016-11-25", 3),
    ("/carte/?au=2016-11-25&vue=tuiles", 3),
    ("/carte/?au=2016-11-25&vue=tableau", 3),
    ("/charte/?au=2016-11-25", 6),
    ("/territoires/", 1),
    ("/territoires/?lieu=30000", 9),
    ("/departements/30/?au=2016-11-25", 13),
    ("/cooperations/?au=2016-11-25", 2),
    ("/cooperations/?departement=30&etape=lancee&niveau=departementale&q=coop", 2),
    ("/cooperations/cooperation-0/", 7),
    ("/equipes/?au=2016-11-25", 3),
    ("/equipes/?lieu=30000&q=equipe", 6),
    ("/equipes/equipe-0/", 6),
    ("/signataires/?au=2016-11-25", 5),
    ("/signataires/?nature=association-locale&departement=30&q=entraide", 5),
    ("/organisations/entraide-0/", 10),
    ("/echanges/", 2),
    ("/appuis/cooperations/cooperation-0/", 8),
    ("/appuis/equipes/equipe-0/", 6),
    ("/appuis/organisations/entraide-0/", 6),
    ("/chiffres/sessions-formation/fiches/?au=2016-11-25", 5),
    ("/chiffres/laureats/fiches/?au=2016-11-25", 7),
    ("/chiffres/?au=2016-11-25", 37),
    ("/chiffres/?au=2016-11-25&perimetre=cooperation:x", 38),
    ("/chiffres/publies/", 3),
    ("/chiffres/signataires/?au=2016-11-25", 6),
    ("/chiffres/porteurs/?au=2016-11-25", 10),
    ("/chiffres/porteurs/?au=2016-11-25&par=region", 12),
    ("/chiffres/equipes/?au=2016-11-25&perimetre=departement:30", 11),
    ("/chiffres/communes-couvertes/?au=2016-11-25&par=departement", 12),
    ("/chiffres/part-porteurs-association-locale/?au=2016-11-25", 11),
    ("/chiffres/signataires/fiches/?au=2016-11-25", 5),
    ("/chiffres/signataires/differences/?au=2016-11-25", 6),
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "queries"), PAGES)
@pytest.mark.django_db
def test_a_page_asks_as_much_whatever_the_rows(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    queries: int,
    count: int,
) -> None:
    everything(count)
    assert queries <= MOST or address.startswith(WHOLE)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_the_whole_catalogue_of_a_small_place_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    everything(count)
    with django_assert_num_queries(34):  # each relation of the register once, and the place
        assert client.get("/chiffres/?au=2016-11-25&perimetre=commune:30189").status_code == 200


LISTS: tuple[tuple[str, Callable[[int], object], int], ...] = (
    ("/carte/", everything, 3),
    ("/cooperations/", crowd.cooperations, 2),
    ("/equipes/", crowd.teams, 2),
    ("/signataires/", crowd.organisations, 4),
)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("address", "fill", "queries"), LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.django_db
def test_a_file_asks_as_much_whatever_the_rows(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    fill: Callable[[int], object],
    queries: int,
    kind: str,
    count: int,
) -> None:
    fill(count)
    with django_assert_num_queries(queries):
        assert client.get(f"{address}?format={kind}").status_code == 200
