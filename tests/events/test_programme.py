"""Preparing an event: what is refused, in words, and leaves nothing half-written."""

import datetime as dt
from typing import Any

import pytest

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.events.models import Event, EventKind, EventSession, EventState, Room, SessionKind, Speaker
from maillage.events.operations.programme import (
    add_room,
    add_speaker,
    announce_event,
    cancel_event,
    change_event,
    change_session,
    drop_room,
    drop_session,
    drop_speaker,
    open_event,
    plan_session,
)
from tests.cast import Cast, date, departement
from tests.events.gathering import (
    DAY,
    NEXT_DAY,
    ON,
    announced,
    by,
    draft,
    plenary,
    room,
    slot,
    text,
    workshop,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_on": NEXT_DAY, "ends_on": DAY}, r"finit le 6.mars 2017, avant de commencer le 7.mars 2017"),
        ({"ends_on": date(2017, 4, 6)}, "dure 10 jours au plus"),
        ({"starts_on": date(2027, 3, 6), "ends_on": date(2027, 3, 6)}, "dans plus de trois ans"),
        (
            {"starts_on": date(2017, 1, 20), "ends_on": date(2017, 1, 21)},
            "est passé : un rendez-vous s.ouvre avant",
        ),
        ({"capacity": 0}, "de 1 à 2 000 places"),
        ({"opens_on": DAY, "closes_on": ON}, "se terminent avant de commencer"),
        ({"closes_on": date(2017, 3, 9)}, "vient après la fin du rendez-vous"),
        ({"kept_seats": 51}, "Des places se gardent par coopération"),
        ({"contact_agreed_on": ON}, "écrivez au moins un nom"),
    ],
)
def test_an_event_that_does_not_hold_together_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        draft(**fields)
    assert not Event.objects.exists()


def test_an_event_is_of_the_network_or_of_a_cooperation(cast: Cast) -> None:
    network, local = draft(), draft(cast.gard)
    assert (network.kind, network.owner, network.slug) == (
        EventKind.NATIONAL,
        "Le réseau, pour toute la France",
        "rendez-vous-de-mars",
    )
    assert (local.kind, local.owner, local.slug) == (
        EventKind.DEPARTMENTAL,
        cast.gard.name,
        "rendez-vous-de-mars-2",
    )
    assert local.departement == departement("30")
    with pytest.raises(Refused, match="Des places se gardent"):
        draft(cast.gard, kept_seats=1)
    assert Entry.objects.about(cast.gard).filter(sentence__contains="a ouvert le rendez-vous").count() == 1


def test_an_event_goes_from_draft_to_announced_then_cancelled() -> None:
    one = draft()
    assert not one.is_public
    told = announce_event(one, on=ON, by=by())
    assert (told.state, told.is_public) == (EventState.ANNOUNCED, True)
    with pytest.raises(Refused, match="Ce rendez-vous est « annoncé »"):
        announce_event(one, on=ON, by=by())
    with pytest.raises(Refused, match="Dites pourquoi"):
        cancel_event(one, "  ", on=ON, by=by())
    gone = cancel_event(one, "La salle a brûlé.", on=ON, by=by())
    assert (gone.state, gone.is_live) == (EventState.CANCELLED, False)
    with pytest.raises(Refused, match="est annulé : ouvrez-en un autre"):
        room(one)
    with pytest.raises(Refused, match="est passé : changez d'abord ses jours"):
        announce_event(draft(), on=date(2017, 5, 1), by=by())


def test_changing_an_event_keeps_its_programme_inside_its_days() -> None:
    one = announced()
    workshop(one, on=NEXT_DAY)
    with pytest.raises(Refused, match=r"« Animer à deux » est le 7.mars 2017, hors de ces jours"):
        change_event(one, text(ends_on=DAY), version=2, on=ON, by=by())
    with pytest.raises(Conflict):
        change_event(one, text(), version=1, on=ON, by=by())
    made = change_event(one, text(place="Carré d'art", capacity=9), version=2, on=ON, by=by())
    assert (made.place, made.capacity, made.version) == ("Carré d'art", 9, 3)


def test_rooms_are_named_once_and_leave_empty() -> None:
    one = draft()
    blue = room(one)
    with pytest.raises(Refused, match="est déjà là"):
        add_room(one, "salle bleue", 5, by=by())
    workshop(one, room=blue)
    with pytest.raises(Refused, match="se tient dans cette salle"):
        drop_room(blue, by=by())
    drop_session(EventSession.objects.get(), by=by())
    drop_room(blue, by=by())
    assert not Room.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends_at": dt.time(13)}, "La séance finit avant de commencer"),
        ({"on": date(2017, 3, 8)}, "n'est pas un jour de ce rendez-vous"),
        ({"starts_at": dt.time(15), "ends_at": dt.time(16)}, "est déjà prise par « Accueillir »"),
        ({"on": NEXT_DAY, "seats": 3}, r"« Salle Bleue » a 2.places : l'atelier en demande 3"),
        ({"on": NEXT_DAY, "room": None, "seats": None}, "Dites combien de places a cet atelier"),
    ],
)
def test_a_session_that_does_not_fit_is_refused(fields: dict[str, Any], words: str) -> None:
    one = draft()
    blue = room(one)
    first = workshop(one, "Accueillir", room=blue, starts_at=dt.time(14), ends_at=dt.time(15, 30))
    with pytest.raises(Refused, match=words):
        plan_session(one, slot(**{"room": blue, "seats": 2, **fields}), by=by())
    assert EventSession.objects.get() == first


def test_a_room_may_be_used_one_session_after_the_other() -> None:
    one = draft()
    blue = room(one)
    first = workshop(one, room=blue, seats=None)
    assert first.seats == 2
    workshop(one, "La suite", room=blue, starts_at=dt.time(15, 30), ends_at=dt.time(17))
    moved = change_session(first, slot(room=blue, starts_at=dt.time(13)), version=1, on=ON, by=by())
    assert (moved.starts_at, moved.version, moved.seats) == (dt.time(13), 2, 2)
    with pytest.raises(Refused, match="déjà prise par « La suite »"):
        change_session(first, slot(room=blue, ends_at=dt.time(16)), version=2, on=ON, by=by())
    with pytest.raises(Conflict):
        change_session(first, slot(), version=1, on=ON, by=by())
    opening = plenary(one)
    assert (opening.kind, opening.seats, opening.is_workshop) == (SessionKind.PLENARY, None, False)


def test_only_whoever_agreed_is_named() -> None:
    one = plenary(draft())
    add_speaker(one, "Zoé Blanc", function="animatrice", agreed_on=ON, on=ON, by=by())
    hidden = add_speaker(one, "Max Noir", agreed_on=None, on=ON, by=by())
    with pytest.raises(Refused, match="n'est pas encore venu"):
        add_speaker(one, "Lou Vert", agreed_on=DAY, on=ON, by=by())
    assert one.named == ["Zoé Blanc"]
    drop_speaker(hidden, by=by())
    assert Speaker.objects.get().name == "Zoé Blanc"


def test_whom_to_call_is_told_only_if_they_agreed() -> None:
    assert draft(contact_name="Nadia").contact is None
    told = draft(contact_name="Nadia", contact_telephone="04 66 00 00 01", contact_agreed_on=ON)
    assert told.contact == ("Nadia", "04 66 00 00 01", "")


def test_the_days_of_an_event_are_told_in_words() -> None:
    one = draft()
    assert one.when.replace("\xa0", " ") == "du lundi 6 mars 2017 au mardi 7 mars 2017"
    assert draft(ends_on=DAY).when.replace("\xa0", " ") == "lundi 6 mars 2017"
    assert one.days == [DAY, NEXT_DAY]
    assert one.where == "Maison des associations, Nîmes"
    assert open_event(None, text(commune=None), on=ON, by=by()).where == "Maison des associations"
