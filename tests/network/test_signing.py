"""Signing the charter: what may be done, in which order, by one person or by two at once."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import override_settings

from maillage.accounts.models import Entry
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.links import read_link
from maillage.network.models import (
    Charter,
    Organisation,
    Signature,
    SigningExchange,
    SigningFile,
    SigningState,
)
from maillage.network.models.signing import HANDED_IN, SIGNING
from maillage.network.operations import (
    NewOrganisation,
    enrol,
    signing,
)
from maillage.network.operations.signing import (
    ask_completion,
    complete_signing,
    identify,
    introduce,
    open_signing,
    propose_commitments,
    purge_drafts,
    withdraw_signing,
)
from maillage.network.operations.signing_decisions import adopt_charter, attach_signing
from tests.cast import Cast, instant, national_charter
from tests.network.signing import (
    AT,
    DAY,
    DECIDED,
    VISITOR,
    accept,
    accepted,
    brought,
    draft,
    identity,
    introduction,
    journal,
    letters,
    officer,
    state_of,
    submit,
    submitted,
)
from tests.racing import race

pytestmark = pytest.mark.django_db

SIRET, OTHER_SIRET = "78467169500087", "44306184100047"


# The life of a file


def test_the_life_of_a_file_is_data() -> None:
    assert {str(state) for state in SIGNING.last} == {"accepted", "refused", "withdrawn"}
    assert SIGNING.may_become("draft", "submitted")
    assert not SIGNING.may_become("draft", "accepted")
    assert not SIGNING.may_become("refused", "submitted")
    assert set(SIGNING.following) | set(SIGNING.last) == set(SigningState.values)


def test_an_organisation_signs_and_waits() -> None:
    file = submitted()
    kept = SigningFile.objects.get(pk=file.pk)
    assert (kept.state, kept.submitted_at, kept.organisation) == ("submitted", AT, None)
    assert kept.charter_digest == national_charter().digest
    assert (kept.signatory_name, kept.signatory_capacity) == ("Jeanne Dupuis", "présidente")
    assert [row.code for row in kept.departements.order_by("code")] == ["30", "46"]
    assert kept.title == "Lien & Partage demande à signer : Charte nationale"
    assert (kept.place, str(kept)) == ("Nîmes, Gard", "Lien & Partage")
    assert journal(file) == [
        "a commencé un dossier de signature pour « Lien & Partage »",
        "a présenté « Lien & Partage » dans son dossier de signature",
        "a dit ce que « Lien & Partage » apporterait",
        "a déposé le dossier de signature de « Lien & Partage » (Charte nationale, version 1)",
    ]
    assert not Organisation.objects.filter(name="Lien & Partage").exists()


def test_the_person_gets_their_link_then_a_receipt() -> None:
    file = submitted()
    (link,), (receipt,) = letters("signature-brouillon"), letters("signature-deposee")
    assert {link.to_email, receipt.to_email} == {"contact@lien.exemple"}
    token = link.text.split("/signer/reprendre/")[1].split("/")[0]
    assert read_link("signature", token, days=1) == {"file": file.pk, "key": file.key}
    assert "déposé depuis le" in receipt.text
    assert "Lien & Partage" in receipt.because


def test_the_link_is_sent_once_to_each_address() -> None:
    file = draft()
    introduce(file, introduction(), on=DAY, by=VISITOR)
    introduce(file, introduction(email="autre@lien.exemple"), on=DAY, by=VISITOR)
    assert [m.to_email for m in letters("signature-brouillon")] == [
        "contact@lien.exemple",
        "autre@lien.exemple",
    ]


def test_a_name_as_long_as_allowed_fits_the_subject_of_a_message() -> None:
    accept(submitted("x" * 200))
    assert len(letters("signature-acceptee")) == 1


def test_an_organisation_that_commits_everywhere_names_no_departement() -> None:
    file = draft()
    introduce(file, introduction(everywhere=True), on=DAY, by=VISITOR)
    kept = SigningFile.objects.get(pk=file.pk)
    assert kept.everywhere
    assert not kept.departements.exists()


def test_an_organisation_that_commits_nowhere_is_asked_where() -> None:
    file = draft()
    with pytest.raises(Refused, match="Dites où votre organisation s'engage"):
        introduce(file, introduction(departements=[]), on=DAY, by=VISITOR)


def test_what_is_brought_replaces_what_was_said_before() -> None:
    file = draft()
    propose_commitments(
        file, [brought(description="une salle"), brought(description="un car")], on=DAY, by=VISITOR
    )
    assert sorted(file.commitments.values_list("description", flat=True)) == ["un car", "une salle"]
    propose_commitments(file, [], on=DAY, by=VISITOR)
    assert not file.commitments.exists()


def test_one_may_say_otherwise_who_signs_as_long_as_it_is_a_draft(cast: Cast) -> None:
    file = draft()
    identify(file, identity("Autre nom", set_aside=[cast.voisins]), on=DAY, by=VISITOR)
    kept = SigningFile.objects.get(pk=file.pk)
    assert (kept.name, list(kept.set_aside.all())) == ("Autre nom", [cast.voisins])
    identify(file, identity("peu importe", organisation=cast.branche), on=DAY, by=VISITOR)
    kept = SigningFile.objects.get(pk=file.pk)
    assert (kept.name, kept.organisation) == ("Fraternité des Âges du Gard", cast.branche)
    assert not kept.set_aside.exists()


def test_what_is_handed_in_no_longer_changes() -> None:
    file = submitted()
    with pytest.raises(Refused, match="Ce dossier est déjà déposé"):
        identify(file, identity(), on=DAY, by=VISITOR)
    with pytest.raises(Refused, match="Ce dossier est déjà déposé"):
        introduce(file, introduction(), on=DAY, by=VISITOR)
    with pytest.raises(Refused, match="Ce dossier est déjà déposé"):
        propose_commitments(file, [], on=DAY, by=VISITOR)
    with pytest.raises(Refused, match="Ce dossier est déjà déposé"):
        submit(file)
    assert SigningFile.objects.get(pk=file.pk).commitments.count() == 1


def test_a_step_cannot_be_skipped() -> None:
    file = open_signing(identity(), on=DAY, by=VISITOR)
    assert file.next_step == "contact"
    with pytest.raises(Refused, match="Il manque une étape"):
        submit(file)
    file = introduce(file, introduction(), on=DAY, by=VISITOR)
    assert file.next_step == "commitments"
    with pytest.raises(Refused, match="Il manque une étape"):
        submit(file)
    assert state_of(file) == "draft"


def test_a_text_that_changed_is_read_again() -> None:
    file, read = draft(), national_charter().digest
    Charter.objects.filter(pk=national_charter().pk).update(text="Un autre texte.")
    with pytest.raises(Refused, match="Le texte de la charte a changé"):
        submit(file, digest=read)
    assert state_of(file) == "draft"
    assert submit(file).charter_digest == national_charter().digest != read


def test_a_new_version_is_the_one_that_is_signed() -> None:
    file = draft()
    second = adopt_charter(
        kind="nationale",
        version="2",
        title="Charte nationale",
        text="Deuxième texte.",
        on=DAY,
        by=officer(AT),
    )
    with pytest.raises(Refused, match="a changé"):
        submit(file)
    assert submit(file, digest=second.digest).charter == second


# Who signs already, who is about to


def test_a_wrong_or_taken_siret_is_refused(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.voisins.pk).update(siret=SIRET)
    with pytest.raises(Refused, match=f"Le SIRET {SIRET} est celui de « Les Voisins du Tilleul »"):
        open_signing(identity(siret=SIRET), on=DAY, by=VISITOR)
    assert not SigningFile.objects.exists()


def test_a_siret_taken_between_two_steps_is_refused_at_the_last(cast: Cast) -> None:
    file = draft(siret=SIRET)
    Organisation.objects.filter(pk=cast.voisins.pk).update(siret=SIRET)
    with pytest.raises(Refused, match="est celui de « Les Voisins du Tilleul »"):
        submit(file)


def test_an_organisation_keeps_its_own_siret(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.branche.pk).update(siret=SIRET)
    cast.branche.refresh_from_db()
    assert open_signing(identity(organisation=cast.branche), on=DAY, by=VISITOR).siret == SIRET


def test_who_signed_this_version_signs_no_more(cast: Cast) -> None:
    with pytest.raises(
        Refused, match="« Les Voisins du Tilleul » a déjà signé cette version de la charte, le 31"
    ):
        open_signing(identity(organisation=cast.voisins), on=DAY, by=VISITOR)
    assert not SigningFile.objects.exists()


def test_who_signed_an_older_version_signs_the_new_one(cast: Cast) -> None:
    adopt_charter(
        kind="nationale", version="2", title="Charte nationale", text="Texte.", on=DAY, by=officer(AT)
    )
    file = draft(organisation=cast.voisins)
    done = accept(submit(file, digest=Charter.objects.get(version="2", kind="nationale").digest))
    held = Signature.objects.in_force(DECIDED).about(cast.voisins)
    assert [row.charter.version for row in held] == ["2", "1"]
    assert done.signature == held[0]


def test_who_left_signs_again(cast: Cast) -> None:
    assert accepted(organisation=cast.mutuelle).organisation == cast.mutuelle


def test_a_second_file_for_the_same_organisation_gets_a_sentence(cast: Cast) -> None:
    first, second = draft(organisation=cast.branche), draft(organisation=cast.branche)
    submit(first)
    with pytest.raises(Refused, match="Un dossier est déjà en cours pour « Fraternité des Âges du Gard »"):
        submit(second)
    assert state_of(second) == "draft"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"siret": SIRET}, {"siret": SIRET, "name": "Un autre nom"}),
        ({}, {}),
        ({"siret": SIRET}, {}),
        ({}, {"siret": SIRET}),
        ({}, {"name": "Association LIEN et partage"}),
    ],
)
def test_a_second_file_for_the_same_newcomer_gets_a_sentence(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    submitted(**first)
    rival = draft(**second)
    with pytest.raises(Refused, match="Un dossier est déjà en cours"):
        submit(rival)


def test_two_newcomers_of_one_name_with_two_siret_are_two() -> None:
    submitted(siret=SIRET)
    assert submitted(siret=OTHER_SIRET).state == "submitted"


def test_a_file_that_ended_stands_in_nobody_s_way() -> None:
    withdraw_signing(submitted(), "", on=DAY, by=VISITOR)
    assert submitted().state == "submitted"


def meet(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make each writer wait, after a check, for the other to have checked too."""
    both = threading.Barrier(2, timeout=1)
    checked = getattr(signing, name)

    def wait(*arguments: Any) -> None:
        checked(*arguments)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()

    monkeypatch.setattr(signing, name, wait)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_sign_at_once_the_second_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [draft(), draft()]
    meet(monkeypatch, "refuse_rivals")
    met = race(lambda: submit(files.pop()), tmp_path / "race.sqlite3")
    assert [type(refusal) for refusal in met if refusal] == [Refused]
    assert None in met


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_sign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    files = [draft(), draft()]
    monkeypatch.setattr(signing, "refuse_two_writers", lambda _charter: None)
    meet(monkeypatch, "refuse_rivals")
    assert race(lambda: submit(files.pop()), tmp_path / "unused") == [None, None]
    assert SigningFile.objects.filter(state__in=HANDED_IN).count() == 2
    # With a SIRET, the database itself keeps the second one out.
    files = [draft("Nommée", siret=SIRET), draft("Nommée", siret=SIRET)]
    meet(monkeypatch, "refuse_rivals")
    met = race(lambda: submit(files.pop()), tmp_path / "unused")
    assert [type(refusal) for refusal in met if refusal] == [IntegrityError]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_decide_at_once_one_is_told(tmp_path: Path) -> None:
    file = submitted()
    met = race(lambda: accept(file), tmp_path / "race.sqlite3")
    assert sorted(type(refusal).__name__ for refusal in met) == ["NoneType", "Refused"]
    if connection.vendor != "sqlite":
        assert Signature.objects.filter(organisation__name="Lien & Partage").count() == 1


# Completing, attaching, withdrawing


def test_a_question_and_its_answer_are_kept() -> None:
    file = submitted()
    asked = ask_completion(file, "Quel est votre RNA ?", on=DAY, by=officer(AT))
    assert state_of(file) == "incomplete"
    (letter,) = letters("signature-question")
    assert "Quel est votre RNA ?" in letter.text
    assert "/signer/reprendre/" in letter.text
    complete_signing(file, "W301234567", on=DAY, by=VISITOR)
    kept = SigningExchange.objects.get(pk=asked.pk)
    assert (str(kept), kept.answer, kept.answered_at) == ("Quel est votre RNA ?", "W301234567", AT)
    assert state_of(file) == "submitted"
    assert journal(file)[-2:] == [
        "a demandé de compléter le dossier de « Lien & Partage »",
        "a complété le dossier de signature de « Lien & Partage »",
    ]


def test_a_file_to_complete_is_neither_asked_again_nor_decided() -> None:
    file = submitted()
    ask_completion(file, "Quel est votre RNA ?", on=DAY, by=officer(AT))
    with pytest.raises(Refused, match="est à compléter : rechargez la page"):
        ask_completion(file, "Encore ?", on=DAY, by=officer(AT))
    with pytest.raises(Refused, match="est à compléter"):
        accept(file)


def test_an_answer_that_nobody_waits_for_is_refused() -> None:
    with pytest.raises(Refused, match="Aucune question n'attend de réponse"):
        complete_signing(submitted(), "bonjour", on=DAY, by=VISITOR)


def test_an_answer_to_a_file_taken_back_is_refused() -> None:
    file = submitted()
    ask_completion(file, "Quel est votre RNA ?", on=DAY, by=officer(AT))
    withdraw_signing(file, "trop long", on=DAY, by=VISITOR)
    with pytest.raises(Refused, match="Aucune question"):
        complete_signing(file, "W301234567", on=DAY, by=VISITOR)


def test_a_file_is_taken_back_and_its_contact_told() -> None:
    file = withdraw_signing(submitted(), "nous attendons notre assemblée", on=DAY, by=VISITOR)
    assert state_of(file) == "withdrawn"
    assert len(letters("signature-retiree")) == 1
    assert Entry.objects.about(file)[0].why == "nous attendons notre assemblée"
    with pytest.raises(Refused, match="est retiré"):
        withdraw_signing(file, "", on=DAY, by=VISITOR)


def test_a_draft_is_taken_back_without_a_letter() -> None:
    withdraw_signing(draft(), "", on=DAY, by=VISITOR)
    assert letters("signature-retiree") == []


def test_a_file_is_attached_to_the_organisation_that_it_is_about(cast: Cast) -> None:
    file = submitted("Fraternité des Âges (Gard)")
    attach_signing(file, cast.branche, on=DAY, by=officer(AT))
    assert SigningFile.objects.get(pk=file.pk).organisation == cast.branche
    assert Entry.objects.about(cast.branche)[0].what == (
        "a rattaché le dossier de « Fraternité des Âges (Gard) » à « Fraternité des Âges du Gard »"
    )
    assert list(SigningFile.objects.about(cast.branche)) == [file]
    attach_signing(file, None, on=DAY, by=officer(AT))
    assert SigningFile.objects.get(pk=file.pk).organisation is None
    assert "nouvelle organisation" in Entry.objects.about(cast.branche)[0].what


def test_a_file_is_not_attached_to_who_signed_or_is_about_to(cast: Cast) -> None:
    submitted(organisation=cast.branche)
    file = submitted()
    with pytest.raises(Refused, match="a déjà signé"):
        attach_signing(file, cast.voisins, on=DAY, by=officer(AT))
    with pytest.raises(Refused, match="Un dossier est déjà en cours"):
        attach_signing(file, cast.branche, on=DAY, by=officer(AT))
    with pytest.raises(Refused, match="est accepté"):
        attach_signing(accept(file), None, on=DAY, by=officer(AT))


def test_attaching_brings_the_siret_of_the_register(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.branche.pk).update(siret=SIRET)
    cast.branche.refresh_from_db()
    assert attach_signing(submitted(), cast.branche, on=DAY, by=officer(AT)).siret == SIRET


# Who may read what


def test_drafts_are_nobody_else_s_business() -> None:
    draft("En cours")
    withdraw_signing(draft("Abandonnée"), "", on=DAY, by=VISITOR)
    waiting = submitted("Déposée")
    assert list(SigningFile.objects.handed_in()) == [waiting]
    assert list(SigningFile.objects.waiting()) == [waiting]
    assert SigningFile.objects.handed_in().counts() == {"submitted": 1}


def test_unfinished_drafts_are_erased_in_time() -> None:
    old, kept = draft("Vieille"), submitted("Déposée")
    recent = draft("Récente", by=Author(at=instant(2017, 4, 1), role="lien"))
    assert purge_drafts(instant(2017, 5, 15)) == 1
    assert not SigningFile.objects.filter(pk=old.pk).exists()
    assert SigningFile.objects.filter(pk__in=[kept.pk, recent.pk]).count() == 2
    assert purge_drafts(instant(2017, 5, 15)) == 0


def test_a_stranger_is_known_by_the_words_that_tell(cast: Cast) -> None:
    def alike(name: str, **more: Any) -> set[Organisation]:
        return set(Organisation.objects.resembling(name, **more))

    gard = cast.voisins.situations.get().departement_id
    assert {cast.voisins, cast.twin} <= alike("Association Les Voisins du Tilleul")
    assert {cast.voisins, cast.twin} <= alike("Les Voisines du Tileul", departement=gard)
    assert alike("Les Voisines du Tileul") == set()
    assert cast.branche in alike("Fraternité des Âges", departement=gard)
    assert alike("Fraternité des Âges") == {cast.nationale}
    assert alike("de la") == set()
    assert alike("Inconnue au bataillon", departement=gard) == set()
    Organisation.objects.filter(pk=cast.clic.pk).update(siret=SIRET, rna="W301234567")
    assert alike("Inconnue", siret=SIRET) == alike("Inconnue", rna="w301234567") == {cast.clic}
    assert alike("de la", siret=SIRET) == {cast.clic}


def test_letters_are_in_the_name_of_the_mobilisation() -> None:
    with override_settings(BRANDING={"name": "Tous voisins", "baseline": "", "telephone": "0199001234"}):
        submitted()
    (receipt,) = letters("signature-deposee")
    assert receipt.text.endswith("Tous voisins")


def test_two_newcomers_may_be_enrolled_meanwhile(cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    enrol([NewOrganisation(name="Lien & Partage")], by=officer())
    done = accepted()
    assert done.organisation is not None
    assert done.organisation.slug == "lien-partage-2"
