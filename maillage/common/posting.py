"""Send the outbox: claim one message, hand it to the server outside any transaction, write what became of it."""

import datetime as dt
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formataddr, make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from maillage.common.mail import MAY_STOP, SECRET, family, unsubscribe_link
from maillage.common.models import Message, MessageQuerySet

CLAIM = dt.timedelta(minutes=10)
DELAYS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
TEXT_KEPT_FOR = dt.timedelta(days=90)
_PERMANENT = 500
Clock = Callable[[], dt.datetime]


def send_due(clock: Clock, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, one message at a time; return how many were sent."""
    if not settings.MAIL_READY:
        return 0
    sent = 0
    with _server(clock) as server:
        while server and not stopping():
            message = claim(clock())
            if message is None:
                break
            sent += deliver(message, server, clock)
    return sent


@contextmanager
def _server(clock: Clock) -> "Iterator[BaseEmailBackend | None]":
    """Open the mail server; when it does not answer, say so on the messages that wait, and try them later."""
    server = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        waiting = Message.objects.due(clock(), claimed_before=clock() - CLAIM).values("pk")
        Message.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[:500])).update(
            last_error=_("Le serveur de courrier ne répond pas : %s") % _reason(error)[:300]
        )
        yield None
        return
    try:
        yield server
    finally:
        _close(server)


def _close(server: BaseEmailBackend) -> None:
    """Leave the server, even one that left first."""
    with suppress(OSError, smtplib.SMTPException):
        server.close()


def claim(at: dt.datetime) -> Message | None:
    """Take the next message that is due: nobody else takes it for ten minutes."""
    due = Message.objects.due(at, claimed_before=at - CLAIM)
    # Asked first without a transaction: a worker with nothing to do holds no lock.
    return _taken(due, at) if due.exists() else None


@transaction.atomic
def _taken(due: MessageQuerySet, at: dt.datetime) -> Message | None:
    """Claim the first message that nobody else is claiming."""
    skip = connection.features.has_select_for_update_skip_locked
    message = due.select_for_update(skip_locked=skip, of=("self",)).first()
    if message is None:
        return None
    message.claimed_at = at
    message.attempts = F("attempts") + 1
    if not message.message_id:
        # Once for all tries: a server that got it twice can tell.
        message.message_id = make_msgid(domain=urlsplit(settings.SITE_URL).hostname or "localhost")
    message.save(update_fields=["claimed_at", "attempts", "message_id"])
    message.refresh_from_db()
    return message


def deliver(message: Message, server: BaseEmailBackend, clock: Clock) -> bool:
    """Hand a claimed message to the server, and write what became of it."""
    if _has_left(message):
        _settle(message, failed_at=clock(), last_error=_("Cette personne n'a plus de compte."))
        return False
    try:
        server.send_messages([envelope(message)])
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _close(server)  # the next message opens it again
        _not_sent(message, clock(), _reason(error), final=_is_final(error))
        return False
    _settle(message, sent_at=clock(), last_error="")
    if family(message.kind) in SECRET:
        Message.objects.filter(pk=message.pk).update(text="")
    return True


def _has_left(message: Message) -> bool:
    """Tell whether the account of the addressee is closed."""
    return message.user is not None and not message.user.is_active


def envelope(message: Message) -> EmailMessage:
    """Return a message as it travels: its text, why it came, how to stop the like."""
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    lines = [message.text.rstrip(), "", "-- ", message.because]
    if family(message.kind) in MAY_STOP:
        link = unsubscribe_link(message.to_email, message.kind)
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        lines += [_("Ne plus recevoir ces messages : %s") % link]
    return EmailMessage(
        subject=message.subject,
        body="\n".join(lines) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr((message.to_name, message.to_email))],
        headers=headers,
    )


def _reason(error: Exception) -> str:
    """Return what went wrong, in a line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _answer(code: int, said: bytes | str) -> str:
    """Return an answer of a mail server in a line."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"


def _is_final(error: Exception) -> bool:
    """Tell whether the server will never take this message: a fault of ours (sign-in, sender) is not one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _said in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= _PERMANENT
    return isinstance(error, ValueError) and not isinstance(error, OSError)  # no server can take it as it is


def _not_sent(message: Message, at: dt.datetime, reason: str, *, final: bool) -> None:
    """Try again later, a little more each time; give up at the end, or when the server refused for good."""
    if final or message.attempts > len(DELAYS):
        _settle(message, failed_at=at, last_error=reason[:500])
    else:
        delay = DELAYS[message.attempts - 1]
        _settle(message, next_try_at=at + delay, claimed_at=None, last_error=reason[:500])


def _settle(message: Message, **columns: object) -> None:
    """Write what became of a message, unless another worker took it back meanwhile."""
    Message.objects.filter(pk=message.pk, claimed_at=message.claimed_at, sent_at=None, failed_at=None).update(
        **columns
    )


def purge_texts(before: dt.datetime) -> int:
    """Erase the texts written before a moment; the log of who got what and why stays."""
    return Message.objects.filter(queued_at__lt=before).exclude(text="").update(text="")
