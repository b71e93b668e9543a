"""The referrals and the alerts of the demonstration: the cooperation of its animator, invented numbers."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from maillage.accounts.models import Grant
from maillage.accounts.roles import PerimeterKind, Role
from maillage.alerts.models import Alert, AlertTeam
from maillage.alerts.operations.alerts import Call, Numbers, give_numbers, start_alert, stop_alert
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day
from maillage.network.models import Cooperation, Team
from maillage.referrals.models import Outcome, Referral, ReferralCount, ReferralService
from maillage.referrals.operations.opening import Agreement, enable_referrals
from maillage.referrals.operations.referrals import (
    Consent,
    Request,
    answer_referral,
    introduce,
    prepare_referral,
    send_referral,
)
from maillage.territory.models import Commune

SOURCE = "démonstration"
HEAT_DAYS = 5
REFERRER, REFERRERS_TELEPHONE = "Service d'aide à domicile du canton", "04 99 00 45 67"
# What is asked: the wish, the age, the hours, and how far each one has come.
ASKED = (
    ("visite", "85", "le mardi ou le jeudi, après 14 h", "envoyee"),
    ("ensemble", "75-84", "", "acceptee"),
    ("appel", "", "en fin d'après-midi", "rencontre"),
    ("sortie", "75-84", "le mercredi", "preparee"),
)
# To call, of whom one in ten is not called, and one in eight of those does not answer.
LISTS = (14, 9, 22, 17, 6, 11, 19, 8, 12, 25, 10, 13)
LESSONS = (
    "Appeler avant dix heures : ensuite, les volets sont fermés et l'on dort.\n"
    "Dire qui appelle dès le premier mot. Donner au CCAS, le soir même, ce qui inquiète."
)


def call_and_refer(*, today: dt.date, at: dt.datetime) -> int:
    """Write the alerts and the referrals, once; return how many."""
    cooperation = _cooperation(today)
    if cooperation is None or Alert.objects.exists() or ReferralService.objects.exists():
        return 0
    with transaction.atomic():
        _heat(cooperation, today)
        _epidemic(cooperation, today, at)
        _refer(cooperation, today, at)
    return Alert.objects.count() + Referral.objects.count()


def _cooperation(today: dt.date) -> Cooperation | None:
    """Return the cooperation that the animator of the demonstration runs."""
    held = Grant.objects.in_force(today).of_role(Role.ANIMATOR).order_by("pk").first()
    return Cooperation.objects.filter(slug=held.perimeter_code).first() if held else None


def _by(day: dt.date, at: dt.datetime | None = None) -> Author:
    """Return who writes on a day."""
    return Author(at=at or end_of_day(day), role=Role.ANIMATOR, source=SOURCE)


def _heat(cooperation: Cooperation, today: dt.date) -> None:
    """Write the heat wave of last summer, from its first day to what was learned."""
    first = dt.date(today.year - 1, 7, 22)
    call = Call(
        kind="canicule",
        level="orange",
        starts_on=first,
        message="Les salles fraîches des mairies sont ouvertes de 13 h à 19 h.",
    )
    try:
        alert = start_alert(cooperation, call, on=first, by=_by(first))
    except Refused:
        return  # the register has no team there
    for back in range(HEAT_DAYS):
        day = first + dt.timedelta(days=back)
        # Some teams answer late, or not at all: the page says so.
        _count(alert, day, silent=back, by=_by(day))
    last = first + dt.timedelta(days=HEAT_DAYS - 1)
    stop_alert(alert, stopped_on=last, lessons=LESSONS, on=last, by=_by(last))


def _epidemic(cooperation: Cooperation, today: dt.date, at: dt.datetime) -> None:
    """Start an alert two days ago, which still runs."""
    first = today - dt.timedelta(days=2)
    call = Call(
        kind="epidemie",
        level="aucun",
        starts_on=first,
        message="On appelle plutôt que de passer. Qui a de la fièvre appelle son médecin, ou le 15.",
    )
    try:
        alert = start_alert(cooperation, call, on=first, by=_by(first))
    except Refused:
        return
    _count(alert, first, silent=1, by=_by(first))
    _count(alert, first + dt.timedelta(days=1), silent=2, by=_by(first + dt.timedelta(days=1)))
    _count(alert, today, silent=3, by=_by(today, at))


def _count(alert: Alert, day: dt.date, *, silent: int, by: Author) -> None:
    """Give the numbers of a day of most teams: one in four of those that stay silent changes with the day."""
    for rank, row in enumerate(AlertTeam.objects.of(alert).in_full()):
        if rank % 4 == silent % 4:
            continue
        people = LISTS[rank % len(LISTS)]
        called = people - (people + day.day) % 3
        reached = called - (called + day.day) % 4
        told = Numbers(
            to_call=people,
            called=called,
            reached=reached,
            relayed=None if rank % 5 == 0 else (rank + day.day) % 2,
            volunteers=None if rank % 5 == 0 else 2 + rank % 3,
        )
        give_numbers(row, day, told, on=day, by=by)


def _refer(cooperation: Cooperation, today: dt.date, at: dt.datetime) -> None:
    """Open the referrals, and write a few of them for the team of the lead of the demonstration, where it comes."""
    opened = today - dt.timedelta(days=60)
    agreement = Agreement(
        officer="Délégation à la protection des données du département",
        agreed_on=opened - dt.timedelta(days=12),
        reference="RT-DEMO-014",
    )
    enable_referrals(cooperation, agreement, on=opened, by=_by(opened))
    ReferralCount.objects.create(
        cooperation=cooperation, month=opened.replace(day=1), outcome=Outcome.LINK, number=6
    )
    for rank, (commune, team) in enumerate(_where(cooperation, today, at)):
        day = today - dt.timedelta(days=9 - rank)
        _one(cooperation, commune, team, ASKED[rank], day)


def _where(cooperation: Cooperation, today: dt.date, at: dt.datetime) -> Iterator[tuple[Commune, Team]]:
    """Yield, for each referral, the team that is asked and a commune where it comes."""
    held = Grant.objects.in_force(today).of_role(Role.LEAD).order_by("pk")
    slugs = [grant.perimeter_code for grant in held if grant.perimeter_kind == PerimeterKind.TEAM]
    teams = Team.objects.filter(slug__in=slugs).placed(as_of=today, known_at=at)
    for team in teams:
        commune = team.seat.commune if team.seat else None
        if commune is not None:
            covered = cooperation.coverages.known_at(at).as_of(today)
            if covered.holding(commune).exists():
                yield from ((commune, team) for _asked in ASKED)
                return


def _one(
    cooperation: Cooperation, commune: Commune, team: Team, asked: tuple[str, ...], day: dt.date
) -> None:
    """Write one referral, as far as it has come."""
    wish, age, hours, state = asked
    by = _by(day)
    request = Request(
        wish=wish,
        referrer=REFERRER,
        capacity="aide-a-domicile",
        telephone=REFERRERS_TELEPHONE,
        age_band=age,
        availability=hours,
    )
    row = prepare_referral(cooperation, commune, request, on=day, by=by)
    if state == "preparee":
        return
    consent = Consent(on=day, how="de-vive-voix", by=REFERRER)
    try:
        row = send_referral(row, team, consent, on=day, by=by)
    except Refused:
        return  # nobody of the team can be written to in this register
    if state in {"acceptee", "rencontre"}:
        row = answer_referral(row, accepts=True, on=day + dt.timedelta(days=1), by=by)
    if state == "rencontre":
        later = day + dt.timedelta(days=2)
        introduce(row, met_on=later, on=later, by=by)
