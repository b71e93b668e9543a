"""The exchanges of practice of the demonstration: two series of 2015 and 2016, and meetings that are to come."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from maillage.common.facts import Author, end_of_day, stamp
from maillage.common.normalise import fold
from maillage.network.models import Cooperation, CooperationSituation, TeamStage, TeamStageChange
from maillage.supports.models import (
    ExchangeHeld,
    ExchangeMeeting,
    ExchangeMinutes,
    ExchangePresence,
    ExchangeSeries,
    MinutesState,
    Participant,
    Participation,
    ParticipationState,
    ResourceDraft,
)
from maillage.supports.models.enrolments import erased_before
from maillage.territory.models import Commune

SOURCE = "comptes rendus des rencontres"
HOME = "30189"
LEADS = "référent de l'équipe (bénévole)"
PEOPLE = (
    "Lucienne Arnal", "Georges Vidal", "Yamina Cherif", "Paul Roustan", "Odette Servière", "Henri Mazel",
    "Fatima Zouari", "Colette Pagès", "Jean Teissier", "Solange Bastide", "Ahmed Kaddour", "Mireille Fabre",
)  # fmt: skip
# Of the network, then of the cooperation where the people of the demonstration work: when, about what, how many came.
NETWORK = (
    (dt.date(2015, 5, 19), "Trouver des bénévoles sans les épuiser", 8),
    (dt.date(2015, 10, 13), "Aller vers les personnes qui ne demandent rien", 9),
    (dt.date(2016, 3, 22), "Travailler avec la mairie et le CCAS", 10),
    (dt.date(2016, 9, 27), "Accueillir un nouveau bénévole", 11),
)
LOCAL = (
    (dt.date(2016, 2, 9), "Nos visites du lundi", 6),
    (dt.date(2016, 6, 14), "Parler de l'isolement sans faire peur", 7),
)
COMING = (
    (12, "Garder le lien pendant l'été", (True, True, True)),
    (40, "Quand un bénévole veut s'arrêter", (True, False)),
)
OVER = (-6, "Faire connaître l'équipe au marché", (True, True, True, True))
ASKS = (
    "Comment proposer une visite à quelqu'un qui dit toujours non ?",
    "Qui appeler quand une personne ne répond plus ?",
    "Comment partager les tâches quand trois personnes font tout ?",
    "Faut-il une convention avec la mairie ?",
)
BRINGS = (
    "Le jeu de cartes qui fait parler",
    "Notre cahier de liaison",
    "Le récit de notre première année",
    "",
)


def exchange(*, today: dt.date, at: dt.datetime) -> int:
    """Write the series and their meetings, once; return how many meetings."""
    home = _home(today)
    if ExchangeSeries.objects.exists() or home is None:
        return 0
    people = [Participant.objects.create(name=name, folded=fold(name)) for name in PEOPLE]
    network = _series(None, "Ateliers nationaux des référents", "Faire vivre une équipe", dt.date(2015, 4, 1))
    local = _series(home, "Les mardis des équipes du Gard", "Ce qui marche chez nous", dt.date(2016, 1, 12))
    for series, told in ((network, NETWORK), (local, LOCAL)):
        for on, theme, came in told:
            _past(series, on, theme, people[:came], at=at)
    for days, theme, comes in (*COMING, OVER):
        _ahead(local, today + dt.timedelta(days=days), theme, comes, people, at=at)
    _forget(people, today=today, at=at)
    return ExchangeMeeting.objects.count()


def _home(today: dt.date) -> Cooperation | None:
    """Return the cooperation where the people of the demonstration work."""
    here = CooperationSituation.objects.believed().as_of(today).filter(departement__code=HOME[:2])
    found = here.select_related("cooperation").order_by("cooperation__slug").first()
    return found.cooperation if found else None


def _series(cooperation: Cooperation | None, name: str, theme: str, on: dt.date) -> ExchangeSeries:
    return ExchangeSeries.objects.create(
        cooperation=cooperation,
        name=name,
        theme=theme,
        audience="les référents des équipes, bénévoles et professionnels",
        method="atelier entre pairs",
        opened_on=on,
    )


def _meeting(series: ExchangeSeries, on: dt.date, theme: str) -> ExchangeMeeting:
    """Plan a meeting: at Nîmes for the cooperation, by video for the network."""
    where: dict[str, Any] = {"link": "https://visio.example/echange"}
    if series.cooperation:
        nimes = Commune.objects.select_related("departement").get(code=HOME)
        where = {"commune": nimes, "departement": nimes.departement, "place": "Maison des associations"}
    return ExchangeMeeting.objects.create(
        series=series,
        theme=theme,
        on=on,
        starts_at=dt.time(14),
        ends_at=dt.time(16, 30),
        facilitator_name="Nadia Ferrand" if series.cooperation else "",
        facilitator_is_public=series.cooperation is not None,
        is_public=True,
        **where,
    )


def _past(
    series: ExchangeSeries, on: dt.date, theme: str, people: Sequence[Participant], *, at: dt.datetime
) -> None:
    """Write a meeting that took place, who was there, its minutes; what came out of it may be published."""
    meeting = _meeting(series, on, theme)
    by = Author(at=at, known_from=min(end_of_day(on + dt.timedelta(days=2)), at), source=SOURCE)
    held = ExchangeHeld.objects.create(meeting=meeting, held_on=on, **stamp(by))
    for rank, person in enumerate(people):
        line = _line(meeting, person, rank, ParticipationState.COMING)
        ExchangePresence.objects.create(held=held, participant=person, on=on, team=line.team, **stamp(by))
    text = f"{theme}. Chacun est venu avec une question ; trois ont été reprises, avec ce que les autres ont essayé."
    ExchangeMinutes.objects.create(meeting=meeting, text=text, state=MinutesState.KEPT, kept_at=at)
    if series.cooperation is None:
        ResourceDraft.objects.create(
            meeting=meeting,
            title=theme,
            text=text,
            may_be_published=True,
            agreed_by="les personnes présentes",
            made_at=at,
        )


def _line(
    meeting: ExchangeMeeting, person: Participant, rank: int, state: ParticipationState
) -> Participation:
    """Write someone on the list of a meeting, for one of the teams recognised that day."""
    stages = TeamStageChange.objects.believed().filter(stage=TeamStage.RECOGNISED, changed_on__lte=meeting.on)
    teams = stages.order_by("changed_on", "team__slug").values_list("team", flat=True)
    here = stages.filter(team__situations__departement__code=HOME[:2]).order_by("changed_on", "team__slug")
    keys = list((here.values_list("team", flat=True) if meeting.series.cooperation else teams)[: len(PEOPLE)])
    return Participation.objects.create(
        meeting=meeting,
        participant=person,
        state=state,
        said_at=end_of_day(meeting.on - dt.timedelta(days=15)),
        function=LEADS,
        team_id=keys[rank % len(keys)] if keys else None,
        asks=ASKS[rank % len(ASKS)] if state == ParticipationState.COMING else "",
        brings=BRINGS[rank % len(BRINGS)] if state == ParticipationState.COMING else "",
    )


def _ahead(
    series: ExchangeSeries,
    on: dt.date,
    theme: str,
    comes: Sequence[bool],
    people: Sequence[Participant],
    *,
    at: dt.datetime,
) -> None:
    """Plan a meeting around today: who comes, who was invited and has not answered."""
    on -= dt.timedelta(days=max(0, on.weekday() - 4))  # never at the end of a week
    meeting = _meeting(series, on, theme)
    for rank, one in enumerate(comes):
        state = ParticipationState.COMING if one else ParticipationState.INVITED
        # Those of today have their own names: those of long ago are forgotten.
        name = people[rank].name.replace("a", "e", 1)
        person, _new = Participant.objects.get_or_create(name=name, defaults={"folded": fold(name)})
        line = _line(meeting, person, rank, state)
        Participation.objects.filter(pk=line.pk).update(said_at=at - dt.timedelta(days=3))


def _forget(people: Sequence[Participant], *, today: dt.date, at: dt.datetime) -> None:
    """Erase those who came too long ago, as each night does."""
    last = max(on for on, _theme, _came in (*NETWORK, *LOCAL))
    if last < erased_before(today):
        keys = [person.pk for person in people]
        Participant.objects.filter(pk__in=keys).update(name="", folded="", email="", user=None, erased_at=at)
        Participation.objects.filter(participant__in=keys).update(function="", asks="", brings="")
