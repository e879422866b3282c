"""What the endpoints of one process share: two writers and a limit."""

from __future__ import annotations

from foundation.group_commit import GroupCommit, Unavailable
from foundation.rate_limit import RateLimiter
from quizzes.attempts.answering import Batch, Verdict, write_answers
from quizzes.attempts.starting import Outcome, Start, write_starts

BATCHES_A_MINUTE = 1_000
STARTS_A_MINUTE = 60


class Runtime:
    """One process's share; made and ended by the front door."""

    def __init__(self) -> None:
        self.answers: GroupCommit[Batch, list[Verdict] | None] = GroupCommit("answers", write_answers)
        self.starts: GroupCommit[Start, Outcome] = GroupCommit("starts", write_starts)
        self.batches = RateLimiter("answers", limit=BATCHES_A_MINUTE)
        self.beginnings = RateLimiter("starts", limit=STARTS_A_MINUTE)

    async def start(self) -> None:
        """Begin; the database may be away."""
        await self.answers.start()
        await self.starts.start()

    async def stop(self) -> None:
        """Write what waits, then end."""
        await self.answers.stop()
        await self.starts.stop()
        await self.batches.close()
        await self.beginnings.close()


_runtime: Runtime | None = None


def runtime() -> Runtime:
    """This process's runtime; raises ``Unavailable`` before the front door has started it."""
    if _runtime is None:
        raise Unavailable
    return _runtime


async def startup() -> None:
    """Start the runtime of this process."""
    global _runtime
    _runtime = Runtime()
    await _runtime.start()


async def shutdown() -> None:
    """End the runtime of this process, after everything that waits is written."""
    global _runtime
    if _runtime is not None:
        ending, _runtime = _runtime, None
        await ending.stop()
