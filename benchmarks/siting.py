"""Where to open 200 teams among 35,000 communes: ours, with its proof, beside spopt and HiGHS on the whole model.

Run: ``python -m benchmarks.siting``, or with some of national, near, curve, floor, median, spopt, highs after it; the
last two need requirements/peers.txt. Each side runs in its own process, ours on one thread, and times itself in CPU and
wall seconds, from the degrees to the answer (the curve and the floor: from the graph); the quick ones, the best of
three. Memory is the most that the process held, Python included. HiGHS has 300 seconds for the same sparse model.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.instance import country

P, RADIUS, HIGHS_SECONDS = 200, 15.0, 300.0
SMALL = {1_000: 10, 3_000: 20, 5_000: 20}
ALL = ("national", "near", "curve", "floor", "median", "spopt", "highs")

Found = dict[str, float]


def timed(run: Callable[[], Found], times: int = 1) -> Found:
    """Return what a run found, with its CPU and wall seconds, the best of some, and the memory of the process in MB."""
    runs = []
    for _run in range(times):
        start, began = time.perf_counter(), time.process_time()
        found = run()
        spent = {"cpu": time.process_time() - began, "wall": time.perf_counter() - start}
        runs.append({**found, **spent, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    return min(runs, key=lambda one: one["cpu"])


def ours(what: str, n: int) -> Found:
    """Answer one question with our own calculation."""
    from maillage.science import siting, siting_floor, siting_graph, siting_median

    degrees, need, side = country(n)
    if what == "median":
        # One answer without a tight bound, then one with it.
        quick = timed(lambda: vars_of(siting_median.p_median(degrees, need, P)))
        return {**quick, **{f"proved_{k}": v for k, v in timed(lambda: vars_of(
            siting_median.p_median(degrees, need, P, rounds=110))).items()}}  # fmt: skip
    if what in {"curve", "floor"}:
        graph = siting_graph.within(degrees, RADIUS)
        if what == "curve":
            curve = timed(lambda: {"value": float(siting.curve(graph, need, 2_000).values[-1])}, 3)
            return {**curve, "bound": curve["value"], "gap": 0.0}
        return timed(lambda: vars_of(siting_floor.floor_cover(graph, need, 400, side, 0.6)), 3)
    effort = {"near": siting.NEAR, "exact": siting.EXACT}.get(what, siting.QUICK)
    p = SMALL.get(n, P)
    return timed(
        lambda: vars_of(siting.maximal_cover(siting_graph.within(degrees, RADIUS), need, p, effort=effort)),
        3 if what in {"national", "quick"} else 1,
    )


def vars_of(plan: object) -> Found:
    """Return the value, the bound and the gap of a plan."""
    return {name: float(getattr(plan, name)) for name in ("value", "bound", "gap")}


def spopt(_what: str, n: int) -> Found:
    """Answer with spopt, on the same distances."""
    import numpy as np
    import pulp
    from spopt.locate import MCLP

    degrees, need, _side = country(n)

    def run() -> Found:
        latitude, longitude = np.radians(degrees).T
        points = np.column_stack(
            [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
        )
        costs = 6371.0088 * np.arccos(np.clip(points @ points.T, -1, 1))
        model = MCLP.from_cost_matrix(costs, need, service_radius=RADIUS, p_facilities=SMALL[n])
        solved = model.solve(pulp.HiGHS(msg=False, threads=1))
        value = float(solved.problem.objective.value())
        return {"value": value, "bound": value, "gap": 0.0}

    return timed(run)


def highs(_what: str, n: int) -> Found:
    """Answer with HiGHS, on the whole sparse model."""
    import highspy
    import numpy as np
    from scipy import sparse

    from maillage.science import siting_graph

    degrees, need, _side = country(n)

    def run() -> Found:
        covers = siting_graph.within(degrees, RADIUS).sites_of.astype(np.float64)
        rows = sparse.vstack(
            [
                sparse.hstack([covers, -sparse.eye_array(n)]),
                np.concatenate([np.ones(n), np.zeros(n)])[None, :],
            ]
        ).tocsr()
        model = highspy.HighsModel()
        lp = model.lp_
        lp.num_col_, lp.num_row_ = 2 * n, n + 1
        lp.col_cost_ = -np.concatenate([np.zeros(n), need])
        lp.col_lower_, lp.col_upper_ = np.zeros(2 * n), np.ones(2 * n)
        lp.row_lower_ = np.concatenate([np.zeros(n), [P]])
        lp.row_upper_ = np.concatenate([np.full(n, np.inf), [P]])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
        lp.integrality_ = [highspy.HighsVarType.kInteger] * n + [highspy.HighsVarType.kContinuous] * n
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("time_limit", HIGHS_SECONDS)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        solver.run()
        found = solver.getInfo()
        value, bound = -found.objective_function_value, -found.mip_dual_bound
        return {"value": value, "bound": bound, "gap": (bound - value) / bound}

    return timed(run)


SIDES = {"ours": ours, "spopt": spopt, "highs": highs}


def apart(side: str, what: str, n: int) -> Found | None:
    """Run one side in its own process, on one thread; return what it found, None when a library is missing."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.siting", "side", side, what, str(n)],
        env={**os.environ, **one},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    assert not done.returncode, done.stderr
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def line(name: str, found: Found) -> None:
    """Print an answer and what it took."""
    print(
        f"{name:28s} value {found['value']:,.0f}, bound {found['bound']:,.0f}, gap {found['gap']:.3%}; "
        f"{found['cpu']:.2f} s CPU, {found['wall']:.2f} s wall, {found['mb']:.0f} MB"
    )


def limits(found: Found, **asked: float) -> None:
    """Print how much of each limit an answer took."""
    print("   " + ", ".join(f"{name} {found[name] / most:.2f} × {most:g}" for name, most in asked.items()))


NATIONAL: dict[str, dict[str, float]] = {
    "national": {"gap": 0.005, "cpu": 1.5, "mb": 250},
    "near": {"gap": 0.0015, "wall": 60},
    "curve": {"cpu": 0.1},
    "floor": {"cpu": 0.7},
    "median": {"cpu": 6, "mb": 1000, "proved_gap": 0.02, "proved_cpu": 30},
}


def against_spopt() -> None:
    """Compare with spopt on small countries: the same optimum, then a proof within 0.3 %."""
    for n, p in SMALL.items():
        quick, exact, theirs = apart("ours", "quick", n), apart("ours", "exact", n), apart("spopt", "", n)
        assert quick
        assert exact
        line(f"{n:,} places, p = {p}, exact", exact)
        line(f"{n:,} places, p = {p}, quick", quick)
        if theirs is None:
            print("spopt: not installed (requirements/peers.txt)")
            continue
        line(f"{n:,} places, p = {p}, spopt", theirs)
        print(
            f"   exact {theirs['cpu'] / exact['cpu']:.0f} times faster (asked: 30), "
            f"quick {theirs['cpu'] / quick['cpu']:.0f} times (asked: 500 at 5,000, gap at most 0.3 %)"
        )
        assert abs(exact["value"] - theirs["value"]) < 1


def main() -> None:
    """Run each question, or those named, and print the ratios."""
    asked = sys.argv[1:] or ALL
    for what, most in NATIONAL.items():
        if what in asked:
            found = apart("ours", what, 35_000)
            assert found
            line(what, found)
            limits(found, **most)
    if "spopt" in asked:
        against_spopt()
    if "highs" in asked:
        theirs = apart("highs", "", 35_000)
        if theirs is None:
            print("highs: not installed (requirements/peers.txt)")
        else:
            line("HiGHS, whole model", theirs)


if __name__ == "__main__":
    if sys.argv[1:2] == ["side"]:
        print(json.dumps(SIDES[sys.argv[2]](sys.argv[3], int(sys.argv[4]))))
    else:
        main()
