"""Enquiries for the tests: who receives them, what is asked, what waits to be sent."""

import datetime as dt
from typing import Any

from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.network.models import (
    Enquiry,
    Wish,
)
from maillage.network.operations.enquiries import (
    Asked,
    receive_enquiry,
)
from tests.cast import NOW, commune, date

DAY = date(2017, 6, 1)
PUBLIC = Author(at=NOW, role="public")
NIMES, UZES, GUERET, ALES = "30189", "30334", "23096", "30007"


def later(**gap: float) -> dt.datetime:
    """Return a moment after now."""
    return NOW + dt.timedelta(**gap)


def asked(wish: Wish = Wish.HELP, code: str = NIMES, **more: Any) -> Asked:
    """Return what somebody of Nîmes asks."""
    told: dict[str, Any] = {"name": "Zoé Blanc", "email": "zoe@exemple.fr", "commune": commune(code)}
    return Asked(wish=wish, **{**told, **more})


def received(wish: Wish = Wish.HELP, code: str = NIMES, **more: Any) -> Enquiry:
    """Receive an enquiry, and return it."""
    return receive_enquiry(asked(wish, code, **more), on=DAY, by=PUBLIC)


def to(kind: str = "") -> list[str]:
    """Return to whom messages wait, of a kind."""
    found = Message.objects.of_kind(kind) if kind else Message.objects.all()
    return sorted(found.values_list("to_email", flat=True))
