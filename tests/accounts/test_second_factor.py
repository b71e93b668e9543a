"""The second factor: set up, asked, given again; and the hats that count only with it."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from maillage.accounts.actors import gave_second_factor
from maillage.accounts.models import Entry, User
from maillage.accounts.roles import Role
from maillage.territory.perimeter import Perimeter
from tests.accounts.entering import (
    HOME,
    SECOND,
    come_in,
    equip,
    letters,
    recovery_codes,
    shown_by_the_application,
)
from tests.accounts.people import give, nobody_special, person
from tests.portal.reading import read, words

pytestmark = pytest.mark.django_db
HERE = "/compte/second-facteur/"
WAITS = "Votre rôle « chargé de mission national » attend un second facteur"
WRONG = "Ce code n'est pas le bon."


@pytest.fixture
def officer() -> User:
    """Return a person whose role decides for everybody."""
    return person("Aïcha Benali", Role.OFFICER)


def said(answer: Any) -> str:
    """Return the words of an answer."""
    return words(answer.content.decode())


def counts(client: Client) -> bool:
    """Tell whether the role that decides counts in this browser."""
    return WAITS not in read(client, "/mentions/")


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"


def set_up_application(client: Client) -> str:
    """Set an application up, as its page asks; return the secret."""
    page = client.get(f"{HERE}application/ajouter/")
    secret: str = page.context["form"].secret
    answer = client.post(f"{HERE}application/ajouter/", {"code": shown_by_the_application(secret)})
    assert answer["Location"] == f"{HERE}codes/"
    return secret


def test_a_role_that_decides_waits_for_a_second_factor(client: Client, officer: User) -> None:
    give(officer, Role.LEAD, Perimeter("equipe", "equipe-du-tilleul"))
    come_in(client, officer)
    assert not gave_second_factor(client.session)
    assert not counts(client)
    page = read(client, "/compte/")
    assert "attend le second facteur" in page
    assert "Référent de l'équipe (bénévole)" in page
    answer = client.get(f"{HERE}donner/?next=/compte/")
    assert answer["Location"] == HERE, "who has none sets one up"


def test_other_roles_wait_for_nothing(client: Client) -> None:
    come_in(client, person("Nadia Ferrand", Role.ANIMATOR, Perimeter("cooperation", "cooperation-du-gard")))
    assert "attend un second facteur" not in read(client, "/compte/")


@pytest.mark.django_db(transaction=True)
def test_an_application_is_set_up_and_counts_at_once(client: Client, officer: User) -> None:
    come_in(client, officer)
    set_up_application(client)
    page = read(client, f"{HERE}codes/")
    codes = recovery_codes(officer)
    assert len(codes) == 10
    assert all(f"{code[:4]} {code[4:]}" in page for code in codes)
    assert counts(client)
    assert gave_second_factor(client.session)
    assert "Votre application de codes est en place." in page
    assert letters(officer.email)[-1].kind == "securite-du-compte"
    assert "Une application de codes protège maintenant" in letters(officer.email)[-1].text
    told = Entry.objects.about(officer).first()
    assert told is not None
    assert told.what == "a ajouté une application de codes à son compte"


@pytest.mark.django_db(transaction=True)
def test_recovery_codes_are_shown_once(client: Client, officer: User) -> None:
    come_in(client, officer)
    set_up_application(client)
    page = client.get(f"{HERE}codes/").content.decode()
    code = recovery_codes(officer)[0]
    assert f"{code[:4]} {code[4:]}" in page
    assert f"{code[:4]}%20{code[4:]}" in page, "the file to download is in the page"
    again = read(client, f"{HERE}codes/")
    assert f"{code[:4]} {code[4:]}" not in again
    assert "ne le sont pas deux fois" in again


@pytest.mark.django_db(transaction=True)
def test_new_recovery_codes_replace_the_old_ones(client: Client, officer: User) -> None:
    come_in(client, officer)
    set_up_application(client)
    old = recovery_codes(officer)
    assert "Ceux d'avant ne serviront plus." in read(client, f"{HERE}codes/renouveler/")
    assert client.post(f"{HERE}codes/renouveler/")["Location"] == f"{HERE}codes/"
    assert not set(old) & set(recovery_codes(officer))
    assert "De nouveaux codes de secours ont été faits" in letters(officer.email)[-1].text


def test_a_wrong_code_sets_nothing_up(client: Client, officer: User) -> None:
    come_in(client, officer)
    secret = client.get(f"{HERE}application/ajouter/").context["form"].secret
    answer = client.post(f"{HERE}application/ajouter/", {"code": wrong(shown_by_the_application(secret))})
    assert WRONG in said(answer)
    assert secret in "".join(answer.content.decode().split()), "the same key is still there to type"
    assert not Authenticator.objects.exists()


def test_the_application_is_asked_at_the_next_sign_in(client: Client, officer: User) -> None:
    secret = equip(officer)
    assert come_in(client, officer)["Location"] == SECOND
    assert "Encore une vérification" in read(client, SECOND)
    assert client.get("/compte/")["Location"] == "/connexion/?next=/compte/", "half-way is not in"
    shown = shown_by_the_application(secret)
    assert WRONG in said(client.post(SECOND, {"code": wrong(shown)}))
    assert client.post(SECOND, {"code": f"{shown[:3]} {shown[3:]}"})["Location"] == HOME
    assert counts(client)
    assert "Il est demandé à chaque connexion." in read(client, "/compte/")


def test_a_code_of_the_application_serves_once(client: Client, officer: User) -> None:
    secret = equip(officer)
    shown = shown_by_the_application(secret)
    come_in(client, officer)
    client.post(SECOND, {"code": shown})
    other = Client()
    come_in(other, officer)
    assert WRONG in said(other.post(SECOND, {"code": shown}))
    assert other.post(SECOND, {"code": shown_by_the_application(secret, steps=1)})["Location"] == HOME


def test_five_wrong_second_factors_close_the_door_a_while(client: Client, officer: User) -> None:
    secret = equip(officer)
    come_in(client, officer)
    shown = shown_by_the_application(secret)
    for _attempt in range(5):
        assert WRONG in said(client.post(SECOND, {"code": wrong(shown)}))
    assert "Trop d'essais en peu de temps." in said(client.post(SECOND, {"code": shown}))
    assert client.get("/compte/").status_code == 302


def test_a_recovery_code_opens_once(client: Client, officer: User) -> None:
    equip(officer)
    code = recovery_codes(officer)[0]
    come_in(client, officer)
    assert client.post(SECOND, {"code": f"{code[:4]} {code[4:]}"})["Location"] == HOME
    assert counts(client)
    assert code not in recovery_codes(officer)
    other = Client()
    come_in(other, officer)
    assert WRONG in said(other.post(SECOND, {"code": code}))
    assert "9 codes servent encore" in read(client, HERE)


def test_giving_up_half_way_leads_back_to_the_beginning(client: Client, officer: User) -> None:
    equip(officer)
    come_in(client, officer)
    assert client.post("/deconnexion/", {"next": "/connexion/"})["Location"] == "/connexion/"
    assert "Recevoir un code" in read(client, "/connexion/")


def test_the_second_factor_without_a_first_is_nothing(client: Client, officer: User) -> None:
    secret = equip(officer)
    answer = client.post(SECOND, {"code": shown_by_the_application(secret)})
    assert answer["Location"] == "/connexion/"


@pytest.mark.django_db(transaction=True)
def test_a_session_opened_before_gives_it_again(client: Client, officer: User) -> None:
    """Set up in one browser, the factor is asked in the other one before the role counts there."""
    come_in(client, officer)
    other = Client()
    come_in(other, officer)
    secret = set_up_application(other)
    assert counts(other)
    assert not counts(client)
    answer = client.get(f"{HERE}donner/?next=/compte/sessions/")
    assert answer["Location"] == f"{HERE}confirmer/?next=%2Fcompte%2Fsessions%2F"
    assert "Confirmez que c'est vous" in read(client, answer["Location"])
    code = shown_by_the_application(secret, steps=1)
    answer = client.post(f"{HERE}confirmer/", {"code": code, "next": "/compte/sessions/"})
    assert answer["Location"] == "/compte/sessions/"
    assert counts(client)


def test_a_delicate_act_asks_again_who_it_is(client: Client, officer: User) -> None:
    secret = equip(officer)
    come_in(client, officer)
    client.post(SECOND, {"code": shown_by_the_application(secret)})
    away = f"{HERE}application/retirer/"
    answer = client.get(away)
    assert answer["Location"].startswith(f"{HERE}confirmer/?next=")
    client.post(answer["Location"], {"code": shown_by_the_application(secret, steps=1)})
    assert "Retirer l'application de codes ?" in read(client, away)
    assert client.post(away)["Location"] == HERE
    assert not Authenticator.objects.exists(), "recovery codes alone open nothing"
    assert not counts(client), "without a factor, the role waits again, in this session too"
    assert "L'application de codes ne protège plus votre compte." in letters(officer.email)[-1].text
    assert "Retirez" not in read(client, HERE)


def test_a_session_counts_only_for_the_person_who_gave_the_factor(client: Client, officer: User) -> None:
    come_in(client, officer)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(nobody_special().pk)
    session.save()
    assert not counts(client)


def test_nobody_sets_up_a_factor_without_being_in(client: Client) -> None:
    for address in (
        "",
        "donner/",
        "application/ajouter/",
        "cles/ajouter/",
        "codes/",
        "confirmer/",
        "confirmer/cle/",
    ):
        assert client.get(HERE + address)["Location"].startswith("/connexion/"), address


def test_the_key_of_another_is_not_mine_to_remove(client: Client, officer: User) -> None:
    theirs = Authenticator.objects.create(
        user=nobody_special(), type=Authenticator.Type.WEBAUTHN, data={"name": "clé", "credential": {}}
    )
    come_in(client, officer)
    assert client.post(f"{HERE}cles/{theirs.pk}/retirer/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def told(handle: str) -> str:
    """Return what a browser would send for a key of somebody, given as the key names them."""
    data = {"clientDataJSON": TYPED, "authenticatorData": "A" * 50, "signature": "AAAA"}
    answer = {**data, "userHandle": urlsafe_b64encode(handle.encode()).decode().rstrip("=")}
    return json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": answer})


TYPED = urlsafe_b64encode(
    b'{"type": "webauthn.get", "challenge": "AAAA", "origin": "http://localhost"}'
).decode()
NOT_KEYS = [
    "",
    "{}",
    "[]",
    "null",
    '"a"',
    "{",
    '{"response": {"userHandle": "AAAA"}}',
    "1" * 5_000,
    "[" * 5_000,
    "9" * 30_000,
]


@pytest.mark.parametrize(
    "credential", [*NOT_KEYS, *map(told, ["", "1", "z" * 13, "z" * 14, "-1", "é", "\x00"])]
)
def test_what_is_not_a_key_opens_nothing(client: Client, credential: str) -> None:
    answer = client.post("/connexion/cle/", {"credential": credential})
    assert answer["Location"] == "/connexion/"
    assert client.get("/compte/").status_code == 302


@pytest.mark.parametrize("credential", [*NOT_KEYS, *map(told, ["1", "é"])])
def test_what_is_not_a_key_is_not_added_nor_taken_for_one(
    client: Client, officer: User, credential: str
) -> None:
    come_in(client, officer)
    answer = client.post(f"{HERE}cles/ajouter/", {"name": "clé", "credential": credential})
    assert "Il reste quelque chose à corriger" in said(answer)
    assert not Authenticator.objects.exists()
    equip(officer)
    other = Client()
    come_in(other, officer)
    assert "Encore une vérification" in said(other.post(SECOND, {"credential": credential}))
    assert other.get("/compte/").status_code == 302


def test_the_page_of_the_key_works_without_javascript_by_offering_the_application(
    client: Client, officer: User
) -> None:
    come_in(client, officer)
    assert "Une application de codes fera aussi bien." in read(client, f"{HERE}cles/ajouter/")
