"""A small France, loaded once for each file of tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from maillage.territory.models import Commune, Departement
from maillage.territory.operations import load_subset

# The Gard, both Corsicas, La Réunion; then towns that have something particular.
DEPARTEMENTS = ("30", "2A", "2B", "974")
COMMUNES = (
    "42218",  # Saint-Étienne
    "93066",  # Saint-Denis, as in La Réunion
    "94038",  # L'Haÿ-les-Roses
    "72181",  # Le Mans
    "67482",  # Strasbourg
    "57521",  # Œting
    "74010",  # Annecy, which has taken in Seynod
    "01015",  # Arboys en Bugey, which was Arbignieu
    "29155",  # Ouessant, an island without EPCI
    "32035",  # Beaucaire, as in the Gard
    "75056",
    "75101",
    "75113",
    "75115",
    "13213",
    "69383",
)


@pytest.fixture(scope="module")
def small_france(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - asked for, for its effect
    """Hold a part of France in the database for the tests of a module, then take it out."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_subset(departements=DEPARTEMENTS, communes=COMMUNES)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def gard(small_france: None, db: None) -> Departement:  # noqa: ARG001 - asked for, for their effect
    """Return the Gard."""
    return Departement.objects.get(code="30")


@pytest.fixture
def nimes(gard: Departement) -> Commune:
    """Return Nîmes."""
    return Commune.objects.get(code="30189", departement=gard)
