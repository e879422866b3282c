"""Asking an ASGI application in this process, without a server between."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from community_teams import api as field_api
from learn import api
from quizzes import api as quiz_api


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


async def ask(
    app, method: str, path: str, *, body: bytes = b"", headers: dict[str, str] | None = None, query: str = ""
):
    """One request; the body arrives in two pieces, as it may over a network."""
    half = len(body) // 2
    incoming = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.request", "body": body[half:], "more_body": False},
    ]
    sent: list[dict] = []

    async def receive():
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "scheme": "http",
        "headers": [
            (k.lower().encode(), v.encode("latin-1")) for k, v in {"host": "127.0.0.1", **(headers or {})}.items()
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    return Reply(
        sent[0]["status"],
        {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@asynccontextmanager
async def running_api():
    """The learner's interface, that of quizzes and that of field visits, as the front door runs them."""
    await api.startup()
    await quiz_api.startup()
    await field_api.startup()
    try:
        yield
    finally:
        await field_api.shutdown()
        await quiz_api.shutdown()
        await api.shutdown()


async def ask_api(method: str, path: str, *, content: Any = None, token: str = "", **kwargs):
    """One request to the learner's interface; ``content`` goes as JSON."""
    headers = {"content-type": "application/json", **kwargs.pop("headers", {})}
    if token:
        headers["authorization"] = f"Learner {token}"
    body = kwargs.pop("body", None)
    if body is None:
        body = b"" if content is None else json.dumps(content).encode()
    return await ask(api.ROUTES[path], method, path, body=body, headers=headers, **kwargs)
