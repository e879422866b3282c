"""Keeping states: the latest of each key, within bounds, whatever order they arrive in.

Their learners are held, so that one transaction at a time judges a person's states; sizes and numbers are then exact.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from learn.conversations import Conversation
from learn.h5p.parsing import State
from learn.statements.storing import APPLIED, CONFLICT, DUPLICATE, Groups

MOST_A_CARD = 64 * 1024
MOST_ROWS = 2_000
TOO_LARGE = "too_large"
TOO_MANY = "too_many"

# What is kept, without the data: that may be long, and nobody compares it.
_KEPT = """
SELECT s.learner_id, s.lesson, s.card, s.key, s.number, s.size, s.at, s.occurred_at, s.event, encode(s.sha256, 'hex')
FROM learn_h5pstate s
JOIN unnest(%s::uuid[], %s::uuid[], %s::text[]) AS asked (learner_id, lesson, card) USING (learner_id, lesson, card)
"""

_COUNTED = "SELECT learner_id, count(*) FROM learn_h5pstate WHERE learner_id = ANY(%s::uuid[]) GROUP BY learner_id"

_KEEP = """
INSERT INTO learn_h5pstate AS kept (learner_id, lesson, card, key, number, data, size, at, occurred_at, event, sha256)
SELECT learner_id, lesson, card, key, number, data, size, at, occurred_at, event, decode(sha256, 'hex')
FROM json_to_recordset(%s::json) AS sent (
    learner_id uuid, lesson uuid, card text, key text, number integer, data text, size integer, at timestamptz,
    occurred_at timestamptz, event uuid, sha256 text)
ON CONFLICT (learner_id, lesson, card, key) DO UPDATE SET
    number = excluded.number, data = excluded.data, size = excluded.size, at = excluded.at,
    occurred_at = excluded.occurred_at, event = excluded.event, sha256 = excluded.sha256
"""

_LATEST = """
SELECT DISTINCT ON (key) key, data, number, at FROM learn_h5pstate
WHERE learner_id = ANY(%s::uuid[]) AND lesson = %s AND card = %s ORDER BY key, at DESC, occurred_at DESC, event DESC
"""


class Place(NamedTuple):
    """A card of one part of a person's record."""

    learner: uuid.UUID
    lesson: uuid.UUID
    card: str


class Writing(NamedTuple):
    """A state that is to be kept, in the version ``number`` of its activity."""

    place: Place
    state: State
    number: int
    occurred_at: dt.datetime
    received_at: dt.datetime
    event: uuid.UUID
    sha256: str


class _Kept(NamedTuple):
    """What stands under a key."""

    number: int
    size: int
    at: dt.datetime
    occurred_at: dt.datetime
    event: uuid.UUID
    sha256: str

    @property
    def order(self) -> tuple[dt.datetime, dt.datetime]:
        """Which is the latest. Of two of one moment it is the one that comes later: phones send in order."""
        return self.at, self.occurred_at


def keep_states(writings: Sequence[Writing], groups: Groups) -> Conversation[list[str]]:
    """Keep states in the order told, in the transaction that is open; ``groups`` as `hold_groups` gives them.

    Answers each with ``applied``, with ``duplicate`` where it is there already or a later one is, or with the reason
    why it is rejected.
    """
    if not writings:
        return []
    shelf = _Shelf(groups, (yield from _load({place for one in writings for place in _places(one.place, groups)})))
    newcomers = {one.place.learner for one in writings if one.state.key not in shelf.keys(one.place)}
    if newcomers:
        rows = yield _COUNTED, [sorted(newcomers)]
        shelf.counts = dict.fromkeys(newcomers, 0) | dict(rows)
    statuses = [shelf.put(one) for one in writings]
    if shelf.changed:
        yield _KEEP, [orjson.dumps([shelf.changed[key] for key in sorted(shelf.changed)]).decode()]
    return statuses


def latest_states(group: Sequence[uuid.UUID], lesson: uuid.UUID, card: str) -> Conversation[dict[str, dict[str, Any]]]:
    """The states of a card by their keys, of learners who are one person; what was dropped is left out."""
    rows = yield _LATEST, [list(group), lesson, card]
    return {
        key: {"data": data, "number": number, "at": at.isoformat()}
        for key, data, number, at in rows
        if data is not None
    }


def _places(place: Place, groups: Groups) -> list[Place]:
    """The same card in all parts of the person's record."""
    return [place._replace(learner=member) for member in groups.get(place.learner, [place.learner])]


def _load(places: Collection[Place]) -> Conversation[dict[Place, dict[str, _Kept]]]:
    asked = sorted(places)
    rows = yield _KEPT, [list(column) for column in zip(*asked, strict=True)]
    kept: dict[Place, dict[str, _Kept]] = {}
    for learner, lesson, card, key, *rest in rows:
        kept.setdefault(Place(learner, lesson, card), {})[key] = _Kept(*rest)
    return kept


class _Shelf:
    """What is kept, as it becomes while states are put there one after the other."""

    def __init__(self, groups: Groups, kept: dict[Place, dict[str, _Kept]]) -> None:
        self.counts: dict[uuid.UUID, int] = {}
        self.changed: dict[tuple[Place, str], dict[str, Any]] = {}
        self._groups = groups
        self._kept = kept

    def keys(self, place: Place) -> Mapping[str, _Kept]:
        """What is kept at a place."""
        return self._kept.get(place, {})

    def put(self, told: Writing) -> str:
        """Keep one, or say why not."""
        key, data = told.state
        new = _Kept(
            number=told.number,
            size=0 if data is None else len(key.encode()) + len(data.encode()),
            # A phone whose clock runs ahead must not pin its state for all time to come.
            at=min(told.occurred_at, told.received_at),
            occurred_at=told.occurred_at,
            event=told.event,
            sha256=told.sha256,
        )
        beside = [kept for place in _places(told.place, self._groups) if (kept := self.keys(place).get(key))]
        for kept in beside:
            if kept.event == new.event:
                return DUPLICATE if kept.sha256 == new.sha256 else CONFLICT
        if any(kept.order > new.order for kept in beside):
            return DUPLICATE
        own = self.keys(told.place)
        others = sum(kept.size for other, kept in own.items() if other != key and kept.number >= new.number)
        if others + new.size > MOST_A_CARD:
            return TOO_LARGE
        if key not in own:
            if self.counts[told.place.learner] >= MOST_ROWS:
                return TOO_MANY
            self.counts[told.place.learner] += 1
        self._drop_earlier(told.place, told.number)
        self._set(told.place, key, new, data)
        return APPLIED

    def _drop_earlier(self, place: Place, number: int) -> None:
        """Of an earlier version of the activity nothing is ever taken again, and it would fill the card."""
        for key, kept in list(self.keys(place).items()):
            if kept.number < number and kept.size:
                self._set(place, key, kept._replace(size=0), None)

    def _set(self, place: Place, key: str, kept: _Kept, data: str | None) -> None:
        self._kept.setdefault(place, {})[key] = kept
        self.changed[place, key] = {
            "learner_id": place.learner, "lesson": place.lesson, "card": place.card, "key": key, "data": data,
            **kept._asdict(),
        }  # fmt: skip
