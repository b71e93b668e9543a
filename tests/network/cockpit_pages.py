"""Read and send the pages of the cockpit of the Gard, as people do."""

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from tests.sending import send

GARD = "/cooperations/cooperation-du-gard/animer/"
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    """Return the day that the pages speak of."""
    return timezone.localdate()


def says(client: Client, path: str = "", status: int = 200) -> str:
    """Return the words of a page of the cockpit of the Gard."""
    answer: Any = client.get(GARD + path)
    assert answer.status_code == status
    text = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'").split())


def done(client: Client, path: str, data: dict[str, Any]) -> str:
    """Send a form that is carried out, and return where it leads, under the cockpit of the Gard."""
    answer = send(client, GARD + path, data)
    errors = re.findall(r'class="(?:errorlist|error-summary)".*?</ul>', answer.content.decode(), re.DOTALL)
    assert (answer.status_code, errors) == (303, [])
    return str(answer["Location"]).removeprefix(GARD)


def refused(client: Client, path: str, data: dict[str, Any], status: int = 409) -> str:
    """Send a form that is refused, and return its page."""
    answer = send(client, GARD + path, data)
    assert answer.status_code == status
    return str(answer.content.decode()).replace("&#x27;", "'").replace("\u00a0", " ").replace("\u202f", " ")
