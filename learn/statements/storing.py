"""Storing batches of statements: exactly once by id, the projection moved in the same transaction.

Locks are taken in one order everywhere (learners by id, then statements by learner and id, then lesson progress by
learner and lesson, then course progress by learner and course, then states of H5P), so that processes writing for one
learner never deadlock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import psycopg

from learn.conversations import Conversation, hold_async
from learn.learners.storing import Held, hold_claimed, hold_groups
from learn.learners.tokens import Claim
from learn.progress.folding import Told
from learn.progress.moving import move_progress
from learn.statements.parsing import Item

# A statement's learner and id as one text: PostgreSQL tells it faster than Python makes two UUIDs of it.
Key = str

APPLIED = "applied"
DUPLICATE = "duplicate"
CONFLICT = "conflict"

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

# The same identifiers in the other parts of the same person's record.
_STORED_BESIDE = """
SELECT asked.own || ' ' || s.id, encode(s.sha256, 'hex') FROM learn_statement s
JOIN unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS asked (own, learner_id, id) USING (learner_id, id)
"""

# The members of a learner's group, for those who are one of several.
Groups = Mapping[uuid.UUID, Sequence[uuid.UUID]]


class Batch(NamedTuple):
    """The good statements of one request."""

    claim: Claim
    items: Sequence[Item]
    received_at: dt.datetime


class Writers(NamedTuple):
    """Who writes in a transaction, held until its end."""

    held: Mapping[uuid.UUID, Held]
    groups: Groups

    def knows(self, claim: Claim) -> bool:
        """Whether the token was not revoked."""
        return claim.generation == self.held[claim.learner].generation


async def write_batches(connection: psycopg.AsyncConnection[Any], batches: Sequence[Batch]) -> list[list[str] | None]:
    """`store_batches` for the group commit."""
    return await hold_async(connection, store_batches(batches))


def store_batches(batches: Sequence[Batch]) -> Conversation[list[list[str] | None]]:
    """Store many requests' statements in the transaction that is open.

    Answers each with ``applied``, ``duplicate`` or ``conflict`` item by item, or None when its token was revoked.
    """
    writers = yield from hold_writers([batch.claim for batch in batches])
    return (yield from store_held(batches, writers))


def hold_writers(claims: Sequence[Claim]) -> Conversation[Writers]:
    """Hold all who write until the transaction ends."""
    held = yield from hold_claimed(claims)
    groups = yield from hold_groups(held)
    return Writers(held, groups)


def store_held(batches: Sequence[Batch], writers: Writers) -> Conversation[list[list[str] | None]]:
    """`store_batches` for writers that are held already."""
    groups = writers.groups
    known = [writers.knows(batch.claim) for batch in batches]

    first: dict[Key, tuple[Item, Batch]] = {}
    for batch, valid in zip(batches, known, strict=True):
        if valid:
            for item in batch.items:
                first.setdefault(_key(batch, item), (item, batch))
    beside = yield from _stored_beside(first, groups)
    beside |= _beside_in_these(first, beside, groups)
    inserted = yield from _insert({key: new for key, new in first.items() if key not in beside})
    stored = yield from _stored([first[key] for key in first if key not in inserted and key not in beside])
    told = [told for key in first if key in inserted for told in _told(*first[key])]
    yield from move_progress(told, groups)
    judged = stored | beside
    return [
        _judge(batch, first, inserted, judged) if valid else None for batch, valid in zip(batches, known, strict=True)
    ]


def _key(batch: Batch, item: Item) -> Key:
    return f"{batch.claim.learner} {item.id}"


def _insert(first: dict[Key, tuple[Item, Batch]]) -> Conversation[set[Key]]:
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
    inserted = yield _INSERT, [orjson.dumps(rows).decode()]
    return {row[0] for row in inserted}


def _told(item: Item, batch: Batch) -> list[Told]:
    if item.lesson is None:
        return []
    # A phone whose clock runs ahead must not pin its position for all time to come.
    at = min(item.occurred_at, batch.received_at)
    return [(batch.claim.learner, item.lesson, item.version, item.card, item.verb, at)]


def _stored(asked: list[tuple[Item, Batch]]) -> Conversation[dict[Key, str]]:
    # A statement of its own, after the insert: only a new snapshot sees the row of another process that the insert
    # waited for.
    if not asked:
        return {}
    learners, identifiers = [batch.claim.learner for _, batch in asked], [item.id for item, _ in asked]
    rows = yield _STORED, [learners, identifiers]
    return dict(rows)


def _stored_beside(first: Mapping[Key, tuple[Item, Batch]], groups: Groups) -> Conversation[dict[Key, str]]:
    """What another part of the same person's record holds already: it was sent before the person signed in."""
    asked = [
        (batch.claim.learner, member, item.id)
        for item, batch in first.values()
        for member in groups.get(batch.claim.learner, ())
        if member != batch.claim.learner
    ]
    if not asked:
        return {}
    own, members, identifiers = (list(column) for column in zip(*asked, strict=True))
    rows = yield _STORED_BESIDE, [own, members, identifiers]
    return dict(rows)


def _beside_in_these(
    first: Mapping[Key, tuple[Item, Batch]], stored: Mapping[Key, str], groups: Groups
) -> dict[Key, str]:
    """What is sent at once for several parts of one person's record: all but the first, with the first's content."""
    leading: dict[tuple[uuid.UUID, uuid.UUID], tuple[Key, str]] = {}
    found: dict[Key, str] = {}
    for key, (item, batch) in first.items():
        members = groups.get(batch.claim.learner)
        if members and key not in stored:
            leader, digest = leading.setdefault((min(members), item.id), (key, item.sha256))
            if leader != key:
                found[key] = digest
    return found


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
