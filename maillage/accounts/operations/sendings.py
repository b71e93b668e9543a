"""What keys send, each once: a token is taken before anything is written, and its answer is kept for a day.

The taking is whole on its own, before the act: another sending of the same token sees it at once, on every database.
"""

import datetime as dt
import enum
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.accounts.models import ApiKey, KeyedSending
from maillage.common.errors import Refused

KEPT = dt.timedelta(hours=24)
ABANDONED = dt.timedelta(minutes=1)  # whoever took it died on the way


class Standing(enum.Enum):
    """Where a sending stands when it comes."""

    MINE = "to be done now"
    DONE = "done before: the same answer"
    OTHER = "the token has served for something else"
    BUSY = "being done at this moment"


def seal_of(text: str) -> str:
    """Return the print of what is sent: without the secret of the site, a telephone would be guessed from it."""
    return hmac.new(settings.SECRET_KEY.encode(), f"envoi {text}".encode(), "sha256").hexdigest()


def begin_sending(
    key: ApiKey, token: str, digest: str, *, at: dt.datetime
) -> tuple[Standing, KeyedSending | None]:
    """Take the token of a sending, or say what has become of it."""
    KeyedSending.objects.named(key, token).begun_before(at - KEPT).delete()
    try:
        with transaction.atomic():
            taken = KeyedSending.objects.create(key=key, token=token, digest=digest, began_at=at)
    except IntegrityError:
        return _standing(key, token, digest, at)
    return Standing.MINE, taken


def _standing(key: ApiKey, token: str, digest: str, at: dt.datetime) -> tuple[Standing, KeyedSending | None]:
    """Return where the sending that holds a token stands."""
    found = KeyedSending.objects.named(key, token).first()
    if found is None:  # given up since: the next try will take it
        return Standing.BUSY, None
    if found.digest != digest:
        return Standing.OTHER, found
    if found.done_at is not None:
        return Standing.DONE, found
    left = KeyedSending.objects.underway(found).begun_before(at - ABANDONED)
    if not left.update(began_at=at):
        return Standing.BUSY, found
    found.began_at = at
    return Standing.MINE, found


def finish_sending(
    sending: KeyedSending, *, status: int, answer: str, location: str, at: dt.datetime
) -> None:
    """Keep what is answered, in the transaction of the act; refuse if somebody took the token meanwhile."""
    done = KeyedSending.objects.underway(sending).update(
        status=status, answer=answer, location=location, done_at=at
    )
    if not done:
        raise Refused(_("Cet envoi a pris trop de temps, et un autre l'a repris : demandez sa réponse."))


def give_up_sending(sending: KeyedSending) -> None:
    """Give back a token that served for nothing: what is corrected may be sent with it."""
    KeyedSending.objects.underway(sending).delete()
