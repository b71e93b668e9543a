"""The pages of signing: four short steps without an account, then the desk of those who examine and decide."""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.common.acts import new_token
from maillage.common.links import personal_link
from maillage.network.models import (
    Charter,
    Organisation,
    Signature,
    SigningFile,
    Sitting,
)
from maillage.network.operations import end_signature
from maillage.network.operations.signing import ask_completion
from maillage.network.operations.signing_letters import certificate_link, link
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, national_charter
from tests.network.signing import (
    AT,
    DAY,
    DECIDED,
    accept,
    accepted,
    brought,
    draft,
    officer,
    submitted,
)

pytestmark = pytest.mark.django_db

SIRET = "78467169500087"
TEXT = "une réponse"


def post(client: Client, address: str, **data: object) -> tuple[int, str]:
    """Send a form once; return the answer, and where it leads or what it says."""
    answer = client.post(address, {"form_token": new_token(), **data})
    return answer.status_code, answer.headers.get("Location", "") or text_of(answer.content)


def text_of(content: bytes) -> str:
    """Return what a page says, without its markup."""
    body = content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#x27;", "'").replace("&amp;", "&")


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, text_of(answer.content)
    return text_of(answer.content)


def step(file: SigningFile, name: str) -> str:
    """Return the address of a step of a file."""
    return urlsplit(personal_link("signature", name, file=file.pk, key=file.key)).path


def follow_up(file: SigningFile) -> str:
    return step(file, "signing_follow")


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
    assert "une salariée ( 300 heures par an )".replace(" ", "") in page.replace("\u202f", "").replace(
        "\xa0", ""
    ).replace(" ", "")
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
    status, place = post(client, "/signer/", **typed, same="nouvelle")
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
    status, place = post(client, step(file, "signing_organisation"), name="Lien 2", place="Nîmes")
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


@pytest.fixture
def years_later(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Open links in four years."""
    now = dt.datetime.now(tz=dt.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 4 * 365 * 86_400)
    yield


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


@pytest.mark.usefixtures("years_later")
def test_the_certificate_outlives_the_link_to_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
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


def test_the_charter_is_read_by_anyone(client: Client) -> None:
    page = read(client, "/charte/")
    assert "La valeur de chaque personne" in page
    Charter.objects.create(kind="nationale", version="2", title="Charte nationale", adopted_on=DAY)
    page = read(client, "/charte/")
    assert "Le texte de cette version n'est pas encore écrit ici." in page
    assert "Toutes les versions" in page
    assert "La valeur de chaque personne" in read(client, f"/charte/{national_charter().pk}/")


# The desk


@pytest.fixture
def desk(client: Client) -> Client:
    """Sit at the desk of the national team."""
    sign_in(client, Role.OFFICER)
    return client


DESK = ("signing_file", "signing_decide", "signing_ask", "signing_attach", "signing_withdraw")


def test_only_those_who_examine_see_the_files(client: Client, cast: Cast) -> None:
    file = submitted()
    addresses = [reverse("signing_files"), reverse("charters")]
    addresses += [reverse(name, args=[file.pk]) for name in DESK]
    for address in addresses:
        assert client.get(address).status_code == 302, address
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug))
    for address in addresses:
        assert client.get(address).status_code == 404, address
    other = Client()
    sign_in(other, Role.OFFICER, name="Sans second facteur", strong=False)
    assert other.get(addresses[0]).status_code == 404


def test_a_draft_is_not_on_the_desk(desk: Client) -> None:
    file = draft()
    for name in DESK:
        assert desk.get(reverse(name, args=[file.pk])).status_code == 404
    assert "Aucun dossier ici" in read(desk, "/dossiers/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        submitted(f"Association numéro {number}")
    with django_assert_num_queries(7):
        page = read(desk, "/dossiers/")
    assert page.count("Association numéro") == count


def test_the_list_is_filtered_by_state_age_and_place(desk: Client) -> None:
    waiting, done = submitted("En attente"), accepted("Acceptée")
    SigningFile.objects.filter(pk=waiting.pk).update(submitted_at=dt.datetime.now(tz=dt.UTC))
    assert "Acceptée" not in read(desk, "/dossiers/").partition("Organisation Siège")[2]
    assert done.name in read(desk, "/dossiers/?etat=accepted").partition("Organisation")[2]
    assert "En attente" in read(desk, "/dossiers/?departement=30").partition("Organisation")[2]
    assert "Aucun dossier ici" in read(desk, "/dossiers/?departement=46")
    assert "Aucun dossier ici" in read(desk, "/dossiers/?age=15")
    assert "En attente" in read(desk, "/dossiers/?etat=lune&age=lune&departement=lune")


def test_the_page_of_a_file_shows_it_all(desk: Client, cast: Cast) -> None:
    file = submitted("Association Les Voisins du Tilleul", set_aside=[cast.voisins])
    ask_completion(file, "Quel est votre RNA ?", on=DAY, by=officer(AT))
    page = read(desk, reverse("signing_file", args=[file.pk]))
    for said in (
        "Jeanne Dupuis",
        "contact@lien.exemple",
        "Gard (30)",
        "Les Voisins du Tilleul, Nîmes (écartée par la personne)",
        "Quel est votre RNA ?",
        "une salariée un jour par semaine",
        "a déposé le dossier",
        national_charter().digest,
    ):
        assert said in page, said


def test_a_file_is_accepted_at_a_sitting(desk: Client) -> None:
    file = submitted()
    sitting = Sitting.objects.create(body="Comité des signatures", held_on=DECIDED)
    address = reverse("signing_decide", args=[file.pk])
    assert "Comité des signatures" in read(desk, address)
    status, place = post(desk, address, answer="accepter", sitting=sitting.pk, reason="Bienvenue.")
    assert (status, place) == (303, reverse("signing_file", args=[file.pk]))
    kept = SigningFile.objects.get()
    assert (kept.state, kept.sitting, kept.decided_on) == ("accepted", sitting, DECIDED)
    page = read(desk, place)
    assert kept.certificate is not None
    assert kept.certificate in page
    assert "Anne Martin a accepté la signature" in page
    assert desk.get(reverse("organisation_certificate", args=[kept.certificate])).content.startswith(b"%PDF")


def test_a_refusal_needs_its_reason_and_a_decision_its_day(desk: Client) -> None:
    file = submitted()
    address = reverse("signing_decide", args=[file.pk])
    status, page = post(desk, address, answer="refuser", on="2017-03-01")
    assert (status, "Écrivez à l'organisation pourquoi" in page) == (422, True)
    status, page = post(desk, address, answer="accepter")
    assert (status, "Dites quel jour la décision a été prise" in page) == (422, True)
    status, page = post(desk, address, answer="accepter", on="2017-01-01")
    assert (status, "n'était pas encore déposé" in page) == (409, True)
    assert post(desk, address, answer="refuser", on="2017-03-01", reason="Non.")[0] == 303
    assert SigningFile.objects.get().state == "refused"


def test_completion_is_asked_and_files_withdrawn_from_the_desk(desk: Client) -> None:
    file = submitted()
    address = reverse("signing_ask", args=[file.pk])
    assert "Ce qui manque" in read(desk, address)
    assert post(desk, address, question="Quel est votre RNA ?")[0] == 303
    assert SigningFile.objects.get().state == "incomplete"
    address = reverse("signing_withdraw", args=[file.pk])
    assert "Retirer ce dossier" in read(desk, address)
    assert post(desk, address, reason="demandé au téléphone")[0] == 303
    assert SigningFile.objects.get().state == "withdrawn"


def test_a_file_is_said_to_be_of_an_organisation_of_the_register(desk: Client, cast: Cast) -> None:
    file = submitted("Fraternité des Âges (Gard)")
    address = reverse("signing_attach", args=[file.pk])
    assert "Fraternité des Âges du Gard, Nîmes" in read(desk, address)
    assert "CLIC du Barachois" in read(desk, f"{address}?nom=barachois")
    assert post(desk, f"{address}?nom=barachois", same=str(cast.voisins.pk))[0] == 422
    assert post(desk, address, same=str(cast.branche.pk))[0] == 303
    assert SigningFile.objects.get().organisation == cast.branche
    assert "Fraternité des Âges du Gard" in read(desk, f"{address}?nom=barachois")
    assert post(desk, address, same="nouvelle")[0] == 303
    assert SigningFile.objects.get().organisation is None


def test_a_version_is_adopted_at_the_desk(desk: Client) -> None:
    assert "1, version 1" not in read(desk, "/chartes/")
    told = {
        "kind": "nationale",
        "number": "2",
        "title": "Charte nationale",
        "on": "2017-02-01",
        "text": "# Titre",
    }
    assert post(desk, "/chartes/", **told)[0] == 303
    assert "La version 2 est adoptée." in read(desk, "/chartes/")
    status, page = post(desk, "/chartes/", **told)
    assert (status, "La version 2 existe déjà" in page) == (409, True)


# The sheet of an organisation


def test_the_sheet_is_read_by_those_who_work_with_it(client: Client, cast: Cast) -> None:
    address = reverse("organisation_work", args=[cast.voisins.slug])
    assert client.get(address).status_code == 302
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    assert client.get(address).status_code == 404
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Luc Animateur")
    page = read(client, address)
    assert "Charte nationale" in page
    assert "Équipe du Tilleul" in page
    assert "La terminer" not in page
    assert "Changer ses coordonnées" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_costs_the_same_whatever_it_holds(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    from maillage.network.operations.commitments import take_commitment  # noqa: PLC0415 - used here alone

    for _number in range(count):
        take_commitment(cast.ccas, brought(), on=DAY, by=officer(AT))
    with django_assert_num_queries(12):
        page = read(client, reverse("organisation_work", args=[cast.ccas.slug]))
    assert page.count("a inscrit l'engagement") == count


def test_the_contact_is_changed_by_its_manager(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    address = reverse("organisation_contact", args=[cast.ccas.slug])
    assert client.get(reverse("organisation_contact", args=[cast.voisins.slug])).status_code == 404
    told = {"version": "1", "website": "ccas.exemple", "telephone": "0466000001", "email": ""}
    assert post(client, address, **told)[0] == 303
    kept = Organisation.objects.get(pk=cast.ccas.pk)
    assert (kept.website, kept.telephone) == ("https://ccas.exemple", "04 66 00 00 01")
    status, page = post(client, address, **{**told, "telephone": "0466000002"})
    assert (status, "Deux textes pour la même fiche" in page) == (409, True)


def test_ending_a_signature_shows_first_the_teams_that_stay(desk: Client, cast: Cast) -> None:
    held = Signature.objects.get(organisation=cast.voisins)
    address = reverse("signature_end", args=[held.pk])
    page = read(desk, address)
    assert page.index("Équipe du Tilleul") < page.index("Pourquoi")
    assert "Ces équipes restent, et cherchent un porteur" in page
    told = {"kind": "succession", "on": "2017-05-01", "words": "reprise par le CCAS"}
    status, page = post(desk, address, **told, heir="Atlantide")
    assert (status, "Le registre n'a pas d'organisation de ce nom" in page) == (422, True)
    status, page = post(desk, address, **told, heir="Fraternité")
    assert (status, "Laquelle ?" in page) == (422, True)
    assert post(desk, address, **told, heir="Fraternité", which=str(cast.nationale.pk))[0] == 303
    ended = Signature.objects.believed().get(organisation=cast.voisins)
    assert (ended.ended_on, ended.successor) == (date(2017, 5, 1), cast.nationale)
    page = read(desk, reverse("organisation_work", args=[cast.voisins.slug]))
    assert "lui succède" in page
    assert "Équipe du Tilleul" in page
    assert desk.get(address).status_code == 404


def test_a_signature_may_end_without_a_successor(desk: Client, cast: Cast) -> None:
    ccas, clic = (Signature.objects.believed().get(organisation=row) for row in (cast.ccas, cast.clic))
    told = {"kind": "retrait", "on": "2017-05-01", "words": "souhait de la commune"}
    assert post(desk, reverse("signature_end", args=[ccas.pk]), **told)[0] == 303
    assert post(desk, reverse("signature_end", args=[clic.pk]), **told, heir="CCAS")[0] == 303
    assert Signature.objects.believed().get(organisation=cast.clic).successor == cast.ccas
    status, page = post(
        desk,
        reverse("signature_end", args=[Signature.objects.get(organisation=cast.nationale).pk]),
        **told,
        heir="x" * 999,
    )
    assert (status, "250 au plus" in page or "200 au plus" in page) == (422, True)


# Commitments


def test_commitments_are_followed_and_renewed(client: Client, cast: Cast) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    assert "Rien à suivre aujourd'hui" in read(client, "/engagements/")
    new = reverse("commitment_new", args=[cast.ccas.slug])
    assert "Inscrire un engagement" in read(client, new)
    told = {"kind": "humain", "description": "une salariée", "hours": "100", "starts_on": "2017-02-01"}
    status, page = post(client, new, **{**told, "kind": "nature", "amount": "3"})
    assert (status, "Des heures vont avec du temps" in page, "Un montant va avec" in page) == (
        422,
        True,
        True,
    )
    status, place = post(client, new, **told)
    assert status == 303
    assert "Personne n'en a encore pris de nouvelles" in read(client, place)
    assert "une salariée" in read(client, "/engagements/")
    note, renew = f"{place}suivre/", f"{place}renouveler/"
    assert "Constat" in read(client, note)
    assert post(client, note, outcome="tenu", on="2018-01-01", words="bravo")[0] == 303
    assert "bravo" in read(client, place)
    assert "1 janvier 2018" in read(client, place).replace("\xa0", " ").replace("1er", "1")
    status, page = post(client, note, outcome="tenu", on="2016-01-01")
    assert (status, "Cet engagement commence" in page) == (409, True)
    assert "une salariée" in client.get(renew).content.decode()
    status, following = post(client, renew, **{**told, "starts_on": "2018-02-01"}, words="")
    assert status == 303
    assert "Il en renouvelle un autre" in read(client, following)
    assert "Voir celui qui le renouvelle" in read(client, place)
    assert "renouvelé" in read(client, reverse("organisation_work", args=[cast.ccas.slug])).lower()


def test_foreign_commitments_do_not_exist(client: Client, cast: Cast) -> None:
    from maillage.network.operations.commitments import take_commitment  # noqa: PLC0415 - used here alone

    row = take_commitment(cast.voisins, brought(), on=DAY, by=officer(AT))
    addresses = [f"/engagements/{row.pk}/{end}" for end in ("", "suivre/", "renouveler/")]
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "une salariée" not in read(client, "/engagements/")
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Luc Animateur")
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404]
    assert client.get("/engagements/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_follow_up_costs_the_same_whatever_its_length(
    desk: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    from maillage.network.operations.commitments import take_commitment  # noqa: PLC0415 - used here alone

    for _number in range(count):
        take_commitment(cast.ccas, brought(), on=DAY, by=officer(AT))
    with django_assert_num_queries(5):
        page = read(desk, "/engagements/")
    assert page.count("une salariée") == count
