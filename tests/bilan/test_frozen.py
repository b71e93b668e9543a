"""Frozen bilans: the same register gives the same print; what was rewritten is named."""

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.bilan.models import FrozenBilan
from maillage.bilan.operations import freeze, verify
from maillage.common.errors import Refused
from maillage.common.facts import Author, end_of_day
from maillage.events.models import Event
from maillage.network.models import Signature
from maillage.network.operations import NewSignature, sign
from tests.accounts.people import sign_in
from tests.cast import AT_THE_PLENARY, NOW, PLENARY, Cast, date, instant, national_charter
from tests.events.gathering import AFTER, DAY, announced, draft
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.sending import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
BY = Author(at=NOW, role="essai")


def frozen(event: Event | None = None, code: str = "rendez-vous") -> FrozenBilan:
    """Freeze the deck of the plenary of 2016."""
    return freeze(code, as_of=PLENARY, known_at=AT_THE_PLENARY, organisation="Maillage", event=event, by=BY)


def test_a_frozen_bilan_composes_again_to_the_letter(cast: Cast) -> None:
    one = frozen()
    assert len(one.fingerprint) == 64
    assert verify(one).equal
    late = Author(at=instant(2017, 6, 2), role="essai", source="courrier reçu en juin")
    sign(
        [NewSignature(charter=national_charter(), signatory=cast.branche, on=date(2016, 1, 4))],
        by=late,
    )
    assert verify(one).equal, "what was learned later changes nothing"


def test_what_was_rewritten_is_named(cast: Cast) -> None:
    one = frozen()
    Signature.objects.filter(organisation=cast.voisins).delete()
    verdict = verify(one)
    assert not verdict.equal
    assert any("signé" in title for title in verdict.differing), verdict.differing
    FrozenBilan.objects.update(sections=[["page-otee", "Une page ôtée", "0"], *one.sections])
    assert "Une page ôtée" in verify(FrozenBilan.objects.get()).differing


def test_a_title_that_changed_is_named_too() -> None:
    one = frozen()
    one.fingerprint = "0" * 64
    assert verify(one).differing == ["la page de titre"]


def test_a_bilan_is_frozen_once_on_past_dates() -> None:
    frozen()
    with pytest.raises(Refused, match="déjà figé au 25"):
        frozen()
    with pytest.raises(Refused, match="à une date passée"):
        freeze("rendez-vous", as_of=PLENARY, known_at=instant(2018, 1, 1), organisation="M", by=BY)
    with pytest.raises(Refused, match="à une date passée"):
        freeze("rendez-vous", as_of=date(2017, 1, 1), known_at=AT_THE_PLENARY, organisation="M", by=BY)
    with pytest.raises(Refused, match="n'existe pas"):
        frozen(code="inconnu")
    assert FrozenBilan.objects.count() == 1


def test_the_deck_of_an_event_is_frozen_from_its_desk_and_checked_by_everybody(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = announced()
    set_clock(monkeypatch, AFTER)
    sign_in(client, Role.OFFICER)
    assert "Figer le diaporama" in read(client, f"/organiser-rendez-vous/{one.pk}/")
    at = f"/bilan/figer/{one.pk}/"
    given = {"definition": "rendez-vous", "as_of": "2017-03-06", "known_on": "2017-03-09"}
    assert send(client, at, given).status_code == 409
    assert not FrozenBilan.objects.exists()
    send(client, at, {**given, "known_on": "2017-03-06"})
    send(client, at, {**given, "definition": "chiffres", "known_on": "2017-03-08"})
    deck = FrozenBilan.objects.get(definition="rendez-vous")
    assert (deck.event, deck.as_of, deck.at) == (one, DAY, end_of_day(DAY))
    client.logout()
    page = read(client, one.get_absolute_url())
    for told in ("Le diaporama présenté ce jour-là", "Recalculé à l'identique", deck.fingerprint):
        assert told in page, told
    mine = deck.get_absolute_url()
    assert "redonne le même bilan, à la lettre" in read(client, mine)
    assert client.get(f"{mine}fichier.pptx").content.startswith(b"PK")
    assert client.get(f"{mine}fichier.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{mine}fichier.html").status_code == 404
    FrozenBilan.objects.filter(pk=deck.pk).update(fingerprint="0" * 64, sections=[])
    assert "Il n'est plus le même" in read(client, mine)
    assert "voir ce qui a changé" in read(client, one.get_absolute_url())
    FrozenBilan.objects.filter(pk=deck.pk).update(perimeter="departement:999")
    assert "999" in read(client, mine)


def test_the_deck_of_a_day_is_that_of_its_departement(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = announced(cast.gard)
    set_clock(monkeypatch, AFTER)
    sign_in(client, Role.OFFICER)
    given = {"definition": "departement", "as_of": "2017-03-06", "known_on": "2017-03-06"}
    send(client, f"/bilan/figer/{one.pk}/", given)
    assert FrozenBilan.objects.get().perimeter == "departement:30"


def test_the_deck_of_a_draft_is_nobodys_to_read(client: Client) -> None:
    one = frozen(draft())
    assert client.get(one.get_absolute_url()).status_code == 404
    assert str(one) == "rendez-vous (2016-11-25)"
