"""What is done once a day: once, even by two workers; a fault stops nothing else."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from maillage.common import jobs
from maillage.common.models import Draft, JobRun, Message, Submission
from tests.accounts.people import nobody_special
from tests.racing import race

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)
done: list[dt.datetime] = []


def note(at: dt.datetime) -> None:
    """Note that the job ran."""
    done.append(at)


def break_down(at: dt.datetime) -> None:  # noqa: ARG001 - what a job is given
    """Break."""
    raise ZeroDivisionError("par zéro")


@pytest.fixture(autouse=True)
def _jobs(settings: Any) -> None:
    settings.WORKER_JOBS = ("tests.common.test_jobs.break_down", "tests.common.test_jobs.note")
    done.clear()


def test_a_job_runs_once_a_day_and_a_broken_one_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    assert len(jobs.run_jobs(MORNING)) == 2
    assert jobs.run_jobs(MORNING + dt.timedelta(hours=9)) == []
    assert done == [MORNING]
    assert JobRun.objects.get(name__endswith="break_down").error == "ZeroDivisionError : par zéro"
    run = JobRun.objects.get(name__endswith="note")
    assert (run.error, run.finished_at, str(run)) == ("", MORNING, f"{run.name} (2026-03-03)")
    assert "daily job" in caplog.text
    jobs.run_jobs(MORNING + dt.timedelta(days=1))
    assert len(done) == 2


def test_the_day_is_that_of_the_country(settings: Any) -> None:
    settings.WORKER_JOBS = ("tests.common.test_jobs.note",)
    jobs.run_jobs(dt.datetime(2026, 3, 3, 23, 30, tzinfo=dt.UTC))
    assert JobRun.objects.get().day == dt.date(2026, 3, 4)


def test_a_job_whose_worker_died_is_taken_again_after_an_hour(settings: Any) -> None:
    settings.WORKER_JOBS = ("tests.common.test_jobs.note",)
    JobRun.objects.create(name=settings.WORKER_JOBS[0], day=MORNING.date(), started_at=MORNING)
    assert jobs.run_jobs(MORNING + dt.timedelta(minutes=59)) == []
    assert jobs.run_jobs(MORNING + dt.timedelta(minutes=61)) == list(settings.WORKER_JOBS)
    assert len(done) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_run_a_job_once(tmp_path: Path) -> None:
    assert race(lambda: jobs.run_jobs(MORNING), tmp_path / "race.sqlite3") == [None, None]
    assert done == [MORNING]


def test_what_is_old_is_erased() -> None:
    anne = nobody_special("Anne Martin")
    for days in (29, 31, 89, 91):
        at = MORNING - dt.timedelta(days=days)
        Draft.objects.create(user=anne, key=str(days), updated_at=at)
        Submission.objects.create(token=f"{days:020}", at=at, path="/", digest="")
        Message.objects.create(
            to_email="a@exemple.fr", text="x", kind="x", because="x", queued_at=at, next_try_at=at
        )
        JobRun.objects.create(name=str(days), day=at.date(), started_at=at)
    jobs.tidy(MORNING)
    assert sorted(Draft.objects.values_list("key", flat=True)) == ["29", "31", "89"]
    assert Submission.objects.count() == 1
    assert Message.objects.count() == 4
    assert Message.objects.filter(text="").count() == 1
    assert JobRun.objects.count() == 3
