"""The tallies of the demonstration: what its teams declare since 2023, with the months that they forget."""

import datetime as dt
import random
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Min

from maillage.accounts.models import User
from maillage.accounts.roles import Role
from maillage.common.facts import Author, end_of_day, start_of_day
from maillage.network.models import GATED_STAGES, Team, TeamLead, TeamStageChange
from maillage.network.operations import NewPerson, appoint_lead
from maillage.portal.demo_people import PEOPLE, SINCE
from maillage.tallies.models import MONTH, QUARTER, Counts, How, Period, Tally
from maillage.tallies.operations.links import give_link
from maillage.tallies.operations.many import NewTally, enter_tallies
from maillage.tallies.operations.rhythm import set_rhythm
from maillage.tallies.operations.tallies import Declared, declare

SEED = 2017
FIRST = dt.date(2023, 1, 1)
BY_QUARTER = 7  # one team in seven declares each quarter
SILENT = 9  # one in nine never declares
QUIET_MONTHS = {8: 0.35}  # in August, a third says « rien »
WORDS = (
    "Le café du jeudi a trouvé sa place : on se retrouve sans rendez-vous.",
    "Deux nouveaux bénévoles, venus après le marché.",
    "La mairie nous prête une salle plus grande.",
    "Une sortie au bord de l'eau, la première depuis longtemps.",
    "Il a manqué des conducteurs ce mois-ci.",
)
HOWS = (How.LINK, How.LINK, How.LINK, How.PAGE, How.PAPER)


@transaction.atomic
def count(*, today: dt.date, at: dt.datetime) -> int:
    """Write the tallies of the teams, once; return how many were written."""
    if Tally.objects.exists():
        return 0
    by = Author(at=at, role="maison", source="démonstration", known_from=end_of_day(FIRST))
    rows: list[NewTally] = []
    teams = Team.objects.staged(as_of=today, known_at=at).at_stages(GATED_STAGES).order_by("slug")
    born = dict(
        TeamStageChange.objects.believed()
        .at_stages(GATED_STAGES)
        .values_list("team")
        .annotate(first=Min("changed_on"))
        .order_by()
    )
    for rank, team in enumerate(teams):
        first = max(FIRST, born[team.pk])
        months = QUARTER if rank % BY_QUARTER == BY_QUARTER - 1 else MONTH
        if months == QUARTER:
            set_rhythm(team, QUARTER, since=Period.holding(first, QUARTER).first, by=by)
        if rank % SILENT != SILENT - 1:
            luck = random.Random(f"{SEED}:{team.slug}")  # noqa: S311 - a seed, not a secret
            rows.extend(_told(team, Period.holding(first, months), luck, today, at))
    keys = enter_tallies(rows, on=today, by=by)
    return len(keys) + _of_the_lead(today=today, at=at)


def _told(
    team: Team, period: Period, luck: random.Random, today: dt.date, at: dt.datetime
) -> Iterator[NewTally]:
    """Yield what a team declares, period after period: some are forgotten, less and less over the years."""
    size = luck.uniform(0.4, 1.8) * period.months
    while period.ends <= today:
        faithful = min(0.55 + 0.05 * (period.first.year - FIRST.year), 0.8)
        if luck.random() < faithful:
            known = min(
                start_of_day(period.ends + dt.timedelta(days=luck.randint(1, 20), hours=luck.randint(9, 20))),
                at,
            )
            yield NewTally(team=team, period=period, told=_declared(period, size, luck), known_from=known)
        period = period.following


def _declared(period: Period, size: float, luck: random.Random) -> Declared:
    """Return what is declared of a period: some boxes stay empty."""
    how = luck.choice(HOWS)
    if luck.random() < QUIET_MONTHS.get(period.first.month, 0.02):
        return Declared(nothing=True, how=how)

    def some(usual: float, *, counted: float = 1.0) -> int | None:
        number = round(luck.uniform(0.6, 1.4) * usual * size)
        return number if luck.random() < counted else None

    accompanied = some(6) or 1
    counts = Counts(
        visits=some(18),
        calls=some(24, counted=0.9),
        outings=some(3, counted=0.8),
        gatherings=some(2, counted=0.9),
        mobility=some(4, counted=0.6),
        relayed=some(0.8, counted=0.7),
        accompanied=accompanied,
        reached=accompanied + round(luck.uniform(2, 20) * size),
        volunteers=some(5),
        hours=some(42, counted=0.7),
    )
    word = luck.choice(WORDS) if luck.random() < 0.1 else ""  # noqa: PLR2004 - one in ten writes a word
    return Declared(counts=counts, word=word, how=how)


def _of_the_lead(*, today: dt.date, at: dt.datetime) -> int:
    """Name the person of the demonstration as lead of their team, give them a link, correct their last tally."""
    person = next(one for one in PEOPLE if one.role == Role.LEAD)
    user = User.objects.filter(email=person.email).first()
    grant = user.grants.filter(role=Role.LEAD, retracted_at=None).first() if user else None
    team = Team.objects.at_address(grant.perimeter_code) if grant else None
    if team is None or user is None:
        return 0
    by = Author(at=at, role="maison", source="démonstration")
    lead = TeamLead.objects.believed().as_of(today).filter(team=team, name=person.name).first()
    lead = lead or appoint_lead(team, NewPerson(name=person.name, email=person.email), on=SINCE, by=by)
    give_link(lead, on=today, by=by)
    last = Tally.objects.believed().of_team(team).with_counts().first()
    if last is None:
        return 0
    counts = Counts(**{**vars(last.counts), "visits": (last.visits or 0) + 2})
    told = Declared(counts=counts, word=last.word, how=How.LINK, filled_by=person.name)
    declare(team, last.period, told, replaces=last.pk, on=today, by=by)
    return 1
