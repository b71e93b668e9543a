"""The pages of advice: asked, handed to those who lived it, answered, made a resource; and who agrees to be asked."""

import datetime as dt

import pytest
from django.test import Client

from maillage.accounts.roles import Role
from maillage.common.models import Message
from maillage.resources.models import AdviceAnswer, AdviceOffer, AdviceRequest, Resource
from maillage.territory.perimeter import Perimeter
from tests.accounts.people import enter, nobody_special, person, sign_in
from tests.cast import Cast, instant
from tests.network.clock import set_clock
from tests.portal.reading import read
from tests.resources.advised import ASKED, SENTENCE, answered, asked, offered
from tests.resources.shelf import published
from tests.sending import send

pytestmark = pytest.mark.django_db
NOW = instant(2018, 6, 1)
RESOURCE = "/ressources/preparer-une-premiere-visite/"


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOW)


def test_from_the_question_to_the_draft_of_a_resource(client: Client, cast: Cast) -> None:
    max_ = person("Max Noir", Role.LEAD, Perimeter("equipe", cast.causse.slug))
    jeanne = sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    offered(max_, cast.causse)
    assert "Vous n'avez pas encore demandé conseil." in read(client, "/conseils/")
    form = read(client, "/conseils/demander/")
    assert "Jamais le nom d'une personne visitée" in form
    assert "des personnes près de chez vous" in form
    team = f"equipe-{cast.tilleul.pk}"
    assert send(client, "/conseils/demander/", {**ASKED, "user": team, "title": ""}).status_code == 422
    assert (
        send(client, "/conseils/demander/", {**ASKED, "user": f"equipe-{cast.causse.pk}"}).status_code == 422
    )
    assert not AdviceRequest.objects.exists()
    send(client, "/conseils/demander/", {**ASKED, "user": team})
    row = AdviceRequest.objects.get()
    assert (row.team, row.asked_by, row.state) == (cast.tilleul, jeanne, "posee")
    page = f"/conseils/{row.pk}/"
    for words in ("Équipe du Tilleul, posée le 1er juin 2018", "En attente d'une réponse", "Aucune réponse"):
        assert words in read(client, page)
    assert "Deux bénévoles s'arrêtent ensemble" in read(client, "/conseils/")

    enter(client, max_)
    assert "1 équipe ou coopération attend un conseil de vous." in read(client, "/accueil/")
    assert "Deux bénévoles" in read(client, "/conseils/a-repondre/")
    assert send(client, f"{page}repondre/", {"text": ""}).status_code == 422
    send(client, f"{page}repondre/", {"text": "Parlez-en tôt.", "credit": "L'équipe du Causse"})
    assert AdviceAnswer.objects.get().user == max_
    assert client.get(f"{page}suffit/").status_code == 404
    send(client, f"{page}fiche/")
    made = Resource.objects.get()
    assert (made.author, made.credit, made.text) == (max_, "L'équipe du Causse", "Parlez-en tôt.")
    assert "sont passées à la bibliothèque" in read(client, page)
    assert send(client, f"{page}fiche/").status_code == 409

    enter(client, jeanne)
    assert "Une réponse est venue à votre question « Deux bénévoles" in read(client, "/accueil/")
    assert "Max Noir, le 1er juin 2018" in read(client, page)
    send(client, f"{page}redemander/", {"more": "Et en été ?"})
    assert "Et en été ?" in read(client, page)
    answered(row, nobody_special("Zoé Blanc"))
    send(client, f"{page}suffit/")
    row.refresh_from_db()
    assert row.state == "resolue"
    assert send(client, f"{page}suffit/").status_code == 409


def test_a_question_that_needs_no_answer_any_more_is_closed(client: Client, cast: Cast) -> None:
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    row = asked(cast.tilleul)
    send(client, f"/conseils/{row.pk}/clore/")
    assert "Close sans réponse" in read(client, f"/conseils/{row.pk}/")


def test_a_week_without_an_answer_is_said_to_who_asked_and_to_the_network(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    jeanne = person("Jeanne Roy", Role.LEAD, Perimeter("equipe", cast.tilleul.slug))
    offered(person("Max Noir", Role.LEAD, Perimeter("equipe", cast.causse.slug)), cast.causse)
    row = asked(cast.tilleul, jeanne)
    officer = sign_in(client, Role.OFFICER, name="Aïcha Benali")
    waits = "attend un conseil de vous"
    assert waits not in read(client, "/accueil/")
    assert "Deux bénévoles" in read(client, "/conseils/a-repondre/")
    set_clock(monkeypatch, NOW + dt.timedelta(days=8))
    enter(client, officer)
    assert waits in read(client, "/accueil/")
    enter(client, jeanne)
    assert "attend depuis plus d'une semaine" in read(client, "/accueil/")
    assert "Voir la question" in read(client, "/accueil/")
    assert row.called.count() == 1


def test_who_lived_it_is_read_by_people_of_the_field_alone(client: Client, cast: Cast) -> None:
    published(theme="vie-equipe")
    max_ = person("Max Noir", Role.LEAD, Perimeter("equipe", cast.causse.slug))
    offered(max_, cast.causse)
    assert "Max Noir" not in read(client, RESOURCE)
    assert client.get("/deja-vecu/").status_code == 302
    enter(client, nobody_special("Sans Rôle"))
    assert client.get("/deja-vecu/").status_code == 404
    assert "Max Noir" not in read(client, RESOURCE)
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    row = asked(cast.tilleul)
    for page in ("/deja-vecu/", RESOURCE, f"/conseils/{row.pk}/"):
        words = read(client, page)
        assert f"Max Noir, {cast.causse}" in words
        assert SENTENCE in words
        assert max_.email not in words
        assert "Demander conseil à Max Noir" in words
    assert "Personne, pour l'instant" not in read(client, RESOURCE)


def test_who_may_not_ask_reads_without_asking(client: Client, cast: Cast) -> None:
    published(theme="vie-equipe")
    sign_in(client, Role.MEMBER, Perimeter("cooperation", cast.gard.slug), name="Zoé Blanc")
    assert "Personne, pour l'instant, n'a dit l'avoir vécu." in read(client, RESOURCE)
    assert "Personne n'a encore accepté" in read(client, "/deja-vecu/")
    offered(person("Max Noir", Role.LEAD, Perimeter("equipe", cast.causse.slug)), cast.causse)
    assert "Demander conseil à" not in read(client, "/deja-vecu/")
    assert client.get("/conseils/demander/").status_code == 404
    assert "Aucune question ne vous attend." in read(client, "/conseils/a-repondre/")


def test_one_asks_one_person_without_their_address(client: Client, cast: Cast) -> None:
    far = person("Paul Loin", Role.LEAD, Perimeter("equipe", cast.guillotiere.slug))
    offer = offered(far, cast.guillotiere)
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    path = f"/conseils/demander/?a={offer.pk}"
    assert "Votre question ira à Paul Loin." in read(client, path)
    assert 'value="vie-equipe" selected' in client.get(path).content.decode()
    send(client, path, {**ASKED, "user": f"equipe-{cast.tilleul.pk}"})
    assert list(AdviceRequest.objects.get().called.all()) == [far]
    assert Message.objects.get().to_email == far.email
    for wrong in ("x", "9" * 30, "²", ""):
        assert "près de chez vous" in read(client, f"/conseils/demander/?a={wrong}")


def test_one_agrees_to_be_asked_and_stops(client: Client, cast: Cast) -> None:
    max_ = sign_in(client, Role.LEAD, Perimeter("equipe", cast.causse.slug), name="Max Noir")
    told = {
        "theme": "mobilite",
        "sentence": "Nous avons trouvé un minibus.",
        "house": f"team-{cast.causse.pk}",
    }
    assert send(client, "/deja-vecu/accepter/", told).status_code == 422  # nobody agrees without saying so
    assert not AdviceOffer.objects.exists()
    send(client, "/deja-vecu/accepter/", {**told, "agrees": "on"})
    offer = AdviceOffer.objects.get()
    assert (offer.user, offer.team, offer.theme, offer.started_on) == (
        max_,
        cast.causse,
        "mobilite",
        NOW.date(),
    )
    page = read(client, "/deja-vecu/")
    assert "Se déplacer, depuis le 1er juin 2018" in page
    stop = f"/deja-vecu/{offer.pk}/arreter/"
    other = sign_in(Client(), Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    enter(client, other)
    assert client.get(stop).status_code == 404
    enter(client, max_)
    send(client, stop)
    assert not AdviceOffer.objects.standing()
    assert "minibus" not in read(client, "/deja-vecu/")
    assert client.get(stop).status_code == 404


def test_who_works_nowhere_in_particular_has_no_question_to_ask(client: Client) -> None:
    sign_in(client, Role.CARRIER, Perimeter("porteur", "nulle-part"), name="Léa Vert")
    assert client.get("/conseils/demander/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_those_who_lived_it_asks_as_much_whatever_the_rows(
    client: Client, cast: Cast, count: int, django_assert_max_num_queries: object
) -> None:
    for rank in range(count):
        offered(person(f"Personne {rank}", Role.LEAD, Perimeter("equipe", cast.causse.slug)), cast.causse)
    sign_in(client, Role.LEAD, Perimeter("equipe", cast.tilleul.slug), name="Jeanne Roy")
    with django_assert_max_num_queries(12):  # type: ignore[operator] # a fixture
        assert "Personne 0" in read(client, "/deja-vecu/")
