"""The outbox: written with the act, sent once by the worker through a real mail server, logged."""

import datetime as dt
import io
import signal
import socket
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import Client
from django.utils.html import strip_tags

from maillage.common import mail, posting
from maillage.common.errors import Refused
from maillage.common.mail import Batch, Recipient, To, queue
from maillage.common.models import Message, Unsubscription
from tests.accounts.people import nobody_special
from tests.common.letterbox import Letterbox, letterbox
from tests.racing import race

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 3, 9, 30, tzinfo=dt.UTC)
ANNE = To(email="anne@exemple.fr", name="Anne Béranger, secrétaire")


def letter(to: To = ANNE, **changes: Any) -> Message | None:
    """Write a message."""
    said: dict[str, Any] = {
        "subject": "Votre dossier est complet",
        "text": "Bonjour Anne,\n\nLe comité se réunit le 12 janvier.",
        "kind": "signature-deposee",
        "because": "Vous recevez ce message parce que vous avez déposé un dossier.",
        "at": NOW,
    }
    return queue(to, **{**said, **changes})


class Clock:
    """Tell a time that the test chooses."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.at

    def passes(self, **much: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def box(settings: Any) -> Iterator[Letterbox]:
    with letterbox() as opened:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", opened.port
        settings.EMAIL_TIMEOUT = 5
        settings.MAIL_READY = True
        settings.SITE_URL = "https://reseau.exemple.fr"
        settings.DEFAULT_FROM_EMAIL = "Réseau <reseau@exemple.fr>"
        yield opened


def test_a_message_is_sent_once_with_its_reason(box: Letterbox, clock: Clock) -> None:
    letter()
    assert posting.send_due(clock) == 1
    assert posting.send_due(clock) == 0
    (got,) = box.letters
    assert got["Subject"] == "Votre dossier est complet"
    assert got["To"].addresses[0].display_name == "Anne Béranger, secrétaire"
    assert got["To"].addresses[0].addr_spec == "anne@exemple.fr"
    assert got["From"].addresses[0].addr_spec == "reseau@exemple.fr"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Unsubscribe"] is None
    assert got.get_content_type() == "text/plain"
    words = got.get_content()
    assert "Le comité se réunit le 12 janvier." in words
    assert words.rstrip().endswith("parce que vous avez déposé un dossier.")
    kept = Message.objects.get()
    assert (kept.state, kept.sent_at, kept.attempts) == ("sent", NOW, 1)
    assert got["Message-ID"] == kept.message_id
    assert kept.message_id.endswith("@reseau.exemple.fr>")


@pytest.mark.usefixtures("box")
def test_a_message_for_later_waits(clock: Clock) -> None:
    letter(at=NOW + dt.timedelta(hours=1))
    assert posting.send_due(clock) == 0
    clock.passes(hours=1)
    assert posting.send_due(clock) == 1


def test_the_same_key_is_written_once() -> None:
    assert letter(key="confirmation:2026:12") is not None
    assert letter(key="confirmation:2026:12") is None
    assert letter(key="confirmation:2027:12") is not None
    assert letter() is not None
    assert letter() is not None
    assert Message.objects.count() == 4


def test_another_fault_of_the_base_is_not_taken_for_a_message_written_before() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        letter(To(email="anne@exemple.fr", user_id=1), key="k", at=None)


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_key_write_one_message(tmp_path: Path) -> None:
    counts: list[int] = []

    def act() -> None:
        letter(key="une-fois")
        counts.append(Message.objects.count())

    assert race(act, tmp_path / "race.sqlite3") == [None, None]
    assert max(counts) == 1


def test_what_is_undone_writes_to_nobody(box: Letterbox, clock: Clock) -> None:
    def refused() -> None:
        with transaction.atomic():
            letter()
            raise Refused("Non.")

    with pytest.raises(Refused):
        refused()
    assert posting.send_due(clock) == 0
    assert box.letters == []


def test_a_server_that_asks_to_come_back_is_tried_again_later_and_later(box: Letterbox, clock: Clock) -> None:
    letter()
    box.answers = ["451 4.3.0 Revenez plus tard"] * 3
    assert posting.send_due(clock) == 0
    kept = Message.objects.get()
    assert (kept.state, kept.last_error) == ("retried", "451 4.3.0 Revenez plus tard")
    name = kept.message_id
    for minutes in (1, 5, 30):
        clock.passes(minutes=minutes, seconds=-1)
        assert posting.send_due(clock) == 0
        clock.passes(seconds=1)
        sent = posting.send_due(clock)
    assert sent == 1
    kept.refresh_from_db()
    assert (kept.state, kept.attempts, kept.message_id, kept.last_error) == ("sent", 4, name, "")
    assert [got["Message-ID"] for got in box.letters] == [name]


def test_after_five_more_tries_a_message_is_given_up(box: Letterbox, clock: Clock) -> None:
    letter()
    box.answers = ["451 Plus tard"] * 9
    for _ in range(6):
        posting.send_due(clock)
        clock.passes(hours=12)
    kept = Message.objects.get()
    assert (kept.state, kept.attempts, kept.last_error) == ("failed", 6, "451 Plus tard")
    assert posting.send_due(clock) == 0
    assert len(box.answers) == 3


def test_a_refusal_for_good_is_not_tried_again_and_keeps_its_reason(box: Letterbox, clock: Clock) -> None:
    letter()
    letter(To(email="paul@exemple.fr"))
    box.refused = {"anne@exemple.fr": "550 5.1.1 Boîte inconnue".encode("ascii", "replace").decode()}
    assert posting.send_due(clock) == 1
    kept = Message.objects.get(to_email="anne@exemple.fr")
    assert kept.state == "failed"
    assert kept.last_error.startswith("550 5.1.1 Bo")
    assert [got["To"] for got in box.letters] == ["paul@exemple.fr"]


@pytest.mark.parametrize(("answer", "state"), [("554 Indésirable", "failed"), ("452 Plein", "retried")])
def test_a_refusal_of_the_text_counts_by_its_code(
    box: Letterbox, clock: Clock, answer: str, state: str
) -> None:
    letter()
    box.answers = [answer.encode("ascii", "replace").decode()]
    posting.send_due(clock)
    assert Message.objects.get().state == state


def test_an_addressee_put_off_is_tried_again(box: Letterbox, clock: Clock) -> None:
    letter()
    box.refused = {"anne@exemple.fr": "450 Liste grise"}
    posting.send_due(clock)
    assert Message.objects.get().state == "retried"


def test_a_claim_left_by_a_dead_worker_is_taken_back_under_the_same_name(
    box: Letterbox, clock: Clock
) -> None:
    letter()
    dead = posting.claim(clock())  # killed here
    assert dead is not None
    clock.passes(minutes=9)
    assert posting.send_due(clock) == 0
    clock.passes(minutes=2)
    assert posting.send_due(clock) == 1
    assert [got["Message-ID"] for got in box.letters] == [dead.message_id]
    # The dead worker was only slow: what it says then counts no more.
    posting._settle(dead, failed_at=clock(), last_error="trop tard")
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_messages(tmp_path: Path) -> None:
    letter()
    letter(To(email="paul@exemple.fr"))
    taken: list[int] = []

    def act() -> None:
        while message := posting.claim(NOW):
            taken.append(message.pk)

    assert race(act, tmp_path / "race.sqlite3") == [None, None]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 2


def test_a_server_that_does_not_answer_costs_no_try_and_says_so(
    box: Letterbox, clock: Clock, settings: Any
) -> None:
    letter()
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
    assert posting.send_due(clock) == 0
    kept = Message.objects.get()
    assert (kept.state, kept.attempts) == ("waiting", 0)
    assert kept.last_error.startswith("Le serveur de courrier ne répond pas\u00a0: ")
    settings.EMAIL_PORT = box.port
    assert posting.send_due(clock) == 1


def test_a_server_that_hangs_up_is_called_again(box: Letterbox, clock: Clock) -> None:
    for name in ("un", "deux"):
        letter(To(email=f"{name}@exemple.fr"))
    box.answers = ["421 Au revoir"]
    assert posting.send_due(clock) == 1
    clock.passes(minutes=1)
    assert posting.send_due(clock) == 1


def test_without_a_server_messages_wait(clock: Clock, settings: Any) -> None:
    settings.MAIL_READY = False
    letter()
    assert posting.send_due(clock) == 0
    assert Message.objects.get().state == "waiting"


def test_whoever_closed_their_account_gets_nothing(box: Letterbox, clock: Clock) -> None:
    anne = nobody_special("Anne Martin")
    letter(To(email=anne.email, user_id=anne.pk))
    anne.is_active = False
    anne.save()
    assert posting.send_due(clock) == 0
    assert Message.objects.get().last_error == "Cette personne n'a plus de compte."
    assert box.letters == []


def test_the_text_of_a_code_is_erased_once_sent(box: Letterbox, clock: Clock) -> None:
    letter(kind="code-connexion", text="Votre code : 123 456")
    posting.send_due(clock)
    assert "123 456" in box.letters[0].get_content()
    assert Message.objects.get().text == ""


@pytest.mark.usefixtures("box")
def test_a_worker_that_is_stopped_leaves_the_rest(clock: Clock) -> None:
    letter()
    assert posting.send_due(clock, stopping=lambda: True) == 0
    assert Message.objects.get().attempts == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Bonjour\nBcc: tous@exemple.fr"},
        {"subject": "Bonjour\r\n"},
        {"to": To(email="anne@exemple.fr", name="Anne\nBcc: x@exemple.fr")},
        {"to": To(email="anne@exemple.fr\nBcc: x@exemple.fr")},
        {"to": To(email="anne")},
        {"because": " "},
    ],
)
def test_a_message_that_could_say_more_than_it_shows_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        letter(**changes)
    assert not Message.objects.exists()


def test_a_digest_says_how_to_stop_it_and_one_click_stops_it(
    box: Letterbox, clock: Clock, client: Client
) -> None:
    letter(kind="resume-hebdomadaire")
    waiting = letter(kind="resume-hebdomadaire", at=NOW + dt.timedelta(days=7))
    posting.send_due(clock)
    (got,) = box.letters
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = got["List-Unsubscribe"].replace("\n", "").replace(" ", "").strip("<>")
    assert link in got.get_content()
    path = link.removeprefix("https://reseau.exemple.fr")
    page = client.get(path)
    assert "anne@exemple.fr ne recevra plus le résumé de la semaine" in page.content.decode()
    assert not Unsubscription.objects.exists()  # a mail scanner opened the link: nothing changed
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        done = strict.post(path, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "C'est fait." in done.content.decode()) == (200, True)
    assert Unsubscription.objects.get().kind == "resume"
    assert waiting is not None
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert letter(kind="resume-hebdomadaire") is None
    assert letter() is not None  # what is needed still comes
    assert "recevra à nouveau" in strict.post(path, {"reprendre": "1"}).content.decode()
    assert letter(kind="resume-hebdomadaire") is not None


@pytest.mark.parametrize("token", ["x", "a.b.c", ".."])
def test_a_forged_link_stops_nothing(client: Client, token: str) -> None:
    answer = client.post(f"/desabonnement/{token}/")
    assert answer.status_code == 404
    assert "Ce lien n'est pas complet" in answer.content.decode().replace("&#x27;", "'")
    assert not Unsubscription.objects.exists()


def test_a_batch_is_counted_and_written_once_each() -> None:
    people = (("anne", "2026:1"), ("paul", "2026:2"))
    batch = Batch(
        kind="campagne-confirmation",
        subject="Votre équipe vit-elle toujours ?",
        recipients=tuple(
            Recipient(
                to=To(email=f"{name}@exemple.fr"),
                text=f"Bonjour {name}",
                because="Vous êtes référent.",
                key=key,
            )
            for name, key in people
        ),
    )
    assert len(batch) == 2
    assert batch.sample is not None
    assert batch.sample.text == "Bonjour anne"
    assert batch.queue_all(at=NOW) == 2
    assert batch.queue_all(at=NOW) == 0
    assert Batch(kind="x", subject="x", recipients=()).sample is None


def test_the_recipients_are_shown_before_anything_is_sent() -> None:
    one = Recipient(
        to=To(email="anne@exemple.fr", name="Anne"), text="Bonjour <Anne>", because="Vous êtes référente."
    )
    two = Recipient(to=To(email="paul@exemple.fr"), text="Bonjour Paul", because="Vous êtes référent.")
    page = Template("{% recipients batch %}")
    batch = Batch(kind="campagne", subject="Toujours là ?", recipients=(one, two))
    html = page.render(Context({"batch": batch}))
    words = " ".join(unescape(strip_tags(html)).split())
    assert "2 personnes vont recevoir ce message" in words
    assert "Lire le message : Toujours là ?" in words
    assert "Tel que Anne le recevra : Bonjour <Anne>" in words
    assert "Anne anne@exemple.fr Vous êtes référente." in words
    assert "paul@exemple.fr paul@exemple.fr Vous êtes référent." in words
    assert "Bonjour &lt;Anne&gt;" in html
    alone = page.render(Context({"batch": Batch(kind="x", subject="x", recipients=(two,))}))
    assert "1 personne va recevoir ce message" in alone
    nobody = page.render(Context({"batch": Batch(kind="x", subject="x", recipients=())}))
    assert "Personne ne recevra ce message" in nobody
    assert not Message.objects.exists()


def test_the_command_sends_and_says_how_many(box: Letterbox) -> None:
    letter()
    out = io.StringIO()
    call_command("worker", once=True, stdout=out)
    assert "1 messages envoyés" in out.getvalue()
    assert len(box.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_goes_on_until_it_is_asked_to_stop(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter()
    asked: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", asked.__setitem__)

    class Turns(threading.Event):
        """Let two passes go by, then ask the worker to stop as a machine that shuts down does."""

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == 0.5
            turns.append(len(box.letters))
            if len(turns) == 2:
                asked[signal.SIGTERM]()
            else:
                letter()
            return True

    turns: list[int] = []
    monkeypatch.setattr(threading, "Event", Turns)
    call_command("worker", every=0.5, stdout=io.StringIO())
    assert turns == [1, 2]


def test_the_command_says_that_no_server_is_set(settings: Any) -> None:
    settings.MAIL_READY = False
    err = io.StringIO()
    call_command("worker", once=True, stdout=io.StringIO(), stderr=err)
    assert "MAILLAGE_SMTP" in err.getvalue()


def test_old_texts_are_erased_and_the_log_stays() -> None:
    letter()
    assert posting.purge_texts(NOW) == 0
    assert posting.purge_texts(NOW + dt.timedelta(seconds=1)) == 1
    kept = Message.objects.get()
    assert (kept.text, kept.subject) == ("", "Votre dossier est complet")


def test_links_come_from_the_settings(settings: Any) -> None:
    settings.SITE_URL = "https://reseau.exemple.fr/"
    assert mail.site_link("/equipes/") == "https://reseau.exemple.fr/equipes/"
    assert str(Message(to_email="a@exemple.fr", subject="Bonjour")) == "a@exemple.fr\u00a0: Bonjour"
