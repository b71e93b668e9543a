"""Trainings and aids of the demonstration print the figures that the network published of 2016."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from maillage.common.facts import end_of_day
from maillage.indicators.measure import measure
from maillage.portal import demo_aids, demo_exchanges, demo_training
from maillage.supports.models import (
    AidApplication,
    AidScheme,
    Curriculum,
    Enrolment,
    Envelope,
    ExchangeMeeting,
    Participant,
    Qualification,
    ResourceDraft,
    Trained,
    Trainee,
    TrainingSession,
)
from tests.portal.reading import read

pytestmark = pytest.mark.xdist_group("demo")

NOW = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
CALL_DAY = dt.date(2016, 10, 5)


def in_year(code: str, year: int, **asked: object) -> object:
    found = measure(
        code,
        as_of=dt.date(year, 12, 31),
        since=dt.date(year, 1, 1),
        known_at=NOW,
        **asked,  # type: ignore[arg-type] # by keyword
    )
    return found.value


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("sessions-formation", 32),
        ("sessions-formation-socle", 32),
        ("personnes-formees", 373),
        ("candidatures-appels", 64),
        ("laureats-appels", 15),
    ],
)
def test_the_supports_of_2016_are_those_that_were_published(code: str, count: int) -> None:
    assert in_year(code, 2016) == count


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("code", "on"),
    [
        ("sessions-formation-socle", dt.date(2016, 12, 31)),
        ("personnes-formees", dt.date(2016, 12, 31)),
        ("candidatures-appels", CALL_DAY),
        ("laureats-appels", CALL_DAY),
    ],
)
def test_the_page_of_the_figure_shows_what_was_published_beside(code: str, on: dt.date) -> None:
    (published,) = measure(code, as_of=on, known_at=NOW).published
    assert published.computed == published.value
    assert published.gap == 0
    page = read(Client(), f"/chiffres/{code}/?au={on}")
    assert published.publication in page
    assert f"{published.computed} {published.computed} 0" in page


@pytest.mark.usefixtures("loaded")
def test_departements_add_up_to_the_people_trained_in_2016() -> None:
    asked = {"as_of": dt.date(2016, 12, 31), "since": dt.date(2016, 1, 1), "known_at": NOW}
    found = measure("personnes-formees", by="departement", **asked)  # type: ignore[arg-type] # a dict of arguments
    assert sum(part.value for part in found.parts) == 373
    assert len(found.parts) > 10
    twice = Trained.objects.filter(on__year=2016).count()
    assert twice > 373  # some came twice, and count once


@pytest.mark.usefixtures("loaded")
def test_trainings_begin_small_and_go_on() -> None:
    years = {year: in_year("sessions-formation", year) for year in (2013, 2014, 2015, 2017, 2020, 2024)}
    assert years == {2013: 0, 2014: 3, 2015: 14, 2017: 36, 2020: 10, 2024: 33}
    assert Curriculum.objects.count() == 4
    assert Qualification.objects.exists()
    assert not TrainingSession.objects.filter(trainers=None).exists()


@pytest.mark.usefixtures("loaded")
def test_the_trained_of_long_ago_have_no_name_any_more() -> None:
    old = Trained.objects.filter(on__year__lt=timezone.localdate().year - 6).values("trainee")
    recent = Trained.objects.filter(on__year=timezone.localdate().year - 1).values("trainee")
    assert Trainee.objects.filter(pk__in=old).exclude(pk__in=recent).filter(name="").exists()
    assert not Trainee.objects.filter(pk__in=recent, name="").exists()


@pytest.mark.usefixtures("loaded")
def test_sessions_to_come_have_seats_left_or_a_waiting_list() -> None:
    today = timezone.localdate()
    coming = list(TrainingSession.objects.seated().coming(today))
    assert len(coming) == 4
    assert [row.capacity > row.taken for row in coming].count(False) == 1
    (full,) = (row for row in coming if row.taken == row.capacity)
    assert full.queueing == 3
    assert Enrolment.objects.to_agree().count() == 2
    assert len(TrainingSession.objects.to_close(today)) == 1
    assert "Formation socle" in read(Client(), "/formations/")


@pytest.mark.usefixtures("loaded")
def test_the_aids_stay_within_their_envelopes() -> None:
    assert AidScheme.objects.count() == 3
    assert all(row.balance_cents >= 0 for row in Envelope.objects.with_balance())
    call = AidApplication.objects.filter(scheme__slug="mobilises-dans-les-quartiers")
    assert call.filter(state="closed", report__isnull=False).count() == 15
    assert call.filter(state="refused").exclude(decision_reason="").count() == 49
    assert AidApplication.objects.filter(state="submitted").count() == 3
    paid = measure("aides-versees", as_of=dt.date(2018, 1, 1), known_at=NOW).value
    assert (
        0
        < int(paid or 0)
        <= int(measure("aides-accordees", as_of=dt.date(2018, 1, 1), known_at=NOW).value or 0)
    )


@pytest.mark.usefixtures("loaded")
def test_supports_are_known_soon_after_their_day() -> None:
    day = dt.date(2016, 11, 25)
    known = measure("sessions-formation", as_of=dt.date(2016, 12, 31), known_at=end_of_day(day)).value
    assert 40 < int(known or 0) < 3 + 14 + 32


@pytest.mark.usefixtures("loaded")
def test_exchanges_were_held_in_2015_and_2016_and_others_are_to_come() -> None:
    assert [in_year("echanges-pratiques", year) for year in (2014, 2015, 2016, 2017)] == [0, 2, 4, 0]
    assert in_year("participants-echanges", 2016) == 11
    today = timezone.localdate()
    assert ExchangeMeeting.objects.coming(today).count() == 2
    assert ExchangeMeeting.objects.to_tell(today).count() == 1
    assert ResourceDraft.objects.filter(may_be_published=True).count() == 4
    assert Participant.objects.filter(name="").count() == 12
    assert "Garder le lien pendant l'été" in read(Client(), "/echanges/")


@pytest.mark.usefixtures("loaded")
def test_they_are_written_once() -> None:
    again = {"today": timezone.localdate(), "at": timezone.now()}
    assert demo_training.teach(**again) == 0  # type: ignore[arg-type] # a dict of arguments
    assert demo_exchanges.exchange(**again) == 0  # type: ignore[arg-type] # same
    assert demo_aids.fund(**again) == 0  # type: ignore[arg-type] # same
