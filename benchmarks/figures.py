"""The monthly series 2014-2026 of signatories by département: ours, the plain way, and the limit.

Run: ``python -m benchmarks.figures`` (SQLite), or with ``DATABASE_URL`` set to an empty PostgreSQL database.
Ours and the limit are the median of five runs, each in a process of its own; the plain way is one ORM count for
each month and département, measured on a sample of them and multiplied up, for it would take minutes.
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

MONTHS = [(dt.date(2014 + m // 12, m % 12 + 1, 1) + dt.timedelta(days=31)).replace(day=1) for m in range(156)]
DAYS = [day - dt.timedelta(days=1) for day in MONTHS]
SAMPLE = 400
RUNS = 5


def ours() -> dict[str, float]:
    """Time the series of the catalogue from a register not yet read."""
    from django.utils import timezone

    from maillage.indicators.measure import measure_series

    start = time.perf_counter()
    series = measure_series("signataires", days=DAYS, known_at=timezone.now(), by="departement")
    elapsed = time.perf_counter() - start
    return {"seconds": elapsed, "check": float(sum(v or 0 for v in series.total)), "parts": len(series.parts)}


def limit() -> dict[str, float]:
    """Time a single numpy pass over the same rows: read them, then count starts and ends."""
    import numpy as np
    from django.db import connection

    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, started_on, ended_on, id FROM network_signature")
        signatures = cursor.fetchall()
        cursor.execute(
            "SELECT organisation_id, started_on, ended_on, departement_id, commune_id, kind_id, id "
            "FROM network_organisationsituation"
        )
        situations = cursor.fetchall()
    read = time.perf_counter()
    places = np.zeros(60_000, np.int64)
    subjects, *_rest = (np.array(column) for column in zip(*[(r[0], r[3]) for r in situations], strict=True))
    places[subjects] = _rest[0]
    far = "9999-12-31"
    starts = np.array([str(r[1]) for r in signatures], "datetime64[D]")
    ends = np.array([str(r[2] or far) for r in signatures], "datetime64[D]")
    days = np.array(DAYS, "datetime64[D]")
    group = places[np.array([r[0] for r in signatures])]
    columns = len(days) + 1
    size = int(places.max()) + 1
    opened = np.bincount(group * columns + np.searchsorted(days, starts), minlength=size * columns)
    closed = np.bincount(group * columns + np.searchsorted(days, ends), minlength=size * columns)
    counts = (opened - closed).reshape(size, columns)[:, :-1].cumsum(axis=1)
    elapsed = time.perf_counter() - start
    return {"seconds": elapsed, "read": read - start, "check": float(counts.sum())}


def plain() -> dict[str, float]:
    """Time one ORM count for each month and département, on a sample."""
    import numpy as np
    from django.utils import timezone

    from maillage.common.facts import known, true_on
    from maillage.network.models import Signature
    from maillage.territory.models import Departement

    now = timezone.now()
    pairs = [(day, pk) for day in DAYS for pk in Departement.objects.values_list("pk", flat=True)]
    chosen = [pairs[i] for i in np.random.default_rng(1).choice(len(pairs), SAMPLE, replace=False)]
    start = time.perf_counter()
    for day, pk in chosen:
        path = "organisation__situations__"
        Signature.objects.known_at(now).as_of(day).filter(
            known(now, path) & true_on(day, path), **{f"{path}departement": pk}
        ).values("organisation").distinct().count()
    elapsed = time.perf_counter() - start
    return {"seconds": elapsed * len(pairs) / SAMPLE, "counts": len(pairs)}


def _child(name: str) -> None:
    """Run one side and print its figures."""
    import django

    django.setup()
    result = {"prepare": prepare, "ours": ours, "limit": limit, "plain": plain}[name]()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(result))


def _side(name: str, runs: int) -> dict[str, float]:
    """Return the medians of several runs of one side, each in its own process."""
    results = [
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.figures", name], check=True, capture_output=True, text=True
            ).stdout.splitlines()[-1]
        )
        for _ in range(runs)
    ]
    return {key: median(result[key] for result in results) for key in results[0]}


def prepare() -> dict[str, float]:
    """Write the register; in a process of its own, so that its memory is not counted with the others'."""
    from django.core.management import call_command

    from benchmarks.network import build

    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    return {"facts": build()}


def main() -> None:
    """Build the register, run the three sides, print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'banc.sqlite3'}")
        os.environ["MAILLAGE_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        facts = int(_side("prepare", 1)["facts"])
        sides = {"ours": _side("ours", RUNS), "limit": _side("limit", RUNS), "plain": _side("plain", 1)}
    mine, floor, plainly = sides["ours"], sides["limit"], sides["plain"]
    print(f"{os.environ['DATABASE_URL'].split(':')[0]}, {facts:,} dated facts, 156 months by département")
    for name, side in sides.items():
        print(f"  {name:6} {side['seconds']:8.3f} s   peak {side['peak_mb']:6.0f} MB")
    print(
        f"  times faster than the plain way: {plainly['seconds'] / mine['seconds']:8.0f}   (asked: at least 100)"
    )
    print(
        f"  times the limit                : {mine['seconds'] / floor['seconds']:8.2f}   (asked: at most 5)"
    )
    print(f"  peak memory                    : {mine['peak_mb']:8.0f} MB (asked: under 500)")


if __name__ == "__main__":
    _child(sys.argv[1]) if len(sys.argv) > 1 else main()
