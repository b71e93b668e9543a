"""Effects from a panel: one figure by site and period, some sites starting before others.

The five arrays of a panel, (n,) each, are one line by site and period: which site, which period, the figure (a mean,
in points, or a rate), its weight (often the number of people behind it) and whether the site was acting then. Sites and
periods are any labels that sort. docs/methodes/deploiement-progressif.md tells the methods in plain words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.science.evaluation import LEVEL, Estimate, estimate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

DRAWS = 10_000
_FEWEST_SITES = 2
_TINY = 1e-10  # a share of variation under which nothing is left but rounding
_HALF = 0.5 - 1e-9
_HALVINGS = 60


@dataclass(frozen=True)
class PanelResult:
    """Hold the effect of acting, with its interval, and what it rests on."""

    effect: Estimate
    observations: int
    sites: int
    periods: int
    treated_sites: int


@dataclass(frozen=True)
class Randomisation:
    """Hold an effect, how rarely the lot alone gives one as large, and the effects that the lot does not rule out.

    ``p`` is in [1 / (draws + 1), 1]; ``low`` and ``high`` bound the 95 % interval, infinite when so few orders are
    possible that none can be ruled out. ``drawn`` holds the effect that each order drawn would have given, (draws,),
    infinite where it compares nothing.
    """

    effect: float
    p: float
    low: float
    high: float
    draws: int
    drawn: Floats = field(compare=False, repr=False)


@dataclass(frozen=True)
class GroupTime:
    """Hold the effect at one period on the sites that started at another, and how many sites it compares."""

    start: float
    period: float
    effect: float
    treated_sites: int
    compared_sites: int


@dataclass(frozen=True)
class Staggered:
    """Hold the mean effect on acting sites, and its parts by start and period."""

    effect: Estimate
    parts: tuple[GroupTime, ...]


@dataclass(frozen=True)
class _Panel:
    """Hold a checked panel: sites and periods as positions, the labels of the periods."""

    site: Ints
    period: Ints
    value: Floats
    weight: Floats
    treated: Mask
    sites: int
    periods: Floats


def _panel(
    site: ArrayLike, period: ArrayLike, value: ArrayLike, weight: ArrayLike | None, treated: ArrayLike
) -> _Panel:
    """Check the five arrays and return them as a panel."""
    values, acting = np.asarray(value, np.float64), np.asarray(treated, np.float64)
    weights = np.ones_like(values) if weight is None else np.asarray(weight, np.float64)
    labels, when = np.asarray(site), np.asarray(period, np.float64)
    shapes = {"site": labels, "period": when, "value": values, "weight": weights, "treated": acting}
    for name, column in shapes.items():
        if column.ndim != 1 or len(column) != len(values):
            raise ValueError(f"{name}: shape {column.shape}; one entry by line is needed, {values.shape}.")
    _refuse(~np.isfinite(when), "period", "a finite number")
    _refuse(~np.isfinite(values), "value", "a finite number")
    _refuse(~(np.isfinite(weights) & (weights > 0)), "weight", "a finite number above 0")
    _refuse(~np.isin(acting, (0.0, 1.0)), "treated", "0 or 1")
    sites, where = np.unique(labels, return_inverse=True)
    periods, time = np.unique(when, return_inverse=True)
    if len(sites) < _FEWEST_SITES or len(periods) < _FEWEST_SITES:
        raise ValueError(f"{len(sites)} site, {len(periods)} period: at least two of each are needed.")
    cells, first = np.unique(where * len(periods) + time, return_index=True)
    if len(cells) < len(values):
        twice = int(np.setdiff1d(np.arange(len(values)), first)[0])
        raise ValueError(f"line {twice + 1}: site {labels[twice]}, period {when[twice]:g} is there twice.")
    return _Panel(where, time, values, weights, acting == 1, len(sites), periods)


def _refuse(wrong: Mask, name: str, rule: str) -> None:
    """Refuse a column that holds a wrong entry, and say on which line."""
    if wrong.any():
        raise ValueError(f"{name}, line {int(np.flatnonzero(wrong)[0]) + 1}: it must be {rule}.")


def _within_sites(panel: _Panel, columns: Floats) -> Floats:
    """Return columns (n, k) less their weighted mean in each site, times the square root of the weights."""
    weight = panel.weight[:, None]
    sums = np.zeros((panel.sites, columns.shape[1]))
    np.add.at(sums, panel.site, columns * weight)
    means = sums / np.bincount(panel.site, panel.weight, panel.sites)[:, None]
    return (columns - means[panel.site]) * np.sqrt(weight)


def _period_basis(panel: _Panel) -> Floats:
    """Return an orthonormal basis (n, r) of what periods explain once sites are set apart."""
    dummies = (panel.period[:, None] == np.arange(1, len(panel.periods))).astype(np.float64)
    left, sizes, _right = np.linalg.svd(_within_sites(panel, dummies), full_matrices=False)
    basis: Floats = left[:, sizes > _TINY * sizes[0]]
    return basis


def _residual(basis: Floats, column: Floats) -> Floats:
    """Return a column less what the basis explains of it."""
    rest: Floats = column - basis @ (basis.T @ column)
    return rest


def difference_in_differences(
    site: ArrayLike, period: ArrayLike, value: ArrayLike, weight: ArrayLike | None, treated: ArrayLike
) -> PanelResult:
    """Tell the effect of acting, once the level of each site and what moves all sites together are set apart.

    Args:
        site: Labels, (n,), at least two sites.
        period: Numbers in order of time, (n,), at least two.
        value: Figures, (n,), finite; the effect is in their unit.
        weight: Weights, (n,), above 0; None for equal ones.
        treated: 1 where the site was acting at that period, else 0, (n,).

    Returns:
        Two-way fixed effects, weighted least squares. The interval lets figures of one site depend on each other
        (cluster-robust, CR1) and follows Student's law with one degree of freedom less than there are sites. Under
        some forty sites it is too narrow: see ``randomisation_inference``. It is infinite when one site alone holds
        half of what is compared (a single site that acts, or a single one that does not): its own luck cannot be told
        from the effect. When sites start one after another and the effect grows or fades, prefer ``staggered``.

    Raises:
        ValueError: A column is wrong (the message says which and where), or nothing tells acting from sites and
            periods.

    Source: Liang and Zeger 1986; Cameron and Miller 2015, Journal of Human Resources 50:317 (CR1; effects of sites,
    being nested in the clusters, are not counted among the parameters).

    """
    panel = _panel(site, period, value, weight, treated)
    basis = _period_basis(panel)
    both = _within_sites(panel, np.column_stack([panel.treated.astype(np.float64), panel.value]))
    acting, figures = _residual(basis, both[:, 0]), _residual(basis, both[:, 1])
    size = float(acting @ acting)
    _require_contrast(size, panel)
    effect = float(acting @ figures) / size
    errors = figures - effect * acting
    by_site = np.bincount(panel.site, acting * errors, panel.sites)
    n, sites, parameters = len(panel.value), panel.sites, 2 + basis.shape[1]
    correction = sites / (sites - 1) * (n - 1) / (n - parameters)
    se = float(np.sqrt(correction * (by_site @ by_site))) / size
    if np.bincount(panel.site, acting**2, panel.sites).max() >= size * _HALF:
        se = np.inf
    return PanelResult(
        effect=estimate(effect, se, sites - 1),
        observations=n,
        sites=sites,
        periods=len(panel.periods),
        treated_sites=len(np.unique(panel.site[panel.treated])),
    )


def _require_contrast(size: float, panel: _Panel) -> None:
    """Refuse a panel where acting is explained by sites and periods alone."""
    if size <= _TINY * float(panel.weight.sum()):
        raise ValueError("treated: sites and periods explain it all; no site can be compared with another.")


def _starts(panel: _Panel) -> Ints:
    """Return the position of the first acting period of each site, (sites,); the number of periods for never."""
    never = len(panel.periods)
    starts = np.full(panel.sites, never)
    np.minimum.at(starts, panel.site[panel.treated], panel.period[panel.treated])
    stopped = ~panel.treated & (panel.period >= starts[panel.site])
    if stopped.any():
        line = int(np.flatnonzero(stopped)[0])
        raise ValueError(f"treated, line {line + 1}: the site acted before; a site that has started goes on.")
    return starts


def randomisation_inference(
    site: ArrayLike,
    period: ArrayLike,
    value: ArrayLike,
    weight: ArrayLike | None,
    treated: ArrayLike,
    *,
    seed: int,
    draws: int = DRAWS,
) -> Randomisation:
    """Tell how rarely the lot alone would give an effect as large, by drawing again which site starts when.

    Args:
        site: As ``difference_in_differences``; the effect is the same.
        period: As ``difference_in_differences``.
        value: As ``difference_in_differences``.
        weight: As ``difference_in_differences``.
        treated: 1 from the period when the site starts, to the last, (n,); 0 everywhere for a site that never does.
        seed: Whole number of at least 0: the same seed gives the same draws.
        draws: How many orders are drawn, at least 1.

    Returns:
        The effect, its p on both sides (the order that was counts among the draws), and the 95 % interval of the
        constant effects that the draws do not rule out. p is exact when the order really was drawn by lot. An order
        in which nothing could be compared counts as one at least as large.

    Raises:
        ValueError: As ``difference_in_differences``; or a site stops acting; or seed or draws is out of range.

    Source: Fisher 1935; Imbens and Rubin 2015, Causal Inference, chapter 5; Phipson and Smyth 2010 for p.

    """
    if seed < 0 or draws < 1:
        raise ValueError(f"seed {seed}, draws {draws}: the seed is at least 0, the draws at least 1.")
    panel = _panel(site, period, value, weight, treated)
    starts = _starts(panel)
    table = _table(panel, starts)
    orders = np.random.default_rng(seed).permuted(np.tile(starts, (draws, 1)), axis=1)
    observed = _sums(table, starts[None, :])[0]
    _require_contrast(observed[2], panel)
    effect = float(observed[0] / observed[2])
    figures, own, size = _sums(table, orders).T
    compared = size > _TINY * float(panel.weight.sum())
    # Had the effect been x all along, an order would give `slope - x · share`: both are read once for every x.
    slope = np.divide(figures, size, out=np.full(draws, np.inf), where=compared)
    share = np.divide(own, size, out=np.zeros(draws), where=compared)

    def p_of(constant: float) -> float:
        reach = abs(effect - constant) * (1 - _TINY)
        return float(1 + np.sum(np.abs(slope - constant * share) >= reach)) / (draws + 1)

    never_ruled_out = float(1 + np.sum(~compared | (np.abs(share) >= 1 - _TINY))) / (draws + 1) > 1 - LEVEL
    bounds = (-np.inf, np.inf) if never_ruled_out else [_bound(p_of, effect, way) for way in (-1.0, 1.0)]
    return Randomisation(effect=effect, p=p_of(0.0), low=bounds[0], high=bounds[1], draws=draws, drawn=slope)


def _table(panel: _Panel, starts: Ints) -> Floats:
    """Return what each site adds to the sums of ``_sums`` for each start it may be given, (sites, periods + 1, k).

    The last start is never, which adds nothing. Figures and basis are residuals: they need acting as it is.
    """
    basis, root = _period_basis(panel), np.sqrt(panel.weight)
    own = (panel.period >= starts[panel.site]).astype(np.float64)
    both = _within_sites(panel, np.column_stack([panel.value, own]))
    lines = np.column_stack([_residual(basis, both[:, 0]), _residual(basis, both[:, 1]), root, basis])
    cells = np.zeros((panel.sites, len(panel.periods) + 1, lines.shape[1]))
    cells[panel.site, panel.period] = lines * root[:, None]
    table = np.flip(np.cumsum(np.flip(cells, axis=1), axis=1), axis=1)
    acting = table[:, :, 2]
    table[:, :, 2] = acting * (1 - acting / acting[:, :1])
    return table


def _sums(table: Floats, orders: Ints) -> Floats:
    """Return, by order (draws, sites), acting times the figures, times the true acting, times itself: (draws, 3)."""
    total = np.zeros((len(orders), table.shape[2]))
    for site, kinds in enumerate(table):
        total += kinds[orders[:, site]]
    total[:, 2] -= np.sum(total[:, 3:] ** 2, axis=1)
    return total[:, :3]


def _bound(p_of: Callable[[float], float], effect: float, way: float) -> float:
    """Return, on one side of the effect, the nearest constant effect found that the draws rule out."""
    step = way * (abs(effect) or 1.0)
    while p_of(effect + step) > 1 - LEVEL:
        step *= 2
    inside, outside = effect, effect + step
    for _halving in range(_HALVINGS):
        middle = (inside + outside) / 2
        if p_of(middle) > 1 - LEVEL:
            inside = middle
        else:
            outside = middle
    return outside


def staggered(
    site: ArrayLike, period: ArrayLike, value: ArrayLike, weight: ArrayLike | None, treated: ArrayLike
) -> Staggered:
    """Tell the effect of acting when sites start one after another, whatever it becomes as time goes.

    Args:
        site: As ``difference_in_differences``.
        period: As ``difference_in_differences``.
        value: As ``difference_in_differences``.
        weight: Weights, (n,), above 0, or None; a site weighs the mean of its lines.
        treated: 1 from the period when the site starts, to the last, (n,); 0 everywhere for a site that never does.

    Returns:
        For the sites of each start, at each period since, their change since the period before they started, less
        that of the sites that have not started yet; then the mean of these parts, each by the weight of its acting
        sites. A site that acts from the first period is left out, and a site where one of the two figures is missing
        is left out of that part. The interval comes from leaving each site out in turn (jackknife), with Student's
        law; it is infinite when the comparison rests on one site.

    Raises:
        ValueError: As ``difference_in_differences``; or a site stops acting; or no part can be compared.

    Source: Callaway and Sant'Anna 2021, Journal of Econometrics 225:200, not-yet-treated comparison, no covariate;
    Efron 1982 for the jackknife.

    """
    panel = _panel(site, period, value, weight, treated)
    starts, never = _starts(panel), len(panel.periods)
    figures = np.full((panel.sites, never), np.nan)
    figures[panel.site, panel.period] = panel.value
    weights = np.bincount(panel.site, panel.weight) / np.bincount(panel.site)
    parts = []
    counted = np.zeros(panel.sites, np.bool_)
    # One place by site left out, after the place where none is.
    sums, total = np.zeros(panel.sites + 1), np.zeros(panel.sites + 1)
    for start in np.unique(starts[(starts > 0) & (starts < never)]):
        for time in range(start, never):
            change = figures[:, time] - figures[:, start - 1]
            acting, compared = [group & ~np.isnan(change) for group in (starts == start, starts > time)]
            if not (acting.any() and compared.any()):
                continue
            theirs, heavy = _left_out(change, weights, acting)
            idle, _heavy = _left_out(change, weights, compared)
            effect = theirs - idle
            parts.append(
                GroupTime(
                    start=float(panel.periods[start]),
                    period=float(panel.periods[time]),
                    effect=float(effect[0]),
                    treated_sites=int(acting.sum()),
                    compared_sites=int(compared.sum()),
                )
            )
            known = ~np.isnan(effect)
            sums[known] += effect[known] * heavy[known]
            total[known] += heavy[known]
            counted |= acting | compared
    if not parts:
        raise ValueError("treated: no site that started can be compared with one that had not started yet.")
    means = np.divide(sums, total, out=np.full(panel.sites + 1, np.nan), where=total > 0)
    others = means[1:][counted]
    among = len(others)
    se = np.sqrt((among - 1) / among * np.sum((others - others.mean()) ** 2))
    return Staggered(
        effect=estimate(float(means[0]), float(np.inf if np.isnan(se) else se), among - 1),
        parts=tuple(parts),
    )


def _left_out(change: Floats, weights: Floats, group: Mask) -> tuple[Floats, Floats]:
    """Return the weighted mean of a group and its weight: whole, then with each site left out, NaN when none stays."""
    own = np.concatenate([[0.0], np.where(group, weights, 0.0)])
    count = group.sum() - np.concatenate([[0], group])
    heavy = np.where(count > 0, own.sum() - own, np.nan)
    change = np.concatenate([[0.0], np.where(group, change, 0.0)])
    return (np.sum(own * change) - own * change) / heavy, heavy
