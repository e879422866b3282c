"""`/healthz`: the process lives. `/readyz`: everything it needs answers, or which part does not."""

from __future__ import annotations

import asyncio

import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from foundation.asgi import Receive, Scope, Send, answer_json
from foundation.group_commit import Unavailable
from learn.api.app import runtime

SECONDS = 2


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """Always 200 while the process answers at all."""
    await answer_json(send, 200, {"status": "ok"})


async def readyz(scope: Scope, receive: Receive, send: Send) -> None:
    """200, or 503 with the failing parts named."""
    failing = [name for name, works in zip(("database", "redis"), await _parts(), strict=True) if not works]
    if failing:
        await answer_json(send, 503, {"status": "unavailable", "failing": failing})
    else:
        await answer_json(send, 200, {"status": "ok"})


async def _parts() -> tuple[bool, bool]:
    return await asyncio.gather(_database(), _redis())


async def _database() -> bool:
    try:
        # A table of ours, not a bare SELECT 1: a database without its tables is not ready.
        await runtime().rows("SELECT 1 FROM foundation_publication", [], seconds=SECONDS)
    except Unavailable:
        return False
    return True


async def _redis() -> bool:
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        await client.ping()
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()
    return True
