"""When each job last ran: one row a job, which is also the lock that keeps two processes from running it at once.

The row stays locked, in a transaction of a connection of its own, as long as the job runs. A transaction works behind a
pooler in transaction mode, and a process that dies lets go at once; a lease by time would let go too late or too early.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from django.db import models
from django.utils.translation import gettext_lazy as _
from psycopg.rows import namedtuple_row

from foundation.database import connection_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from foundation.periodic import Job

LONGEST_WORDS = 500


class JobRun(models.Model):
    """The last run of a job, and when the next one is due. A due time long past: nobody runs it, or it is stuck."""

    name = models.CharField(_("name"), max_length=80, primary_key=True)
    due_at = models.DateTimeField(_("due at"))
    began_at = models.DateTimeField(_("began at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    succeeded_at = models.DateTimeField(_("succeeded at"), null=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    words = models.CharField(_("what it said when it failed"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")

    def __str__(self) -> str:
        return self.name


class JobRuns:
    """The rows, over a connection that belongs to no job."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] = psycopg.connect(
            **connection_parameters(), application_name="bdhvs-jobs", autocommit=True, row_factory=namedtuple_row
        )

    def close(self) -> None:
        """Let go of everything."""
        self._connection.close()

    def make(self, jobs: Iterable[Job]) -> None:
        """A row for each job that has none; it is due at once."""
        for job in jobs:
            self._connection.execute(
                "INSERT INTO foundation_jobrun (name, due_at, failures, words) VALUES (%s, now(), 0, '')"
                " ON CONFLICT (name) DO NOTHING",
                [job.name],
            )

    def due(self, jobs: Iterable[Job]) -> list[str]:
        """Names of the jobs that are due, the longest waiting first."""
        rows = self._connection.execute(
            "SELECT name FROM foundation_jobrun WHERE name = ANY(%s) AND due_at <= now() ORDER BY due_at",
            [[job.name for job in jobs]],
        )
        return [row.name for row in rows]

    def attempt(self, job: Job, run: Callable[[], str]) -> bool:
        """Run a job that is due unless another process runs it, or just did; False when it was not ours to run.

        ``run`` returns nothing when it succeeded, else what went wrong.
        """
        with self._connection.transaction():
            # An installation that ends idle transactions would let go of the lock while the job runs.
            self._connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            row = self._connection.execute(
                "SELECT clock_timestamp() AS now FROM foundation_jobrun WHERE name = %s AND due_at <= now()"
                " FOR UPDATE SKIP LOCKED",
                [job.name],
            ).fetchone()
            if row is None:
                return False
            # Whatever an error says must fit a text of the database, or the row would be due again and again.
            words = run().replace("\0", "").encode(errors="replace").decode()[:LONGEST_WORDS]
            self._connection.execute(
                "UPDATE foundation_jobrun SET began_at = %(began)s, ended_at = clock_timestamp(),"
                " due_at = clock_timestamp() + make_interval(secs => %(seconds)s),"
                " succeeded_at = CASE WHEN %(failed)s THEN succeeded_at ELSE clock_timestamp() END,"
                " failures = CASE WHEN %(failed)s THEN failures + 1 ELSE 0 END, words = %(words)s"
                " WHERE name = %(name)s",
                {"began": row.now, "seconds": job.seconds, "failed": bool(words), "words": words, "name": job.name},
            )
        return True
