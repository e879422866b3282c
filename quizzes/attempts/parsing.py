"""From a request's bytes to answers that may be stored; each bad one is rejected on its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any, NamedTuple

from foundation.asgi import parse_list
from foundation.identifiers import parse_uuid
from learn.statements.parsing import Bad, Rejected, canonical, read_each, read_id, read_time

MOST_ANSWERS = 100
# What a person types for one question.
MOST_RESPONSE = 4_000
MOST_SEQ = 1_000_000


class Given(NamedTuple):
    """One answer, or with ``question`` None the handing in. ``response`` as sent, its form not yet judged."""

    id: uuid.UUID
    sent_id: str
    attempt: uuid.UUID
    seq: int
    question: uuid.UUID | None
    response: dict[str, list[str]]
    occurred_at: dt.datetime
    occurred_text: str
    sha256: str


def parse_answers(body: bytes) -> list[Given | Rejected]:
    """The answers of a request in the order sent; raises ``Refusal`` when it is none at all."""
    return read_each(parse_list(body, "answers", most=MOST_ANSWERS), _given)


def _given(content: dict[str, Any]) -> Given:
    identifier, attempt = read_id(content), parse_uuid(content.get("attempt"))
    if attempt is None:
        raise Bad("bad_attempt")
    seq = content.get("seq")
    if type(seq) is not int or not 0 <= seq <= MOST_SEQ:
        raise Bad("bad_seq")
    question = None
    if content.get("submit") is not True:
        question = parse_uuid(content.get("question"))
        if question is None:
            raise Bad("bad_question")
    occurred = read_time(content)
    return Given(
        id=identifier,
        sent_id=content["id"],
        attempt=attempt,
        seq=seq,
        question=question,
        response=read_fields(content.get("response")) if question else {},
        occurred_at=occurred,
        occurred_text=content["occurred_at"],
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
    )


def read_fields(response: Any) -> dict[str, list[str]]:
    """A response as a form would send it: names to lists of texts."""
    if not isinstance(response, dict) or len(response) > 40:
        raise Bad("bad_response")
    size = 0
    for name, values in response.items():
        if not isinstance(values, list) or len(values) > 40 or not all(isinstance(one, str) for one in values):
            raise Bad("bad_response")
        size += len(name) + sum(len(one) for one in values)
        # PostgreSQL cannot keep U+0000, and one such text would cost the whole group its commit.
        if "\0" in name or any("\0" in one for one in values):
            raise Bad("bad_response")
    if size > MOST_RESPONSE:
        raise Bad("bad_response")
    return response
