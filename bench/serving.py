"""Servers of a benchmark: a durable embedded PostgreSQL, Redis, and one uvicorn worker."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded.postgres import Cluster, free_port
from portal.embedded.redis import RedisServer

ROOT = Path(__file__).parent.parent


@contextmanager
def fresh_site() -> Iterator[None]:
    """An empty, migrated site for this process and its children; nothing of `make run` is touched."""
    with tempfile.TemporaryDirectory(prefix="bdhvs-bench-") as folder:
        home = Path(folder)
        cluster = Cluster(home / "postgres")
        cluster.create()
        cluster.start()
        server = RedisServer(home / "redis")
        server.start()
        os.environ.update(
            BDHVS_PROFILE="demo",
            BDHVS_HOME=folder,
            DATABASE_URL=cluster.ensure_database(),
            REDIS_URL=server.url,
            DJANGO_SETTINGS_MODULE="portal.settings",
        )
        try:
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)
            yield
        finally:
            server.stop()
            cluster.stop()


@contextmanager
def serving(application: str, *, port: int | None = None) -> Iterator[int]:
    """One uvicorn worker with this application; yields its port."""
    port = port or free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--no-access-log",
               "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def send_load(port: int, requests: list[bytes], *, seconds: float, connections: int) -> dict:
    """Let the load generator send; see ``bench.load``."""
    packed = b"".join(struct.pack(">I", len(request)) + request for request in requests)
    command = [sys.executable, "-m", "bench.load", str(port), str(seconds), str(connections)]
    done = subprocess.run(command, input=packed, capture_output=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(path: str) -> bytes:
    """A phone's request for a page, as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
