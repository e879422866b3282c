"""`make run`, really started: it comes up, says where it is, and everything it started ends with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.embedded.home import embedded_database_url, embedded_redis_url
from portal.embedded.postgres import Cluster
from portal.embedded.redis import RedisServer
from tests.portal.running import ROOT, Run, clean_environment, left, refusal

Starter = Callable[..., Run]
COUNTS = """
from django.apps import apps
for model in apps.get_models():
    if model._meta.app_label in ("people", "courses", "quizzes"):
        print(model._meta.label, model._default_manager.count())
"""


@pytest.fixture
def start() -> Iterator[Starter]:
    """Starts runs, and leaves none behind whatever the test does."""
    runs: list[Run] = []

    def _start(home: Path, **environment: str) -> Run:
        runs.append(Run(home, **environment))
        return runs[-1]

    yield _start
    for run in runs:
        run.kill_what_is_left()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> tuple[Path, str, str]:
    """A home after its first start, what that start printed, and what it loaded."""
    home = tmp_path_factory.mktemp("run") / "nhà mới"
    run = Run(home)
    try:
        run.wait_for("Ctrl-C")
        loaded = _counts(home)
        assert run.stop() == 0
    finally:
        run.kill_what_is_left()
    return home, run.output(), loaded


@pytest.fixture
def home(prepared) -> Path:
    return prepared[0]


def _counts(home: Path) -> str:
    """How many of each thing are in the database that ``manage.py`` finds through the same BDHVS_HOME."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", COUNTS], cwd=ROOT, env=clean_environment(home),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_first_start_loads_everything_and_says_where_it_is(prepared):
    _, output, loaded = prepared
    assert "http://bdhvs.localhost:" in output
    assert "http://h5p.bdhvs.localhost:" in output
    assert {"people.Area 3355", "quizzes.Quiz 4", "quizzes.QuizVersion 4"} <= set(loaded.splitlines())
    assert re.search(r"^load_areas +3355 created$", output, re.MULTILINE), output
    assert re.search(r"^load_areas +former areas: \d+ created$", output, re.MULTILINE), output
    assert not any(line.endswith(" 0") for line in loaded.splitlines() if "Page " in line or "User" in line), loaded


def test_the_next_start_finds_everything_there_and_serves_it(start, home, prepared):
    run = start(home, WEB_CONCURRENCY="2")
    run.wait_for("Ctrl-C")
    assert run.get("/readyz")[0] == 200
    assert "/khoa-hoc/" in run.get("/")[1]
    assert _counts(home) == prepared[2]
    assert run.stop(signal.SIGTERM) == 0
    assert (embedded_database_url(home), embedded_redis_url(home)) == ("", "")


def test_ctrl_c_in_a_terminal_ends_everything_in_order(start, home):
    run = start(home)
    run.wait_for("Ctrl-C")
    run.family()
    # A terminal tells the whole group at once, not only the program in front.
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.wait_end() == 0
    stopped = [line.split()[0] for line in run.output().splitlines() if line.endswith(" stopped")]
    assert stopped == ["jobs", "web", "redis", "postgres"]
    assert "Traceback" not in run.output()


def test_ctrl_c_while_it_still_prepares_ends_everything(start, home):
    run = start(home)
    run.wait_for("prepare    starting")
    assert run.stop() == 0
    assert "Traceback" not in run.output()


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "jobs"])
def test_when_one_process_is_killed_everything_ends(start, home, name):
    run = start(home)
    run.wait_for("Ctrl-C")
    os.kill(run.pid_of(name), signal.SIGKILL)
    assert run.wait_end() == 1
    assert f"{name} was killed by signal 9, so everything was stopped" in run.output()
    assert "Traceback" not in run.output()


def test_when_it_is_killed_itself_its_processes_end_and_the_next_start_works(start, home):
    run = start(home)
    run.wait_for("Ctrl-C")
    run.process.kill()
    run.process.wait()
    assert left(run.family()) == []
    again = start(home)
    again.wait_for("Ctrl-C")
    assert again.stop() == 0


def test_servers_that_an_earlier_run_left_behind_are_ended_first(start, home):
    # As on a system whose kernel cannot end them with their starter.
    cluster, redis_server = Cluster(home / "postgres"), RedisServer(home / "redis")
    orphans = {psutil.Process(server.launch().pid) for server in (cluster, redis_server)}
    while not (cluster.is_ready() and redis_server.is_ready()):
        time.sleep(0.05)
    run = start(home)
    run.wait_for("Ctrl-C")
    assert run.output().count("ended the one that an earlier run left behind") == 2
    assert left(orphans) == []
    assert run.stop() == 0


def test_given_servers_are_used_and_no_others_started(start, home, tmp_path):
    cluster, redis_server = Cluster(home / "postgres"), RedisServer(tmp_path / "redis")
    cluster.start()
    redis_server.start()
    try:
        run = start(tmp_path / "home", DATABASE_URL=cluster.ensure_database(), REDIS_URL=redis_server.url)
        run.wait_for("Ctrl-C")
        assert [name for name in ("postgres", "redis") if f"{name} " in run.output()] == []
        assert not (tmp_path / "home" / "postgres").exists()
        assert run.stop() == 0
        assert cluster.is_ready()
        assert redis_server.is_ready()
    finally:
        redis_server.stop()
        cluster.stop()


def test_a_second_start_beside_a_running_one_says_so_and_leaves_it_alone(start, home):
    run = start(home)
    run.wait_for("postgres   ready")
    assert refusal(home).startswith(f"`make run` already runs in {home} (process {run.process.pid}, http://bdhvs.")
    run.wait_for("Ctrl-C")
    assert run.get("/readyz")[0] == 200
    assert run.stop() == 0


def test_a_busy_port_is_named_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refusal(tmp_path / "home", PORT=str(port))
    assert sentence.startswith(f"Port {port} is in use by another program: stop that one, or choose another port")
    assert not (tmp_path / "home" / "postgres").exists()
