"""What is done once a day: the jobs that the settings name, and the housekeeping of this package."""

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from maillage.common import limits
from maillage.common.drafts import KEPT_FOR, purge_drafts
from maillage.common.models import JobRun, Submission
from maillage.common.posting import TEXT_KEPT_FOR, purge_texts

ABANDONED = dt.timedelta(hours=1)
TOKENS_KEPT_FOR = dt.timedelta(days=30)
Job = Callable[[dt.datetime], object]
Clock = Callable[[], dt.datetime]
# Does a little of a long work at each pass; tells whether there is more to do at once.
Turn = Callable[[Clock, Callable[[], bool]], bool]
log = logging.getLogger(__name__)


def run_jobs(at: dt.datetime) -> list[str]:
    """Run the jobs of the day that nobody has begun; return their names."""
    done = []
    for name in settings.WORKER_JOBS:
        run = _begin(name, at)
        if run is not None:
            _run(run, import_string(name), at)
            done.append(name)
    return done


def _begin(name: str, at: dt.datetime) -> JobRun | None:
    """Take a job of the day; a job whose worker died is taken again after an hour."""
    day = timezone.localtime(at).date()
    if not JobRun.objects.filter(name=name, day=day).exists():
        try:
            with transaction.atomic():
                return JobRun.objects.create(name=name, day=day, started_at=at)
        except IntegrityError:
            return None
    left = JobRun.objects.filter(name=name, day=day, finished_at=None, started_at__lt=at - ABANDONED)
    return JobRun.objects.get(name=name, day=day) if left.update(started_at=at) else None


def _run(run: JobRun, job: Job, at: dt.datetime) -> None:
    """Run a job; its fault is written, and stops no other."""
    error = ""
    try:
        job(at)
    except Exception as fault:
        log.exception("daily job %s", run.name)
        error = f"{type(fault).__name__} : {fault}"[:500]
    JobRun.objects.filter(pk=run.pk).update(finished_at=at, error=error)


def take_turns(clock: Clock, stopping: Callable[[], bool]) -> bool:
    """Let each long work go on a little; tell whether one has more to do. A fault is written, and stops no other."""
    more = False
    for name in settings.WORKER_TURNS:
        turn: Turn = import_string(name)
        try:
            more = turn(clock, stopping) or more
        except Exception:
            log.exception("long work %s", name)
    return more


def tidy(at: dt.datetime) -> None:
    """Erase old drafts, old tokens and the texts of old messages."""
    purge_drafts(at - KEPT_FOR)
    purge_texts(at - TEXT_KEPT_FOR)
    Submission.objects.filter(at__lt=at - TOKENS_KEPT_FOR).delete()
    limits.purge_counts(at - limits.KEPT)
    JobRun.objects.filter(started_at__lt=at - TEXT_KEPT_FOR).delete()
