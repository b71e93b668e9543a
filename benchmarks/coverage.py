"""Accessibility of 35,000 communes to 5,000 teams: ours, BallTree of scikit-learn, plain SQL; then one team changed.

Run: ``python -m benchmarks.coverage``; the peers need requirements/peers.txt. Each side runs in its own process, on one
thread, and times itself, in CPU and wall seconds, from the arrays to the answer: how far the nearest team is, teams
within 15 km, E2SFCA, need within 15 km by département. BallTree does the same with haversine distances. SQL (SQLite in
memory, every pair, its own sine and cosine) only finds the nearest team and counts those within 15 km, for 350
communes, multiplied by 100: the whole would take minutes.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.instance import country

TEAMS, RADIUS, SEED = 5_000, 15.0, 5
OURS_MS, BALL, SQL, LIVE_US = 150, 20, 500, 50
SAMPLE = 100


def timed(run: Callable[[], object], times: int = 5) -> dict[str, float]:
    """Return the least CPU and wall seconds of a few runs."""
    cpu, wall = [], []
    for _run in range(times):
        start, began = time.perf_counter(), time.process_time()
        run()
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - start)
    return {"cpu": min(cpu), "wall": min(wall)}


def ours() -> dict[str, float]:
    """Time our accessibility, and one team that moves."""
    import numpy as np

    from maillage.science import coverage

    degrees, need, side = country()
    draw = np.random.default_rng(SEED)
    teams = degrees[draw.choice(len(degrees), TEAMS, replace=False)]
    capacity = np.full(TEAMS, 20.0)

    def whole() -> float:
        found = coverage.accessibility(degrees, need, teams, capacity)
        return float(coverage.shares_within(found.km, need, [RADIUS], side).reached.sum())

    found = timed(whole)
    live = coverage.Live(degrees, need, RADIUS, side)
    places = draw.choice(len(degrees), 2000, replace=False).tolist()
    start = time.process_time()
    for place in places:
        live.open(place)
    cold = (time.process_time() - start) / len(places)
    start = time.process_time()
    for place in places:
        live.close(place)
        live.open(place)
    warm = (time.process_time() - start) / (2 * len(places))
    return {**found, "first": cold, "next": warm, "covered": whole()}


def ball_tree() -> dict[str, float]:
    """Time the same answers from a ball tree."""
    import numpy as np
    from sklearn.neighbors import BallTree

    degrees, need, side = country()
    draw = np.random.default_rng(SEED)
    teams = np.radians(degrees[draw.choice(len(degrees), TEAMS, replace=False)])
    points, earth = np.radians(degrees), 6371.0088

    def whole() -> float:
        tree = BallTree(teams, metric="haversine")
        km = tree.query(points)[0][:, 0] * earth
        near, far = tree.query_radius(points, RADIUS / earth, return_distance=True)
        sizes = np.array([len(one) for one in near])
        team, place = np.concatenate(near), np.repeat(np.arange(len(points)), sizes)
        weight = np.array([1, 0.68, 0.22])[
            np.searchsorted([5, 10, 15], np.concatenate(far) * earth).clip(max=2)
        ]
        demand = np.bincount(team, need[place] * weight, minlength=TEAMS)
        ratio = np.divide(20.0, demand, out=np.zeros(TEAMS), where=demand > 0)
        np.bincount(place, ratio[team] * weight, minlength=len(points))
        return float(np.bincount(side, np.where(km <= RADIUS, need, 0)).sum())

    return {**timed(whole, 3), "covered": whole()}


def sql() -> dict[str, float]:
    """Time a plain count in SQL, on a sample, multiplied up."""
    import sqlite3

    import numpy as np

    degrees, _need, _side = country()
    draw = np.random.default_rng(SEED)
    teams = degrees[draw.choice(len(degrees), TEAMS, replace=False)]
    base = sqlite3.connect(":memory:")
    for name, rows in (("place", degrees[::SAMPLE]), ("team", teams)):
        base.execute(f"CREATE TABLE {name} (lat REAL, lon REAL)")
        base.executemany(f"INSERT INTO {name} VALUES (?, ?)", np.radians(rows).tolist())
    query = """
        SELECT p.rowid, count(t.rowid), min(12742.0176 * asin(sqrt(
            pow(sin((t.lat - p.lat) / 2), 2) + cos(p.lat) * cos(t.lat) * pow(sin((t.lon - p.lon) / 2), 2))))
        FROM place p LEFT JOIN team t ON 12742.0176 * asin(sqrt(
            pow(sin((t.lat - p.lat) / 2), 2) + cos(p.lat) * cos(t.lat) * pow(sin((t.lon - p.lon) / 2), 2))) <= ?
        GROUP BY p.rowid"""
    found = timed(lambda: base.execute(query, (RADIUS,)).fetchall(), 1)
    return {name: seconds * SAMPLE for name, seconds in found.items()}


SIDES = {"ours": ours, "ball_tree": ball_tree, "sql": sql}


def apart(module: str, side: str) -> dict[str, float] | None:
    """Run one side in its own process, on one thread; return what it measured, None when a library is missing."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", module, side],
        env={**os.environ, **one},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    assert not done.returncode, done.stderr
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run each side and print the ratios."""
    mine = apart("benchmarks.coverage", "ours")
    assert mine
    print(
        f"accessibility, 35,000 × {TEAMS:,}: {mine['cpu'] * 1e3:.0f} ms CPU, {mine['wall'] * 1e3:.0f} ms wall",
        end="",
    )
    print(f"   {mine['cpu'] * 1e3 / OURS_MS:.2f} × the limit of {OURS_MS} ms")
    print(
        f"one team changed: {mine['next'] * 1e6:.0f} µs (the first time at a place {mine['first'] * 1e6:.0f} µs)",
        end="",
    )
    print(f"   {mine['next'] * 1e6 / LIVE_US:.2f} × the limit of {LIVE_US} µs")
    for side, asked in (("ball_tree", BALL), ("sql", SQL)):
        theirs = apart("benchmarks.coverage", side)
        if theirs is None:
            print(f"{side}: not installed (requirements/peers.txt)")
            continue
        print(f"{side}: {theirs['cpu']:.2f} s CPU, {theirs['wall']:.2f} s wall", end="")
        print(f"   {theirs['cpu'] / mine['cpu']:.1f} times ours (asked: at least {asked})")
        assert abs(theirs.get("covered", mine["covered"]) - mine["covered"]) <= 1e-6 * mine["covered"]


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(SIDES[sys.argv[1]]()))
    else:
        main()
