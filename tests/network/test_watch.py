"""Cooperations to relaunch: each reason holds from its threshold on, says its date, and withdraws nothing."""

import datetime as dt

import pytest
from pytest_django import Settings

from maillage.accounts.operations import revoke_role
from maillage.accounts.roles import Role
from maillage.network.models import (
    ContactNote,
    Cooperation,
    CooperationStage,
    CooperationStageChange,
    Meeting,
    MeetingDecision,
)
from maillage.network.models.watch import RULES, Thresholds, months_before, thresholds, to_relaunch
from maillage.network.operations import NewStage, enter_stage
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import HOUSE, give, nobody_special
from tests.cast import NOW, TAKEN_OVER, Cast, date, instant
from tests.network.waiting import ask_for_stage

TODAY = date(2017, 6, 1)


def reasons(row: Cooperation, *, today: dt.date = TODAY) -> dict[str, str]:
    """Return the reasons to call a cooperation, by their code."""
    rows = list(Cooperation.objects.filter(pk=row.pk).staged(as_of=today, known_at=NOW))
    found = to_relaunch(rows, today=today, known_at=NOW)
    return {reason.code: reason.sentence for one in found for reason in one.reasons}


def contact(row: Cooperation, on: dt.date) -> None:
    ContactNote.objects.create(cooperation=row, on=on, with_whom="Paul", how="appel")


def meet(row: Cooperation, on: dt.date, cancelled_on: dt.date | None = None) -> Meeting:
    reason = "neige" if cancelled_on else ""
    return Meeting.objects.create(
        cooperation=row, title="Comité", on=on, cancelled_on=cancelled_on, cancel_reason=reason
    )


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2017, 6, 1), 6, date(2016, 12, 1)),
        (date(2017, 3, 31), 1, date(2017, 2, 28)),
        (date(2016, 3, 31), 1, date(2016, 2, 29)),
        (date(2017, 1, 31), 12, date(2016, 1, 31)),
        (date(2017, 12, 31), 18, date(2016, 6, 30)),
    ],
)
def test_months_are_counted_as_people_do(day: dt.date, months: int, found: dt.date) -> None:
    assert months_before(day, months) == found


def test_a_silence_is_a_reason_from_its_threshold_on(cast: Cast) -> None:
    assert (
        "Aucun contact n'a encore été noté ; elle est suivie depuis le 1er\u00a0septembre 2013."
        in (reasons(cast.gard)["contact"])
    )
    contact(cast.gard, date(2016, 12, 2))
    assert "contact" not in reasons(cast.gard)
    assert reasons(cast.gard, today=date(2017, 6, 2))["contact"] == (
        "Aucun contact noté depuis le 2\u00a0décembre 2016."
    )
    contact(cast.gard, date(2017, 6, 3))  # to come: it has not been noted yet
    assert "contact" in reasons(cast.gard, today=date(2017, 6, 2))


def test_meetings_that_took_place_count_alone(cast: Cast) -> None:
    meet(cast.gard, date(2016, 6, 2))
    assert "reunion" not in reasons(cast.gard)
    assert reasons(cast.gard, today=date(2017, 6, 2))["reunion"] == (
        "Pas de réunion depuis celle du 2\u00a0juin 2016."
    )
    meet(cast.gard, date(2017, 5, 1), cancelled_on=date(2017, 4, 30))
    assert "reunion" in reasons(cast.gard, today=date(2017, 6, 2))
    assert reasons(cast.ales)["reunion"].startswith("Aucune réunion n'est notée")
    assert "reunion" not in reasons(cast.errante, today=date(2018, 6, 1))  # a contact has no meeting yet


def test_a_stage_that_lasts_before_the_launch_is_a_reason(cast: Cast) -> None:
    assert "etape" not in reasons(cast.errante, today=date(2017, 6, 30))
    assert reasons(cast.errante, today=date(2017, 7, 1))["etape"] == (
        "À l'étape « contact » depuis le 1er\u00a0janvier 2016."
    )
    assert "etape" not in reasons(cast.gard, today=date(2020, 1, 1))


def test_a_cooperation_without_animator_says_since_when(cast: Cast) -> None:
    assert reasons(cast.gard)["animateur"] == "Aucun animateur n'est connu."
    grant = give(nobody_special(), Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    assert "animateur" not in reasons(cast.gard)
    revoke_role(grant, on=date(2017, 2, 1), reason="départ", by=HOUSE)
    assert "animateur" not in reasons(cast.gard, today=date(2017, 1, 31))
    assert reasons(cast.gard)["animateur"] == "Plus d'animateur depuis le 1er\u00a0février 2017."
    other = give(nobody_special("Zoé Roux"), Role.ANIMATOR, Perimeter("cooperation", cast.ales.slug))
    assert other.started_on is not None
    assert reasons(cast.gard, today=date(2013, 12, 31))["animateur"] == "Aucun animateur n'est connu."


def test_late_decisions_are_a_reason_when_they_are_many(cast: Cast) -> None:
    meeting = meet(cast.gard, date(2017, 1, 10))
    for day in range(1, 4):
        MeetingDecision.objects.create(meeting=meeting, words="Inviter", due_on=date(2017, 5, day))
    MeetingDecision.objects.create(meeting=meeting, words="Sans date")
    MeetingDecision.objects.create(meeting=meeting, words="À venir", due_on=TODAY)
    assert "decisions" not in reasons(cast.gard)
    MeetingDecision.objects.create(meeting=meeting, words="Écrire", due_on=date(2017, 4, 1))
    assert reasons(cast.gard)["decisions"] == (
        "4 décisions attendent encore, la plus ancienne pour le 1er\u00a0avril 2017."
    )


def test_a_request_that_waits_is_owed_an_answer(cast: Cast) -> None:
    ask_for_stage(cast.ales, instant(2017, 5, 2))
    assert reasons(cast.ales)["demande"] == (
        "Sa demande de reconnaissance attend une réponse depuis le 2\u00a0mai 2017."
    )
    assert "demande" not in reasons(cast.ales, today=date(2017, 5, 31))


def test_what_sleeps_for_long_is_to_wake_or_to_close(cast: Cast) -> None:
    assert reasons(cast.nord) == {
        "sommeil": "En sommeil depuis le 1er\u00a0octobre 2015 : à réveiller, ou à clore."
    }
    assert reasons(cast.nord, today=date(2016, 9, 30)) == {}


def test_the_oldest_reason_comes_first_and_nothing_is_withdrawn(cast: Cast) -> None:
    before = list(CooperationStageChange.objects.order_by("pk").values_list("pk", "stage"))
    (found,) = to_relaunch(
        list(Cooperation.objects.filter(pk=cast.errante.pk).staged(as_of=date(2018, 1, 1), known_at=NOW)),
        today=date(2018, 1, 1),
        known_at=NOW,
    )
    assert [reason.code for reason in found.reasons] == ["contact", "etape", "animateur"]
    assert found.oldest == date(2016, 1, 1)
    assert list(CooperationStageChange.objects.order_by("pk").values_list("pk", "stage")) == before


def test_all_is_well_is_not_listed(cast: Cast) -> None:
    give(nobody_special(), Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    contact(cast.gard, date(2017, 5, 1))
    meet(cast.gard, date(2017, 5, 1))
    assert reasons(cast.gard) == {}


def test_a_cooperation_that_no_stage_is_known_of_lacks_only_its_animator(cast: Cast) -> None:
    enter_stage(
        [NewStage(subject=cast.errante, stage=CooperationStage.CONTACT, on=date(2016, 1, 1))], by=TAKEN_OVER
    )
    assert reasons(cast.errante, today=date(2015, 1, 1)) == {}


def test_the_thresholds_are_a_table_that_the_settings_change(settings: Settings) -> None:
    assert [rule.code for rule in RULES] == [
        "contact",
        "reunion",
        "etape",
        "animateur",
        "decisions",
        "demande",
        "sommeil",
    ]
    assert thresholds() == Thresholds(**settings.WATCH_THRESHOLDS)
    settings.WATCH_THRESHOLDS = {**settings.WATCH_THRESHOLDS, "contact_months": 1, "overdue_decisions": 5}
    said = [rule.says(thresholds()) for rule in RULES]
    assert said[0] == "aucun contact noté depuis 1 mois"
    assert said[2] == "avant l'étape « lancée », même étape depuis 18 mois"
    assert "plus de 5 décisions" in said[4]
