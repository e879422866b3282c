"""The crowd: begins, saves and hands in by the clock, whether or not the server keeps up.

Runs as a process of its own: ``python -m bench.exam_rush.crowd PORT PLAN.json`` prints one JSON object. Times are
measured from when a request was due, not from when it could be sent, so that a server that falls behind shows it.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import random
import sys
import time
import uuid
from collections import Counter, deque
from pathlib import Path
from typing import Any

import uvloop

CONNECTIONS = 256


class Connection(asyncio.Protocol):
    """One kept connection that takes the oldest request that waits."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.buffer = b""
        self.asked: tuple[str, float, int, bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.crowd.idle.append(self)

    def ask(self, asked: tuple[str, float, int, bytes]) -> None:
        self.asked = asked
        self.transport.write(asked[3])  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        if len(body) < int(lower[at:].split(b"\r\n", 1)[0]):
            return
        self.buffer = b""
        asked, self.asked = self.asked, None
        assert asked is not None
        self.crowd.answered(asked, head[9:12].decode(), body)
        self.crowd.idle.append(self)
        self.crowd.hand_out()


class Crowd:
    """Everybody's next act in order of time."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.chance = random.Random(7)
        self.idle: deque[Connection] = deque()
        self.waiting: deque[tuple[str, float, int, bytes]] = deque()
        self.times: dict[str, list[float]] = {"start": [], "save": [], "submit": []}
        self.statuses: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.acknowledged = 0
        self.seq: list[int] = [0] * len(plan["people"])
        self.attempts = [str(uuid.UUID(int=self.chance.getrandbits(128), version=4)) for _ in plan["people"]]
        self.acts = self._acts()
        self.begun = 0.0

    def _acts(self) -> list[tuple[float, str, int]]:
        """(seconds, what, who): a start within the window, a save every so many seconds, the handing in at the end."""
        plan = self.plan
        acts: list[tuple[float, str, int]] = []
        for who in range(len(plan["people"])):
            at = self.chance.uniform(0, plan["start_window"])
            acts.append((at, "start", who))
            end = self.chance.uniform(plan["end"] - plan["submit_window"], plan["end"])
            save = at + self.chance.uniform(1, plan["save_every"])
            while save < end:
                acts.append((save, "save", who))
                save += plan["save_every"]
            acts.append((end + 0.5, "submit", who))
        heapq.heapify(acts)
        return acts

    async def run(self, port: int) -> dict[str, Any]:
        """Let it all happen."""
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            await loop.create_connection(lambda: Connection(self), "127.0.0.1", port)
        self.begun = time.perf_counter()
        total = len(self.acts)
        while self.acts:
            now = time.perf_counter() - self.begun
            while self.acts and self.acts[0][0] <= now:
                due, what, who = heapq.heappop(self.acts)
                self.waiting.append((what, due, who, self._request(what, who)))
            self.hand_out()
            await asyncio.sleep(0.002)
        deadline = time.perf_counter() + 120
        while sum(self.statuses.values()) < total and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
        return self._told(time.perf_counter() - self.begun)

    def hand_out(self) -> None:
        while self.idle and self.waiting:
            self.idle.popleft().ask(self.waiting.popleft())

    def answered(self, asked: tuple[str, float, int, bytes], status: str, body: bytes) -> None:
        what, due, _who, _request = asked
        self.times[what].append(time.perf_counter() - self.begun - due)
        self.statuses[f"{what} {status}"] += 1
        if what != "start" and status == "200":
            for result in json.loads(body)["results"]:
                self.verdicts[result["status"]] += 1
                self.acknowledged += result["status"] == "applied"

    def _request(self, what: str, who: int) -> bytes:
        _learner, token = self.plan["people"][who]
        if what == "start":
            return self._post(
                "/api/v1/quizzes/start", token, {"attempt": self.attempts[who], "quiz": self.plan["quiz"]}
            )
        self.seq[who] += 1
        item = {
            "id": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
            "attempt": self.attempts[who],
            "seq": self.seq[who],
            "occurred_at": "2026-11-27T08:00:00+07:00",
        }
        if what == "submit":
            item["submit"] = True
        else:
            item["question"] = self.plan["questions"][self.seq[who] % len(self.plan["questions"])]
            item["response"] = {"c": [f"c{self.chance.randint(1, 3)}"]}
        return self._post("/api/v1/quizzes/answers", token, {"answers": [item]})

    def _post(self, path: str, token: str, content: Any) -> bytes:
        path = self.plan["paths"].get(path, path)
        body = json.dumps(content).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Learner {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _told(self, took: float) -> dict[str, Any]:
        told: dict[str, Any] = {"seconds": took, "statuses": self.statuses, "verdicts": self.verdicts,
                                "acknowledged": self.acknowledged}  # fmt: skip
        for what, times in self.times.items():
            times.sort()
            if times:
                told[what] = {
                    "count": len(times),
                    "p50_ms": round(times[len(times) // 2] * 1000, 1),
                    "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 1),
                }
        return told


def main() -> None:
    """Read the plan, let it happen, print what came of it."""
    port, plan = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    uvloop.install()
    print(json.dumps(asyncio.run(Crowd(plan).run(port))))


if __name__ == "__main__":
    main()
