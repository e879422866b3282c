"""Sending a file: whole, a part of it, packed, or the news that the browser has it already."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar

from django.utils.translation import gettext as _

from courses.interactive.content_host.policies import Headers
from courses.interactive.content_host.shelves import Lying
from courses.interactive.files import PIECE, name_of, storage
from courses.media.ranges import bytes_asked
from foundation.asgi import Refusal, Scope, Send, header, known_tags

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# Reading waits for disks, other machines and the database, so it is done beside the event loop.
_workers = ThreadPoolExecutor(8, thread_name_prefix="h5p")


async def beside(work: Callable[..., Result], *given: Any) -> Result:
    """Do what may wait in a thread of its own."""
    return await asyncio.get_running_loop().run_in_executor(_workers, work, *given)


async def send_file(scope: Scope, send: Send, file: Lying, headers: Headers) -> None:
    """Answer with a kept file; raises `Refusal` as long as nothing was sent."""
    packed = file.packed_size is not None and "range" not in _names(scope) and takes_gzip(scope)
    etag = f'"{file.sha256[:32]}{"-gz" if packed else ""}"'
    headers = [*headers, (b"etag", etag.encode()), (b"accept-ranges", b"bytes")]
    if file.packed_size is not None:
        headers.append((b"vary", b"Accept-Encoding"))
    if has_already(scope, f'"{file.sha256[:32]}"', f'"{file.sha256[:32]}-gz"'):
        await _send_head(send, 304, headers)
        await send({"type": "http.response.body", "body": b""})
        return
    size = file.packed_size if packed and file.packed_size is not None else file.size
    sent = range(size)
    status = 200
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    elif (part := part_asked(scope, etag, size)) is not None:
        status = 206
        sent = part
        headers.append((b"content-range", f"bytes {sent.start}-{sent.stop - 1}/{size}".encode()))
    headers.append((b"content-length", str(len(sent)).encode()))
    if scope["method"] == "HEAD":
        await _send_head(send, status, headers)
        await send({"type": "http.response.body", "body": b""})
        return
    await _send_pieces(send, status, headers, name_of(file.sha256, packed=packed), sent)


def takes_gzip(scope: Scope) -> bool:
    """Whether the browser unpacks what comes as gzip."""
    for each in header(scope, b"accept-encoding").lower().split(","):
        coding, _, quality = each.partition(";")
        if coding.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def has_already(scope: Scope, *etags: str) -> bool:
    """Whether the browser has one of these."""
    known = known_tags(header(scope, b"if-none-match"))
    return "*" in known or not known.isdisjoint(etags)


def part_asked(scope: Scope, etag: str, size: int) -> range | None:
    """The bytes asked for; None where the whole is to be sent. Raises `Refusal` (416)."""
    if scope["method"] != "GET" or header(scope, b"if-range") not in ("", etag):
        return None
    asked = bytes_asked(header(scope, b"range"), size)
    if asked is not None and not asked:
        raise Refusal(416, str(size), _("The file has no such part."))
    return asked


async def _send_pieces(send: Send, status: int, headers: Headers, name: str, part: range) -> None:
    """The first piece is read before anything is sent, so that a lost file is still an honest answer."""
    file = await beside(_open, name, part.start)
    length = len(part)
    try:
        piece = await beside(file.read, min(PIECE, length))
        if len(piece) < min(PIECE, length):
            logger.error("H5P file %s is shorter than it was", name)
            raise lost()
        await _send_head(send, status, headers)
        while True:
            length -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": length > 0})
            if length <= 0:
                return
            piece = await beside(file.read, min(PIECE, length))
            if not piece:
                # Too late for a status; the server cuts the connection, because the length told was not reached.
                logger.error("H5P file %s ends before it should", name)
                return
    finally:
        await beside(file.close)


def _open(name: str, first: int) -> IO[bytes]:
    try:
        file: Any = storage().open(name, "rb")
        if first:
            file.seek(first)
        return file
    except Exception as error:  # each storage has errors of its own
        logger.error("H5P file %s cannot be read: %s", name, error)
        raise lost() from None


def lost() -> Refusal:
    """A file that there should be, and that the storage does not give."""
    return Refusal(503, "lost", _("This file cannot be read just now. Please try again later."), retry_after=30)


def _names(scope: Scope) -> set[str]:
    return {str(name, "latin-1") for name, _ in scope["headers"]}


async def _send_head(send: Send, status: int, headers: Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
