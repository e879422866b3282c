"""Storing new guests, many in one commit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import psycopg

_INSERT = """
INSERT INTO learn_learner (id, generation, created_at) SELECT id, 0, now() FROM unnest(%s::uuid[]) AS id
"""


async def write_learners(connection: psycopg.AsyncConnection[Any], learners: Sequence[uuid.UUID]) -> list[None]:
    """Make these guests in the transaction that is open."""
    await connection.execute(_INSERT, [list(learners)])
    return [None] * len(learners)
