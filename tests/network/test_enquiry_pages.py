"""The pages of enquiries: for who asks, for who answers with an account or a link, for nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maillage.accounts.roles import Role
from maillage.common.models import SendingCount
from maillage.network.models import (
    Enquiry,
    EnquiryState,
    TeamLead,
    Wish,
)
from maillage.network.operations import end_lead
from maillage.network.operations.enquiry_letters import charge_link, follow_link
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import sign_in
from tests.cast import Cast, commune, date
from tests.network.enquiries import GUERET, NIMES, PUBLIC, UZES, received, to
from tests.network.sending import send
from tests.portal.reading import read, words

pytestmark = pytest.mark.django_db


def form(**more: object) -> dict[str, object]:
    return {
        "name": "Zoé Blanc",
        "telephone": "",
        "email": "zoe@exemple.fr",
        "place": "Nîmes",
        "words": "",
        "consent": "on",
        **more,
    }


@pytest.mark.usefixtures("led")
def test_anyone_sends_an_enquiry_and_is_told_who_answers(client: Client) -> None:
    status, where = send(client, "/demandes/aider/", **form())
    assert status == 303
    assert where.startswith("/demandes/suivi/")
    said = read(client, where)
    assert "Merci, votre demande est arrivée" in said
    assert "Équipe du Tilleul, sous 10 jours" in said
    enquiry = Enquiry.objects.get()
    assert (enquiry.name, enquiry.commune, enquiry.for_someone) == ("Zoé Blanc", commune(NIMES), False)
    status, _where = send(client, where)
    assert status == 303
    assert "Vos coordonnées sont effacées" in read(client, where)


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("aider", {"consent": ""}, "sans votre accord"),
        ("aider", {"email": ""}, "Donnez un téléphone ou une adresse électronique."),
        ("aider", {"place": "zzqq"}, "Aucune commune ne répond à « zzqq »"),
        ("aider", {"place": "saint"}, "Plusieurs communes répondent"),
        ("aider", {"name": ""}, "Écrivez quelques mots ici."),
        ("aider", {"words": "é" * 10_000}, "2"),
        ("aider", {"name": "Zoé\x00"}, "caractères invisibles"),
        ("rencontrer", {}, "Choisissez une réponse."),
        ("signer", {}, "Écrivez quelques mots ici."),
    ],
)
@pytest.mark.usefixtures("led")
def test_what_is_not_understood_is_said_beside_its_field(
    client: Client, path: str, typed: dict[str, object], sentence: str
) -> None:
    status, said = send(client, f"/demandes/{path}/", **form(**typed))
    assert status == 422
    assert sentence in said
    assert not Enquiry.objects.exists()


def test_each_wish_asks_what_it_needs(client: Client, led: Cast) -> None:
    assert client.get("/demandes/autre/").status_code == 404
    assert "Pour quelqu'un qui est d'accord" in read(client, "/demandes/rencontrer/")
    assert "Signer tout de suite" in read(client, "/demandes/signer/")
    assert "pas à pas" in read(client, "/demandes/creer/")
    assert "« Équipe du Tilleul »" in read(client, f"/demandes/aider/?equipe={led.tilleul.slug}")
    assert "« Coopération du Gard »" in read(client, f"/demandes/aider/?cooperation={led.gard.slug}")
    assert 'value="Nîmes"' in client.get("/demandes/aider/?lieu=Nîmes").content.decode()
    for nonsense in ("?equipe=' OR 1=1 --", "?equipe=%00", f"?lieu={'a' * 10_000}"):
        assert client.get(f"/demandes/aider/{nonsense}").status_code == 200


@pytest.mark.usefixtures("led")
def test_a_meeting_may_be_for_someone_who_agrees_and_a_robot_is_forgotten(client: Client) -> None:
    send(client, "/demandes/rencontrer/", **form(whom="quelqu-un"))
    assert Enquiry.objects.get().for_someone
    status, where = send(client, "/demandes/aider/", **form(courriel_bis="robot"))
    assert (status, where) == (303, "/")
    assert Enquiry.objects.count() == 1
    status, _where = send(client, "/demandes/signer/", **form(organisation_name="CCAS d'Uzès"))
    assert Enquiry.objects.get(wish="signer").organisation_name == "CCAS d'Uzès"


def test_the_page_of_a_team_needs_no_commune(client: Client, led: Cast) -> None:
    send(client, f"/demandes/aider/?equipe={led.tilleul.slug}", **form(place=""))
    assert Enquiry.objects.get().commune == commune(NIMES)


@pytest.mark.usefixtures("led")
def test_mistakes_are_not_counted(client: Client) -> None:
    for _try in range(12):
        assert (
            client.post("/demandes/aider/", {**form(email="zoe"), "form_token": "x" * 24}).status_code == 422
        )
    assert not SendingCount.objects.exists()
    send(client, "/demandes/aider/", **form())
    assert Enquiry.objects.count() == 1


@pytest.mark.usefixtures("led")
def test_a_thousand_enquiries_leave_ten(client: Client) -> None:
    statuses = [
        client.post("/demandes/aider/", {**form(), "form_token": f"jeton-de-la-page-{n:04d}"}).status_code
        for n in range(60)
    ]
    assert set(statuses) == {303, 429}
    assert Enquiry.objects.count() == 10
    assert SendingCount.objects.get(seconds=3600).number == 10
    said = words(client.post("/demandes/aider/", form()).content.decode())
    assert "trop d'essais" in said
    assert "01 99 00 12 34" in said


@pytest.mark.usefixtures("led")
def test_a_lead_without_account_answers_by_a_link(client: Client) -> None:
    enquiry = received()
    link = charge_link(enquiry, TeamLead.objects.get()).removeprefix("http://localhost:8000")
    said = read(client, link)
    assert "Bonjour Jeanne Roy" in said
    assert "Zoé Blanc" in said
    status, _where = send(client, link, done="ecrire", text="Venez mardi.", seen="1")
    assert status == 303
    assert to("demande-reponse") == ["zoe@exemple.fr"]
    send(client, link, done="appelee", text="", seen="2")
    send(client, link, done="sans-suite", text="Loin.", seen="3")
    other = charge_link(received(), TeamLead.objects.get()).removeprefix("http://localhost:8000")
    send(client, other, done="aboutie", text="", seen="1")
    assert Enquiry.objects.latest_first()[0].state == EnquiryState.FULFILLED
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.CLOSED
    assert "Sans suite" in read(client, link)
    end_lead(TeamLead.objects.get(), on=date(2017, 6, 2), reason="départ", by=PUBLIC)
    answer = client.get(link)
    assert answer.status_code == 410
    assert "ne s'occupe plus" in words(answer.content.decode())
    assert client.get("/demandes/equipe/faux.jeton/").status_code == 410
    assert client.get("/demandes/suivi/faux.jeton/").status_code == 410
    assert client.get(follow_link(enquiry).removeprefix("http://localhost:8000")).status_code == 200


def test_an_animator_reads_answers_and_hands_over(client: Client, led: Cast) -> None:
    enquiry = received(Wish.START, UZES, telephone="04 66 00 00 09", words="Bonjour")
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", led.gard.slug), name="Nadia Ferrand")
    listed = read(client, "/espace/demandes/")
    assert "Zoé Blanc" in listed
    assert "attend depuis" in listed
    assert "1 personne a écrit par le site" in read(client, "/accueil/")
    assert "Zoé Blanc a écrit par le site" in read(client, reverse("cockpit", args=[led.gard.slug]))
    sheet = reverse("enquiry", args=[enquiry.pk])
    assert "04 66 00 00 09" in read(client, sheet)
    assert send(client, f"{sheet}repondre/", text="Venez.", seen="1") == (303, sheet)
    assert send(client, f"{sheet}appel/", text="Oui", seen="1")[0] == 409
    assert send(client, f"{sheet}appel/", text="Oui", seen="2") == (303, sheet)
    assert send(client, f"{sheet}confier/", team=str(led.tilleul.pk), cooperation=str(led.gard.pk))[0] == 422
    assert send(client, f"{sheet}confier/", team=str(led.tilleul.pk), reason="Chez eux") == (303, sheet)
    assert send(client, f"{sheet}clore/", text="", seen="4")[0] == 409
    assert send(client, f"{sheet}aboutie/", text="", seen="4") == (303, sheet)
    said = read(client, sheet)
    assert "Aboutie" in said
    assert "Que faire maintenant" not in said
    assert "aucune demande n'attend" in read(client, "/espace/demandes/").lower()
    assert "Zoé Blanc" in read(client, "/espace/demandes/?etat=toutes&souhait=creer&charge=equipe")


def test_elsewhere_an_enquiry_does_not_exist(client: Client, led: Cast) -> None:
    enquiry = received(Wish.START, UZES)
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", led.nord.slug), name="Malik Amrani")
    assert client.get(reverse("enquiry", args=[enquiry.pk])).status_code == 404
    assert "Zoé" not in read(client, "/espace/demandes/")
    other = Client()
    sign_in(other, Role.FUNDER, name="Paul Fond")
    assert other.get("/espace/demandes/").status_code == 404


@pytest.mark.usefixtures("led")
def test_many_are_answered_from_the_list_they_were_read_in(client: Client) -> None:
    sign_in(client, Role.OFFICER, name="Olivier Legrand")
    assert "n'a laissé d'adresse" in read(client, "/espace/demandes/repondre/")
    first = received(code=GUERET)
    received(code=GUERET, name="Luc Petit", email="", telephone="04 66 00 00 09")
    page = "/espace/demandes/repondre/?charge=nationale"
    said = read(client, page)
    assert "Envoyer à 1 personne" in said
    assert "04 66 00 00 09" in said
    assert send(client, page, text="Merci", who="abc")[0] == 422
    assert send(client, page, text="Merci", who=str(first.pk)) == (303, "/espace/demandes/")
    assert to("demande-reponse") == ["zoe@exemple.fr"]


def test_a_list_costs_the_same_for_one_and_for_many(
    client: Client, led: Cast, django_assert_num_queries: Any
) -> None:
    sign_in(client, Role.ANIMATOR, Perimeter("cooperation", led.gard.slug), name="Nadia Ferrand")
    for number in range(3):
        received(Wish.START, UZES, name=f"Personne {number}")
        if number in {0, 2}:
            with django_assert_num_queries(7):
                client.get("/espace/demandes/")
