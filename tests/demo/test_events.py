"""The Rendez-vous of November 2016 in the demonstration: computed from the register, and its deck composes again."""

import pytest
from django.utils import timezone

from maillage.bilan.models import FrozenBilan
from maillage.bilan.operations import verify
from maillage.events.models import Attendance, Event, EventState, WorkshopSeat, represented, resources_of
from maillage.indicators.measure import measure
from tests.cast import PLENARY

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("loaded")]


def test_november_2016_gathers_27_of_33_cooperations() -> None:
    event = Event.objects.get(slug="rendez-vous-des-cooperations-2016")
    now = timezone.now()
    told = represented(event, now)
    assert (event.state, len(told.expected), len(told.here)) == (EventState.CLOSED, 33, 27)
    assert Attendance.objects.at(event).count() > 100
    counted = measure("cooperations-representees", as_of=PLENARY, known_at=now)
    assert counted.value == 27
    assert [row.title for row in resources_of(event)] == ["Animer une coopération à temps partiel"]


def test_the_deck_of_november_2016_composes_again_to_the_letter() -> None:
    deck = FrozenBilan.objects.get(event__isnull=False)
    assert (deck.as_of, deck.known_on) == (PLENARY, PLENARY)
    assert verify(deck).equal


def test_a_day_of_the_gard_is_to_come() -> None:
    event = Event.objects.get(slug="journee-des-equipes-du-gard")
    assert (event.state, event.starts_on > timezone.localdate()) == (EventState.ANNOUNCED, True)
    assert set(WorkshopSeat.objects.values_list("waits", flat=True)) == {True, False}
