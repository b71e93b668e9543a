"""Signing in by a code sent by e-mail: what it takes, what it refuses, and what it never tells."""

import logging
import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from maillage.accounts.adapters import AccountAdapter
from maillage.accounts.models import User
from maillage.accounts.operations import grouped
from maillage.common.models import Message
from tests.accounts.apart import in_a_process
from tests.accounts.entering import ASK, CODE, HOME, ask, code_sent, come_in, letters, write_code
from tests.accounts.people import nobody_special
from tests.portal.reading import read, words

pytestmark = pytest.mark.django_db
TOO_MANY = "Trop d'essais en peu de temps. Attendez un quart d'heure, puis recommencez."
WRONG = "Ce code n'est pas le bon."


@pytest.fixture
def anne() -> User:
    """Return a person who has an account."""
    return nobody_special()


def said(answer: Any) -> str:
    """Return the words of an answer."""
    return words(answer.content.decode())


def is_in(client: Client) -> bool:
    """Tell whether a browser is signed in."""
    return client.get("/compte/").status_code == 200


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"


def test_a_code_opens_the_account(client: Client, anne: User) -> None:
    answer = ask(client, anne.email)
    assert answer["Location"] == CODE
    code = code_sent(anne.email)
    assert re.fullmatch(r"\d{3} \d{3}", code)
    assert "Si un compte existe à l'adresse anne-martin@exemple.fr" in read(client, CODE)
    answer = write_code(client, code)
    assert answer["Location"] == HOME
    page = read(client, "/compte/")
    assert "Bonjour Anne Martin, vous êtes connecté." in page
    assert "anne-martin@exemple.fr" in page


@pytest.mark.parametrize(
    "typed", ["{0} {1}", "{0}{1}", " {0}\u202f{1} ", "{0}-{1}", "{0}.{1}", "{0}\u00a0{1}"]
)
def test_the_code_is_written_with_or_without_its_space(client: Client, anne: User, typed: str) -> None:
    ask(client, anne.email)
    write_code(client, typed.format(*code_sent(anne.email).split()))
    assert is_in(client)


def test_the_address_is_written_as_one_likes(client: Client, anne: User) -> None:
    ask(client, "  Anne-Martin@EXEMPLE.fr ")
    write_code(client, code_sent(anne.email))
    assert is_in(client)


def test_the_message_says_what_it_is_and_where_it_serves(client: Client, anne: User) -> None:
    ask(client, anne.email)
    (letter,) = letters(anne.email)
    assert (letter.subject, letter.kind, letter.user_id) == (
        "Votre code de connexion",
        "code-de-connexion",
        anne.pk,
    )
    assert letter.text.startswith("Bonjour Anne Martin,")
    assert "pendant quinze minutes" in letter.text
    assert code_sent(anne.email) not in letter.subject
    assert "un code de connexion a été demandé" in letter.because


def test_an_unknown_address_gets_the_same_page_and_a_message_of_its_own(client: Client, anne: User) -> None:
    known, stranger = client, Client()
    first, second = ask(known, anne.email), ask(stranger, "inconnue@exemple.fr")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    pages = [read(browser, CODE) for browser in (known, stranger)]
    assert pages[0].replace(anne.email, "") == pages[1].replace("inconnue@exemple.fr", "")
    (letter,) = letters("inconnue@exemple.fr")
    assert letter.kind == "adresse-inconnue"
    assert "Aucun compte ouvert ne l'utilise" in letter.text
    assert "s'ouvrent sur invitation" in letter.text
    assert WRONG in said(write_code(stranger, "123456"))
    assert not User.objects.filter(email="inconnue@exemple.fr").exists()


def test_who_insists_at_an_unknown_address_writes_to_it_once_a_day(client: Client) -> None:
    for browser in (client, Client(), Client()):
        ask(browser, "inconnue@exemple.fr")
    assert len(letters("inconnue@exemple.fr")) == 1


def test_a_closed_account_is_an_unknown_address(client: Client, anne: User) -> None:
    anne.is_active = False
    anne.save()
    assert ask(client, anne.email)["Location"] == CODE
    assert [letter.kind for letter in letters(anne.email)] == ["adresse-inconnue"]


def test_an_account_closed_between_the_code_and_its_use_stays_closed(client: Client, anne: User) -> None:
    ask(client, anne.email)
    User.objects.update(is_active=False)
    answer = write_code(client, code_sent(anne.email))
    assert answer["Location"] == "/connexion/compte-ferme/"
    assert "Ce compte est fermé." in read(client, "/connexion/compte-ferme/")
    assert not is_in(client)


def test_a_code_serves_once(client: Client, anne: User) -> None:
    come_in(client, anne)
    code = code_sent(anne.email)
    other = Client()
    ask(other, anne.email)
    assert code != code_sent(anne.email)
    assert WRONG in said(write_code(other, code))
    client.post("/deconnexion/")
    assert write_code(client, code)["Location"] == ASK
    assert not is_in(client)


def test_a_code_serves_in_the_browser_that_asked(client: Client, anne: User) -> None:
    ask(client, anne.email)
    assert write_code(Client(), code_sent(anne.email))["Location"] == ASK


def test_a_code_ends_after_fifteen_minutes(
    client: Client, anne: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, anne.email)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 15 * 60 + 1)
    assert write_code(client, code_sent(anne.email))["Location"] == ASK
    assert not is_in(client)


def test_a_code_still_serves_in_the_fifteenth_minute(
    client: Client, anne: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, anne.email)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 14 * 60 + 50)
    write_code(client, code_sent(anne.email))
    assert is_in(client)


def test_the_fifth_wrong_try_ends_the_code(client: Client, anne: User) -> None:
    ask(client, anne.email)
    code = code_sent(anne.email)
    for _attempt in range(4):
        assert WRONG in said(write_code(client, wrong(code)))
    assert write_code(client, wrong(code))["Location"] == ASK
    assert TOO_MANY in read(client, ASK)
    assert write_code(client, code)["Location"] == ASK
    assert not is_in(client)


def test_the_tries_are_counted_for_the_code_whatever_the_session_remembers(
    client: Client, anne: User
) -> None:
    """Tries sent at the same moment all read the same session: the count that holds is elsewhere."""
    ask(client, anne.email)
    code = code_sent(anne.email)
    remembered = dict(Session.objects.values_list("session_key", "session_data"))
    for _attempt in range(4):
        write_code(client, wrong(code))
        for key, data in remembered.items():
            Session.objects.filter(session_key=key).update(session_data=data)
    write_code(client, wrong(code))
    for key, data in remembered.items():
        Session.objects.filter(session_key=key).update(session_data=data)
    assert TOO_MANY in said(write_code(client, code))
    assert not is_in(client)


def test_only_a_few_codes_are_sent_to_an_address(client: Client, anne: User) -> None:
    for _attempt in range(4):
        assert ask(Client(), anne.email).status_code == 302
    answer = ask(client, anne.email)
    assert TOO_MANY in said(answer)
    assert len(letters(anne.email)) == 4


def test_starting_again_sends_another_code(client: Client, anne: User) -> None:
    ask(client, anne.email)
    first = code_sent(anne.email)
    assert client.get(ASK)["Location"] == CODE, "a code that waits is where one goes back to"
    assert client.post("/deconnexion/", {"next": ASK})["Location"] == ASK
    assert "Recevoir un code" in read(client, ASK)
    ask(client, anne.email)
    assert WRONG in said(write_code(client, first if first != code_sent(anne.email) else "0"))
    write_code(client, code_sent(anne.email))
    assert is_in(client)


@pytest.mark.parametrize(
    "address", ["", "anne", "anne@", "@exemple.fr", "a b@exemple.fr", f"{'a' * 250}@exemple.fr", "a@b\x00.fr"]
)
def test_what_is_not_an_address_is_said(client: Client, address: str) -> None:
    answer = ask(client, address)
    assert answer.status_code == 200
    assert "Il reste quelque chose à corriger" in said(answer)
    assert not Message.objects.exists()


@pytest.mark.parametrize("code", ["", "abc", "12 34", "é" * 30, "1" * 100_000, "\x00"])
def test_what_is_not_the_code_is_refused(client: Client, anne: User, code: str) -> None:
    ask(client, anne.email)
    assert "Il reste quelque chose à corriger" in said(write_code(client, code))
    assert not is_in(client)


def test_one_goes_back_to_the_page_that_asked_who_one_was(client: Client, anne: User) -> None:
    assert client.get("/compte/sessions/")["Location"] == f"{ASK}?next=/compte/sessions/"
    answer = ask(client, anne.email, next="/compte/sessions/")
    assert answer["Location"] == f"{CODE}?next=%2Fcompte%2Fsessions%2F"
    assert (
        write_code(client, code_sent(anne.email), next="/compte/sessions/")["Location"] == "/compte/sessions/"
    )


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "http://testserver/compte/",
    "https:evil.example",
    r"\\evil.example",
    r"/\evil.example",
    "javascript:alert(1)",
    "ftp://evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client: Client, anne: User, elsewhere: str) -> None:
    ask(client, anne.email, next=elsewhere)
    assert write_code(client, code_sent(anne.email), next=elsewhere)["Location"] == HOME
    assert client.get(ASK, {"next": elsewhere})["Location"] == HOME
    assert client.post("/casquette/", {"grant": "1", "next": elsewhere}).status_code == 404
    assert client.post("/deconnexion/", {"next": elsewhere})["Location"] == "/"


def test_signing_out_is_asked_first(client: Client, anne: User) -> None:
    come_in(client, anne)
    assert "Se déconnecter ?" in read(client, "/deconnexion/")
    assert is_in(client)
    assert client.post("/deconnexion/")["Location"] == "/"
    assert "Vous êtes déconnecté." in read(client, "/mentions/")
    assert not is_in(client)


def test_the_session_is_another_one_after_the_sign_in(client: Client, anne: User) -> None:
    ask(client, anne.email)
    before = client.cookies["sessionid"].value
    write_code(client, code_sent(anne.email))
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 14 * 24 * 3600)


@pytest.mark.parametrize(
    "address",
    [
        "/connexion/mot-de-passe/",
        "/accounts/login/",
        "/password/reset/",
        "/accounts/password/change/",
        "/signup/",
        "/connexion/inscription/",
        "/accounts/email/",
        "/compte/email/",
        "/connexion/partenaire/",
    ],
)
def test_there_is_no_password_no_sign_up_no_change_of_address(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_whoever_has_no_account_learns_how_to_get_one(client: Client) -> None:
    assert "Les comptes s'ouvrent sur invitation" in read(client, "/connexion/sur-invitation/")
    assert client.post("/connexion/sur-invitation/", {"email": "moi@exemple.fr"}).status_code == 405
    assert not User.objects.exists()


def test_codes_are_never_written_in_the_logs(
    client: Client, anne: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    # The driver of the database repeats at this level what it is asked to write.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    come_in(client, anne)
    code = code_sent(anne.email)
    written = caplog.text + "".join(capfd.readouterr())
    assert code not in written
    assert code.replace(" ", "") not in written


def test_nothing_else_leaves_by_this_door() -> None:
    with pytest.raises(LookupError):
        AccountAdapter().send_mail("account/email/password_reset_key", "a@exemple.fr", {})


def test_a_visitor_who_reads_gets_no_cookie_and_can_sign_in(client: Client) -> None:
    answer = client.get("/mentions/")
    assert not answer.cookies
    assert 'href="/connexion/"' in answer.content.decode()
    assert not Session.objects.exists()


def test_a_visitor_costs_no_look_at_sessions_or_people(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/mentions/")


def test_digits_are_read_in_groups() -> None:
    assert grouped("123456") == "123 456"
    assert grouped("12345678", 4) == "1234 5678"


def test_too_many_requests_are_told_calmly(client: Client, settings: Any) -> None:
    settings.MFA_RATE_LIMITS = {"webauthn_login": "1/h/ip"}
    client.post("/connexion/cle/", {"credential": "{}"})
    answer = client.post("/connexion/cle/", {"credential": "{}"})
    assert answer.status_code == 429
    assert "Il y a eu trop d'essais en peu de temps." in said(answer)


COUNTED_TOGETHER = """
import os, sys, django
django.setup()
from django.test import Client
from maillage.accounts.models import User
if not User.objects.exists():
    User.objects.create_user("anne@exemple.fr", "Anne")
answer = Client(headers={"host": "localhost"}).post("/connexion/", {"email": "anne@exemple.fr"})
print(answer.status_code)
"""


def test_the_limits_hold_from_one_process_to_another(migrated: Path, tmp_path: Path) -> None:
    shutil.copy(migrated, tmp_path / "base.sqlite3")
    answers = [in_a_process(tmp_path, "-c", COUNTED_TOGETHER).strip() for _process in range(5)]
    assert answers == ["302"] * 4 + ["200"]
