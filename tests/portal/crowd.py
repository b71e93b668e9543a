"""As many rows of each kind as a test wants, all in the Gard."""

from decimal import Decimal

from maillage.common.facts import stamp
from maillage.indicators.models import PublishedFigure
from maillage.network.models import Cooperation, CooperationStage, Organisation, Team, TeamStage
from maillage.network.operations import (
    NewCarrying,
    NewCooperation,
    NewOrganisation,
    NewSignature,
    NewStage,
    NewTeam,
    affiliate,
    carry,
    cover,
    enrol,
    enter_stage,
    enter_team_stage,
    found_cooperations,
    found_teams,
    sign,
)
from tests.cast import TAKEN_OVER, commune, date, departement, kind, national_charter, seat

SIGNED, CARRIED = date(2014, 1, 31), date(2014, 6, 1)


def organisations(count: int) -> list[Organisation]:
    """Enrol signatories, each the branch of the first one."""
    enrolled = enrol(
        [
            NewOrganisation(name=f"Entraide {i}", kind=kind("association-locale"), seat=seat("30189"))
            for i in range(count)
        ],
        by=TAKEN_OVER,
    )
    charter = national_charter()
    sign([NewSignature(charter=charter, signatory=one, on=SIGNED) for one in enrolled], by=TAKEN_OVER)
    affiliate([(one, enrolled[0]) for one in enrolled[1:]], on=SIGNED, by=TAKEN_OVER)
    return enrolled


def teams(count: int) -> list[Team]:
    """Found recognised teams, all carried by one signatory."""
    carrier = organisations(1)[0]
    founded = found_teams(
        [NewTeam(name=f"Équipe {i}", seat=seat("30189")) for i in range(count)], by=TAKEN_OVER
    )
    enter_team_stage(
        [NewStage(subject=one, stage=TeamStage.RECOGNISED, on=CARRIED) for one in founded], by=TAKEN_OVER
    )
    carry([NewCarrying(team=one, organisation=carrier, on=CARRIED) for one in founded], by=TAKEN_OVER)
    for one in founded:
        cover(one, [commune("30189"), commune("30007")], on=CARRIED, by=TAKEN_OVER)
    return founded


def cooperations(count: int) -> list[Cooperation]:
    """Found cooperations that are launched and cover the Gard."""
    founded = found_cooperations(
        [NewCooperation(name=f"Coopération {i}", seat=seat("30189")) for i in range(count)], by=TAKEN_OVER
    )
    for stage, day in ((CooperationStage.INITIATED, SIGNED), (CooperationStage.LAUNCHED, CARRIED)):
        enter_stage([NewStage(subject=one, stage=stage, on=day) for one in founded], by=TAKEN_OVER)
    for one in founded:
        cover(one, [departement("30")], on=SIGNED, by=TAKEN_OVER)
    return founded


def published(count: int) -> None:
    """Record figures published on as many days."""
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            code="signataires",
            on=date(2015, 1, 1 + i),
            value=Decimal(10 + i),
            unit="organisation",
            publication="Lettre",
            **stamp(TAKEN_OVER),
        )
        for i in range(count)
    )
