"""The course of the programme of the demonstration: where each action stood, what it aimed at, what was said of it."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from maillage.common.facts import Author, end_of_day
from maillage.programme.models import Action, ActionState, Programme, State, Weather
from maillage.programme.operations.course import (
    Conduct,
    Review,
    lead_action,
    prove_action,
    review_action,
    say_state,
)
from maillage.programme.operations.targets import (
    Aim,
    plan_milestone,
    reach_milestone,
    read_target,
    set_target,
)

SLUG = "programme-2017-2019"
SOURCE = "suivi du programme"
STARTS, ENDS = dt.date(2017, 1, 2), dt.date(2019, 12, 31)
# The action, who leads it, the states with their days, the weather of two years and the words for them.
Course = tuple[str, str, tuple[tuple[State, dt.date], ...], tuple[tuple[int, Weather, str], ...]]
COURSES: tuple[Course, ...] = (
    (
        "1.1",
        "L'équipe nationale",
        ((State.RUNNING, STARTS), (State.DONE, dt.date(2018, 6, 28))),
        (
            (
                2017,
                Weather.SUN,
                "Les repères de base sont écrits avec six coopérations, et relus par des bénévoles.",
            ),
            (
                2018,
                Weather.SUN,
                "Les fiches sont en ligne ; les coopérations s'en servent à chaque première réunion.",
            ),
        ),
    ),
    (
        "1.2",
        "La commission réseau",
        ((State.RUNNING, STARTS),),
        (
            (2017, Weather.SUN, "Chaque coopération qui démarre a quelqu'un à appeler."),
            (
                2018,
                Weather.CLOUDS,
                "Les aides au démarrage ne se renouvellent pas : l'animation devient fragile.",
            ),
        ),
    ),
    (
        "1.3",
        "La commission réseau",
        ((State.RUNNING, dt.date(2017, 3, 6)),),
        (
            (
                2017,
                Weather.CLOUDS,
                "Les équipes naissent, surtout en ville ; les cantons ruraux restent peu couverts.",
            ),
        ),
    ),
    (
        "2.1",
        "Le comité de ressources",
        ((State.PLANNED, STARTS), (State.RUNNING, dt.date(2017, 9, 4))),
        ((2018, Weather.CLOUDS, "Vingt pratiques sont recueillies ; il manque du temps pour les écrire."),),
    ),
    (
        "2.2",
        "L'équipe nationale",
        ((State.RUNNING, dt.date(2017, 2, 1)), (State.DONE, dt.date(2019, 6, 20))),
        ((2018, Weather.SUN, "Trois appuis sont essayés sur des territoires volontaires."),),
    ),
    # What was said of the last one was never written down: its state stays unknown.
)

# What shows that each action was done.
PROOFS = (
    ("1.1", "Recueil des repères de base, juin 2018", dt.date(2018, 6, 28)),
    ("1.2", "Compte rendu de la rencontre des animateurs, mai 2018", dt.date(2018, 5, 17)),
    ("1.3", "Carte des équipes citoyennes, mars 2018", dt.date(2018, 3, 30)),
    ("2.1", "Vingt fiches de pratiques, mises en ligne au printemps 2018", dt.date(2018, 4, 12)),
    ("2.2", "Bilan des trois quartiers, juin 2018", dt.date(2018, 6, 20)),
    ("2.3", "Cahier des charges de la formation, adopté en février 2018", dt.date(2018, 2, 8)),
)


@transaction.atomic
def follow(*, today: dt.date, at: dt.datetime) -> int:
    """Write how the programme went, once; return how many facts were written."""
    programme = Programme.objects.filter(slug=SLUG).first()
    if programme is None or ActionState.objects.filter(action__axis__programme=programme).exists():
        return 0
    actions = {action.code: action for action in Action.objects.of(programme)}
    written = 0

    def by(day: dt.date) -> Author:
        return Author(at=at, known_from=min(end_of_day(day), at), source=SOURCE)

    for code, pilot, states, years in COURSES:
        action = actions[code]
        lead_action(action, Conduct(pilot=pilot), since=states[0][1], on=today, by=by(states[0][1]))
        for state, since in states:
            say_state(action, state, since=since, on=today, by=by(since))
        for year, weather, words in years:
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
            told = Review(since=first, until=last, weather=weather, synthesis=words)
            review_action(action, told, on=today, by=by(last))
        written += 1 + len(states) + len(years)
    return written + _aims(actions, today, by(STARTS)) + _proofs(actions, today, by(dt.date(2018, 6, 28)))


def _aims(actions: dict[str, Action], today: dt.date, by: Author) -> int:
    """Write what the actions aimed at."""
    for code, figure, baseline, value in (
        ("1.1", "departements-engages", None, 60),
        ("1.2", "cooperations-lancees", 20, 60),
        ("1.3", "equipes", 184, 400),
        ("2.2", "appuis", 10, 14),
        ("2.3", "personnes-formees", None, 1500),
    ):
        aim = Aim(
            since=STARTS,
            until=ENDS,
            code=figure,
            baseline=None if baseline is None else Decimal(baseline),
            value=Decimal(value),
        )
        set_target(actions[code], aim, on=today, by=by)
    declared = set_target(
        actions["2.1"],
        Aim(
            since=STARTS,
            until=ENDS,
            title="Pratiques recueillies",
            method="Comptées à la main par le comité, à chaque réunion.",
            baseline=Decimal(0),
            value=Decimal(50),
        ),
        on=today,
        by=by,
    )
    for day, count, because in (
        (dt.date(2017, 12, 31), None, "le comité ne s'est pas réuni cet automne"),
        (dt.date(2018, 12, 31), Decimal(20), ""),
    ):
        read_target(declared, read_on=day, value=count, because=because, on=today, by=by)
    return 8


def _proofs(actions: dict[str, Action], today: dt.date, by: Author) -> int:
    """Write the milestones, and what shows that they were reached."""
    day = dt.date(2018, 6, 28)
    step = plan_milestone(
        actions["1.1"],
        title="Les repères relus par dix équipes",
        due_on=dt.date(2018, 3, 31),
        on=today,
        by=by,
    )
    reach_milestone(step, reached_on=day, on=today, by=by)
    plan_milestone(
        actions["1.2"],
        title="Une rencontre des animateurs chaque année",
        due_on=dt.date(2018, 11, 30),
        on=today,
        by=by,
    )
    for code, title, shown_on in PROOFS:
        prove_action(actions[code], title=title, shown_on=shown_on, url="", on=today, by=by)
    return 3 + len(PROOFS)
