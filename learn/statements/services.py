"""Statements that the server itself makes, for whoever grades or decides something above this package."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import NamedTuple

import rfc8785

from learn.conversations import hold
from learn.learners.models import Learner
from learn.learners.tokens import Claim
from learn.statements.parsing import Item
from learn.statements.storing import Batch, store_batches


class Said(NamedTuple):
    """What is to be said of an activity. ``id`` makes it happen once, however often it is said."""

    id: uuid.UUID
    verb: str
    activity: str
    version: int | None = None
    score: float | None = None
    success: bool | None = None
    lesson: uuid.UUID | None = None
    card: str | None = None


def record_statements(*, learner: uuid.UUID, said: Sequence[Said], at: dt.datetime) -> None:
    """Store statements in the learner's name, with the progress that they move, in the transaction that is open.

    Nothing is stored for a learner without a row: the record was never begun or a restore lost it.
    """
    generation = Learner.objects.filter(id=learner).values_list("generation", flat=True).first()
    if generation is None or not said:
        return
    hold(store_batches([Batch(Claim(learner, generation), [_item(one, at) for one in said], at)]))


def _item(said: Said, at: dt.datetime) -> Item:
    content = {"id": str(said.id), "verb": said.verb, "activity": said.activity}
    return Item(
        id=said.id,
        sent_id=str(said.id),
        verb=said.verb,
        activity=said.activity,
        version=said.version,
        score=said.score,
        progress=None,
        success=said.success,
        response=None,
        occurred_at=at,
        occurred_text=at.isoformat(timespec="seconds"),
        clock_off=False,
        sha256=hashlib.sha256(rfc8785.dumps(content)).hexdigest(),
        lesson=said.lesson,
        card=said.card,
    )
