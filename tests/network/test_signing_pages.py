"""The pages of signing: four short steps without an account, then the desk of those who examine and decide."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from maillage.common.acts import new_token
from maillage.common.links import personal_link
from maillage.network.models import (
    Charter,
    Organisation,
    Signature,
    SigningFile,
)
from maillage.network.operations import end_signature
from maillage.network.operations.signing import ask_completion
from maillage.network.operations.signing_letters import certificate_link, link
from tests.cast import Cast, date, national_charter
from tests.network.answers import follow_up, post, read, step
from tests.network.signing import (
    AT,
    DAY,
    accept,
    accepted,
    draft,
    officer,
    submitted,
)

pytestmark = pytest.mark.django_db

SIRET = "78467169500087"


# Four steps


def test_the_journey_without_an_account(client: Client, cast: Cast) -> None:  # noqa: ARG001 - the register is not empty
    page = read(client, "/signer/")
    assert "Étape 1 sur 4" in page
    status, place = post(client, "/signer/", name="Lien & Partage", place="Nîmes", siret="")
    assert (status, place.startswith("/signer/contact/")) == (303, True)
    assert "Étape 2 sur 4" in read(client, place)
    told = {"kind": "2", "where": "departements", "departements": "30, Lot", "email": "A@lien.exemple"}
    status, place = post(client, place, **told)
    assert (status, place.startswith("/signer/engagements/")) == (303, True)
    page = read(client, place)
    assert "Étape 3 sur 4" in page
    assert "a@lien.exemple" in page
    status, place = post(client, place, human="une salariée", hours="300", starts_on="2017-02-01")
    assert (status, place.startswith("/signer/charte/")) == (303, True)
    page = read(client, place)
    assert "Étape 4 sur 4" in page
    assert national_charter().digest in page
    assert "une salariée (300 heures par an)" in page.replace("\xa0", " ")
    signed = {"signatory": "Jeanne Dupuis", "capacity": "présidente", "agreed": "on"}
    status, place = post(client, place, digest=national_charter().digest, **signed)
    assert (status, place.startswith("/signer/suivi/")) == (303, True)
    assert "Merci, votre dossier est déposé" in read(client, place)
    file = SigningFile.objects.get()
    assert (file.state, file.contact_email, file.signatory_name) == (
        "submitted",
        "a@lien.exemple",
        "Jeanne Dupuis",
    )
    assert [row.code for row in file.departements.order_by("code")] == ["30", "46"]
    assert "sessionid" not in client.cookies


def test_whoever_looks_alike_is_proposed(client: Client, cast: Cast) -> None:
    typed = {"name": "Association Les Voisins du Tilleul", "place": "Nîmes"}
    status, page = post(client, "/signer/", **typed)
    assert status == 422
    assert "dites si c'est vous" in page
    assert page.count("Les Voisins du Tilleul, Nîmes") == 2  # its twin is in the register too
    status, _place = post(client, "/signer/", **typed, same="nouvelle")
    assert status == 303
    file = SigningFile.objects.get()
    assert (file.organisation, set(file.set_aside.all())) == (None, {cast.voisins, cast.twin})
    status, page = post(client, "/signer/", **typed, same=str(cast.voisins.pk))
    assert status == 409
    assert "a déjà signé cette version de la charte" in page
    status, place = post(
        client, "/signer/", name="Fraternité des Âges", place="Nîmes", same=str(cast.branche.pk)
    )
    assert status == 303
    assert "déjà connue de nous" in read(client, place)


def test_a_place_in_doubt_is_asked(client: Client) -> None:
    status, page = post(client, "/signer/", name="Lien", place="Saint-")
    assert (status, "Quelle commune ?" in page) == (422, True)
    assert "Dites laquelle de ces communes" in page
    codes = re.findall(
        r'name="which" value="(\w+)"', client.post("/signer/", {"place": "Saint-"}).content.decode()
    )
    status, _place = post(client, "/signer/", name="Lien", place="Saint-", which=codes[1])
    assert status == 303
    file = SigningFile.objects.get()
    assert file.commune is not None
    assert file.commune.code == codes[1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Écrivez quelques mots ici"),
        ({"name": "x" * 1_000_000}, "il en faut 200 au plus"),
        ({"name": "Li\x00en"}, "caractères invisibles"),
        ({"place": "Zzqqxx"}, "Aucune commune ne commence par « Zzqqxx »"),
        ({"place": "a\x00"}, "caractères invisibles"),
        ({"siret": "00000000000000"}, "ne peut pas être fait de zéros"),
        ({"siret": "12345678901234"}, "a une clé fausse"),
        ({"siret": "123"}, "il faut 14 chiffres"),
        ({"siret": "1" * 1000}, "il en faut 60 au plus"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    client: Client, typed: dict[str, str], sentence: str
) -> None:
    status, page = post(client, "/signer/", **{"name": "Lien", "place": "Nîmes", "siret": "", **typed})
    assert (status, sentence in page) == (422, True)
    assert not SigningFile.objects.exists()


def test_a_taken_siret_proposes_its_holder(client: Client, cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.clic.pk).update(siret=SIRET)
    typed = {"name": "Tout autre chose", "place": "Nîmes", "siret": SIRET}
    status, page = post(client, "/signer/", **typed)
    assert (status, "CLIC du Barachois" in page) == (422, True)
    status, page = post(client, "/signer/", **typed, same="nouvelle")
    assert (status, "est celui de « CLIC du Barachois »" in page) == (409, True)
    assert not SigningFile.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "pas une adresse"}, "n'est pas une adresse électronique"),
        ({"departements": ""}, "Écrivez au moins un département"),
        ({"departements": "30, Atlantide"}, "Atlantide"),
        ({"website": "javascript:alert(1)"}, "n'est pas l'adresse d'une page"),
        ({"rna": "12"}, "Le numéro RNA"),
        ({"telephone": "12"}, "n'est pas un numéro de téléphone"),
        ({"kind": "0"}, "n'est plus proposée"),
    ],
)
def test_what_is_wrong_in_the_second_step_is_said(
    client: Client, typed: dict[str, str], sentence: str
) -> None:
    file = draft()
    told = {"kind": "2", "where": "departements", "departements": "30", "email": "a@lien.exemple", **typed}
    status, page = post(client, step(file, "signing_contact"), **told)
    assert (status, sentence in page) == (422, True)
    assert SigningFile.objects.get().contact_email == "contact@lien.exemple"


def test_one_may_commit_everywhere(client: Client) -> None:
    file = draft()
    told = {"kind": "2", "where": "partout", "email": "a@lien.exemple"}
    assert post(client, step(file, "signing_contact"), **told)[0] == 303
    assert SigningFile.objects.get().everywhere


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"hours": "10"}, "Dites en quelques mots à quoi cela servira"),
        ({"amount": "10"}, "Dites en quelques mots à quoi cela servira"),
        ({"ends_on": "2017-02-01"}, "La fin vient après le début"),
        ({"starts_on": "bientôt"}, "bientôt"),
        ({"human": "x", "hours": "-1"}, "1"),
        ({"financial": "x", "amount": "beaucoup"}, "beaucoup"),
    ],
)
def test_what_is_wrong_in_the_third_step_is_said(
    client: Client, typed: dict[str, str], sentence: str
) -> None:
    file = draft()
    status, page = post(client, step(file, "signing_commitments"), **{"starts_on": "2017-02-01", **typed})
    assert (status, sentence in page) == (422, True)
    assert file.commitments.count() == 1


def test_money_time_and_things_are_three_commitments(client: Client) -> None:
    file = draft()
    told = {"human": "a", "in_kind": "b", "financial": "c", "amount": "1 500,50", "starts_on": "2017-02-01"}
    assert post(client, step(file, "signing_commitments"), **told)[0] == 303
    kept = file.commitments.order_by("description").values_list("kind", "description", "amount_cents")
    assert list(kept) == [("humain", "a", None), ("nature", "b", None), ("financier", "c", 150_050)]
    page = client.get(step(file, "signing_commitments")).content.decode()
    assert "1500,50" in page


def test_signing_needs_the_tick_and_the_text_that_was_read(client: Client) -> None:
    file = draft()
    signed = {"signatory": "Jeanne Dupuis", "capacity": "présidente"}
    status, page = post(client, step(file, "signing_text"), digest=national_charter().digest, **signed)
    assert (status, "Cochez cette case pour signer" in page) == (422, True)
    old = national_charter().digest
    Charter.objects.filter(pk=national_charter().pk).update(text="Un autre texte.")
    status, page = post(client, step(file, "signing_text"), digest=old, agreed="on", **signed)
    assert (status, "Le texte de la charte a changé" in page, "Un autre texte." in page) == (409, True, True)
    assert national_charter().digest in page
    assert SigningFile.objects.get().state == "draft"


def test_a_step_that_comes_too_early_leads_to_the_right_one(client: Client) -> None:
    post(client, "/signer/", name="Lien", place="Nîmes")
    file = SigningFile.objects.get()
    for name in ("signing_text", "signing_commitments", "signing_resume", "signing_follow"):
        answer = client.get(step(file, name))
        assert (answer.status_code, answer.headers["Location"].startswith("/signer/contact/")) == (302, True)
    assert post(client, step(file, "signing_text"), agreed="on")[1].startswith("/signer/contact/")
    assert "Lien" in client.get(step(file, "signing_organisation")).content.decode()
    status, _place = post(client, step(file, "signing_organisation"), name="Lien 2", place="Nîmes")
    assert (status, SigningFile.objects.get().name) == (303, "Lien 2")


def test_a_draft_is_taken_up_again_on_another_device(client: Client) -> None:
    file = draft()
    place = client.get(urlsplit(link(file)).path).headers["Location"]
    assert place.startswith("/signer/charte/")
    page = Client().get(step(file, "signing_contact")).content.decode()
    assert "contact@lien.exemple" in page
    assert "30, 46" in page


def test_a_form_that_is_replayed_signs_once(client: Client) -> None:
    file = draft()
    address, digest = step(file, "signing_text"), national_charter().digest
    sent = {
        "form_token": new_token(),
        "digest": digest,
        "signatory": "Jeanne",
        "capacity": "maire",
        "agreed": "on",
    }
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code) == (303, 302)
    assert second.headers["Location"] == first.headers["Location"]
    assert SigningFile.objects.handed_in().count() == 1
    start = {"form_token": new_token(), "name": "Une autre", "place": "Nîmes"}
    assert (
        client.post("/signer/", start).headers["Location"]
        == client.post("/signer/", start).headers["Location"]
    )
    assert SigningFile.objects.count() == 2


def test_a_handed_in_file_goes_back_to_no_step(client: Client) -> None:
    file = submitted()
    for name in (
        "signing_organisation",
        "signing_contact",
        "signing_commitments",
        "signing_text",
        "signing_resume",
    ):
        assert client.get(step(file, name)).headers["Location"].startswith("/signer/suivi/")


def test_a_link_that_is_forged_or_cut_gets_a_sentence(client: Client) -> None:
    file = draft()
    address = step(file, "signing_contact")
    for wrong in (address[:-5] + "/", "/signer/contact/n-importe-quoi/", "/signer/certificat/faux/"):
        assert "Ce lien n'est pas complet" in read(client, wrong, 404)
    other = urlsplit(personal_link("signature", "signing_contact", file=file.pk, key="deviné")).path
    assert client.get(other).status_code == 404
    wrong_purpose = urlsplit(personal_link("certificat", "signing_contact", file=file.pk, key=file.key)).path
    assert "Ce lien n'est pas complet" in read(client, wrong_purpose, 404)


@pytest.mark.parametrize("name", ["signing_contact", "signing_follow"])
def test_a_link_that_is_too_old_gets_a_sentence(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    address = step(draft(), name)
    now = dt.datetime.now(tz=dt.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 100 * 86_400)
    assert "Ce lien a plus de 90 jours" in read(client, address, 404)


def test_the_certificate_outlives_the_link_to_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = accepted()
    addresses = follow_up(file), urlsplit(certificate_link(file)).path
    now = dt.datetime.now(tz=dt.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 4 * 365 * 86_400)
    assert "Ce lien a plus de" in read(client, addresses[0], 404)
    assert client.get(addresses[1]).headers["Content-Type"] == "application/pdf"


# What becomes of it


def test_a_question_is_answered_by_the_link(client: Client) -> None:
    file = submitted()
    ask_completion(file, "Quel est votre RNA ?", on=DAY, by=officer(AT))
    assert "Quel est votre RNA ?" in read(client, follow_up(file))
    status, page = post(client, follow_up(file), answer="")
    assert (status, "Écrivez quelques mots ici" in page) == (422, True)
    assert post(client, follow_up(file), answer="W301234567")[0] == 303
    assert SigningFile.objects.get().state == "submitted"
    assert "W301234567" in read(client, follow_up(file))
    status, page = post(client, follow_up(file), answer="encore")
    assert (status, "Aucune question n'attend de réponse" in page) == (409, True)


def test_a_file_is_taken_back_by_the_link(client: Client) -> None:
    file = submitted()
    assert "Retirer ce dossier ?" in read(client, step(file, "signing_give_up"))
    assert post(client, step(file, "signing_give_up"), reason="")[0] == 303
    assert "Ce dossier est retiré" in read(client, follow_up(file))


def test_the_follow_up_says_what_was_decided(client: Client) -> None:
    file = accepted()
    page = read(client, follow_up(file))
    assert "Bienvenue !" in page
    answer = client.get(urlsplit(certificate_link(file)).path)
    assert answer.content.startswith(b"%PDF")
    assert file.certificate is not None
    assert file.certificate in answer.headers["Content-Disposition"]
    refused = accept(submitted("Autre"), accepted=False, reason="Objet commercial.")
    page = read(client, follow_up(refused))
    assert "Objet commercial." in page
    early = urlsplit(
        personal_link("certificat", "signing_certificate", file=refused.pk, key=refused.key)
    ).path
    assert client.get(early).status_code == 404


def test_a_certificate_is_checked_by_anyone_and_names_no_person(client: Client) -> None:
    file = accepted()
    assert file.certificate is not None
    assert file.signature is not None
    address = reverse("certificate", args=[file.certificate])
    page = read(client, address)
    assert "Ce certificat est valable" in page
    assert "Lien & Partage" in page
    for personal in ("Jeanne", "Dupuis", "contact@lien.exemple", "04 66 00"):
        assert personal not in page
    end_signature(file.signature, on=date(2017, 4, 1), reason="fin", by=officer())
    assert "Ce certificat n'est plus valable" in read(client, address)
    Signature.objects.filter(organisation=file.organisation).update(
        retracted_at=AT, known_until=DECIDED_UNTIL, retraction_reason="erreur"
    )
    assert "Ce certificat n'est plus valable" in read(client, address)
    assert client.get(reverse("certificate", args=["2017-99999"])).status_code == 404


DECIDED_UNTIL = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def test_the_number_of_a_charter_leads_to_its_text(client: Client) -> None:
    answer = client.get(reverse("charter_version", args=[national_charter().pk]))
    assert (answer.status_code, answer["Location"]) == (302, "/charte/?version=1")
    team = Charter.objects.get(kind="equipe")
    answer = client.get(reverse("charter_version", args=[team.pk]))
    assert answer["Location"] == "/charte/?texte=equipe&version=1"
    assert client.get(reverse("charter_version", args=[0])).status_code == 404
