"""Say what many subjects cover, at once."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from maillage.common.bulk import insert_rows
from maillage.common.facts import Author, stamp
from maillage.network.models import Cooperation, CooperationCoverage, Team, TeamCoverage
from maillage.territory.models import Commune, Departement, Epci


@transaction.atomic
def cover_all(
    pairs: Sequence[tuple[Cooperation | Team, Sequence[Commune | Epci | Departement]]],
    *,
    on: dt.date | None,
    by: Author,
) -> int:
    """Say that subjects cover territories that they did not cover: the caller has compared."""
    teams: list[dict[str, int]] = []
    cooperations: list[dict[str, int]] = []
    for subject, territories in pairs:
        for territory in territories:
            place = {f"{type(territory).__name__.lower()}_id": territory.pk}
            if isinstance(subject, Cooperation):
                cooperations.append({"cooperation_id": subject.pk, **place})
            else:
                teams.append({"team_id": subject.pk, **place})
    insert_rows(CooperationCoverage, cooperations, started_on=on, **stamp(by))
    insert_rows(TeamCoverage, teams, started_on=on, **stamp(by))
    return len(cooperations) + len(teams)
