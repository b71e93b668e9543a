"""Where the next teams would reach the most people: maximal covering, with its proof.

``maximal_cover`` answers for one number of teams, ``curve`` for all of them at once. Each answer carries its value,
what no choice exceeds (the bound), and the gap between the two. Other questions on the same graph: ``siting_variants``
(backup, budget, gradual cover, everyone covered), ``siting_floor`` (a least share in each département),
``siting_median`` (distances). docs/methodes/implantation.md tells them in plain words.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.science import given
from maillage.science.given import Floats, Ints, Mask
from maillage.science.siting_dual import (
    Bound,
    Chooser,
    descend,
    first_prices,
    hopeful,
    largest_near,
    proved,
    the_best,
)
from maillage.science.siting_exact import Room, finish, useful_sites
from maillage.science.siting_graph import CoverGraph, part, restricted
from maillage.science.siting_search import Standing, fill, kick, swap, value_of

_ROUNDING = 1e-6
# The best choice is about that much above a greedy one: the steps of the bound aim there.
_HOPE = 1.01
# Beyond that many sites that matter, the solver would not end.
MOST_EXACT = 6000
SOLVED = 90


@dataclass(frozen=True)
class Effort:
    """How hard to look: steps of the bound, sites kept by site to open, kicks, and seconds for the exact solver.

    ``seconds`` is the only one that depends on the machine; at 0 the solver is not called and the same question always
    has the same answer. ``wide`` is how many sites by site to open the solver looks among before any proof.
    """

    rounds: int
    tight: float
    kicks: int
    seconds: float = 0.0
    wide: float = 2.5


QUICK = Effort(rounds=500, tight=2.5, kicks=40)
NEAR = Effort(rounds=1000, tight=2.5, kicks=200, seconds=35.0)
EXACT = Effort(rounds=1000, tight=2.5, kicks=100, seconds=3600.0, wide=5.0)


@dataclass(frozen=True, eq=False)
class Plan:
    """Hold the sites to open, what they reach, and what no other choice exceeds.

    ``sites`` are in the order in which to open them: the forced ones, then at each step the one that adds most.
    ``gains`` is what each one adds in that order, and ``value`` their sum, in units of need. ``already`` is the need
    that existing teams reach, counted neither in ``value`` nor in ``bound``.
    """

    sites: Ints
    gains: Floats
    value: float
    bound: float
    already: float = 0.0

    @property
    def gap(self) -> float:
        """The share of the bound that is not reached, in [0, 1]: the best choice is at most that much better."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Question:
    """Hold a question of siting, checked: who reaches whom, what is to gain, which sites may or must be open."""

    graph: CoverGraph
    worth: Floats
    p: int
    allowed: Mask
    forced: Ints
    already: float = 0.0


def ask(
    graph: CoverGraph,
    need: ArrayLike,
    p: int,
    *,
    already: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
) -> Question:
    """Check a question of maximal covering.

    Args:
        graph: Who reaches whom.
        need: (demands,), at least 0, not all 0.
        p: How many sites to open, the forced ones included, from 1 to the number of sites that may be opened.
        already: Where existing teams reach, (demands,) of true and false; nothing is gained there.
        forced: Numbers of sites that must be opened.
        forbidden: Numbers of sites that must not.

    Raises:
        ValueError: One of them is out of its range; the message says which.

    """
    weights = given.amounts(need, graph.demands)
    reached = np.zeros(graph.demands, np.bool_) if already is None else np.asarray(already, np.bool_)
    if reached.shape != (graph.demands,):
        raise ValueError(f"already of shape {reached.shape}: one by demand, ({graph.demands},), is needed.")
    musts, nevers = (
        given.numbers(forced, graph.sites, "forced"),
        given.numbers(forbidden, graph.sites, "forbidden"),
    )
    if np.isin(musts, nevers).any():
        raise ValueError("forced and forbidden: a place is in both.")
    allowed = np.ones(graph.sites, np.bool_)
    allowed[nevers] = False
    p = given.how_many(p, int(allowed.sum()))
    if len(musts) > p:
        raise ValueError(f"p is {p}: {len(musts)} places are forced, more than that.")
    return Question(
        graph=graph,
        worth=np.where(reached, 0.0, weights)[None, :],
        p=p,
        allowed=allowed,
        forced=musts,
        already=float(weights[reached].sum()),
    )


def maximal_cover(
    graph: CoverGraph,
    need: ArrayLike,
    p: int,
    *,
    already: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    effort: Effort = QUICK,
    seed: int = 0,
) -> Plan:
    """Choose the p sites that reach the most need.

    Args:
        graph: As ``ask``.
        need: As ``ask``.
        p: As ``ask``.
        already: As ``ask``.
        forced: As ``ask``.
        forbidden: As ``ask``.
        effort: QUICK (a second for the whole country), NEAR (a minute), EXACT (until proven).
        seed: Written down with the answer, so that it can be computed again.

    Raises:
        ValueError: As ``ask``.

    Source: Church and ReVelle 1974, Papers of the Regional Science Association 32:101.

    """
    question = ask(graph, need, p, already=already, forced=forced, forbidden=forbidden)
    return solve(question, the_best(question.p, question.allowed, question.forced), effort, seed)


@dataclass(frozen=True, eq=False)
class Curve:
    """Hold what p sites reach, and the most that they could, for every p from 1: each array is (most,).

    The first p ``sites`` are those to open when there are p teams; ``values`` and ``bounds`` are in units of need.
    """

    sites: Ints
    values: Floats
    bounds: Floats
    already: float = 0.0

    @property
    def gaps(self) -> Floats:
        """The share of each bound that is not reached, (most,)."""
        return 1 - np.divide(self.values, self.bounds, out=np.ones_like(self.values), where=self.bounds > 0)


def curve(
    graph: CoverGraph,
    need: ArrayLike,
    most: int,
    *,
    already: ArrayLike | None = None,
    forced: Iterable[int] = (),
    forbidden: Iterable[int] = (),
    anchors: Iterable[int] = (),
    rounds: int = 300,
) -> Curve:
    """Tell what each number of teams reaches, opening them one after the other.

    Args:
        graph: As ``ask``.
        need: As ``ask``.
        most: The largest number of teams, as p of ``ask``.
        already: As ``ask``.
        forced: As ``ask``; they are the first of the curve.
        forbidden: As ``ask``.
        anchors: Numbers of teams, from the number of forced ones to most, near which the bounds are made tight, at the
            price of as many rounds each; without any the bounds are quick and loose.
        rounds: How many steps each anchor takes.

    Raises:
        ValueError: As ``ask``; or an anchor is out of range.

    """
    question = ask(graph, need, most, already=already, forced=forced, forbidden=forbidden)
    standing = Standing(graph, question.worth, question.allowed)
    gains = []
    for site in question.forced.tolist():
        gains.append(float(standing.gain[site]))
        standing.add(site)
    gains += fill(standing, most)
    values = np.cumsum(gains)
    held = len(question.forced)
    bounds = np.full(most, float(question.worth.sum()))
    for prices in [
        *_levels(question, gains),
        *(_anchor(question, values, anchor, rounds) for anchor in anchors),
    ]:
        scores = (graph.demands_of @ prices.astype(np.float32)).astype(np.float64)
        left = float((question.worth[0] - prices).sum())
        free = np.where(question.allowed, scores, -np.inf)
        free[question.forced] = np.inf
        order = np.argpartition(-free, most - 1)[:most]
        order = order[np.argsort(-free[order], kind="stable")]
        # Scores are summed in single precision: the bound is raised by more than they can be wrong.
        bounds = np.minimum(bounds, left + scores[order].cumsum() * (1 + 1e-5))
    # With fewer sites than are forced, the bound of the forced ones holds too.
    bounds[:held] = np.minimum(bounds[:held], values[:held])
    return Curve(
        sites=np.array(standing.open, np.int64),
        values=values,
        bounds=np.maximum(bounds, values),
        already=question.already,
    )


def _levels(question: Question, gains: list[float]) -> list[Floats]:
    """Return a few prices, made from what sites added along the curve."""
    worth = question.worth[0]
    near = largest_near(question.graph, question.graph.demands_of @ worth.astype(np.float32))
    picked = sorted({gains[rank] for rank in np.geomspace(1, len(gains), 4).astype(int) - 1} - {0.0})
    return [worth * np.minimum(1.0, level / np.maximum(near, level)) for level in picked]


def _anchor(question: Question, values: Floats, p: int, rounds: int) -> Floats:
    """Return prices that are tight for p sites."""
    if not max(1, len(question.forced)) <= p <= len(values):
        raise ValueError(f"anchors: {p} is not a number of teams of this curve, from 1 to {len(values)}.")
    at = Question(question.graph, question.worth, p, question.allowed, question.forced)
    last = float(values[p - 1] - (values[p - 2] if p > 1 else 0.0))
    choose = the_best(p, question.allowed, question.forced)
    return bound_of(at, choose, float(values[p - 1]), last, rounds).prices


def solve(question: Question, choose: Chooser, effort: Effort, seed: int) -> Plan:
    """Answer a question: greedy, bound, a search among the sites that the bound finds tight, an exact finish."""
    standing = opened(question, question.forced)
    added = fill(standing, question.p)
    sites = list(standing.open)
    value = value_of(question.graph, question.worth, sites)
    bound = bound_of(question, choose, value, added[-1] if added else 0.0, effort.rounds)
    top = whole_bound(question.worth, bound.value)
    if not done(value, top):
        sites, value = _guided(question, bound, sites, value, effort, seed)
    if effort.seconds and not done(value, top):
        sites, value, top = _finished(question, bound, sites, value, effort)
    return planned(question, sites, top)


def opened(question: Question, sites: Iterable[int]) -> Standing:
    """Return the standing of a question with some sites open."""
    standing = Standing(question.graph, question.worth, question.allowed)
    for site in sites:
        standing.add(int(site))
    return standing


def bound_of(question: Question, choose: Chooser, value: float, last: float, rounds: int) -> Bound:
    """Return a bound for a question whose value is known; last is what the last site of a greedy choice added."""
    graph, worth = question.graph, question.worth
    prices = first_prices(graph, worth, choose)
    # Scores of hopeless sites do not matter until the proof, which is made on the whole graph.
    sites = hopeful(graph, worth, 0.9 * last, question.forced)
    small, demands = part(graph, sites)
    rank = np.full(graph.sites, -1)
    rank[sites] = np.arange(len(sites))
    few = the_best(question.p, question.allowed[sites], rank[question.forced])
    better = worth[0].copy()
    better[demands] = descend(small, worth[:, demands], prices[demands], few, value * _HOPE, rounds)
    return proved(graph, worth, better, choose)


def _counts(worth: Floats) -> bool:
    """Say whether worth is made of whole numbers only, as people are."""
    return bool((worth == np.round(worth)).all())


def whole_bound(worth: Floats, bound: float) -> float:
    """Return a bound, rounded down when only whole numbers can be reached."""
    return float(np.floor(bound + _ROUNDING)) if _counts(worth) else bound


def done(value: float, bound: float) -> bool:
    """Say whether nothing better exists."""
    return value >= bound * (1 - 1e-12)


def _guided(
    question: Question, bound: Bound, sites: list[int], value: float, effort: Effort, seed: int
) -> tuple[list[int], float]:
    """Search among the sites with the best scores, then everywhere."""
    few = tight_sites(question, bound, effort.tight)
    small, worth = restricted(question.graph, question.worth, few)
    standing = Standing(small, worth, question.allowed[few])
    forced = np.searchsorted(few, question.forced).tolist()
    for site in forced:
        standing.add(site)
    fill(standing, question.p)
    swap(standing, forced)
    if len(few) <= SOLVED:
        # So few sites are solved exactly in a fraction of a second.
        best = finish(small, worth, question.p, np.arange(len(few)), np.array(forced, int), math.inf).sites
        chosen = list(best or standing.open)
    else:
        kick(standing, effort.kicks, seed, forced)
        chosen = list(standing.open)
    whole = opened(question, few[chosen])
    swap(whole, question.forced.tolist(), passes=3)
    found = whole.value()
    return (list(whole.open), found) if found >= value else (sites, value)


def tight_sites(question: Question, bound: Bound, tight: float) -> Ints:
    """Return the sites that score best, as many as tight × p and twenty, with the forced ones, sorted."""
    scores = np.where(question.allowed, bound.scores, -np.inf)
    scores[question.forced] = np.inf
    count = min(int(question.allowed.sum()), int(np.ceil(tight * question.p)) + 20)
    return np.sort(np.argpartition(scores, len(scores) - count)[len(scores) - count :])


def _finished(
    question: Question, bound: Bound, sites: list[int], value: float, effort: Effort
) -> tuple[list[int], float, float]:
    """Call the solver on the tight sites, for a better choice, then on all those that matter, for a proof."""
    graph, worth, p = question.graph, question.worth, question.p
    step = 1 - _ROUNDING if _counts(worth) else 0.0

    def matter() -> Ints:
        return useful_sites(bound, value + step, p, question.allowed, question.forced)

    def room() -> Room:
        return Room(prices=bound.prices, slack=bound.value - value - step)

    few = tight_sites(question, bound, effort.wide)
    # So few sites as SOLVED have been solved already.
    if SOLVED < len(few) < len(matter()):
        found = finish(graph, worth, p, few, question.forced, effort.seconds, room())
        sites, value = _better(question, found.sites, sites, value)
    few = matter()
    if not p <= len(few) <= MOST_EXACT:
        return sites, value, whole_bound(worth, bound.value)
    found = finish(graph, worth, p, few, question.forced, effort.seconds, room())
    sites, value = _better(question, found.sites, sites, value)
    return sites, value, whole_bound(worth, min(bound.value, max(value, found.bound)))


def _better(
    question: Question, found: tuple[int, ...] | None, sites: list[int], value: float
) -> tuple[list[int], float]:
    """Return the better of two choices, the second when they are equal, with its value."""
    other = -np.inf if found is None else value_of(question.graph, question.worth, found)
    return (list(found or ()), other) if other > value else (sites, value)


def planned(question: Question, sites: Iterable[int], bound: float) -> Plan:
    """Return a choice in the order in which to open it."""
    only = np.zeros(question.graph.sites, np.bool_)
    only[np.fromiter(sites, np.int64)] = True
    standing = Standing(question.graph, question.worth, only)
    gains = []
    for site in question.forced.tolist():
        gains.append(float(standing.gain[site]))
        standing.add(site)
    gains += fill(standing, int(only.sum()))
    value = standing.value()
    return Plan(
        sites=np.array(standing.open, np.int64),
        gains=np.array(gains),
        value=value,
        bound=max(value, bound),
        already=question.already,
    )
