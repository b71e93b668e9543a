"""The widget on the site of a town, in a real browser: another origin pastes one line and shows the teams."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from maillage.network.models import Team
from tests.cast import Cast
from tests.e2e.browser import opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@contextmanager
def town(body: str) -> Iterator[str]:
    """Serve the page of a town from elsewhere, and return its address."""

    class Answer(BaseHTTPRequestHandler):
        """Answer the one page of the town."""

        def do_GET(self) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html><h1>Ma ville</h1>{body}".encode())

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_town_pastes_one_line_and_shows_its_teams(
    browser: Browser, live_server: LiveServer, cast: Cast, *, javascript: bool
) -> None:
    Team.objects.filter(pk=cast.tilleul.pk).update(telephone="0466000001")
    home = live_server.url
    line = (
        f'<script src="{home}/encart.js" data-lieu="commune:30189" async></script>'
        if javascript
        else f'<iframe src="{home}/encart/commune:30189/" title="Équipes"></iframe>'
    )
    with town(line) as address, opened(browser, base_url=address, javascript=javascript) as page:
        page.goto("/")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("Équipe du Tilleul")).to_be_visible()
        telephone = frame.get_by_role("link", name="04 66 00 00 01")
        expect(telephone).to_have_attribute("href", "tel:+33466000001")
        if javascript:
            expect(page.locator("iframe")).to_have_attribute("title", "Équipes citoyennes près de chez vous")
            page.wait_for_function("document.querySelector('iframe').style.height !== '30rem'")
        assert page.context.cookies() == []
