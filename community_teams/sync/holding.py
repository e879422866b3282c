"""What waited too long is decided by force; what waits for nothing any more goes on."""

from __future__ import annotations

from functools import partial

from django.db import connection

from community_teams.reach import everything
from community_teams.sync.again import held, judge_held

AT_ONCE = 100

_OVERDUE = """
SELECT id FROM community_teams_operation WHERE status = 'held' AND held_until <= now() ORDER BY held_until, id LIMIT %s
"""
# Two phones that sent the two at the same moment, or what could not be written when its turn came.
_FREE = """
SELECT o.id FROM community_teams_operation o WHERE o.status = 'held' AND NOT EXISTS (
    SELECT 1 FROM community_teams_waiting w WHERE w.operation_id = o.id
    AND NOT EXISTS (
        SELECT 1 FROM community_teams_operation p
        WHERE p.member_id = w.member_id AND p.op = w.missing AND NOT p.again AND p.status IN ('applied', 'conflict'))
    AND NOT EXISTS (SELECT 1 FROM community_teams_household h WHERE h.id = w.missing))
ORDER BY o.id LIMIT %s
"""


def decide_held() -> int:
    """Apply what was held for five days if its household is there, else set it apart; returns how many moved on."""
    moved = 0
    for statement, forced in ((_FREE, False), (_OVERDUE, True)):
        rows = _found(statement)
        if rows:
            moved += len(held(partial(judge_held, rows, forced=forced)))
    return moved


def _found(statement: str) -> list[int]:
    with everything(), connection.cursor() as cursor:
        cursor.execute(statement, [AT_ONCE])
        return [row for (row,) in cursor.fetchall()]
