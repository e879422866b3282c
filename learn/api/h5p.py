"""The endpoints of what H5P frames tell: events in, states out."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from urllib.parse import parse_qs

from foundation.asgi import App, Receive, Refusal, Scope, Send, answer_json, header, read_json_body, wrong_shape
from foundation.group_commit import Unavailable
from foundation.identifiers import parse_uuid
from learn.api.access import claim_of, unauthorized
from learn.api.app import runtime
from learn.api.routes import endpoint
from learn.h5p.parsing import Event, parse_events
from learn.h5p.storing import EventBatch
from learn.statements.parsing import MOST_BYTES, Rejected
from learn.statements.storing import APPLIED, DUPLICATE

_CARD = re.compile(r"[A-Za-z0-9-]{1,64}")


@endpoint("POST")
async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """Store a batch of events; each is acknowledged after it is durably committed."""
    here = runtime()
    claim = claim_of(scope, writes=True)
    received = dt.datetime.now(dt.UTC)
    try:
        body = await read_json_body(scope, receive, most=MOST_BYTES)
        parsed = parse_events(body, received=received, sent=header(scope, b"x-sent-at"))
        await here.event_batches.admit(str(claim.learner))
    except Refusal:
        # A revoked token comes before every other fault, but costs a query, so it is asked only here.
        if not await here.is_valid(claim):
            raise unauthorized() from None
        raise
    epoch = await here.epoch()
    good = [event for event in parsed if isinstance(event, Event)]
    try:
        statuses = await here.events.submit(EventBatch(claim, good, received))
    except Unavailable:
        here.forget_epoch()
        raise
    if statuses is None:
        raise unauthorized()
    await answer_json(send, 200, {"epoch": epoch, "results": _results(parsed, statuses)})


def _results(parsed: list[Event | Rejected], statuses: list[str]) -> list[dict[str, str | None]]:
    judged = iter(statuses)
    results: list[dict[str, str | None]] = []
    for one in parsed:
        identifier, status = (one.id, one.reason) if isinstance(one, Rejected) else (one.sent_id, next(judged))
        if status in (APPLIED, DUPLICATE):
            results.append({"id": identifier, "status": status})
        else:
            results.append({"id": identifier, "status": "rejected", "reason": status})
    return results


@endpoint("GET")
async def state(scope: Scope, receive: Receive, send: Send) -> None:
    """The states of one card's activity, of all parts of one's record; kept by nobody on the way."""
    here = runtime()
    claim = claim_of(scope, writes=False)
    try:
        lesson, card = _asked(scope)
    except Refusal:
        if not await here.is_valid(claim):
            raise unauthorized() from None
        raise
    states = await here.states(claim, lesson, card)
    if states is None:
        raise unauthorized()
    await answer_json(send, 200, {"states": states}, [(b"vary", b"Authorization, Cookie")])


def _asked(scope: Scope) -> tuple[uuid.UUID, str]:
    try:
        asked = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=10)
    except ValueError:
        raise wrong_shape() from None
    lesson, card = parse_uuid(asked.get("lesson", [""])[0]), asked.get("card", [""])[0]
    if lesson is None or not _CARD.fullmatch(card):
        raise wrong_shape()
    return lesson, card


ROUTES: dict[str, App] = {
    "/api/v1/h5p": events,
    "/api/v1/h5p/state": state,
}
