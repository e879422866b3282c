"""What the endpoints of one process share: limits. Reading and the epoch are the learners'."""

from __future__ import annotations

from foundation.runtime import Running
from foundation.runtime import Runtime as SharedRuntime

PUSHES_A_MINUTE = 240
PULLS_A_MINUTE = 600
PIECES_A_MINUTE = 600


class Runtime(SharedRuntime):
    """One process's share; made and ended by the front door."""

    def __init__(self) -> None:
        super().__init__()
        self.pushing = self.limiter("pushes", limit=PUSHES_A_MINUTE)
        self.pulling = self.limiter("pulls", limit=PULLS_A_MINUTE)
        self.pieces = self.limiter("photo pieces", limit=PIECES_A_MINUTE)


runtime: Running[Runtime] = Running(Runtime)
