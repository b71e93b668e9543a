"""How often a form of the public may be sent: counted in the database, by a seal that tells nobody's address."""

import datetime as dt
import hmac
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.common.models import SendingCount

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# Of each form: how many sendings, in how long. A family, or a town hall, sends from one address.
LIMITS: Mapping[str, tuple[tuple[dt.timedelta, int], ...]] = {
    "demande": ((HOUR, 10), (DAY, 30)),
    "formation": ((HOUR, 10), (DAY, 30)),
    "rendez-vous": ((HOUR, 10), (DAY, 30)),
    "signature": ((HOUR, 10), (DAY, 30)),
}
KEPT = dt.timedelta(days=2)
TOO_MANY = 429


def sender_of(request: HttpRequest) -> str:
    """Return a seal of where a sending comes from, for this day alone: it counts, and tells nobody's address."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    behind_a_proxy = settings.SECURE_PROXY_SSL_HEADER is not None
    came_from = (forwarded if behind_a_proxy else "") or request.META.get("REMOTE_ADDR", "")
    told = f"{timezone.localdate():%Y-%m-%d} {came_from}"
    return hmac.new(settings.SECRET_KEY.encode(), told.encode(), "sha256").hexdigest()


@transaction.atomic
def count(form: str, sender: str, *, at: dt.datetime) -> bool:
    """Count one sending of a form; tell whether it keeps within the limits of its sender."""
    within = [_count(form, sender, span, most, at) for span, most in LIMITS[form]]
    return all(within)


@dataclass(frozen=True, kw_only=True)
class Use:
    """Hold how much of a limit is used: whether this time is within it, how many are left, when it starts anew."""

    within: bool
    most: int
    left: int
    began_at: dt.datetime
    resets_in: int  # seconds


def spend(form: str, sender: str, span: dt.timedelta, most: int, *, at: dt.datetime) -> Use:
    """Count one time in a span of time, and tell what is left of the limit."""
    within = _count(form, sender, span, most, at)
    began = _began(span, at)
    used = spent(form, [sender], span, at=at).get(sender, 0)
    return Use(
        within=within,
        most=most,
        left=max(most - used, 0),
        began_at=began,
        resets_in=max(math.ceil((began + span - at).total_seconds()), 1),
    )


def spent(form: str, senders: Iterable[str], span: dt.timedelta, *, at: dt.datetime) -> dict[str, int]:
    """Return how many times were counted in the span of a moment, by sender."""
    seconds = int(span.total_seconds())
    rows = SendingCount.objects.filter(
        form=form, sender__in=list(senders), began_at=_began(span, at), seconds=seconds
    )
    return dict(rows.order_by("pk").values_list("sender", "number"))


def _began(span: dt.timedelta, at: dt.datetime) -> dt.datetime:
    """Return when the span of a moment began: hours and days are those of the clock."""
    seconds = int(span.total_seconds())
    return dt.datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=dt.UTC)


def _count(form: str, sender: str, span: dt.timedelta, most: int, at: dt.datetime) -> bool:
    """Count one sending in a span of time; past the limit, nothing more is written."""
    seconds, began = int(span.total_seconds()), _began(span, at)
    key = {"form": form, "sender": sender, "began_at": began, "seconds": seconds}
    rows = SendingCount.objects.filter(**key)
    # One conditional writing: of many at once, as many pass as the limit says, on every database.
    if rows.filter(number__lt=most).update(number=F("number") + 1):
        return True
    if not rows.exists():
        try:
            with transaction.atomic():
                SendingCount.objects.create(**key, number=1)
        except IntegrityError:
            pass
        else:
            return True
    # Somebody may have made the row since we looked: it is full only if it still says so.
    return bool(rows.filter(number__lt=most).update(number=F("number") + 1))


def refused(request: HttpRequest, form: str, filled: BaseForm) -> HttpResponse | None:
    """Return the page that says to wait, where a form was sent too often; else nothing.

    What the form itself refuses is not counted: whoever makes a mistake may try as often as they need.
    """
    if not filled.is_valid() or count(form, sender_of(request), at=timezone.now()):
        return None
    return render(request, "429.html", status=TOO_MANY)


def purge_counts(before: dt.datetime) -> None:
    """Forget the counts of before."""
    SendingCount.objects.filter(began_at__lt=before).delete()
