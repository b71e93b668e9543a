"""My account: my hats, my sessions, one closed at a time."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from maillage.accounts.actors import WORN
from maillage.accounts.models import Entry, User
from maillage.accounts.operations import device_of
from maillage.accounts.roles import Role
from maillage.territory.perimeter import Perimeter
from tests.accounts.entering import come_in
from tests.accounts.people import give, nobody_special, person
from tests.portal.reading import read

pytestmark = pytest.mark.django_db
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Mobile/15E148 Safari/604.1"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0"
GARD = Perimeter("cooperation", "cooperation-du-gard")
TILLEUL = Perimeter("equipe", "equipe-du-tilleul")


@pytest.fixture
def anne() -> User:
    """Return a person who has an account."""
    return nobody_special()


@pytest.fixture
def desk(anne: User) -> Client:
    """Return the browser of her desk, signed in."""
    browser = Client(headers={"user-agent": DESK})
    come_in(browser, anne)
    return browser


@pytest.fixture
def phone(anne: User, desk: Client) -> Client:  # noqa: ARG001 - the desk comes first
    """Return the browser of her phone, signed in."""
    browser = Client(headers={"user-agent": PHONE})
    come_in(browser, anne)
    return browser


def number_of(client: Client) -> int:
    """Return the number of the session of a browser."""
    return int(UserSession.objects.get(session_key=client.session.session_key).pk)


def is_in(client: Client) -> bool:
    """Tell whether a browser is signed in."""
    return client.get("/compte/").status_code == 200


def test_sessions_are_listed_this_one_first(desk: Client, phone: Client) -> None:
    page = read(desk, "/compte/sessions/")
    assert page.index("Firefox sur Windows ici, maintenant") < page.index("Safari sur iPhone")
    assert page.count("ici, maintenant") == 1
    assert "depuis 127.0.0.1" in page
    assert read(phone, "/compte/sessions/").count("Fermer toutes les autres") == 1


def test_a_closed_session_is_out_at_the_next_request(desk: Client, phone: Client, anne: User) -> None:
    answer = desk.post(f"/compte/sessions/{number_of(phone)}/fermer/")
    assert answer["Location"] == "/compte/sessions/"
    assert "La session est fermée." in read(desk, "/compte/sessions/")
    assert not is_in(phone)
    assert is_in(desk)
    told = Entry.objects.about(anne).first()
    assert told is not None
    assert (told.who, told.what) == ("Anne Martin", "a fermé 1 session de son compte")


def test_closing_this_session_signs_out(desk: Client, phone: Client) -> None:
    assert desk.post(f"/compte/sessions/{number_of(desk)}/fermer/")["Location"] == "/"
    assert not is_in(desk)
    assert is_in(phone)


def test_all_the_others_are_closed_at_once(desk: Client, phone: Client, anne: User) -> None:
    third = Client()
    come_in(third, anne)
    desk.post("/compte/sessions/fermer-les-autres/")
    assert [is_in(browser) for browser in (desk, phone, third)] == [True, False, False]
    told = Entry.objects.about(anne).first()
    assert told is not None
    assert told.what == "a fermé 2 sessions de son compte"
    desk.post("/compte/sessions/fermer-les-autres/")
    assert Entry.objects.about(anne).count() == 1, "nothing to close, nothing to tell"


def test_the_session_of_another_is_not_mine_to_close(desk: Client) -> None:
    other = Client()
    come_in(other, nobody_special("Claire Petit"))
    assert desk.post(f"/compte/sessions/{number_of(other)}/fermer/").status_code == 404
    assert is_in(other)


def test_sessions_are_closed_by_a_button_only(desk: Client) -> None:
    number = number_of(desk)
    assert desk.get(f"/compte/sessions/{number}/fermer/").status_code == 405
    assert desk.get("/compte/sessions/fermer-les-autres/").status_code == 405
    assert is_in(desk)


def test_a_session_that_ended_is_listed_no_more(desk: Client, phone: Client) -> None:
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date="2000-01-01T00:00:00Z")
    assert "iPhone" not in read(desk, "/compte/sessions/")


@pytest.mark.parametrize("others", [1, 3])
def test_the_account_costs_as_much_with_one_session_as_with_three(
    desk: Client, anne: User, others: int, django_assert_num_queries: Any
) -> None:
    for _browser in range(others):
        come_in(Client(), anne)
    with django_assert_num_queries(4):
        desk.get("/compte/sessions/")


def test_the_account_says_who_one_is_and_what_one_may_do(client: Client) -> None:
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    come_in(client, anne)
    page = read(client, "/compte/")
    assert "Nom Anne Martin Adresse électronique anne-martin@exemple.fr" in page
    assert "Animateur de coopération, cooperation du gard depuis le 1er janvier 2014 en ce moment" in page
    assert "Le mettre en place" in page


def test_without_a_role_the_account_says_whom_to_call(client: Client, anne: User) -> None:
    come_in(client, anne)
    assert "Aucun rôle ne vous est donné aujourd'hui. S'il en manque un, appelez le" in read(
        client, "/compte/"
    )


def test_a_hat_is_put_on_from_any_page(client: Client) -> None:
    anne = person("Anne Martin", Role.ANIMATOR, GARD)
    lead = give(anne, Role.LEAD, TILLEUL)
    come_in(client, anne)
    page = client.get("/mentions/").content.decode()
    assert "Agir en tant que" in page
    answer = client.post("/casquette/", {"grant": lead.pk, "next": "/mentions/?a=1"})
    assert answer["Location"] == "/mentions/?a=1"
    assert client.session[WORN] == lead.pk
    assert (
        "Référent de l'équipe (bénévole), equipe du tilleul depuis le 1er janvier 2014 en ce moment"
        in read(client, "/compte/")
    )
    assert client.post("/casquette/", {"grant": lead.pk})["Location"] == "/compte/"


def test_with_one_hat_there_is_nothing_to_choose(client: Client) -> None:
    come_in(client, person("Anne Martin", Role.ANIMATOR, GARD))
    page = read(client, "/mentions/")
    assert "Anne Martin animateur de coopération" in page
    assert "Agir en tant que" not in page


@pytest.mark.parametrize("grant", ["", "x", "0", "-1", "9" * 30, "theirs", "waiting"])
def test_only_a_hat_of_one_s_own_is_put_on(client: Client, anne: User, grant: str) -> None:
    theirs = give(nobody_special("Claire Petit"), Role.LEAD, TILLEUL)
    waiting = give(anne, Role.OFFICER)
    come_in(client, anne)
    chosen = {"theirs": theirs.pk, "waiting": waiting.pk}.get(grant, grant)
    assert client.post("/casquette/", {"grant": chosen}).status_code == 404
    assert WORN not in client.session
    assert client.get("/casquette/").status_code == 405


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (DESK, "Firefox sur Windows"),
        (PHONE, "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge sur Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari sur Mac"),
        ("curl/8.0", "Un appareil inconnu"),
        ("Something on Linux", "Linux"),
        ("Firefox/125.0", "Firefox"),
        ("", "Un appareil inconnu"),
    ],
)
def test_a_device_has_a_name(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
