"""How an action goes: what the register holds, what is refused and with which words."""

from decimal import Decimal

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.programme.models import (
    ActionConduct,
    ActionReview,
    ActionState,
    Evidence,
    Milestone,
    State,
    Target,
    TargetReading,
)
from maillage.programme.operations.course import (
    Conduct,
    Review,
    lead_action,
    prove_action,
    review_action,
    say_state,
    take_back,
    take_over,
)
from maillage.programme.operations.targets import (
    Aim,
    plan_milestone,
    reach_milestone,
    read_target,
    set_target,
)
from tests.cast import date
from tests.programme.plan import BY, TODAY, later, programme

pytestmark = pytest.mark.django_db
JANUARY = date(2018, 1, 1)


def test_a_state_ends_the_one_before_and_the_past_stays() -> None:
    [action] = programme(2017, "Essayer")
    say_state(action, State.RUNNING, since=date(2017, 1, 2), on=TODAY, by=BY)
    say_state(action, State.DONE, since=date(2018, 5, 1), on=TODAY, by=BY)
    rows = list(ActionState.objects.believed().about(action))
    assert [(row.state, row.started_on, row.ended_on) for row in rows] == [
        ("en-cours", date(2017, 1, 2), date(2018, 5, 1)),
        ("realisee", date(2018, 5, 1), None),
    ]
    on = ActionState.objects.standing(date(2017, 6, 1), BY.at)
    assert [row.state for row in on] == ["en-cours"]
    assert Entry.objects.latest("number").said == {"name": "1.1 Essayer", "state": "réalisée"}


@pytest.mark.parametrize(
    ("state", "since", "sentence"),
    [
        (State.RUNNING, date(2018, 5, 1), "Cette action est déjà en cours"),
        (State.DONE, date(2018, 6, 2), "n'est pas encore venu"),
        (State.DONE, JANUARY, "vaut depuis le 1er"),
    ],
)
def test_a_state_that_cannot_be_is_refused(state: State, since: object, sentence: str) -> None:
    [action] = programme(2017, "Essayer")
    say_state(action, State.RUNNING, since=JANUARY, on=TODAY, by=BY)
    with pytest.raises(Refused, match=sentence):
        say_state(action, state, since=since, on=TODAY, by=BY)  # type: ignore[arg-type] # days
    assert ActionState.objects.count() == 1


def test_who_leads_changes_and_is_kept() -> None:
    [action] = programme(2017, "Essayer")
    lead_action(action, Conduct(pilot="La commission"), since=JANUARY, on=TODAY, by=BY)
    lead_action(
        action, Conduct(pilot="Le bureau", means="Deux jours"), since=date(2018, 3, 1), on=TODAY, by=BY
    )
    rows = ActionConduct.objects.believed().about(action)
    assert [(row.pilot, row.means, row.ended_on) for row in rows] == [
        ("La commission", "", date(2018, 3, 1)),
        ("Le bureau", "Deux jours", None),
    ]


def test_a_period_has_one_synthesis() -> None:
    [action] = programme(2017, "Essayer")
    year = Review(since=date(2017, 1, 1), until=date(2017, 12, 31), weather="soleil", synthesis="Bien.")
    review_action(action, year, on=TODAY, by=BY)
    for told, sentence in (
        (
            Review(since=date(2017, 12, 31), until=JANUARY, weather="orage", synthesis="Mal."),
            "parle déjà du 1er",
        ),
        (Review(since=JANUARY, until=date(2017, 1, 1), weather="orage", synthesis="Mal."), "finit avant de"),
        (Review(since=JANUARY, until=date(2018, 6, 2), weather="orage", synthesis="Mal."), "pas encore venu"),
    ):
        with pytest.raises(Refused, match=sentence):
            review_action(action, told, on=TODAY, by=BY)
    assert [row.synthesis for row in ActionReview.objects.all()] == ["Bien."]
    take_back(ActionReview.objects.get(), action, reason="autre action", on=TODAY, by=BY)
    review_action(action, year, on=TODAY, by=BY)
    assert ActionReview.objects.believed().count() == 1
    assert ActionReview.objects.count() == 2


def test_a_proof_is_of_a_day_that_has_come() -> None:
    [action] = programme(2017, "Essayer")
    with pytest.raises(Refused, match="pas encore venu"):
        prove_action(action, title="Un recueil", shown_on=date(2018, 6, 2), url="", on=TODAY, by=BY)
    prove_action(action, title="Un recueil", shown_on=TODAY, url="https://exemple.fr/", on=TODAY, by=BY)
    assert [(row.title, row.on) for row in Evidence.objects.shown(TODAY, BY.at)] == [("Un recueil", TODAY)]
    assert not Evidence.objects.shown(JANUARY, BY.at)


def test_an_action_takes_over_another_and_never_in_a_circle() -> None:
    [first] = programme(2014, "Commencer")
    [second] = programme(2017, "Continuer")
    [third] = programme(2020, "Généraliser")
    take_over(second, first, on=TODAY, by=BY)
    take_over(third, second, on=TODAY, by=BY)
    for action, former in ((first, third), (first, first)):
        with pytest.raises(Refused, match="reprend déjà"):
            take_over(action, former, on=TODAY, by=BY)
    first.refresh_from_db()
    assert first.takes_over is None
    take_over(third, None, on=TODAY, by=BY)
    third.refresh_from_db()
    assert third.takes_over is None
    assert "n'en reprend aucune" in Entry.objects.latest("number").sentence


def test_a_milestone_is_reached_once() -> None:
    [action] = programme(2017, "Essayer")
    step = plan_milestone(action, title="Dix équipes", due_on=date(2018, 3, 1), on=TODAY, by=BY)
    with pytest.raises(Refused, match="pas encore venu"):
        reach_milestone(step, reached_on=date(2018, 6, 2), on=TODAY, by=BY)
    made = reach_milestone(step, reached_on=date(2018, 4, 1), on=TODAY, by=later(date(2018, 6, 2)))
    assert (made.title, made.reached_on) == ("Dix équipes", date(2018, 4, 1))
    for known, reached in ((BY.at, None), (later(date(2018, 6, 3)).at, date(2018, 4, 1))):
        assert [row.reached_on for row in Milestone.objects.known_at(known)] == [reached]
    for row in (step, made):
        with pytest.raises(Refused, match="déjà atteint, ou retiré"):
            reach_milestone(row, reached_on=TODAY, on=TODAY, by=BY)


COMPUTED = {"code": "equipes", "since": JANUARY, "until": date(2019, 12, 31), "value": Decimal(400)}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": JANUARY}, "le départ vient avant"),
        ({"title": "Rencontres"}, "l'un des deux"),
        ({"code": ""}, "l'un des deux"),
        ({"code": "", "title": "Rencontres"}, "dit sa méthode"),
        ({"method": "À la main"}, "a déjà sa définition"),
        ({"value": Decimal(500)}, "déjà une cible de ce chiffre"),
    ],
)
def test_a_target_that_cannot_be_is_refused(changes: dict[str, object], sentence: str) -> None:
    [action] = programme(2017, "Essayer")
    set_target(action, Aim(**COMPUTED), on=TODAY, by=BY)  # type: ignore[arg-type] # fields of several sorts
    with pytest.raises(Refused, match=sentence):
        set_target(action, Aim(**{**COMPUTED, **changes}), on=TODAY, by=BY)  # type: ignore[arg-type] # same
    assert Target.objects.count() == 1


def test_a_straight_path_is_known_between_the_two_ends_only() -> None:
    aim = Target(since=date(2018, 1, 1), until=date(2018, 1, 11), baseline=Decimal(10), value=Decimal(30))
    assert [aim.expected(date(2018, 1, day)) for day in (1, 6, 11)] == [10, 20, 30]
    assert aim.expected(date(2017, 12, 31)) is None
    assert aim.expected(date(2018, 1, 12)) is None
    aim.baseline = None
    assert aim.expected(date(2018, 1, 6)) is None


def test_a_declared_figure_is_read_and_a_second_reading_corrects_the_first() -> None:
    [action] = programme(2017, "Essayer")
    told = {**COMPUTED, "code": "", "title": "Rencontres", "method": "Comptées à la main."}
    target = set_target(action, Aim(**told), on=TODAY, by=BY)  # type: ignore[arg-type] # fields of several sorts
    read = {"read_on": JANUARY, "on": TODAY}
    read_target(target, value=None, because="pas de réunion", by=BY, **read)
    read_target(target, value=Decimal("3.5"), because="", by=later(date(2018, 6, 2)), **read)
    assert [(row.value, row.because) for row in TargetReading.objects.believed()] == [(Decimal("3.5"), "")]
    was = TargetReading.objects.known_at(BY.at)
    assert [(row.value, row.because) for row in was] == [(None, "pas de réunion")]
    for value, because, day, sentence in (
        (None, "", JANUARY, "l'un des deux"),
        (Decimal(1), "rien", JANUARY, "l'un des deux"),
        (Decimal(1), "", date(2018, 6, 2), "pas encore venu"),
    ):
        with pytest.raises(Refused, match=sentence):
            read_target(target, read_on=day, value=value, because=because, on=TODAY, by=BY)
    take_back(target, action, reason="autre chiffre", on=TODAY, by=BY)
    with pytest.raises(Refused, match="Cette cible est retirée"):
        read_target(target, value=Decimal(1), because="", by=BY, **read)
    computed = set_target(action, Aim(**COMPUTED), on=TODAY, by=BY)  # type: ignore[arg-type] # same
    with pytest.raises(Refused, match="calculé par le registre"):
        read_target(computed, value=Decimal(1), because="", by=BY, **read)
