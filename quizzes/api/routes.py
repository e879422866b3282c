"""The endpoints. Refusals come in one order (401, 415, 413, 400, 422, 429, 503), and then nothing was stored."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from foundation.asgi import (
    App,
    Receive,
    Refusal,
    Scope,
    Send,
    answer_json,
    parse_json,
    read_json_body,
    wrong_shape,
)
from foundation.identifiers import parse_uuid
from learn.api.access import claim_of, unauthorized
from learn.api.batches import answer_batch, take_batch
from learn.api.routes import endpoint
from learn.statements.parsing import MOST_BYTES, parse_time
from quizzes.api.app import runtime
from quizzes.attempts.answering import Batch, Verdict
from quizzes.attempts.parsing import parse_answers
from quizzes.attempts.starting import NotStarted, Start
from quizzes.attempts.words import refusal_words


@endpoint("POST")
async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Store a batch of answers; each is acknowledged after it is durably committed."""
    here = runtime()
    taken = await take_batch(scope, receive, lambda body, **_times: parse_answers(body), limit=here.batches)
    storing = here.answers.submit(Batch(taken.claim, taken.good, taken.received, _sent_at(taken.sent)))
    await answer_batch(send, taken, storing, _said)


@endpoint("POST")
async def start(scope: Scope, receive: Receive, send: Send) -> None:
    """Begin an attempt under the phone's own id: 200 with the attempt that is open now, 409 where none may begin."""
    here = runtime()
    claim = claim_of(scope, writes=True)
    attempt, quiz = _parsed_start(await read_json_body(scope, receive, most=MOST_BYTES))
    await here.beginnings.admit(str(claim.learner))
    outcome = await here.starts.submit(Start(claim, attempt, quiz, dt.datetime.now(dt.UTC)))
    if isinstance(outcome, NotStarted):
        if outcome.reason == "bad_token":
            raise unauthorized()
        status = 404 if outcome.reason == "unknown_quiz" else 409
        raise Refusal(status, outcome.reason, refusal_words(outcome))
    await answer_json(send, 200, {"attempt": str(outcome.attempt), "new": outcome.is_new})


def _parsed_start(body: bytes) -> tuple[uuid.UUID, uuid.UUID]:
    content = parse_json(body)
    attempt, quiz = parse_uuid(content.get("attempt")), parse_uuid(content.get("quiz"))
    if attempt is None or quiz is None:
        raise wrong_shape()
    return attempt, quiz


def _sent_at(told: str) -> dt.datetime | None:
    try:
        return parse_time(told)
    except ValueError:
        return None


def _said(verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = {"status": verdict.status}
    if verdict.reason:
        told["reason"] = verdict.reason
    if not verdict.counts:
        told["counts"] = False
    return told


ROUTES: dict[str, App] = {
    "/api/v1/quizzes/answers": answers,
    "/api/v1/quizzes/start": start,
}
