"""Two people who animate one cooperation at once: one is told, nothing is written twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from maillage.common import facts
from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.network.models import Cooperation, CooperationStage, Evidence, Organisation
from maillage.network.models.steps import with_progress
from maillage.network.operations import (
    NewCooperation,
    NewOrganisation,
    NewStage,
    enrol,
    enter_stage,
    found_cooperations,
    members,
    roadmap,
    steps,
)
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date
from tests.network import cockpit
from tests.network.cockpit import BY, TODAY

pytestmark = pytest.mark.django_db(transaction=True)
ALONE = "SQLite has one writer at a time: its transactions are the lock"


def unlocked(_subjects: object) -> None:
    """Lock nothing."""


def founded() -> tuple[Cooperation, Organisation]:
    """Found a cooperation that is in contact, and an organisation."""
    (cooperation,) = found_cooperations([NewCooperation(name="Coopération neuve")], by=BY)
    (organisation,) = enrol([NewOrganisation(name="Les Voisins")], by=BY)
    enter_stage([NewStage(subject=cooperation, stage=CooperationStage.CONTACT, on=date(2016, 1, 1))], by=BY)
    cockpit.contact(cooperation)
    return cooperation, organisation


def refusals(act: Callable[[], object], folder: Path) -> list[type[BaseException]]:
    """Run an act twice at once, and return what was met."""
    with arena(folder):
        met = race(act, act)
    return [type(refusal) for refusal in met if refusal]


def go(cooperation: Cooperation) -> object:
    """Advance to the next stage."""
    said = {"evidence_kind": Evidence.MEETING, "evidence": "réunion"}
    return steps.advance(cooperation, CooperationStage.INITIATED, on=TODAY, by=BY, **said)


def test_of_two_who_enter_the_same_member_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cooperation, organisation = founded()
    monkeypatch.setattr(members, "stamp", meeting(facts.stamp))
    assert refusals(lambda: cockpit.join(cooperation, organisation), tmp_path) == [Refused]


def test_without_the_lock_the_database_alone_keeps_the_second_member_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(ALONE)
    cooperation, organisation = founded()
    monkeypatch.setattr(members, "lock", unlocked)
    monkeypatch.setattr(members, "stamp", meeting(facts.stamp))
    assert refusals(lambda: cockpit.join(cooperation, organisation), tmp_path) == [IntegrityError]


def test_of_two_who_note_the_same_stage_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cooperation, _organisation = founded()
    monkeypatch.setattr(steps, "with_progress", meeting(with_progress))
    assert refusals(lambda: go(cooperation), tmp_path) == [Refused]


def test_without_the_lock_a_stage_is_noted_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(ALONE)
    cooperation, _organisation = founded()
    monkeypatch.setattr(steps, "lock", unlocked)
    monkeypatch.setattr(steps, "with_progress", meeting(with_progress))
    assert refusals(lambda: go(cooperation), tmp_path) == []
    assert cooperation.stage_changes.filter(stage=CooperationStage.INITIATED).count() == 2


def test_of_two_who_write_the_diagnosis_one_is_shown_the_other(tmp_path: Path) -> None:
    cooperation, _organisation = founded()
    cockpit.diagnosis(cooperation)

    def act() -> None:
        roadmap.save_diagnosis(cooperation, text="Autre", version=1, by=BY)

    assert refusals(act, tmp_path) == [Conflict]
