"""Brings files and database up to date before the site is served: ``python -m portal.run.prepare``.

Every step compares first, so that a start at which nothing changed takes seconds. One process for all steps, because
most of a management command's time is spent on importing.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import django
from django.core.management import CommandError, call_command
from django.db import connection

from portal.run.console import complain, say
from portal.run.preflight import os_sentence

COMMANDS = ("load_areas", "load_curriculum", "load_demo")


def main() -> int:
    """Take every step; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        django.setup()
        _files()
        _migrate()
        for name in COMMANDS:
            _load(name)
    except Exception as error:
        complain(_sentence(error))
        return 1
    finally:
        connection.close()
    return 0


def _files() -> None:
    from portal.run import static

    call_command("catalogues", "--compile", stdout=io.StringIO())
    _tell("files", "collected", "unchanged", static.collect)


def _migrate() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("tables", "being made, this takes a moment")
        call_command("migrate", interactive=False, verbosity=0)
    say("tables", "up to date")


def _load(name: str) -> None:
    output = io.StringIO()
    try:
        call_command(name, stdout=output, stderr=output)
    except SystemExit as end:
        if end.code not in (None, 0, 1):
            raise CommandError(output.getvalue()) from end
    lines = [line for line in output.getvalue().splitlines() if line.strip()]
    for line in lines or ["up to date"]:
        say(name, line)


def _tell(name: str, done: str, unchanged: str, step: Callable[[], bool]) -> None:
    say(name, done if step() else unchanged)


def _sentence(error: Exception) -> str:
    """What went wrong in one sentence; the whole story goes to a file."""
    from django.conf import settings

    if isinstance(error, OSError):
        return os_sentence(error)
    if "No space left on device" in str(error):
        return f"The disk of the database is full ({_first_line(error)}): free some space and start again."
    log = Path(settings.HOME) / "run" / "prepare.log"
    with suppress(OSError):
        log.write_text("".join(traceback.format_exception(error)))
    return f"Preparing failed ({_first_line(error)}): {log} has the details."


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())
