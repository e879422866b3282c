"""A small server of the tests' own that answers a member's phone as docs/field-sync.md says, or as a test tells it."""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.http import HttpRequest
from django.utils import translation

from community_teams.app import views
from portal.run.options import HOST_NAME
from tests.e2e.phone_server import static_file

API = "/api/v1/field/"
PAGE = 100
BLANK = "/to-cong-nghe/trang-thu/"

# Status and content; None lets the server answer as it usually does.
Answer = tuple[int, dict[str, Any]] | None
EMPTY = {
    "head_name": "", "phone": "", "address": "", "size": None, "languages": [], "devices": [], "needs": [], "token": "",
    "assigned_to": None, "planned_on": None, "last_met_on": None, "consents": {}, "followups": [], "visits": [],
    "conflicts": [],
}  # fmt: skip


def canonical_hash(payload: Any) -> str:
    """SHA-256 of the RFC 8785 form, by other means than the phone's."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class FieldServer:
    """Serves on a port of its own until it is stopped."""

    def __init__(self) -> None:
        self.epoch = "first"
        # Who is signed in at the site, as {id, name}.
        self.session: dict[str, Any] | None = {"id": 7, "name": "Nguyễn Văn An"}
        self.devices: dict[str, dict[str, Any]] = {}
        # What who wants to register is answered instead.
        self.refuses: Answer = None
        self.emptied: list[str] = []
        # By op: {op, member, ...the operation}, in the order of their coming.
        self.ops: dict[str, dict[str, Any]] = {}
        self.pushes: list[dict[str, Any]] = []
        self.pulls: list[str] = []
        self.households: dict[str, dict[str, Any]] = {}
        self.changes: list[tuple[str, dict[str, Any]]] = []
        self.photos: dict[str, bytearray] = {}
        self.announced: set[str] = set()
        self.requests: list[tuple[str, str]] = []
        # What a request to push, pull or photos is answered instead; and what is said of an operation instead.
        self.stumble: Callable[[str, Any], Answer] = lambda _what, _content: None
        self.verdict: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _operation: None
        # The answers to pushes are lost after the work was done, while this is set.
        self.loses = False
        # "before" or "after" the work of a push: it stays there until `resume` is set.
        self.halts = ""
        self.halted, self.resume = threading.Event(), threading.Event()
        # Added to the service worker, so that it is another one; files that are away.
        self.release = ""
        self.away: set[str] = set()
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://{HOST_NAME}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Free the port."""
        self.resume.set()
        self._server.shutdown()
        self._server.server_close()

    # -- what tests look at and change ---------------------------------------------------------------------------------

    def add(self, household: str, **fields: Any) -> None:
        """A household as the server has it now."""
        known = self.households.get(household, {**EMPTY, "id": household, "hamlet": 12, "version": 0})
        self.households[household] = {**known, **fields, "version": known["version"] + 1}
        self.changes.append(("household", {"household": household}))

    def remove(self, household: str, why: str = "erased") -> None:
        """The household is there no more."""
        del self.households[household]
        self.changes.append(("gone", {"household": household, "why": why}))

    def restore(self, epoch: str, keep: int = 0) -> None:
        """The server forgets all but the first operations, as after a restored backup."""
        self.epoch = epoch
        self.ops = dict(list(self.ops.items())[:keep])

    def kinds(self) -> list[str]:
        """The kinds of what it was sent, in the order of their coming."""
        return [operation["kind"] for operation in self.ops.values()]

    # -- answers -------------------------------------------------------------------------------------------------------

    def register(self, device: str) -> tuple[int, dict[str, Any]]:
        """Answer `devices`."""
        if self.session is None:
            return 401, {"error": "signin"}
        if self.refuses:
            return self.refuses
        known = self.devices.get(device)
        if known and known["member"]["id"] != self.session["id"]:
            return 409, {"error": "taken"}
        generation = known["generation"] + 1 if known else 0
        token = f"{device}.{generation}"
        self.devices[device] = {"member": self.session, "generation": generation, "token": token, "revoked": False}
        return (200 if known else 201), {
            "device": device, "token": token, "member": self.session, "epoch": self.epoch,
        }  # fmt: skip

    def device_of(self, authorization: str) -> dict[str, Any] | None:
        """Whose token it is."""
        token = authorization.removeprefix("Device ")
        return next((known for known in self.devices.values() if known["token"] == token), None)

    def push(self, device: dict[str, Any], content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a batch."""
        with self._lock:
            self.pushes.append(content)
            if answer := self.stumble("push", content):
                return answer
            results = [self._judge(device, operation) for operation in content["ops"]]
            return 200, {"epoch": self.epoch, "results": results}

    def _judge(self, device: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
        own = canonical_hash(operation["payload"])
        result = {"op": operation["op"], "status": "applied", "sha256": own, "version": 1, "reason": "", "message": ""}
        if told := self.verdict(operation):
            if told["status"] in ("held", "quarantined"):
                self.ops[operation["op"]] = {**operation, "member": device["member"]["id"]}
            return result | told
        if own != operation["sha256"]:
            return result | {"status": "quarantined", "reason": "hash"}
        if known := self.ops.get(operation["op"]):
            same = known["sha256"] == own
            return result | ({"status": "duplicate"} if same else {"status": "quarantined", "reason": "reused"})
        self.ops[operation["op"]] = {**operation, "member": device["member"]["id"]}
        if device["revoked"]:
            return result | {"status": "quarantined", "reason": "device_revoked"}
        self._apply(operation)
        return result

    def _apply(self, operation: dict[str, Any]) -> None:
        payload = operation["payload"]
        if operation["kind"] == "household.create":
            self.add(
                operation["entity"], **{key: value for key, value in payload.items() if key in EMPTY or key == "hamlet"}
            )
        elif operation["kind"] == "household.update":
            self.add(operation["entity"], **payload["fields"])
        elif operation["kind"] == "visit.create" and payload["household"] in self.households:
            visit = {"id": operation["entity"], "day": operation["occurred_at"][:10], "outcome": payload["outcome"],
                     "by": "", "member": 0, "skills": [], "corrects": None, "service": None}  # fmt: skip
            known = self.households[payload["household"]]
            self.add(payload["household"], visits=[visit, *known["visits"]][:5], last_met_on=visit["day"])
        if "photo" in payload:
            self.announced.add(payload["photo"]["sha256"])

    def pull(self, device: dict[str, Any], cursor: str) -> tuple[int, dict[str, Any]]:
        """Answer a pull."""
        with self._lock:
            self.pulls.append(cursor)
            if answer := self.stumble("pull", cursor):
                return answer
            if device["revoked"]:
                return 403, {"error": "device_revoked"}
            epoch, _, number = cursor.partition(":")
            if cursor and epoch != self.epoch:
                return 410, {"error": "cursor_expired"}
            since = int(number or 0)
            page = self.changes[since : since + PAGE]
            ids = dict.fromkeys(change["household"] for kind, change in page if kind == "household")
            content = {
                "epoch": self.epoch, "protocol": 1, "server_time": "2026-11-28T08:00:00+07:00",
                "cursor": f"{self.epoch}:{since + len(page)}", "has_more": since + len(page) < len(self.changes),
                "households": [self.households[each] for each in ids if each in self.households],
                "gone": [told for kind, told in page if kind == "gone" and told["household"] not in self.households],
                "drop_hamlets": [],
            }  # fmt: skip
            if not content["has_more"]:
                content["team"] = {"me": device["member"], "teams": [], "warnings": []}
                content["counts"] = {"days": self._days(), "month": {}}
            return 200, content

    def _days(self) -> dict[str, dict[str, int]]:
        days: dict[str, dict[str, int]] = {}
        for operation in self.ops.values():
            day = days.setdefault(operation["occurred_at"][:10], {"device_visits": 0, "device_ops": 0})
            day["device_ops"] += 1
            day["device_visits"] += operation["kind"] == "visit.create"
        return days

    def take_photo(self, sha256: str, offset: int, part: bytes) -> tuple[int, dict[str, Any]]:
        """Answer a part of a photo."""
        with self._lock:
            if answer := self.stumble("photo", (sha256, offset)):
                return answer
            if sha256 not in self.announced:
                return 404, {"error": "not_announced"}
            kept = self.photos.setdefault(sha256, bytearray())
            if offset != len(kept):
                return 409, {"received": len(kept)}
            kept += part
            return 200, {"received": len(kept)}


def _handler(server: FieldServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            path = unquote(address.path)
            server.requests.append(("GET", self.path))
            if path in server.away:
                return self._answer(503, b"", "text/plain")
            if path == f"{API}pull":
                cursor = parse_qs(address.query).get("cursor", [""])[0]
                return self._as_device(lambda device: server.pull(device, cursor))
            found = static_file(path.removeprefix("/static/")) if path.startswith("/static/") else None
            if found and found.is_file():
                kind = "text/javascript" if found.suffix == ".js" else mimetypes.guess_type(found.name)[0]
                return self._answer(200, found.read_bytes(), kind or "application/octet-stream")
            if path == "/to-cong-nghe/kho.json":
                return self._json(200, {"scripts": [], "consents": [], "release": server.release})
            if path == BLANK:
                return self._answer(200, b"<!doctype html><title>.</title>", "text/html")
            return self._view(path)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append(("POST", self.path))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if self.path == f"{API}devices":
                return self._json(*server.register(json.loads(body)["device"]))
            if self.path == f"{API}devices/emptied":
                return self._as_device(lambda device: (server.emptied.append(device["token"]), (200, {}))[1])
            if self.path == f"{API}push":
                return self._push(json.loads(body))
            return self._answer(404, b"", "text/plain")

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append(("PUT", self.path))
            address = urlsplit(self.path)
            sha256, offset = address.path.rsplit("/", 1)[1], int(parse_qs(address.query)["offset"][0])
            self._as_device(lambda _device: server.take_photo(sha256, offset, body))

        def _push(self, content: dict[str, Any]) -> None:
            if server.halts == "before":
                server.halted.set()
                server.resume.wait(20)
                self._hang_up()
                return
            device = server.device_of(self.headers.get("Authorization", ""))
            answer = server.push(device, content) if device else (401, {"error": "token"})
            if server.halts == "after":
                server.halted.set()
                server.resume.wait(20)
            if server.halts or server.loses:
                self._hang_up()
            else:
                self._json(*answer)

        def _as_device(self, work: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]) -> None:
            device = server.device_of(self.headers.get("Authorization", ""))
            self._json(*(work(device) if device else (401, {"error": "token"})))

        def _view(self, path: str) -> None:
            found = {"": views.shell, "sw.js": views.worker, "app.webmanifest": views.manifest}
            name = path.removeprefix("/to-cong-nghe/")
            if not path.startswith("/to-cong-nghe/") or name not in found:
                self._answer(404, b"", "text/plain")
                return
            with translation.override("vi"):
                response = found[name](HttpRequest())
            body = response.content
            if name == "sw.js":
                body += f"\n// {server.release}\n".encode()
                body = body.replace(b'"release": "', f'"release": "{server.release}'.encode(), 1)
            self._answer(200, body, response["Content-Type"])

        def _hang_up(self) -> None:
            self.close_connection = True
            self.connection.close()

        def _json(self, status: int, content: dict[str, Any]) -> None:
            headers = {"Retry-After": str(content["wait"])} if "wait" in content else {}
            self._answer(status, json.dumps(content).encode(), content.get("kind", "application/json"), headers)

        def _answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            told = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
            for name, value in {**told, **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                # The browser was killed, or hung up on.
                return

    return Handler
