"""Two loaders at once take turns, step by step."""

from __future__ import annotations

from django.db import connection

LOCK = 0x42444856


def take_turn() -> None:
    """Wait until no other loader is in the middle of a step; ours lasts until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
