"""The endpoints of what H5P frames tell: events in, states out."""

from __future__ import annotations

import uuid
from urllib.parse import parse_qs

from foundation.asgi import App, Receive, Refusal, Scope, Send, answer_json, wrong_shape
from foundation.identifiers import parse_uuid
from learn.api.access import claim_of, unauthorized
from learn.api.app import runtime
from learn.api.batches import answer_batch, said, take_batch
from learn.api.routes import endpoint
from learn.h5p.parsing import parse_events
from learn.h5p.storing import EventBatch
from learn.statements.parsing import CARD_ID


@endpoint("POST")
async def events(scope: Scope, receive: Receive, send: Send) -> None:
    """Store a batch of events; each is acknowledged after it is durably committed."""
    here = runtime()
    taken = await take_batch(scope, receive, parse_events, limit=here.event_batches)
    storing = here.events.submit(EventBatch(taken.claim, taken.good, taken.received))
    await answer_batch(send, taken, storing, said)


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
    if lesson is None or not CARD_ID.fullmatch(card):
        raise wrong_shape()
    return lesson, card


ROUTES: dict[str, App] = {
    "/api/v1/h5p": events,
    "/api/v1/h5p/state": state,
}
