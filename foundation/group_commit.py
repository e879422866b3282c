"""Group commit: requests that arrive together share one durable commit.

One writer task a process. While one commit runs, the batches that arrive wait; then they are written together in one
transaction, and each is answered only after that transaction has committed. A durable commit costs a disk flush
whatever it holds, so sharing it is what makes saves cheap.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

import psycopg
from psycopg import errors

from foundation.database import connect, deadline

logger = logging.getLogger(__name__)

Batch = TypeVar("Batch")
Answer = TypeVar("Answer")
Write = Callable[[psycopg.AsyncConnection[Any], Sequence[Batch]], Awaitable[Sequence[Answer]]]

RETRY_AFTER_SECONDS = 2
ATTEMPTS = 3
# Another transaction was in the way; nothing is wrong with what was to be written.
_PASSING = (errors.DeadlockDetected, errors.SerializationFailure)
# The database is away, stopping or full; nothing is wrong with what was to be written either.
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OSError)


class Unavailable(Exception):
    """Nothing of the batch was acknowledged; the sender keeps it and tries again after ``retry_after`` seconds."""

    retry_after = RETRY_AFTER_SECONDS


class GroupCommit(Generic[Batch, Answer]):
    """Writes batches together through ``write``, which gets a connection inside a transaction.

    ``write`` must be idempotent by the items' own ids: when the connection breaks during a commit nobody knows
    whether it took place, and the sender sends again. It answers batch by batch, in order.
    """

    def __init__(
        self, name: str, write: Write[Batch, Answer], *, most_in_group: int = 200, most_waiting: int = 5_000
    ) -> None:
        self.name = name
        self._write = write
        self._most_in_group = most_in_group
        self._most_waiting = most_waiting
        self._waiting: deque[tuple[Batch, asyncio.Future[Answer]]] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def start(self) -> None:
        """Begin to write. The database may be away; batches are then refused until it is back."""
        self._wake = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"group commit of {self.name}")

    async def stop(self) -> None:
        """Write what waits, then end."""
        if self._task is None:
            return
        while self._waiting:
            self._wake.set()
            await asyncio.sleep(0.01)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        await self._disconnect()

    async def submit(self, batch: Batch) -> Answer:
        """Write one batch; returns after it is durably committed, raises ``Unavailable`` when it is not."""
        if self._task is None or self._task.done() or len(self._waiting) >= self._most_waiting:
            raise Unavailable
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((batch, future))
        self._wake.set()
        return await future

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                count = min(len(self._waiting), self._most_in_group)
                group = [self._waiting.popleft() for _ in range(count)]
                try:
                    await self._commit_group(group)
                except asyncio.CancelledError:
                    _fail(group, Unavailable())
                    raise
                except Exception as error:  # the writer itself must outlive whatever a batch brings
                    logger.exception("Group commit of %s failed", self.name)
                    _fail(group, error)

    async def _commit_group(self, group: list[tuple[Batch, asyncio.Future[Answer]]]) -> None:
        batches = [batch for batch, _ in group]
        try:
            answers = await self._commit(batches)
        except _AWAY as error:
            logger.warning("Group commit of %s: the database is away (%s)", self.name, type(error).__name__)
            await self._disconnect()
            _fail(group, Unavailable())
            # What waited meanwhile would wait for the same; do not hammer a database that is coming back.
            await asyncio.sleep(0.1)
            return
        except psycopg.Error as error:
            if len(group) == 1:
                logger.exception("Group commit of %s refused one batch", self.name)
                _fail(group, error)
                return
            # One bad batch never harms its neighbours: each for itself.
            for one in group:
                await self._commit_group([one])
            return
        for (_, future), answer in zip(group, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    async def _commit(self, batches: list[Batch]) -> Sequence[Answer]:
        for attempt in range(1, ATTEMPTS + 1):
            connection = self._connection
            kept = connection is not None and not connection.closed
            if connection is None or connection.closed:
                connection = self._connection = await connect(f"bdhvs {self.name}")
            try:
                with deadline(connection):
                    async with connection.transaction():
                        return await self._write(connection, batches)
            except _PASSING:
                if attempt == ATTEMPTS:
                    raise
            except _AWAY:
                # A connection that was kept may have died long ago, with a database that is back by now.
                if not kept or attempt == ATTEMPTS:
                    raise
                await self._disconnect()
        raise AssertionError("unreachable")

    async def _disconnect(self) -> None:
        if self._connection is not None:
            try:
                await self._connection.close()
            except _AWAY:
                logger.debug("The connection of %s was already gone", self.name)
            self._connection = None


def _fail(group: list[tuple[Any, asyncio.Future[Any]]], error: Exception) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)
