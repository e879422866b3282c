"""Public pages kept in memory: answered before Django is asked, emptied when anything is published.

Django's ASGI handler costs some thirty times what it costs to answer a page from memory. Only answers that say
``public`` are kept, by secure or not, host, path and release; a request with a query string goes past.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings

from foundation.asgi import App, Receive, Scope, Send, answer, header, known_tags, split_host

MOST_BYTES = 128 * 1024 * 1024
MOST_ENTRY_BYTES = 4 * 1024 * 1024
# How long an address is remembered as one that is never kept, so that its readers do not wait for each other.
PASSING_SECONDS = 60
# The same after a failure: those who waited try for themselves, those who come later wait for one again.
FAILED_SECONDS = 1
MOST_PASSING = 10_000
# Nobody waits longer for another's rendering.
WAIT_SECONDS = 5
# Addresses of pages are far shorter; what is longer wants to fill the memory.
MOST_PATH = 1_024

Headers = list[tuple[bytes, bytes]]

_TEXT = (b"text/", b"application/javascript", b"application/json", b"image/svg+xml", b"application/manifest")
# The answer's own length, tag and packing replace these.
_REPLACED = {b"content-length", b"etag", b"content-encoding", b"last-modified", b"date", b"server"}


class Key(NamedTuple):
    """What one kept answer is the answer to."""

    secure: bool
    host: str
    path: str
    release: str


class Entry(NamedTuple):
    """One kept answer; ``packed`` is its gzip form where that is smaller."""

    headers: Headers
    body: bytes
    packed: bytes | None
    etag: bytes

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.body) + len(self.packed or b"") + 4096


def key_of(scope: Scope) -> Key | None:
    """The key of a request that may be answered from memory, or None for one that goes past."""
    if scope["method"] not in ("GET", "HEAD") or scope["query_string"] or _has_body(scope):
        return None
    if header(scope, b"range") or header(scope, b"authorization"):
        return None
    host = _own_host(scope)
    secure = scope.get("scheme") == "https"
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        secure = header(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode()) == value
    # Without raw_path two spellings of one address would share an entry; the spelling is what Django answers to.
    path = scope.get("raw_path") or scope["path"].encode()
    if host is None or len(path) > MOST_PATH:
        return None
    return Key(secure, host, str(path, "latin-1"), settings.RELEASE)


def _has_body(scope: Scope) -> bool:
    # Django waits for it before it answers, and others must not wait for somebody who never sends it.
    return header(scope, b"content-length") not in ("", "0") or bool(header(scope, b"transfer-encoding"))


def _own_host(scope: Scope) -> str | None:
    """The host asked for if it is one of ours by its full name; a stranger could name any number of others.

    The port is left out, for the same reason: no page holds an address with a host in it, so it makes no difference.
    """
    domain, port = split_host(header(scope, b"host"))
    return domain if domain in settings.ALLOWED_HOSTS and len(port) <= 5 else None


def may_keep(status: int, headers: Headers) -> bool:
    """Whether an answer is the same for everyone."""
    if status != 200:
        return False
    cache_control = b",".join(value for name, value in headers if name == b"cache-control").lower()
    told = (part.strip().partition(b"=") for part in cache_control.split(b","))
    directives = {name: value for name, _, value in told}
    if b"public" not in directives or directives.keys() & {b"private", b"no-store"}:
        return False
    # What holds for a time of its own changes without a publication that would purge it.
    if directives.get(b"max-age", b"0") != b"0" and b"immutable" not in directives:
        return False
    varies = {
        part.strip().lower() for name, value in headers if name == b"vary" for part in value.split(b",") if part.strip()
    }
    return varies <= {b"accept-encoding"} and not any(name == b"set-cookie" for name, _ in headers)


def make_entry(headers: Headers, body: bytes) -> Entry:
    """Prepare an answer to be sent many times."""
    kind = next((value for name, value in headers if name == b"content-type"), b"")
    packed = gzip.compress(body, 9, mtime=0) if kind.startswith(_TEXT) and len(body) > 500 else None
    if packed is not None and len(packed) >= len(body):
        packed = None
    kept = [(name, value) for name, value in headers if name not in _REPLACED and name != b"vary"]
    kept.append((b"vary", b"Accept-Encoding"))
    etag = b'"%s"' % hashlib.sha256(body).hexdigest()[:32].encode()
    return Entry([*kept, (b"etag", etag)], body, packed, etag)


async def send_entry(scope: Scope, send: Send, entry: Entry) -> None:
    """Answer from memory: 304 for a phone that has it, packed for one that unpacks."""
    content = scope["method"] != "HEAD"
    if entry.etag.decode() in known_tags(header(scope, b"if-none-match")):
        await answer(send, 304, b"", entry.headers)
    elif entry.packed is not None and "gzip" in header(scope, b"accept-encoding"):
        await answer(send, 200, entry.packed, [*entry.headers, (b"content-encoding", b"gzip")], content=content)
    else:
        await answer(send, 200, entry.body, entry.headers, content=content)


class PageCache:
    """An ASGI application before another: answers what it keeps, asks the other for the rest."""

    def __init__(self, app: App, *, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._bytes = 0
        self._purges = 0
        self._rendering: dict[Key, asyncio.Event] = {}
        self._passing: OrderedDict[Key, float] = OrderedDict()

    def purge(self) -> None:
        """Forget every page. What is being rendered now is not kept either: it may be of before the change."""
        self._purges += 1
        self._entries.clear()
        self._passing.clear()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = key_of(scope) if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        entry = await self._find(key, waits=scope["method"] == "GET")
        if entry is not None:
            await send_entry(scope, send, entry)
        elif scope["method"] == "HEAD" or self._passes(key) or key in self._rendering:
            await self._app(scope, receive, send)
        else:
            await self._render(key, scope, send)

    async def _find(self, key: Key, *, waits: bool) -> Entry | None:
        """The kept answer; after a purge thousands may come for one page, and they wait for one rendering of it."""
        rendering = self._rendering.get(key)
        if waits and rendering is not None and not self._passes(key):
            with suppress(TimeoutError):
                await asyncio.wait_for(rendering.wait(), WAIT_SECONDS)
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def _passes(self, key: Key) -> bool:
        until = self._passing.get(key)
        return until is not None and time.monotonic() < until

    def _pass(self, key: Key, seconds: float) -> None:
        self._passing[key] = time.monotonic() + seconds
        self._passing.move_to_end(key)
        while len(self._passing) > MOST_PASSING:
            self._passing.popitem(last=False)

    async def _render(self, key: Key, scope: Scope, send: Send) -> None:
        done = self._rendering[key] = asyncio.Event()
        purges = self._purges

        def release(seconds: float) -> None:
            if seconds:
                self._pass(key, seconds)
            if self._rendering.get(key) is done:
                del self._rendering[key]
            done.set()

        # Who waits for a page that is not kept is let go at its first byte, however slowly it is then read.
        capture = Capture(send, lambda status: release(FAILED_SECONDS if status >= 500 else PASSING_SECONDS))
        # Asked for plainly and whole: the packed form and the tag are made here.
        plain = [(n, v) for n, v in scope["headers"] if n not in (b"accept-encoding", b"if-none-match")]
        try:
            await self._app({**scope, "headers": plain}, _nothing_more(), capture)
        except BaseException:
            release(FAILED_SECONDS)
            raise
        if capture.kept is None:
            release(0)
            return
        entry = make_entry(*capture.kept)
        if purges == self._purges:
            self._store(key, entry)
        release(0)
        await send_entry(scope, send, entry)

    def _store(self, key: Key, entry: Entry) -> None:
        if key in self._entries:
            self._bytes -= self._entries.pop(key).size
        self._entries[key] = entry
        self._bytes += entry.size
        while self._bytes > self._most_bytes:
            _, oldest = self._entries.popitem(last=False)
            self._bytes -= oldest.size


def _nothing_more() -> Receive:
    """What a rendering for many hears of the one who asked first: no body, and not that they hung up."""
    first = True

    async def receive() -> MutableMapping[str, Any]:
        nonlocal first
        if first:
            first = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    return receive


class Capture:
    """A ``send`` that holds back an answer that may be kept, and lets every other one through as it comes.

    ``passes`` is told the status as soon as it is clear that the answer will not be kept.
    """

    def __init__(self, send: Send, passes: Callable[[int], None]) -> None:
        self._send = send
        self._passes = passes
        self._start: MutableMapping[str, Any] | None = None
        self._parts: list[bytes] = []
        self._size = 0
        self.kept: tuple[Headers, bytes] | None = None

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            headers = [(bytes(n).lower(), bytes(v)) for n, v in message["headers"]]
            if may_keep(message["status"], headers):
                self._start = {**message, "headers": headers}
            else:
                self._passes(message["status"])
                await self._send(message)
        elif self._start is None:
            await self._send(message)
        else:
            await self._hold(message, self._start)

    async def _hold(self, message: MutableMapping[str, Any], start: MutableMapping[str, Any]) -> None:
        self._parts.append(message.get("body", b""))
        self._size += len(self._parts[-1])
        more = message.get("more_body", False)
        if self._size > MOST_ENTRY_BYTES:
            self._start = None
            self._passes(start["status"])
            await self._send(start)
            await self._send({"type": "http.response.body", "body": b"".join(self._parts), "more_body": more})
            self._parts.clear()
        elif not more:
            self.kept = (start["headers"], b"".join(self._parts))
