"""A large register for the benchmarks: 50,000 organisations, 20,000 teams, 500,000 dated facts."""

import datetime as dt
from typing import Any

import numpy as np
from django.utils import timezone

from maillage.common.facts import Author, stamp
from maillage.network.models import (
    Carrying,
    Charter,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSituation,
    Signature,
    Team,
    TeamCoverage,
    TeamSituation,
    TeamStage,
    TeamStageChange,
)
from maillage.territory.models import Commune

ORGANISATIONS, TEAMS, CARRYINGS, COVERAGES = 50_000, 20_000, 30_000, 100_000
FIRST = dt.date(2014, 1, 1)
DAYS = 365 * 13
BATCH = 5_000


def build(
    seed: int = 2016,
    *,
    organisations: int = ORGANISATIONS,
    teams: int = TEAMS,
    carryings: int = CARRYINGS,
    coverages: int = COVERAGES,
) -> int:
    """Write the register and return how many dated facts it holds."""
    draw = np.random.default_rng(seed)
    by = stamp(Author(at=timezone.now(), source="banc d'essai"))
    communes = list(Commune.objects.filter(parent__isnull=True).values_list("pk", "departement_id"))
    kinds = list(OrganisationKind.objects.values_list("pk", flat=True))
    national = Charter.objects.get(kind=Charter.Kind.NATIONAL, version="1").pk
    second = Charter.objects.create(kind=Charter.Kind.NATIONAL, version="2", title="Charte, version 2").pk

    def day(offset: float) -> dt.date:
        return FIRST + dt.timedelta(days=int(offset))

    def seats(count: int) -> list[tuple[int, int]]:
        return [communes[i] for i in draw.integers(0, len(communes), count)]

    Organisation.objects.bulk_create(
        [Organisation(pk=i, name=f"O{i}", slug=f"o{i}", folded=f"o{i}") for i in range(1, organisations + 1)],
        batch_size=BATCH,
    )
    Team.objects.bulk_create(
        [Team(pk=i, name=f"E{i}", slug=f"e{i}", folded=f"e{i}") for i in range(1, teams + 1)],
        batch_size=BATCH,
    )

    facts = 0
    starts = draw.integers(0, DAYS - 400, organisations)
    moves = draw.integers(400, DAYS, organisations)
    rows: list[Any]
    for model, rows in (
        (
            OrganisationSituation,
            [
                OrganisationSituation(
                    organisation_id=i + 1,
                    commune_id=commune,
                    departement_id=departement,
                    kind_id=kinds[i % len(kinds)],
                    started_on=day(moves[i]) if later else None,
                    ended_on=None if later else day(moves[i]),
                    **by,
                )
                for later in (False, True)
                for i, (commune, departement) in enumerate(seats(organisations))
            ],
        ),
        (
            Signature,
            [
                Signature(
                    organisation_id=i + 1,
                    charter_id=charter,
                    started_on=day(starts[i] + gap),
                    ended_on=day(starts[i] + gap + 900) if i % 7 == 0 else None,
                    **by,
                )
                for charter, gap in ((national, 0), (second, 365))
                for i in range(organisations)
            ],
        ),
        (
            Membership,
            [
                Membership(organisation_id=i + 1, started_on=day(starts[i]), **by)
                for i in range(organisations)
            ],
        ),
        (
            TeamSituation,
            [
                TeamSituation(team_id=i + 1, commune_id=commune, departement_id=departement, **by)
                for i, (commune, departement) in enumerate(seats(teams))
            ],
        ),
        (
            TeamStageChange,
            [
                TeamStageChange(team_id=i + 1, stage=stage, changed_on=day(first + 60 * rank), **by)
                for i, first in enumerate(draw.integers(0, DAYS - 400, teams))
                for rank, stage in enumerate(TeamStage.values[:5])
            ],
        ),
        (
            Carrying,
            [
                Carrying(team_id=i % teams + 1, organisation_id=i + 1, started_on=day(starts[i]), **by)
                for i in range(carryings)
            ],
        ),
        (
            TeamCoverage,
            [
                TeamCoverage(team_id=i % teams + 1, commune_id=commune, started_on=day(400), **by)
                for i, (commune, _departement) in enumerate(seats(coverages))
            ],
        ),
    ):
        model._default_manager.bulk_create(rows, batch_size=BATCH)  # type: ignore[arg-type] # each with its own rows
        facts += len(rows)
    return facts
