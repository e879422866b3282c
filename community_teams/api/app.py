"""What the endpoints of one process share: the writer of pushes and limits. Reading and the epoch are the learners'."""

from __future__ import annotations

from community_teams.sync.pushing import Answer, Batch, write_pushes
from foundation.group_commit import GroupCommit
from foundation.runtime import Running
from foundation.runtime import Runtime as SharedRuntime

PUSHES_A_MINUTE = 240
PULLS_A_MINUTE = 600
PIECES_A_MINUTE = 600


class Runtime(SharedRuntime):
    """One process's share; made and ended by the front door."""

    def __init__(self) -> None:
        super().__init__()
        # Up to a hundred operations each: fewer share a commit, as judging them keeps the process from all else.
        self.pushes: GroupCommit[Batch, Answer | None] = self.writer("pushes", write_pushes, most_in_group=16)
        self.pushing = self.limiter("pushes", limit=PUSHES_A_MINUTE)
        self.pulling = self.limiter("pulls", limit=PULLS_A_MINUTE)
        self.pieces = self.limiter("photo pieces", limit=PIECES_A_MINUTE)


runtime: Running[Runtime] = Running(Runtime)
