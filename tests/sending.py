"""Send a form as a browser does: with the single-use token that its page holds."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.test import Client

TOKEN = re.compile(r'name="form_token" value="([\w-]+)"')


def new_token() -> str:
    """Return a token as a fresh page would hold it."""
    return secrets.token_urlsafe(24)


def send(client: Client, path: str, data: Mapping[str, Any] | None = None, *, token: str = "") -> Any:
    """Post a form with a fresh token, or with a given one."""
    return client.post(path, {"form_token": token or new_token(), **(data or {})})


def token_of(response: Any) -> str:
    """Return the token that a page holds."""
    found = TOKEN.search(response.content.decode())
    assert found, "this page holds no form token"
    return found[1]
