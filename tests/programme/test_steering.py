"""The steering of a programme: meetings, agendas, decisions carried until they are settled, what is refused."""

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.network.models import Sitting
from maillage.network.operations.sittings import close_minutes, write_minutes
from maillage.programme.models import (
    DecisionState,
    Programme,
    SteeringDecision,
    SteeringMeeting,
    SteeringState,
)
from maillage.programme.operations.steering import (
    Move,
    add_item,
    call_meeting,
    decide,
    move_item,
    reword_decision,
    say_decision,
)
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.programme.plan import BY, TODAY, later, programme
from tests.sending import send

pytestmark = pytest.mark.django_db
MARCH, MAY, JUNE = date(2018, 3, 1), date(2018, 5, 1), date(2018, 6, 15)


@pytest.fixture
def plan() -> Programme:
    """Write a programme."""
    [action] = programme(2017, "Essayer")
    return action.axis.programme


def met(plan: Programme, day: object = MARCH) -> SteeringMeeting:
    """Call a meeting."""
    return call_meeting(plan, held_on=day, place="Paris", on=TODAY, by=BY)  # type: ignore[arg-type] # a day


def decided(meeting: SteeringMeeting, text: str = "Écrire à chaque coopération") -> SteeringDecision:
    """Write a decision."""
    return decide(meeting, text=text, follower="Le bureau", due_on=None, on=TODAY, by=BY)


def test_a_meeting_is_a_sitting_with_an_agenda_in_order(plan: Programme) -> None:
    meeting = met(plan)
    assert str(Sitting.objects.get()) == "Comité de pilotage, 01/03/2018"
    for title in ("Les aides", "Les équipes"):
        add_item(meeting, title=title, on=TODAY, by=BY)
    assert [(item.rank, item.title) for item in meeting.items.all()] == [(1, "Les aides"), (2, "Les équipes")]
    with pytest.raises(Refused, match="a déjà une séance"):
        met(plan)
    assert SteeringMeeting.objects.count() == 1


def test_an_open_decision_is_carried_to_the_next_meetings_until_it_is_settled(plan: Programme) -> None:
    march, may, june = met(plan), met(plan, MAY), met(plan, JUNE)
    done, dropped, same_day = (decided(march, text) for text in ("Une", "Deux", "Trois"))
    assert not SteeringDecision.objects.carried_to(march)
    tomorrow = later(date(2018, 6, 2))
    say_decision(done, DecisionState.DONE, since=date(2018, 5, 20), words="", on=TODAY, by=tomorrow)
    say_decision(
        dropped, DecisionState.DROPPED, since=date(2018, 4, 1), words="Sans objet.", on=TODAY, by=tomorrow
    )
    say_decision(same_day, DecisionState.DONE, since=MARCH, words="", on=TODAY, by=tomorrow)
    assert list(SteeringDecision.objects.carried_to(may)) == [done]
    assert not SteeringDecision.objects.carried_to(june)
    assert not SteeringDecision.objects.open_in(plan)
    say_decision(done, DecisionState.OPEN, since=date(2018, 5, 25), words="", on=TODAY, by=tomorrow)
    assert list(SteeringDecision.objects.carried_to(june)) == [done]
    assert list(SteeringDecision.objects.open_in(plan)) == [done]
    assert [
        (said.state, said.ended_on) for said in SteeringState.objects.believed().filter(decision=done)
    ] == [
        ("ouverte", date(2018, 5, 20)),
        ("faite", date(2018, 5, 25)),
        ("ouverte", None),
    ]


def test_what_cannot_be_decided_is_refused(plan: Programme) -> None:
    march, june = met(plan), met(plan, JUNE)
    with pytest.raises(Refused, match="pas encore venu"):
        decided(june)
    with pytest.raises(Refused, match="L'échéance vient avant la réunion"):
        decide(march, text="Une", follower="Le bureau", due_on=date(2018, 2, 1), on=TODAY, by=BY)
    assert not SteeringDecision.objects.exists()
    row = decided(march)
    for state, since, words, sentence in (
        (DecisionState.OPEN, MAY, "", "déjà à suivre"),
        (DecisionState.DONE, date(2018, 6, 2), "", "pas encore venu"),
        (DecisionState.DROPPED, MAY, "", "Dites pourquoi"),
        (DecisionState.DONE, date(2018, 2, 1), "", "choisissez un jour qui le suit"),
    ):
        with pytest.raises(Refused, match=sentence):
            say_decision(row, state, since=since, words=words, on=TODAY, by=BY)
    assert SteeringState.objects.count() == 1
    sitting = write_minutes(march.sitting, version=march.sitting.version, text="Compte rendu.", by=BY)
    close_minutes(sitting, version=sitting.version, by=BY)
    for refused in (lambda: add_item(march, title="Un point", on=TODAY, by=BY), lambda: decided(march)):
        with pytest.raises(Refused, match="est clos"):
            refused()


def test_a_point_moves_or_leaves_the_agenda(plan: Programme) -> None:
    meeting = met(plan)
    one, two, three = (add_item(meeting, title=title, on=TODAY, by=BY) for title in ("Une", "Deux", "Trois"))

    def order() -> list[tuple[int, str]]:
        return [(item.rank, item.title) for item in meeting.items.all()]

    for point, move in ((three, Move.UP), (one, Move.UP), (two, Move.DOWN)):
        move_item(point, move, on=TODAY, by=BY)
    assert order() == [(1, "Une"), (2, "Trois"), (3, "Deux")]
    move_item(three, Move.OFF, on=TODAY, by=BY)
    assert order() == [(1, "Une"), (2, "Deux")]
    with pytest.raises(Refused, match="n'est plus à l'ordre du jour"):
        move_item(three, Move.UP, on=TODAY, by=BY)


def test_a_decision_is_corrected_with_what_became_of_it(plan: Programme) -> None:
    meeting = met(plan)
    row = decided(meeting, "Ecrire")
    say_decision(row, DecisionState.DONE, since=MAY, words="", on=TODAY, by=BY)
    with pytest.raises(Refused, match="L'échéance vient avant"):
        reword_decision(row, text="Écrire", follower="Ana", due_on=date(2018, 2, 1), on=TODAY, by=BY)
    made = reword_decision(row, text="Écrire", follower="Ana", due_on=JUNE, on=TODAY, by=BY)
    [kept] = SteeringDecision.objects.believed().of_meeting(meeting)
    assert (kept, kept.text, kept.follower, kept.due_on) == (made, "Écrire", "Ana", JUNE)
    states = SteeringState.objects.believed().filter(decision=made)
    assert [(one.state, one.started_on) for one in states] == [("ouverte", MARCH), ("faite", MAY)]
    assert not SteeringState.objects.believed().filter(decision=row).exists()
    for refused in (
        lambda: reword_decision(row, text="Encore", follower="Ana", due_on=None, on=TODAY, by=BY),
        lambda: say_decision(row, DecisionState.OPEN, since=MAY, words="", on=TODAY, by=BY),
    ):
        with pytest.raises(Refused, match="a été retirée"):
            refused()


def test_an_officer_writes_and_the_network_reads(
    client: Client, monkeypatch: pytest.MonkeyPatch, plan: Programme
) -> None:
    set_clock(monkeypatch, instant(2018, 6, 1))
    sign_in(client, Role.OFFICER, name="Nadia Ferrand")
    page = "/comite-de-pilotage/"
    assert "Aucune réunion n'est encore prévue" in read(client, page)
    typed = {"programme": str(plan.pk), "held_on": "01/03/2018", "place": "Paris"}
    assert send(client, page + "nouvelle/", typed).status_code == 303
    meeting = SteeringMeeting.objects.get()
    here = f"{page}{meeting.pk}/"
    assert send(client, here + "point/", {"title": "Les aides"}).status_code == 303
    told = {"text": "Écrire à chaque coopération", "follower": "Le bureau", "due_on": "01/05/2018"}
    assert send(client, here + "decision/", told).status_code == 303
    item = add_item(meeting, title="De trop", on=TODAY, by=BY)
    assert "Déplacer : De trop" in read(client, here)
    assert send(client, f"{here}point/{item.pk}/", {"move": "retire"}).status_code == 303
    assert meeting.items.get().title == "Les aides"
    fixed = {**told, "follower": "La présidente"}
    first = SteeringDecision.objects.get()
    assert send(client, f"{here}decision/{first.pk}/corriger/", fixed).status_code == 303
    decision = SteeringDecision.objects.believed().get()
    assert decision.follower == "La présidente"
    state = {"state": "abandonnee", "since": "02/04/2018", "words": ""}
    assert send(client, f"{here}decision/{decision.pk}/", state).status_code == 409
    met(plan, MAY)
    following = SteeringMeeting.objects.exclude(pk=meeting.pk).get()
    sign_in(client, Role.FUNDER, Perimeter("departement", "30"), name="Paul Lenoir")
    listed = read(client, page)
    for sentence in (
        "les décisions à suivre Écrire à chaque coopération",
        "La présidente",
        "pour le 1er mai 2018",
    ):
        assert sentence in listed, listed[300:1500]
    said = read(client, f"{page}{following.pk}/")
    assert "Ce qui reste à suivre des réunions d'avant Écrire à chaque coopération" in said
    assert "Dire où elle en est" not in said
    assert client.get(here + "point/").status_code == 404
    assert "Les aides" in read(client, here)
