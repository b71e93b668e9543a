"""Give a partner a key of the API, take it back, know it when it comes, count what it asks."""

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from maillage.accounts.models import ApiKey, KeyedSending, Scope, User
from maillage.accounts.models.keys import LEAST_QUOTA, MOST_QUOTA
from maillage.accounts.operations.journal import record
from maillage.accounts.operations.sendings import KEPT
from maillage.common import formats, limits
from maillage.common.errors import Refused
from maillage.common.facts import Author
from maillage.common.normalise import clean_text

LONGEST = dt.timedelta(days=3 * 366)
CONTACT_KEPT = dt.timedelta(days=365)
COUNTED = "cle"  # how the calls of keys are named among the counts
_KEY = re.compile(r"maillage_([0-9a-f]{12})_([\w-]{43})", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """Hold what a key is given for: whose it is, what it may do, how often, until when."""

    name: str
    email: str
    scopes: tuple[str, ...]
    quota: int
    expires_on: dt.date


@transaction.atomic
def issue_key(new: NewKey, *, on: dt.date, by: Author) -> tuple[ApiKey, str]:
    """Give a key; its secret is returned this once, and kept nowhere."""
    _check(new, on)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=clean_text(new.name, max_length=150),
        email=new.email,
        prefix=prefix,
        digest=ApiKey.sealed(secret),
        scopes=[scope.value for scope in Scope if scope.value in new.scopes],
        quota=new.quota,
        created_at=by.at,
        created_by=by.user if isinstance(by.user, User) else None,
        expires_on=new.expires_on,
    )
    record(
        by,
        gettext_noop(
            "a donné une clé à %(partner)s : %(scopes)s, %(quota)d appels par heure, jusqu'au %(day)s"
        ),
        key,
        partner=key.name,
        scopes=formats.listing([str(Scope(scope).label) for scope in key.scopes]),
        quota=key.quota,
        day=key.expires_on,
    )
    return key, f"maillage_{prefix}_{secret}"


def _check(new: NewKey, on: dt.date) -> None:
    """Refuse a key that would be of no use, or of too much."""
    if not new.name.strip():
        raise Refused(_("Écrivez le nom du partenaire : on doit savoir à qui est une clé."))
    if not new.email:
        raise Refused(_("Donnez l'adresse de quelqu'un, chez le partenaire : il faut pouvoir le prévenir."))
    if not new.scopes or not set(new.scopes) <= set(Scope.values):
        raise Refused(_("Choisissez ce que la clé permet, parmi ce qui est proposé : une chose au moins."))
    if not LEAST_QUOTA <= new.quota <= MOST_QUOTA:
        raise Refused(
            _("Une clé permet entre 1 et %s appels par heure : écrivez un nombre entre les deux.")
            % formats.number(MOST_QUOTA)
        )
    if new.expires_on < on:
        raise Refused(_("Le dernier jour d'une clé n'est pas passé : choisissez aujourd'hui ou plus tard."))
    if new.expires_on > on + LONGEST:
        raise Refused(_("Une clé sert trois ans au plus : choisissez un jour plus proche."))


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Author) -> ApiKey:
    """Take a key back: from the next call on, it opens nothing."""
    current = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if current.revoked_at is not None:
        raise Refused(_("Cette clé est déjà retirée : il n'y a rien à faire."))
    current.revoked_at = by.at
    current.save(update_fields=["revoked_at"])
    record(by, gettext_noop("a retiré la clé de %(partner)s"), current, partner=current.name)
    return current


def find_key(told: str, *, on: dt.date) -> ApiKey | None:
    """Return the key that a program shows, if it serves on a day; of the others, nobody learns why."""
    parts = _KEY.fullmatch(told)
    if parts is None:
        return None
    key = ApiKey.objects.serving(on).filter(prefix=parts[1]).first()
    return key if key is not None and key.is_secret(parts[2]) else None


def count_call(key: ApiKey, *, at: dt.datetime) -> limits.Use:
    """Count one call of a key in its hour, and note once in the hour that it served."""
    use = limits.spend(COUNTED, key.prefix, limits.HOUR, key.quota, at=at)
    if key.last_used_at is None or key.last_used_at < use.began_at:
        earlier = Q(last_used_at=None) | Q(last_used_at__lt=use.began_at)
        ApiKey.objects.filter(earlier, pk=key.pk).update(last_used_at=at)
    return use


def used_now(keys: Iterable[ApiKey], *, at: dt.datetime) -> dict[str, int]:
    """Return how many calls some keys made in this hour of the clock, by the beginning of the key."""
    return limits.spent(COUNTED, [key.prefix for key in keys], limits.HOUR, at=at)


def tidy_keys(at: dt.datetime) -> None:
    """Forget what was sent more than a day ago, and whom to tell of keys that ended more than a year ago."""
    KeyedSending.objects.begun_before(at - KEPT).delete()
    ApiKey.objects.over_since(at - CONTACT_KEPT).exclude(email="").update(email="")


def forget_contact(email: str) -> None:
    """Erase an address from the keys that name it: its person leaves the register."""
    ApiKey.objects.filter(email__iexact=email).update(email="")
