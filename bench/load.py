"""A load generator with little cost of its own: prepared requests over kept connections, answers timed.

Runs as a process of its own: ``python -m bench.load PORT SECONDS CONNECTIONS`` reads prepared requests from standard
input (4 bytes of length, then the request) and prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
import time
from itertools import cycle

import uvloop


class Connection(asyncio.Protocol):
    """One kept connection that sends the next request when the last is answered."""

    def __init__(self, requests: cycle[bytes], until: float, times: list[float], statuses: dict[str, int]) -> None:
        self.requests, self.until, self.times, self.statuses = requests, until, times, statuses
        self.buffer = b""
        self.sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        now = time.perf_counter()
        if now >= self.until:
            self.transport.close()
            return
        self.sent = now
        self.transport.write(next(self.requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        length = int(lower[at:].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        self.times.append(time.perf_counter() - self.sent)
        status = head[9:12].decode()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.buffer = b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def load(port: int, seconds: float, connections: int, requests: list[bytes]) -> dict[str, object]:
    """Send for ``seconds`` over ``connections``; requests a second, p50 and p99 in milliseconds, statuses."""
    supply = cycle(requests)
    times: list[float] = []
    statuses: dict[str, int] = {}
    begun = time.perf_counter()
    made = [
        await asyncio.get_running_loop().create_connection(
            lambda: Connection(supply, begun + seconds, times, statuses), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    await asyncio.wait_for(asyncio.gather(*(protocol.done for _, protocol in made)), seconds + 30)
    took = time.perf_counter() - begun
    times.sort()
    return {
        "per_second": len(times) / took,
        "answered": len(times),
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
        "statuses": statuses,
    }


def main() -> None:
    """Read the requests, send them, print what came of it."""
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    data, requests = sys.stdin.buffer.read(), []
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        requests.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    uvloop.install()
    print(json.dumps(asyncio.run(load(port, seconds, connections, requests))))


if __name__ == "__main__":
    main()
