"""The addresses of the content host. Everything else is 404 there, and none of these is known to the site's host."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from courses.interactive.content_host.core import core
from courses.interactive.content_host.kinds import kind_of
from courses.interactive.content_host.player import PlayerPage, pages
from courses.interactive.content_host.policies import Headers, file_headers, page_headers, refusal_headers
from courses.interactive.content_host.sending import beside, has_already, send_file, takes_gzip
from courses.interactive.content_host.shelves import Files, Remembered, libraries, versions
from foundation.asgi import Receive, Refusal, Scope, Send, answer, header, split_host

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PAGE = re.compile(rf"/p/({_UUID})/([1-9]\d{{0,8}})/", re.ASCII)
_CONTENT = re.compile(rf"/c/({_UUID})/([1-9]\d{{0,8}})/(.+)", re.ASCII)
_LIBRARY = re.compile(r"/l/([0-9a-f]{64})/(.+)", re.ASCII)
_CORE = re.compile(r"/core/([0-9a-f]{32})/(.+)", re.ASCII)
# Longer than every path that a package may have.
_MOST_PATH = 1_024


def is_for_content_host(scope: Scope) -> bool:
    """Whether a request names the content host, on whatever port it came in."""
    wanted, _port = split_host(settings.H5P_CONTENT_HOST)
    return bool(wanted) and split_host(header(scope, b"host"))[0] == wanted


async def content_host(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for this host."""
    try:
        if scope["method"] not in ("GET", "HEAD"):
            raise Refusal(405, "method", _("This address does not take this kind of request."), allow="GET, HEAD")
        if header(scope, b"service-worker"):
            # A library that worked between the pages of this host would outlive its frame.
            raise Refusal(403, "service_worker", _("No service worker is given here."))
        await _answer(scope, send)
    except Refusal as refusal:
        await _refuse(scope, send, refusal)
    except DatabaseError as error:
        logger.error("The content host has no database: %s", error)
        resting = _("The server is resting for a moment. Please try again.")
        await _refuse(scope, send, Refusal(503, "unavailable", resting, retry_after=5))
    except Exception:  # an answer of our own instead of a stack trace
        logger.exception("%s failed", scope["path"])
        await _refuse(scope, send, Refusal(500, "failed", _("Something went wrong on our side.")))


async def _answer(scope: Scope, send: Send) -> None:
    path = scope["path"]
    if len(path) > _MOST_PATH:
        raise _unknown()
    if found := _LIBRARY.fullmatch(path):
        await _kept(scope, send, libraries, found[1], path=found[2])
    elif found := _CONTENT.fullmatch(path):
        await _kept(scope, send, versions, uuid.UUID(found[1]), int(found[2]), path=found[3])
    elif found := _CORE.fullmatch(path):
        await _core(scope, send, found[1], found[2])
    elif found := _PAGE.fullmatch(path):
        await _page(scope, send, uuid.UUID(found[1]), int(found[2]))
    else:
        raise _unknown()


async def _kept(scope: Scope, send: Send, remembered: Remembered, *key: str | uuid.UUID | int, path: str) -> None:
    files: Files | None = remembered.known(*key)
    if files is None:
        files = await beside(_with_database, remembered.read, *key)
    if files is None or path not in files:
        raise _unknown()
    await send_file(scope, send, files[path], file_headers(kind_of(path)))


async def _core(scope: Scope, send: Send, digest: str, path: str) -> None:
    here = await beside(core)
    file = here.files.get(path) if digest == here.digest else None
    if file is None:
        # Of another release: a page that was open then still asks for it, and is better off with an error.
        raise _unknown()
    headers = [*file_headers(kind_of(path)), (b"etag", f'"{file.etag}"'.encode()), (b"vary", b"Accept-Encoding")]
    await _whole(scope, send, headers, f'"{file.etag}"', file.body, file.packed)


async def _page(scope: Scope, send: Send, package: uuid.UUID, number: int) -> None:
    page: PlayerPage | None = await beside(_with_database, pages.page, package, number)
    if page is None:
        raise _unknown()
    headers = [*page_headers(evaluates=page.evaluates), (b"etag", page.etag.encode()), (b"vary", b"Accept-Encoding")]
    await _whole(scope, send, headers, page.etag, page.body, page.packed)


async def _whole(scope: Scope, send: Send, headers: Headers, etag: str, body: bytes, packed: bytes | None) -> None:
    """Answer out of memory."""
    content = scope["method"] == "GET"
    if has_already(scope, etag):
        await answer(send, 304, b"", headers)
    elif packed is not None and takes_gzip(scope):
        await answer(send, 200, packed, [*headers, (b"content-encoding", b"gzip")], content=content)
    else:
        await answer(send, 200, body, headers, content=content)


def _with_database(work: Callable[..., Result], *given: object) -> Result:
    """Do it in this thread and give the connection back."""
    try:
        return work(*given)
    finally:
        connection.close()


def _unknown() -> Refusal:
    return Refusal(404, "unknown", _("There is nothing at this address."))


async def _refuse(scope: Scope, send: Send, refusal: Refusal) -> None:
    headers = refusal_headers()
    if refusal.allow:
        headers.append((b"allow", refusal.allow.encode()))
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    if refusal.status == 416:
        headers.append((b"content-range", f"bytes */{refusal.reason}".encode()))
    await answer(send, refusal.status, refusal.message.encode(), headers, content=scope["method"] != "HEAD")
