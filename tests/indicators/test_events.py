"""Figures of events, the open data, the search, the calendar, what waits: the same facts told everywhere."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.events.models import Event, EventHeld
from maillage.events.operations.attendance import note_attendance
from maillage.events.operations.programme import cancel_event
from maillage.events.operations.proposals import Workshop, propose_workshop
from maillage.indicators.measure import measure
from maillage.network.models import Cooperation
from maillage.network.reach import wearing
from maillage.portal.tasks import tasks_of
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import NOW, Cast, commune, date, instant
from tests.events.gathering import AFTER, DAY, NEXT_DAY, ON, announced, by, guest
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
NAMES = ("Ana Roux", "Bo Bleu", "Cy Gris", "Dan Noir", "Eve Vert", "Flo Brun")


def hold(of: Cooperation | None, comes_for: Cooperation, people: Any, **fields: Any) -> Event:
    """Hold an event, known the day after."""
    one = announced(of, capacity=50, **fields)
    rows = [guest(one, name, cooperations=[comes_for]) for name in people]
    note_attendance(one, [row.pk for row in rows], on=NEXT_DAY, by=Author(at=AFTER))
    return one


@pytest.fixture
def gathered(cast: Cast) -> Cast:
    """Hold an event of the network, and a departmental day of a few people at Alès."""
    hold(None, cast.gard, NAMES, title="Rendez-vous de mars")
    hold(cast.ales, cast.ales, NAMES[:3], title="Journée d'Alès", commune=commune("30007"))
    return cast


def ask(code: str, place: str = "france", **asked: Any) -> Any:
    told = {"as_of": date(2017, 5, 1), "known_at": NOW, "perimeter": Perimeter.parse(place), **asked}
    return measure(code, **told)


@pytest.mark.usefixtures("gathered")
def test_events_people_and_cooperations_are_counted() -> None:
    assert ask("rendez-vous-tenus").value == 2
    assert ask("rendez-vous-tenus", known_at=instant(2017, 3, 1)).value == 0
    assert ask("participants-rendez-vous").value == 9
    assert ask("cooperations-representees").value == 1
    small = ask("participants-rendez-vous", "commune:30007")
    assert (small.value, small.unknown_because[:10]) == (None, "moins de 5")
    assert {part.key: part.value for part in ask("rendez-vous-tenus", by="annee").parts} == {"2017": 2}


@pytest.mark.usefixtures("gathered")
def test_the_pages_of_the_figures_open_the_events(client: Client) -> None:
    page = read(client, "/chiffres/rendez-vous-tenus/fiches/?au=2017-05-01")
    assert "Journée d'Alès" in page


@pytest.mark.usefixtures("gathered")
def test_the_open_data_and_the_api_name_nobody(client: Client) -> None:
    announced(title="À venir", starts_on=date(2018, 3, 6), ends_on=date(2018, 3, 6))
    cancel_event(announced(title="Annulé"), "Grève.", on=ON, by=by())
    text = client.get("/open-data/rendez-vous.csv?au=2017-05-01").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="," if "," in text.splitlines()[0] else ";"))
    assert {(row["titre"], row["tenu_le"], row["personnes_venues"]) for row in rows} == {
        ("Rendez-vous de mars", "2017-03-06", "6"),
        ("Journée d'Alès", "2017-03-06", ""),
        ("À venir", "", ""),
    }
    assert "Ana" not in text
    found: dict[str, Any] = client.get("/api/v1/gatherings?as_of=2017-05-01").json()
    assert found["count"] == 3
    here: dict[str, Any] = client.get("/api/v1/gatherings?as_of=2017-05-01&perimeter=commune:30007").json()
    assert [row["id"] for row in here["results"]] == ["journee-d-ales"]


@pytest.mark.usefixtures("gathered")
def test_events_are_found_and_followed(client: Client) -> None:
    assert "Journée d'Alès" in read(client, "/recherche/?q=journée")
    far = announced(title="Fête du printemps", starts_on=date(2018, 3, 6), ends_on=date(2018, 3, 6))
    Event.objects.filter(pk=far.pk).update(starts_on=date(2090, 3, 6), ends_on=date(2090, 3, 6))
    assert b"printemps" in client.get("/agenda/departement:30.ics").content
    assert far.get_absolute_url().encode() in client.get("/sitemap.xml").content


def test_what_waits_is_told_to_who_organises(cast: Cast) -> None:
    user = person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    one = announced(cast.gard, proposals_until=date(2017, 2, 15))

    def waits(at: Any) -> list[str]:
        return [task.sentence for task in tasks_of(wearing(user, today=at.date(), strong=True), at=at)]

    told = Workshop(title="Durer", summary="Un récit.", leader="Zoé")
    propose_workshop(one, cast.gard, told, on=ON, by=by())
    assert "1 atelier proposé pour « Rendez-vous de mars » attend une réponse." in waits(instant(2017, 2, 2))
    assert "Le rendez-vous « Rendez-vous de mars » est passé : dites qui est venu." in waits(AFTER)
    note_attendance(one, [guest(one).pk], on=DAY, by=by(AFTER))
    assert not [told for told in waits(AFTER) if "Rendez-vous de mars" in told]
    assert EventHeld.objects.count() == 1
