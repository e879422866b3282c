"""`manage.py jobs`: when each periodic job last ran. Exits 1 when one is overdue or keeps failing, for monitoring."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation import periodic
from foundation.job_runs import JobRun

# Failures in a row that somebody should look at; a single one mends itself at the next run.
MANY = 3


class Command(BaseCommand):
    """One JSON line a job."""

    help = "Prints when each periodic job last ran; exits 1 when one is overdue or keeps failing."

    def add_arguments(self, parser: CommandParser) -> None:
        """How late a job may be."""
        parser.add_argument(
            "--late", type=float, default=300, metavar="SECONDS", help="seconds that are not overdue yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, and complain."""
        now, rows, bad = timezone.now(), JobRun.objects.in_bulk(), []
        for job in periodic.registered():
            row = rows.get(job.name)
            late = max(0.0, (now - row.due_at).total_seconds()) if row else None
            line = {
                "job": job.name,
                "every": job.seconds,
                "ended_at": row.ended_at.isoformat() if row and row.ended_at else None,
                "succeeded_at": row.succeeded_at.isoformat() if row and row.succeeded_at else None,
                "late": round(late, 1) if late is not None else None,
                "failures": row.failures if row else 0,
                "words": row.words if row else "",
            }
            self.stdout.write(json.dumps(line, ensure_ascii=False))
            if row is None or late is None or late > options["late"] or row.failures >= MANY:
                bad.append(job.name)
        if bad:
            raise CommandError(f"Not running as they should: {', '.join(bad)}", returncode=1)
