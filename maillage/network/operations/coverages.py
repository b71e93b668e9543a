"""Say what many subjects cover, at once."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from maillage.common.facts import Author, stamp
from maillage.network.models import Cooperation, CooperationCoverage, Team, TeamCoverage
from maillage.network.operations.places import insert
from maillage.territory.models import Commune, Departement, Epci


@transaction.atomic
def cover_all(
    pairs: Sequence[tuple[Cooperation | Team, Sequence[Commune | Epci | Departement]]],
    *,
    on: dt.date | None,
    by: Author,
) -> int:
    """Say that subjects cover territories that they did not cover: the caller has compared."""
    own = stamp(by)
    teams: list[TeamCoverage] = []
    cooperations: list[CooperationCoverage] = []
    for subject, territories in pairs:
        for territory in territories:
            fields = {type(territory).__name__.lower(): territory, "started_on": on, **own}
            if isinstance(subject, Cooperation):
                cooperations.append(CooperationCoverage(cooperation=subject, **fields))
            else:
                teams.append(TeamCoverage(team=subject, **fields))
    return len(insert(CooperationCoverage, cooperations)) + len(insert(TeamCoverage, teams))
