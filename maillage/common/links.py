"""Personal links in e-mails: no account, no password; opening one changes nothing, sending its form does."""

import datetime as dt
import hashlib

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.common.errors import Refused
from maillage.common.mail import site_link


def _signer(purpose: str) -> TimestampSigner:
    # Separated by dots: a colon breaks links in some mail programs.
    return TimestampSigner(salt=f"maillage.link.{purpose}", sep=".")


def sealed(token: str) -> str:
    """Return the print of the secret of a link, by which it is known: the secret itself is kept nowhere."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def personal_link(purpose: str, path_name: str, **data: str | int) -> str:
    """Return the absolute address of a page, whose last part is a signed token that holds the data."""
    return site_link(reverse(path_name, args=[_signer(purpose).sign_object(data, compress=True)]))


def read_link(purpose: str, token: str, *, days: int) -> dict[str, str | int]:
    """Return the data of a link, or refuse one that is forged, cut or too old."""
    try:
        found = _signer(purpose).unsign_object(token, max_age=dt.timedelta(days=days))
    except SignatureExpired as error:
        raise Refused(
            _("Ce lien a plus de %(days)d jours, il ne sert plus : demandez-en un autre, ou appelez-nous.")
            % {"days": days}
        ) from error
    except (BadSignature, ValueError) as error:
        raise Refused(
            _("Ce lien n'est pas complet : ouvrez-le de nouveau depuis le message, ou appelez-nous.")
        ) from error
    return dict(found)
