"""A real site for a real browser: its own database, its own web process, the files as `make run` collects them."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from portal.run.options import HOST_NAME
from portal.run.services import Background, Program, Web

READY_SECONDS = 30
# A name that is neither loopback nor https to the browser, so that pages under it have no secure context.
PLAIN_HOST = "bdhvs.test"


def environment(home: Path, database_url: str, port: int = 0) -> dict[str, str]:
    """What a demo's processes are told, whatever the tests themselves run with."""
    told = {name: value for name, value in os.environ.items() if not name.startswith(("BDHVS_", "DJANGO_"))}
    return told | {
        "BDHVS_PROFILE": "demo",
        "BDHVS_HOME": str(home),
        "DATABASE_URL": database_url,
        "REDIS_URL": os.environ["REDIS_URL"],
        "PORT": str(port),
        "ALLOWED_HOSTS": f"{HOST_NAME},127.0.0.1,localhost,{PLAIN_HOST}",
    }


def prepare(home: Path, database_url: str) -> None:
    """Collect the files and fill the database, by the very step that `make run` takes."""
    (home / "run").mkdir(parents=True, exist_ok=True)
    process = Program("portal.run.prepare", environment=environment(home, database_url)).launch()
    assert process.wait(timeout=120) == 0, "portal.run.prepare failed: what it printed says why"


class Site:
    """One web process on a port of its own, and its database."""

    def __init__(self, home: Path, database_url: str) -> None:
        self.database_url = database_url
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self.listener.getsockname()[1]
        self.url = f"http://{HOST_NAME}:{self.port}"
        self.plain_url = f"http://{PLAIN_HOST}:{self.port}"
        self._web = Web(self.listener, environment=environment(home, database_url, self.port))

    def start(self) -> None:
        """Return when `/readyz` says so."""
        self._web.launch()
        deadline = time.monotonic() + READY_SECONDS
        while not self._web.is_ready():
            assert time.monotonic() < deadline, "the site does not become ready"
            time.sleep(0.05)

    def pause(self, home: Path | None = None) -> None:
        """End the process and keep the port; `start` begins another, with another ``home`` if one is given."""
        self._web.stop()
        if home is not None:
            self._web = Web(self.listener, environment=environment(home, self.database_url, self.port))

    def stop(self) -> None:
        """End the process and free the port."""
        self._web.stop()
        self.listener.close()

    def kill(self) -> None:
        """End the process as a power cut would; the port stays, and `start` begins another."""
        process = self._web._process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds; also commits what ``query`` changes."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            # The wall around households stands for whoever does not say this.
            connection.execute("SELECT set_config('bdhvs.everything', 'on', false)")
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def wait_for(self, query: str, *parameters: Any, expected: list[tuple[Any, ...]], seconds: float = 15) -> None:
        """Wait until the query gives what is expected; fails with what it gives instead."""
        deadline = time.monotonic() + seconds
        while (found := self.rows(query, *parameters)) != expected:
            assert time.monotonic() < deadline, f"expected {expected}, found {found}"
            time.sleep(0.05)


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """The site while it serves."""
    try:
        site.start()
        yield site
    finally:
        site.stop()


@contextmanager
def jobs(home: Path, site: Site) -> Iterator[None]:
    """The process of periodic jobs, beside the site's."""
    process = Background(environment=environment(home, site.database_url, site.port))
    process.launch()
    try:
        deadline = time.monotonic() + 60
        while not process.is_ready():
            assert time.monotonic() < deadline, "the jobs never ran"
            time.sleep(0.1)
        yield
    finally:
        process.stop()
