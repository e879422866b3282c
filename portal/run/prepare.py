"""Brings files and database up to date before the site is served: ``python -m portal.run.prepare``.

Every step compares first, so that a start at which nothing changed takes seconds. One process for all steps, because
most of a management command's time is spent on importing.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from foundation.catalogues.compiling import compile_all
from portal.run import loading
from portal.run.console import complain, say
from portal.run.preflight import os_sentence

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    """Take every step; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        # Django reads the words when it begins, and lessons are frozen in the words of that moment.
        other_words = compile_all(ROOT, ROOT / "portal" / "locale_others")
        django.setup()
        _files()
        _tables()
        loading.load("load_areas")
        loading.load("load_h5p_libraries")
        loading.load("load_curriculum")
        loading.load("load_quizzes")
        if other_words:
            loading.load("refresh_versions")
        loading.load_demo()
    except Exception as error:
        complain(_sentence(error))
        return 1
    finally:
        connection.close()
    return 0


def _files() -> None:
    from portal.run import static

    say("files", "collected" if static.collect() else "unchanged")


def _tables() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("tables", "unchanged")
        return
    say("tables", "being made, this takes a moment")
    call_command("migrate", interactive=False, verbosity=0)
    say("tables", "up to date")


def _sentence(error: Exception) -> str:
    """What went wrong in one sentence; the whole story goes to a file."""
    from django.conf import settings

    if isinstance(error, OSError):
        return os_sentence(error)
    first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
    if "No space left on device" in str(error):
        return f"The disk of the database is full ({first_line}): free some space and start again."
    log = Path(settings.HOME) / "run" / "prepare.log"
    with suppress(OSError):
        log.write_text("".join(traceback.format_exception(error)))
    return f"Preparing failed ({first_line}): {log} has the details."


if __name__ == "__main__":
    sys.exit(main())
