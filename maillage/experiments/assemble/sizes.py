"""How many sites an experiment needs, and what it may hope to see with those that it has."""

import math
from dataclasses import dataclass

from maillage.experiments.models import Design, Planned
from maillage.science.deployment import (
    ALPHA,
    POWER,
    design_effect,
    even_schedule,
    paired_size,
    paired_variance,
    parallel_size,
    parallel_variance,
    possible_orders,
    power_to_see,
    sites_needed,
    smallest_seen,
    stepped_wedge_variance,
)
from maillage.science.evaluation import ASSUMED_CORRELATION

# What a plan is sized with when it says nothing else: the share of what differs that lies between sites, the steps.
LIKENESS, STEPS = 0.05, 4


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Say what an experiment would be: how it compares, how many sites and people, and the effect to see."""

    design: Design
    sites: int
    people: int
    effect: float
    spread: float
    likeness: float = LIKENESS
    steps: int = STEPS


@dataclass(frozen=True, kw_only=True)
class Size:
    """Hold what a setting may hope for: its chance in [0, 1], the smallest effect it would show, what is missing.

    `orders` counts the orders that a lot may give, where there is one; with `too_few_orders`, it can conclude nothing.
    """

    power: float
    detectable: float
    needed: int
    missing: int
    orders: int | None = None
    too_few_orders: bool = False


def sized(setting: Setting) -> Size:
    """Tell what a setting may hope for: four chances in five are asked, and a risk of one in twenty is run."""
    variance = _variance(setting)
    power, enough = power_to_see(setting.effect, variance), sites_for(setting)
    orders = possible_orders(setting.sites, setting.steps) if setting.design == Design.STEPPED else None
    too_few = orders is not None and _are_too_few(orders)
    return Size(
        power=power,
        detectable=smallest_seen(variance),
        needed=enough,
        missing=0 if power >= POWER and not too_few else max(0, enough - setting.sites),
        orders=orders,
        too_few_orders=too_few,
    )


def _are_too_few(orders: int) -> bool:
    """Tell whether no result of a lot is rare enough to be told from chance."""
    return orders * ALPHA < 1


def _variance(setting: Setting) -> float:
    """Return the variance with which a setting measures its effect, in squared points."""
    inflation = design_effect(setting.people, setting.likeness)
    if setting.design == Design.STEPPED:
        schedule = even_schedule(setting.sites, setting.steps)
        return stepped_wedge_variance(
            schedule, people=setting.people, sd=setting.spread, icc=setting.likeness
        )
    if setting.design == Design.COMPARED:
        trying = setting.sites // 2
        sides = (trying * setting.people, (setting.sites - trying) * setting.people)
        return parallel_variance(*sides, sd=setting.spread, inflation=inflation)
    people = setting.sites * setting.people
    return paired_variance(people, correlation=ASSUMED_CORRELATION, sd=setting.spread, inflation=inflation)


def sites_for(setting: Setting) -> int:
    """Return how many sites show the effect of a setting, whatever number of sites it has."""
    effect, sd, people = setting.effect, setting.spread, setting.people
    inflation = design_effect(people, setting.likeness)
    if setting.design == Design.BEFORE_AFTER:
        return math.ceil(paired_size(effect, correlation=ASSUMED_CORRELATION, sd=sd) * inflation / people)
    if setting.design == Design.COMPARED:
        return 2 * math.ceil(parallel_size(effect, sd=sd, inflation=inflation) / people)
    found = sites_needed(effect, steps=setting.steps, people=people, sd=sd, icc=setting.likeness)
    while _are_too_few(possible_orders(found, setting.steps)):
        found += setting.steps
    return found


def needed(plan: Planned) -> int | None:
    """Return how many sites a plan needs to show the smallest effect that counts; none where it does not say.

    See docs/methodes/deploiement-progressif.md.
    """
    if not plan.is_measured or plan.smallest_effect is None or plan.spread is None or plan.people is None:
        return None
    return sites_for(
        Setting(
            design=Design(plan.design),
            sites=plan.steps or STEPS,
            people=plan.people,
            effect=float(plan.smallest_effect),
            spread=float(plan.spread),
            likeness=LIKENESS if plan.likeness is None else float(plan.likeness),
            steps=plan.steps or STEPS,
        )
    )
