"""What the endpoints of one process share: writers, reading connections, limits, the epoch."""

from __future__ import annotations

import time
import uuid
from typing import Any

import psycopg
from django.conf import settings
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from foundation.database import SILENCE_SECONDS, connection_parameters, deadline
from foundation.epoch import SQL as EPOCH_SQL
from foundation.epoch import from_row as epoch_from_row
from foundation.group_commit import GroupCommit, Unavailable
from foundation.runtime import Running
from foundation.runtime import Runtime as SharedRuntime
from learn.conversations import Conversation, Result, hold_async
from learn.h5p.reading import read_states
from learn.h5p.storing import EventBatch, write_events
from learn.learners.storing import write_learners
from learn.learners.tokens import Claim
from learn.progress.record import GENERATION, read_record
from learn.statements.storing import Batch, write_batches

EPOCH_SECONDS = 5
BATCHES_A_MINUTE = 1_000


class Runtime(SharedRuntime):
    """One process's share; made and ended by the front door."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: GroupCommit[Batch, list[str] | None] = self.writer("statements", write_batches)
        self.events: GroupCommit[EventBatch, list[str] | None] = self.writer("h5p", write_events)
        self.learners: GroupCommit[uuid.UUID, None] = self.writer("learners", write_learners)
        self.batches = self.limiter("statements", limit=BATCHES_A_MINUTE)
        self.event_batches = self.limiter("h5p", limit=BATCHES_A_MINUTE)
        # One address may be a whole province, so this only stops a machine gone wild.
        self.new_learners = self.limiter("learners", limit=settings.NEW_LEARNERS_A_MINUTE)
        self._reading: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
            kwargs={**connection_parameters(), "autocommit": True, "application_name": "bdhvs reading"},
            min_size=1,
            max_size=settings.HOT_READERS,
            timeout=3,
            open=False,
        )
        self._epoch = ""
        self._epoch_until = 0.0

    async def start(self) -> None:
        """Begin; the database may be away."""
        await self._reading.open(wait=False)
        await super().start()

    async def stop(self) -> None:
        """Write what waits, then end."""
        await super().stop()
        await self._reading.close()

    async def epoch(self) -> str:
        """The database's epoch, asked at least every few seconds."""
        if time.monotonic() > self._epoch_until:
            row = (await self.rows(EPOCH_SQL, []))[0]
            self._epoch = epoch_from_row(row[0])
            self._epoch_until = time.monotonic() + EPOCH_SECONDS
        return self._epoch

    def forget_epoch(self) -> None:
        """Ask again: the database was away, and may be another when it comes back."""
        self._epoch_until = 0.0

    async def rows(
        self, query: str, parameters: list[Any], *, seconds: float = SILENCE_SECONDS
    ) -> list[tuple[Any, ...]]:
        """Rows of one query; raises ``Unavailable`` when the database is away or silent for so many seconds."""
        try:
            async with self._reading.connection() as connection:
                with deadline(connection, seconds):
                    return await (await connection.execute(query, parameters)).fetchall()
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, OSError):
            self.forget_epoch()
            raise Unavailable from None

    async def hold(self, conversation: Conversation[Result], *, seconds: float = SILENCE_SECONDS) -> Result:
        """Answer a conversation in one transaction; raises ``Unavailable`` as ``rows`` does."""
        try:
            async with self._reading.connection() as connection:
                with deadline(connection, seconds):
                    async with connection.transaction():
                        return await hold_async(connection, conversation)
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, OSError):
            self.forget_epoch()
            raise Unavailable from None

    async def is_valid(self, claim: Claim) -> bool:
        """Whether the token was not revoked."""
        rows = await self.rows(GENERATION, [claim.learner])
        return claim.is_valid(rows[0][0] if rows else None)

    async def record(self, claim: Claim) -> dict[str, Any] | None:
        """The learner's record, or None when the token was revoked."""
        return await self._read(read_record(claim))

    async def states(self, claim: Claim, lesson: uuid.UUID, card: str) -> dict[str, dict[str, Any]] | None:
        """The states of a card's activity, or None when the token was revoked."""
        return await self._read(read_states(claim, lesson, card))

    async def _read(self, conversation: Conversation[Result]) -> Result:
        """Answer a conversation that only reads, query by query."""
        try:
            query = next(conversation)
            while True:
                query = conversation.send(await self.rows(*query))
        except StopIteration as end:
            result: Result = end.value
            return result


runtime: Running[Runtime] = Running(Runtime)
