"""What an experiment may claim: how it was measured gives a level, what it found gives a verdict, with reasons.

The rule is deliberately cautious: it never concludes from an interval that holds 0, from fewer sites than what was
announced before the start, nor from so few people that their figures may not be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from maillage.science.evaluation import Estimate
from maillage.science.scales import Direction

FEWEST_PEOPLE = 11
FEWEST_SITES = 40
_TWO_WAVES = 2


class Level(Enum):
    """How well an experiment can tell its effect from chance and from time, from not at all to best."""

    NONE = 0
    DESCRIBED = 1
    CHANGE = 2
    COMPARED = 3
    DRAWN = 4


class Verdict(Enum):
    """What an experiment concludes."""

    INCONCLUSIVE = "inconclusive"
    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"


class Reason(Enum):
    """Why an experiment concludes nothing."""

    NO_CHANGE_MEASURED = "no-change-measured"
    TOO_FEW_SITES = "too-few-sites"
    TOO_FEW_PEOPLE = "too-few-people"
    HOLDS_ZERO = "holds-zero"
    DEPENDS_ON_CORRELATION = "depends-on-correlation"


class Flag(Enum):
    """What to say beside a result, whatever it is."""

    REGRESSION_TO_THE_MEAN = "regression-to-the-mean"
    FEW_CLUSTERS = "few-clusters"
    SMALL = "small"
    NOT_PREREGISTERED = "not-preregistered"


@dataclass(frozen=True)
class Evidence:
    """Hold a level, a verdict with the reasons of an inconclusive one, warnings, and how many sites are missing."""

    level: Level
    verdict: Verdict
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    missing_sites: int


def _level(*, waves: int, compared: bool, drawn: bool) -> Level:
    """Return the level of a design: a comparison made once tells something only when the lot made the groups."""
    if not waves:
        return Level.NONE
    if drawn:
        return Level.DRAWN
    if waves < _TWO_WAVES:
        return Level.DESCRIBED
    return Level.COMPARED if compared else Level.CHANGE


def evidence(
    *,
    waves: int,
    compared: bool,
    drawn: bool,
    people: int,
    sites: int,
    direction: Direction,
    effect: Estimate | None,
    sensitivity: Sequence[Estimate] = (),
    demanded_sites: int | None = None,
) -> Evidence:
    """Grade the evidence of an experiment.

    Args:
        waves: How many times people were measured, at least 0.
        compared: Whether there is a comparison group, or sites that start one after another.
        drawn: Whether the lot chose who starts, or who starts when; there is then a comparison.
        people: How many people the effect rests on, at least 0; in the smaller group, when two are compared.
        sites: How many sites the effect rests on, at least 0.
        direction: Which way the score goes when people are better off.
        effect: The effect, in any unit; None when there is none.
        sensitivity: The same effect under the other plausible assumptions (an unknown correlation): a verdict needs
            them all.
        demanded_sites: How many sites the design registered before the start demands; None when none was.

    Returns:
        The level, the verdict, why it is inconclusive if it is, what to say beside it, and how many sites are missing
        for the design that was registered. A favourable verdict on a simple change always carries its warning: people
        chosen because they were doing badly do better later, whatever is done.

    Raises:
        ValueError: A number is negative, or the lot is said to compare nothing.

    Source: Campbell and Stanley 1963 (designs); Barnett, van der Pols and Dobson 2005, International Journal of
    Epidemiology 34:215 (regression to the mean); Cameron and Miller 2015 (few clusters). The thresholds are ours.

    """
    for name, number in (
        ("waves", waves),
        ("people", people),
        ("sites", sites),
        ("demanded_sites", demanded_sites),
    ):
        if number is not None and number < 0:
            raise ValueError(f"{name} is {number}: it must be at least 0.")
    if drawn and not compared:
        raise ValueError("drawn: a lot that compares nothing is no lot; say what is compared.")
    level = _level(waves=waves, compared=compared, drawn=drawn)
    measured = effect if level.value >= Level.CHANGE.value else None
    missing = max(0, (demanded_sites or 0) - sites)
    reasons = _reasons(measured, sensitivity, people=people, missing=missing)
    return Evidence(
        level=level,
        verdict=Verdict.INCONCLUSIVE if reasons or measured is None else _sense(measured, direction),
        reasons=reasons,
        flags=tuple(
            flag
            for flag, raised in (
                (Flag.REGRESSION_TO_THE_MEAN, level is Level.CHANGE),
                (Flag.FEW_CLUSTERS, measured is not None and sites < FEWEST_SITES),
                (Flag.SMALL, waves > 0 and people < FEWEST_PEOPLE),
                (Flag.NOT_PREREGISTERED, demanded_sites is None),
            )
            if raised
        ),
        missing_sites=missing,
    )


def _reasons(
    effect: Estimate | None, sensitivity: Sequence[Estimate], *, people: int, missing: int
) -> tuple[Reason, ...]:
    """Return why nothing can be concluded, if so."""
    if effect is None:
        return (Reason.NO_CHANGE_MEASURED,)
    held = (
        (Reason.TOO_FEW_SITES, missing > 0),
        (Reason.TOO_FEW_PEOPLE, people < FEWEST_PEOPLE),
        (Reason.HOLDS_ZERO, effect.holds_zero),
        (
            Reason.DEPENDS_ON_CORRELATION,
            not effect.holds_zero and any(other.holds_zero for other in sensitivity),
        ),
    )
    return tuple(reason for reason, holds in held if holds)


def _sense(effect: Estimate, direction: Direction) -> Verdict:
    """Return which way an effect that is not 0 goes for people."""
    better = (effect.value > 0) is (direction is Direction.HIGHER_IS_BETTER)
    return Verdict.FAVOURABLE if better else Verdict.UNFAVOURABLE
