"""The aids of the demonstration: a call of 2016 with its laureates, small grants given year after year."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from maillage.common.facts import Author, end_of_day, stamp
from maillage.network.models import (
    CooperationSituation,
    CooperationStage,
    CooperationStageChange,
    Organisation,
    OrganisationSituation,
    Signature,
    Team,
    TeamSituation,
)
from maillage.supports.models import (
    AidApplication,
    AidKind,
    AidPayment,
    AidReport,
    AidScheme,
    ApplicationFiled,
    ApplicationState,
    Award,
    Envelope,
    Question,
    QuestionKind,
    SchemeState,
)

SEED = 6415
SOURCE = "registre des aides"
EURO = 100
# What was published of the call of 2016: 64 applications, 15 laureates.
APPLICATIONS, LAUREATES = 64, 15
OPENS, CLOSES, DECIDED = dt.date(2016, 5, 9), dt.date(2016, 7, 8), dt.date(2016, 10, 5)
CALL_ENVELOPE, GRANT_ENVELOPE = 120_000 * EURO, 30_000 * EURO
HOME = "30"
PROJECTS = (
    "Un café de palier dans chaque immeuble du quartier",
    "Des visites à deux, bénévole du quartier et bénévole de l'association",
    "Le banc des voisins : une présence chaque mercredi au pied des tours",
    "Apprendre à frapper aux portes : former dix habitants",
    "Un jardin partagé ouvert aux plus âgés",
    "Des appels du dimanche pour ceux qui ne sortent plus",
    "La tournée des voisines : courses, papiers, un moment ensemble",
    "Une équipe citoyenne avec le centre social",
)
REASONS = (
    "Le projet est apprécié ; l'enveloppe ne permettait pas de tout retenir.",
    "Le projet se tient hors des quartiers prioritaires.",
    "Le projet ne dit pas encore avec qui l'équipe travaillera.",
)
LAUNCH = (
    "Trois réunions publiques, pour faire connaître la coopération",
    "Un dépliant commun et une journée des équipes",
    "Les déplacements des bénévoles entre les cantons",
)
RESULTS = (
    "Une équipe est née, elle se retrouve chaque semaine ; douze personnes âgées sont visitées.",
    "Les réunions ont réuni cent vingt personnes ; quatre communes se sont engagées.",
    "Le groupe continue sans l'aide : la mairie prête la salle.",
)


class _Till:
    """Draw applications, always the same, then write them by tables."""

    def __init__(self, today: dt.date, now: dt.datetime) -> None:
        self.today, self.now = today, now
        self.chance = random.Random(SEED)  # noqa: S311 - a seeded draw is not cryptography
        self.envelopes: dict[tuple[int, int], Envelope] = {}
        self.rows: dict[type[Any], list[Any]] = {
            model: [] for model in (AidApplication, ApplicationFiled, Award, AidPayment, AidReport)
        }

    def below(self, number: int) -> int:
        """Draw a whole number from zero; `random` alone is promised never to change."""
        return int(self.chance.random() * number)

    def fact(self, on: dt.date) -> dict[str, Any]:
        """Return the marks of a fact that was known on its day."""
        return stamp(Author(at=self.now, known_from=min(end_of_day(on), self.now), source=SOURCE))

    def file(self, scheme: AidScheme, on: dt.date, **told: Any) -> AidApplication:
        """Hand an application in."""
        rank = len(self.rows[AidApplication]) + 1
        made = AidApplication(
            scheme=scheme,
            **{
                "state": ApplicationState.SUBMITTED,
                "number": f"{on.year}-{rank:05d}",
                "opened_at": end_of_day(on - dt.timedelta(days=9)),
                "submitted_at": end_of_day(on) - dt.timedelta(hours=8),
                **told,
            },
        )
        self.rows[AidApplication].append(made)
        self.rows[ApplicationFiled].append(ApplicationFiled(application=made, on=on, **self.fact(on)))
        return made

    def award(self, made: AidApplication, envelope: Envelope, on: dt.date, cents: int) -> None:
        """Award an amount."""
        made.state, made.decided_on, made.proposed_cents = ApplicationState.AWARDED, on, cents
        self.rows[Award].append(
            Award(application=made, envelope=envelope, on=on, amount_cents=cents, **self.fact(on))
        )

    def pay(self, made: AidApplication, on: dt.date, cents: int) -> None:
        """Pay an amount, if that day has come."""
        if on > self.today:
            return
        made.state = ApplicationState.PAID
        made.report_due_on = made.report_due_on or on + dt.timedelta(days=365)
        self.rows[AidPayment].append(AidPayment(application=made, on=on, amount_cents=cents, **self.fact(on)))

    def report(self, made: AidApplication, on: dt.date, spent: int) -> None:
        """Receive a report and close the file, if that day has come."""
        if on > self.today:
            return
        made.state = ApplicationState.CLOSED
        self.rows[AidReport].append(
            AidReport(
                application=made,
                result=RESULTS[self.below(len(RESULTS))],
                people=8 + self.below(40),
                volunteers=4 + self.below(14),
                meetings=6 + self.below(40),
                spent_cents=spent,
                received_at=end_of_day(on),
            )
        )


def fund(*, today: dt.date, at: dt.datetime) -> int:
    """Write the aids and their applications, once; return how many applications."""
    funder = Organisation.objects.signatories(as_of=today, known_at=at).order_by("folded", "pk").first()
    if AidScheme.objects.exists() or funder is None:
        return 0
    till = _Till(today, at)
    _call(till, funder)
    _launches(till, funder)
    _teams(till, funder)
    for model, rows in till.rows.items():
        model._default_manager.bulk_create(rows)
    return len(till.rows[AidApplication])


def _call(till: _Till, funder: Organisation) -> None:
    """Write the call of 2016: who asked, who was chosen, what was paid and reported."""
    scheme = AidScheme.objects.create(
        kind=AidKind.CALL,
        name="Mobilisés dans les quartiers",
        slug="mobilises-dans-les-quartiers",
        state=SchemeState.CLOSED,
        purpose="Créer ou renforcer des équipes citoyennes dans les quartiers prioritaires de la ville.",
        how="Décrivez votre projet en deux pages. Un comité lit toutes les demandes et répond à chacune.",
        for_teams=True,
        for_organisations=True,
        opens_on=OPENS,
        closes_on=CLOSES,
        least_cents=2_000 * EURO,
        most_cents=10_000 * EURO,
        criteria=["Avec les habitants", "Avec les partenaires", "Qui dure"],
    )
    envelope = Envelope.objects.create(scheme=scheme, funder=funder, year=2016, amount_cents=CALL_ENVELOPE)
    days = (CLOSES - OPENS).days
    bearers = _asking(till)
    for rank, told in enumerate(bearers):
        on = CLOSES - dt.timedelta(days=int(days * (till.chance.random() ** 2)))  # most ask in the last days
        asked = (40 + till.below(60)) * EURO * EURO
        made = till.file(scheme, on, title=PROJECTS[rank % len(PROJECTS)], amount_cents=asked, **told)
        if rank % 4 or rank // 4 >= LAUREATES:
            made.state, made.decided_on = ApplicationState.REFUSED, DECIDED
            made.decision_reason = REASONS[rank % len(REASONS)]
            continue
        given = min(asked, CALL_ENVELOPE // LAUREATES)
        till.award(made, envelope, DECIDED, given)
        first = given * 7 // 10
        till.pay(made, dt.date(2016, 11, 15), first)
        till.pay(made, dt.date(2017, 11, 20), given - first)
        till.report(made, dt.date(2017, 10, 16), given)


def _asking(till: _Till) -> list[dict[str, Any]]:
    """Return who asks in 2016: teams that were known, and signatories that sit in a commune."""
    known = end_of_day(OPENS)
    teams = Team.objects.staged(as_of=OPENS, known_at=till.now).at_stages(["reconnue"])
    rows = TeamSituation.objects.believed().filter(ended_on=None, commune__isnull=False, team__in=teams)
    found: list[dict[str, Any]] = [
        {"team_id": team, "departement_id": departement, "commune_id": commune}
        for team, departement, commune in rows.order_by("team__slug").values_list(
            "team", "departement", "commune"
        )
    ]
    signed = Signature.objects.believed().filter(organisation__isnull=False).as_of(known.date())
    houses = OrganisationSituation.objects.believed().filter(
        ended_on=None, commune__isnull=False, organisation__in=signed.values("organisation")
    )
    found_houses: list[dict[str, Any]] = [
        {"organisation_id": house, "departement_id": departement, "commune_id": commune}
        for house, departement, commune in houses.order_by("organisation__slug").values_list(
            "organisation", "departement", "commune"
        )
    ]
    half = APPLICATIONS // 2
    return [
        told for pair in zip(_spread(found, half), _spread(found_houses, half), strict=False) for told in pair
    ]


def _spread(rows: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return some rows of a list, evenly far from one another."""
    return [rows[rank * len(rows) // count] for rank in range(min(count, len(rows)))]


def _launches(till: _Till, funder: Organisation) -> None:
    """Write the small grants that cooperations ask when they begin."""
    scheme = AidScheme.objects.create(
        kind=AidKind.SMALL_GRANT,
        name="Coups de pouce financiers aux coopérations",
        slug="coup-de-pouce-aux-cooperations",
        state=SchemeState.PUBLISHED,
        purpose="Aider une coopération à se lancer : réunions publiques, documents, déplacements.",
        how="Une demande suffit, en quelques lignes. La réponse vient en un mois.",
        for_cooperations=True,
        opens_on=dt.date(2014, 9, 1),
        least_cents=300 * EURO,
        most_cents=3_000 * EURO,
    )
    seats = {
        pk: (departement, commune)
        for pk, departement, commune in CooperationSituation.objects.believed()
        .filter(ended_on=None)
        .values_list("cooperation", "departement", "commune")
    }
    changes = CooperationStageChange.objects.believed().filter(stage=CooperationStage.LAUNCHED)
    launched: dict[int, dt.date] = {}
    for pk, on in changes.order_by("changed_on", "pk").values_list("cooperation", "changed_on"):
        launched.setdefault(pk, max(on, scheme.opens_on))
    for rank, (pk, day) in enumerate(launched.items()):
        departement, commune = seats.get(pk, (None, None))
        on = day + dt.timedelta(days=18 + rank % 40)
        asked = (8 + till.below(23)) * 100 * EURO
        made = till.file(
            scheme,
            on,
            title=LAUNCH[rank % len(LAUNCH)],
            amount_cents=asked,
            cooperation_id=pk,
            departement_id=departement,
            commune_id=commune,
        )
        decided = on + dt.timedelta(days=24)
        till.award(made, _envelope(till, scheme, funder, decided.year), decided, asked)
        till.pay(made, decided + dt.timedelta(days=30), asked)
        till.report(made, decided + dt.timedelta(days=300), asked - 50 * EURO * till.below(3))


def _envelope(till: _Till, scheme: AidScheme, funder: Organisation, year: int) -> Envelope:
    """Return the envelope of an aid for a year, the same amount each year."""
    if (scheme.pk, year) not in till.envelopes:
        till.envelopes[scheme.pk, year] = Envelope.objects.create(
            scheme=scheme, funder=funder, year=year, amount_cents=GRANT_ENVELOPE
        )
    return till.envelopes[scheme.pk, year]


# The teams of the Gard that ask this season: how many days ago, and whether it was granted and paid.
SEASON = ((3, False, False), (9, False, False), (24, False, False), (60, True, False), (95, True, True))


def _teams(till: _Till, funder: Organisation) -> None:
    """Write the small grant for teams, open these days, with files that wait."""
    opens = till.today - dt.timedelta(days=150)
    scheme = AidScheme.objects.create(
        kind=AidKind.SMALL_GRANT,
        name="Coup de pouce aux équipes",
        slug="coup-de-pouce-aux-equipes",
        state=SchemeState.PUBLISHED,
        purpose="Payer ce qui manque à une équipe : une cafetière, une salle, un trajet, un dépliant.",
        how="Une demande suffit, en quelques lignes. La réponse vient en un mois.",
        for_teams=True,
        opens_on=opens,
        least_cents=100 * EURO,
        most_cents=1_500 * EURO,
    )
    Question.objects.create(
        scheme=scheme, rank=1, label="Que ferez-vous de cette aide ?", kind=QuestionKind.LONG
    )
    recognised = Team.objects.staged(as_of=till.today, known_at=till.now).at_stages(["reconnue"])
    here = TeamSituation.objects.believed().filter(ended_on=None, departement__code=HOME, team__in=recognised)
    rows = here.order_by("-team__slug").values_list("team", "departement", "commune")
    for (team, departement, commune), (age, granted, paid) in zip(rows, SEASON, strict=False):
        on = till.today - dt.timedelta(days=age)
        asked = (3 + till.below(10)) * 100 * EURO
        made = till.file(
            scheme,
            on,
            title="De quoi tenir un café chaque semaine",
            amount_cents=asked,
            team_id=team,
            departement_id=departement,
            commune_id=commune,
        )
        if granted:
            decided = on + dt.timedelta(days=20)
            till.award(made, _envelope(till, scheme, funder, decided.year), decided, asked)
            if paid:
                till.pay(made, decided + dt.timedelta(days=21), asked)
