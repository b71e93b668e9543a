"""Send forms and read pages, in the words of the tests."""

import re
from urllib.parse import urlsplit

from django.test import Client

from maillage.common.acts import new_token
from maillage.common.links import personal_link
from maillage.network.models import SigningFile


def post(client: Client, address: str, **data: object) -> tuple[int, str]:
    """Send a form once; return the answer, and where it leads or what it says."""
    answer = client.post(address, {"form_token": new_token(), **data})
    return answer.status_code, answer.headers.get("Location", "") or text_of(answer.content)


def text_of(content: bytes) -> str:
    """Return what a page says, without its markup."""
    body = content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#x27;", "'").replace("&amp;", "&")


def read(client: Client, address: str, status: int = 200) -> str:
    """Return what a page says."""
    answer = client.get(address)
    assert answer.status_code == status, text_of(answer.content)
    return text_of(answer.content)


def step(file: SigningFile, name: str) -> str:
    """Return the address of a step of a file."""
    return urlsplit(personal_link("signature", name, file=file.pk, key=file.key)).path


def follow_up(file: SigningFile) -> str:
    """Return the address where a file is followed."""
    return step(file, "signing_follow")
