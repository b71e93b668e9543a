"""Enquiries for the tests: who receives them, what is asked, what waits to be sent."""

import datetime as dt
from typing import Any

import pytest

from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.models import (
    Enquiry,
    Wish,
)
from maillage.network.operations import NewPerson, appoint_lead
from maillage.network.operations.enquiries import (
    Asked,
    receive_enquiry,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import NOW, TAKEN_OVER, Cast, commune, date

DAY = date(2017, 6, 1)
PUBLIC = Author(at=NOW, role="public")
NIMES, UZES, GUERET, ALES = "30189", "30334", "23096", "30007"


def later(**gap: float) -> dt.datetime:
    return NOW + dt.timedelta(**gap)


@pytest.fixture
def led(cast: Cast) -> Cast:
    """Give the team of Nîmes a lead, the cooperation of the Gard an animator, the country an officer."""
    appoint_lead(
        cast.tilleul, NewPerson("Jeanne Roy", "jeanne@exemple.fr"), on=date(2016, 1, 1), by=TAKEN_OVER
    )
    person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    person("Olivier Legrand", Role.OFFICER)
    return cast


def asked(wish: Wish = Wish.HELP, code: str = NIMES, **more: Any) -> Asked:
    told: dict[str, Any] = {"name": "Zoé Blanc", "email": "zoe@exemple.fr", "commune": commune(code)}
    return Asked(wish=wish, **{**told, **more})


def received(wish: Wish = Wish.HELP, code: str = NIMES, **more: Any) -> Enquiry:
    return receive_enquiry(asked(wish, code, **more), on=DAY, by=PUBLIC)


def to(kind: str = "") -> list[str]:
    """Return to whom messages wait, of a kind."""
    found = Message.objects.of_kind(kind) if kind else Message.objects.all()
    return sorted(found.values_list("to_email", flat=True))
