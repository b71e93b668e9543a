"""The national dashboard of what teams do, 5 million tallies over 12 years, after a write; and a tally accepted.

Run: ``python -m benchmarks.tallies`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
Each round declares a tally by the operation that the pages call, then asks for the twelve figures, month by month and
by département, from a register not yet read. The limit is one numpy pass over the same columns, already in memory: one
``bincount`` for each figure. What is kept is added up once before, as the worker does each night.
"""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

TEAMS, YEARS, FIRST_YEAR = 35_000, 12, 2014
MONTHS = YEARS * 12
ROUNDS = 40
TODAY = dt.date(FIRST_YEAR + YEARS, 1, 15)
COUNTED = 10


def prepare() -> dict[str, float]:
    """Write the teams and their tallies; in a process of its own: its memory is not counted with the others'."""
    import numpy as np
    from django.core.management import call_command
    from django.db import connection, transaction

    from benchmarks.network import build
    from maillage.common.facts import start_of_day
    from maillage.network.models import TeamStageChange
    from maillage.tallies.models import COUNTS, Tally

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    build(organisations=1_000, teams=TEAMS, carryings=1_000, coverages=1_000)
    TeamStageChange.objects.all().delete()
    at = start_of_day(dt.date(2014, 1, 1))
    TeamStageChange.objects.bulk_create(
        [
            TeamStageChange(
                team_id=team, stage="reconnue", changed_on=dt.date(2014, 1, 1), recorded_at=at, known_from=at
            )
            for team in range(1, TEAMS + 1)
        ],
        batch_size=5_000,
    )
    names = ("team_id", "period_on", "months", "nothing", "word", "how", "filled_by", "source")
    told = (*names, "recorded_at", "known_from", "retraction_reason", *COUNTS)
    table = connection.ops.quote_name(Tally._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(name) for name in told)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(told))})"
    if connection.vendor == "sqlite":  # to write faster; what is measured has the usual memory
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -400000")
    draw = np.random.default_rng(2016)
    for month in range(MONTHS):
        first = dt.date(FIRST_YEAR + month // 12, month % 12 + 1, 1)
        moment = (start_of_day(first) + dt.timedelta(days=35)).astimezone(dt.UTC)
        when = moment if connection.vendor == "postgresql" else moment.strftime("%Y-%m-%d %H:%M:%S")
        day = first if connection.vendor == "postgresql" else first.isoformat()
        counts = draw.integers(0, 40, (TEAMS, COUNTED))
        counts[:, 7] += counts[:, 6]  # who is accompanied is reached
        shared = (day, 1, False, "", "page", "", "", when, when, "")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                statement,
                [(team, *shared, *row) for team, row in enumerate(counts.tolist(), start=1)],
            )
    return {"tallies": TEAMS * MONTHS}


def kept() -> dict[str, float]:
    """Add up what a large network keeps."""
    from django.utils import timezone

    from maillage.indicators.models import MonthlyTotals
    from maillage.indicators.totals import keep

    start = time.perf_counter()
    keep(timezone.now())
    elapsed = time.perf_counter() - start
    held = MonthlyTotals.objects.newest()
    assert held is not None
    return {"seconds": elapsed, "kept_mb": len(held.values) / 1e6}


def ours() -> dict[str, Any]:
    """Time a tally, then the dashboard that follows it, again and again."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from maillage.common.facts import Author
    from maillage.indicators.activity import FIGURES, activity
    from maillage.network.models import Team
    from maillage.tallies.models import Counts, Period
    from maillage.tallies.operations.tallies import Declared, declare
    from maillage.territory.perimeter import FRANCE

    month = Period(dt.date(FIRST_YEAR + YEARS, 1, 1))
    as_of = dt.date(FIRST_YEAR + YEARS, 1, 31)
    written, asked = [], []
    for team in Team.objects.order_by("pk")[:ROUNDS]:
        by = Author(at=timezone.now())
        start = time.perf_counter()
        declare(team, month, Declared(counts=Counts(visits=3, hours=7)), on=as_of, by=by)
        middle = time.perf_counter()
        found = activity(FRANCE, as_of=as_of, known_at=timezone.now())
        lines = [found.line(figure) for figure in FIGURES]
        places = [found.counts(figure) for figure in FIGURES]
        responses = [found.responses(figure) for figure in FIGURES]
        asked.append(time.perf_counter() - middle)
        written.append(middle - start)
    with CaptureQueriesContext(connection) as queries:
        activity(FRANCE, as_of=as_of, known_at=timezone.now())
    assert len(lines) == len(responses) == len(FIGURES) == 12
    return {
        "declared_p95": _p95(written),
        "dashboard_p95": _p95(asked),
        "dashboard": median(asked),
        "months": len(found.months),
        "places": places[0].shape[1],
        "questions": len(queries),
        "check": float(places[0].sum()),
    }


def plain() -> dict[str, float]:
    """Time the same dashboard without what is kept."""
    from django.utils import timezone

    from maillage.indicators.models import MonthlyTotals
    from maillage.indicators.totals import CODES, Axes, places, plainly

    MonthlyTotals.objects.all().delete()
    first = FIRST_YEAR * 12
    axes = Axes(first=first, last=first + MONTHS, places=places())
    start = time.perf_counter()
    values = plainly(timezone.now(), axes)
    elapsed = time.perf_counter() - start
    assert CODES
    return {"seconds": elapsed, "check": float(values[0].sum())}


def limit() -> dict[str, float]:
    """Time one numpy pass over the columns of the same size, in memory: a bincount for each figure."""
    import numpy as np

    draw = np.random.default_rng(1)
    size = TEAMS * MONTHS
    cells = draw.integers(0, MONTHS * 102, size)
    columns = [draw.integers(0, 40, size).astype(np.int32) for _ in range(12)]
    start = time.perf_counter()
    for column in columns:
        np.bincount(cells, weights=column, minlength=MONTHS * 102)
    return {"seconds": time.perf_counter() - start}


def _p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[int(len(values) * 0.95)]


def _child(name: str) -> None:
    """Run one side and print its figures."""
    import django

    django.setup()
    sides = {"prepare": prepare, "kept": kept, "ours": ours, "plain": plain, "limit": limit}
    result = sides[name]()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


def _side(name: str) -> dict[str, float]:
    """Return the figures of one side, run in its own process."""
    command = [sys.executable, "-m", "benchmarks.tallies", name]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Build the network, run the sides, print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        sides = {name: _side(name) for name in ("prepare", "kept", "ours", "limit", "plain")}
    mine, floor = sides["ours"], sides["limit"]["seconds"]
    print(f"{os.environ['DATABASE_URL'].split(':')[0]}, {int(sides['prepare']['tallies']):,} tallies")
    print(
        f"  added up for the night  : {sides['kept']['seconds']:8.1f} s, {sides['kept']['kept_mb']:.1f} MB kept"
    )
    print(f"  dashboard after a write : {mine['dashboard_p95'] * 1000:8.0f} ms at 95 % (asked: under 300)")
    print(f"  times a numpy pass      : {mine['dashboard_p95'] / floor:8.2f}    (asked: at most 5)")
    print(f"  questions               : {mine['questions']:8.0f}")
    print(f"  a tally accepted        : {mine['declared_p95'] * 1000:8.0f} ms at 95 % (asked: under 50)")
    same = sides["plain"]["check"] == mine["check"]
    print(f"  the plain way           : {sides['plain']['seconds']:8.1f} s, same sums: {same}")
    print(f"  peak memory             : {mine['peak_mb']:8.0f} MB")


if __name__ == "__main__":
    _child(sys.argv[1]) if len(sys.argv) > 1 else main()
