"""The day itself and what it leaves: who came, which cooperations, minutes, the library; what is forgotten."""

from typing import Any

import pytest
from django.apps import apps

from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.common.versions import Conflict
from maillage.events.exports.event_papers import badges_pdf, sheet_pdf
from maillage.events.models import (
    Attendance,
    EventHeld,
    EventState,
    Registration,
    SessionMinutes,
    represented,
    resources_of,
)
from maillage.events.operations.attendance import note_attendance
from maillage.events.operations.care import erase_needs, erase_old_registrations
from maillage.events.operations.minutes import shelve_minutes, write_minutes
from maillage.events.operations.programme import add_speaker, cancel_event, change_event
from maillage.events.operations.registrations import register
from maillage.network.operations.erasure import let_go
from maillage.resources.models import ResourceState
from maillage.resources.operations.resources import propose_resource, publish_resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date, instant
from tests.events.gathering import (
    AFTER,
    DAY,
    NEXT_DAY,
    ON,
    announced,
    asking,
    by,
    draft,
    guest,
    plenary,
    room,
    text,
    workshop,
)

pytestmark = pytest.mark.django_db


def test_saying_who_came_makes_facts_and_corrects_them(cast: Cast) -> None:
    one = announced()
    zoe, max_ = guest(one, cooperations=[cast.gard]), guest(one, "Max Noir", organisation_name="Mairie")
    with pytest.raises(Refused, match=r"revenez le 6.mars 2017"):
        note_attendance(one, [zoe.pk], on=ON, by=by())
    with pytest.raises(Refused, match="Cochez au moins une personne"):
        note_attendance(one, [], on=DAY, by=by(AFTER))
    with pytest.raises(Refused, match="n'est pas sur la liste"):
        note_attendance(one, [zoe.pk, 0], on=DAY, by=by(AFTER))
    with pytest.raises(Refused, match="n'est pas annoncé"):
        note_attendance(draft(), [zoe.pk], on=DAY, by=by(AFTER))
    assert not EventHeld.objects.exists()
    held = note_attendance(one, [zoe.pk, max_.pk], on=DAY, by=by(AFTER))
    one.refresh_from_db()
    assert (held.held_on, one.state) == (DAY, EventState.CLOSED)
    assert note_attendance(one, [zoe.pk], on=NEXT_DAY, by=by(AFTER)).pk == held.pk
    assert Attendance.objects.at(one).get().cooperation == cast.gard
    gone = Attendance.objects.exclude(retracted_at=None).get()
    assert gone.retraction_reason == "liste des personnes venues corrigée"
    with pytest.raises(Refused, match="Ce rendez-vous est « tenu »"):
        cancel_event(one, "Trop tard", on=DAY, by=by(AFTER))
    with pytest.raises(Refused, match="a eu lieu : son programme ne change plus"):
        change_event(one, text(), version=3, on=DAY, by=by(AFTER))


def test_which_cooperations_are_there(cast: Cast) -> None:
    one = announced()
    guest(one, cooperations=[cast.gard])
    before = represented(one, AFTER)
    assert cast.gard in before.here
    assert {row.pk for row in before.missing} == {row.pk for row in before.expected} - {cast.gard.pk}
    other = guest(one, "Max Noir", cooperations=[cast.ales])
    note_attendance(one, [other.pk], on=DAY, by=by(AFTER))
    assert cast.gard not in represented(one, AFTER).here
    # What was not known yet is not told.
    assert cast.gard in represented(one, instant(2017, 3, 1)).here


def test_papers_are_printed(cast: Cast) -> None:
    one = announced()
    rows = [
        guest(one, name, cooperations=[cast.gard]) for name in ("Zoé Blanc", "Marie-Bernadette Longuenom")
    ]
    for paper in (badges_pdf(one, rows), badges_pdf(one, []), sheet_pdf(plenary(one), rows)):
        assert paper.startswith(b"%PDF-")
    assert sheet_pdf(workshop(one, room=room(one)), rows).startswith(b"%PDF-")


def test_what_a_session_leaves_goes_to_the_library_credited() -> None:
    one = announced()
    session = workshop(one)
    told: dict[str, Any] = {"text": "On s'est dit.", "link": "", "credit": "", "on": DAY}
    with pytest.raises(Refused, match=r"revenez le 6.mars 2017"):
        write_minutes(session, **{**told, "on": ON}, version=0, by=by())
    with pytest.raises(Refused, match="Écrivez quelques lignes"):
        write_minutes(session, **{**told, "text": " "}, version=0, by=by())
    with pytest.raises(Refused, match="dites qui l'a écrit"):
        shelve_minutes(session, by=by())
    assert not SessionMinutes.objects.exists()
    write_minutes(session, **told, version=0, by=by(AFTER))
    with pytest.raises(Conflict):
        write_minutes(session, **told, version=0, by=by(AFTER))
    with pytest.raises(Refused, match="dites qui l'a écrit"):
        shelve_minutes(session, by=by())
    more = {**told, "credit": "L'équipe du Gard", "link": "https://exemple.fr/diapos"}
    write_minutes(session, **more, version=1, by=by(AFTER))
    row = shelve_minutes(session, by=by(AFTER))
    assert (row.title, row.credit, row.state) == ("Animer à deux", "L'équipe du Gard", ResourceState.DRAFT)
    assert "[Ce qui a été montré](https://exemple.fr/diapos)" in row.text
    with pytest.raises(Refused, match="déjà passé"):
        shelve_minutes(session, by=by(AFTER))
    with pytest.raises(Refused, match="c'est là que son texte se reprend"):
        write_minutes(session, **{**more, "text": "Autre"}, version=3, by=by(AFTER))
    write_minutes(session, **{**more, "link": "https://exemple.fr/film"}, version=3, by=by(AFTER))
    assert list(resources_of(one)) == []
    propose_resource(row, by=by(AFTER))
    publish_resource(row, review_on=date(2018, 3, 8), on=date(2017, 3, 8), by=by(AFTER))
    assert list(resources_of(one)) == [row]


def test_minutes_without_a_link_go_as_they_are(cast: Cast) -> None:
    session = plenary(announced(cast.gard))
    write_minutes(session, text="Dit.", link="", credit="Zoé", version=0, on=DAY, by=by(AFTER))
    row = shelve_minutes(session, by=by(AFTER))
    assert (row.text, row.departement.code if row.departement else "") == ("Dit.", "30")


def test_names_are_erased_two_years_after() -> None:
    one = announced()
    row = guest(one, needs="Sans marches")
    note_attendance(one, [row.pk], on=DAY, by=by(AFTER))
    assert erase_needs(instant(2017, 3, 7)) == 0
    assert erase_needs(instant(2017, 3, 8)) == 1
    row.refresh_from_db()
    assert (row.name, row.needs) == ("Zoé Blanc", "")
    assert erase_needs(instant(2017, 3, 9)) == 0
    assert erase_old_registrations(instant(2019, 3, 7)) == 0
    assert erase_old_registrations(instant(2019, 3, 8)) == 1
    row.refresh_from_db()
    assert (str(row), row.email, row.needs) == ("nom effacé", "", "")
    assert Attendance.objects.at(one).count() == 1
    assert not Message.objects.filter(to_email="zoe@exemple.fr").exists()
    assert erase_old_registrations(instant(2019, 3, 9)) == 0


def test_whoever_leaves_the_register_is_forgotten(cast: Cast) -> None:
    user = person("Zoé Blanc", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    one = announced(contact_name="Zoé Blanc", contact_email=user.email, contact_agreed_on=ON)
    add_speaker(plenary(one), "Zoé Blanc", agreed_on=ON, on=ON, by=by())
    mine = register(one, asking(email=user.email), on=ON, by=by(user=user))
    past = announced(title="Hier")
    there = register(past, asking(email=user.email), on=ON, by=by())
    type(past).objects.filter(pk=past.pk).update(starts_on=ON, ends_on=ON)
    other = guest(one, "Max Noir")
    let_go(user, on=ON, reason="à sa demande", by=by())
    mine.refresh_from_db()
    there.refresh_from_db()
    assert [(row.state, row.name, row.user) for row in (mine, there)] == [
        ("retiree", "", None),
        ("inscrite", "", None),
    ]
    assert Registration.objects.get(pk=other.pk).name == "Max Noir"
    for model in apps.get_app_config("events").get_models():
        for field in model._meta.fields:
            if field.get_internal_type() in {"CharField", "TextField"}:
                assert not model._default_manager.filter(**{f"{field.name}__contains": "Zoé"}).exists()
