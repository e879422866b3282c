"""Real server processes on the test's own database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.db import connection

from portal.embedded.postgres import free_port

ROOT = Path(__file__).parent.parent
START_SECONDS = 30


def _database_url() -> str:
    told = connection.settings_dict
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


class Server:
    """One uvicorn worker with the front door."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        assert dj_database_url.parse(_database_url())["NAME"] == connection.settings_dict["NAME"]
        environment = {
            **os.environ,
            "BDHVS_PROFILE": "test",
            "DATABASE_URL": _database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "uvicorn", "portal.asgi:application", "--port", str(self.port),
                   "--log-level", "error", "--no-access-log",
                   "--http", "portal.run.bounded_http:BoundedHttp"]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)

    def wait(self) -> Server:
        """Return when it answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5).read()
                return self
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        self.process.terminate()
        self.process.wait(timeout=30)
