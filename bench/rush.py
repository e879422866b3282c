"""People who ask by the clock, whether or not the server keeps up: what rushes of benchmarks share.

Times are measured from when a request was due, not from when it could be sent, so that a server that falls behind
shows it.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import Counter, deque
from contextlib import suppress
from typing import NamedTuple


class Asked(NamedTuple):
    """What was asked: by whom, due when (seconds from the beginning), in which bytes."""

    what: str
    due: float
    who: int
    request: bytes


class Connection(asyncio.Protocol):
    """One kept connection that takes the oldest request that waits."""

    def __init__(self, rush: Rush) -> None:
        self.rush = rush
        self.buffer = b""
        self.length: int | None = None
        self.asked: Asked | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.rush.idle.append(self)

    def connection_lost(self, _error: Exception | None) -> None:
        self.rush.lost(self)

    def ask(self, asked: Asked) -> None:
        self.asked = asked
        self.transport.write(asked.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.length is None:
            head, found, _body = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            lower = head.lower()
            at = lower.index(b"content-length:") + 15
            self.length = len(head) + 4 + int(lower[at:].split(b"\r\n", 1)[0])
        if len(self.buffer) < self.length:
            return
        head, _found, body = self.buffer.partition(b"\r\n\r\n")
        self.buffer, self.length = b"", None
        asked, self.asked = self.asked, None
        assert asked is not None
        self.rush.answered(asked, head[9:12].decode(), body)
        self.rush.idle.append(self)
        self.rush.hand_out()


class Rush:
    """Everybody's next act in order of time. Subclasses say how an act is asked and what they make of the answer."""

    def __init__(self, acts: list[tuple[float, str, int]]) -> None:
        self.idle: deque[Connection] = deque()
        self.waiting: deque[Asked] = deque()
        self.times: dict[str, list[float]] = {}
        self.statuses: Counter[str] = Counter()
        self.begun = 0.0
        self.port = 0
        self.again = 0
        self.connecting: set[asyncio.Future[None]] = set()
        self.acts = acts
        heapq.heapify(self.acts)

    def request(self, what: str, who: int) -> bytes:
        """The bytes of one act."""
        raise NotImplementedError

    def heard(self, asked: Asked, status: str, body: bytes) -> None:
        """One answer has come; it may add acts with ``later``."""
        raise NotImplementedError

    def later(self, what: str, who: int) -> None:
        """An act that is due now, because another one was answered."""
        heapq.heappush(self.acts, (time.perf_counter() - self.begun, what, who))

    async def run(self, port: int, *, connections: int = 256, patience: float = 120) -> float:
        """Let it all happen; returns how many seconds that took."""
        self.port = port
        for _ in range(connections):
            await self._connect()
        self.begun = time.perf_counter()
        sent, quiet_since = 0, self.begun
        while self.acts or sum(self.statuses.values()) < sent + self.again:
            now = time.perf_counter()
            while self.acts and self.acts[0][0] <= now - self.begun:
                due, what, who = heapq.heappop(self.acts)
                self.waiting.append(Asked(what, due, who, self.request(what, who)))
                sent += 1
                quiet_since = now
            self.hand_out()
            if not self.acts and now - quiet_since > patience:
                break
            await asyncio.sleep(0.002)
        return time.perf_counter() - self.begun

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: Connection(self), "127.0.0.1", self.port)

    def lost(self, connection: Connection) -> None:
        """The server closed a connection, an idle one after a while: open another, and ask again what was asked."""
        with suppress(ValueError):
            self.idle.remove(connection)
        if connection.asked is not None:
            self.statuses[f"{connection.asked.what} broken"] += 1
            self.again += 1
            self.waiting.appendleft(connection.asked)
        if self.acts or self.waiting:
            task = asyncio.ensure_future(self._connect())
            self.connecting.add(task)
            task.add_done_callback(self.connecting.discard)

    def hand_out(self) -> None:
        while self.idle and self.waiting:
            self.idle.popleft().ask(self.waiting.popleft())

    def answered(self, asked: Asked, status: str, body: bytes) -> None:
        self.times.setdefault(asked.what, []).append(time.perf_counter() - self.begun - asked.due)
        self.statuses[f"{asked.what} {status}"] += 1
        self.heard(asked, status, body)

    def figures(self) -> dict[str, dict[str, float]]:
        """How many of each act there were, and how long half and 99 of a hundred took, in milliseconds."""
        told = {}
        for what, times in self.times.items():
            times.sort()
            told[what] = {
                "count": len(times),
                "p50_ms": round(times[len(times) // 2] * 1000, 1),
                "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
            }
        return told
