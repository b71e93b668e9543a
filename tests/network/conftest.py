"""People whom several tests of the network need."""

import pytest

from maillage.accounts.roles import Role
from maillage.network.operations import NewPerson, appoint_lead
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import TAKEN_OVER, Cast, date


@pytest.fixture
def led(cast: Cast) -> Cast:
    """Give the team of Nîmes a lead, the cooperation of the Gard an animator, the country an officer."""
    appoint_lead(
        cast.tilleul, NewPerson("Jeanne Roy", "jeanne@exemple.fr"), on=date(2016, 1, 1), by=TAKEN_OVER
    )
    person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    person("Olivier Legrand", Role.OFFICER)
    return cast
