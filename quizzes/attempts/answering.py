"""Storing answers and handing in: an append-only log, each item exactly once by its id, the last by ``seq`` counts.

Handing in is one more line of the log and one small change of the attempt's row; the bank is not asked, and grading
comes later. Locks in the order of all who write: learners by id, then attempts by learner and id.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import psycopg

from learn.conversations import Conversation, hold_async
from learn.learners.storing import Held, hold_claimed, hold_groups
from learn.learners.tokens import Claim
from quizzes.attempts.parsing import Given
from quizzes.attempts.times import answered_at, is_in_time
from quizzes.bank.kept import Asked, load_asked
from quizzes.kinds.base import BadResponse, Fields
from quizzes.quiz.kept import Rules, load_rules

APPLIED = "applied"
DUPLICATE = "duplicate"
REJECTED = "rejected"

_ATTEMPTS = """
SELECT a.learner_id, a.id, a.version, a.paper, a.started_at, a.deadline_at, a.submitted_at, a.submitted_seq,
       a.graded_at IS NOT NULL
FROM quizzes_attempt a JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (learner_id, id) USING (learner_id, id)
ORDER BY a.learner_id, a.id FOR NO KEY UPDATE OF a
"""
_INSERT = """
INSERT INTO quizzes_answer (learner_id, attempt, id, seq, question, response, occurred_text, answered_at, received_at,
                            counted, sha256)
SELECT learner_id, attempt, id, seq, question, response, occurred_text, answered_at, received_at, counted,
       decode(sha256, 'hex')
FROM json_to_recordset(%s::json) AS given (
    learner_id uuid, attempt uuid, id uuid, seq integer, question uuid, response jsonb, occurred_text text,
    answered_at timestamptz, received_at timestamptz, counted boolean, sha256 text)
ON CONFLICT (learner_id, attempt, id) DO NOTHING
RETURNING learner_id || ' ' || attempt || ' ' || id
"""
_STORED = """
SELECT s.learner_id || ' ' || s.attempt || ' ' || s.id, encode(s.sha256, 'hex'), s.counted FROM quizzes_answer s
JOIN unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS asked (learner_id, attempt, id) USING (learner_id, attempt, id)
"""
# One that ran out of time meanwhile ended then; now it is known that nothing more comes.
_SUBMIT = """
UPDATE quizzes_attempt a SET submitted_at = coalesce(a.submitted_at, handed.at), submitted_seq = handed.seq
FROM json_to_recordset(%s::json) AS handed (learner_id uuid, id uuid, at timestamptz, seq integer)
WHERE a.learner_id = handed.learner_id AND a.id = handed.id AND a.submitted_seq IS NULL AND a.graded_at IS NULL
"""
_LATE = """
UPDATE quizzes_attempt a SET late = a.late + news.late
FROM json_to_recordset(%s::json) AS news (learner_id uuid, id uuid, late integer)
WHERE a.learner_id = news.learner_id AND a.id = news.id
"""


class Batch(NamedTuple):
    """The readable answers of one request; ``sent_at`` is the phone's clock when it sent, if it told."""

    claim: Claim
    items: Sequence[Given]
    received_at: dt.datetime
    sent_at: dt.datetime | None


class Verdict(NamedTuple):
    """What became of one item. ``counts`` is False for what is kept in the log but came too late."""

    status: str
    reason: str = ""
    counts: bool = True


class OpenAttempt(NamedTuple):
    """An attempt's row as it is while held."""

    learner: uuid.UUID
    id: uuid.UUID
    version: int
    paper: list[int]
    started_at: dt.datetime
    deadline_at: dt.datetime | None
    submitted_at: dt.datetime | None
    submitted_seq: int | None
    is_graded: bool


class _Row(NamedTuple):
    """An item with the attempt that it belongs to and what was judged of it."""

    given: Given
    attempt: OpenAttempt
    fields: Fields
    answered: dt.datetime
    received: dt.datetime
    counts: bool

    @property
    def key(self) -> str:
        return f"{self.attempt.learner} {self.attempt.id} {self.given.id}"


async def write_answers(
    connection: psycopg.AsyncConnection[Any], batches: Sequence[Batch]
) -> list[list[Verdict] | None]:
    """`store_answers` for the group commit."""
    return await hold_async(connection, store_answers(batches))


def store_answers(batches: Sequence[Batch]) -> Conversation[list[list[Verdict] | None]]:
    """Store many requests' answers in the transaction that is open; None for one whose token was revoked."""
    held = yield from hold_claimed([batch.claim for batch in batches])
    groups = yield from hold_groups(held)
    valid = [batch.claim.generation == held[batch.claim.learner].generation for batch in batches]
    attempts = yield from _attempts(
        [batch for batch, known in zip(batches, valid, strict=True) if known], held, groups
    )  # fmt: skip
    rules = yield from load_rules({attempt.version for attempt in attempts.values()})
    asked = yield from load_asked({one for attempt in attempts.values() for one in attempt.paper})
    judged: list[list[_Row | Verdict] | None] = []
    submitting: dict[tuple[uuid.UUID, uuid.UUID], _Row] = {}
    for batch, known in zip(batches, valid, strict=True):
        judged.append(
            [_judge(batch, item, attempts, rules, asked, submitting) for item in batch.items] if known else None
        )
    rows: dict[str, _Row] = {}
    for judgements in judged:
        for row in judgements or ():
            if isinstance(row, _Row):
                rows.setdefault(row.key, row)
    inserted = yield from _insert(rows)
    stored = yield from _stored([row for key, row in rows.items() if key not in inserted])
    yield from _move_attempts([rows[key] for key in inserted], submitting)
    return [
        None if judgements is None else [_verdict(row, rows, inserted, stored) for row in judgements]
        for judgements in judged
    ]


def _owners(
    claim: Claim, held: Mapping[uuid.UUID, Held], groups: Mapping[uuid.UUID, Sequence[uuid.UUID]]
) -> list[uuid.UUID]:
    """Whose attempts a token opens: an account also those that its person began as a guest."""
    is_root = held[claim.learner].root == claim.learner
    return list(groups.get(claim.learner, [claim.learner])) if is_root else [claim.learner]


def _attempts(
    batches: Sequence[Batch], held: Mapping[uuid.UUID, Held], groups: Mapping[uuid.UUID, Sequence[uuid.UUID]]
) -> Conversation[dict[tuple[uuid.UUID, uuid.UUID], OpenAttempt]]:
    """The attempts that are named, held, by the token's learner and their id."""
    openers: dict[uuid.UUID, set[uuid.UUID]] = {}
    wanted: set[tuple[uuid.UUID, uuid.UUID]] = set()
    for batch in batches:
        for owner in _owners(batch.claim, held, groups):
            openers.setdefault(owner, set()).add(batch.claim.learner)
            wanted |= {(owner, item.attempt) for item in batch.items}
    if not wanted:
        return {}
    found = yield _ATTEMPTS, [[learner for learner, _ in wanted], [attempt for _, attempt in wanted]]
    attempts = [OpenAttempt(*row) for row in found]
    return {(opener, attempt.id): attempt for attempt in attempts for opener in openers[attempt.learner]}


def _judge(
    batch: Batch,
    item: Given,
    attempts: Mapping[tuple[uuid.UUID, uuid.UUID], OpenAttempt],
    rules: Mapping[int, Rules],
    asked: Mapping[int, Asked],
    submitting: dict[tuple[uuid.UUID, uuid.UUID], _Row],
) -> _Row | Verdict:
    attempt = attempts.get((batch.claim.learner, item.attempt))
    if attempt is None:
        return Verdict(REJECTED, "unknown_attempt")
    fields: Fields = {}
    if item.question is not None:
        question = next((asked[one] for one in attempt.paper if asked[one].question == item.question), None)
        if question is None:
            return Verdict(REJECTED, "not_on_paper")
        try:
            fields = question.kind.read(question.content, item.response)
        except BadResponse:
            return Verdict(REJECTED, "bad_response")
    measured = answered_at(occurred=item.occurred_at, sent=batch.sent_at, received=batch.received_at)
    answered = max(measured, attempt.started_at)
    handed_in = submitting.get((attempt.learner, attempt.id))
    last_seq = handed_in.given.seq if handed_in else attempt.submitted_seq
    in_time = is_in_time(
        answered=answered, received=batch.received_at, deadline=attempt.deadline_at, late=rules[attempt.version].late
    )
    # Whoever was graded may have seen the right answers, or the score, by which they can be found one by one.
    counts = in_time and not attempt.is_graded and (last_seq is None or item.seq < last_seq)
    row = _Row(item, attempt, fields, answered, batch.received_at, counts)
    if item.question is None and attempt.submitted_seq is None and not attempt.is_graded and not handed_in:
        submitting[attempt.learner, attempt.id] = row
    return row


def _insert(rows: Mapping[str, _Row]) -> Conversation[set[str]]:
    if not rows:
        return set()
    ordered = [
        {
            "learner_id": row.attempt.learner,
            "attempt": row.attempt.id,
            "id": row.given.id,
            "seq": row.given.seq,
            "question": row.given.question,
            "response": row.fields if row.given.question else None,
            "occurred_text": row.given.occurred_text,
            "answered_at": row.answered,
            "received_at": row.received,
            "counted": row.counts,
            "sha256": row.given.sha256,
        }
        for _, row in sorted(rows.items())
    ]
    inserted = yield _INSERT, [orjson.dumps(ordered).decode()]
    return {row[0] for row in inserted}


def _stored(asked: list[_Row]) -> Conversation[dict[str, tuple[str, bool]]]:
    # A statement of its own, after the insert: only a new snapshot sees the row of another process.
    if not asked:
        return {}
    learners, attempts = [row.attempt.learner for row in asked], [row.attempt.id for row in asked]
    rows = yield _STORED, [learners, attempts, [row.given.id for row in asked]]
    return {key: (digest, counted) for key, digest, counted in rows}


def _move_attempts(inserted: list[_Row], submitting: Mapping[tuple[uuid.UUID, uuid.UUID], _Row]) -> Conversation[None]:
    new = {row.key for row in inserted}
    handed = [
        {"learner_id": learner, "id": attempt, "at": _end_of(row), "seq": row.given.seq}
        for (learner, attempt), row in sorted(submitting.items())
        if row.key in new
    ]
    if handed:
        yield _SUBMIT, [orjson.dumps(handed).decode()]
    late = Counter((row.attempt.learner, row.attempt.id) for row in inserted if row.given.question and not row.counts)
    if late:
        news = [{"learner_id": key[0], "id": key[1], "late": late[key]} for key in sorted(late)]
        yield _LATE, [orjson.dumps(news).decode()]


def _end_of(row: _Row) -> dt.datetime:
    """When it was handed in: by the person, or by its end if that was earlier."""
    deadline = row.attempt.deadline_at
    return min(row.answered, deadline) if deadline else row.answered


def _verdict(
    row: _Row | Verdict, rows: Mapping[str, _Row], inserted: set[str], stored: Mapping[str, tuple[str, bool]]
) -> Verdict:
    if isinstance(row, Verdict):
        return row
    stands = rows[row.key]
    late = "" if stands.counts else "late"
    if row.key in inserted:
        if stands is row:
            return Verdict(APPLIED, late, row.counts)
        same = stands.given.sha256 == row.given.sha256
        return Verdict(DUPLICATE, late, stands.counts) if same else Verdict(REJECTED, "conflict")
    digest, counted = stored[row.key]
    if digest != row.given.sha256:
        return Verdict(REJECTED, "conflict")
    return Verdict(DUPLICATE, "" if counted else "late", counted)
