"""Partners by the API: keys, quotas, what they forward and follow; never twice, never a name, never a word lost."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maillage.accounts.models import ApiKey, Entry, KeyedSending, Scope
from maillage.accounts.operations import revoke_key
from maillage.common.facts import Author
from maillage.common.models import Message, SendingCount
from maillage.network.models import Enquiry
from maillage.network.operations.enquiries import withdraw_enquiry
from tests.accounts.keys import given, shown
from tests.accounts.rivals import arena, race
from tests.portal.reading import read

pytestmark = pytest.mark.usefixtures("cast")

POST = "/api/v1/enquiries"
ASKED: dict[str, Any] = {
    "wish": "aider",
    "name": "Zoé Blanc",
    "email": "zoe@exemple.fr",
    "commune": "30189",
    "words": "Libre le mardi.",
    "consent": True,
}
TOKEN = "envoi-0001"  # noqa: S105 - an Idempotency-Key


def send(client: Client, secret: str, body: Any = ASKED, token: str | None = TOKEN, **options: Any) -> Any:
    """Send something with a key."""
    headers = {**shown(secret), **({"idempotency-key": token} if token is not None else {})}
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(
        POST, data, content_type=options.pop("content_type", "application/json"), headers=headers
    )


def problem(answer: Any, status: int, words: str = "") -> Any:
    """Return a problem, after looking at its form."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert words in told["detail"].replace("\u00a0", " "), told
    return told


# --- Keys


def test_a_call_without_a_key_is_told_to_bring_one(client: Client) -> None:
    answer = client.post(POST, json.dumps(ASKED), content_type="application/json")
    problem(answer, 401, "Il faut une clé")
    assert answer["WWW-Authenticate"] == 'Bearer realm="maillage"'
    assert not Enquiry.objects.exists()


def test_keys_that_serve_no_more_and_those_that_never_were_are_told_the_same(client: Client) -> None:
    expired, late = given()
    ApiKey.objects.filter(pk=expired.pk).update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    taken, back = given()
    revoke_key(taken, by=Author(at=timezone.now()))
    _good, secret = given()
    wrong = secret[:-3] + "abc"
    answers = [send(client, one) for one in (late, back, wrong, "", "x" * 10_000, "maillage_é")]
    told = {(answer.content, answer["WWW-Authenticate"], answer.status_code) for answer in answers}
    assert len(told) == 1
    problem(answers[0], 401, "Cette clé n'ouvre rien")
    assert 'error="invalid_token"' in answers[0]["WWW-Authenticate"]
    assert not SendingCount.objects.exists()
    problem(client.get("/api/v1/teams", headers=shown(wrong)), 401)


def test_a_key_does_what_it_is_given_for_and_nothing_else(client: Client) -> None:
    _key, sender = given(scopes=(Scope.SEND.value,))
    _other, follower = given(scopes=(Scope.FOLLOW.value,))
    refused = send(client, follower)
    problem(refused, 403, "demandes:envoyer")
    assert 'error="insufficient_scope", scope="demandes:envoyer"' in refused["WWW-Authenticate"]
    made = send(client, sender)
    assert made.status_code == 201
    problem(client.get(made["Location"], headers=shown(sender)), 403, "demandes:suivre")


def test_past_its_quota_a_key_waits_for_the_next_hour(client: Client) -> None:
    _key, secret = given(quota=2)
    first = client.get("/api/v1/teams", headers=shown(secret))
    assert first["RateLimit-Policy"] == '"heure";q=2;w=3600'
    assert first["RateLimit"].startswith('"heure";r=1;t=')
    assert first["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first["Vary"]
    assert send(client, secret).status_code == 201
    answer = send(client, secret, token="envoi-0002")  # noqa: S106 - same
    problem(answer, 429, "ses 2 appels de l'heure")
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert answer["RateLimit"].startswith('"heure";r=0;t=')
    assert Enquiry.objects.count() == 1
    assert client.get("/api/v1/teams").status_code == 200


def test_reading_without_a_key_writes_nothing_and_with_one_counts(client: Client) -> None:
    key, secret = given()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/api/v1/indicators", headers={"authorization": "Basic eDp5"})
    assert (answer.status_code, len(asked)) == (200, 0)
    assert "RateLimit" not in answer
    assert answer["Cache-Control"] == "public, no-cache"
    answer = client.get("/api/v1/indicators", headers=shown(secret))
    again = client.get("/api/v1/indicators", headers={**shown(secret), "if-none-match": answer["ETag"]})
    assert (again.status_code, again["RateLimit"].partition(";t")[0]) == (304, '"heure";r=998')
    assert SendingCount.objects.get(sender=key.prefix).number == 2


def test_no_page_of_another_site_may_send_or_show_a_key(client: Client) -> None:
    flight = client.options(POST)
    assert (flight.status_code, flight["Allow"]) == (204, "POST, OPTIONS")
    assert not [name for name in flight.headers if name.startswith("Access-Control")]
    _key, secret = given()
    made = send(client, secret)
    followed = client.get(made["Location"], headers=shown(secret))
    for answer in (made, followed):
        assert "Access-Control-Allow-Origin" not in answer
    assert "Authorization" not in client.options("/api/v1/teams")["Access-Control-Allow-Headers"]
    for verb in ("get", "put", "delete"):
        answer = getattr(client, verb)(POST)
        problem(answer, 405)
        assert answer["Allow"] == "POST, OPTIONS"
    assert client.options(made["Location"])["Allow"] == "GET, HEAD, OPTIONS"


# --- Forwarding


def test_what_is_forwarded_is_an_enquiry_as_any_other_that_says_whence_it_comes(client: Client) -> None:
    key, secret = given()
    answer = send(client, secret)
    assert answer.status_code == 201
    enquiry = Enquiry.objects.get()
    assert answer.json() == {"number": enquiry.pk, "state": "en-attente"}
    assert answer["Location"].endswith(f"/api/v1/enquiries/{enquiry.pk}")
    assert answer["Cache-Control"] == "no-store"
    assert "Idempotency-Replayed" not in answer
    assert (enquiry.name, enquiry.commune and enquiry.commune.name) == ("Zoé Blanc", "Nîmes")
    assert (enquiry.forwarded_with, enquiry.consent_version) == (key, "1")
    line = Entry.objects.about(enquiry)[0]
    assert "venue de « Ville d'Alès »" in line.what
    assert line.who == "une personne, par le site d'un partenaire"
    assert line in Entry.objects.about(key)
    letter = Message.objects.of_kind("demande-recue").get()
    assert "Elle nous a été transmise par : Ville d'Alès." in letter.text


def test_a_signature_needs_its_organisation_and_a_meeting_may_be_for_someone(client: Client) -> None:
    _key, secret = given()
    sign = {**ASKED, "wish": "signer"}
    problem(send(client, secret, sign), 409, "organisation_name :")
    assert send(client, secret, {**sign, "organisation_name": "Les Amis"}).status_code == 201
    meet = {**ASKED, "wish": "rencontrer", "for_someone": True}
    assert send(client, secret, meet, "envoi-0002").status_code == 201
    assert list(Enquiry.objects.order_by("pk").values_list("organisation_name", "for_someone")) == [
        ("Les Amis", False),
        ("", True),
    ]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"consent": False}, 422, "consent"),
        ({"consent": 1}, 422, "consent"),
        ({"consent": "true"}, 422, "consent"),
        ({"consent": None}, 422, "consent"),
        ({"wish": "dormir"}, 422, "wish"),
        ({"words": "x" * 10_000}, 422, "words"),
        ({"name": 3}, 422, "name"),
        ({"mail": "x@exemple.fr"}, 422, "mail"),
        ({"commune": "Nîmes"}, 422, "commune"),
        ({"commune": "30999"}, 409, "commune : Aucune commune n'a le code « 30999 »"),
        ({"name": "  "}, 409, "name :"),
        ({"name": "Z\u0000"}, 409, "name : Ce texte contient des caractères invisibles"),
        ({"name": "\ud800"}, 422, "name"),
        ({"email": ""}, 409, "telephone : Donnez un téléphone ou une adresse"),
        ({"email": "pas une adresse"}, 409, "email :"),
        ({"telephone": "12"}, 409, "telephone :"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_written(
    client: Client, change: dict[str, Any], status: int, words: str
) -> None:
    _key, secret = given()
    problem(send(client, secret, {**ASKED, **change}), status, words)
    assert not Enquiry.objects.exists()
    assert not KeyedSending.objects.exists()
    assert not Message.objects.exists()
    # The token has served for nothing: it serves for what is corrected.
    assert send(client, secret).status_code == 201


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({"body": "{"}, 400, "n'est pas du JSON"),
        ({"body": b"\xff\xfe"}, 400, "n'est pas du JSON"),
        ({"body": "[" * 30_000}, 400, "n'est pas du JSON"),
        ({"body": " "}, 400, "n'est pas du JSON"),
        ({"body": "[]"}, 422, ""),
        ({"body": {**ASKED, "words": "x" * 40_000}}, 413, "trop long"),
        ({"content_type": "text/plain"}, 415, "application/json"),
        ({"token": None}, 400, "Il manque l'en-tête Idempotency-Key"),
        ({"token": "court"}, 400, "de 8 à 100"),
        ({"token": "x" * 101}, 400, "de 8 à 100"),
        ({"token": "avec des espaces"}, 400, "de 8 à 100"),
    ],
)
def test_what_is_no_sending_is_said_and_nothing_is_written(
    client: Client, options: dict[str, Any], status: int, words: str
) -> None:
    _key, secret = given()
    problem(send(client, secret, **options), status, words)
    assert not Enquiry.objects.exists()
    assert not KeyedSending.objects.exists()


# --- Once


def test_the_same_sending_is_answered_the_same_and_makes_one_enquiry(client: Client) -> None:
    _key, secret = given()
    first = send(client, secret)
    again = send(client, secret, json.dumps(dict(reversed(ASKED.items())), indent=2))
    assert again["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.content, again["Location"]) == (
        201,
        first.content,
        first["Location"],
    )
    assert Enquiry.objects.count() == 1
    problem(send(client, secret, {**ASKED, "name": "Léo"}), 422, "a déjà servi")
    assert Enquiry.objects.count() == 1
    assert "Zoé" not in str(list(KeyedSending.objects.values()))
    assert "exemple.fr" not in str(list(KeyedSending.objects.values()))
    _other, lyon = given(name="Lyon")
    assert send(client, lyon, {**ASKED, "name": "Léo"}).status_code == 201


def test_a_sending_that_is_being_done_is_said_so(client: Client) -> None:
    _key, secret = given()
    send(client, secret)
    KeyedSending.objects.update(done_at=None, began_at=timezone.now())
    answer = send(client, secret)
    told = problem(answer, 409, "en train d'être reçu")
    assert told["type"].endswith("/api/v1/#en-cours")
    assert answer["Retry-After"] == "2"


def test_a_sending_that_breaks_halfway_leaves_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_arguments: Any, **_named: Any) -> None:
        raise RuntimeError

    _key, secret = given()
    with monkeypatch.context() as patch:
        patch.setattr("maillage.api.v1.sending.finish_sending", breaks)
        client.raise_request_exception = False
        assert send(client, secret).status_code == 500
    assert not Enquiry.objects.exists()
    assert not KeyedSending.objects.exists()
    assert send(client, secret).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_make_one_enquiry(tmp_path: Path) -> None:
    _key, secret = given()
    with arena(tmp_path):
        statuses: list[int] = []
        met = race(*[lambda: statuses.append(send(Client(), secret).status_code)] * 2)
        assert met == [None, None]
        assert 201 in statuses
        assert set(statuses) <= {201, 409}
        assert Enquiry.objects.count() == 1
        assert send(Client(), secret)["Idempotency-Replayed"] == "true"


@pytest.mark.django_db(transaction=True)
def test_the_control_two_sendings_of_two_tokens_make_two(tmp_path: Path) -> None:
    _key, secret = given()
    with arena(tmp_path):
        tokens = iter(("envoi-0001", "envoi-0002"))
        sends: Callable[[], object] = lambda: send(Client(), secret, token=next(tokens))  # noqa: E731 - a rival
        assert race(sends, sends) == [None, None]
        assert Enquiry.objects.count() == 2


# --- Following


def test_one_follows_what_one_has_sent_and_nothing_else(client: Client) -> None:
    _key, secret = given()
    _other, lyon = given(name="Lyon")
    address = send(client, secret)["Location"]
    answer = client.get(address, headers=shown(secret))
    enquiry = Enquiry.objects.get()
    assert answer.json() == {"number": enquiry.pk, "state": "en-attente"}
    assert client.head(address, headers=shown(secret)).status_code == 200
    theirs = client.get(address, headers=shown(lyon))
    nothing = client.get(f"{POST}/999999", headers=shown(lyon))
    problem(theirs, 404)
    assert theirs.content == nothing.content
    problem(client.get(f"{POST}/0", headers=shown(secret)), 422)
    problem(client.get(f"{POST}/{10**30}", headers=shown(secret)), 422)
    withdraw_enquiry(enquiry, by=Author(at=timezone.now()))
    assert client.get(address, headers=shown(secret)).json()["state"] == "retiree"


@pytest.mark.django_db
def test_the_description_and_the_page_tell_how_to_send(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    post = told["paths"]["/api/v1/enquiries"]["post"]
    assert told["components"]["securitySchemes"]["cle"]["scheme"] == "bearer"
    assert post["security"] == [{"cle": []}]
    assert told["paths"]["/api/v1/teams"]["get"]["security"] == [{}, {"cle": []}]
    assert set(post["responses"]) >= {"201", "400", "401", "403", "409", "413", "415", "422", "429"}
    assert {"Location", "Idempotency-Replayed", "RateLimit"} <= set(post["responses"]["201"]["headers"])
    page = read(client, "/api/v1/")
    assert "curl http://localhost:8000/api/v1/enquiries" in page
    assert "une clé, que l'équipe nationale donne" in page.replace("\u2019", "'")


def test_the_example_of_the_description_is_heard(client: Client) -> None:
    _key, secret = given()
    told = client.get("/api/v1/openapi.json").json()
    example = told["paths"]["/api/v1/enquiries"]["post"]["requestBody"]["content"]["application/json"][
        "example"
    ]
    assert send(client, secret, {**example, "commune": "30007"}).status_code == 201
