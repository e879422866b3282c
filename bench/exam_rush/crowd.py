"""The crowd: begins, saves and hands in by the clock, whether or not the server keeps up.

Runs as a process of its own: ``python -m bench.exam_rush.crowd PORT PLAN.json`` prints one JSON object. Times are
measured from when a request was due, not from when it could be sent, so that a server that falls behind shows it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

from bench.rush import Asked, Rush


class Crowd(Rush):
    """Everybody's next act in order of time."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.chance = random.Random(7)
        self.verdicts: Counter[str] = Counter()
        self.acknowledged = 0
        self.seq: list[int] = [0] * len(plan["people"])
        self.attempts = [str(uuid.UUID(int=self.chance.getrandbits(128), version=4)) for _ in plan["people"]]
        super().__init__(self._acts())

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
        return acts

    def heard(self, asked: Asked, status: str, body: bytes) -> None:
        if asked.what != "start" and status == "200":
            for result in json.loads(body)["results"]:
                self.verdicts[result["status"]] += 1
                self.acknowledged += result["status"] == "applied"

    def request(self, what: str, who: int) -> bytes:
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

    def told(self, took: float) -> dict[str, Any]:
        """What came of it all."""
        return {"seconds": took, "statuses": self.statuses, "verdicts": self.verdicts,
                "acknowledged": self.acknowledged, **self.figures()}  # fmt: skip


def main() -> None:
    """Read the plan, let it happen, print what came of it."""
    port, plan = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    uvloop.install()
    crowd = Crowd(plan)
    print(json.dumps(crowd.told(asyncio.run(crowd.run(port)))))


if __name__ == "__main__":
    main()
