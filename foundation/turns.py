"""One after another: a lock of the database by a name, for what has no row to hold."""

from __future__ import annotations

from django.db import connection

_KEY = "hashtextextended(%s, 0)"


def wait_turn(name: str) -> None:
    """Hold the name until the end of the open transaction; others who want it wait."""
    _lock("pg_advisory_xact_lock", name)


def share_turn(name: str) -> None:
    """Hold the name beside others who share it; who wants it alone waits for all of them."""
    _lock("pg_advisory_xact_lock_shared", name)


def take_turn(name: str) -> bool:
    """Hold the name alone if nobody holds it now; never waits."""
    return bool(_lock("pg_try_advisory_xact_lock", name))


def _lock(function: str, name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({_KEY})", [name])
        return cursor.fetchone()[0]
