"""A proposal as someone keeps it: some teams moved by hand, what that loses or gains, where else they could go."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from maillage.observatory.assemble.asked import Asked, Objective
from maillage.observatory.assemble.communes import Floats, Ints
from maillage.observatory.assemble.siting import (
    PROPOSALS,
    Effect,
    Outcome,
    Proposal,
    effects,
    moved,
    outcome,
)
from maillage.science.coverage import nearest

Moves = tuple[tuple[str, str], ...]
NEIGHBOURS = 8


@dataclass(frozen=True, eq=False, kw_only=True)
class Answer:
    """Hold a proposal, the moves that someone makes by hand, and what the teams then change.

    Attributes:
        proposal: What was computed.
        moves: From which commune to which, in turn.
        sites: (p,) places of the communes to found in once the moves are made, in the order of the proposal.
        outcome: What they change.

    """

    proposal: Proposal
    moves: Moves
    sites: Ints
    outcome: Outcome

    @cached_property
    def everyone(self) -> float:
        """Return how many people are counted."""
        return self.proposal.ground.everyone

    @cached_property
    def before(self) -> float:
        """Return how many of them have a team near today."""
        return self.proposal.ground.reached

    @cached_property
    def after(self) -> float:
        """Return how many would have one."""
        return float(self.proposal.ground.need[self.outcome.near].sum())

    @property
    def better(self) -> float:
        """Return by how much another choice may still do better than the proposal, as a share of what it brings."""
        return self.proposal.better

    @property
    def change(self) -> float:
        """Return what the moves change by the objective; below 0, they lose."""
        change = self.outcome.value - self.proposal.value
        return -change if self.proposal.asked.objective == Objective.MEDIAN else change

    @cached_property
    def effects(self) -> list[Effect]:
        """Return what the teams change in each département."""
        return effects(self.proposal, self.sites, self.outcome.near)

    @cached_property
    def shifts(self) -> list[tuple[Effect, Effect]]:
        """Return the départements where the moves change something: as proposed, then as moved."""
        pairs = zip(effects(self.proposal), self.effects, strict=True)
        return [
            (was, now) for was, now in pairs if was.teams != now.teams or round(was.after) != round(now.after)
        ]

    @cached_property
    def steps(self) -> Floats:
        """Return how many people get a first team near, and how many a second one, at each founding in turn: (p, 2)."""
        ground = self.proposal.ground
        held = ground.near.copy()
        found = np.zeros((len(self.sites), 2))
        rows = ground.graph.demands_of
        for rank, site in enumerate(self.sites.tolist()):
            here = rows.indices[rows.indptr[site] : rows.indptr[site + 1]]
            need, count = ground.need[here], held[here]
            found[rank] = need[count == 0].sum(), need[count == 1].sum()
            held[here] += 1
        return found


def still_kept(asked: Asked, ground: str) -> Proposal | None:
    """Return the answer that was just given on the figures of a digest; none once this process has forgotten it."""
    kept = PROPOSALS.held((ground, asked.conditions()))
    return None if kept is None else replace(kept, asked=asked)


def answer_of(proposal: Proposal, moves: Moves = ()) -> Answer:
    """Return a proposal once some of its teams are moved by hand; refuse a move that cannot be."""
    sites = moved(proposal, moves)
    found = outcome(proposal, sites) if moves else proposal.outcome
    return Answer(proposal=proposal, moves=moves, sites=sites, outcome=found)


def with_move(moves: Moves, source: str, target: str) -> Moves:
    """Return moves with one more: a team that was moved already goes on from where it began; back there, it stays."""
    began = next((first for first, last in moves if last == source), source)
    kept = tuple((first, last) for first, last in moves if last != source)
    return kept if began == target else (*kept, (began, target))


def without_move(moves: Moves, target: str) -> Moves:
    """Return moves without the one that led to a commune."""
    return tuple(move for move in moves if move[1] != target)


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Hold a commune where a team could go instead: its place, how far it is, what the change loses or gains."""

    place: int
    km: float
    change: float


def neighbours(answer: Answer, site: int) -> list[Neighbour]:
    """Return the nearest communes where no team is proposed, with what moving one there changes by the objective."""
    proposal, ground = answer.proposal, answer.proposal.ground
    km = nearest(ground.degrees, ground.degrees[[site]]).km
    closed = set(answer.sites.tolist()) | set(ground.at(proposal.asked.forbidden).tolist())
    around = [place for place in np.argsort(km, kind="stable").tolist() if place not in closed]
    sign = -1 if proposal.asked.objective == Objective.MEDIAN else 1
    found = []
    for place in around[:NEIGHBOURS]:
        tried = np.where(answer.sites == site, place, answer.sites)
        change = sign * (outcome(proposal, tried).value - answer.outcome.value)
        found.append(Neighbour(place=place, km=float(km[place]), change=change))
    return found
