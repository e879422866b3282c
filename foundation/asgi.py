"""What plain ASGI endpoints share: bounded reading of requests, short answers, error answers."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

import orjson
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Refusal(Exception):
    """A request that is refused as a whole: nothing of it was kept.

    ``reason`` is for programs, ``message`` a sentence for people.
    """

    def __init__(
        self, status: int, reason: str, message: str, *, retry_after: int | None = None, allow: str = ""
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.message = message
        self.retry_after = retry_after
        self.allow = allow


class ClientGone(Exception):
    """The other side hung up before its request had arrived."""


def header(scope: Scope, name: bytes) -> str:
    """The value of a header, or an empty string."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


# Every request asks it. Hosts of ours are few, and those that others make up are forgotten soon.
@lru_cache(maxsize=64)
def split_host(host: str) -> tuple[str, str]:
    """The name in small letters and the port that a ``Host`` header gives; both empty where it is none."""
    return split_domain_port(host)


def known_tags(if_none_match: str) -> set[str]:
    """The tags of what the other side has already; a weak one serves as well, for nobody asks for a part by it."""
    return {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}


async def read_body(scope: Scope, receive: Receive, *, most: int) -> bytes:
    """The body, unpacked if it came as gzip; stops reading and refuses with 413 past ``most`` bytes."""
    encoding = header(scope, b"content-encoding").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise Refusal(415, "content_encoding", _("This way of packing is not understood; send gzip or nothing."))
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    parts: list[bytes] = []
    unpacked = packed = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        more = message.get("more_body", False)
        piece = message.get("body", b"")
        packed += len(piece)
        if packed > most:
            raise too_much("too_large")
        if unpack is not None:
            try:
                piece = unpack.decompress(piece, most + 1 - unpacked)
            except zlib.error:
                raise Refusal(400, "bad_gzip", _("What was sent is damaged. Please send it again.")) from None
        unpacked += len(piece)
        if unpacked > most:
            raise too_much("too_large")
        parts.append(piece)
    if unpack is not None and (not unpack.eof or unpack.unused_data):
        raise Refusal(400, "bad_gzip", _("What was sent is damaged. Please send it again."))
    return b"".join(parts)


async def read_json_body(scope: Scope, receive: Receive, *, most: int) -> bytes:
    """The body of what must be JSON, not yet parsed; refuses another type with 415 before it reads."""
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "content_type", _("Only application/json is understood here."))
    return await read_body(scope, receive, most=most)


def parse_json(body: bytes) -> dict[str, Any]:
    """The object that the body is; refuses what is no JSON with 400, and another thing with 422."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Refusal(400, "not_json", _("What was sent cannot be read. Please send it again.")) from None
    if not isinstance(content, dict):
        raise wrong_shape()
    return content


def parse_list(body: bytes, name: str, *, most: int) -> list[Any]:
    """The list of this name in the object that the body is; one of more than ``most`` is refused with 413."""
    items = parse_json(body).get(name)
    if not isinstance(items, list):
        raise wrong_shape()
    if len(items) > most:
        raise too_much("too_many")
    return items


def wrong_shape() -> Refusal:
    """JSON, but not the expected one."""
    return Refusal(422, "wrong_shape", _("What was sent does not have the expected form."))


def too_much(reason: str) -> Refusal:
    """More than is taken at one time."""
    return Refusal(413, reason, _("This is too much for one time. Please send less at once."))


def too_often(retry_after: int) -> Refusal:
    """More at once than one sender may; it keeps what it has and sends again after so many seconds."""
    return Refusal(429, "too_often", _("Too many at once. Please wait a moment."), retry_after=retry_after)


async def answer(
    send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]], *, content: bool = True
) -> None:
    """Send a whole answer; ``content=False`` for HEAD and 304."""
    length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body if content and status != 304 else b""})


_JSON = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


async def answer_json(send: Send, status: int, content: Any, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    """Send JSON that nobody keeps."""
    await answer(send, status, orjson.dumps(content), [*_JSON, *(headers or [])])


async def answer_refusal(send: Send, refusal: Refusal) -> None:
    """Send the refusal: ``{"error": reason, "message": sentence}``."""
    headers = [(b"retry-after", str(refusal.retry_after).encode())] if refusal.retry_after is not None else []
    if refusal.allow:
        headers.append((b"allow", refusal.allow.encode()))
    await answer_json(send, refusal.status, {"error": refusal.reason, "message": refusal.message}, headers)
