"""The members: each comes into signal at a time of chance, pushes the day's visits, and pulls.

Runs as a process of its own: ``python -m bench.field_day.crowd PORT PLAN.json`` prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

from bench.rush import Asked, Rush


class Members(Rush):
    """Push, then pull as soon as the push is answered."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.verdicts: Counter[str] = Counter()
        self.acknowledged = 0
        self.pushes = Path(plan["pushes"]).open("rb")  # noqa: SIM115 - open as long as the day
        chance = random.Random(11)
        super().__init__([(chance.uniform(0, plan["window"]), "push", who) for who in range(len(plan["phones"]))])

    def request(self, what: str, who: int) -> bytes:
        token, begins, length = self.plan["phones"][who]
        if what == "pull":
            head = f"GET /api/v1/field/pull HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Device {token}\r\n\r\n"
            return head.encode()
        self.pushes.seek(begins)
        head = (
            f"POST /api/v1/field/push HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Content-Encoding: gzip\r\nAuthorization: Device {token}\r\nContent-Length: {length}\r\n\r\n"
        )
        return head.encode() + self.pushes.read(length)

    def heard(self, asked: Asked, status: str, body: bytes) -> None:
        if asked.what == "push" and status == "200":
            for result in json.loads(body)["results"]:
                self.verdicts[result["status"]] += 1
                self.acknowledged += result["status"] == "applied"
            if self.plan["pulls"]:
                self.later("pull", asked.who)

    def told(self, took: float) -> dict[str, Any]:
        """What came of it all."""
        return {"seconds": took, "statuses": self.statuses, "verdicts": self.verdicts,
                "acknowledged": self.acknowledged, **self.figures()}  # fmt: skip


def main() -> None:
    """Read the plan, let it happen, print what came of it."""
    port, plan = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    uvloop.install()
    members = Members(plan)
    print(json.dumps(members.told(asyncio.run(members.run(port, connections=plan["connections"])))))


if __name__ == "__main__":
    main()
