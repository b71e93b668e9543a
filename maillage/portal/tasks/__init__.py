"""What waits for a person: each domain offers its tasks by one function of its SOURCES.

To plug a domain in: write a function of (actor, moment) that yields `Task`s, list it in the SOURCES of its file. The
home of the member and the letter of the week both read it. It costs at most one query, and yields what the person may
do.
"""

import datetime as dt

from maillage.accounts.actors import Actor
from maillage.portal.tasks import events, experiments, network, resources, supports, tallies
from maillage.portal.tasks.task import Task

__all__ = ["Task", "tasks_of"]

SOURCES = (
    *network.SOURCES,
    *tallies.SOURCES,
    *supports.SOURCES,
    *events.SOURCES,
    *resources.SOURCES,
    *experiments.SOURCES,
)


def tasks_of(actor: Actor, *, at: dt.datetime) -> list[Task]:
    """Return what waits for a person, the oldest first."""
    found = [task for source in SOURCES for task in source(actor, at)]
    return sorted(found, key=lambda task: task.since or at.date())
