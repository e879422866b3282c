"""The process of periodic jobs: ``python -m portal.run.background``. One is enough; several share the work.

``--once`` runs what is due and ends; ``--ready-fd N`` writes a byte there after the first round.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

import django
import psycopg

if TYPE_CHECKING:
    from foundation.job_runs import JobRuns
    from foundation.periodic import Job

LOOK_SECONDS = 1.0
AWAY_SECONDS = 5.0
# How soon a signal is noticed.
NAP_SECONDS = 0.1
# A job this long at work is named in the log: those behind it are waiting.
LONG_SECONDS = 60.0

log = logging.getLogger("portal.run.background")


class Background:
    """Runs what is due, in turn, until it is asked to stop."""

    def __init__(self, jobs: Sequence[Job], *, ready_fd: int | None = None) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._ready_fd = ready_fd
        self._runs: JobRuns | None = None
        self._away = False
        self.stopping = False

    def listen_to_signals(self) -> None:
        """From now on a signal to stop lets the job at work finish and begins no other."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def work(self) -> None:
        """Never end but when asked; a database that is away is waited for."""
        while not self.stopping:
            self._pause(LOOK_SECONDS if self.round() else AWAY_SECONDS)
        self.close()

    def round(self) -> bool:
        """Run everything that is due now; False when the database is away."""
        from foundation.job_runs import JobRuns

        try:
            if self._runs is None:
                self._runs = JobRuns()
                self._runs.make(self._jobs.values())
            for name in self._runs.due(self._jobs.values()):
                if self.stopping:
                    break
                self._runs.attempt(self._jobs[name], lambda name=name: self._run(self._jobs[name]))  # type: ignore[misc]
        except psycopg.Error as error:
            if not self._away:
                log.warning("The database is away (%s); jobs wait for it.", _first_line(error))
            self._away = True
            self.close()
            return False
        if self._away:
            log.warning("The database is back; jobs go on.")
        self._away = False
        self._tell_ready()
        return True

    def _run(self, job: Job) -> str:
        """Run one job; what it says when it fails."""
        from django.db import connections

        watch = threading.Timer(
            LONG_SECONDS, log.error, ["Job %s is still running after %d s.", job.name, LONG_SECONDS]
        )
        watch.daemon = True
        watch.start()
        began = time.monotonic()
        try:
            job.run()
        # A job that asks the process to end is a job that failed.
        except (Exception, SystemExit) as error:
            log.exception("Job %s failed.", job.name)
            return f"{type(error).__name__}: {_first_line(error)}"
        finally:
            watch.cancel()
            connections.close_all()
        log.debug("Job %s took %.2f s.", job.name, time.monotonic() - began)
        return ""

    def _tell_ready(self) -> None:
        if self._ready_fd is not None:
            os.write(self._ready_fd, b".")
            os.close(self._ready_fd)
            self._ready_fd = None

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(NAP_SECONDS)

    def close(self) -> None:
        """Close every connection."""
        from django.db import connections

        if self._runs is not None:
            self._runs.close()
            self._runs = None
        connections.close_all()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def main(arguments: Sequence[str]) -> int:
    """Run until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m portal.run.background", description=__doc__)
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--ready-fd", type=int)
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from foundation import periodic

    background = Background(periodic.registered(), ready_fd=options.ready_fd)
    background.listen_to_signals()
    if options.once:
        worked = background.round()
        background.close()
        return 0 if worked else 1
    background.work()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
