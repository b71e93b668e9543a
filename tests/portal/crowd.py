"""As many rows of each kind as a test wants, all in the Gard."""

import datetime as dt
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
from maillage.supports.models import (
    AidApplication,
    AidPayment,
    AidScheme,
    Award,
    Envelope,
    ExchangeHeld,
    ExchangeMeeting,
    ExchangePresence,
    ExchangeSeries,
    Participant,
    Trained,
)
from tests.cast import TAKEN_OVER, commune, date, departement, kind, national_charter, seat
from tests.taught import hold

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


def supports(count: int) -> None:
    """Hold sessions of the first cooperation, for the first team and organisation; award as many aids to each."""
    cooperation = Cooperation.objects.order_by("pk")[0]
    team, carrier = Team.objects.order_by("pk")[0], Organisation.objects.order_by("pk")[0]
    for i in range(count):
        hold(cooperation, date(2015, 3 + i, 10), [f"Ana {i}", f"Bo {i}"], team=team, by=TAKEN_OVER)
        for subject in (cooperation, team, carrier):
            award(subject, f"aide-{i}", date(2016, 2 + i, 3), funder=carrier)
    Trained.objects.update(organisation=carrier)
    for i in range(count):
        meet(cooperation, date(2015, 3 + i, 12), f"Lou {i}", team=team, organisation=carrier)


def meet(cooperation: Cooperation, on: dt.date, name: str, **helped: Team | Organisation) -> None:
    """Hold a meeting of exchange, to which someone comes; announce another one."""
    series = ExchangeSeries.objects.create(
        cooperation=cooperation, name="Série", theme="T", audience="A", method="M", opened_on=on
    )
    told = {
        "series": series,
        "theme": name,
        "starts_at": dt.time(14),
        "ends_at": dt.time(16),
        "is_public": True,
    }
    ExchangeMeeting.objects.create(**told, on=date(2090, 1, 2), place="Mairie")
    meeting = ExchangeMeeting.objects.create(**told, on=on, place="Mairie")
    held = ExchangeHeld.objects.create(meeting=meeting, held_on=on, **stamp(TAKEN_OVER))
    person = Participant.objects.create(name=name, folded=name.lower())
    ExchangePresence.objects.create(held=held, participant=person, on=on, **helped, **stamp(TAKEN_OVER))


def award(
    subject: Cooperation | Team | Organisation, slug: str, on: dt.date, *, funder: Organisation
) -> None:
    """Award an aid and pay it."""
    scheme, _made = AidScheme.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": "coup-de-pouce",
            "name": slug,
            "state": "published",
            "for_teams": True,
            "opens_on": date(2014, 1, 1),
            "most_cents": 500_000,
        },
    )
    envelope, _made = Envelope.objects.get_or_create(
        scheme=scheme, funder=funder, year=on.year, defaults={"amount_cents": 5_000_000}
    )
    asked = AidApplication.objects.create(
        scheme=scheme,
        state="awarded",
        number=slug,
        amount_cents=100_000,
        opened_at=TAKEN_OVER.at,
        submitted_at=TAKEN_OVER.at,
        **{str(subject._meta.model_name): subject},
    )
    fact = {"application": asked, "on": on, "amount_cents": 100_000, **stamp(TAKEN_OVER)}
    Award.objects.create(envelope=envelope, **fact)
    AidPayment.objects.create(**fact)
