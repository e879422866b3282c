"""A small server of the tests' own: our files and pages as they are, and addresses that answer as a test tells them.

It keeps what it was sent, by learner and list, and knows an item by its id.
"""

from __future__ import annotations

import json
import mimetypes
import threading
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from portal.run.options import HOST_NAME, ROOT

STATIC = [path for path in ROOT.glob("*/static") if path.is_dir()]
NPM = {
    "npm/idb": ROOT / "node_modules" / "idb" / "build",
    "npm/uqr": ROOT / "node_modules" / "uqr" / "dist",
}
LISTS = {"/api/v1/statements": "statements", "/api/v1/quizzes/answers": "answers", "/api/v1/h5p": "events"}

# Status and content of an answer; None lets the server answer as it usually does.
Answer = tuple[int, dict[str, Any]] | None


def static_file(name: str) -> Path | None:
    """Where a file of ours, or of npm, lies."""
    for prefix, folder in NPM.items():
        if name.startswith(prefix + "/"):
            return folder / name.removeprefix(prefix + "/")
    return next((folder / name for folder in STATIC if (folder / name).is_file()), None)


class PhoneServer:
    """Serves on a port of its own until it is stopped."""

    def __init__(self) -> None:
        self.epoch = "first"
        self.pages: dict[str, Callable[[], str]] = {}
        # By address: the answer to one request, or to each until it is taken away.
        self.stumbles: dict[str, Callable[[list[dict[str, Any]]], Answer]] = {}
        self.requests: list[tuple[str, list[dict[str, Any]]]] = []
        self.kept: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {name: {} for name in LISTS.values()}
        self.rejects: dict[str, str] = {}
        # What an address gives a learner who asks with these parameters.
        self.reads: dict[str, Callable[[str, dict[str, str]], dict[str, Any]]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://{HOST_NAME}:{self._server.server_port}"
        self._lock = threading.Lock()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Free the port."""
        self._server.shutdown()
        self._server.server_close()

    def items(self, name: str) -> list[dict[str, Any]]:
        """What it keeps of a list, in the order of its coming."""
        return [item for _, item in self.kept[name].values()]

    def sent(self, path: str) -> list[list[dict[str, Any]]]:
        """The batches that an address was sent."""
        return [items for to, items in self.requests if to == path]

    def take(self, path: str, learner: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a batch."""
        name = LISTS[path]
        with self._lock:
            if set(content) != {name}:
                return 422, {"error": "shape"}
            items = content[name]
            self.requests.append((path, items))
            stumble = self.stumbles.get(path)
            answer = stumble(items) if stumble else None
            return answer or (200, {"epoch": self.epoch, "results": [self._judge(name, learner, i) for i in items]})

    def _judge(self, name: str, learner: str, item: dict[str, Any]) -> dict[str, str]:
        if reason := self.rejects.get(item["id"]) or self.rejects.get(item.get("question", "")):
            return {"id": item["id"], "status": "rejected", "reason": reason}
        new = item["id"] not in self.kept[name]
        self.kept[name].setdefault(item["id"], (learner, item))
        return {"id": item["id"], "status": "applied" if new else "duplicate"}


def _handler(server: PhoneServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path in server.pages:
                return self._answer(200, server.pages[path]().encode(), "text/html; charset=utf-8")
            found = static_file(path.removeprefix("/static/")) if path.startswith("/static/") else None
            if found and found.is_file():
                kind = "text/javascript" if found.suffix == ".js" else mimetypes.guess_type(found.name)[0]
                return self._answer(200, found.read_bytes(), kind or "application/octet-stream")
            if path == "/healthz":
                return self._json(200, {"status": "ok"})
            if path == "/api/v1/me":
                return self._json(200, {"epoch": server.epoch, "lessons": {}, "courses": {}, "last": None})
            if path in server.reads:
                asked = dict(parse_qsl(urlsplit(self.path).query))
                return self._json(200, server.reads[path](self._learner(), asked))
            return self._answer(404, b"", "text/plain")

        def do_POST(self) -> None:
            path = urlsplit(self.path).path
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if path == "/api/v1/learners":
                learner = str(uuid.uuid4())
                return self._json(201, {"learner": learner, "token": f"token-{learner}", "epoch": server.epoch})
            if path in LISTS:
                return self._json(*server.take(path, self._learner(), json.loads(body)))
            return self._answer(404, b"", "text/plain")

        def _learner(self) -> str:
            return self.headers.get("Authorization", "").removeprefix("Learner token-")

        def _json(self, status: int, content: dict[str, Any]) -> None:
            headers = {"Retry-After": str(content["wait"])} if "wait" in content else {}
            self._answer(status, json.dumps(content).encode(), "application/json", headers)

        def _answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            told = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
            for name, value in {**told, **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

    return Handler
