"""Batches that phones send: read and judged one by one, stored together, answered item by item.

Refusals come in one order (401, 415, 413, 400, 422, 429, 503), and then nothing was stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from foundation.asgi import Receive, Refusal, Scope, Send, answer_json, header, read_json_body
from foundation.group_commit import Unavailable
from foundation.rate_limit import RateLimiter
from learn.api.access import claim_of, unauthorized
from learn.api.app import runtime
from learn.learners.tokens import Claim
from learn.statements.parsing import MOST_BYTES, Rejected
from learn.statements.storing import APPLIED, DUPLICATE


class Sent(Protocol):
    """An item that may be stored."""

    @property
    def sent_id(self) -> str:
        """Its identifier as the phone spelt it, which the answer repeats."""


Item = TypeVar("Item", bound=Sent)
Made = TypeVar("Made", bound=Sent, covariant=True)
Judged = TypeVar("Judged")


class Parse(Protocol[Made]):
    """From a body to items: ``received`` is when it came, ``sent`` when it went by the phone's clock, if it told."""

    def __call__(self, body: bytes, *, received: dt.datetime, sent: str) -> Sequence[Made | Rejected]:
        """The items in the order sent; raises ``Refusal`` when it is no batch at all."""


class Taken(NamedTuple, Generic[Item]):
    """A batch that was let in, its items in the order sent."""

    claim: Claim
    received: dt.datetime
    sent: str
    epoch: str
    items: Sequence[Item | Rejected]

    @property
    def good(self) -> list[Item]:
        """Those that may be stored."""
        return [item for item in self.items if not isinstance(item, Rejected)]


async def take_batch(scope: Scope, receive: Receive, parse: Parse[Item], *, limit: RateLimiter) -> Taken[Item]:
    """Let a learner's batch in; raises ``Refusal``."""
    here = runtime()
    claim = claim_of(scope, writes=True)
    received, sent = dt.datetime.now(dt.UTC), header(scope, b"x-sent-at")
    try:
        items = parse(await read_json_body(scope, receive, most=MOST_BYTES), received=received, sent=sent)
        await limit.admit(str(claim.learner))
    except Refusal:
        # A revoked token comes before every other fault, but costs a query, so it is asked only here.
        if not await here.is_valid(claim):
            raise unauthorized() from None
        raise
    return Taken(claim, received, sent, await here.epoch(), items)


def said(status: str) -> dict[str, Any]:
    """What an answer says of an item with this status, which is the reason if the item was not taken."""
    return {"status": status} if status in (APPLIED, DUPLICATE) else _rejected(status)


def _rejected(reason: str) -> dict[str, Any]:
    return {"status": "rejected", "reason": reason}


async def answer_batch(
    send: Send,
    taken: Taken[Any],
    storing: Awaitable[Sequence[Judged] | None],
    say: Callable[[Judged], dict[str, Any]],
) -> None:
    """Answer once all is stored. ``storing`` judges the good items in their order, or finds the token revoked."""
    try:
        judged = await storing
    except Unavailable:
        runtime().forget_epoch()
        raise
    if judged is None:
        raise unauthorized()
    each = iter(judged)
    results = [
        {"id": item.id, **_rejected(item.reason)}
        if isinstance(item, Rejected)
        else {"id": item.sent_id, **say(next(each))}
        for item in taken.items
    ]
    await answer_json(send, 200, {"epoch": taken.epoch, "results": results})
