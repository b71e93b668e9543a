"""Deciding who signs, ending a signature, adopting a charter."""

import datetime as dt

import pytest

from maillage.accounts.models import Entry
from maillage.accounts.roles import Role
from maillage.common.errors import Refused
from maillage.common.models import Message
from maillage.network.models import (
    Charter,
    Commitment,
    Organisation,
    Signature,
    SignatureEnd,
    SigningFile,
    Sitting,
)
from maillage.network.operations import (
    NewSignature,
    end_signature,
    sign,
)
from maillage.network.operations.signing_decisions import adopt_charter
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import person
from tests.cast import Cast, date, instant, national_charter
from tests.network.signing import (
    AT,
    DAY,
    DECIDED,
    DECIDED_AT,
    accept,
    accepted,
    draft,
    letters,
    officer,
    state_of,
    submitted,
)

pytestmark = pytest.mark.django_db

SIRET, OTHER_SIRET = "78467169500087", "44306184100047"


# Deciding


def test_an_accepted_newcomer_enters_the_register_signed_that_day() -> None:
    file = submitted(siret=SIRET)
    sitting = Sitting.objects.create(body="Comité des signatures", held_on=DECIDED)
    accept(file, sitting=sitting, reason="Bienvenue à Nîmes.")
    kept = SigningFile.objects.get(pk=file.pk)
    signed = kept.organisation
    assert signed is not None
    assert (signed.name, signed.siret, signed.rna) == ("Lien & Partage", SIRET, None)
    assert (signed.website, signed.telephone, signed.email) == ("https://lien.exemple", "04 66 11 11 11", "")
    assert kept.signature is not None
    assert (kept.signature.started_on, kept.signature.ended_on) == (DECIDED, None)
    assert (kept.state, kept.decided_on, kept.sitting) == ("accepted", DECIDED, sitting)
    assert kept.certificate == f"2017-{file.pk:05d}"
    seat = signed.situations.get()
    assert (seat.kind and seat.kind.code, seat.commune and seat.commune.name) == (
        "association-locale",
        "Nîmes",
    )
    assert [row.description for row in Commitment.objects.about(signed)] == [
        "une salariée un jour par semaine"
    ]
    (letter,) = letters("signature-acceptee")
    assert "Bienvenue à Nîmes." in letter.text
    assert "/signer/certificat/" in letter.text
    entry = Entry.objects.about(signed)[0]
    assert entry.what == "a accepté la signature de « Lien & Partage » (Charte nationale, version 1)"
    assert Entry.objects.about(sitting)[0] == entry


def test_a_refusal_says_why() -> None:
    file = submitted()
    with pytest.raises(Refused, match="Un refus porte son motif"):
        accept(file, accepted=False, reason="  ")
    accept(file, accepted=False, reason="Votre objet est commercial.")
    kept = SigningFile.objects.get(pk=file.pk)
    assert (kept.state, kept.organisation, kept.signature, kept.certificate) == ("refused", None, None, None)
    (letter,) = letters("signature-refusee")
    assert "Votre objet est commercial." in letter.text
    assert Entry.objects.about(file)[0].why == "Votre objet est commercial."
    assert not Organisation.objects.filter(name="Lien & Partage").exists()


def test_a_file_is_decided_once() -> None:
    file = submitted()
    accept(file)
    with pytest.raises(Refused, match="Le dossier de « Lien & Partage » est accepté"):
        accept(file, accepted=False, reason="Non.")
    assert state_of(file) == "accepted"


def test_a_draft_is_not_decided() -> None:
    with pytest.raises(Refused, match="est brouillon"):
        accept(draft())


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2017, 3, 2), "n'est pas encore venu"),
        (date(2017, 1, 31), "n'était pas encore déposé"),
    ],
)
def test_a_decision_bears_the_day_when_it_was_taken(on: dt.date, sentence: str) -> None:
    file = submitted()
    with pytest.raises(Refused, match=sentence):
        accept(file, on=on)
    assert state_of(file) == "submitted"
    assert accept(file, on=DAY).decided_on == DAY


def test_a_decision_in_a_sitting_bears_its_day_and_its_minutes_are_open() -> None:
    file = submitted()
    sitting = Sitting.objects.create(body="Comité des signatures", held_on=DECIDED)
    with pytest.raises(
        Refused, match="La séance s'est tenue le 1er\xa0mars 2017, et non le 2\xa0février 2017"
    ):
        accept(file, sitting=sitting, on=date(2017, 2, 2))
    sitting.closed_at, sitting.minutes = DECIDED_AT, "Relevé de décisions."
    sitting.save()
    with pytest.raises(Refused, match="est clos : choisissez une autre séance"):
        accept(file, sitting=sitting)


def test_a_siret_taken_while_the_file_waited_leaves_nothing_half_written(cast: Cast) -> None:
    file = submitted(siret=SIRET)
    before = Message.objects.count()
    Organisation.objects.filter(pk=cast.clic.pk).update(siret=SIRET)
    with pytest.raises(Refused, match="« CLIC du Barachois » le porte déjà"):
        accept(file)
    assert (state_of(file), Message.objects.count()) == ("submitted", before)
    assert not Organisation.objects.filter(name="Lien & Partage").exists()


def test_an_organisation_that_signed_elsewhere_meanwhile_is_not_signed_twice(cast: Cast) -> None:
    file = submitted(organisation=cast.branche)
    sign([NewSignature(national_charter(), cast.branche, DAY)], by=officer(AT))
    with pytest.raises(Refused, match="a déjà une signature en vigueur"):
        accept(file)
    assert state_of(file) == "submitted"


# Ending a signature


def test_a_successor_is_named_and_its_managers_are_told(cast: Cast) -> None:
    manager = person("Paul Roche", Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    person("Luce Blanc", Role.SUPPORT, Perimeter("porteur", cast.ccas.slug))
    held = Signature.objects.get(organisation=cast.voisins)
    ended = end_signature(
        held,
        on=DECIDED,
        reason="le CCAS reprend l'activité",
        kind=SignatureEnd.SUCCESSION,
        successor=cast.ccas,
        by=officer(),
    )
    assert (ended.end_kind, ended.successor, ended.ended_on) == ("succession", cast.ccas, DECIDED)
    (letter,) = letters("signature-succession")
    assert (letter.to_email, letter.user) == (manager.email, manager)
    assert "Les Voisins du Tilleul" in letter.text
    assert Entry.objects.about(cast.ccas)[0].what == (
        "a terminé la signature de « Les Voisins du Tilleul » au 1er\xa0mars 2017 (succession)"
    )
    assert cast.voisins.carryings.believed().filter(ended_on=None).count() == 1


def test_a_successor_without_a_manager_is_told_at_its_own_address(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.ccas.pk).update(email="ccas@ales.exemple")
    cast.ccas.refresh_from_db()
    for organisation, heir in ((cast.voisins, cast.ccas), (cast.nationale, cast.clic)):
        held = Signature.objects.get(organisation=organisation)
        end_signature(held, on=DECIDED, reason="fin", kind="succession", successor=heir, by=officer())
    assert [message.to_email for message in letters("signature-succession")] == ["ccas@ales.exemple"]


def test_nobody_succeeds_themselves_and_nothing_ends_twice(cast: Cast) -> None:
    held = Signature.objects.get(organisation=cast.voisins)
    with pytest.raises(Refused, match="ne se succède pas à elle-même"):
        end_signature(held, on=DECIDED, reason="fin", successor=cast.voisins, by=officer())
    gone = Signature.objects.get(organisation=cast.mutuelle)
    with pytest.raises(Refused, match="déjà terminée"):
        end_signature(gone, on=DECIDED, reason="fin", by=officer())


def test_the_file_follows_its_signature_to_its_end() -> None:
    file = accepted()
    assert file.signature is not None
    ended = end_signature(file.signature, on=date(2017, 4, 1), reason="fin", by=officer(instant(2017, 4, 1)))
    assert SigningFile.objects.get(pk=file.pk).signature == ended


# Charters


def test_a_version_is_adopted_from_a_day() -> None:
    first = national_charter()
    second = adopt_charter(
        kind="nationale", version="2", title="Charte nationale", text="Texte.", on=DAY, by=officer(AT)
    )
    assert Charter.objects.in_use("nationale", date(2017, 1, 31)) == first
    assert Charter.objects.in_use("nationale", DAY) == second
    assert (
        Entry.objects.about(second)[0].what
        == "a adopté « Charte nationale », version 2, au 1er\xa0février 2017"
    )
    with pytest.raises(Refused, match="La version 2 existe déjà"):
        adopt_charter(kind="nationale", version="2", title="Charte", text="Texte.", on=DAY, by=officer(AT))
    with pytest.raises(Refused, match="La version 2 a été adoptée le 1er\xa0février 2017"):
        adopt_charter(
            kind="nationale", version="3", title="Charte", text="Texte.", on=date(2017, 1, 1), by=officer(AT)
        )


def test_the_first_versions_have_a_text_of_their_own_without_a_name() -> None:
    for charter in Charter.objects.filter(version="1"):
        assert len(charter.text) > 1000
        assert charter.blocks[0][0] == "title"
        assert {sort for sort, _lines in charter.blocks} == {"title", "list", "text"}
        assert len(charter.digest) == 64
    assert "coopération" in national_charter().text
