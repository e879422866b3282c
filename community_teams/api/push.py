"""Taking in what phones did. Refusals come in one order (401, 415, 413, 400, 422, 429, 503); nothing is stored then."""

from __future__ import annotations

import datetime as dt
from typing import Any

from community_teams.api.access import ask_standing, claim_of
from community_teams.api.app import runtime
from community_teams.sync.parsing import MOST_BYTES, Push, parse_push
from community_teams.sync.pushing import Batch, Result
from community_teams.sync.reasons import words_of
from community_teams.sync.tokens import Claim
from foundation.asgi import Receive, Refusal, Scope, Send, answer_json, read_json_body
from foundation.group_commit import Unavailable
from learn.api.access import unauthorized
from learn.api.app import runtime as learner_runtime
from learn.api.routes import endpoint


@endpoint("POST")
async def push(scope: Scope, receive: Receive, send: Send) -> None:
    """Store and judge a batch of operations; each is answered after it is durably committed."""
    here = runtime()
    claim = claim_of(scope)
    received = dt.datetime.now(dt.UTC)
    try:
        parsed = await _read(scope, receive, claim, received)
    except Refusal:
        # A token that holds no more comes before every other fault, but costs a query, so it is asked only here.
        await ask_standing(claim)
        raise
    epoch = await learner_runtime().epoch()
    try:
        results = await here.pushes.submit(Batch(claim, parsed.ops, received))
    except Unavailable:
        learner_runtime().forget_epoch()
        raise
    if results is None:
        raise unauthorized()
    await answer_json(send, 200, {"epoch": epoch, "results": [_told(one) for one in results]})


async def _read(scope: Scope, receive: Receive, claim: Claim, received: dt.datetime) -> Push:
    body = await read_json_body(scope, receive, most=MOST_BYTES)
    parsed = parse_push(body, device=claim.device, received=received)
    await runtime().pushing.admit(str(claim.device))
    return parsed


def _told(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = {
        "op": result.op,
        "status": result.status,
        "sha256": result.sha256,
        "version": result.version,
        "reason": result.reason,
        "message": words_of(result.status, result.reason),
    }
    if result.fields is not None:
        told["fields"] = result.fields
    return told
