"""From the rows of an experiment to the arrays of science, and back: what was seen, and what may be said of it."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from maillage.experiments.models import Design, Draw, Measure, Part, Planned, Protocol
from maillage.science.evaluation import (
    Aggregate,
    Estimate,
    before_after,
    change_against,
    pool,
    together,
    without_unit,
)
from maillage.science.evidence import Evidence, evidence
from maillage.science.panel import difference_in_differences, randomisation_inference, staggered
from maillage.science.scales import Direction

# Below, no spread of changes can be told: what a site saw stays on its page, and out of the result.
FEWEST_ANSWERS = 3


@dataclass(frozen=True, kw_only=True)
class Side:
    """Hold what the sites of one side saw at a wave, taken together: how many answered, and their mean."""

    sites: int
    answers: int
    mean: float


@dataclass(frozen=True, kw_only=True)
class WaveSeen:
    """Hold what was seen at a wave, on each side; None where nothing was."""

    name: str
    on: dt.date
    trying: Side | None
    comparing: Side | None


class Acting:
    """Tell, from the parts that sites take, whether a site had begun to try before a day."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._starts: dict[int, dt.date] = {}
        for part in parts:
            if part.arm == "essaie" and part.started_on is not None:
                first = self._starts.get(part.site_id, part.started_on)
                self._starts[part.site_id] = min(first, part.started_on)

    def ever(self, site: int) -> bool:
        """Tell whether a site ever tries."""
        return site in self._starts

    def on(self, site: int, day: dt.date) -> bool:
        """Tell whether a site had begun before a day: what is measured on its first day is the state before."""
        return site in self._starts and self._starts[site] < day


def waves_seen(plan: Planned, measures: Sequence[Measure], parts: Sequence[Part]) -> list[WaveSeen]:
    """Return what was seen wave by wave, the sites that try beside those that compare.

    Where all begin in turn, those that have begun stand beside those that wait.
    """
    acting, in_turn = Acting(parts), plan.design == Design.STEPPED
    waves = {measure.wave_id: measure.wave for measure in measures}
    found = []
    for key, wave in sorted(waves.items(), key=lambda pair: pair[1].on):
        here = [one for one in measures if one.wave_id == key and one.answers]
        sides: dict[bool, list[Measure]] = {True: [], False: []}
        for one in here:
            tries = acting.on(one.site_id, wave.on) if in_turn else acting.ever(one.site_id)
            sides[tries].append(one)
        found.append(
            WaveSeen(
                name=wave.name,
                on=wave.on,
                trying=_side(sides[True]),
                comparing=_side(sides[False]),
            )
        )
    return found


def _side(measures: Sequence[Measure]) -> Side | None:
    """Return the mean of all that answered on one side."""
    answers = sum(one.answers or 0 for one in measures)
    if not answers:
        return None
    total = sum(float(one.mean or 0) * (one.answers or 0) for one in measures)
    return Side(sites=len(measures), answers=answers, mean=total / answers)


def _aggregate(measure: Measure) -> Aggregate:
    """Return a measure as science takes it."""
    spread = None if measure.deviation is None else float(measure.deviation)
    return Aggregate(n=measure.answers or 0, mean=float(measure.mean or 0), sd=spread)


class Analysis(Enum):
    """How an effect was computed."""

    CHANGES = "changes"
    PEOPLE = "people"
    SITES = "sites"
    STEPS = "steps"
    LOT = "lot"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Hold what may be said of an experiment: its effect in points, none where none can be told, and its evidence.

    `unitless` is the effect in standard deviations of people within a site. `chance` says, of a lot, how rarely it
    alone gives an effect as large. `assumed` says that the link between two measures of the same people is a guess,
    the usual one. `first_on` is the day of the first measure that counts, and `as_planned` says whether the analysis
    is that of the protocol.
    """

    effect: Estimate | None
    unitless: Estimate | None
    evidence: Evidence
    people: int
    sites: int
    assumed: bool
    analysis: Analysis | None
    as_planned: bool
    chance: float | None
    first_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class _Effect:
    """Hold an effect, the same under other assumptions, how it was computed and what it rests on."""

    effect: Estimate | None = None
    analysis: Analysis | None = None
    sensitivity: tuple[Estimate, ...] = ()
    people: int = 0
    sites: int = 0
    chance: float | None = None


def finding(
    protocol: Protocol, parts: Sequence[Part], measures: Sequence[Measure], draw: Draw | None
) -> Finding:
    """Tell what an experiment shows from what its sites saw.

    Args:
        protocol: The plan that was registered.
        parts: The parts that sites take, as known.
        measures: What they saw until the day of the question, as known.
        draw: The drawing by lot, if there was one.

    Returns:
        The effect in points of the measure, its 95 % interval, its level of evidence and what it rests on.

    """
    usable = [one for one in measures if (one.answers or 0) >= FEWEST_ANSWERS]
    acting = Acting(parts)
    match protocol.design:
        case Design.BEFORE_AFTER:
            found = _changes(_pairs(usable, acting, trying=True))
        case Design.COMPARED:
            found = _against(usable, acting)
        case Design.STEPPED:
            found = _by_steps(usable, acting, draw)
        case _:
            found = _Effect()
    days = {one.wave.on for one in usable}
    before = not days or protocol.registered_on <= min(days)
    graded = evidence(
        waves=len(days),
        compared=protocol.design in {Design.COMPARED, Design.STEPPED},
        drawn=protocol.design == Design.STEPPED and draw is not None,
        people=found.people,
        sites=found.sites,
        direction=Direction.HIGHER_IS_BETTER if protocol.higher_is_better else Direction.HIGHER_IS_WORSE,
        effect=found.effect,
        sensitivity=found.sensitivity,
        demanded_sites=(protocol.sites_needed or 0) if before else None,
    )
    return Finding(
        effect=found.effect,
        unitless=None if found.effect is None else without_unit(found.effect, _at_first(usable, acting)),
        evidence=graded,
        people=found.people,
        sites=found.sites,
        assumed=bool(found.sensitivity),
        analysis=found.analysis,
        as_planned=found.analysis is not Analysis.STEPS,
        chance=found.chance,
        first_on=min(days, default=None),
    )


def _at_first(measures: Sequence[Measure], acting: Acting) -> list[Aggregate]:
    """Return the first measure of each site, where nothing had begun there yet."""
    first: dict[int, Measure] = {}
    for one in sorted(measures, key=lambda measure: measure.wave.on):
        first.setdefault(one.site_id, one)
    return [_aggregate(one) for one in first.values() if not acting.on(one.site_id, one.wave.on)]


def _pairs(measures: Sequence[Measure], acting: Acting, *, trying: bool) -> list[tuple[Aggregate, Aggregate]]:
    """Return, site by site, the last measure before it began and the last one of all.

    For sites that never try, the first measure stands for the state before.
    """
    by_site: dict[int, list[Measure]] = {}
    for one in measures:
        if acting.ever(one.site_id) is trying:
            by_site.setdefault(one.site_id, []).append(one)
    found = []
    for site, seen in by_site.items():
        seen.sort(key=lambda one: one.wave.on)
        before = [one for one in seen if not acting.on(site, one.wave.on)] if trying else seen[:1]
        after = [one for one in seen if one not in before]
        if before and after and (pair := _same_people(before[-1], after[-1])):
            found.append(pair)
    return found


def _same_people(before: Measure, after: Measure) -> tuple[Aggregate, Aggregate] | None:
    """Return two measures as those of the same people; nothing when all answered alike, both times.

    Answers are never tied to a person: the fewer who answered are taken to be the same ones, which gives the wider
    interval.
    """
    if not (before.deviation or after.deviation):
        return None
    people = min(before.answers or 0, after.answers or 0)
    first, last = (replace(_aggregate(one), n=people) for one in (before, after))
    return first, last


def _people(pairs: Sequence[tuple[Aggregate, Aggregate]]) -> int:
    """Return how many people two measures of some sites rest on."""
    return sum(before.n for before, _after in pairs)


def _changes(pairs: Sequence[tuple[Aggregate, Aggregate]]) -> _Effect:
    """Return the change of the sites, each against itself."""
    if not pairs:
        return _Effect()
    changes = [before_after(*pair) for pair in pairs]
    worlds = [changes, *zip(*(change.sensitivity for change in changes), strict=True)]
    effects = [_pooled([change.change for change in world]) for world in worlds]
    return _Effect(
        effect=effects[0],
        analysis=Analysis.CHANGES,
        sensitivity=tuple(effects[1:]),
        people=_people(pairs),
        sites=len(pairs),
    )


def _pooled(effects: Sequence[Estimate]) -> Estimate:
    """Return the effects of several sites as one; a single one is itself."""
    if len(effects) == 1:
        return effects[0]
    return pool([one.value for one in effects], [one.se**2 for one in effects]).effect


def _against(measures: Sequence[Measure], acting: Acting) -> _Effect:
    """Return by how much more the sites that try changed than those that compare."""
    tried, compared = (_pairs(measures, acting, trying=side) for side in (True, False))
    if not (tried and compared):
        return _Effect()
    people, sites = min(_people(tried), _people(compared)), len(tried) + len(compared)
    if min(len(tried), len(compared)) > 1:
        found = difference_in_differences(**_panel(measures, acting)).effect
        return _Effect(effect=found, analysis=Analysis.SITES, people=people, sites=sites)
    # A single site on a side: its own luck cannot be told from the effect, so people are compared, not sites.
    (before, after), (former, latter) = (map(together, zip(*side, strict=True)) for side in (tried, compared))
    change = change_against(before, after, former, latter)
    return _Effect(
        effect=change.change,
        analysis=Analysis.PEOPLE,
        sensitivity=tuple(other.change for other in change.sensitivity),
        people=people,
        sites=sites,
    )


def _by_steps(measures: Sequence[Measure], acting: Acting, draw: Draw | None) -> _Effect:
    """Return the effect of beginning, sites that have not begun yet standing beside those that have."""
    panel = _panel(measures, acting)
    waves: dict[int, int] = {}
    for one in measures:
        waves[one.wave_id] = waves.get(one.wave_id, 0) + (one.answers or 0)
    # The same people may answer at each wave: the largest one tells how many there are at least.
    people, sites = max(waves.values(), default=0), len({one.site_id for one in measures})
    try:
        if draw is None:
            found = staggered(**panel).effect
            return _Effect(effect=found, analysis=Analysis.STEPS, people=people, sites=sites)
        lot = randomisation_inference(**panel, seed=draw.seed)
    except ValueError:  # one wave, one site, or all began together: nothing stands beside anything yet
        return _Effect(sites=sites)
    found = Estimate(value=lot.effect, se=math.nan, low=lot.low, high=lot.high, df=math.inf)
    return _Effect(effect=found, analysis=Analysis.LOT, people=people, sites=sites, chance=lot.p)


def _panel(measures: Sequence[Measure], acting: Acting) -> dict[str, Any]:
    """Return measures as the five columns of a panel."""
    rows = [
        (
            one.site_id,
            one.wave.on.toordinal(),
            float(one.mean or 0),
            one.answers or 0,
            acting.on(one.site_id, one.wave.on),
        )
        for one in measures
    ]
    names = ("site", "period", "value", "weight", "treated")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: np.array(column) for name, column in zip(names, columns, strict=True)}
