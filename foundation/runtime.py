"""What the hot endpoints of one process share: writers and limits, started and ended together by the front door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from foundation.group_commit import GroupCommit, Unavailable, Write
from foundation.rate_limit import RateLimiter

Batch = TypeVar("Batch")
Answer = TypeVar("Answer")


class Runtime:
    """One process's share of one package; a package's own one makes its writers and limits when it is made."""

    def __init__(self) -> None:
        self._writers: list[GroupCommit[Any, Any]] = []
        self._limits: list[RateLimiter] = []

    def writer(self, name: str, write: Write[Batch, Answer], **options: int) -> GroupCommit[Batch, Answer]:
        """A group commit that lives as long as this."""
        made: GroupCommit[Batch, Answer] = GroupCommit(name, write, **options)
        self._writers.append(made)
        return made

    def limiter(self, name: str, *, limit: int) -> RateLimiter:
        """A limit a minute that lives as long as this."""
        made = RateLimiter(name, limit=limit)
        self._limits.append(made)
        return made

    async def start(self) -> None:
        """Begin; the database may be away."""
        for writer in self._writers:
            await writer.start()

    async def stop(self) -> None:
        """Write what waits, then end."""
        for writer in self._writers:
            await writer.stop()
        for limit in self._limits:
            await limit.close()


Share = TypeVar("Share", bound=Runtime)


class Running(Generic[Share]):
    """The share of this process: called, it gives it; it raises ``Unavailable`` before the front door has begun."""

    def __init__(self, make: Callable[[], Share]) -> None:
        self._make = make
        self._share: Share | None = None

    def __call__(self) -> Share:
        """Give the share of this process."""
        if self._share is None:
            raise Unavailable
        return self._share

    async def startup(self) -> None:
        """Start the share of this process."""
        self._share = self._make()
        await self._share.start()

    async def shutdown(self) -> None:
        """End the share of this process, after everything that waits is written."""
        if self._share is not None:
            ending, self._share = self._share, None
            await ending.stop()
