"""A first recommendation over HTTP from a cold process, then what moving one team by hand changes.

Run: ``python -m benchmarks.observatory`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
All the communes of France, 700 recognised teams. The site is served by one process of gunicorn, started anew for each
round: the first answer is timed from the request sent to the last byte read, then with the start of the server. The CPU
seconds are those of the server. A move is timed in the process that holds the proposal, without HTTP, and over HTTP at
the address MOVE, where there is one; ASKED answered again, from memory, is what HTTP itself costs.
"""

import http.client
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

TEAMS, P, RADIUS, ROUNDS, AGAIN, MOVES = 700, 200, 15, 3, 15, 200
FIRST_SECONDS, MOVE_SECONDS = 5.0, 0.05
HOST, PORT = "127.0.0.1", 8898
ASKED = f"/api/v1/observatory/site?p={P}&radius={RADIUS}&existing=true"
# Without a key, so many computations an hour: ROUNDS × (1 + AGAIN) keeps within them.
# The page of a move, where {source} and {target} are codes of communes; empty, it is not measured.
MOVE = ""


def main() -> None:
    """Write the register, then print what each answer took, and how much of its limit."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ.update(
            MAILLAGE_VAR=folder,
            MAILLAGE_HTTPS="0",
            MAILLAGE_DEBUG="",
            MAILLAGE_SECRET_KEY="banc-d-essai" * 5,
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        for step in ("prepare", "inside"):
            if step == "inside":
                _from_cold()
            subprocess.run([sys.executable, "-m", "benchmarks.observatory", step], check=True)


def prepare() -> None:
    """Write the register, in a process of its own."""
    import datetime as dt

    from django.core.management import call_command

    from benchmarks.network import build
    from maillage.common.facts import start_of_day
    from maillage.network.models import TeamStageChange

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    build(organisations=1_000, teams=TEAMS, carryings=1_000, coverages=1_000)
    TeamStageChange.objects.all().delete()
    day = dt.date(2014, 1, 1)
    at = start_of_day(day)
    TeamStageChange.objects.bulk_create(
        TeamStageChange(team_id=team, stage="reconnue", changed_on=day, recorded_at=at, known_from=at)
        for team in range(1, TEAMS + 1)
    )


@contextmanager
def _served() -> Iterator[subprocess.Popen[bytes]]:
    """Serve the site as "maillage serve" does, from a new process."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--log-level", "error"]
    server = subprocess.Popen([*command, "--bind", f"{HOST}:{PORT}", "--workers", "1", "--timeout", "120"])
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def _listening() -> None:
    """Wait until the server takes calls; nothing is asked of it."""
    import socket

    for _try in range(600):
        with socket.socket() as line:
            if not line.connect_ex((HOST, PORT)):
                return
        time.sleep(0.05)
    raise SystemExit("the server did not start")


def _fetch(address: str) -> tuple[float, bytes]:
    """Return how long an answer took, from the request sent to the last byte read, and the answer."""
    line = http.client.HTTPConnection(HOST, PORT, timeout=120)
    start = time.perf_counter()
    line.request("GET", address)
    answer = line.getresponse()
    body = answer.read()
    took = time.perf_counter() - start
    line.close()
    if answer.status != http.client.OK:
        raise SystemExit(f"{address}: {answer.status} {body[:300]!r}")
    return took, body


def _children_seconds() -> float:
    """Return the CPU seconds of the processes that have ended, since this one began."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _from_cold() -> None:
    """Print how long a first recommendation takes, from a cold process, and what asking again costs."""
    firsts, starts, spent, again = [], [], [], []
    for _round in range(ROUNDS):
        before, began = _children_seconds(), time.perf_counter()
        with _served():
            _listening()
            first, body = _fetch(ASKED)
            starts.append(time.perf_counter() - began)
            firsts.append(first)
            again += [_fetch(ASKED)[0] for _time in range(AGAIN)]
            if MOVE and not _round:
                _moves_over_http(json.loads(body))
        spent.append(_children_seconds() - before)
    told = json.loads(body)
    print(
        f"{told['value']:,} people, bound {told['bound']:,}, gap {told['gap']:.3%}, {len(body) / 1000:.0f} kB"
    )
    _line("first recommendation, process up", firsts, FIRST_SECONDS)
    _line("first recommendation, start included", starts, FIRST_SECONDS)
    print(f"  CPU of the server, start and the answers below included: {median(spent):.2f} s")
    _line("the same asked again, from memory", again, MOVE_SECONDS)


def _moves_over_http(told: dict[str, list[dict[str, str]]]) -> None:
    """Print how long the page of a move takes."""
    codes = [row["code"] for row in told["results"]]
    took = [_fetch(MOVE.format(source=codes[rank % P], target="75056"))[0] for rank in range(MOVES)]
    _line("move a team, over HTTP", took, MOVE_SECONDS)


def inside() -> None:
    """Print how long moving one team takes in the process that holds the proposal: where, what, by département."""
    import datetime as dt

    import numpy as np
    from django.utils import timezone

    from maillage.observatory.assemble import Asked, effects, moved, outcome, proposal_of

    asked = Asked(p=P, radius=RADIUS, as_of=dt.date.today(), known_at=timezone.now())  # noqa: DTZ011 - a day
    found = proposal_of(asked)
    draw, took = np.random.default_rng(2026), []
    codes = found.ground.communes.places.codes
    chosen = set(found.codes)
    free = [code for code in (codes[rank] for rank in found.ground.ranks.tolist()) if code not in chosen]
    for _move in range(MOVES):
        source, target = found.codes[draw.integers(P)], free[draw.integers(len(free))]
        start = time.perf_counter()
        sites = moved(found, [(source, target)])
        now = outcome(found, sites)
        effects(found, sites, now.near)
        took.append(time.perf_counter() - start)
    _line("move a team, without HTTP", took, MOVE_SECONDS)


def _line(name: str, took: list[float], most: float) -> None:
    """Print the median and the 95th percentile (of three, the longest), beside a limit."""
    last = quantiles(took, n=20)[-1] if len(took) > ROUNDS else max(took)
    print(f"  {name:38} median {median(took):.3f} s, p95 {last:.3f} s: {last / most:.2f} × {most:g} s")


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        {"prepare": prepare, "inside": inside}[sys.argv[1]]()
    else:
        main()
