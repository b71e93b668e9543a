"""Members, committees, meetings, decisions: who makes a cooperation, and what they decide together."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.versions import Conflict
from maillage.network.models import (
    Body,
    BodyKind,
    BodySeat,
    CooperationMember,
    Meeting,
    MeetingDecision,
    MemberPart,
)
from maillage.network.models.bodies import Present
from maillage.network.operations.bodies import close_body, end_seat, seat_person, set_up_body
from maillage.network.operations.letters import letter_to_members, write_to_members
from maillage.network.operations.meetings import (
    Appointment,
    call_meeting,
    cancel_meeting,
    change_meeting,
    drop_decision,
    finish_decision,
    take_decision,
    write_minutes,
)
from maillage.network.operations.members import (
    Representative,
    change_part,
    join_cooperation,
    leave_cooperation,
)
from tests.accounts.people import nobody_special
from tests.cast import Cast, date
from tests.network import cockpit
from tests.network.cockpit import BY, NOW, TODAY


def members(cast: Cast, day: Any = TODAY) -> list[tuple[str, str, str]]:
    """Return the members of the Gard on a day: name, part, who speaks for them."""
    rows = cast.gard.members.believed().as_of(day).with_organisations()
    return [(row.organisation.name, row.part, row.representative) for row in rows]


def last(cast: Cast) -> str:
    """Return the last line of the journal about the Gard."""
    return Entry.objects.about(cast.gard)[0].what


# --- Members


def test_an_organisation_joins_with_its_part_and_who_speaks_for_it(cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins, name="Zoé", email="zoe@exemple.fr")
    assert members(cast) == [("Les Voisins du Tilleul", "comite-restreint", "Zoé")]
    assert members(cast, date(2014, 12, 31)) == []
    assert last(cast) == (
        "a inscrit « Les Voisins du Tilleul » parmi les membres de « Coopération du Gard » (comité restreint)"
    )
    member = cast.gard.members.get()
    assert str(member) == "Les Voisins du Tilleul → Coopération du Gard"
    assert member.details == "comité restreint, Zoé"


def test_a_member_joins_once_at_a_time(cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins)
    with pytest.raises(Refused, match="est déjà membre de « Coopération du Gard »"):
        cockpit.join(cast.gard, cast.voisins, MemberPart.FUNDS)
    assert len(members(cast)) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CooperationMember.objects.create(
            cooperation=cast.gard, organisation=cast.voisins, recorded_at=NOW, known_from=NOW
        )


def test_a_member_that_left_may_come_back(cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins)
    member = cast.gard.members.believed().get()
    with pytest.raises(Refused, match="Dites en quelques mots pourquoi"):
        leave_cooperation(member, on=TODAY, reason=" ", by=BY)
    leave_cooperation(member, on=TODAY, reason="fin du projet", by=BY)
    assert members(cast) == []
    gone = list(cast.gard.members.believed().gone(TODAY))
    assert [(row.organisation.name, row.end_reason) for row in gone] == [
        ("Les Voisins du Tilleul", "fin du projet")
    ]
    with pytest.raises(Refused, match="a changé entre-temps"):
        leave_cooperation(member, on=TODAY, reason="encore", by=BY)
    with pytest.raises(Refused, match="a changé entre-temps"):
        leave_cooperation(gone[0], on=TODAY, reason="encore", by=BY)
    join_cooperation(
        cast.gard, cast.voisins, part=MemberPart.WIDER, representative=Representative(), on=TODAY, by=BY
    )
    assert members(cast) == [("Les Voisins du Tilleul", "comite-elargi", "")]


def test_a_part_changes_from_a_day_and_the_one_before_stays(cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins, name="Zoé")
    member = cast.gard.members.get()
    new = Representative(name="Yves", email="yves@exemple.fr")
    with pytest.raises(Refused, match=r"ne peut pas dater du 31.décembre 2014"):
        change_part(member, part=MemberPart.ANIMATES, representative=new, on=date(2014, 12, 31), by=BY)
    changed = change_part(member, part=MemberPart.ANIMATES, representative=new, on=TODAY, by=BY)
    assert changed.representative_email == "yves@exemple.fr"
    assert members(cast) == [("Les Voisins du Tilleul", "animateur", "Yves")]
    assert members(cast, date(2017, 5, 31)) == [("Les Voisins du Tilleul", "comite-restreint", "Zoé")]
    corrected = change_part(changed, part=MemberPart.FUNDS, representative=new, on=TODAY, by=BY)
    assert corrected.part == MemberPart.FUNDS
    assert members(cast) == [("Les Voisins du Tilleul", "financeur", "Yves")]


def test_a_part_without_a_known_beginning_changes_too(cast: Cast) -> None:
    member = CooperationMember.objects.create(
        cooperation=cast.gard, organisation=cast.voisins, recorded_at=NOW, known_from=NOW
    )
    change_part(member, part=MemberPart.FUNDS, representative=Representative(), on=TODAY, by=BY)
    assert [part for _name, part, _who in members(cast)] == ["financeur"]


# --- Committees


def test_a_committee_is_set_up_seated_and_closed(cast: Cast) -> None:
    body = set_up_body(cast.gard, kind=BodyKind.INNER, name="Comité", on=date(2016, 1, 1), by=BY)
    seat = seat_person(
        body, person="Paul Roy", email="p@exemple.fr", organisation=cast.ccas, on=date(2016, 2, 1), by=BY
    )
    assert (str(body), str(seat)) == ("Comité", "Paul Roy → Comité")
    (shown,) = cast.gard.bodies.termed(TODAY)
    assert (shown.since, shown.seated) == (date(2016, 1, 1), 1)
    assert list(cast.gard.bodies.termed(date(2015, 12, 31))) == []
    with pytest.raises(Refused, match="pourquoi « Comité » s'arrête"):
        close_body(body, on=TODAY, reason="", by=BY)
    close_body(body, on=TODAY, reason="fusion", by=BY)
    assert list(cast.gard.bodies.termed(TODAY)) == []
    assert not BodySeat.objects.believed().as_of(TODAY).in_cooperation(cast.gard).exists()
    assert str(body.terms.believed().get()) == "Comité"
    with pytest.raises(Refused, match="est déjà close"):
        close_body(body, on=TODAY, reason="fusion", by=BY)


def test_a_committee_has_one_name_and_may_be_set_up_again(cast: Cast) -> None:
    body = cockpit.committee(cast.gard, "Comité")
    with pytest.raises(Refused, match="« Comité » existe déjà"):
        set_up_body(cast.gard, kind=BodyKind.WIDER, name="Comité", on=TODAY, by=BY)
    close_body(body, on=date(2017, 1, 1), reason="pause", by=BY)
    with pytest.raises(Refused, match="existait déjà ce jour-là"):
        set_up_body(cast.gard, kind=BodyKind.WIDER, name="Comité", on=date(2016, 1, 1), by=BY)
    again = set_up_body(cast.gard, kind=BodyKind.WIDER, name="Comité", on=TODAY, by=BY)
    assert (again, Body.objects.count()) == (body, 1)


def test_a_person_sits_once_while_the_committee_exists(cast: Cast) -> None:
    body = cockpit.committee(cast.gard, "Comité")
    said: dict[str, Any] = {"email": "", "organisation": None, "by": BY}
    with pytest.raises(Refused, match="Paul comité siège déjà"):
        seat_person(body, person="Paul comité", on=TODAY, **said)
    with pytest.raises(Refused, match="n'existe pas ce jour-là"):
        seat_person(body, person="Rose", on=date(2014, 1, 1), **said)
    seat = body.seats.get()
    end_seat(seat, on=TODAY, reason="départ", by=BY)
    assert last(cast) == "a noté qu'une personne quitte « Comité »"
    with pytest.raises(Refused, match="n'a plus ce siège"):
        end_seat(seat, on=TODAY, reason="départ", by=BY)
    with pytest.raises(Refused, match="n'a plus ce siège"):
        end_seat(body.seats.believed().get(), on=TODAY, reason="départ", by=BY)


# --- Meetings


def minutes(meeting: Meeting, version: int | None = None, text: str = "Vu.", **said: Any) -> Meeting:
    """Write minutes."""
    return write_minutes(
        meeting,
        minutes=text,
        attended=said.get("attended", []),
        attendance=said.get("attendance"),
        version=meeting.version if version is None else version,
        by=BY,
    )


def test_a_meeting_is_called_changed_and_told(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard, agenda="Le bilan")
    assert (meeting.version, meeting.saved_at) == (1, NOW)
    assert str(meeting) == "Comité de printemps"
    said = Appointment(title="Comité de juin", on=TODAY, place="Nîmes", agenda="Le bilan")
    meeting = change_meeting(meeting, said, version=1, by=BY)
    assert (meeting.version, meeting.place) == (2, "Nîmes")
    assert meeting.details == "Jeudi 1er\xa0juin 2017, Nîmes"
    meeting = minutes(meeting, text="Douze présents.", attended=[cast.voisins, cast.ccas], attendance=12)
    assert meeting.version == 3
    assert str(meeting.value_of("attended")) == "CCAS d'Alès, Les Voisins du Tilleul"
    assert meeting.value_of("minutes") == "Douze présents."
    assert last(cast) == ("a écrit le compte rendu de la réunion « Comité de juin » du 1er\xa0juin 2017")
    assert str(Present([])) == ""


def test_two_people_do_not_overwrite_each_other(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard)
    minutes(meeting, text="Le texte de Paul.")
    with pytest.raises(Conflict) as conflict:
        minutes(meeting, 1, text="Le texte de Zoé.")
    assert conflict.value.current.value_of("minutes") == "Le texte de Paul."
    with pytest.raises(Conflict):
        change_meeting(meeting, Appointment(title="Autre", on=TODAY), version=None, by=BY)
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.title) == ("Le texte de Paul.", "Comité de printemps")


def test_minutes_come_after_the_meeting(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard, date(2017, 6, 2))
    with pytest.raises(Refused, match="n'a pas encore eu lieu"):
        minutes(meeting)


def test_a_cancelled_meeting_says_why_and_changes_no_more(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard, date(2017, 6, 20))
    with pytest.raises(Refused, match="pourquoi la réunion est annulée"):
        cancel_meeting(meeting, reason="", version=1, by=BY)
    cancelled = cancel_meeting(meeting, reason="grève", version=1, by=BY)
    assert (cancelled.cancelled_on, cancelled.cancel_reason, cancelled.version) == (TODAY, "grève", 2)
    assert list(cast.gard.meetings.to_come(TODAY)) == []
    assert list(cast.gard.meetings.before(TODAY)) == [cancelled]
    with pytest.raises(Refused, match=r"a été annulée le 1er.juin 2017"):
        cancel_meeting(cancelled, reason="encore", version=2, by=BY)
    with pytest.raises(Refused, match="elle n'a rien décidé"):
        cockpit.decision(cancelled)


def test_a_meeting_that_has_minutes_took_place(cast: Cast) -> None:
    told = minutes(cockpit.meeting(cast.gard))
    with pytest.raises(Refused, match="elle a eu lieu, elle ne s'annule plus"):
        cancel_meeting(told, reason="erreur", version=told.version, by=BY)


def test_the_meetings_to_come_are_those_that_will_take_place(cast: Cast) -> None:
    later = cockpit.meeting(cast.gard, date(2017, 6, 20), "Deuxième")
    sooner = cockpit.meeting(cast.gard, date(2017, 6, 2), "Première")
    cockpit.meeting(cast.gard, date(2017, 5, 2), "Passée")
    assert [row.pk for row in cast.gard.meetings.to_come(TODAY)] == [sooner.pk, later.pk]


# --- Decisions


def test_a_decision_is_followed_until_it_is_done(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard, date(2017, 5, 4))
    decision = cockpit.decision(meeting, due_on=date(2017, 5, 30))
    assert str(decision) == "Écrire aux maires"
    assert (decision.state, decision.details) == ("à faire", "Paul, pour le 30\xa0mai 2017")
    assert list(MeetingDecision.objects.of(cast.gard).open()) == [decision]
    for day in (date(2017, 5, 3), date(2017, 6, 2)):
        with pytest.raises(Refused, match="est faite ce jour-là ou après"):
            finish_decision(decision, on=day, by=BY)
    done = finish_decision(decision, on=TODAY, by=BY)
    assert (done.state, done.done_on) == ("faite", TODAY)
    assert not MeetingDecision.objects.of(cast.gard).open().exists()
    with pytest.raises(Refused, match=r"déjà faite, depuis le 1er.juin 2017"):
        drop_decision(decision, reason="trop tard", by=BY)


def test_a_decision_is_dropped_with_its_reason(cast: Cast) -> None:
    decision = cockpit.decision(cockpit.meeting(cast.gard))
    assert last(cast) == "a noté une décision de la réunion « Comité de printemps » du 1er\xa0juin 2017"
    with pytest.raises(Refused, match="pourquoi cette décision est abandonnée"):
        drop_decision(decision, reason=" ", by=BY)
    dropped = drop_decision(decision, reason="la mairie s'en charge", by=BY)
    assert (dropped.state, dropped.dropped_reason) == ("abandonnée", "la mairie s'en charge")
    assert list(MeetingDecision.objects.of(cast.gard).settled()) == [dropped]
    with pytest.raises(Refused, match="déjà abandonnée"):
        finish_decision(decision, on=TODAY, by=BY)


def test_a_decision_is_due_after_its_meeting(cast: Cast) -> None:
    meeting = cockpit.meeting(cast.gard)
    with pytest.raises(Refused, match="vient avant la réunion"):
        take_decision(meeting, words="Agir", in_charge="", due_on=date(2017, 5, 1), by=BY)
    assert take_decision(meeting, words="Agir", in_charge="", due_on=None, by=BY).details == ""


# --- Letters


def test_a_letter_goes_to_those_who_speak_for_the_members_once_each(cast: Cast) -> None:
    cockpit.join(cast.gard, cast.voisins, name="Zoé", email="zoe@exemple.fr")
    cockpit.join(cast.gard, cast.ccas, name="Zoé", email="ZOE@exemple.fr")
    cockpit.join(cast.gard, cast.clic)
    batch = letter_to_members(cast.gard, on=TODAY, subject="Comité", text="Bonjour")
    (one,) = batch
    assert (one.to.email, one.to.name) == ("zoe@exemple.fr", "Zoé")
    assert one.because == (
        "Vous recevez ce message parce que vous représentez « CCAS d'Alès » dans « Coopération du Gard »."
    )
    by = Author(at=NOW, user=nobody_special(), role="animateur")
    assert write_to_members(cast.gard, batch, by=by) == 1
    assert last(cast) == "a écrit à 1 membres : Comité"
    with pytest.raises(Refused, match="Aucun membre n'a donné d'adresse"):
        write_to_members(cast.ales, letter_to_members(cast.ales, on=TODAY, subject="x", text="x"), by=by)


def test_a_meeting_called_by_nobody_known_has_no_hand(cast: Cast) -> None:
    meeting = call_meeting(cast.gard, Appointment(title="Reprise", on=TODAY), by=Author(at=NOW))
    assert meeting.saved_by is None
