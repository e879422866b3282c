"""`manage.py jobs` tells whoever watches that a job is stuck."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from foundation import periodic
from foundation.job_runs import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_jobs", {})
    periodic.register("quick", seconds=20, run=print)
    periodic.register("slow", seconds=3600, run=print)


def ran(name: str, *, due_in: float, failures: int = 0) -> None:
    now = timezone.now()
    JobRun.objects.create(name=name, due_at=now + dt.timedelta(seconds=due_in), ended_at=now, failures=failures)


def test_jobs_that_run_are_listed_and_nothing_is_complained_of() -> None:
    ran("quick", due_in=-5)
    ran("slow", due_in=3000)
    out = io.StringIO()
    call_command("jobs", stdout=out)
    assert [json.loads(line)["job"] for line in out.getvalue().splitlines()] == ["quick", "slow"]


@pytest.mark.parametrize(("due_in", "failures"), [(-600, 0), (10, 3)])
def test_a_job_that_is_overdue_or_keeps_failing_is_named(due_in: float, failures: int) -> None:
    ran("slow", due_in=3000)
    ran("quick", due_in=due_in, failures=failures)
    with pytest.raises(CommandError, match=r"quick$"):
        call_command("jobs", stdout=io.StringIO())


def test_a_job_that_never_ran_is_named() -> None:
    with pytest.raises(CommandError, match="quick, slow"):
        call_command("jobs", stdout=io.StringIO())


def test_the_same_job_is_registered_once_and_two_of_one_name_are_refused() -> None:
    periodic.register("quick", seconds=20, run=print)
    assert len(periodic.registered()) == 2
    with pytest.raises(ImproperlyConfigured):
        periodic.register("quick", seconds=30, run=print)
