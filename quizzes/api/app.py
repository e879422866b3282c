"""What the endpoints of one process share: two writers and a limit."""

from __future__ import annotations

from foundation.group_commit import GroupCommit
from foundation.runtime import Running
from foundation.runtime import Runtime as SharedRuntime
from quizzes.attempts.answering import Batch, Verdict, write_answers
from quizzes.attempts.starting import Outcome, Start, write_starts

BATCHES_A_MINUTE = 1_000
STARTS_A_MINUTE = 60


class Runtime(SharedRuntime):
    """One process's share; made and ended by the front door."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: GroupCommit[Batch, list[Verdict] | None] = self.writer("answers", write_answers)
        self.starts: GroupCommit[Start, Outcome] = self.writer("starts", write_starts)
        self.batches = self.limiter("answers", limit=BATCHES_A_MINUTE)
        self.beginnings = self.limiter("starts", limit=STARTS_A_MINUTE)


runtime: Running[Runtime] = Running(Runtime)
