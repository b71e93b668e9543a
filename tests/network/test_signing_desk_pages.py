"""The desk of those who examine and decide, the sheet of an organisation, its commitments."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.roles import Role
from maillage.network.models import (
    Organisation,
    Signature,
    SigningFile,
    Sitting,
)
from maillage.network.operations.commitments import take_commitment
from maillage.network.operations.signing import ask_completion
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, date, national_charter
from tests.network.answers import post, read
from tests.network.signing import (
    AT,
    DAY,
    DECIDED,
    accepted,
    brought,
    draft,
    officer,
    submitted,
)

pytestmark = pytest.mark.django_db

SIRET = "78467169500087"


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
    assert "Rien à suivre aujourd'hui" in read(client, "/espace/engagements/")
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
    assert "une salariée" in read(client, "/espace/engagements/")
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
    row = take_commitment(cast.voisins, brought(), on=DAY, by=officer(AT))
    addresses = [f"/espace/engagements/{row.pk}/{end}" for end in ("", "suivre/", "renouveler/")]
    sign_in(client, Role.CARRIER, Perimeter("porteur", cast.ccas.slug))
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert "une salariée" not in read(client, "/espace/engagements/")
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", cast.gard.slug), name="Luc Animateur")
    assert [client.get(address).status_code for address in addresses] == [200, 404, 404]
    assert client.get("/espace/engagements/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_follow_up_costs_the_same_whatever_its_length(
    desk: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        take_commitment(cast.ccas, brought(), on=DAY, by=officer(AT))
    with django_assert_num_queries(5):
        page = read(desk, "/espace/engagements/")
    assert page.count("une salariée") == count
