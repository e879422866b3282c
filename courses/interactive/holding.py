"""An activity that a lesson comes to hold in this moment is not taken away in it.

Whoever publishes holds on to all activities, beside others who do; whoever deletes one finds out whether anybody does,
and never waits for them. Both before they lock any row of an activity.
"""

from __future__ import annotations

from django.db import connection

_KEY = "hashtextextended('h5p activities', 0)"


def hold_activities() -> None:
    """None goes until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_KEY})")


def may_go() -> bool:
    """Whether nobody holds on to them; whoever comes to waits until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({_KEY})")
        return bool(cursor.fetchone()[0])
