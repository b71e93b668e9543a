"""Sittings: an agenda, decisions in one go where one refusal undoes nothing else, minutes that close."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.versions import Conflict
from maillage.network.models import Signature, SigningState, Sitting, SittingItem, SittingOutcome
from maillage.network.operations import NewSignature, sign
from maillage.network.operations import sittings as operations
from maillage.network.operations.sittings import (
    Decision,
    Report,
    close_minutes,
    decide_lines,
    move_sitting,
    plan_sitting,
    put_on_agenda,
    take_off,
    write_minutes,
)
from tests.accounts.people import nobody_special
from tests.accounts.rivals import arena, meeting, race
from tests.cast import TAKEN_OVER, Cast, date, national_charter
from tests.network.waiting import (
    HELD_ON,
    TODAY,
    ask_for_stage,
    ask_to_recognise,
    ask_to_sign,
    officer,
    sitting,
    written_by,
)

ACCEPTED, REFUSED, POSTPONED = SittingOutcome.ACCEPTED, SittingOutcome.REFUSED, SittingOutcome.POSTPONED


def agenda(cast: Cast) -> tuple[Sitting, list[SittingItem]]:
    """Put a request of each kind on the agenda of a sitting: a signature, a team, a cooperation."""
    chosen = {
        "signing": [ask_to_sign(cast.branche).pk],
        "recognition": [ask_to_recognise(cast.esquisse).pk],
        "stage": [ask_for_stage(cast.ales).pk],
    }
    held = sitting()
    return held, put_on_agenda(held, chosen, by=written_by(officer()))


def decide(held: Sitting, *decisions: Decision, on: dt.date = TODAY, who: str = "Anne Martin") -> Report:
    """Decide lines as an officer."""
    return decide_lines(held, decisions, on=on, by=written_by(officer(who)))


def last_words() -> str:
    """Return the last line of the journal."""
    return Entry.objects.order_by("-number")[0].what


# --- Planning


@pytest.mark.django_db
def test_a_sitting_is_planned_once_a_day_for_a_body() -> None:
    held = sitting()
    assert (held.body, held.held_on, held.place, held.version) == ("Bureau", HELD_ON, "Paris", 1)
    assert last_words() == "a prévu une séance : Bureau, 30/05/2017"
    with pytest.raises(Refused, match="« bureau » a déjà une séance le 30\u00a0mai 2017"):
        sitting("bureau")
    assert sitting("Conseil").pk != held.pk


@pytest.mark.parametrize(
    ("body", "day", "sentence"),
    [
        ("  ", HELD_ON, "Dites quelle instance"),
        ("Bureau", date(1999, 12, 31), "Cette date est trop loin"),
        ("Bureau", date(2071, 5, 30), "Cette date est trop loin"),
    ],
)
@pytest.mark.django_db
def test_a_sitting_that_is_a_slip_of_the_keyboard_is_refused(body: str, day: dt.date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        plan_sitting(body=body, held_on=day, place="", on=TODAY, by=written_by(officer()))
    assert not Sitting.objects.exists()


@pytest.mark.django_db
def test_a_sitting_moves_until_something_bears_its_day(cast: Cast) -> None:
    held, (first, *_others) = agenda(cast)
    by = written_by(officer())

    def move(day: dt.date, place: str, version: int) -> Sitting:
        return move_sitting(held, version=version, body="Bureau", held_on=day, place=place, on=TODAY, by=by)

    moved = move(date(2017, 5, 31), "Lyon", 1)
    assert (moved.held_on, moved.place, moved.version) == (date(2017, 5, 31), "Lyon", 2)
    assert last_words() == "a changé une séance : Bureau, 31/05/2017"
    with pytest.raises(Conflict):
        move(HELD_ON, "Paris", 1)
    decide(held, Decision(item=first.pk, outcome=ACCEPTED))
    with pytest.raises(Refused, match="Des décisions portent déjà la date"):
        move(HELD_ON, "Lyon", 2)
    assert move(date(2017, 5, 31), "Nîmes", 2).place == "Nîmes"


@pytest.mark.django_db
def test_a_sitting_does_not_move_onto_another() -> None:
    sitting()
    other = sitting(held_on=date(2017, 5, 31))
    with pytest.raises(Refused, match="a déjà une séance"):
        move_sitting(
            other, version=1, body="Bureau", held_on=HELD_ON, place="", on=TODAY, by=written_by(officer())
        )


@pytest.mark.django_db
def test_a_sitting_says_who_may_decide_it_and_when_it_is() -> None:
    held = sitting()
    assert list(Sitting.objects.to_come(HELD_ON)) == [held]
    assert list(Sitting.objects.open().latest_first()) == [held]
    assert held.get_absolute_url() == f"/national/seances/{held.pk}/"
    assert not held.is_closed


# --- The agenda


@pytest.mark.django_db
def test_what_waits_is_put_on_an_agenda_once(cast: Cast) -> None:
    _held, items = agenda(cast)
    assert [item.kind for item in items] == ["signing", "recognition", "stage"]
    assert {str(item) for item in items} == {
        "Fraternité des Âges du Gard demande à signer : Charte nationale",
        "« Équipe en esquisse » demande sa reconnaissance",
        "« Coopération du Pays d'Alès » demande à être reconnue",
    }
    assert last_words() == "a mis 3 demandes à l'ordre du jour : Bureau, 30/05/2017"
    assert [SittingItem.objects.to_put(kind).count() for kind in SittingItem.KINDS] == [0, 0, 0]
    other = sitting("Conseil")
    with pytest.raises(Refused, match="Rien de ce que vous avez coché n'attend encore"):
        put_on_agenda(other, {"signing": [items[0].signing_id or 0]}, by=written_by(officer()))


@pytest.mark.django_db
def test_the_database_keeps_a_request_off_two_agendas(cast: Cast) -> None:
    _held, items = agenda(cast)
    other = sitting("Conseil")
    with pytest.raises(IntegrityError), transaction.atomic():
        SittingItem.objects.create(sitting=other, signing=items[0].signing)
    with pytest.raises(IntegrityError), transaction.atomic():
        SittingItem.objects.create(sitting=other)


@pytest.mark.django_db
def test_a_line_is_taken_off_until_it_is_decided(cast: Cast) -> None:
    held, (first, second, _third) = agenda(cast)
    by = written_by(officer())
    take_off(first, by=by)
    assert last_words() == (
        "a retiré de l'ordre du jour (Bureau, 30/05/2017) : "
        "Fraternité des Âges du Gard demande à signer : Charte nationale"
    )
    assert SittingItem.objects.to_put("signing").count() == 1
    with pytest.raises(Refused, match="déjà décidé, ou retiré"):
        take_off(first, by=by)
    decide(held, Decision(item=second.pk, outcome=POSTPONED))
    with pytest.raises(Refused, match="déjà décidé, ou retiré"):
        take_off(second, by=by)


# --- Deciding


@pytest.mark.django_db
def test_lines_are_decided_in_one_go(cast: Cast) -> None:
    held, (signing, team, cooperation) = agenda(cast)
    report = decide(
        held,
        Decision(item=signing.pk, outcome=ACCEPTED),
        Decision(item=team.pk, outcome=REFUSED, words="  Le pacte manque. "),
        Decision(item=cooperation.pk, outcome=POSTPONED, words="En juillet."),
    )
    assert (report.decided, report.postponed, report.obstacles) == (2, 1, [])
    assert report.sentence == "2 décisions sont enregistrées. 1 point est reporté."
    assert last_words() == "a enregistré 2 décisions et 1 reports : Bureau, 30/05/2017"
    lines = {item.kind: item for item in held.items.with_requests()}
    assert lines["signing"].request.state == SigningState.ACCEPTED
    assert lines["signing"].request.signature.started_on == HELD_ON
    assert lines["recognition"].request.reason == lines["recognition"].words == "Le pacte manque."
    assert lines["stage"].request.state == "submitted"
    assert {str(item.decided_by) for item in lines.values()} == {"Anne Martin"}
    # What is postponed may be put on the next agenda.
    assert SittingItem.objects.to_put("stage").count() == 1
    assert held.items.decided().count() == 3


@pytest.mark.django_db
def test_a_line_that_a_rule_refuses_does_not_undo_the_others(cast: Cast) -> None:
    held, (signing, team, cooperation) = agenda(cast)
    sign([NewSignature(national_charter(), cast.branche, date(2017, 4, 1))], by=TAKEN_OVER)
    report = decide(
        held,
        Decision(item=signing.pk, outcome=ACCEPTED),
        Decision(item=team.pk, outcome=REFUSED, words="Le pacte manque."),
        Decision(item=cooperation.pk, outcome=REFUSED),
        Decision(item=0, outcome=ACCEPTED),
    )
    assert (report.decided, report.postponed) == (1, 0)
    assert [title for title, _why in report.obstacles] == [signing.title, cooperation.title]
    assert "a déjà une signature en vigueur" in report.sentence
    assert "1 décision est enregistrée. 2 points n'ont pas pu l'être" in report.sentence
    lines = {item.pk: item for item in held.items.with_requests()}
    assert lines[signing.pk].is_pending
    assert "a déjà une signature en vigueur" in lines[signing.pk].obstacle
    assert lines[signing.pk].request.state == SigningState.SUBMITTED
    assert lines[cooperation.pk].obstacle == "Un refus se dit avec son motif : écrivez-le, en quelques mots."
    assert not lines[team.pk].is_pending
    # Decided at last, the line forgets what prevented it.
    decide(held, Decision(item=signing.pk, outcome=POSTPONED))
    assert held.items.get(pk=signing.pk).obstacle == ""


@pytest.mark.django_db
def test_a_line_already_decided_says_by_whom(cast: Cast) -> None:
    held, (signing, team, _cooperation) = agenda(cast)
    decide(held, Decision(item=signing.pk, outcome=ACCEPTED))
    report = decide(
        held,
        Decision(item=signing.pk, outcome=REFUSED, words="Trop tôt."),
        Decision(item=team.pk, outcome=POSTPONED),
        who="Zoé Roux",
    )
    assert report.obstacles == [(signing.title, "déjà acceptée, par Anne Martin.")]
    assert "1 point n'a pas pu l'être" in report.sentence
    SittingItem.objects.filter(pk=signing.pk).update(decided_by=None)
    report = decide(held, Decision(item=signing.pk, outcome=POSTPONED))
    assert report.obstacles[0][1] == "déjà acceptée, par une autre personne."


@pytest.mark.django_db
def test_nothing_is_decided_before_the_day_nor_without_a_choice(cast: Cast) -> None:
    held, (signing, *_others) = agenda(cast)
    with pytest.raises(Refused, match="La séance se tient le 30\u00a0mai 2017"):
        decide(held, Decision(item=signing.pk, outcome=ACCEPTED), on=date(2017, 5, 29))
    with pytest.raises(Refused, match="Choisissez une décision"):
        decide(held)
    assert not Signature.objects.filter(organisation=cast.branche).exists()


# --- The minutes


@pytest.mark.django_db
def test_minutes_are_written_by_one_person_at_a_time_and_close(cast: Cast) -> None:
    held, items = agenda(cast)
    by = written_by(officer())
    with pytest.raises(Refused, match="3 points n'ont pas encore leur décision"):
        close_minutes(held, version=1, by=by)
    decide(held, *(Decision(item=item.pk, outcome=POSTPONED) for item in items))
    with pytest.raises(Refused, match="Le compte rendu est vide"):
        close_minutes(held, version=1, by=by)
    written = write_minutes(held, text="Présents : Anne,\r\nZoé.\x00", version=1, by=by)
    assert (written.minutes, written.version) == ("Présents : Anne,\nZoé.", 2)
    with pytest.raises(Conflict):
        write_minutes(held, text="Autre chose", version=1, by=by)
    with pytest.raises(Conflict):
        close_minutes(held, version=1, by=by)
    closed = close_minutes(held, version=2, by=by)
    assert closed.is_closed
    assert last_words() == "a clos le compte rendu : Bureau, 30/05/2017"


@pytest.mark.parametrize(
    "act",
    [
        lambda held, by: write_minutes(held, text="Encore", version=3, by=by),
        lambda held, by: close_minutes(held, version=3, by=by),
        lambda held, by: put_on_agenda(held, {}, by=by),
        lambda held, by: decide_lines(held, [], on=TODAY, by=by),
        lambda held, by: move_sitting(
            held, version=3, body="Bureau", held_on=HELD_ON, place="", on=TODAY, by=by
        ),
    ],
)
@pytest.mark.django_db
def test_what_is_closed_is_only_read(act: Callable[[Sitting, object], object]) -> None:
    held = sitting()
    by = written_by(officer())
    write_minutes(held, text="Rien à décider.", version=1, by=by)
    close_minutes(held, version=2, by=by)
    with pytest.raises(Refused, match="est clos"):
        act(held, by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=held.pk).update(minutes="")


@pytest.mark.django_db
def test_a_sitting_written_by_nobody_known_keeps_its_facts() -> None:
    held = plan_sitting(body="Bureau", held_on=HELD_ON, place="", on=TODAY, by=TAKEN_OVER)
    assert held.saved_by is None
    assert str(nobody_special()) == "Anne Martin"


# --- Two officers at once


def rivals(cast: Cast) -> tuple[list[Report], Callable[[], None], Callable[[], None]]:
    """Return what two officers are told who postpone the same line, and both of their acts."""
    held, (signing, *_others) = agenda(cast)
    said: list[Report] = []

    def act(who: str) -> Callable[[], None]:
        by = written_by(officer(who))
        decision = Decision(item=signing.pk, outcome=POSTPONED)
        return lambda: said.append(decide_lines(held, [decision], on=TODAY, by=by))

    return said, act("Anne Martin"), act("Zoé Roux")


@pytest.mark.django_db(transaction=True)
def test_two_officers_decide_a_line_once(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, *acts = rivals(cast)
    monkeypatch.setattr(operations, "_decide", meeting(operations._decide))
    with arena(tmp_path):
        assert race(*acts) == [None, None]
        assert sorted(report.postponed for report in said) == [0, 1]
        (obstacle,) = [why for report in said for _title, why in report.obstacles]
        assert obstacle in {"déjà reportée, par Anne Martin.", "déjà reportée, par Zoé Roux."}


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_believe_that_they_decided(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    said, *acts = rivals(cast)
    monkeypatch.setattr(operations, "_decide", meeting(operations._decide))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(operations, "record", lambda *_what, **_said: None)
    with arena(tmp_path):
        assert race(*acts) == [None, None]
        assert [report.postponed for report in said] == [1, 1]
