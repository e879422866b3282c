"""Judging what is kept already, over Django's connection: what was held, or what a leader accepts."""

from __future__ import annotations

from collections.abc import Callable, Collection

import django.db
from psycopg import errors

from community_teams.reach import everything
from community_teams.sync.kept import Item, chain_of, read_items
from community_teams.sync.pushing import hold_members, judge_together
from community_teams.sync.state import hamlets_concerned
from community_teams.sync.streams import lock_streams
from learn.conversations import Conversation, Result, hold

ATTEMPTS = 3
_PASSING = (errors.SerializationFailure, errors.DeadlockDetected)


def held(make: Callable[[], Conversation[Result]]) -> Result:
    """A conversation in a transaction of its own that reaches everything; again when another one was in its way."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with everything():
                return hold(make())
        except (errors.SerializationFailure, django.db.OperationalError) as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__ or error, _PASSING):
                raise
    raise AssertionError("unreachable")


def prepare(rows: Collection[int]) -> Conversation[tuple[list[Item], frozenset[int]]]:
    """These operations as they stand now, and the streams that are held for them and for what waits for them."""
    seen = yield from read_items(rows)
    yield from hold_members({item.member for item in seen})
    waiting = yield from read_items((yield from chain_of(seen)))
    locked = yield from lock_streams((yield from hamlets_concerned([*seen, *waiting])))
    items = yield from read_items(rows, lock=True)
    return items, locked


def judge_held(rows: Collection[int], *, forced: bool) -> Conversation[list[Item]]:
    """Judge operations that are held; ``forced`` ones wait for nothing any more. Returns what got another status."""
    items, locked = yield from prepare(rows)
    still = [item for item in items if item.stood == "held"]
    for item in still:
        item.forced = forced
    return (yield from judge_together(still, locked))
