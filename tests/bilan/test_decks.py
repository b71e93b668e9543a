"""Bilans by lots: one archive, file by file behind the site, whatever fails or dies on the way."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from maillage.accounts.roles import Role
from maillage.bilan.compose import compose
from maillage.bilan.models import Deck, DeckLot, DeckState, Lot
from maillage.bilan.operations import decks
from maillage.bilan.operations.decks import forget_lots, order_lot, print_lots, stop_lot, try_again
from maillage.common import jobs
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.models import Message
from maillage.territory.models import Departement
from tests.accounts.people import person, sign_in
from tests.cast import NOW, PLENARY, date, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def clock() -> dt.datetime:
    return NOW


def never() -> bool:
    return False


def ordered(lot: str = Lot.COOPERATIONS, form: str = "xlsx") -> DeckLot:
    """Ask for a lot, at the plenary."""
    by = Author(at=NOW, user=person("Nadia Ferrand", Role.OFFICER), role="charge-national")
    return order_lot(lot, form=form, as_of=PLENARY, organisation="Maillage", by=by)


def names(lot: DeckLot) -> list[str]:
    """Return the files of the archive of a lot."""
    row = DeckLot.objects.get(pk=lot.pk)
    with row.archive.open("rb") as kept:
        return zipfile.ZipFile(io.BytesIO(kept.read())).namelist()


def fewer(lot: DeckLot, *codes: str) -> None:
    """Leave a few files in a lot: the others take as long, and say the same."""
    lot.decks.exclude(perimeter_code__in=codes).delete()


def test_a_lot_has_a_file_for_each_departement_or_launched_cooperation() -> None:
    lot = ordered(Lot.DEPARTEMENTS)
    assert lot.decks.count() == Departement.objects.count() == 101
    assert str(lot) == "Bilans : tous les départements (xlsx)"
    other = ordered()
    assert [deck.label for deck in other.decks.all()] == ["Coopération du Gard"]
    assert str(other.decks.get()) == "Coopération du Gard"


def test_a_lot_that_cannot_be_is_refused() -> None:
    by = Author(at=NOW, role="charge-national")
    with pytest.raises(Refused, match="à venir"):
        order_lot(Lot.DEPARTEMENTS, form="pdf", as_of=date(2018, 1, 1), organisation="M", by=by)
    with pytest.raises(Refused, match="Aucune coopération n'est lancée"):
        order_lot(Lot.COOPERATIONS, form="pdf", as_of=date(2014, 1, 1), organisation="M", by=by)


def test_a_lot_is_printed_archived_and_told() -> None:
    lot = ordered()
    assert not DeckLot.objects.get().archive
    assert print_lots(clock, never), "there may be another lot"
    assert not print_lots(clock, never), "there is none"
    row = DeckLot.objects.counted().get(pk=lot.pk)
    assert (row.number, row.done, row.failed, row.finished_at) == (1, 1, 0, NOW)
    assert row.size > 1000
    assert names(lot) == ["cooperation-cooperation-du-gard-2016-11-25.xlsx"]
    (letter,) = Message.objects.of_kind("bilans-prets")
    assert f"/bilan/lots/{lot.pk}/" in letter.text


def test_what_fails_says_why_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lot = ordered(Lot.DEPARTEMENTS, "json")
    fewer(lot, "30", "46", "69")
    real = compose

    def broken(code: str, **asked: Any) -> Any:
        if str(asked["perimeter"]) == "departement:46":
            raise Refused("Le Lot manque.")
        if str(asked["perimeter"]) == "departement:69":
            raise ZeroDivisionError
        return real(code, **asked)

    monkeypatch.setattr(decks, "compose", broken)
    print_lots(clock, never)
    row = DeckLot.objects.counted().get(pk=lot.pk)
    assert (row.done, row.failed) == (1, 2)
    assert [deck.error for deck in row.decks.missing()] == ["Le Lot manque.", "ZeroDivisionError : "]
    assert names(lot) == ["departement-30-2016-11-25.json", "manquants.txt"]
    assert "2 manquent" in Message.objects.of_kind("bilans-prets").get().text
    monkeypatch.setattr(decks, "compose", real)
    Deck.objects.filter(perimeter_code="69").delete()
    assert try_again(row, by=Author(at=NOW, role="x")) == 1
    with pytest.raises(Refused, match="n'est pas fini"):
        try_again(row, by=Author(at=NOW, role="x"))
    former = DeckLot.objects.get(pk=lot.pk).archive
    print_lots(lambda: NOW + dt.timedelta(minutes=1), never)
    assert names(lot) == ["departement-30-2016-11-25.json", "departement-46-2016-11-25.json"]
    assert not former.storage.exists(str(former.name)), "the archive of before is gone"
    with pytest.raises(Refused, match="Rien ne manque"):
        try_again(row, by=Author(at=NOW, role="x"))


def test_a_worker_that_dies_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    lot = ordered(Lot.DEPARTEMENTS, "json")
    fewer(lot, "30", "46")
    printed: list[str] = []
    real = decks._print

    def dying(lot: DeckLot, deck: Deck, register: object) -> None:
        if printed:
            raise KeyboardInterrupt
        printed.append(deck.perimeter_code)
        real(lot, deck, register)  # type: ignore[arg-type] # the same register

    monkeypatch.setattr(decks, "_print", dying)
    with pytest.raises(KeyboardInterrupt):
        print_lots(clock, never)
    monkeypatch.setattr(decks, "_print", real)
    assert not print_lots(clock, never), "held for ten minutes"
    assert DeckLot.objects.counted().get(pk=lot.pk).done == 1
    assert print_lots(lambda: NOW + dt.timedelta(minutes=11), never)
    assert names(lot) == ["departement-30-2016-11-25.json", "departement-46-2016-11-25.json"]


def ticking() -> Callable[[], dt.datetime]:
    """Return a clock on which every look takes fifteen seconds."""
    seen = [NOW]

    def look() -> dt.datetime:
        seen.append(seen[-1] + dt.timedelta(seconds=15))
        return seen[-1]

    return look


def test_a_long_lot_leaves_its_turn_and_goes_on() -> None:
    lot = ordered(Lot.DEPARTEMENTS, "json")
    fewer(lot, "30", "46", "75")
    assert print_lots(ticking(), never)
    first = DeckLot.objects.counted().get(pk=lot.pk)
    assert (first.done, first.claimed_at, first.finished_at) == (1, None, None)
    assert not print_lots(clock, lambda: True), "asked to stop"
    assert print_lots(clock, never)
    assert DeckLot.objects.counted().get(pk=lot.pk).done == 3


def test_a_lot_is_stopped_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    lot = ordered(Lot.DEPARTEMENTS, "json")
    fewer(lot, "30", "46")
    real = decks._print

    def stopped_meanwhile(lot: DeckLot, deck: Deck, register: object) -> None:
        real(lot, deck, register)  # type: ignore[arg-type] # the same register
        stop_lot(lot, by=Author(at=NOW, role="x"))

    monkeypatch.setattr(decks, "_print", stopped_meanwhile)
    print_lots(clock, never)
    row = DeckLot.objects.counted().get(pk=lot.pk)
    assert (row.done, row.failed, bool(row.archive)) == (1, 1, True)
    assert row.decks.missing().get().error == "arrêté avant son tour"
    with pytest.raises(Refused, match="déjà fini"):
        stop_lot(row, by=Author(at=NOW, role="x"))


def test_a_lot_stopped_before_its_turn_prints_nothing() -> None:
    by = Author(at=NOW, role="charge-national")
    lot = order_lot(Lot.COOPERATIONS, form="json", as_of=PLENARY, organisation="M", by=by)
    stop_lot(lot, by=by)
    print_lots(clock, never)
    assert DeckLot.objects.counted().get().done == 0
    assert not Message.objects.of_kind("bilans-prets").exists(), "nobody in particular asked"


def test_an_archive_is_forgotten_after_a_week() -> None:
    lot = ordered()
    print_lots(clock, never)
    assert forget_lots(NOW + dt.timedelta(days=6)) == 0
    row = DeckLot.objects.get()
    part = row.decks.get().content
    assert forget_lots(NOW + dt.timedelta(days=8)) == 1
    assert not row.archive.storage.exists(str(row.archive.name))
    assert not part.storage.exists(str(part.name))
    assert not DeckLot.objects.get().archive
    Deck.objects.filter(lot=lot).update(state=DeckState.FAILED)
    with pytest.raises(Refused, match="ont été effacés"):
        try_again(lot, by=Author(at=NOW, role="x"))


def broken_turn(*_arguments: object) -> bool:
    """Fail, as a long work may."""
    raise ZeroDivisionError


def test_the_worker_prints_what_waits_and_a_fault_stops_nothing(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered()
    call_command("worker", once=True)
    assert DeckLot.objects.get().finished_at
    monkeypatch.setattr(settings, "WORKER_TURNS", ("tests.bilan.test_decks.broken_turn",) * 2)
    assert not jobs.take_turns(timezone.now, never)


def test_the_officer_asks_follows_and_takes_the_archive(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, NOW)
    sign_in(client, Role.OFFICER)
    assert "Aucun lot n'a encore été demandé" in read(client, "/bilan/lots/")
    given = {"lot": "cooperations", "file_format": "json", "as_of": "2016-11-25"}
    assert send(client, "/bilan/lots/demander/", {**given, "as_of": "2018-01-01"}).status_code == 409
    answer = send(client, "/bilan/lots/demander/", given)
    lot = DeckLot.objects.get()
    here = lot.get_absolute_url()
    assert answer["Location"] == here
    assert "0 sur 1" in read(client, here)
    assert client.get(f"{here}archive.zip").status_code == 404
    assert send(client, f"{here}reprendre/").status_code == 409
    print_lots(clock, never)
    page = read(client, here)
    assert "1 sur 1" in page
    assert "L'archive est gardée 7 jours." in page
    taken = client.get(f"{here}archive.zip")
    assert taken.content.startswith(b"PK")
    assert 'filename="bilans-cooperations-2016-11-25-json.zip"' in taken["Content-Disposition"]
    assert "1 sur 1" in read(client, "/bilan/lots/")
    assert send(client, f"{here}arreter/").status_code == 409
    Deck.objects.update(state=DeckState.FAILED, error="Sans raison.")
    assert "Coopération du Gard : Sans raison." in read(client, here)
    assert send(client, f"{here}reprendre/").status_code == 303
    forget_lots(instant(2018, 1, 1))
    client.logout()
    sign_in(client, Role.TRAINER, name="Luc Bonnet")
    assert client.get(here).status_code == 404
