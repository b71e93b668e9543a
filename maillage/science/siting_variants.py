"""Other questions on the same graph: backup, gradual cover, a budget, everyone reached with the fewest teams.

Backup and gradual cover are maximal covering with other weights, and go through the same search and the same proof.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from maillage.science import given
from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting import (
    QUICK,
    Effort,
    Plan,
    Question,
    ask,
    opened,
    planned,
    solve,
    whole_bound,
)
from maillage.science.siting_dual import Chooser, descend, first_prices, proved, the_best
from maillage.science.siting_graph import CoverGraph, stacked
from maillage.science.siting_search import Standing, value_of

_ROUNDING = 1e-9


def backup_cover(
    graph: CoverGraph,
    need: ArrayLike,
    p: int,
    *,
    first: float = 0.7,
    teams: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    effort: Effort = QUICK,
    seed: int = 0,
) -> Plan:
    """Choose the p sites when a second team nearby is worth something too.

    Args:
        graph: As ``siting.ask``.
        need: As ``siting.ask``.
        p: As ``siting.ask``.
        first: Share of a need that the first team meets, in [0.5, 1]; the second meets the rest.
        teams: How many existing teams reach each demand, whole numbers of at least 0, (demands,).
        forced: As ``siting.ask``.
        forbidden: As ``siting.ask``.
        effort: As ``siting.maximal_cover``.
        seed: As ``siting.maximal_cover``.

    Returns:
        ``already`` counts what existing teams meet, backup included.

    Raises:
        ValueError: As ``siting.ask``; or first or teams is out of range.

    Source: Hogan and ReVelle 1986, Management Science 32:1434 (BACOP2).

    """
    if not 0.5 <= first <= 1:  # noqa: PLR2004 - a second team is not worth more than the first
        raise ValueError(f"first is {first!r}: it must be from 0.5 to 1.")
    asked = ask(graph, need, p, forced=forced, forbidden=forbidden)
    count = np.zeros(graph.demands, np.int64) if teams is None else np.asarray(teams)
    if count.shape != (graph.demands,) or (count < 0).any() or (count != np.round(count)).any():
        raise ValueError(f"teams: whole numbers of at least 0, ({graph.demands},), are needed.")
    weights = asked.worth[0]
    levels = np.vstack([first * weights, (1 - first) * weights, np.zeros((2, graph.demands))])
    where = np.minimum(count, 2).astype(np.int64)
    everyone = np.arange(graph.demands)
    worth = np.vstack([levels[where, everyone], levels[where + 1, everyone]])
    question = Question(
        graph, worth, asked.p, asked.allowed, asked.forced, float(weights.sum() - worth.sum())
    )
    return solve(question, the_best(question.p, question.allowed, question.forced), effort, seed)


def gradual_cover(
    graphs: Sequence[CoverGraph],
    shares: Sequence[float],
    need: ArrayLike,
    p: int,
    *,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    effort: Effort = QUICK,
    seed: int = 0,
) -> Plan:
    """Choose the p sites when a team meets less of a need the farther it is.

    Args:
        graphs: One by band, from the smallest radius to the largest, with the same sites and demands.
        shares: Share of a need met within each radius, in (0, 1], decreasing.
        need: As ``siting.ask``.
        p: As ``siting.ask``.
        forced: As ``siting.ask``.
        forbidden: As ``siting.ask``.
        effort: As ``siting.maximal_cover``.
        seed: As ``siting.maximal_cover``.

    Returns:
        The plan for Σ need × the share of the nearest team: each band is a demand of its own, worth the share that it
        adds to the next one.

    Raises:
        ValueError: As ``siting.ask``; or the bands do not fit together.

    Source: Berman, Krass and Drezner 2003, European Journal of Operational Research 151:474.

    """
    graph = stacked(graphs)
    if len({one.demands for one in graphs}) != 1 or len(shares) != len(graphs):
        raise ValueError(
            "graphs and shares: one share by band is needed, and the same demands in every band."
        )
    steps = np.array([*(given.share(one, "shares") for one in shares), 0.0])
    steps = steps[:-1] - steps[1:]
    if (steps <= 0).any():
        raise ValueError(f"shares are {list(shares)}: they must decrease with the distance.")
    weights = given.amounts(need, graphs[0].demands)
    spread = (steps[:, None] * weights).ravel()
    question = ask(graph, spread, p, forced=forced, forbidden=forbidden)
    return solve(question, the_best(question.p, question.allowed, question.forced), effort, seed)


def within_budget(costs: Floats, budget: float, allowed: Mask) -> Chooser:
    """Return the rule « sites whose costs fit in a budget, the last one in part »."""
    free = np.flatnonzero(allowed & (costs <= budget))

    def choose(scores: Floats) -> tuple[float, Ints, Floats]:
        order = free[np.argsort(-scores[free] / costs[free], kind="stable")]
        before = costs[order].cumsum() - costs[order]
        order = order[before < budget]
        parts = np.minimum(1.0, (budget - before[: len(order)]) / costs[order])
        return float((scores[order] * parts).sum(dtype=np.float64)), order, parts

    return choose


def budget_cover(
    graph: CoverGraph,
    need: ArrayLike,
    costs: ArrayLike,
    budget: float,
    *,
    already: ArrayLike | None = None,
    forbidden: Iterable[int] = (),
    rounds: int = 300,
) -> Plan:
    """Choose the sites that reach the most need for a sum of money.

    Args:
        graph: As ``siting.ask``.
        need: As ``siting.ask``.
        costs: What opening each site costs, (sites,), above 0, in any unit.
        budget: What may be spent, in the same unit, at least the cost of one site that may be opened.
        already: As ``siting.ask``.
        forbidden: As ``siting.ask``.
        rounds: How many steps the bound takes.

    Returns:
        The better of two choices: by what a site adds for its cost, and the best single site completed in the same
        way; at least half of 1 - 1/e of the best.

    Raises:
        ValueError: As ``siting.ask``; a cost is not above 0; or nothing can be opened.

    Source: Khuller, Moss and Naor 1999, Information Processing Letters 70:39.

    """
    question = ask(graph, need, 1, already=already, forbidden=forbidden)
    price = given.amounts(costs, graph.sites, "costs")
    if not price.all():
        raise ValueError("costs: a site costs nothing; open it first, and count it among those that exist.")
    if not (math.isfinite(budget) and (question.allowed & (price <= budget)).any()):
        raise ValueError(f"budget is {budget!r}: nothing can be opened for that.")
    plans = []
    for start in (None, int(np.where(price <= budget, opened(question, ()).gain, -np.inf).argmax())):
        standing = opened(question, () if start is None else (start,))
        _spend(standing, price, budget)
        plans.append((standing.value(), standing.open))
    value, sites = max(plans, key=lambda plan: plan[0])
    choose = within_budget(price, budget, question.allowed)
    prices = first_prices(graph, question.worth, choose)
    prices = descend(graph, question.worth, prices, choose, value * 1.01, rounds)
    return planned(
        question, sites, whole_bound(question.worth, proved(graph, question.worth, prices, choose).value)
    )


def _spend(standing: Standing, costs: Floats, budget: float) -> None:
    """Open what adds most for its cost, until nothing useful can be paid."""
    left = budget - float(costs[standing.open].sum())
    while True:
        ratio = np.where(costs <= left * (1 + _ROUNDING), standing.gain / costs, -np.inf)
        site = int(ratio.argmax())
        if ratio[site] <= 0:
            return
        left -= float(costs[site])
        standing.add(site)


def fewest_sites(
    graph: CoverGraph,
    need: ArrayLike,
    share: float = 1.0,
    *,
    already: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    rounds: int = 500,
) -> Plan:
    """Choose the fewest sites that reach a share of the need.

    Args:
        graph: As ``siting.ask``.
        need: As ``siting.ask``.
        share: What must be reached, existing teams included, in (0, 1].
        already: As ``siting.ask``.
        forced: As ``siting.ask``.
        forbidden: As ``siting.ask``.
        rounds: How many steps the bound takes.

    Returns:
        A plan whose ``value`` is a number of sites and whose ``bound`` is the fewest that could do: here the bound is
        below, and the gap is their difference over the value. ``gains`` stay in units of need.

    Raises:
        ValueError: As ``siting.ask``; or the share cannot be reached: the message says the best that can.

    Source: Toregas, Swain, ReVelle and Bergman 1971, Operations Research 19:1363 (share 1); Church and ReVelle 1974.

    """
    share = given.share(share, "share")
    question = ask(graph, need, 1, already=already, forced=(), forbidden=forbidden)
    musts = given.numbers(forced, graph.sites, "forced")
    if not question.allowed[musts].all():
        raise ValueError("forced and forbidden: a place is in both.")
    weights = question.worth[0]
    whole = float(weights.sum()) + question.already
    goal = share * whole * (1 - _ROUNDING) - question.already
    able = graph.reached(np.flatnonzero(question.allowed)) > 0
    most = float(weights[able].sum())
    if most < goal:
        reachable = (most + question.already) / whole
        raise ValueError(
            f"share is {share!r}: with every place open, {reachable:.4f} is reached and no more; "
            "the others have no candidate within the radius."
        )
    standing = opened(question, musts)
    reached, last = value_of(graph, question.worth, musts), 0.0
    while reached < goal:
        site = standing.best()
        last = float(standing.gain[site])
        reached += last
        standing.add(site)
    _thin(standing, reached - goal, set(musts.tolist()))
    least = _least_sites(question, standing, able, share, goal, last, rounds)
    found = planned(
        Question(graph, question.worth, 1, question.allowed, musts, question.already), standing.open, 0.0
    )
    count = float(len(standing.open))
    return FewestPlan(
        found.sites, found.gains, count, min(count, max(float(len(musts)), least)), question.already
    )


class FewestPlan(Plan):
    """A plan that counts sites: fewer is better, and the bound is below the value."""

    @property
    def gap(self) -> float:
        """The share of the sites that might be spared, in [0, 1]."""
        return (self.value - self.bound) / self.value if self.value > 0 else 0.0


def _thin(standing: Standing, spare: float, held: set[int]) -> None:
    """Close the sites that are no longer useful, those worth least first."""
    for site in reversed([one for one in standing.open if one not in held]):
        lost = standing.close(site)
        if lost <= spare:
            spare -= lost
        else:
            standing.add(site)


def _least_sites(
    question: Question, standing: Standing, able: Mask, share: float, goal: float, last: float, rounds: int
) -> float:
    """Return how many sites are needed at least.

    Each site costs one and each need is worth something: no choice makes more than the bound, hence a choice that
    reaches the goal opens at least what the goal is worth less that bound. When everyone must be reached, each
    demand is worth one site; otherwise a need is worth one over what the last site added.
    """
    if goal <= 0:
        return 0.0
    weights = question.worth[0]
    if share == 1.0:
        worth, target = (able & (weights > 0)).astype(np.float64), float((able & (weights > 0)).sum())
    else:
        rate = 1 / max(last, _ROUNDING)
        worth, target = weights * rate, goal * rate

    def choose(scores: Floats) -> tuple[float, Ints, Floats]:
        chosen = np.flatnonzero(question.allowed & (scores > 1))
        return float((scores[chosen] - 1).sum(dtype=np.float64)), chosen, np.ones(len(chosen))

    table = worth[None, :]
    prices = first_prices(question.graph, table, choose)
    prices = descend(question.graph, table, prices, choose, target - len(standing.open), rounds)
    return float(math.ceil(target - proved(question.graph, table, prices, choose).value - 1e-6))
