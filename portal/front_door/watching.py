"""The watch over publications: each process hears of a change by NOTIFY, and asks for the number besides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import psycopg

from foundation.database import connect_direct, deadline
from foundation.publication import CHANNEL

logger = logging.getLogger(__name__)

# A missed announcement heals after this long.
POLL_SECONDS = 2.0
AGAIN_SECONDS = 1.0


class PublicationWatch:
    """Calls ``changed`` whenever the publication number is another than before."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._number: int | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; the database may be away."""
        self._task = asyncio.create_task(self._run(), name="publication watch")

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self._watch()
            except (psycopg.Error, OSError) as error:
                # Pages that are kept go on being served while the database is away.
                logger.warning("Publication watch: the database is away (%s)", type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _watch(self) -> None:
        async with await connect_direct("bdhvs publication watch") as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            while True:
                # Listening began before this look, so nothing between two looks goes unheard.
                with deadline(connection):
                    row = await (await connection.execute("SELECT number FROM foundation_publication")).fetchone()
                number = row[0] if row else 0
                if number != self._number:
                    self._number = number
                    self._changed()
                async for _ in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass
