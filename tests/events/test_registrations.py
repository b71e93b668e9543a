"""Who comes: seats, seats kept by cooperation, waiting lists, workshops; what is refused, in words."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.events.models import Registration, WorkshopSeat
from maillage.events.operations.care import erase_old_registrations, give_lapsed_seats
from maillage.events.operations.current import locked
from maillage.events.operations.programme import (
    cancel_event,
    change_event,
    change_session,
    drop_session,
)
from maillage.events.operations.registrations import (
    add_on_the_day,
    choose_workshops,
    closed_because,
    register,
    seats_of,
    stop_registrations,
    withdraw,
)
from tests.accounts.people import nobody_special
from tests.cast import Cast, date, instant
from tests.events.gathering import (
    AT,
    DAY,
    NEXT_DAY,
    ON,
    announced,
    asking,
    by,
    draft,
    guest,
    plenary,
    slot,
    state,
    subjects,
    text,
    workshop,
)

pytestmark = pytest.mark.django_db


def test_seats_are_given_until_there_are_none_then_people_wait_in_order() -> None:
    one = announced(capacity=2)
    zoe, max_, lou, eve = (guest(one, name) for name in ("Zoé Blanc", "Max Noir", "Lou Vert", "Eve Sol"))
    assert [row.state for row in (zoe, max_, lou, eve)] == ["inscrite", "inscrite", "attente", "attente"]
    assert [Registration.objects.rank_of(row) for row in (lou, eve)] == [1, 2]
    assert subjects("zoe@exemple.fr") == ["Votre place est réservée : Rendez-vous de mars"]
    assert subjects("eve@exemple.fr") == ["Vous êtes sur la liste d'attente : Rendez-vous de mars"]
    withdraw(zoe, on=ON, by=by())
    assert [state(row) for row in (zoe, lou, eve)] == ["retiree", "inscrite", "attente"]
    assert subjects("lou@exemple.fr")[-1] == "Une place s'est libérée : Rendez-vous de mars"
    assert subjects("zoe@exemple.fr")[-1] == "Votre désistement est noté : Rendez-vous de mars"
    assert withdraw(zoe, on=ON, by=by()).state == "retiree"
    change_event(one, text(capacity=3), version=2, on=ON, by=by())
    with pytest.raises(Refused, match=r"Déjà 3.places sont données"):
        change_event(one, text(capacity=1), version=3, on=ON, by=by())
    assert Entry.objects.about(one).filter(sentence__contains="a inscrit une personne").count() == 4


def test_a_registration_is_for_one_cooperation(cast: Cast) -> None:
    one = announced()
    with pytest.raises(Refused, match="pour une seule coopération, et vous en donnez plusieurs"):
        guest(one, cooperations=[cast.gard, cast.ales])
    with pytest.raises(Refused, match="pour une coopération ou pour une organisation"):
        guest(one, cooperations=[cast.gard], organisation_name="Mairie")
    with pytest.raises(Refused, match="Écrivez le nom"):
        guest(one, "  ")
    with pytest.raises(Refused, match="Donnez une adresse électronique"):
        guest(one, email="")
    assert not Registration.objects.exists()
    assert guest(one, cooperations=[cast.gard]).house == cast.gard.name
    with pytest.raises(Refused, match="déjà inscrite à ce rendez-vous"):
        guest(one, "Zoé B.", email="ZOE@exemple.fr", cooperations=[cast.ales])
    known = guest(one, "Max Noir", organisation_name=cast.ccas.name.upper())
    assert (known.organisation, known.house) == (cast.ccas, cast.ccas.name)
    assert guest(one, "Lou Vert", organisation_name="Mairie de nulle part").house == "Mairie de nulle part"
    assert guest(announced(title="Autre")).house == ""


def test_whoever_has_an_account_is_known_by_their_address() -> None:
    one, user = announced(), nobody_special("Zoé Blanc")
    mine = register(one, asking(email=user.email), on=ON, by=by(user=user))
    other = register(one, asking("Max Noir"), on=ON, by=by(user=user))
    assert (mine.user, other.user) == (user, None)


def test_seats_are_kept_for_each_launched_cooperation(cast: Cast) -> None:
    launched = list(type(cast.gard).objects.launched(as_of=ON, known_at=instant(2017, 2, 2)))
    assert cast.gard in launched
    kept = len(launched)
    one = announced(capacity=kept + 1, kept_seats=1, kept_until=date(2017, 2, 10))
    assert guest(one, "Max Noir").state == "inscrite"
    outside = guest(one, "Lou Vert")
    assert outside.state == "attente"
    seats = seats_of(one, on=ON)
    assert (seats.free, seats.some_left) == (0, True)
    mine = guest(one, cooperations=[cast.gard])
    assert (mine.state, mine.on_kept_seat) == ("inscrite", True)
    second = guest(one, "Eve Sol", cooperations=[cast.gard])
    assert second.state == "attente"
    assert give_lapsed_seats(instant(2017, 2, 10)) == 0
    given = give_lapsed_seats(instant(2017, 2, 11))
    assert given == min(2, kept - 1)
    assert seats_of(one, on=date(2017, 2, 11)).kept == {}


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        ({"opens_on": date(2017, 2, 10)}, ON, "ouvrent le 10"),
        ({"closes_on": date(2017, 2, 10)}, date(2017, 2, 11), "Les inscriptions sont closes"),
        ({}, DAY, "a commencé le 6"),
    ],
)
def test_outside_its_window_nobody_signs_up(fields: dict[str, Any], on: dt.date, words: str) -> None:
    one = announced(**fields)
    with pytest.raises(Refused, match=words):
        guest(one, on=on)
    assert not Registration.objects.exists()


def test_organisers_stop_registrations_and_take_them_up_again() -> None:
    one = announced()
    stop_registrations(one, stopped=True, on=ON, by=by())
    with pytest.raises(Refused, match="sont closes"):
        guest(one)
    stop_registrations(one, stopped=False, on=ON, by=by())
    assert guest(one).state == "inscrite"
    with pytest.raises(Refused, match="avant le rendez-vous"):
        stop_registrations(one, stopped=True, on=DAY, by=by())
    with pytest.raises(Refused, match="n'est pas encore annoncé"):
        guest(draft())


def test_whoever_is_on_the_list_is_told_of_changes_and_of_the_end() -> None:
    one = announced()
    guest(one)
    change_event(one, text(place="Carré d'art"), version=2, on=ON, by=by())
    change_event(one, text(place="Carré d'art", capacity=9), version=3, on=ON, by=by())
    cancel_event(one, "Grève.", on=ON, by=by())
    assert subjects("zoe@exemple.fr")[1:] == [
        "Changement : Rendez-vous de mars",
        "Annulation : Rendez-vous de mars",
    ]
    assert closed_because(locked(one), on=ON) == "Ce rendez-vous est annulé : Grève."


def test_one_workshop_at_most_at_each_hour() -> None:
    one = announced()
    first, second = workshop(one), workshop(one, "Accueillir", starts_at=dt.time(15), ends_at=dt.time(16))
    later = workshop(one, "Durer", on=NEXT_DAY)
    row = guest(one)
    with pytest.raises(Refused, match="ont lieu à la même heure"):
        choose_workshops(row, [first, second], on=ON, by=by())
    with pytest.raises(Refused, match="n'est plus au programme"):
        choose_workshops(row, [plenary(one)], on=ON, by=by())
    assert not WorkshopSeat.objects.exists()
    choose_workshops(row, [first, later], on=ON, by=by())
    choose_workshops(row, [second, later], on=ON, by=by())
    assert {seat.session for seat in row.workshops.all()} == {second, later}
    with pytest.raises(Refused, match="ne se choisissent plus"):
        choose_workshops(row, [], on=DAY, by=by())
    withdraw(row, on=ON, by=by())
    with pytest.raises(Refused, match="ne se choisissent plus"):
        choose_workshops(row, [first], on=ON, by=by())


def test_the_last_seat_of_a_workshop_goes_in_order() -> None:
    one = announced(capacity=3)
    chosen = workshop(one, seats=1)
    zoe, max_, lou = (guest(one, name) for name in ("Zoé Blanc", "Max Noir", "Lou Vert"))
    for minute, row in enumerate((zoe, max_, lou)):
        choose_workshops(row, [chosen], on=ON, by=replace(by(), at=AT + dt.timedelta(minutes=minute)))

    def waits() -> dict[str, bool]:
        rows = WorkshopSeat.objects.select_related("registration")
        return {seat.registration.name: seat.waits for seat in rows}

    assert waits() == {"Zoé Blanc": False, "Max Noir": True, "Lou Vert": True}
    choose_workshops(zoe, [], on=ON, by=by())
    assert waits() == {"Max Noir": False, "Lou Vert": True}
    assert subjects("max@exemple.fr")[-1] == "Une place d'atelier s'est libérée : Rendez-vous de mars"
    withdraw(max_, on=ON, by=by())
    assert waits() == {"Lou Vert": False}
    with pytest.raises(Refused, match=r"déjà choisi par 1.personne"):
        drop_session(chosen, by=by())
    with pytest.raises(Refused, match="gardez son jour"):
        change_session(chosen, slot(seats=1, starts_at=dt.time(13)), version=1, on=ON, by=by())


def test_a_workshop_is_not_cut_below_its_seats() -> None:
    one = announced()
    chosen = workshop(one, seats=2)
    for name in ("Zoé Blanc", "Max Noir"):
        choose_workshops(guest(one, name), [chosen], on=ON, by=by())
    with pytest.raises(Refused, match="gardez au moins autant de places"):
        change_session(chosen, slot(seats=1), version=1, on=ON, by=by())
    assert change_session(chosen, slot(seats=3), version=1, on=ON, by=by()).seats == 3


def test_more_seats_in_a_workshop_go_to_who_waits() -> None:
    one = announced()
    chosen = workshop(one, seats=1)
    for name in ("Zoé Blanc", "Max Noir"):
        choose_workshops(guest(one, name), [chosen], on=ON, by=by())
    change_session(chosen, slot(seats=2), version=1, on=ON, by=by())
    assert not WorkshopSeat.objects.filter(waits=True).exists()


def test_whoever_waits_for_the_event_waits_for_its_workshops() -> None:
    one = announced(capacity=1)
    chosen = workshop(one, seats=5)
    zoe, max_ = guest(one), guest(one, "Max Noir")
    choose_workshops(max_, [chosen], on=ON, by=by())
    assert WorkshopSeat.objects.get().waits
    withdraw(zoe, on=ON, by=by())
    assert not WorkshopSeat.objects.get().waits
    change_event(one, text(capacity=1), version=2, on=ON, by=by())


def test_more_seats_go_to_who_waits() -> None:
    one = announced(capacity=1)
    guest(one)
    waits = guest(one, "Max Noir")
    change_event(one, text(capacity=2), version=2, on=ON, by=by())
    assert state(waits) == "inscrite"


def test_once_it_has_begun_nobody_withdraws_and_people_are_added() -> None:
    one = announced(capacity=1)
    row = guest(one)
    with pytest.raises(Refused, match="a commencé : appelez"):
        withdraw(row, on=DAY, by=by())
    with pytest.raises(Refused, match="n'a pas commencé"):
        add_on_the_day(one, asking("Max Noir"), on=ON, by=by())
    with pytest.raises(Refused, match="n'est pas annoncé"):
        add_on_the_day(draft(), asking("Max Noir"), on=DAY, by=by())
    assert add_on_the_day(one, asking("Max Noir", email=""), on=DAY, by=by()).state == "inscrite"
    assert not subjects("max@exemple.fr")
    # Who gave no address is told nothing of what changes on the second day; the others are.
    change_event(one, text(place="Carré d'art"), version=2, on=DAY, by=by())
    assert not Message.objects.filter(to_name="Max Noir").exists()
    cancel_event(one, "Alerte météo.", on=DAY, by=by())
    assert subjects("zoe@exemple.fr") == [
        "Votre place est réservée : Rendez-vous de mars",
        "Changement : Rendez-vous de mars",
    ]
    assert erase_old_registrations(instant(2019, 4, 1)) == 2
