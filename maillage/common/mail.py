"""The outbox: a message is written with the act that causes it, and a worker sends it afterwards."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.common import normalise
from maillage.common.errors import Refused
from maillage.common.models import Message, Unsubscription

# The families of messages that one may stop; a kind belongs to one by its first word: « resume-hebdomadaire ».
MAY_STOP: Mapping[str, str | Promise] = {
    "resume": gettext_lazy("le résumé de la semaine"),
    "campagne": gettext_lazy("les messages des campagnes"),
    "releve": gettext_lazy("les rappels des relevés"),
}
# What opens a door: its text is erased as soon as it is sent.
SECRET = frozenset({"code", "invitation", "releve"})
_SALT = "maillage.unsubscribe"


@dataclass(frozen=True, kw_only=True)
class To:
    """Name who gets a message."""

    email: str
    name: str = ""
    user_id: int | None = None


def site_link(path: str) -> str:
    """Return the absolute address of a page, from the settings and never from a request."""
    return f"{settings.SITE_URL.rstrip('/')}/{path.lstrip('/')}"


def family(kind: str) -> str:
    """Return the family of a kind of message."""
    return kind.partition("-")[0]


def queue(
    to: To, *, subject: str, text: str, kind: str, because: str, at: dt.datetime, key: str = ""
) -> Message | None:
    """Write a message to send from a moment on; nothing when its key was used, or the address stopped its kind."""
    if any(character in subject + to.name for character in "\r\n\0"):
        raise Refused(
            _("L'objet et le nom d'un message tiennent sur une ligne : retirez les retours à la ligne.")
        )
    if not because.strip():
        raise Refused(_("Un message dit pourquoi il est envoyé : écrivez la raison."))
    email = normalise.email(to.email)
    if family(kind) in MAY_STOP and is_stopped(email, kind):
        return None
    # A digest: a key that is made of an address must not keep it once the address is erased.
    key = hashlib.sha256(key.encode()).hexdigest() if key else ""
    message = Message(
        to_email=email,
        to_name=normalise.clean_text(to.name, max_length=150),
        user_id=to.user_id,
        subject=normalise.clean_text(subject, max_length=200),
        text=text.replace("\x00", ""),
        kind=kind,
        because=normalise.clean_text(because, max_length=300),
        key=key,
        queued_at=at,
        next_try_at=at,
    )
    if not key:
        message.save(force_insert=True)
        return message
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=key).exists():
            return None
        raise
    return message


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Say what one person will get, and why."""

    to: To
    text: str
    because: str
    key: str = ""
    subject: str = ""  # none: that of the batch


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Hold messages to many people, to show before sending: who gets what, and why."""

    kind: str
    subject: str
    recipients: tuple[Recipient, ...]

    def __len__(self) -> int:
        return len(self.recipients)

    def __iter__(self) -> Iterator[Recipient]:
        return iter(self.recipients)

    @property
    def sample(self) -> Recipient | None:
        """Return the first recipient, whose text stands for the others."""
        return self.recipients[0] if self.recipients else None

    def queue_all(self, *, at: dt.datetime) -> int:
        """Write all the messages, in the transaction of the caller; return how many were new."""
        written = [
            queue(
                one.to,
                subject=one.subject or self.subject,
                text=one.text,
                kind=self.kind,
                because=one.because,
                at=at,
                key=one.key,
            )
            for one in self.recipients
        ]
        return sum(message is not None for message in written)


def is_stopped(email: str, kind: str) -> bool:
    """Tell whether an address stopped the family of a kind."""
    return Unsubscription.objects.filter(email=email.lower(), kind=family(kind)).exists()


def unsubscribe_link(email: str, kind: str) -> str:
    """Return the address that stops a family of messages to an address; it does not expire."""
    token = TimestampSigner(salt=_SALT, sep=".").sign_object([email, family(kind)], compress=True)
    return site_link(reverse("unsubscribe", args=[token]))


def read_unsubscribe(token: str) -> tuple[str, str]:
    """Return the address and the family of a link that stops messages."""
    try:
        email, kind = TimestampSigner(salt=_SALT, sep=".").unsign_object(token)
    except (BadSignature, ValueError) as error:
        raise Refused(
            _("Ce lien n'est pas complet : ouvrez-le de nouveau depuis le message, ou appelez-nous.")
        ) from error
    return email, kind


@transaction.atomic
def stop(email: str, kind: str, *, at: dt.datetime) -> None:
    """Stop a family of messages to an address, those that wait included; twice is once."""
    Unsubscription.objects.get_or_create(email=email.lower(), kind=family(kind), defaults={"at": at})
    Message.objects.waiting().of_family(family(kind)).filter(to_email=email.lower(), claimed_at=None).update(
        failed_at=at, last_error=_("Cette personne ne veut plus recevoir ces messages.")
    )


@transaction.atomic
def start_again(email: str, kind: str) -> None:
    """Let a family of messages come again."""
    Unsubscription.objects.filter(email=email.lower(), kind=family(kind)).delete()
