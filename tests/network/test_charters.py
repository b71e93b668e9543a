"""Signing a charter, ending a signature, and two writers at once."""

import contextlib
import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from maillage.common import bulk
from maillage.common.errors import Refused
from maillage.common.facts import Author, retract
from maillage.network.models import Charter, Organisation, Signature, Team
from maillage.network.operations import (
    NewSignature,
    charters,
    end_signature,
    enrol,
    found_teams,
    sign,
)
from maillage.network.operations.organisations import NewOrganisation
from maillage.network.operations.places import overlap
from maillage.network.operations.teams import NewTeam
from tests.cast import Cast, date, instant, national_charter
from tests.racing import race

BY = Author(at=instant(2017, 2, 1), source="courrier")
DAY, LATER = date(2017, 1, 1), date(2017, 6, 1)


def signature(signatory: Organisation | Team, **fields: Any) -> NewSignature:
    return NewSignature(**{"charter": national_charter(), "signatory": signatory, "on": DAY, **fields})


def signed_by(organisation: Organisation) -> int:
    return Signature.objects.believed().filter(organisation=organisation).count()


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (date(2014, 1, 1), date(2015, 1, 1), False),
        (date(2014, 1, 1), date(2015, 1, 2), True),
        (date(2016, 1, 1), None, False),
        (date(2015, 12, 31), None, True),
        (date(2014, 1, 1), None, True),
        (date(2015, 3, 1), date(2015, 4, 1), True),
    ],
)
def test_two_periods_meet_when_they_share_a_day(
    first: dt.date,
    last: dt.date | None,
    meets: bool,  # noqa: FBT001 - a row of the truth table
) -> None:
    assert overlap(first, last, [(date(2015, 1, 1), date(2016, 1, 1))]) is meets


def test_a_period_without_bounds_meets_all_others() -> None:
    assert overlap(DAY, None, [(None, None)])
    assert overlap(DAY, LATER, [(LATER, None), (None, LATER)])
    assert not overlap(DAY, LATER, [(None, DAY), (LATER, None)])
    assert not overlap(DAY, None, [])


def test_an_organisation_signs(cast: Cast) -> None:
    (written,) = sign([signature(cast.branche, precision="mois")], by=BY)
    kept = Signature.objects.get(pk=written.pk)
    assert (kept.organisation, kept.team) == (cast.branche, None)
    assert (kept.started_on, kept.started_precision, kept.ended_on) == (DAY, "mois", None)
    assert (kept.source, kept.known_from) == ("courrier", instant(2017, 2, 1))
    assert str(kept) == "Fraternité des Âges du Gard : Charte nationale"


def test_a_team_signs_its_own_charter(cast: Cast) -> None:
    charter = Charter.objects.get(kind=Charter.Kind.TEAM)
    sign([signature(cast.tilleul, charter=charter)], by=BY)
    assert str(Signature.objects.get(team=cast.tilleul)) == "Équipe du Tilleul : Charte de l'équipe citoyenne"
    with pytest.raises(Refused, match="« Équipe du Tilleul » a déjà une signature"):
        sign([signature(cast.tilleul, charter=charter, on=LATER)], by=BY)


def test_signing_nothing_writes_nothing(cast: Cast) -> None:
    before = Signature.objects.count()
    assert sign([], by=BY) == []
    assert Signature.objects.count() == before
    assert signed_by(cast.branche) == 0


def test_signing_twice_is_refused_with_what_to_do(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        sign([signature(cast.voisins)], by=BY)
    assert str(refusal.value) == (
        "« Les Voisins du Tilleul » a déjà une signature en vigueur de « Charte nationale » à cette date : "
        "terminez-la d'abord, ou corrigez-la."
    )
    assert signed_by(cast.voisins) == 1


def test_signing_twice_in_one_batch_writes_none_of_it(cast: Cast) -> None:
    with pytest.raises(Refused, match="Fraternité des Âges du Gard"):
        sign([signature(cast.twin), signature(cast.branche), signature(cast.branche, on=LATER)], by=BY)
    assert signed_by(cast.branche) == signed_by(cast.twin) == 0


def test_signing_in_a_batch_sees_what_was_signed_before(cast: Cast) -> None:
    with pytest.raises(Refused, match="Les Voisins du Tilleul"):
        sign([signature(cast.branche), signature(cast.voisins)], by=BY)
    assert signed_by(cast.branche) == 0


def test_one_signs_again_once_the_signature_has_ended(cast: Cast) -> None:
    again = sign([signature(cast.mutuelle, on=date(2015, 7, 1))], by=BY)
    assert again[0].started_on == date(2015, 7, 1)
    assert signed_by(cast.mutuelle) == 2


def test_a_signature_that_meets_an_older_one_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Mutuelle du Causse"):
        sign([signature(cast.mutuelle, on=date(2015, 6, 30))], by=BY)
    with pytest.raises(Refused, match="Mutuelle du Causse"):
        sign([signature(cast.mutuelle, on=date(2014, 1, 1), until=date(2014, 3, 2))], by=BY)
    sign([signature(cast.mutuelle, on=date(2014, 1, 1), until=date(2014, 3, 1))], by=BY)
    assert signed_by(cast.mutuelle) == 2


def test_a_retracted_signature_does_not_stand_in_the_way(cast: Cast) -> None:
    sign([signature(cast.twin, on=date(2014, 1, 31))], by=BY)
    assert signed_by(cast.twin) == 1


def test_another_version_of_the_charter_is_signed_beside(cast: Cast) -> None:
    second = Charter.objects.create(kind=Charter.Kind.NATIONAL, version="2", title="Charte, deuxième version")
    sign([signature(cast.voisins, charter=second)], by=BY)
    assert signed_by(cast.voisins) == 2
    assert str(second) == "Charte, deuxième version"


@pytest.mark.parametrize("until", [DAY, date(2016, 12, 31)])
def test_a_signature_ends_after_its_beginning(cast: Cast, until: dt.date) -> None:
    with pytest.raises(Refused, match="ne vient pas après le début du 01/01/2017"):
        sign([signature(cast.branche, until=until)], by=BY)
    assert signed_by(cast.branche) == 0


def test_ending_a_signature_keeps_what_was_believed_before(cast: Cast) -> None:
    held = Signature.objects.get(organisation=cast.voisins)
    ended = end_signature(held, on=date(2017, 1, 15), reason="dissolution", by=BY)
    assert (ended.started_on, ended.ended_on, ended.end_reason) == (
        date(2014, 1, 31),
        date(2017, 1, 15),
        "dissolution",
    )
    day = date(2017, 1, 20)
    ask = Organisation.objects.filter(pk=cast.voisins.pk)
    assert ask.signatories(as_of=day, known_at=instant(2017, 1, 31)).exists()
    assert not ask.signatories(as_of=day, known_at=instant(2017, 2, 1)).exists()
    assert ask.signatories(as_of=date(2017, 1, 14), known_at=instant(2017, 2, 1)).exists()


@pytest.mark.parametrize("on", [date(2014, 1, 31), date(2014, 1, 30)])
def test_a_signature_is_not_ended_before_it_began(cast: Cast, on: dt.date) -> None:
    held = Signature.objects.get(organisation=cast.voisins)
    with pytest.raises(Refused, match=r"La fin du 3[01]/01/2014 ne vient pas après le début du 31/01/2014"):
        end_signature(held, on=on, reason="dissolution", by=BY)
    assert Signature.objects.believed().get(organisation=cast.voisins).ended_on is None


def test_a_retracted_signature_is_not_ended(cast: Cast) -> None:
    with pytest.raises(Refused, match="a déjà été retiré"):
        end_signature(cast.twin_signature, on=DAY, reason="dissolution", by=BY)


def meeting_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each writer wait, between its check and its writing, for the other to have checked too."""
    both_checked = threading.Barrier(2, timeout=1)
    written = bulk.insert_rows

    def insert(*arguments: Any, **same: Any) -> Any:
        # Broken: the other one waits for the lock, and is kept from checking.
        with contextlib.suppress(threading.BrokenBarrierError):
            both_checked.wait()
        return written(*arguments, **same)

    monkeypatch.setattr(charters, "insert_rows", insert)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("until", [None, LATER])
def test_of_two_writers_at_once_one_signs_and_the_other_is_told(
    until: dt.date | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (organisation,) = enrol([NewOrganisation(name="Convoitée")], by=BY)
    new = signature(organisation, until=until)
    meeting_point(monkeypatch)
    met = race(lambda: sign([new], by=BY), tmp_path / "race.sqlite3")
    assert [type(refusal) for refusal in met if refusal] == [Refused]
    assert None in met


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    (team,) = found_teams([NewTeam(name="Convoitée")], by=BY)
    monkeypatch.setattr(charters, "lock", lambda _subjects: None)
    meeting_point(monkeypatch)
    assert race(lambda: sign([signature(team, until=LATER)], by=BY), tmp_path / "unused") == [None, None]
    assert Signature.objects.filter(team=team).count() == 2
    retract(Signature.objects.filter(team=team).earliest("pk"), reason="témoin", by=BY)
    # With no end, the database itself keeps the second one out.
    meeting_point(monkeypatch)
    met = race(lambda: sign([signature(team, on=LATER)], by=BY), tmp_path / "unused")
    assert [type(refusal) for refusal in met if refusal] == [IntegrityError]
