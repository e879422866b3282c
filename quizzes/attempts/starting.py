"""Starting attempts, many in one transaction: one row each, with the exact paper.

Locks in the order of all who write: learners by id, then attempts. The bank is not asked: the quiz's version names its
questions, and a process keeps the versions it has seen.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
import psycopg

from learn.conversations import Conversation, Rows, hold_async
from learn.learners.storing import Held, hold_claimed, hold_groups
from learn.learners.tokens import Claim
from quizzes.attempts.papers import draw_paper, opens_for, seed_of
from quizzes.attempts.times import GRACE, ends_at
from quizzes.quiz.kept import Rules, load_rules

# A person's attempts at one quiz; more are not made.
MOST_ATTEMPTS = 500

_NEWEST = """
SELECT q.id, (SELECT v.id FROM quizzes_quizversion v WHERE v.quiz = q.id ORDER BY v.number DESC LIMIT 1)
FROM quizzes_quiz q WHERE q.id = ANY(%s) AND q.live
"""
_EXTRA = "SELECT learner_id, percent FROM quizzes_extratime WHERE learner_id = ANY(%s::uuid[])"
_THERE = """
SELECT a.learner_id, a.id, a.quiz, a.number, a.submitted_at, a.deadline_at FROM quizzes_attempt a
JOIN unnest(%s::uuid[], %s::uuid[]) AS asked (learner_id, quiz) USING (learner_id, quiz)
ORDER BY a.number
"""
# Out of time and not handed in: its end is when it was.
_CLOSE = """
UPDATE quizzes_attempt SET submitted_at = deadline_at
WHERE learner_id = ANY(%s::uuid[]) AND quiz = ANY(%s::uuid[]) AND submitted_at IS NULL AND deadline_at < %s
"""
_INSERT = """
INSERT INTO quizzes_attempt (learner_id, id, quiz, version, number, seed, paper, started_at, deadline_at, late)
SELECT learner_id, id, quiz, version, number, seed, paper, started_at, deadline_at, 0
FROM json_to_recordset(%s::json) AS begun (
    learner_id uuid, id uuid, quiz uuid, version bigint, number integer, seed bigint, paper bigint[],
    started_at timestamptz, deadline_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING learner_id, id
"""


class Start(NamedTuple):
    """Somebody wants to begin a quiz, under an id made on the phone."""

    claim: Claim
    attempt: uuid.UUID
    quiz: uuid.UUID
    at: dt.datetime


class Started(NamedTuple):
    """The attempt that is open now: the one asked for, or one that was open already."""

    attempt: uuid.UUID
    is_new: bool


class NotStarted(NamedTuple):
    """Why not: ``bad_token``, ``unknown_quiz``, ``not_yet``, ``closed``, ``no_more``, ``wait``, ``taken``.

    ``until``: when it may be tried again, where that is known.
    """

    reason: str
    until: dt.datetime | None = None


class Earlier(NamedTuple):
    """An attempt that there is already."""

    learner: uuid.UUID
    id: uuid.UUID
    quiz: uuid.UUID
    number: int
    submitted_at: dt.datetime | None
    deadline_at: dt.datetime | None


Outcome = Started | NotStarted


async def write_starts(connection: psycopg.AsyncConnection[Any], starts: Sequence[Start]) -> list[Outcome]:
    """`store_starts` for the group commit."""
    return await hold_async(connection, store_starts(starts))


def store_starts(starts: Sequence[Start]) -> Conversation[list[Outcome]]:
    """Begin these attempts in the transaction that is open; each is answered on its own."""
    held = yield from hold_claimed([start.claim for start in starts])
    groups = yield from hold_groups(held)
    rules = yield from _rules({start.quiz for start in starts})
    extra = yield from _extra(starts, held)
    there = yield from _there(starts, groups)
    if (over := _out_of_time(starts, there)) is not None:
        yield _CLOSE, over
        there = yield from _there(starts, groups)
    outcomes: list[Outcome] = []
    rows: dict[tuple[uuid.UUID, uuid.UUID], dict[str, Any]] = {}
    for start in starts:
        outcome = _decided(start, held, rules.get(start.quiz), there.get((start.claim.learner, start.quiz), []))
        key = (start.claim.learner, start.quiz)
        if isinstance(outcome, Started) and outcome.is_new:
            if key in rows:
                # Asked for twice in one group: one attempt.
                outcome = Started(rows[key]["id"], False)
            else:
                number = max((one.number for one in there.get(key, [])), default=0) + 1
                rows[key] = _row(start, rules[start.quiz], number, extra.get(held[start.claim.learner].root, 0))
        outcomes.append(outcome)
    inserted = yield from _insert(rows)
    if len(inserted) == len(rows):
        return outcomes
    return (yield from _after_conflict(starts, outcomes, inserted, groups))


def _rules(quizzes: set[uuid.UUID]) -> Conversation[dict[uuid.UUID, Rules]]:
    rows = yield _NEWEST, [list(quizzes)]
    newest = {quiz: version for quiz, version in rows if version is not None}
    loaded = yield from load_rules(newest.values())
    return {quiz: loaded[version] for quiz, version in newest.items()}


def _out_of_time(
    starts: Sequence[Start], there: Mapping[tuple[uuid.UUID, uuid.UUID], list[Earlier]]
) -> list[Any] | None:
    """What closes the attempts that ran out of time; one person has one open attempt at a quiz at most."""
    at = max(start.at for start in starts) - GRACE
    over = [one for found in there.values() for one in found
            if one.submitted_at is None and one.deadline_at and one.deadline_at < at]  # fmt: skip
    return [[one.learner for one in over], [one.quiz for one in over], at] if over else None


def _extra(starts: Sequence[Start], held: Mapping[uuid.UUID, Held]) -> Conversation[dict[uuid.UUID, int]]:
    rows = yield _EXTRA, [sorted({held[start.claim.learner].root for start in starts})]
    return dict(rows)


def _there(
    starts: Sequence[Start], groups: Mapping[uuid.UUID, Sequence[uuid.UUID]]
) -> Conversation[dict[tuple[uuid.UUID, uuid.UUID], list[Earlier]]]:
    """The attempts of each person at each quiz, with those of the other parts of the same record."""
    asked = {
        (member, start.quiz) for start in starts for member in groups.get(start.claim.learner, [start.claim.learner])
    }
    rows: Rows = yield _THERE, [[learner for learner, _ in asked], [quiz for _, quiz in asked]]
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Earlier]] = {}
    for row in rows:
        one = Earlier(*row)
        found.setdefault((one.learner, one.quiz), []).append(one)
    return {
        (start.claim.learner, start.quiz): [
            one
            for member in groups.get(start.claim.learner, [start.claim.learner])
            for one in found.get((member, start.quiz), [])
        ]
        for start in starts
    }


def _decided(start: Start, held: Mapping[uuid.UUID, Held], rules: Rules | None, there: list[Earlier]) -> Outcome:
    learner, generation = start.claim
    if generation != held[learner].generation:
        return NotStarted("bad_token")
    # An account sees what was begun as a guest; a guest's token opens the guest's part only.
    mine = there if held[learner].root == learner else [one for one in there if one.learner == learner]
    for one in mine:
        if one.id == start.attempt:
            return Started(one.id, False) if one.quiz == start.quiz else NotStarted("taken")
    open_now = next((one for one in mine if one.submitted_at is None), None)
    if open_now is not None:
        return Started(open_now.id, False)
    if rules is None:
        return NotStarted("unknown_quiz")
    ended = [one.submitted_at for one in there]
    return refusal(rules, learner=learner, at=start.at, ended=ended) or Started(start.attempt, True)


def refusal(
    rules: Rules, *, learner: uuid.UUID, at: dt.datetime, ended: Sequence[dt.datetime | None]
) -> NotStarted | None:
    """Why a new attempt cannot be begun now; ``ended``: when each earlier one of the person was handed in."""
    if rules.opens_at:
        mine = rules.opens_at + dt.timedelta(seconds=opens_for(rules, learner))
        if at < mine:
            return NotStarted("not_yet", mine)
    if rules.closes_at and at >= rules.closes_at:
        return NotStarted("closed")
    if len(ended) >= (rules.max_attempts or MOST_ATTEMPTS):
        return NotStarted("no_more")
    last = max(filter(None, ended), default=None)
    if last and at < last + rules.wait:
        return NotStarted("wait", last + rules.wait)
    return None


def _row(start: Start, rules: Rules, number: int, extra: int) -> dict[str, Any]:
    learner = start.claim.learner
    seed = seed_of(learner, start.attempt)
    return {
        "learner_id": learner,
        "id": start.attempt,
        "quiz": start.quiz,
        "version": rules.id,
        "number": number,
        "seed": seed,
        "paper": draw_paper(rules, seed),
        "started_at": start.at,
        "deadline_at": ends_at(rules, start.at, extra),
    }


def _insert(rows: Mapping[Any, dict[str, Any]]) -> Conversation[set[tuple[uuid.UUID, uuid.UUID]]]:
    if not rows:
        return set()
    ordered = sorted(rows.values(), key=lambda row: (row["learner_id"].int, row["id"].int))
    inserted = yield _INSERT, [orjson.dumps(ordered).decode()]
    return {(learner, attempt) for learner, attempt in inserted}


def _after_conflict(
    starts: Sequence[Start],
    outcomes: list[Outcome],
    inserted: set[tuple[uuid.UUID, uuid.UUID]],
    groups: Mapping[uuid.UUID, Sequence[uuid.UUID]],
) -> Conversation[list[Outcome]]:
    """Another process began for the same person meanwhile: what it began is the attempt."""
    there = yield from _there(starts, groups)
    answered: list[Outcome] = []
    for start, outcome in zip(starts, outcomes, strict=True):
        if isinstance(outcome, NotStarted) or (start.claim.learner, outcome.attempt) in inserted:
            answered.append(outcome)
            continue
        mine = [one for one in there[start.claim.learner, start.quiz] if one.learner == start.claim.learner]
        same = next((one for one in mine if one.id == outcome.attempt), None)
        open_now = next((one for one in mine if one.submitted_at is None), None)
        found = same or open_now
        answered.append(Started(found.id, False) if found else NotStarted("taken"))
    return answered
