"""Two people at once about one team, or one signature: one is told, nothing is written twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from maillage.accounts.models import Entry
from maillage.common import facts
from maillage.common.bulk import insert
from maillage.common.errors import Refused
from maillage.network.models import Answer, Carrying, Confirmation, Organisation, Signature, Team, TeamStage
from maillage.network.operations import (
    NewOrganisation,
    NewSignature,
    confirmations,
    enrol,
    sign,
    team_life,
    teams,
)
from maillage.network.operations.charters import end_signature
from tests.accounts.rivals import arena, meeting, race
from tests.cast import date, national_charter
from tests.network.teams import BY, TODAY, team_at

pytestmark = pytest.mark.django_db(transaction=True)
ALONE = "SQLite has one writer at a time: its transactions are the lock"


def unlocked(_subjects: object) -> None:
    """Lock nothing."""


def both(
    folder: Path, act: Callable[[], object], count: Callable[[], int]
) -> tuple[list[type[BaseException]], int]:
    """Run an act twice at once; return what was met, and what there is then."""
    with arena(folder):
        met = race(act, act)
        return [type(one) for one in met if one], count()


def answer(team: Team) -> Callable[[], object]:
    """Return the click of a lead."""
    return lambda: confirmations.confirm_team(
        team, year=2017, answer=Answer.LIVES, who="Jeanne", on=TODAY, by=BY
    )


def lines() -> int:
    return Entry.objects.filter(sentence__startswith="a répondu pour").count()


def test_of_two_leads_who_answer_at_once_one_is_thanked(tmp_path: Path) -> None:
    assert both(tmp_path, answer(team_at(TeamStage.RECOGNISED)), lines) == ([Refused], 1)


def test_without_the_lock_both_would_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(ALONE)
    team = team_at(TeamStage.RECOGNISED)
    Confirmation.objects.create(team=team, year=2017)
    monkeypatch.setattr(confirmations, "lock", unlocked)
    monkeypatch.setattr(confirmations, "_refuse_answered", meeting(confirmations._refuse_answered))
    assert both(tmp_path, answer(team), lines) == ([], 2)


def signed() -> tuple[Organisation, Signature]:
    """Return an organisation that signed."""
    (organisation,) = enrol([NewOrganisation(name="Les Voisins")], by=BY)
    new = NewSignature(charter=national_charter(), signatory=organisation, on=date(2016, 1, 1))
    (signature,) = sign([new], by=BY)
    return organisation, signature


def carrying(team: Team, organisation: Organisation) -> Callable[[], object]:
    """Return the act of saying who carries a team."""
    return lambda: team_life.carry_team(team, organisation, on=TODAY, by=BY)


def test_of_two_who_name_the_same_carrier_one_is_told(tmp_path: Path) -> None:
    team, (organisation, _signature) = team_at(TeamStage.EMERGING), signed()
    count = Carrying.objects.believed().filter(team=team, organisation=organisation).count
    assert both(tmp_path, carrying(team, organisation), count) == ([Refused], 1)


def test_without_the_lock_the_database_alone_keeps_the_second_carrier_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(ALONE)
    team, (organisation, _signature) = team_at(TeamStage.CARRIED), signed()
    monkeypatch.setattr(team_life, "lock", unlocked)
    monkeypatch.setattr(teams, "lock", unlocked)
    monkeypatch.setattr(teams, "insert", meeting(insert))
    count = Carrying.objects.believed().filter(team=team, organisation=organisation).count
    assert both(tmp_path, carrying(team, organisation), count) == ([IntegrityError], 1)


def leaving(signature: Signature) -> Callable[[], object]:
    """Return the act of ending a signature."""
    return lambda: end_signature(signature, on=TODAY, reason="départ", by=BY)


def test_of_two_who_end_a_signature_at_once_one_is_told(tmp_path: Path) -> None:
    _organisation, signature = signed()
    count = Signature.objects.believed().count
    assert both(tmp_path, leaving(signature), count) == ([Refused], 1)


def test_without_the_lock_a_signature_would_end_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip(ALONE)
    _organisation, signature = signed()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(facts, "copied", meeting(facts.copied))
    count = Signature.objects.believed().count
    assert both(tmp_path, leaving(signature), count) == ([], 2)
