"""The outbox, until it is merged: the same calls, sent at once."""

import datetime as dt
from dataclasses import dataclass

from django.core.mail import send_mail


@dataclass(frozen=True, kw_only=True)
class To:
    """Name who receives a message."""

    email: str
    name: str = ""
    user_id: int | None = None


def queue(  # noqa: D103
    to: To, *, subject: str, text: str, kind: str, because: str, at: dt.datetime, key: str = ""  # noqa: ARG001
) -> None:
    send_mail(subject, f"{text}\n\n{because}", None, [to.email])


def site_link(path: str) -> str:  # noqa: D103
    return f"http://localhost:8000{path}"
