"""Personal addresses of calendars: open, renew, close; read by a program, without a session."""

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import User
from maillage.accounts.operations import record
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.network.models import AgendaAddress, Cooperation

_SIGNER = signing.Signer(salt="maillage.agenda")


def token_of(address: AgendaAddress) -> str:
    """Return the part of an address that nobody can guess: its number, signed."""
    return _SIGNER.sign(str(address.pk)).replace(":", ".")


def read_agenda_token(token: str) -> AgendaAddress | None:
    """Return the open address that a token stands for; none when it is forged, renewed or closed."""
    try:
        key = _SIGNER.unsign(token.replace(".", ":", 1))
    except signing.BadSignature:
        return None
    return AgendaAddress.objects.open().filter(pk=key).first()


@transaction.atomic
def open_agenda(cooperation: Cooperation, user: User, *, by: Author) -> AgendaAddress:
    """Give a person a fresh address for the dates of a cooperation; the one before answers no more."""
    User.objects.select_for_update().get(pk=user.pk)
    _close(cooperation, user, by)
    opened = AgendaAddress.objects.create(cooperation=cooperation, user=user, opened_at=by.at)
    record(
        by,
        gettext_noop("a ouvert une adresse d'agenda pour « %(cooperation)s »"),
        cooperation,
        user,
        cooperation=cooperation.name,
    )
    return opened


@transaction.atomic
def close_agenda(cooperation: Cooperation, user: User, *, by: Author) -> None:
    """Close the address of a person: calendars that read it find nothing any more."""
    User.objects.select_for_update().get(pk=user.pk)
    if not _close(cooperation, user, by):
        raise Refused(_("Vous n'avez pas d'adresse d'agenda ouverte : il n'y a rien à fermer."))
    record(
        by,
        gettext_noop("a fermé son adresse d'agenda pour « %(cooperation)s »"),
        cooperation,
        user,
        cooperation=cooperation.name,
    )


def _close(cooperation: Cooperation, user: User, by: Author) -> int:
    """Close what is open, and return how many addresses were."""
    mine = AgendaAddress.objects.filter(closed_at__isnull=True).of(cooperation, user)
    return mine.update(closed_at=by.at)
