"""The pages of the keys: an administrator gives one, sees it once, sees how it serves, takes it back."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from maillage.accounts.models import ApiKey, Entry
from maillage.accounts.operations import count_call, find_key, revoke_key
from maillage.accounts.roles import Role
from maillage.common.facts import Author
from maillage.network.operations.enquiries import receive_enquiry
from maillage.network.operations.erasure import let_go
from tests.accounts.keys import api_key
from tests.accounts.people import nobody_special, sign_in
from tests.cast import Cast, date
from tests.network.enquiries import DAY, PUBLIC, asked
from tests.portal.reading import read, words
from tests.sending import send

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Ville d'Alès",
    "email": "Site@Exemple.fr",
    "scopes": ["demandes:envoyer"],
    "quota": "500",
    "expires_on": "",
}


@pytest.fixture(autouse=True)
def _administrator(client: Client) -> None:
    sign_in(client, Role.ADMINISTRATOR)


def next_year() -> str:
    """Return a last day that is allowed."""
    today = timezone.localdate()
    return f"{today.year + 1}-01-15"


def test_a_key_is_given_and_shown_once(client: Client) -> None:
    assert reverse("api_keys") in client.get(reverse("national")).content.decode()
    assert "Aucun partenaire n'a de clé en service" in read(client, reverse("api_keys")).replace("’", "'")
    answer = send(client, reverse("api_key_new"), {**NEW, "expires_on": next_year()})
    key = ApiKey.objects.get()
    assert (key.email, key.quota, key.scopes) == ("site@exemple.fr", 500, ["demandes:envoyer"])
    assert answer.headers["Location"] == reverse("api_key", args=[key.pk])
    page = client.get(answer.headers["Location"])
    assert page["Cache-Control"] == "no-store, private"
    (secret, *_again) = re.findall(r"maillage_[0-9a-f]{12}_[\w-]{43}", page.content.decode())
    assert find_key(secret, on=timezone.localdate()) == key
    assert f'"Authorization: Bearer {secret}"' in page.content.decode().replace("&quot;", '"')
    assert secret not in client.get(answer.headers["Location"]).content.decode()
    assert Entry.objects.about(key).count() == 1


def test_a_key_that_only_follows_is_shown_with_how_to_follow(client: Client) -> None:
    told = {**NEW, "scopes": ["demandes:suivre"], "expires_on": next_year()}
    page = client.get(send(client, reverse("api_key_new"), told).headers["Location"]).content.decode()
    assert "/api/v1/enquiries/1 -H" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"quota": "0"}, "entre 1 et 100 000 appels"),
        ({"quota": "beaucoup"}, "Écrivez un nombre, par exemple 1000"),
        ({"scopes": []}, "Cochez une chose au moins"),
        ({"scopes": ["tout"]}, "plus proposée"),
        ({"expires_on": "2016-01-01"}, "n'est pas passé"),
        ({"expires_on": "2099-01-01"}, "trois ans au plus"),
        ({"name": " "}, "Écrivez quelques mots"),
        ({"email": "non"}, ""),
    ],
)
def test_what_is_refused_is_said_on_the_page(
    client: Client, change: dict[str, object], sentence: str
) -> None:
    answer = send(client, reverse("api_key_new"), {**NEW, "expires_on": next_year(), **change})
    assert answer.status_code in {409, 422}
    said = words(answer.content.decode()).replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ")
    assert sentence in said
    assert not ApiKey.objects.exists()


def test_the_list_says_who_what_how_much_and_until_when(client: Client) -> None:
    key, old = api_key(name="Lyon", quota=1_000), api_key(name="Nîmes")
    revoke_key(old, by=Author(at=timezone.now()))
    said = read(client, reverse("api_keys"))
    assert "Lyon Transmettre les demandes des habitants" in said
    assert "n’a pas encore servi" in said.replace("'", "’")
    for _ in range(2):
        count_call(key, at=timezone.now())
    said = read(client, reverse("api_keys")).replace("\u202f", " ").replace("\u00a0", " ")
    assert "2 appels sur 1 000" in said
    assert "Dernier appel : le" in said
    assert said.index("ouvrent plus rien") < said.index("Nîmes Retirée")


def test_a_key_is_taken_back_after_a_page_that_says_what_it_does(client: Client) -> None:
    key = api_key()
    address = reverse("api_key_revoke", args=[key.pk])
    assert "ne pourra plus rien nous transmettre" in read(client, address)
    assert send(client, address).status_code == 303
    key.refresh_from_db()
    assert key.revoked_at
    assert "Retirer cette clé" not in read(client, reverse("api_key", args=[key.pk]))
    again = send(client, address)
    assert again.status_code == 409
    assert "déjà retirée" in words(again.content.decode())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_for_anyone_else_the_keys_do_not_exist(role: Role) -> None:
    client, key = Client(), api_key()
    sign_in(client, role, name="Luc Autre")
    for name, arguments in (("api_keys", []), ("api_key_new", []), ("api_key", [key.pk])):
        assert client.get(reverse(name, args=arguments)).status_code == 404
    desk = client.get(reverse("national"))
    assert reverse("api_keys") not in desk.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_whatever_the_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        count_call(api_key(), at=timezone.now())
    client.get(reverse("api_keys"))
    with django_assert_num_queries(5):
        client.get(reverse("api_keys"))


def test_the_sheet_of_an_enquiry_says_whence_it_comes(client: Client, cast: Cast) -> None:
    del cast
    enquiry = receive_enquiry(asked(), on=DAY, by=PUBLIC, forwarded_with=api_key(name="Ville de Nîmes"))
    assert "Venue de Ville de Nîmes" in read(client, reverse("enquiry", args=[enquiry.pk]))


def test_who_leaves_the_register_is_no_contact_of_a_key() -> None:
    user = nobody_special("Claire Site")
    key, other = api_key(email=user.email.upper()), api_key()
    let_go(user, on=date(2017, 6, 1), reason="départ", by=Author(at=timezone.now()))
    key.refresh_from_db()
    other.refresh_from_db()
    assert (key.email, other.email) == ("", "site@exemple.fr")
