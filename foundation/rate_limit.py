"""Rate limits for hot endpoints: counted in the process, and in Redis only for the few who come near the limit."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from foundation.asgi import too_often

logger = logging.getLogger(__name__)

MOST_REMEMBERED = 100_000


class RateLimiter:
    """At most ``limit`` of one key in a window of ``seconds``.

    A process asks Redis only after it has seen a tenth of the limit itself, so an ordinary learner costs nothing.
    Nobody is refused early; several processes may together let through up to a tenth each too much. While Redis is
    away each process counts alone.
    """

    def __init__(self, name: str, *, limit: int, seconds: int = 60) -> None:
        self.name = name
        self.limit = limit
        self.seconds = seconds
        self._ask_from = max(1, limit // 10)
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._redis: redis.asyncio.Redis | None = None

    async def retry_after(self, key: str) -> int | None:
        """Count one more; None when it is within the limit, else the seconds until the window ends."""
        now = time.time()
        window = int(now // self.seconds)
        seen_window, seen = self._counts.pop(key, (window, 0))
        seen = seen + 1 if seen_window == window else 1
        self._counts[key] = (window, seen)
        if len(self._counts) > MOST_REMEMBERED:
            self._counts.popitem(last=False)
        total = seen
        if seen >= self._ask_from:
            total = max(seen, await self._count_together(f"{self.name}:{key}:{window}", seen))
        return None if total <= self.limit else max(1, int((window + 1) * self.seconds - now))

    async def admit(self, key: str) -> None:
        """Count one more; raises ``Refusal`` 429 past the limit."""
        wait = await self.retry_after(key)
        if wait is not None:
            raise too_often(wait)

    async def _count_together(self, key: str, seen: int) -> int:
        if not settings.REDIS_URL:
            return seen
        if self._redis is None:
            self._redis = redis.asyncio.Redis.from_url(
                settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2
            )
        # The first time also tells what was counted here before asking.
        amount = seen if seen == self._ask_from else 1
        try:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.incrby(key, amount)
            pipeline.expire(key, self.seconds * 2)
            total, _ = await pipeline.execute()
        except (RedisError, OSError):
            logger.warning("Rate limit %s: Redis is away, counting in this process", self.name)
            return seen
        return int(total)

    async def close(self) -> None:
        """Let go of Redis."""
        if self._redis is not None:
            await self._redis.aclose()
            self._redis = None
