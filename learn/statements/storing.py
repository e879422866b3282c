"""Storing batches of statements: exactly once by id, the projection moved in the same transaction.

Locks are taken in one order everywhere (statements by learner and id, then lesson progress by learner and lesson,
then course progress by learner and course), so that processes writing for one learner never deadlock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
import psycopg

from learn.learners.storing import bring_back
from learn.learners.tokens import Claim
from learn.progress.folding import Told
from learn.progress.moving import move_progress
from learn.statements.parsing import Item

# A statement's learner and id as one text: PostgreSQL tells it faster than Python makes two UUIDs of it.
Key = str

APPLIED = "applied"
DUPLICATE = "duplicate"
CONFLICT = "conflict"

_GENERATIONS = "SELECT id, generation FROM learn_learner WHERE id = ANY(%s)"

# One parameter for all rows: PostgreSQL unpacks the JSON faster than Python packs a dozen arrays.
_INSERT = """
INSERT INTO learn_statement (learner_id, id, verb, activity, version, score, progress, success, response,
                             occurred_at, occurred_text, received_at, clock_off, sha256)
SELECT learner_id, id, verb, activity, version, score, progress, success, response,
       occurred_at, occurred_text, received_at, clock_off, decode(sha256, 'hex')
FROM json_to_recordset(%s::json) AS sent (
    learner_id uuid, id uuid, verb text, activity text, version integer, score double precision,
    progress double precision, success boolean, response text, occurred_at timestamptz, occurred_text text,
    received_at timestamptz, clock_off boolean, sha256 text)
ON CONFLICT (learner_id, id) DO NOTHING
RETURNING learner_id || ' ' || id
"""

_STORED = """
SELECT s.learner_id || ' ' || s.id, encode(s.sha256, 'hex') FROM learn_statement s
JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (learner_id, id) USING (learner_id, id)
"""


class Batch(NamedTuple):
    """The good statements of one request."""

    claim: Claim
    items: Sequence[Item]
    received_at: dt.datetime


async def write_batches(connection: psycopg.AsyncConnection[Any], batches: Sequence[Batch]) -> list[list[str] | None]:
    """Store many requests' statements in the transaction that is open.

    Answers each with ``applied``, ``duplicate`` or ``conflict`` item by item, or None when its token was revoked.
    """
    generations = await _generations(connection, batches)
    known = [batch.claim.generation == generations[batch.claim.learner] for batch in batches]

    first: dict[Key, tuple[Item, Batch]] = {}
    for batch, valid in zip(batches, known, strict=True):
        if valid:
            for item in batch.items:
                first.setdefault(_key(batch, item), (item, batch))
    inserted = await _insert(connection, first)
    stored = await _stored(connection, [first[key] for key in first if key not in inserted])
    await move_progress(connection, [told for key in first if key in inserted for told in _told(*first[key])])
    return [
        _judge(batch, first, inserted, stored) if valid else None for batch, valid in zip(batches, known, strict=True)
    ]


async def _generations(connection: psycopg.AsyncConnection[Any], batches: Sequence[Batch]) -> dict[uuid.UUID, int]:
    """The generation that each learner's token must have; rows that a restore lost are there again afterwards."""
    cursor = await connection.execute(_GENERATIONS, [list({batch.claim.learner for batch in batches})])
    kept: dict[uuid.UUID, int] = dict(await cursor.fetchall())
    lost: dict[uuid.UUID, int] = {}
    for learner, generation in (batch.claim for batch in batches):
        if generation > kept.get(learner, -1):
            lost[learner] = max(generation, lost.get(learner, -1))
    if lost:
        await bring_back(connection, lost)
    return kept | lost


def _key(batch: Batch, item: Item) -> Key:
    return f"{batch.claim.learner} {item.id}"


async def _insert(connection: psycopg.AsyncConnection[Any], first: dict[Key, tuple[Item, Batch]]) -> set[Key]:
    if not first:
        return set()
    rows = [
        {
            "learner_id": batch.claim.learner,
            "id": item.id,
            "verb": item.verb,
            "activity": item.activity,
            "version": item.version,
            "score": item.score,
            "progress": item.progress,
            "success": item.success,
            "response": item.response,
            "occurred_at": item.occurred_at,
            "occurred_text": item.occurred_text,
            "received_at": batch.received_at,
            "clock_off": item.clock_off,
            "sha256": item.sha256,
        }
        for _, (item, batch) in sorted(first.items())
    ]
    cursor = await connection.execute(_INSERT, [orjson.dumps(rows).decode()])
    return {row[0] for row in await cursor.fetchall()}


def _told(item: Item, batch: Batch) -> list[Told]:
    if item.lesson is None:
        return []
    # A phone whose clock runs ahead must not pin its position for all time to come.
    at = min(item.occurred_at, batch.received_at)
    return [(batch.claim.learner, item.lesson, item.version, item.card, item.verb, at)]


async def _stored(connection: psycopg.AsyncConnection[Any], asked: list[tuple[Item, Batch]]) -> dict[Key, str]:
    # A statement of its own, after the insert: only a new snapshot sees the row of another process that the insert
    # waited for.
    if not asked:
        return {}
    learners, identifiers = [batch.claim.learner for _, batch in asked], [item.id for item, _ in asked]
    cursor = await connection.execute(_STORED, [learners, identifiers])
    return dict(await cursor.fetchall())


def _judge(batch: Batch, first: dict[Key, tuple[Item, Batch]], inserted: set[Key], stored: dict[Key, str]) -> list[str]:
    statuses = []
    for item in batch.items:
        key = _key(batch, item)
        stands, _ = first[key]
        if stands is item and key in inserted:
            statuses.append(APPLIED)
        else:
            digest = stands.sha256 if key in inserted else stored[key]
            statuses.append(DUPLICATE if digest == item.sha256 else CONFLICT)
    return statuses
