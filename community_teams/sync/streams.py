"""The stream of changes of a hamlet: its row is held until the commit, and a number is stamped only under it.

One writer a hamlet at a time. A number that a reader sees is committed, and no lower one can follow it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

import orjson

from learn.conversations import Conversation

# Why a household is in a hamlet's stream no more.
THERE, ERASED, MERGED, MOVED = "", "erased", "merged", "moved"

_MAKE = """
INSERT INTO community_teams_stream (hamlet_id, number, floor)
SELECT id, 0, 0 FROM community_teams_hamlet WHERE id = ANY(%s::bigint[]) ORDER BY id ON CONFLICT DO NOTHING
"""
_LOCK = """
SELECT hamlet_id FROM community_teams_stream WHERE hamlet_id = ANY(%s::bigint[]) ORDER BY hamlet_id FOR NO KEY UPDATE
"""
_STAMP = """
WITH given AS (
    SELECT hamlet_id, household, gone, row_number() OVER (PARTITION BY hamlet_id ORDER BY household) AS place
    FROM json_to_recordset(%s::json) AS given (hamlet_id bigint, household uuid, gone text)
), moved AS (
    UPDATE community_teams_stream s SET number = s.number + news.amount
    FROM (SELECT hamlet_id, count(*) AS amount FROM given GROUP BY hamlet_id) AS news
    WHERE s.hamlet_id = news.hamlet_id
    RETURNING s.hamlet_id, s.number - news.amount AS before
)
INSERT INTO community_teams_change (hamlet_id, household, number, gone, at)
SELECT given.hamlet_id, given.household, moved.before + given.place, given.gone, now()
FROM given JOIN moved USING (hamlet_id) ORDER BY given.hamlet_id, given.household
ON CONFLICT (hamlet_id, household)
DO UPDATE SET number = excluded.number, gone = excluded.gone, at = excluded.at
"""


def lock_streams(hamlets: Collection[int]) -> Conversation[frozenset[int]]:
    """Hold the streams of these hamlets until the transaction ends, in the order of all who write."""
    if not hamlets:
        return frozenset()
    ordered = sorted(hamlets)
    yield _MAKE, [ordered]
    rows = yield _LOCK, [ordered]
    return frozenset(hamlet for (hamlet,) in rows)


def stamp(changes: Mapping[tuple[int, uuid.UUID], str]) -> Conversation[None]:
    """Give each changed household of a hamlet the next number; the hamlets' streams are held by the caller.

    ``changes`` says of (hamlet, household) why it is there no more, or nothing.
    """
    if not changes:
        return
    rows = [
        {"hamlet_id": hamlet, "household": household, "gone": gone} for (hamlet, household), gone in changes.items()
    ]
    yield _STAMP, [orjson.dumps(rows).decode()]
