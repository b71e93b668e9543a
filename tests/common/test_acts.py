"""Sending a form: once, whole or not at all, and nothing of what was typed is lost."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from maillage.accounts.models import User
from maillage.common import acts
from maillage.common.forms import Amount, Day
from maillage.common.models import Draft, Message, Submission
from tests.accounts.people import enter, nobody_special
from tests.common.acting import Note, acting, create_note
from tests.racing import race
from tests.sending import new_token, send, token_of

__all__ = ["acting"]  # a fixture
pytestmark = [
    pytest.mark.urls("tests.common.acting"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("acting"),
]

NOTE = {"title": "Réunion", "text": "Nous étions sept.", "day": "25/11/2016", "version": "1"}


@pytest.fixture
def note(db: None) -> Note:  # noqa: ARG001 - asked for, for its effect
    return create_note()


@pytest.fixture
def anne(client: Client) -> User:
    return enter(client, nobody_special("Anne Martin"))


def seen(response: Any) -> str:
    """Return the words of a page, in one line, fixed spaces made plain."""
    return re.sub(r"\s+", " ", unescape(strip_tags(response.content.decode()))).strip()


def test_a_form_is_carried_out_then_leads_on_with_a_sentence(client: Client, note: Note, anne: User) -> None:
    response = client.get("/note/")
    assert response.status_code == 200
    assert 'value="Réunion"' in response.content.decode()
    sent = send(client, "/note/", NOTE, token=token_of(response))
    assert (sent.status_code, sent["Location"]) == (303, "/fait/2/")
    note.refresh_from_db()
    assert (note.text, note.version, note.saved_by_id) == ("Nous étions sept.", 2, anne.pk)
    assert "La note « Réunion » est enregistrée." in seen(client.get("/messages/"))
    submission = Submission.objects.get()
    assert (submission.user_id, submission.path, submission.answer) == (anne.pk, "/note/", "/fait/2/")


@pytest.mark.usefixtures("anne")
def test_a_form_sent_again_is_carried_out_once_and_leads_to_the_same_page(client: Client, note: Note) -> None:
    token = new_token()
    first = send(client, "/note/", NOTE, token=token)
    second = send(client, "/note/", NOTE, token=token)
    assert second.status_code == 303
    assert second["Location"] == first["Location"]
    note.refresh_from_db()
    assert note.version == 2
    assert Message.objects.count() == 1
    assert "C'était déjà enregistré : rien n'a été fait deux fois." in seen(client.get("/messages/")).replace(
        "&#x27;", "'"
    )


@pytest.mark.usefixtures("note", "anne")
def test_other_answers_under_a_used_token_are_shown_again_not_lost(client: Client) -> None:
    token = new_token()
    send(client, "/note/", NOTE, token=token)
    again = send(client, "/note/", {**NOTE, "text": "Nous étions huit."}, token=token)
    assert again.status_code == 409
    assert "Cette page a déjà été envoyée avec d'autres réponses" in seen(again)
    assert "Nous étions huit." in seen(again)
    assert token_of(again) != token


@pytest.mark.usefixtures("note", "anne")
def test_the_token_of_someone_else_tells_nothing(client: Client) -> None:
    token = new_token()
    send(client, "/note/", NOTE, token=token)
    other = Client()
    enter(other, nobody_special("Paul Petit"))
    answer = send(other, "/note/", NOTE, token=token)
    assert answer.status_code == 409
    assert "Location" not in answer


@pytest.mark.parametrize("token", ["", "court", "x" * 65, "é" * 20, "a b" * 10])
@pytest.mark.usefixtures("anne")
def test_a_form_without_a_token_of_ours_is_shown_again(client: Client, note: Note, token: str) -> None:
    response = client.post("/note/", {**NOTE, "form_token": token})
    assert response.status_code == 422
    assert "La page a été ouverte d'une façon inattendue" in seen(response)
    assert "Nous étions sept." in seen(response)
    note.refresh_from_db()
    assert note.version == 1


@pytest.mark.usefixtures("note", "anne")
def test_an_invalid_form_keeps_what_was_typed(client: Client) -> None:
    response = send(client, "/note/", {**NOTE, "title": "", "day": "31/02/2016"})
    assert response.status_code == 422
    words = seen(response)
    assert "Il reste quelque chose à corriger" in words
    assert "Titre : Écrivez quelques mots ici." in words
    assert "Nous étions sept." in words
    assert 'value="31/02/2016"' in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.usefixtures("note", "anne")
def test_a_refusal_leaves_nothing_and_the_token_may_serve_again(client: Client) -> None:
    token = new_token()
    refused = send(client, "/note/", {**NOTE, "title": "Interdit"}, token=token)
    assert refused.status_code == 409
    assert "Ce titre est réservé : choisissez-en un autre." in seen(refused)
    assert not Submission.objects.exists()
    assert not Message.objects.exists()
    assert send(client, "/note/", NOTE, token=token).status_code == 303


@pytest.mark.usefixtures("note", "anne")
def test_a_form_that_its_first_sending_made_invalid_leads_to_its_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = new_token()
    send(client, "/note/", NOTE, token=token)
    monkeypatch.setattr("tests.common.acting.NoteForm.is_valid", lambda _form: False)
    assert send(client, "/note/", NOTE, token=token)["Location"] == "/fait/2/"


def test_whoever_has_no_account_sends_once_too_and_keeps_no_draft(client: Client) -> None:
    page = client.get("/public/")
    token = token_of(page)
    assert "draft_key" not in page.content.decode()
    assert "Garder le brouillon" not in seen(page)
    for _ in range(2):
        assert send(client, "/public/", {"name": "Zoé"}, token=token)["Location"] == "/fait/1/"
    assert Message.objects.count() == 1
    assert Submission.objects.get().user is None


@pytest.mark.usefixtures("anne")
def test_two_texts_are_shown_side_by_side_and_mine_may_go_on_top(client: Client, note: Note) -> None:
    paul = Client()
    enter(paul, nobody_special("Paul Petit"))
    send(paul, "/note/", {**NOTE, "text": "Nous étions huit.", "day": "2016-11-24"})
    met = send(client, "/note/", NOTE)
    assert met.status_code == 409
    words = seen(met)
    assert "Deux textes pour la même fiche" in words
    assert "Paul Petit a enregistré cette fiche pendant que vous écriviez." in words
    assert "Nous étions sept." in words
    assert "Texte, dans la fiche Nous étions huit." in words
    assert "Jour, dans la fiche 24 novembre 2016" in words
    assert "Titre, dans la fiche" not in words  # the same on both sides
    assert 'name="version" value="2"' in met.content.decode()
    assert send(client, "/note/", {**NOTE, "version": "2"}, token=token_of(met)).status_code == 303
    note.refresh_from_db()
    assert (note.text, note.version) == ("Nous étions sept.", 3)


@pytest.mark.usefixtures("note", "anne")
def test_a_form_that_lost_its_version_is_a_conflict(client: Client) -> None:
    assert send(client, "/note/", {**NOTE, "version": ""}).status_code == 409
    assert "Quelqu'un a enregistré cette fiche" in seen(send(client, "/note/", {**NOTE, "version": "9"}))


class ShownForm(forms.Form):
    """Ask for what a conflict shows in words."""

    agreed = forms.BooleanField()
    kind = forms.ChoiceField(choices=[("Familles", [("a", "Visites")]), ("b", "Appels")])
    amount = Amount()
    day = Day()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("agreed", True, "oui"),
        ("agreed", False, "non"),
        ("kind", "a", "Visites"),
        ("kind", "z", "z"),
        ("amount", 1250, "12,50"),
        ("amount", None, ""),
        ("day", dt.date(2016, 11, 1), "1er\u00a0novembre 2016"),
    ],
)
def test_what_the_other_wrote_is_shown_in_words(name: str, value: object, words: str) -> None:
    assert acts._shown(ShownForm()[name], value) == words


@pytest.mark.usefixtures("note", "anne")
def test_taking_the_text_of_the_other_forgets_my_draft(client: Client) -> None:
    client.post("/brouillons/", {**NOTE, "draft_key": "note:1"})
    Note.objects.update(version=2)
    met = send(client, "/note/", NOTE)
    assert 'name="draft_forget"' in met.content.decode()
    back = client.post(
        "/brouillons/", {**NOTE, "draft_key": "note:1", "draft_next": "/note/", "draft_forget": "1"}
    )
    assert back["Location"] == "/note/"
    assert "Nous étions six." in seen(client.get("/note/"))


def twice(database: Path, tokens: Callable[[], str]) -> tuple[list[str], int]:
    """Send the public form twice at once; return where each was led, and how many messages were written."""
    answers: list[str] = []
    counts: list[int] = []

    def act() -> None:
        answers.append(send(Client(), "/public/", {"name": "Zoé"}, token=tokens())["Location"])
        counts.append(Message.objects.count())

    assert race(act, database) == [None, None]
    return answers, max(counts)


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_at_once_one_is_carried_out(tmp_path: Path) -> None:
    token = new_token()
    assert twice(tmp_path / "race.sqlite3", lambda: token) == (["/fait/1/", "/fait/1/"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_look_before_acting_would_not_be_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = new_token()
    both_looked = threading.Barrier(2, timeout=5)
    once = acts._once

    def looked_first(request: HttpRequest, token: str, *arguments: Any) -> Any:
        used = Submission.objects.filter(token=token).exists()
        both_looked.wait()
        assert not used
        return once(request, new_token(), *arguments)  # not the token that the base refuses twice

    monkeypatch.setattr(acts, "_once", looked_first)
    assert twice(tmp_path / "race.sqlite3", lambda: token)[1] == 2


@pytest.mark.usefixtures("note", "anne")
def test_a_draft_is_kept_shown_again_and_gone_once_sent(client: Client) -> None:
    typed = {**NOTE, "text": "Nous étions neuf", "draft_key": "note:1", "draft_next": "/note/"}
    kept = client.post("/brouillons/", typed, follow=True)
    assert kept.redirect_chain == [("/note/", 303)]
    words = seen(kept)
    assert re.search(r"Brouillon gardé à \d{1,2} h( \d\d)?\.", words)
    assert re.search(r"Votre brouillon du .+ à .+ est repris ici\.", words)
    assert "Nous étions neuf" in words
    assert "Oublier le brouillon" in words
    assert Draft.objects.get().data == {name: [typed[name]] for name in NOTE}
    # Nobody else sees it.
    other = Client()
    enter(other, nobody_special("Paul Petit"))
    assert "Nous étions neuf" not in seen(other.get("/note/"))
    token = token_of(kept)
    send(client, "/note/", NOTE, token=token)
    assert not Draft.objects.exists()
    # A keeping that arrives after the sending keeps nothing.
    late = client.post("/brouillons/", {**typed, "form_token": token}, headers={"HX-Request": "true"})
    assert (late.status_code, late.content) == (200, b"")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("anne")
def test_the_line_of_a_draft_says_the_hour(client: Client) -> None:
    answer = client.post("/brouillons/", {"draft_key": "k", "a": "b\0c"}, headers={"HX-Request": "true"})
    assert re.fullmatch(r"Brouillon gardé le .+ à .+\.", seen(answer))
    assert Draft.objects.get().data == {"a": ["bc"]}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"draft_key": "k", "a": "x" * 100_001}, "Ce brouillon dépasse 100 ko"),
        ({"draft_key": "", "a": "x"}, "n'a pas de formulaire connu"),
        ({"draft_key": "k" * 201, "a": "x"}, "n'a pas de formulaire connu"),
    ],
)
@pytest.mark.usefixtures("anne")
def test_a_draft_that_is_not_kept_says_why(client: Client, sent: dict[str, str], sentence: str) -> None:
    line = client.post("/brouillons/", sent, headers={"HX-Request": "true"})
    assert sentence in seen(line)
    page = client.post("/brouillons/", sent)
    assert page.status_code == 422
    assert sentence in seen(page)
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("anne")
def test_a_key_that_no_keyboard_types_is_no_key(client: Client) -> None:
    assert client.post("/brouillons/", {"draft_key": "\x00", "a": "b"}).status_code == 422
    forgotten = client.post("/brouillons/", {"draft_key": "\x00", "draft_forget": "1"})
    assert (forgotten.status_code, Draft.objects.exists()) == (303, False)


def test_a_person_keeps_a_hundred_drafts_at_most(client: Client, anne: User) -> None:
    Draft.objects.bulk_create([Draft(user=anne, key=f"k{n}", updated_at=timezone.now()) for n in range(100)])
    assert "Vous avez déjà 100 brouillons" in seen(
        client.post("/brouillons/", {"draft_key": "new", "a": "b"})
    )
    assert client.post("/brouillons/", {"draft_key": "k0", "a": "b"}).status_code == 303


@pytest.mark.parametrize(
    "elsewhere", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""]
)
@pytest.mark.usefixtures("anne")
def test_keeping_a_draft_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    answer = client.post("/brouillons/", {"draft_key": "k", "a": "b", "draft_next": elsewhere})
    assert answer["Location"] == "/"


@pytest.mark.usefixtures("note", "anne")
def test_a_draft_keeps_no_file_and_says_so(client: Client) -> None:
    sent = {
        "draft_key": "note:1",
        "draft_next": "/note/",
        "a": "b",
        "file": SimpleUploadedFile("a.txt", b"x"),
    }
    assert "Les fichiers joints ne se gardent pas" in seen(client.post("/brouillons/", sent, follow=True))
    assert Draft.objects.get().data == {"a": ["b"]}


@pytest.mark.usefixtures("anne")
def test_drafts_are_for_those_who_signed_in_and_change_nothing_when_read(client: Client) -> None:
    assert client.get("/brouillons/").status_code == 405
    assert Client().post("/brouillons/", {"draft_key": "k", "a": "b"}).status_code == 302
    assert not Draft.objects.exists()
