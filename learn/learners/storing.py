"""Storing learners, many in one commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

_INSERT = """
INSERT INTO learn_learner (id, generation, created_at) SELECT id, 0, now() FROM unnest(%s::uuid[]) AS id
ON CONFLICT (id) DO NOTHING
"""

_BRING_BACK = """
INSERT INTO learn_learner AS kept (id, generation, created_at)
SELECT id, generation, now() FROM unnest(%s::uuid[], %s::integer[]) AS claimed (id, generation) ORDER BY id
ON CONFLICT (id) DO UPDATE SET generation = greatest(kept.generation, excluded.generation)
"""


async def write_learners(connection: psycopg.AsyncConnection[Any], learners: Sequence[uuid.UUID]) -> list[None]:
    """Make these guests in the transaction that is open."""
    await connection.execute(_INSERT, [list(learners)])
    return [None] * len(learners)


async def bring_back(connection: psycopg.AsyncConnection[Any], generations: Mapping[uuid.UUID, int]) -> None:
    """Make rows what signed tokens prove that they were before the database was restored from a backup."""
    await connection.execute(_BRING_BACK, [list(generations), list(generations.values())])
