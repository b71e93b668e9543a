"""The pages of events: organisers, everybody; what they say, what the base holds."""

import xml.etree.ElementTree as ET

import icalendar
import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.events.models import Event, EventSession, EventState, Room, Speaker
from maillage.events.operations.programme import add_speaker, cancel_event, change_session
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, instant
from tests.events.gathering import DAY, NEXT_DAY, ON, announced, by, draft, plenary, room, slot, workshop
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = pytest.mark.django_db
DESK = "/organiser-rendez-vous/"
FORM = {
    "version": "1",
    "title": "Journée du Gard",
    "starts_on": "2017-03-06",
    "ends_on": "2017-03-06",
    "commune": "Nîmes",
    "place": "Maison des associations",
    "capacity": "40",
}
SESSION = {
    "version": "1",
    "kind": "atelier",
    "title": "Animer à deux",
    "on": "2017-03-06",
    "starts_at": "14:00",
    "ends_at": "15:30",
    "seats": "12",
}


@pytest.fixture(autouse=True)
def _in_february(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, instant(2017, 2, 1))


def animator(client: Client, cast: Cast) -> None:
    """Sign in who animates the cooperation of the Gard."""
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Nadia Ferrand")


def test_an_animator_prepares_a_departmental_day(client: Client, cast: Cast) -> None:
    animator(client, cast)
    assert "Aucun rendez-vous n'est en préparation." in read(client, DESK)
    given = {**FORM, "owner": str(cast.gard.pk)}
    asked = read(client, f"{DESK}ouvrir/")
    for told in ("Le réseau, pour toute la France", "Places gardées"):
        assert told not in asked
    upside_down = send(client, f"{DESK}ouvrir/", {**given, "ends_on": "2017-03-05"})
    assert upside_down.status_code == 409
    assert "avant de commencer" in upside_down.content.decode()
    assert send(client, f"{DESK}ouvrir/", {**given, "capacity": ""}).status_code == 422
    assert not Event.objects.exists()
    send(client, f"{DESK}ouvrir/", given)
    one = Event.objects.get()
    assert (one.cooperation, one.capacity, one.kept_seats) == (cast.gard, 40, 0)
    mine = f"{DESK}{one.pk}/"
    send(client, f"{mine}salles/ajouter/", {"name": "Salle Bleue", "capacity": "12"})
    blue = Room.objects.get()
    large = send(client, f"{mine}seances/ajouter/", {**SESSION, "room": str(blue.pk), "seats": "30"})
    assert large.status_code == 409
    assert "a 12" in large.content.decode()
    send(client, f"{mine}seances/ajouter/", {**SESSION, "room": str(blue.pk)})
    session = EventSession.objects.get()
    at = f"{mine}seances/{session.pk}/"
    assert "Animer à deux" in client.get(at).content.decode()
    send(client, at, {**SESSION, "title": "Animer à trois", "room": ""})
    send(client, f"{at}intervenir/", {"name": "Zoé Blanc", "function": "animatrice", "agreed_on": ""})
    page = read(client, mine)
    for told in (
        "Animer à trois",
        "12 places",
        "Zoé Blanc (animatrice)",
        "nom non publié",
        "Salle Bleue",
        "Journal",
    ):
        assert told in page, told
    assert client.get(one.get_absolute_url()).status_code == 404
    send(client, f"{mine}annoncer/")
    one.refresh_from_db()
    assert one.state == EventState.ANNOUNCED
    public = read(client, one.get_absolute_url())
    assert "Animer à trois" in public
    assert "Zoé" not in public
    speaker = Speaker.objects.get()
    send(client, f"{at}intervenir/{speaker.pk}/retirer/")
    send(client, f"{at}retirer/")
    send(client, f"{mine}salles/{blue.pk}/retirer/")
    assert [model.objects.count() for model in (Speaker, EventSession, Room)] == [0, 0, 0]
    assert "Annoncé" in read(client, DESK)
    edited = client.get(f"{mine}modifier/").content.decode()
    assert "Nîmes (30)" in edited
    assert "kept_seats" not in edited
    send(client, f"{mine}modifier/", {**FORM, "version": "2", "title": "Journée de Nîmes"})
    send(client, f"{mine}annuler/", {"reason": "La salle a brûlé."})
    one.refresh_from_db()
    assert (one.title, one.state) == ("Journée de Nîmes", EventState.CANCELLED)
    assert "La salle a brûlé." in read(client, one.get_absolute_url())
    assert "La salle a brûlé." in read(client, mine)
    assert "Annulé" in read(client, DESK)


def test_two_organisers_of_one_session_compare_what_they_wrote(client: Client, cast: Cast) -> None:
    one = draft(cast.gard)
    session = workshop(one, room=room(one, capacity=40))
    change_session(session, slot(title="Animer à trois", seats=12), version=1, on=ON, by=by())
    animator(client, cast)
    conflict = send(client, f"{DESK}{one.pk}/seances/{session.pk}/", {**SESSION, "title": "Animer à quatre"})
    assert conflict.status_code == 409
    page = conflict.content.decode()
    for told in ("Deux textes pour la même fiche", "Animer à quatre", "Animer à trois"):
        assert told in page, told
    assert EventSession.objects.get().title == "Animer à trois"


def test_an_event_of_the_network_is_not_in_the_hands_of_an_animator(client: Client, cast: Cast) -> None:
    network, other = draft(), draft(cast.ales)
    animator(client, cast)
    for row in (network, other):
        assert client.get(f"{DESK}{row.pk}/").status_code == 404
    sign_in(client, Role.OFFICER)
    assert "Rendez-vous de mars" in read(client, f"{DESK}{network.pk}/")
    send(client, f"{DESK}ouvrir/", {**FORM, "owner": "reseau", "kept_seats": "2"})
    made = Event.objects.exclude(pk__in=[network.pk, other.pk]).get()
    assert (made.cooperation, made.kept_seats) == (None, 2)


def test_everybody_reads_the_programme(client: Client, cast: Cast) -> None:
    assert "Aucun rendez-vous n'est annoncé" in read(client, "/rendez-vous/")
    one = announced(
        cast.gard, contact_name="Nadia Ferrand", contact_email="nadia@exemple.fr", contact_agreed_on=ON
    )
    opening = plenary(one, summary="Où nous en sommes.")
    add_speaker(opening, "Zoé Blanc", agreed_on=ON, on=ON, by=by())
    workshop(one, room=room(one), on=NEXT_DAY)
    listed = read(client, "/rendez-vous/")
    assert "du lundi 6 mars 2017 au mardi 7 mars 2017" in listed.lower()
    page = read(client, one.get_absolute_url())
    for told in (
        "9 h 30",
        "Bilan",
        "Où nous en sommes.",
        "Avec Zoé Blanc",
        "Salle Bleue",
        "2 places libres",
        "Nadia Ferrand",
    ):
        assert told in page, told
    assert "nadia@exemple.fr" in page
    machine = client.get(one.get_absolute_url()).content.decode()
    assert '"@type": "Event"' in machine or '"@type":"Event"' in machine
    bare = announced(title="Sans programme")
    assert "Le programme n'est pas encore publié." in read(client, bare.get_absolute_url())
    cancel_event(one, "Grève.", on=ON, by=by())
    assert "Annulé" in read(client, "/rendez-vous/")


def test_a_draft_is_nobodys_to_read(client: Client) -> None:
    one = draft()
    for path in ("", "programme.xml", "agenda.ics"):
        assert client.get(f"{one.get_absolute_url()}{path}").status_code == 404


def test_the_programme_is_read_by_the_programs_of_conferences(client: Client) -> None:
    one = announced()
    opening = plenary(one)
    add_speaker(opening, "Zoé Blanc", agreed_on=ON, on=ON, by=by())
    add_speaker(opening, "Max Noir", agreed_on=None, on=ON, by=by())
    workshop(one, room=room(one), summary="À deux, c'est mieux.")
    answer = client.get(f"{one.get_absolute_url()}programme.xml")
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    said = {
        name: root.findtext(f"conference/{name}") for name in ("title", "acronym", "start", "end", "days")
    }
    assert said == {
        "title": "Rendez-vous de mars",
        "acronym": "rendez-vous-de-mars",
        "start": "2017-03-06",
        "end": "2017-03-07",
        "days": "2",
    }
    days = root.findall("day")
    assert [(day.get("index"), day.get("date"), day.get("start")) for day in days] == [
        ("1", "2017-03-06", "2017-03-06T09:30:00+01:00"),
        ("2", "2017-03-07", None),
    ]
    assert [row.get("name") for row in days[0].findall("room")] == ["Salle Bleue", "Salle à préciser"]
    first, second = days[0].iter("event")
    assert [(one.findtext("start"), one.findtext("duration")) for one in (first, second)] == [
        ("14:00", "01:30"),
        ("09:30", "02:30"),
    ]
    assert first.findtext("abstract") == "À deux, c'est mieux."
    assert [person.text for person in second.iter("person")] == ["Zoé Blanc"]
    assert len({row.get("guid") for row in (first, second)}) == 2


def test_the_programme_goes_into_a_calendar(client: Client) -> None:
    one = announced()
    plenary(one)
    workshop(one, room=room(one), summary="À deux.")
    answer = client.get(f"{one.get_absolute_url()}agenda.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    whole, opening, chosen = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (whole.decoded("dtstart"), whole.decoded("dtend").day) == (DAY, 8)
    assert opening.decoded("dtstart").hour == 9
    assert str(chosen["location"]) == "Salle Bleue, Maison des associations, Nîmes"
    cancel_event(one, "Grève.", on=ON, by=by())
    (gone,) = icalendar.Calendar.from_ical(client.get(f"{one.get_absolute_url()}agenda.ics").content).walk(
        "VEVENT"
    )
    assert str(gone["status"]) == "CANCELLED"
