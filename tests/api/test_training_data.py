"""The sessions of training as open data and by the API: those to come, and those that took place."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from maillage.supports.models import Enrolment, HalfDay, TrainingSession
from tests.cast import Cast, commune, date, instant
from tests.portal import crowd
from tests.taught import HELD, hold, person, version

DAY = "au=2016-11-25"


@pytest.fixture
def sessions(cast: Cast) -> Cast:
    """Hold three sessions, one of which is not for all; open one to come, cancel another."""
    nimes = commune("30189")
    place: dict[str, Any] = {
        "commune": nimes,
        "departement": nimes.departement,
        "place": "Salle Pablo-Neruda",
    }
    hold(cast.gard, date(2016, 4, 15), [f"P{rank}" for rank in range(6)], **place)
    hold(cast.gard, date(2016, 5, 20), ["Ana"])
    hold(cast.gard, date(2016, 6, 3), ["Bo"], is_public=False)
    for on, more in (
        (date(2016, 12, 9), {}),
        (date(2016, 12, 16), {"cancelled_at": HELD.at, "cancel_reason": "Neige"}),
    ):
        session = TrainingSession.objects.create(
            cooperation=cast.gard, taught=version(), capacity=12, **place, **more
        )
        HalfDay.objects.create(session=session, on=on, moment="matin", starts_at="09:00", ends_at="12:00")
    coming = TrainingSession.objects.get(half_days__on=date(2016, 12, 9))
    for name in ("Cy", "Dan"):
        Enrolment.objects.create(
            session=coming, trainee=person(name), state="inscrite", asked_at=instant(2016, 11, 1)
        )
    return cast


def lines(client: Client, query: str = DAY) -> list[dict[str, str]]:
    """Return the file as rows."""
    text = client.get(f"/open-data/formations.csv?{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="," if "," in text.splitlines()[0] else ";"))


@pytest.mark.usefixtures("sessions")
def test_the_file_has_what_comes_and_what_was_held(client: Client) -> None:
    held, alone, coming = lines(client)
    assert (held["nom"], held["nature"], held["cooperation"]) == (
        "Formation socle",
        "formation socle",
        "cooperation-du-gard",
    )
    assert (held["lieu"], held["commune"], held["code_departement"]) == ("Salle Pablo-Neruda", "Nîmes", "30")
    assert (held["tenue_le"], held["personnes_formees"], held["inscrits"]) == ("2016-04-15", "6", "")
    assert (alone["personnes_formees"], alone["code_commune"]) == ("", "")
    assert (coming["premier_jour"], coming["places"], coming["inscrits"]) == ("2016-12-09", "12", "2")
    assert coming["tenue_le"] == coming["personnes_formees"] == ""
    assert "/formations/" in coming["url"]


@pytest.mark.usefixtures("sessions")
def test_nobody_is_named(client: Client) -> None:
    answer = client.get(f"/open-data/formations.csv?{DAY}").content.decode()
    for name in ("Ana", "Cy", "P1"):
        assert name not in answer


@pytest.mark.usefixtures("sessions")
def test_a_place_and_a_knowledge_are_asked(client: Client) -> None:
    assert len(lines(client, f"{DAY}&perimetre=departement:30")) == 2
    assert len(lines(client, f"{DAY}&perimetre=departement:59")) == 0
    # What was held was learned in December: on the plenary only what comes is known.
    assert [row["premier_jour"] for row in lines(client, f"{DAY}&connu=2016-11-25")] == ["2016-12-09"]


@pytest.mark.usefixtures("sessions")
def test_the_api_lists_the_same(client: Client) -> None:
    found: dict[str, Any] = client.get("/api/v1/trainings?as_of=2016-11-25").json()
    assert found["count"] == 3
    assert found["results"][0]["personnes_formees"] == 6
    assert found["results"][2]["inscrits"] == 2
    figure = client.get("/api/v1/indicators/personnes-formees?as_of=2016-12-31&from=2016-01-01").json()
    assert int(figure["value"]) == 8
    records = client.get("/api/v1/indicators/personnes-formees/records?as_of=2016-12-31").json()
    assert {row["label"] for row in records["results"]} == {"une personne"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.django_db
def test_the_list_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    crowd.organisations(count)
    crowd.teams(count)
    crowd.cooperations(count)
    crowd.supports(count)
    with django_assert_num_queries(1):
        assert client.get("/api/v1/trainings?as_of=2016-12-25").json()["count"] == count
