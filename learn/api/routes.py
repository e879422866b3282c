"""The endpoints of `/api/v1/` that learners' phones use."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from foundation.asgi import (
    App,
    ClientGone,
    Receive,
    Refusal,
    Scope,
    Send,
    answer,
    answer_json,
    answer_refusal,
    header,
    known_tags,
    read_body,
)
from foundation.group_commit import Unavailable
from learn.api.access import claim_of, cookie_claim, header_claim, is_same_origin, unauthorized
from learn.api.app import Runtime, runtime
from learn.api.batches import answer_batch, said, take_batch
from learn.learners.tokens import COOKIE, COOKIE_SECONDS, Claim, make_token
from learn.statements.parsing import parse_batch
from learn.statements.storing import Batch

logger = logging.getLogger(__name__)

Endpoint = Callable[[Scope, Receive, Send], Awaitable[None]]


def endpoint(*methods: str) -> Callable[[Endpoint], App]:
    """Let these methods in, and turn refusals and failures into answers."""

    def decorate(handle: Endpoint) -> App:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                if scope["method"] not in methods:
                    allowed = ", ".join(methods)
                    raise Refusal(405, "method", _("This address does not take this kind of request."), allow=allowed)
                await handle(scope, receive, send)
            except Refusal as refusal:
                await answer_refusal(send, refusal)
            except ClientGone:
                return
            except Unavailable as error:
                message = _("The server is resting for a moment. What you did is kept on this phone.")
                await answer_refusal(send, Refusal(503, "unavailable", message, retry_after=error.retry_after))
            except Exception:  # an answer of our own instead of a stack trace
                logger.exception("%s failed", scope["path"])
                await answer_refusal(send, Refusal(500, "failed", _("Something went wrong on our side.")))

        return guarded

    return decorate


@endpoint("POST")
async def create_learner(scope: Scope, receive: Receive, send: Send) -> None:
    """Make a guest: 201 with its id, token and the epoch; the token also as a cookie, for "my learning".

    With ``?resume=1`` a browser whose cookie still opens a record gets that one again: some browsers clear what pages
    keep after a week without a visit, but not the server's cookie.
    """
    here = runtime()
    # Only a page of this very host may set this browser's learner; a program without a browser sends no origin.
    if header(scope, b"origin") and not is_same_origin(scope):
        raise Refusal(403, "bad_origin", _("This came from another site, so it was not accepted."))
    await read_body(scope, receive, most=1024)
    await here.new_learners.admit(_address(scope))
    epoch = await here.epoch()
    claim = await _resumed(scope, here) or Claim(uuid.uuid4(), 0)
    await here.learners.submit(claim.learner)
    token = make_token(*claim)
    content = {"learner": str(claim.learner), "token": token, "epoch": epoch}
    await answer_json(send, 201, content, [(b"set-cookie", _cookie(token, seconds=COOKIE_SECONDS))])


async def _resumed(scope: Scope, here: Runtime) -> Claim | None:
    if scope["query_string"] != b"resume=1" or not is_same_origin(scope):
        return None
    claim = cookie_claim(scope)
    return claim if claim is not None and await here.is_valid(claim) else None


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"


@endpoint("POST", "DELETE")
async def here(scope: Scope, receive: Receive, send: Send) -> None:
    """Who holds this browser: POST sets the cookie to the token in the header, DELETE drops it. 204.

    For phones that several people share: the page that Django makes must show the one who was chosen.
    """
    if not is_same_origin(scope):
        raise Refusal(403, "bad_origin", _("This came from another site, so it was not accepted."))
    await read_body(scope, receive, most=1024)
    if scope["method"] == "DELETE":
        cookie = _cookie("", seconds=0)
    else:
        claim = header_claim(scope)
        if not await runtime().is_valid(claim):
            raise unauthorized()
        cookie = _cookie(make_token(*claim), seconds=COOKIE_SECONDS)
    await answer(send, 204, b"", [(b"set-cookie", cookie), (b"cache-control", b"no-store")])


def _cookie(token: str, *, seconds: int) -> bytes:
    secure = "; Secure" if settings.SESSION_COOKIE_SECURE else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}".encode()


@endpoint("POST")
async def statements(scope: Scope, receive: Receive, send: Send) -> None:
    """Store a batch of statements; each is acknowledged after it is durably committed."""
    here = runtime()
    taken = await take_batch(scope, receive, parse_batch, limit=here.batches)
    storing = here.statements.submit(Batch(taken.claim, taken.good, taken.received))
    await answer_batch(send, taken, storing, said)


@endpoint("GET")
async def me(scope: Scope, receive: Receive, send: Send) -> None:
    """The learner's own record, with an ETag."""
    here = runtime()
    claim: Claim = claim_of(scope, writes=False)
    record = await _record(here, claim)
    body = orjson.dumps(record)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"Authorization, Cookie"),
        (b"etag", etag.encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    known = etag in known_tags(header(scope, b"if-none-match"))
    await answer(send, 304 if known else 200, body, headers)


async def _record(here: Runtime, claim: Claim) -> dict[str, Any]:
    record = await here.record(claim)
    if record is None:
        raise unauthorized()
    return {"epoch": await here.epoch(), **record}


ROUTES: dict[str, App] = {
    "/api/v1/learners": create_learner,
    "/api/v1/learners/here": here,
    "/api/v1/statements": statements,
    "/api/v1/me": me,
}
