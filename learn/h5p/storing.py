"""Storing events: their statements exactly once by id, their states as the latest, all in one transaction.

Locks are those of `learn.statements.storing`. Between learners and statements comes one more for each guest: what is
asked before anything is written is then still so when it is written. Who has an account is held alone already.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import psycopg

from learn.conversations import Conversation, hold_async
from learn.h5p.binding import OTHER_ACTIVITY, Bound, bind, load_outlines_of, own_statement, statement_of_card
from learn.h5p.parsing import Event, State
from learn.h5p.saying import Saying
from learn.h5p.states import Place, Writing, keep_states
from learn.learners.tokens import Claim
from learn.statements.storing import APPLIED, Batch, Groups, Writers, hold_writers, store_held

_ONE_AT_A_TIME = """
SELECT pg_advisory_xact_lock(hashtextextended(learner::text, 5)) FROM unnest(%s::uuid[]) AS learner
"""

_STORED = """
SELECT asked.own, s.id, encode(s.sha256, 'hex') FROM learn_statement s
JOIN unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS asked (own, learner_id, id) USING (learner_id, id)
"""


Told = TypeVar("Told", Saying, State)


class EventBatch(NamedTuple):
    """The good events of one request."""

    claim: Claim
    events: Sequence[Event]
    received_at: dt.datetime


async def write_events(
    connection: psycopg.AsyncConnection[Any], batches: Sequence[EventBatch]
) -> list[list[str] | None]:
    """`store_events` for the group commit."""
    return await hold_async(connection, store_events(batches))


def store_events(batches: Sequence[EventBatch]) -> Conversation[list[list[str] | None]]:
    """Store many requests' events in the transaction that is open.

    Answers each with ``applied``, ``duplicate`` or the reason of its rejection event by event, or None when its token
    was revoked.
    """
    outlines = yield from load_outlines_of([event for batch in batches for event in batch.events])
    writers = yield from hold_writers([batch.claim for batch in batches])
    valid = [batch for batch in batches if writers.knows(batch.claim)]
    yield from _hold_guests(valid, writers)
    works = [_Work(batch, [bind(event, outlines) for event in batch.events]) for batch in valid]
    first = yield from _first_digests(works, writers.groups)
    told = [work.statements(first, writers.groups) for work in works]
    statuses = yield from store_held(told, writers)
    for work, judged in zip(works, statuses, strict=True):
        work.take_in(judged or ())
    yield from _keep_states(works, writers.groups)
    done = iter(works)
    return [next(done).answers() if writers.knows(batch.claim) else None for batch in batches]


def _hold_guests(batches: Sequence[EventBatch], writers: Writers) -> Conversation[None]:
    learners = {batch.claim.learner for batch in batches if batch.events}
    guests = sorted(learner for learner in learners if not writers.held[learner].has_account)
    if guests:
        yield _ONE_AT_A_TIME, [guests]


# By person and id of an event: the digest of what came first with it.
_First = Mapping[tuple[uuid.UUID, uuid.UUID], str]


def _person(learner: uuid.UUID, groups: Groups) -> uuid.UUID:
    return min(groups.get(learner, [learner]))


def _first_digests(works: Sequence[_Work], groups: Groups) -> Conversation[_First]:
    """What came first with each id of a statement that may complete a card: what is refused must not complete it."""
    asked = [
        (_person(work.learner, groups), member, bound.event.id)
        for work in works
        for bound in work.bound
        if bound.completes
        for member in groups.get(work.learner, [work.learner])
    ]
    first: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    if asked:
        rows = yield _STORED, [list(column) for column in zip(*asked, strict=True)]
        first = {(person, identifier): digest for person, identifier, digest in rows}
    for work in works:
        for _, bound, _ in work.of_kind(Saying):
            first.setdefault((_person(work.learner, groups), bound.event.id), bound.event.sha256)
    return first


def _keep_states(works: Sequence[_Work], groups: Groups) -> Conversation[None]:
    writings, places = [], []
    for work in works:
        for place, bound, state in work.of_kind(State):
            if bound.number is None:
                work.judged[place] = APPLIED
            else:
                writings.append(work.writing(bound.event, state, bound.number))
                places.append((work, place))
    statuses = yield from keep_states(writings, groups)
    for (work, place), status in zip(places, statuses, strict=True):
        work.judged[place] = status


class _Work:
    """One request on its way: its events bound, and by their places what became of them."""

    def __init__(self, batch: EventBatch, bound: Sequence[Bound]) -> None:
        self.learner = batch.claim.learner
        self.bound = bound
        self.judged = {place: OTHER_ACTIVITY for place, one in enumerate(bound) if one.rejected}
        self._batch = batch

    def of_kind(self, kind: type[Told]) -> Iterator[tuple[int, Bound, Told]]:
        """The events that tell of this, with their places; none that was rejected."""
        for place, bound in enumerate(self.bound):
            if isinstance(bound.event.told, kind) and not bound.rejected:
                yield place, bound, bound.event.told

    def statements(self, first: _First, groups: Groups) -> Batch:
        """What is to be stored as statements: those of the events, then those of the cards that they complete."""
        person = _person(self.learner, groups)
        own, cards = [], []
        for _, bound, said in self.of_kind(Saying):
            own.append(own_statement(bound.event, said))
            if bound.completes and first[person, bound.event.id] == bound.event.sha256:
                cards.append(statement_of_card(bound.event, said))
        return Batch(self._batch.claim, own + cards, self._batch.received_at)

    def take_in(self, statuses: Sequence[str]) -> None:
        """What became of the statements; those of the cards come last, and nobody asked for them."""
        for (place, _, _), status in zip(self.of_kind(Saying), statuses, strict=False):
            self.judged[place] = status

    def writing(self, event: Event, state: State, number: int) -> Writing:
        """A state as it is to be kept."""
        return Writing(
            place=Place(self.learner, event.lesson, event.card),
            state=state,
            number=number,
            occurred_at=event.occurred_at,
            received_at=self._batch.received_at,
            event=event.id,
            sha256=event.sha256,
        )

    def answers(self) -> list[str]:
        """Event by event, in the order sent."""
        return [self.judged[place] for place in range(len(self.bound))]
