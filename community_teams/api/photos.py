"""A photo in pieces: `PUT` and `HEAD /api/v1/field/photos/<sha256>`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import parse_qs

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _

from community_teams.api.access import ask_standing, claim_of, device_revoked, is_revoked
from community_teams.api.app import runtime
from community_teams.photos.receiving import MOST_PIECE_BYTES, Received, receive_piece, received_of
from foundation.asgi import Receive, Refusal, Scope, Send, answer, answer_json, header, read_body
from foundation.group_commit import Unavailable
from learn.api.routes import endpoint

Result = TypeVar("Result")

_SHA256 = re.compile("[0-9a-f]{64}")
_WORKERS = 2
# Opening a picture costs a processor and up to 100 MB for a moment: few at once, whoever sends.
_workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="photos")


@endpoint("PUT", "HEAD")
async def photos(scope: Scope, receive: Receive, send: Send) -> None:
    """Take the next piece, or tell how far it got."""
    claim = claim_of(scope)
    if is_revoked(claim, await ask_standing(claim)):
        raise device_revoked()
    sha256 = scope["path"].rpartition("/")[2]
    if not _SHA256.fullmatch(sha256):
        raise _not_announced()
    if scope["method"] == "HEAD":
        known = await _in_thread(lambda: received_of(member=claim.user, sha256=sha256))
        told = [] if known is None else [(b"x-received", str(known).encode())]
        await answer(send, 404 if known is None else 200, b"", [*told, (b"cache-control", b"no-store")], content=False)
        return
    await runtime().pieces.admit(str(claim.device))
    offset = _offset(scope)
    content = await _piece(scope, receive)
    judged = await _in_thread(lambda: receive_piece(member=claim.user, sha256=sha256, offset=offset, content=content))
    if judged is None:
        raise _not_announced()
    await _tell(send, judged)


async def _piece(scope: Scope, receive: Receive) -> bytes:
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    if kind != "application/octet-stream":
        raise Refusal(415, "content_type", _("Only application/octet-stream is understood here."))
    return await read_body(scope, receive, most=MOST_PIECE_BYTES)


async def _tell(send: Send, judged: Received) -> None:
    content: dict[str, object] = {"received": judged.received}
    if judged.status != 200:
        content |= {"error": judged.reason, "message": _MESSAGES[judged.reason]()}
    await answer_json(send, judged.status, content)


_MESSAGES: dict[str, Callable[[], str]] = {
    "offset": lambda: _("The photo goes on from another place."),
    "hash": lambda: _("The photo arrived damaged and is sent again."),
    "too_large": lambda: _("This is more than the visit said of its photo."),
    "no_picture": lambda: _("This is no picture, so it is not kept."),
    "too_many_pixels": lambda: _("The picture has too many pixels, so it is not kept."),
}


def _offset(scope: Scope) -> int:
    text = parse_qs(str(scope["query_string"], "latin-1")).get("offset", [""])[0]
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Refusal(400, "offset", _("What was sent does not have the expected form."))
    return int(text)


def _not_announced() -> Refusal:
    return Refusal(404, "not_announced", _("The visit of this photo has not arrived yet."))


async def _in_thread(act: Callable[[], Result]) -> Result:
    def alone() -> Result:
        close_old_connections()
        try:
            return act()
        finally:
            connection.close()

    try:
        return await asyncio.get_running_loop().run_in_executor(_workers, alone)
    except (OperationalError, InterfaceError, OSError):
        raise Unavailable from None
