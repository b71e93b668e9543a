"""A small register drawn at random from a seed: overlaps, retractions, knowledge of several ages."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from maillage.common.facts import Author, stamp
from maillage.network.models import (
    Affiliation,
    Carrying,
    Charter,
    College,
    Cooperation,
    CooperationCoverage,
    CooperationLevel,
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
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
from maillage.resources.models import Kind, Publication, Resource, Theme, Use
from maillage.supports.models import (
    AidApplication,
    AidKind,
    AidPayment,
    AidScheme,
    ApplicationFiled,
    Award,
    Curriculum,
    CurriculumVersion,
    Deployment,
    Envelope,
    Holding,
    Support,
    SupportKind,
    Trained,
    Trainee,
    TrainingSession,
    Variant,
)
from maillage.tallies.models import ACTS, GIVEN, PEOPLE, How, Period, Tally, TallyRhythm
from maillage.territory.models import Commune
from tests.cast import date, departement, instant

MOMENTS = (instant(2013, 1, 1), instant(2014, 7, 1), instant(2015, 7, 1), instant(2016, 7, 1))
DAYS = (*(date(year, month, 15) for year in (2013, 2014, 2015, 2016) for month in (3, 9)), date(2050, 1, 1))
COMMUNES = ("30189", "30007", "46042", "59350", "69387", "69383", "69123", "75112", "97411", "2A004")
DEPARTEMENTS = ("30", "46", "59", "974", "2B")
FIRST = date(2013, 1, 1)

_M = TypeVar("_M", Organisation, Team, Cooperation)
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Scattered:
    """Name who was drawn."""

    organisations: list[Organisation]
    teams: list[Team]
    cooperations: list[Cooperation]


class Drawing:
    """Draw facts, always the same for one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a seeded draw is not cryptography
        self.communes = sorted(Commune.objects.filter(code__in=COMMUNES), key=lambda row: row.code)
        self.departements = [departement(code) for code in DEPARTEMENTS]
        self.epcis = [row.epci for row in self.communes if row.epci]

    def one(self, choices: Sequence[_T]) -> _T:
        """Return one of several."""
        return self.chance.choice(choices)

    def happens(self, share: float) -> bool:
        """Return true that often."""
        return self.chance.random() < share

    def day(self) -> dt.date:
        """Return a day of four years."""
        return FIRST + dt.timedelta(days=self.chance.randrange(4 * 365))

    def known(self) -> dict[str, Any]:
        """Return since when a fact is known, and until when it was believed."""
        since = self.one(MOMENTS[:3])
        fields = stamp(Author(at=instant(2017, 1, 1), known_from=since, source=f"fichier {since.year}"))
        if self.happens(0.25):
            until = self.one([moment for moment in MOMENTS if moment >= since])
            fields.update(retracted_at=instant(2017, 1, 2), known_until=until, retraction_reason="erreur")
        return fields

    def span(self) -> dict[str, Any]:
        """Return a first day and, always, an end: open facts are drawn where they are unique."""
        start = self.day()
        return {"started_on": start, "ended_on": start + dt.timedelta(days=self.chance.randrange(1, 900))}

    def seat(self) -> dict[str, Any]:
        """Return a commune, or a département, or nothing."""
        if self.happens(0.6):
            commune = self.one(self.communes)
            return {"commune": commune, "departement_id": commune.departement_id}
        return {"departement": self.one(self.departements)} if self.happens(0.5) else {}

    def territory(self) -> dict[str, Any]:
        """Return one territory that is covered."""
        choices: list[dict[str, Any]] = [
            {"commune": self.one(self.communes)},
            {"epci": self.one(self.epcis)},
            {"departement": self.one(self.departements)},
        ]
        return self.one(choices)

    def subjects(self, model: type[_M], size: int) -> list[_M]:
        """Write subjects."""
        word = model._meta.model_name or ""
        return model._default_manager.bulk_create(
            [model(name=f"{word} {n}", slug=f"{word}-{n}", folded=f"{word} {n}") for n in range(size)]
        )

    def situations(self, model: Any, owner: str, subjects: Sequence[_M], more: Any) -> None:
        """Write one or two situations of each subject, without a gap, known since the beginning."""
        rows = []
        told = stamp(Author(at=MOMENTS[0]))
        for subject in subjects:
            turn = self.day() if self.happens(0.4) else None
            rows.append(model(**{owner: subject, **self.seat(), **more(), **told, "ended_on": turn}))
            if turn:
                rows.append(model(**{owner: subject, **self.seat(), **more(), **told, "started_on": turn}))
        model._default_manager.bulk_create(rows)

    def stages(self, model: Any, owner: str, subjects: Sequence[_M], stages: Sequence[str]) -> None:
        """Write a few stages of each subject, some of them on the same day."""
        rows = []
        for subject in subjects:
            days: list[dt.date] = [self.day() for _ in range(self.chance.randrange(5))]
            rows += [
                model(**{owner: subject, "stage": self.one(stages), "changed_on": day, **self.known()})
                for day in [*days, *days[:1]]
            ]
        model._default_manager.bulk_create(rows)


def scatter(seed: int) -> Scattered:
    """Write a register drawn from a seed."""
    draw = Drawing(seed)
    organisations = draw.subjects(Organisation, 12)
    teams, cooperations = draw.subjects(Team, 9), draw.subjects(Cooperation, 6)
    kinds = [*OrganisationKind.objects.order_by("position"), None]
    levels = list(CooperationLevel)
    draw.situations(OrganisationSituation, "organisation", organisations, lambda: {"kind": draw.one(kinds)})
    draw.situations(TeamSituation, "team", teams, dict)
    draw.situations(CooperationSituation, "cooperation", cooperations, lambda: {"level": draw.one(levels)})
    # Recognised twice as often as anything else: most figures speak of these teams.
    draw.stages(TeamStageChange, "team", teams, [*TeamStage, *[TeamStage.RECOGNISED] * 7])
    draw.stages(CooperationStageChange, "cooperation", cooperations, list(CooperationStage))
    _sign(draw, organisations, teams)
    _relate(draw, organisations, teams)
    TeamCoverage.objects.bulk_create(
        TeamCoverage(team=team, **draw.territory(), **draw.span(), **draw.known()) for team in teams * 2
    )
    CooperationCoverage.objects.bulk_create(
        CooperationCoverage(cooperation=cooperation, **draw.territory(), **draw.span(), **draw.known())
        for cooperation in cooperations * 3
    )
    supports = Support.objects.bulk_create(
        Support(name=f"Appui {n}", slug=f"appui-{n}", kind=draw.one(list(SupportKind))) for n in range(5)
    )
    Deployment.objects.bulk_create(
        Deployment(support=support, **draw.span(), **draw.known()) for support in supports * 2
    )
    _aid(draw, {"team": teams, "cooperation": cooperations, "organisation": organisations})
    _train(draw, teams, cooperations)
    _publish(draw, teams, cooperations)
    _tally(draw, teams)
    return Scattered(organisations=organisations, teams=teams, cooperations=cooperations)


def _aid(draw: Drawing, bearers: Mapping[str, Sequence[Any]]) -> None:
    """Write applications for aids, what was awarded and what was paid, for all kinds of beneficiaries."""
    for kind in AidKind:
        scheme = AidScheme.objects.create(
            kind=kind,
            name=kind,
            slug=kind,
            purpose="Essai",
            for_teams=True,
            opens_on=DAYS[0],
            most_cents=9_000,
        )
        money = Envelope.objects.create(
            scheme=scheme, funder=bearers["organisation"][0], year=2015, amount_cents=900_000
        )
        for name, subjects in bearers.items():
            for subject in subjects:
                asked = AidApplication.objects.create(
                    scheme=scheme, opened_at=MOMENTS[0], state="withdrawn", **{name: subject}
                )
                cents = draw.chance.randrange(1, 9_000)
                ApplicationFiled.objects.create(application=asked, on=draw.day(), **draw.known())
                for model, more in ((Award, {"envelope": money}), (AidPayment, {})):
                    model._default_manager.create(
                        application=asked, on=draw.day(), amount_cents=cents, **more, **draw.known()
                    )


def _train(draw: Drawing, teams: Sequence[Team], cooperations: Sequence[Cooperation]) -> None:
    """Write sessions that took place, and people trained once or several times, with a team or without."""
    versions = []
    for variant in Variant:
        curriculum = Curriculum.objects.create(name=variant, slug=variant, variant=variant)
        versions.append(CurriculumVersion.objects.create(curriculum=curriculum, number="1", adopted_on=FIRST))
    people = Trainee.objects.bulk_create(Trainee(name=f"Personne {n}", folded=f"{n}") for n in range(15))
    number = 0
    for cooperation in (*cooperations, *cooperations):
        session = TrainingSession.objects.create(
            cooperation=cooperation, taught=draw.one(versions), capacity=20, **draw.seat()
        )
        held = draw.day()
        holding = Holding.objects.create(session=session, held_on=held, minutes=720, **draw.known())
        rows = []
        for person in people:
            if draw.happens(0.3):
                number += 1
                team = draw.one(teams) if draw.happens(0.6) else None
                told = {"trainee": person, "team": team, "certificate": f"A-{number}"}
                rows.append(Trained(holding=holding, on=held, minutes=720, **told, **draw.known()))
        Trained.objects.bulk_create(rows)


def _publish(draw: Drawing, teams: Sequence[Team], cooperations: Sequence[Cooperation]) -> None:
    """Write resources of every kind, published once or twice, that teams and cooperations took up."""
    for number, kind in enumerate(Kind):
        told = {
            "title": kind.label,
            "kind": kind,
            "theme": Theme.ETHICS,
            "summary": "Essai",
            "credit": "Essai",
        }
        resource = Resource.objects.create(slug=f"ressource-{number}", **told)
        since = draw.day()
        for rank in (1, 2):
            on = since + rank * dt.timedelta(days=100)
            until = on + dt.timedelta(days=90) if rank == 1 or draw.happens(0.5) else None
            Publication.objects.create(
                resource=resource,
                number=rank,
                started_on=on,
                ended_on=until,
                review_on=on + dt.timedelta(days=365),
                **told,
                **draw.known(),
            )
        for name, subjects in (("team", teams), ("cooperation", cooperations)):
            for subject in subjects:
                if draw.happens(0.4):
                    Use.objects.create(resource=resource, on=draw.day(), **{name: subject}, **draw.known())


def _tally(draw: Drawing, teams: Sequence[Team]) -> None:
    """Write what teams declared of months and quarters, some of it twice, with boxes left empty."""
    rows: list[Tally] = []
    rhythms: list[TallyRhythm] = []
    for rank, team in enumerate(teams):
        by_quarter = rank % 3 == 0
        if by_quarter:
            rhythms.append(TallyRhythm(team=team, months=3, started_on=FIRST, **draw.known()))
        period = Period(FIRST, 3 if by_quarter else 1)
        while period.first < date(2017, 1, 1):
            for _time in range(draw.one([0, 1, 1, 2])):
                told = draw.known()
                if "known_until" in told or not any(
                    row.team == team and row.period == period for row in rows
                ):
                    rows.append(
                        Tally(team=team, period_on=period.first, months=period.months, **_told(draw), **told)
                    )
            period = period.following
    TallyRhythm.objects.bulk_create(rhythms)
    Tally.objects.bulk_create(rows)


def _told(draw: Drawing) -> dict[str, Any]:
    """Return what a tally says."""
    if draw.happens(0.15):
        return {"nothing": True, "how": How.LINK}
    told = {name: draw.chance.randrange(30) for name in (*ACTS, *GIVEN) if draw.happens(0.8)}
    met = draw.chance.randrange(12)
    people = dict(zip(PEOPLE, (met, met + 3), strict=True))
    return {
        **told,
        **{name: size for name, size in people.items() if draw.happens(0.9)},
        "visits": 3,
        "how": How.PAGE,
    }


def _sign(draw: Drawing, organisations: list[Organisation], teams: list[Team]) -> None:
    """Write signatures of three charters, open ones among them."""
    national = Charter.objects.get(kind=Charter.Kind.NATIONAL)
    second = Charter.objects.create(kind=Charter.Kind.NATIONAL, version="2", title="Deuxième charte")
    own = Charter.objects.get(kind=Charter.Kind.TEAM)
    rows = []
    for organisation in organisations:
        for charter in (national, second):
            rows += [
                Signature(organisation=organisation, charter=charter, **draw.span(), **draw.known())
                for _ in range(draw.chance.randrange(3))
            ]
        if draw.happens(0.5):
            rows.append(
                Signature(organisation=organisation, charter=second, started_on=draw.day(), **draw.known())
            )
        if draw.happens(0.3):
            rows.append(Signature(organisation=organisation, charter=own, **draw.span(), **draw.known()))
    rows += [Signature(team=team, charter=own, **draw.span(), **draw.known()) for team in teams[:3]]
    Signature.objects.bulk_create(rows)


def _relate(draw: Drawing, organisations: list[Organisation], teams: list[Team]) -> None:
    """Write who carries what, who belongs to whom, who is a member."""
    Carrying.objects.bulk_create(
        Carrying(team=team, organisation=draw.one(organisations), **draw.span(), **draw.known())
        for team in teams * 3
    )
    Affiliation.objects.bulk_create(
        Affiliation(organisation=child, parent=organisations[0], **draw.span(), **draw.known())
        for child in organisations[1:]
    )
    Membership.objects.bulk_create(
        Membership(
            organisation=organisation,
            college=draw.one([*College.values, ""]),
            **draw.span(),
            **draw.known(),
        )
        for organisation in organisations
    )
