"""Starts services in order, watches them, and stops them in the opposite order, whatever happens.

`docs/decisions/` says why this is not a ready-made supervisor.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

from portal.run.console import CannotRun, say

POLL_SECONDS = 0.1
ORPHAN_SECONDS = 5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class StopRequested(Exception):
    """Somebody asked to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


class StepFailed(Exception):
    """A step ended badly and has said why."""


class Service(Protocol):
    """Something that runs as one process of its own session."""

    def launch(self) -> subprocess.Popen[bytes]:
        """Start without waiting."""

    def is_ready(self) -> bool:
        """Whether it does its work now; must not block for long; raises a sentence when it ended instead."""

    def last_words(self) -> str:
        """The end of what it said, for a message; may be empty."""

    def stop(self) -> None:
        """End it and return when it has ended; nothing happens if it has."""


@dataclass
class _Running:
    name: str
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    ready: bool = False


class Supervisor:
    """The services of one run. Single-threaded; everything that waits polls, so that a stop is never missed."""

    def __init__(self) -> None:
        self._running: list[_Running] = []
        self._stop_signal = ""

    def listen_to_signals(self) -> None:
        """From now on a signal to stop raises ``StopRequested`` at the next wait."""
        for number in STOP_SIGNALS:
            # `nohup` asks to live on when the terminal closes.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._note)
        if sys.platform == "linux":
            # Grandchildren whose parent was killed become ours, so that the last sweep finds them.
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            if "MAKELEVEL" in os.environ:
                # Whoever kills make means this program too.
                ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._stop_signal = self._stop_signal or signal.Signals(number).name

    def start(self, name: str, service: Service) -> None:
        """Launch a service; nothing is waited for."""
        self._pause(0)
        self._running.append(_Running(name, service, service.launch(), time.monotonic()))
        say(name, "starting")

    def wait_ready(self, *names: str) -> None:
        """Return when the named services do their work; raises when any service ends meanwhile."""
        for running in [running for running in self._running if running.name in names]:
            told = False
            # While it starts, its own sentence is better than ours on how it ended.
            while not running.service.is_ready():
                self._pause()
                if not told and time.monotonic() - running.started > 20:
                    told = True
                    say(running.name, f"is taking its time, please wait: {running.service.last_words()}")
            running.ready = True
            say(running.name, f"ready after {time.monotonic() - running.started:.1f} s")

    def finish(self, name: str) -> None:
        """Return when the named service has ended well; raises when it fails or any other service ends meanwhile."""
        running = next(running for running in self._running if running.name == name)
        while running.process.poll() is None:
            self._pause()
        self._running.remove(running)
        if running.process.returncode < 0:
            raise CannotRun(_obituary(running))
        if running.process.returncode:
            raise StepFailed(name)

    def watch(self) -> None:
        """Never return: raises when a service ends or a stop is asked for."""
        while True:
            self._pause()

    def _pause(self, seconds: float = POLL_SECONDS) -> None:
        time.sleep(seconds)
        if self._stop_signal:
            raise StopRequested(self._stop_signal)
        for running in self._running:
            if running.ready and running.process.poll() is not None:
                raise CannotRun(_obituary(running))

    def stop_all(self) -> None:
        """Stop every service, the last started first, and leave no descendant behind."""
        while self._running:
            running = self._running.pop()
            alive = running.process.poll() is None
            running.service.stop()
            if alive:
                say(running.name, "stopped")
        _sweep()


def _obituary(running: _Running) -> str:
    code = running.process.returncode
    how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
    words = running.service.last_words() if code > 0 else ""
    if "No space left on device" in words:
        return f"{running.name} {how} because its disk is full: free some space and start again."
    because = f" ({words})" if words else ""
    return f"{running.name} {how}{because}, so everything was stopped: start again with `make run`."


def _sweep() -> None:
    """Wait for orphaned descendants, which end by themselves, and kill those that do not."""
    deadline = time.monotonic() + ORPHAN_SECONDS
    with suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, os.WNOHANG)[0]:
                continue
            if time.monotonic() > deadline:
                for pid in _children():
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def _children() -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name may hold spaces and brackets; the parent is the second field after its closing one.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.append(int(stat.parent.name))
    return found
