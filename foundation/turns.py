"""One after another: a lock of the database by a name, for what has no row to hold."""

from __future__ import annotations

from django.db import connection


def wait_turn(name: str) -> None:
    """Hold the name until the end of the open transaction; others who want it wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
