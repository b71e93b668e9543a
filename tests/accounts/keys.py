"""Keys of partners, for the tests: given by an administrator, shown as a program shows them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from maillage.accounts.models import ApiKey, Scope
from maillage.accounts.operations import NewKey, issue_key
from maillage.common.facts import Author

ALL = (Scope.SEND.value, Scope.FOLLOW.value)


def new_key(**more: Any) -> NewKey:
    """Return what a key is given for."""
    told: dict[str, Any] = {
        "name": "Ville d'Alès",
        "email": "site@exemple.fr",
        "scopes": ALL,
        "quota": 1_000,
        "expires_on": timezone.localdate() + dt.timedelta(days=30),
    }
    return NewKey(**{**told, **more})


def given(**more: Any) -> tuple[ApiKey, str]:
    """Give a key; return it with its secret."""
    by = Author(at=timezone.now(), role="administrateur-national")
    return issue_key(new_key(**more), on=timezone.localdate(), by=by)


def api_key(**more: Any) -> ApiKey:
    """Give a key."""
    return given(**more)[0]


def shown(secret: str) -> dict[str, str]:
    """Return the header that shows a key."""
    return {"Authorization": f"Bearer {secret}"}
