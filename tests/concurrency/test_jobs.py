"""Periodic jobs: one process of the installation at a time, a failing one stops no other, the database may go away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import connection

from foundation.job_runs import JobRun, JobRuns
from foundation.periodic import Job
from portal.run.background import Background
from tests.serving import ROOT, _database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def background(*jobs: Job) -> Background:
    return Background(jobs)


def make_due(*names: str) -> None:
    JobRun.objects.filter(name__in=names).update(due_at="2020-01-01T00:00:00Z")


def test_what_is_due_runs_and_its_time_is_kept() -> None:
    ran: list[str] = []
    worker = background(Job("a", 3600, lambda: ran.append("a")), Job("b", 3600, lambda: ran.append("b")))
    assert worker.round()
    assert worker.round()
    assert sorted(ran) == ["a", "b"], "the second round found nothing due"
    row = JobRun.objects.get(name="a")
    assert row.succeeded_at is not None
    assert row.ended_at is not None
    assert 3590 < (row.due_at - row.ended_at).total_seconds() <= 3601
    worker.close()


def test_a_failing_job_stops_no_other_and_says_what_went_wrong(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise RuntimeError("cổng tin nhắn không trả lời")

    worker = background(Job("bad", 0, fail), Job("good", 0, lambda: ran.append("good")))
    worker.round()
    worker.round()
    row = JobRun.objects.get(name="bad")
    assert (row.failures, row.succeeded_at) == (2, None)
    assert "cổng tin nhắn" in row.words
    assert len(ran) == 2
    assert "Job bad failed" in caplog.text
    worker.close()


@pytest.mark.parametrize(
    "error", [ValueError("tên \0 hỏng"), ValueError("tên \udc80 hỏng"), SystemExit(1)], ids=["nul", "surrogate", "exit"]
)
def test_whatever_a_job_fails_with_the_others_run(error: BaseException) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise error

    worker = background(Job("a", 3600, fail), Job("b", 3600, lambda: ran.append("b")))
    assert worker.round()
    assert ran == ["b"]
    row = JobRun.objects.get(name="a")
    assert (row.failures, row.succeeded_at) == (1, None)
    assert row.words
    worker.close()


def test_a_job_that_leaves_a_broken_transaction_behind_stops_no_other() -> None:
    def break_() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM foundation_jobrun")

    worker = background(Job("bad", 0, break_), Job("good", 0, lambda: JobRun.objects.count()))
    assert worker.round()
    assert JobRun.objects.get(name="good").failures == 0
    worker.close()


def test_two_processes_never_run_a_job_at_once() -> None:
    at_work, together, ran = threading.Semaphore(1), [], []
    release = threading.Event()

    def work() -> None:
        if not at_work.acquire(blocking=False):
            together.append(1)
            return
        ran.append(1)
        release.wait(2)
        at_work.release()

    job = Job("alone", 0, work)
    workers = [background(job) for _ in range(4)]
    threads = [threading.Thread(target=_rounds, args=(worker, 5)) for worker in workers]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert len(ran) == 1
    release.set()
    for thread in threads:
        thread.join()
    assert together == []


def _rounds(worker: Background, count: int) -> None:
    for _ in range(count):
        worker.round()
    worker.close()


def test_a_job_is_free_again_at_once_when_its_process_dies() -> None:
    job = Job("held", 3600, lambda: None)
    runs = JobRuns()
    runs.make([job])
    make_due("held")
    with psycopg.connect(_database_url()) as other:
        other.execute("SELECT name FROM foundation_jobrun WHERE name = 'held' FOR UPDATE")
        assert not runs.attempt(job, lambda: "")
    assert runs.attempt(job, lambda: "")
    runs.close()


def test_jobs_wait_for_a_database_that_is_away_and_go_on() -> None:
    ran: list[str] = []
    worker = background(Job("again", 0, lambda: ran.append("x")))
    assert worker.round()
    with psycopg.connect(_database_url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bdhvs-jobs'")
    assert not worker.round()
    assert worker.round()
    assert len(ran) == 2
    worker.close()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_process_says_that_it_is_ready_and_ends_when_asked(how: signal.Signals, settings: Any) -> None:
    told, tells = os.pipe()
    environment = {**os.environ, "DATABASE_URL": _database_url(), "BDHVS_PROFILE": "test"}
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.run.background", "--ready-fd", str(tells)],
        cwd=ROOT, env=environment, pass_fds=(tells,),
    )  # fmt: skip
    os.close(tells)
    try:
        assert os.read(told, 1) == b"."
        process.send_signal(how)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        os.close(told)
    assert JobRun.objects.filter(name="publish_scheduled", succeeded_at__isnull=False).exists()
