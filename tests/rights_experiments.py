"""The experiments of the world of the matrix: one in preparation, one that runs with a site, one that spread."""

from collections.abc import Callable, Mapping

from maillage.accounts.roles import Right
from maillage.experiments.models import Arm, Experiment
from maillage.experiments.operations.outcomes import adopt
from maillage.experiments.operations.plan import add_partner
from maillage.network.models import Team
from tests.experiments.bench import BY, STARTS, TODAY, at, entered, generalised, registered, wave, written
from tests.rights_row import Row, needs, on, public


def site(team: Team) -> dict[str, object]:
    """Make an experiment that runs, a site of it, and a measure to enter there."""
    row = registered().experiment
    part, when = entered(row, team, Arm.TRIES), wave(row, "Avant", STARTS)
    return {"slug": row.slug, "fact": part.site_id, "moment": when.pk}


def kept_site(team: Team) -> dict[str, object]:
    """Make a site of an experiment at work."""
    part = entered(registered().experiment, team, Arm.TRIES)
    return {"key": part.site.experiment_id, "fact": part.site_id}


def adopted(team: Team) -> dict[str, object]:
    """Make an experiment that a team took up."""
    row = registered().experiment
    generalised(row)
    made = adopt(row, team, since=TODAY, on=TODAY, by=at(TODAY))
    return {"slug": row.slug, "fact": made.pk}


def _spreading() -> Experiment:
    row = registered().experiment
    generalised(row)
    return row


def _said(*_about: object) -> dict[str, object]:
    row = written()
    made = add_partner(row, name="Une fondation", brings="", cents=None, by=BY)
    return {"key": row.pk, "sort": "partenaire", "fact": made.pk}


# Who opens which page.
ROWS: Mapping[str, Row] = {
    "experiments": public(),
    "experiment": public("experiment"),
    "questions": public("questions of a scale"),
    "experiment_method": public("method of experiments"),
    "experiment_size": public(),
    "keep_experiments": needs(Right.RUN_EXPERIMENT),
    "new_experiment": needs(Right.RUN_EXPERIMENT),
    "keep_experiment": on("experiment at work", Right.RUN_EXPERIMENT),
    "edit_experiment": on("experiment in preparation", Right.RUN_EXPERIMENT),
    "register_protocol": on("experiment in preparation", Right.RUN_EXPERIMENT),
    "reopen_protocol": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_amendment": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_partner": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_site": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_leave": on("site of an experiment", Right.RUN_EXPERIMENT),
    "experiment_lot": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_wave": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_journal": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_decision": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_spread": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_lesson": on("experiment at work", Right.RUN_EXPERIMENT),
    "experiment_take_back": on("said of an experiment", Right.RUN_EXPERIMENT),
    "experiment_measure": on("measure of a site", Right.RUN_EXPERIMENT, Right.EDIT_TEAM),
    "adopt_experiment": on("experiment to adopt", Right.EDIT_TEAM, Right.EDIT_COOPERATION),
    "stop_adopting": on("adoption of an experiment", Right.EDIT_TEAM),
}

KINDS: dict[str, Callable[..., Mapping[str, object]]] = {
    "questions of a scale": lambda *_about: {"code": "ucla-3"},
    "method of experiments": lambda *_about: {"code": "effets"},
    "experiment": lambda *_about: {"slug": registered().experiment.slug},
    "experiment to adopt": lambda *_about: {"slug": _spreading().slug},
    "experiment in preparation": lambda *_about: {"key": written().pk},
    "experiment at work": lambda *_about: {"key": registered().experiment_id},
    "said of an experiment": _said,
}
# Those that a team bears.
OF_TEAMS: dict[str, Callable[..., Mapping[str, object]]] = {
    "site of an experiment": lambda _world, spot: kept_site(spot.team),
    "measure of a site": lambda _world, spot: site(spot.team),
    "adoption of an experiment": lambda _world, spot: adopted(spot.team),
}
