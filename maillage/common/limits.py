"""How often a form of the public may be sent: counted in the database, by a seal that tells nobody's address."""

import datetime as dt
import hmac
from collections.abc import Mapping

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


def count(form: str, sender: str, *, at: dt.datetime) -> bool:
    """Count one sending of a form; tell whether it keeps within the limits of its sender."""
    within = [_count(form, sender, span, most, at) for span, most in LIMITS[form]]
    return all(within)


def _count(form: str, sender: str, span: dt.timedelta, most: int, at: dt.datetime) -> bool:
    """Count one sending in a span of time; past the limit, nothing more is written."""
    seconds = int(span.total_seconds())
    began = dt.datetime.fromtimestamp(at.timestamp() // seconds * seconds, tz=dt.UTC)
    key = {"form": form, "sender": sender, "began_at": began, "seconds": seconds}
    rows = SendingCount.objects.filter(**key)
    # One conditional writing: of many at once, as many pass as the limit says, on every database.
    if rows.filter(number__lt=most).update(number=F("number") + 1):
        return True
    if rows.exists():
        return False
    try:
        with transaction.atomic():
            SendingCount.objects.create(**key, number=1)
    except IntegrityError:
        return bool(rows.filter(number__lt=most).update(number=F("number") + 1))
    return True


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
