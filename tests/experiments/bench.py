"""Experiments for tests: written, registered, with sites, measured, decided."""

import datetime as dt
from decimal import Decimal
from typing import Any

from maillage.common.facts import Author
from maillage.experiments.models import Arm, Experiment, Measure, Part, Protocol, Verdict, Wave
from maillage.experiments.operations.measures import Seen, enter_measure
from maillage.experiments.operations.outcomes import Ruling, decide
from maillage.experiments.operations.plan import Plan, register_protocol, write_experiment
from maillage.experiments.operations.sites import Place, add_site, plan_wave
from tests.cast import date, instant

STARTS, ENDS = date(2017, 3, 1), date(2018, 4, 30)
REGISTERED, TODAY = date(2017, 2, 1), date(2018, 6, 1)
SEED = 2016
BY = Author(at=instant(2017, 2, 1), role="maison")
TYPED = {
    "title": "Un café par semaine",
    "question": "Un café hebdomadaire rompt-il la solitude ?",
    "hypothesis": "La solitude ressentie baisse d'un demi-point en un an.",
    "protocol": "Chaque site ouvre un café, **une fois par semaine**.",
    "design": "avant-apres",
    "scale": "ucla-3",
    "measured": "",
    "smallest_effect": "0,5",
    "spread": "1,8",
    "people": "20",
    "starts_on": "2017-03-01",
    "ends_on": "2018-04-30",
    "action": "",
}


def at(day: dt.date) -> Author:
    """Return who writes on a day."""
    return Author(at=dt.datetime.combine(day, dt.time(9), dt.UTC), role="maison")


def plan(**told: Any) -> Plan:
    """Return what someone writes of an experiment."""
    meant: dict[str, Any] = {
        **TYPED,
        "smallest_effect": Decimal("0.5"),
        "spread": Decimal("1.8"),
        "people": 20,
        "steps": 2 if told.get("design") == "progressif" else None,
        "starts_on": STARTS,
        "ends_on": ENDS,
        "action": None,
    }
    return Plan(**{**meant, **told})


def written(**told: Any) -> Experiment:
    """Write an experiment."""
    return write_experiment(plan(**told), by=BY)


def registered(sites_needed: int | None = None, **told: Any) -> Protocol:
    """Write an experiment and register its protocol, with its seed where a lot is to be drawn."""
    return register_protocol(written(**told), sites_needed=sites_needed, seed=SEED, on=REGISTERED, by=BY)


def entered(row: Experiment, place: Place, arm: Arm = Arm.TRIES, since: dt.date = STARTS) -> Part:
    """Bring a site in."""
    return add_site(row, place, arm, since=since, on=TODAY, by=at(since))


def wave(row: Experiment, name: str, on: dt.date) -> Wave:
    """Plan a measure."""
    return plan_wave(row, name=name, on_day=on, by=at(on))


def seen(when: Wave, part: Part, answers: int, mean: str, deviation: str | None) -> Measure:
    """Enter what a site saw."""
    told = Seen(
        asked=answers + 5,
        answers=answers,
        mean=Decimal(mean),
        deviation=None if deviation is None else Decimal(deviation),
    )
    return enter_measure(when, part.site, told, on=TODAY, by=at(when.on))


def generalised(row: Experiment, on: dt.date = TODAY) -> None:
    """Decide that an experiment is generalised."""
    ruling = Ruling(
        verdict=Verdict.GENERALISE,
        body="Le comité de pilotage",
        reasons="La solitude a baissé.",
        decided_on=on,
    )
    decide(row, ruling, on=on, by=at(on))
