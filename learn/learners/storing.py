"""Storing learners, many in one commit, and holding those that are written to."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import psycopg

from learn.conversations import Conversation
from learn.learners.tokens import Claim

_INSERT = """
INSERT INTO learn_learner (id, generation, created_at) SELECT id, 0, now() FROM unnest(%s::uuid[]) AS id
ON CONFLICT (id) DO NOTHING
"""

_BRING_BACK = """
INSERT INTO learn_learner AS kept (id, generation, created_at)
SELECT id, generation, now() FROM unnest(%s::uuid[], %s::integer[]) AS claimed (id, generation) ORDER BY id
ON CONFLICT (id) DO UPDATE SET generation = greatest(kept.generation, excluded.generation)
"""

# Held until the commit: a record is not ended, and no guest joins an account, while something is written to it.
_HOLD = """
SELECT id, generation, coalesce(alias_of_id, id), alias_of_id IS NOT NULL OR account_id IS NOT NULL
FROM learn_learner WHERE id = ANY(%s::uuid[]) ORDER BY id FOR SHARE
"""

# One writer at a time for a person of several parts, so that one statement never enters two parts.
_ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended(root::text, 0)) FROM unnest(%s::uuid[]) AS root
"""

_MEMBERS = """
SELECT coalesce(alias_of_id, id), id FROM learn_learner
WHERE id = ANY(%s::uuid[]) OR alias_of_id = ANY(%s::uuid[]) ORDER BY id
"""


class Held(NamedTuple):
    """A learner's row as it is while held. ``root`` leads the group of one person; a guest is its own."""

    generation: int
    root: uuid.UUID
    has_account: bool


async def write_learners(connection: psycopg.AsyncConnection[Any], learners: Sequence[uuid.UUID]) -> list[None]:
    """Make these guests in the transaction that is open."""
    await connection.execute(_INSERT, [list(learners)])
    return [None] * len(learners)


def bring_back(generations: Mapping[uuid.UUID, int]) -> Conversation[None]:
    """Make rows what signed tokens prove that they were before the database was restored from a backup."""
    yield _BRING_BACK, [list(generations), list(generations.values())]


def hold_claimed(claims: Collection[Claim]) -> Conversation[dict[uuid.UUID, Held]]:
    """The rows of all who write, held until the transaction ends; those that a restore lost are there again."""
    held = yield from hold_learners({claim.learner for claim in claims})
    lost: dict[uuid.UUID, int] = {}
    for learner, generation in claims:
        if learner not in held or generation > held[learner].generation:
            lost[learner] = max(generation, lost.get(learner, -1))
    if lost:
        yield from bring_back(lost)
        held |= yield from hold_learners(lost)
    return held


def hold_learners(learners: Collection[uuid.UUID]) -> Conversation[dict[uuid.UUID, Held]]:
    """The rows of these learners, held until the transaction ends; those without a row are left out."""
    rows = yield _HOLD, [list(learners)]
    return {row[0]: Held(*row[1:]) for row in rows}


def hold_groups(held: Mapping[uuid.UUID, Held]) -> Conversation[dict[uuid.UUID, list[uuid.UUID]]]:
    """The members of the group of each held learner that is one of several; such a group has one writer at a time."""
    roots = sorted({one.root for one in held.values() if one.has_account})
    if not roots:
        return {}
    yield _ONE_AT_A_TIME, [roots]
    rows = yield _MEMBERS, [roots, roots]
    members: dict[uuid.UUID, list[uuid.UUID]] = {}
    for root, member in rows:
        members.setdefault(root, []).append(member)
    return {learner: members[one.root] for learner, one in held.items() if len(members.get(one.root, [])) > 1}
