"""How fast the public pages answer sixteen visitors at once, beside an empty view on the same server.

Run: ``python -m benchmarks.portal`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
2,000 teams, 1,000 organisations, all the communes of France. The home page and the map are one address each; "find a
team" asks a hundred different places in turn. Each is measured as visitors meet it (pages are kept while the register
stays the same), then with nothing kept, every page made for every visitor. The weight of the home page counts all that
a browser fetches for it.
"""

import gzip
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urljoin

ORGANISATIONS, TEAMS, CARRYINGS, COVERAGES = 1_000, 2_000, 1_000, 10_000
CLIENTS, SECONDS, PLACES = 16, 6.0, 100
HOST, PORT = "127.0.0.1", 8899
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "fr"}


def main() -> None:
    """Build the register, then print the rates, their ratios, and the weight of the home page."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ.update(
            MAILLAGE_VAR=folder,
            MAILLAGE_HTTPS="0",
            MAILLAGE_DEBUG="",
            MAILLAGE_SECRET_KEY="banc-d-essai" * 5,
            DJANGO_SETTINGS_MODULE="benchmarks.portal_settings",
        )
        import django

        django.setup()
        addresses = _prepare()
        for kept in ("32", "0"):
            with _served(kept):
                _compare(addresses, kept)
                if kept != "0":
                    _weigh()


def _prepare() -> dict[str, list[str]]:
    """Write the register, and return the addresses of each page."""
    from django.core.management import call_command

    from benchmarks.network import build
    from maillage.territory.models import Commune

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    build(organisations=ORGANISATIONS, teams=TEAMS, carryings=CARRYINGS, coverages=COVERAGES)
    rows = Commune.objects.filter(parent=None).order_by("-population", "pk")[: PLACES * 40 : 40]
    return {
        "empty view": ["/vide/"],
        "home": ["/"],
        "find a team": [f"/territoires/?lieu={quote(f'{row.name} {row.code}')}" for row in rows],
        "map": ["/carte/"],
    }


@contextmanager
def _served(kept: str) -> Iterator[None]:
    """Serve the site as "maillage serve" does, until the measures are taken."""
    environment = {**os.environ, "MAILLAGE_KEPT_PAGES": kept}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([*command, "--bind", f"{HOST}:{PORT}", "--workers", "2"], env=environment)
    try:
        for _try in range(100):
            try:
                _fetch("/vide/")
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def _fetch(address: str) -> tuple[int, bytes]:
    """Return the status and the body of an address, as it travels."""
    line = http.client.HTTPConnection(HOST, PORT, timeout=60)
    line.request("GET", address, headers=HEADERS)
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, body


def _rate(addresses: list[str]) -> float:
    """Return how many pages a second sixteen clients are answered."""
    turn, lock = cycle(addresses), threading.Lock()
    done, wrong = [0] * CLIENTS, [0] * CLIENTS
    stop = time.perf_counter() + SECONDS

    def visit(who: int) -> None:
        while time.perf_counter() < stop:
            with lock:
                address = next(turn)
            status, _body = _fetch(address)
            done[who] += 1
            wrong[who] += status != http.client.OK

    clients = [threading.Thread(target=visit, args=(who,)) for who in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    if any(wrong):
        raise SystemExit(f"{sum(wrong)} answers of {sum(done)} are not pages: {addresses[0]}")
    return sum(done) / SECONDS


def _compare(addresses: dict[str, list[str]], kept: str) -> None:
    """Print the rate of each page, and its ratio to that of the empty view."""
    print("pages kept for visitors" if kept != "0" else "every page made anew")
    if kept != "0":
        for held in addresses.values():  # visitors have come before, to each process
            for address in held * 4:
                _fetch(address)
    rates = {name: _rate(held) for name, held in addresses.items()}
    for name, rate in rates.items():
        print(f"  {name:12} {rate:8.1f} a second; {rate / rates['empty view']:.2f} of the empty view")


def _weigh() -> None:
    """Print what a browser fetches for the home page, compressed."""
    page = _fetch("/")[1]
    text = gzip.decompress(page).decode()
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))
    sheets = [name for name in linked if name.endswith(".css")]
    for sheet in sheets:
        style = _fetch(sheet)[1]
        style = gzip.decompress(style) if style[:2] == b"\x1f\x8b" else style
        for name in re.findall(rb"url\(\"?([^)\"]+)\"?\)", style):
            if not name.startswith((b"data:", b"#")):
                linked.add(urljoin(sheet, name.decode()))
    weights = {name: len(_fetch(name)[1]) for name in linked}
    total = len(page) + sum(weights.values())
    print(f"  home weighs {total / 1000:.1f} kB in all: page {len(page) / 1000:.1f} kB, {len(weights)} files")


if __name__ == "__main__":
    main()
