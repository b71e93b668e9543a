"""What waits for a person in experiments: measures whose day has come, trials that are over without a decision."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts.actors import Actor
from maillage.accounts.roles import Right
from maillage.experiments.models import Protocol, Wave
from maillage.portal.tasks.task import Source, Task


def to_measure(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the waves of measures that lack what some site saw."""
    if not actor.may(Right.RUN_EXPERIMENT):
        return
    for wave in Wave.objects.due(timezone.localdate(at)).lacking():
        yield Task(
            sentence=_("« %(experiment)s » : la mesure « %(wave)s » attend encore des sites.")
            % {"experiment": wave.experiment, "wave": wave},
            button=_("Entrer les mesures"),
            url=reverse("keep_experiment", args=[wave.experiment_id]),
            since=wave.on,
        )


def to_decide(actor: Actor, at: dt.datetime) -> Iterator[Task]:
    """Yield the experiments that are over, and of which nothing is decided."""
    if not actor.may(Right.RUN_EXPERIMENT):
        return
    for protocol in Protocol.objects.undecided(timezone.localdate(at)):
        yield Task(
            sentence=_("« %s » est terminée : il reste à décider de la suite.") % protocol,
            button=_("Noter la décision"),
            url=reverse("experiment_decision", args=[protocol.experiment_id]),
            since=protocol.ended_on,
        )


SOURCES: tuple[Source, ...] = (to_measure, to_decide)
