"""Reading a plain form: what differs from what the server has becomes answers, and perhaps the handing in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict

from foundation.identifiers import uuid7
from learn.conversations import hold
from quizzes.attempts.answering import REJECTED, Batch, store_answers
from quizzes.attempts.parsing import MOST_RESPONSE, Given

if TYPE_CHECKING:
    import uuid

    from learn.learners.tokens import Claim
    from quizzes.pages.selectors import Card, Paper


@transaction.atomic
def store_form(*, claim: Claim, paper: Paper, data: QueryDict, submit: bool, now: dt.datetime) -> list[Card] | None:
    """Store what the form holds; the cards whose answer could not be read, or None when the token was revoked."""
    seq = paper.seq
    items: list[Given] = []
    cards: list[Card] = []
    for card, fields in _changed(paper, data):
        seq += 1
        items.append(_given(paper, seq, now, question=card.asked.question, response=fields))
        cards.append(card)
    if submit:
        items.append(_given(paper, seq + 1, now))
    if not items:
        return []
    verdicts = hold(store_answers([Batch(claim, items, now, None)]))[0]
    if verdicts is None:
        return None
    return [card for card, verdict in zip(cards, verdicts, strict=False) if verdict.status == REJECTED]


def fields_of(card: Card, data: QueryDict) -> dict[str, list[str]]:
    """What the form holds for one question; what is empty is left out."""
    start = f"{card.question}:"
    return {
        name.removeprefix(start): [value for value in data.getlist(name) if value.strip()]
        for name in data
        if name.startswith(start) and any(value.strip() for value in data.getlist(name))
    }


def _changed(paper: Paper, data: QueryDict) -> Iterator[tuple[Card, dict[str, list[str]]]]:
    for card in paper.cards:
        fields = fields_of(card, data)
        if sum(len(one) for values in fields.values() for one in values) > MOST_RESPONSE:
            fields = {}
        if fields != card.answer:
            yield card, fields


def _given(
    paper: Paper,
    seq: int,
    now: dt.datetime,
    *,
    question: uuid.UUID | None = None,
    response: Mapping[str, list[str]] | None = None,
) -> Given:
    identifier = uuid7()
    return Given(
        id=identifier,
        sent_id=str(identifier),
        attempt=paper.attempt.id,
        seq=seq,
        question=question,
        response=dict(response or {}),
        occurred_at=now,
        occurred_text=now.isoformat(timespec="milliseconds"),
        # Made here and sent nowhere: there is nothing to compare it with.
        sha256="00" * 32,
    )
