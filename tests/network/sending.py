"""Fill a form as a browser does: open its page, send it with its token."""

from django.test import Client

from tests.portal.reading import words


def token(page: str) -> str:
    """Return the single-use token of a page."""
    return page.split('name="form_token" value="')[1].split('"', maxsplit=1)[0]


def send(client: Client, page_of: str, **typed: object) -> tuple[int, str]:
    """Open a form, send it; return the status, and where it leads or the words of the page."""
    page = client.get(page_of).content.decode()
    answer = client.post(page_of, {"form_token": token(page), **typed})
    found = answer.headers.get("Location") or words(answer.content.decode())
    return answer.status_code, found
