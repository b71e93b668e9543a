"""Ten thousand orders of starting drawn again: ours, and statsmodels fitted once for each order.

Run: ``python -m benchmarks.evaluation``. No database, one thread on both sides. A panel of 24 sites over 12 periods,
weighted, 10 of its lines missing, where sites start at five dates and some never do. Ours is the median of five runs
over 10,000 orders, from the columns to the p-value and the interval. statsmodels fits weighted least squares with one
dummy for each site and period on the first 200 of the same orders, and its time is multiplied up: the whole loop would
take a minute. Both must give the same effect for each of these orders.
"""

import os
import time
from statistics import median

DRAWS, SAMPLE, RUNS, SEED = 10_000, 200, 5, 2016
SITES, PERIODS, MISSING = 24, 12, 10
ASKED, TOLERANCE = 100, 1e-9


def main() -> None:
    """Build the panel, time both sides, and print the ratio and the largest gap."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np
    import statsmodels.api as sm

    from maillage.science.panel import randomisation_inference

    draw = np.random.default_rng(SEED)
    starts = np.repeat([2, 4, 6, 8, 10, PERIODS], SITES // 6)
    kept = np.sort(draw.permutation(SITES * PERIODS)[MISSING:])
    site, period = (axis.ravel()[kept] for axis in np.mgrid[:SITES, :PERIODS])
    treated = (period >= starts[site]).astype(float)
    value = draw.normal(6, 1, SITES)[site] + 0.1 * period - 0.5 * treated + draw.normal(0, 0.5, len(site))
    weight = draw.uniform(5, 30, len(site))

    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        found = randomisation_inference(site, period, value, weight, treated, seed=SEED, draws=DRAWS)
        times.append(time.perf_counter() - start)
    ours = median(times)

    # The same orders as ours: the same generator, the same seed, the starts in the order of the sites.
    orders = np.random.default_rng(SEED).permuted(np.tile(starts, (DRAWS, 1)), axis=1)[:SAMPLE]
    dummies = [site[:, None] == np.arange(SITES), period[:, None] == np.arange(1, PERIODS)]
    start, effects = time.perf_counter(), []
    for order in orders:
        design = np.column_stack([period >= order[site], *dummies]).astype(float)
        fitted = sm.WLS(value, design, weights=weight).fit()
        effects.append(fitted.params[0])
    theirs = (time.perf_counter() - start) * DRAWS / SAMPLE

    gap = float(np.abs(found.drawn[:SAMPLE] - np.array(effects)).max())
    print(f"{SITES} sites, {PERIODS} periods, {DRAWS:,} orders; effect {found.effect:.3f}, p = {found.p:.4f}")
    print(f"  ours                          {ours:8.3f} s")
    print(f"  statsmodels, from {SAMPLE} orders  {theirs:8.1f} s")
    print(f"  times faster                : {theirs / ours:8.0f}   (asked: at least {ASKED})")
    print(f"  largest gap between effects : {gap:8.1e}   (asked: at most {TOLERANCE:g})")
    assert gap <= TOLERANCE


if __name__ == "__main__":
    main()
