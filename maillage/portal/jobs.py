"""What the portal does by itself: the letter of the week."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from maillage.common.models import JobRun
from maillage.portal.digest import weekly_batch

NAME = "maillage.portal.jobs.weekly_digest"


def weekly_digest(at: dt.datetime) -> int:
    """Write the letters of the week, on Monday or the first day after; return how many are new."""
    today = timezone.localtime(at).date()
    monday = today - dt.timedelta(days=today.weekday())
    if JobRun.objects.done(NAME, since=monday, before=today):
        return 0
    batch = weekly_batch(at)
    with transaction.atomic():
        return batch.queue_all(at=at)
