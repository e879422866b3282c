"""The pull: `GET /api/v1/field/pull?cursor=`."""

from __future__ import annotations

import datetime as dt
import gzip
from urllib.parse import parse_qs

import orjson

from community_teams.api.access import claim_of
from community_teams.api.app import runtime
from community_teams.sync.pulling import answer_of, note, read_page
from foundation.asgi import Receive, Scope, Send, answer, header
from learn.api.app import runtime as learner_runtime
from learn.api.routes import endpoint

# Below this a packed answer fits into no fewer packets.
LEAST_TO_PACK = 1_000


@endpoint("GET")
async def pull(scope: Scope, receive: Receive, send: Send) -> None:
    """One page of what changed for this member since the cursor."""
    claim = claim_of(scope)
    await runtime().pulling.admit(str(claim.device))
    now = dt.datetime.now(dt.UTC)
    readers = learner_runtime()
    epoch = await readers.epoch()
    page = await readers.hold(read_page(claim, _cursor(scope), epoch, now))
    if page.holds is not None:
        # Before the answer: from then on the phone may hold it.
        await readers.rows(*note(claim, page, now))
    await _answer(scope, send, orjson.dumps(answer_of(claim, page, now)))


def _cursor(scope: Scope) -> str:
    asked = parse_qs(str(scope["query_string"], "latin-1"))
    return asked.get("cursor", [""])[0]


async def _answer(scope: Scope, send: Send, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if len(body) >= LEAST_TO_PACK and "gzip" in header(scope, b"accept-encoding"):
        body = gzip.compress(body, 5, mtime=0)
        headers.append((b"content-encoding", b"gzip"))
    await answer(send, 200, body, headers)
