"""Read a page as a person does: its words, without its markup."""

import html
import re

from django.test import Client

INLINE = re.compile(r"</?(?:a|b|em|span|strong)\b[^>]*>")
MARKUP = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


def words(page: str) -> str:
    """Return the words of a page, on one line, with ordinary spaces."""
    text = html.unescape(MARKUP.sub(" ", INLINE.sub("", page)))
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def read(client: Client, address: str, *, status: int = 200) -> str:
    """Open a page and return its words."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return words(answer.content.decode())
