"""What a list says of experiments on a day: where each stands, how many try, how many have taken it up."""

import datetime as dt
from dataclasses import dataclass

from maillage.experiments.models.outcomes import Adoption, Decision, stage_of
from maillage.experiments.models.plan import Experiment, Protocol, Stage
from maillage.experiments.models.sites import Part


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Hold an experiment of a list: its plan, where it stands, how many try and have taken it up."""

    row: Experiment
    plan: Protocol
    stage: Stage
    sites: int
    adopted: int


def entries(day: dt.date, known_at: dt.datetime) -> list[Entry]:
    """Return the experiments whose protocol was registered by a day, as known at a moment, the last first."""
    rows = list(Experiment.objects.registered(day, known_at))
    keys = [row.pk for row in rows]
    plans = {one.experiment_id: one for one in Protocol.objects.among(keys, known_at=known_at)}
    trying = [(one.site.experiment_id, one.site_id) for one in Part.objects.tried(keys, day, known_at)]
    adopted = [one.experiment_id for one in Adoption.objects.held(keys, day, known_at)]
    decided: dict[int, list[Decision]] = {}
    for decision in Decision.objects.told(day, known_at).among(keys):
        decided.setdefault(decision.experiment_id, []).append(decision)
    return [
        Entry(
            row=row,
            plan=plans[row.pk],
            stage=stage_of(plans[row.pk], decided.get(row.pk, []), day),
            sites=len({site for key, site in trying if key == row.pk}),
            adopted=adopted.count(row.pk),
        )
        for row in rows
    ]
