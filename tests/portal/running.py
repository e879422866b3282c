"""Real starts of ``python -m portal.run``, each in a folder and on a port of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from portal.embedded.processes import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
# Generous: machines that run tests are slow and shared. Nothing here measures speed.
SECONDS = 240


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """What a fresh terminal has: nothing of the test run's own servers and profile."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "BDHVS_HOME": str(home), **more}


class Run:
    """One started ``portal.run`` and everything that descends from it."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.port = environment.setdefault("PORT", str(free_port()))
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the run
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.run"], cwd=ROOT, env=clean_environment(home, **environment),
            stdin=subprocess.DEVNULL, stdout=self._output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._seen: set[psutil.Process] = set()

    def output(self) -> str:
        """Everything that it printed until now."""
        # Not by moving in the file: it writes on at the same place.
        return os.pread(self._output.fileno(), 1_000_000, 0).decode(errors="replace")

    def wait_for(self, words: str) -> None:
        """Return when it has printed ``words``."""
        deadline = time.monotonic() + SECONDS
        while words not in self.output():
            assert self.process.poll() is None, f"it ended:\n{self.output()}"
            assert time.monotonic() < deadline, f"it never said {words!r}:\n{self.output()}"
            time.sleep(0.05)
        self.family()

    def family(self) -> set[psutil.Process]:
        """All descendants that were ever seen, the dead ones too."""
        if self.process.poll() is None:
            self._seen.update(psutil.Process(self.process.pid).children(recursive=True))
        return self._seen

    def pid_of(self, name: str) -> int:
        """Process id of one of its services."""
        marks = {
            "postgres": "bin/postgres",
            "redis": "redis-server",
            "web": "portal.run.serve",
            "jobs": "portal.run.background",
        }
        found = [
            child.pid
            for child in psutil.Process(self.process.pid).children()
            if marks[name] in " ".join(child.cmdline())
        ]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of one of its pages."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        request.add_header("Host", f"bdhvs.localhost:{self.port}")
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()

    def wait_end(self) -> int:
        """Its exit code; fails when a descendant outlives it."""
        code = self.process.wait(timeout=SECONDS)
        assert left(self._seen) == [], self.output()
        return code

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop as Ctrl-C does, and return its exit code."""
        self.family()
        self.process.send_signal(how)
        return self.wait_end()

    def kill_what_is_left(self) -> None:
        """After a failed test: nothing of it stays on the machine."""
        for process in [*self.family(), *([psutil.Process(self.process.pid)] if self.process.poll() is None else [])]:
            if process.is_running():
                process.kill()
        self.process.wait(timeout=SECONDS)


def left(processes: set[psutil.Process]) -> list[str]:
    """Those that still live after a grace of ten seconds."""
    _, alive = psutil.wait_procs(processes, timeout=10)
    return [str(process) for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def refusal(home: Path, **environment: str) -> str:
    """What a start says that must not come up: one sentence, no traceback, exit code 1, nothing left behind."""
    run = Run(home, **environment)
    try:
        run.family()
        assert run.wait_end() == 1
    finally:
        run.kill_what_is_left()
    output = run.output()
    assert "Traceback" not in output
    sentence = output.rpartition("\n\n")[2].strip() if "\n\n" in output else output.strip()
    assert "\n" not in sentence
    return sentence
