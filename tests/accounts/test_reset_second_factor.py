"""The second factor of who lost everything: removed by an administrator who just gave theirs, or from the shell."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from config.command import main
from maillage.accounts.actors import METHODS, METHODS_OF, Actor, Hat, confirmed_again
from maillage.accounts.models import Entry, User
from maillage.accounts.operations import erase_person, reset_second_factor
from maillage.accounts.permissions import gifts
from maillage.accounts.roles import GRANTED, Right, Role
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.territory.perimeter import FRANCE, Perimeter
from tests.accounts.entering import (
    HOME,
    SECOND,
    come_in,
    equip,
    letters,
    recovery_codes,
    shown_by_the_application,
)
from tests.accounts.people import enter, give, nobody_special, person, sign_in
from tests.accounts.rivals import arena, meeting, race
from tests.cast import Cast, date, instant
from tests.portal.reading import read, words
from tests.sending import send

pytestmark = pytest.mark.django_db
BY = Author(at=instant(2017, 6, 1), role="maison", source="essai")
REASON = "téléphone volé, appelée au numéro du bureau"


def address(user: User) -> str:
    return f"/personnes/{user.pk}/second-facteur/"


def confirmed(client: Client, *, ago: int = 0, again: bool = True) -> Client:
    """Make a session one whose person gave their second factor, some seconds ago."""
    session = client.session
    session[METHODS] = [{"method": "mfa", "at": time.time() - ago, "reauthenticated": again}]
    session.save()
    return client


def administrator(client: Client, name: str = "Anne Martin") -> Client:
    """Sign in an administrator who has just given their second factor once more."""
    sign_in(client, Role.ADMINISTRATOR, name=name)
    return confirmed(client)


@pytest.fixture
def lost() -> User:
    """Return an officer who has a second factor, and lost it."""
    user = person("Aïcha Benali", Role.OFFICER)
    equip(user)
    return user


def said(answer: Any) -> str:
    return words(answer.content.decode())


def test_an_administrator_removes_it_with_a_reason(client: Client, lost: User) -> None:
    administrator(client)
    sheet = read(client, f"/personnes/{lost.pk}/")
    assert "Retirer son second facteur" in sheet
    page = read(client, address(lost))
    assert "Retirer le second facteur de Aïcha Benali" in page
    assert "un courriel ne suffit pas" in page
    answer = send(client, address(lost), {"reason": REASON})
    assert (answer.status_code, answer["Location"]) == (303, f"/personnes/{lost.pk}/")
    assert "Le second facteur est retiré" in read(client, f"/personnes/{lost.pk}/")
    assert not Authenticator.objects.filter(user=lost).exists()
    entry = Entry.objects.about(lost)[0]
    assert entry.what == "a retiré le second facteur de Aïcha Benali, qui avait tout perdu"
    assert (entry.why, entry.role, str(entry.user)) == (REASON, Role.ADMINISTRATOR, "Anne Martin")
    assert entry.said == {"person": ["accounts.user", lost.pk]}, "a number, since a person may be erased"


def test_the_person_is_told_by_whom_and_why(lost: User) -> None:
    by = Author(at=BY.at, user=person("Anne Martin", Role.ADMINISTRATOR), role=Role.ADMINISTRATOR)
    reset_second_factor(lost, reason=REASON, by=by)
    (letter,) = letters(lost.email)
    assert (letter.subject, letter.kind) == ("Votre second facteur a été retiré", "securite-du-compte")
    assert "Bonjour Aïcha Benali," in letter.text
    assert "Anne Martin a retiré le second facteur de votre compte" in letter.text
    assert f"Motif : {REASON}" in letter.text
    assert "/compte/second-facteur/" in letter.text
    assert "Appelez tout de suite le" in letter.text


def test_all_sessions_are_closed_and_the_roles_that_decide_wait_again(lost: User) -> None:
    Authenticator.objects.filter(user=lost).delete()
    secret = equip(lost)
    listed, unlisted = Client(), Client()
    come_in(listed, lost)
    listed.post(SECOND, {"code": shown_by_the_application(secret)})
    enter(unlisted, lost)
    for client in (listed, unlisted):
        assert client.get("/dossiers/").status_code == 200
    UserSession.objects.filter(session_key=unlisted.session.session_key).delete()
    reset_second_factor(lost, reason=REASON, by=BY)
    for client in (listed, unlisted):
        assert client.get("/dossiers/")["Location"].startswith("/connexion/")
    assert not UserSession.objects.filter(user=lost).exists()
    again = Client()
    assert come_in(again, lost)["Location"] == HOME, "no second factor is asked of who has none"
    assert again.get("/dossiers/").status_code == 404
    assert "attend le second facteur" in read(again, "/compte/")


def test_codes_of_before_no_longer_serve(client: Client, lost: User) -> None:
    code = recovery_codes(lost)[0]
    waiting = Client()
    assert come_in(waiting, lost)["Location"] == SECOND, "half-way in"
    reset_second_factor(lost, reason=REASON, by=BY)
    waiting.post(SECOND, {"code": code})
    assert waiting.get("/compte/").status_code == 302
    come_in(client, lost)
    equip(lost)
    assert code not in recovery_codes(lost)


# --- Who may not


@pytest.mark.parametrize(("ago", "again"), [(16 * 60, True), (0, False)])
def test_who_has_not_just_given_their_own_gives_it_first(
    client: Client,
    lost: User,
    ago: int,
    again: bool,  # noqa: FBT001 - a case of the test
) -> None:
    administrator(client)
    confirmed(client, ago=ago, again=again)
    there = f"/compte/second-facteur/donner/?next=%2Fpersonnes%2F{lost.pk}%2Fsecond-facteur%2F"
    assert client.get(address(lost))["Location"] == there
    assert send(client, address(lost), {"reason": REASON})["Location"] == there
    assert Authenticator.objects.filter(user=lost).exists()


def test_the_second_factor_is_given_then_the_page_opens(client: Client, lost: User) -> None:
    anne = person("Anne Martin", Role.ADMINISTRATOR)
    secret = equip(anne)
    come_in(client, anne)
    client.post(SECOND, {"code": shown_by_the_application(secret, steps=-1)})
    asked = client.get(client.get(address(lost))["Location"])
    answer = client.post(asked["Location"], {"code": shown_by_the_application(secret)})
    assert answer["Location"] == address(lost)
    assert client.get(address(lost)).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_may(client: Client, cast: Cast, lost: User, role: Role) -> None:
    gard = Perimeter("cooperation", cast.gard.slug)
    perimeters = {
        Role.ANIMATOR: gard,
        Role.MEMBER: gard,
        Role.CARRIER: Perimeter("porteur", cast.ccas.slug),
        Role.SUPPORT: Perimeter("equipe", cast.tilleul.slug),
        Role.LEAD: Perimeter("equipe", cast.tilleul.slug),
    }
    perimeter = perimeters.get(role, FRANCE)
    give(lost, Role.MEMBER, gard)  # the animator sees the person, and may not for all that
    sign_in(client, role, perimeter)
    confirmed(client)
    assert client.get(address(lost)).status_code == 404
    assert send(client, address(lost), {"reason": REASON}).status_code == 404
    assert Authenticator.objects.filter(user=lost).exists()
    assert "Retirer son second facteur" not in said(client.get(f"/personnes/{lost.pk}/"))


def test_what_somebody_else_confirmed_in_this_browser_confirms_nothing(client: Client) -> None:
    administrator(client)
    assert confirmed_again(client.session, at=timezone.now())
    session = client.session
    session[METHODS_OF] = "0"
    assert not confirmed_again(session, at=timezone.now())


def test_an_administrator_without_a_second_factor_may_not(client: Client, lost: User) -> None:
    sign_in(client, Role.ADMINISTRATOR, strong=False)
    assert client.get(address(lost)).status_code == 404


def test_nobody_removes_their_own(client: Client) -> None:
    administrator(client)
    anne = nobody_special("Anne Martin")
    equip(anne)
    assert "Retirer son second facteur" not in read(client, f"/personnes/{anne.pk}/")
    answer = send(client, address(anne), {"reason": REASON})
    assert answer.status_code == 409
    assert "Votre propre second facteur se change depuis « Mon compte »." in said(answer)
    assert Authenticator.objects.filter(user=anne).exists()
    assert letters(anne.email) == []


def test_who_has_none_and_who_is_gone_have_nothing_to_lose(client: Client, lost: User) -> None:
    administrator(client)
    bare = person("Paul Aubert", Role.OFFICER)
    answer = send(client, address(bare), {"reason": REASON})
    assert answer.status_code == 409
    assert "Paul Aubert n'a pas de second facteur : il n'y a rien à retirer." in said(answer)
    erase_person(lost, on=date(2017, 6, 1), reason="à sa demande", by=BY)
    assert client.get(address(lost)).status_code == 404
    with pytest.raises(Refused, match="a été retirée du registre"):
        reset_second_factor(lost, reason=REASON, by=BY)


def test_a_reason_is_asked(client: Client, lost: User) -> None:
    administrator(client)
    answer = send(client, address(lost), {"reason": " "})
    assert answer.status_code == 422
    assert Authenticator.objects.filter(user=lost).exists()


def test_the_right_is_of_administrators_alone_and_nobody_else_gives_their_role() -> None:
    assert GRANTED[Right.RESET_FACTOR] == {Role.ADMINISTRATOR}
    for role in set(Role) - {Role.ADMINISTRATOR}:
        hat = Hat(grant=1, role=role, perimeter=FRANCE)
        assert not any(given == Role.ADMINISTRATOR for given, _kind in gifts(Actor(hats=(hat,))))


# --- Two administrators at once


def removing(user: User) -> Callable[[], None]:
    return lambda: reset_second_factor(user, reason=REASON, by=BY)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two hands reach the removal together."""
    original, together = QuerySet.delete, meeting(lambda: None)

    def delete(self: Any) -> Any:
        if self.model is Authenticator:
            together()
        return original(self)

    monkeypatch.setattr(QuerySet, "delete", delete)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_once")
def test_of_two_hands_at_once_one_is_told(tmp_path: Path, lost: User) -> None:
    with arena(tmp_path):
        met = race(removing(lost), removing(lost))
        assert [type(refusal) for refusal in met if refusal] == [Refused]
        assert len(letters(lost.email)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_once")
def test_without_the_lock_the_person_would_be_told_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: User
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: its transactions are the lock")
    original = QuerySet.select_for_update

    def unlocked(self: Any, **how: Any) -> Any:
        return self if self.model is User else original(self, **how)

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    with arena(tmp_path):
        assert race(removing(lost), removing(lost)) == [None, None]
        assert len(letters(lost.email)) == 2


# --- From the shell


def run(email: str, reason: str = REASON) -> str:
    out = io.StringIO()
    call_command("reset-second-factor", email, reason=reason, stdout=out)
    return out.getvalue()


def test_the_last_administrator_comes_back_by_the_shell() -> None:
    anne = person("Anne Martin", Role.ADMINISTRATOR)
    equip(anne)
    assert "Le second facteur de Anne Martin est retiré" in run(" ANNE-MARTIN@exemple.fr ")
    assert not Authenticator.objects.filter(user=anne).exists()
    entry = Entry.objects.about(anne)[0]
    assert (entry.user, entry.role, entry.why) == (None, "maison", REASON)
    assert "L'équipe qui tient le site a retiré le second facteur" in letters(anne.email)[-1].text


@pytest.mark.parametrize(
    ("email", "reason", "sentence"),
    [
        ("personne@exemple.fr", REASON, "Personne n'a de compte à l'adresse personne@exemple.fr"),
        ("anne-martin@exemple.fr", " ", "Dites pourquoi"),
        ("anne-martin@exemple.fr", REASON, "n'a pas de second facteur"),
    ],
)
def test_the_shell_refuses_with_a_sentence(email: str, reason: str, sentence: str) -> None:
    person("Anne Martin", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match=sentence):
        run(email, reason)


@pytest.mark.usefixtures("commands_keep_the_connection")
def test_the_command_is_called_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reset-second-factor", "personne@exemple.fr", "--reason", "perdu"]) == 1
    assert "Personne n'a de compte" in capsys.readouterr().err
    assert main(["reset-second-factor", "personne@exemple.fr"]) == 2
