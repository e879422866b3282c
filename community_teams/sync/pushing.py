"""Storing many phones' pushes in one transaction: kept raw first, judged together, each operation answered.

Locks, in the order of all who write: the devices of the members, the streams of the hamlets, keys, raw operations,
households, counts. One member's pushes are judged one after another, and so is what happens in one hamlet.

If what was judged together cannot be written, each operation is judged and written in a savepoint of its own: the one
that cannot be is set apart, and the others are applied.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import django.db
import orjson
import psycopg

from community_teams.households.consents import Purpose
from community_teams.households.erasing import log as erased
from community_teams.reach.context import SET, values_of
from community_teams.reach.scope import EVERYTHING
from community_teams.sync.belonging import may_see
from community_teams.sync.flushing import flush
from community_teams.sync.judging import judge
from community_teams.sync.kept import Item, Known, Status, chain_of, load_known, read_items, store_raw
from community_teams.sync.parsing import Op
from community_teams.sync.payloads import ChangedHousehold
from community_teams.sync.state import hamlets_concerned, load_state
from community_teams.sync.streams import lock_streams
from community_teams.sync.tokens import Claim, Standing, is_revoked, is_valid
from learn.conversations import Conversation, hold_async

logger = logging.getLogger(__name__)

DUPLICATE = "duplicate"

# A member's phones are held together, so that one member's pushes are judged one after another.
_DEVICES = """
SELECT id, user_id, generation, revoked_at IS NOT NULL FROM community_teams_device
WHERE user_id = ANY(%s::bigint[]) OR id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""
_BRING_BACK = """
INSERT INTO community_teams_device AS kept (
    id, user_id, name, registered_at, last_seen_at, generation, revoked_why, holds)
SELECT claimed.id, claimed.user_id, '', now(), now(), claimed.generation, '', '{}'
FROM json_to_recordset(%s::json) AS claimed (id uuid, user_id bigint, generation integer)
JOIN people_user u ON u.id = claimed.user_id ORDER BY claimed.id
ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, revoked_at = NULL, revoked_by_id = NULL,
    revoked_why = ''
WHERE kept.user_id = excluded.user_id AND kept.generation < excluded.generation
"""
_SEEN = "UPDATE community_teams_device SET last_seen_at = greatest(last_seen_at, %s) WHERE id = ANY(%s::uuid[])"


class Batch(NamedTuple):
    """The operations of one request."""

    claim: Claim
    ops: Sequence[Op]
    received_at: dt.datetime


class Result(NamedTuple):
    """What became of one operation. ``fields`` are those of a conflict with both values."""

    op: str
    status: str
    sha256: str
    version: int | None
    reason: str
    fields: Mapping[str, Any] | None = None


Answer = list[Result]


async def write_pushes(connection: psycopg.AsyncConnection[Any], batches: Sequence[Batch]) -> list[Answer | None]:
    """`store_pushes` for the group commit."""
    return await hold_async(connection, store_pushes(batches))


def store_pushes(batches: Sequence[Batch]) -> Conversation[list[Answer | None]]:
    """Store and judge these in the transaction that is open; None for one whose token does not hold."""
    yield SET, values_of(EVERYTHING)
    standings = yield from _hold_devices(batches)
    items = [_items(batch, standings) for batch in batches]
    sent = [item for one in items if one is not None for item in one]
    if not sent:
        return [None if one is None else [] for one in items]
    known = yield from load_known(sent)
    new = _new(sent, known)
    coming = yield from chain_of(new)
    waiting = yield from read_items(coming)
    locked = yield from lock_streams((yield from hamlets_concerned([*sent, *waiting])))
    yield from store_raw(new)
    asked = [item for item in sent if _is_open(known.get(item.identity))]
    yield from judge_together(new, locked, asked)
    yield _SEEN, [max(batch.received_at for batch in batches), sorted({item.device for item in sent})]
    judged = {item.identity: item for item in new}
    return [
        None if one is None else [_result(item, judged.get(item.identity), known.get(item.identity)) for item in one]
        for one in items
    ]


def _hold_devices(batches: Sequence[Batch]) -> Conversation[dict[uuid.UUID, Standing]]:
    """The rows of these phones, held; those that a restore lost are there again."""
    claims = {batch.claim for batch in batches}
    asked = [sorted({claim.user for claim in claims}), sorted({claim.device for claim in claims})]
    rows = yield _DEVICES, asked
    standings = {device: Standing(*rest) for device, *rest in rows}
    lost: dict[uuid.UUID, Claim] = {}
    for claim in sorted(claims):
        row = standings.get(claim.device)
        if row is None or (row.user == claim.user and claim.generation > row.generation):
            lost[claim.device] = claim
    if lost:
        said = [{"id": one.device, "user_id": one.user, "generation": one.generation} for one in lost.values()]
        yield _BRING_BACK, [orjson.dumps(said).decode()]
        rows = yield _DEVICES, asked
        standings = {device: Standing(*rest) for device, *rest in rows}
    return standings


def hold_members(members: Collection[int]) -> Conversation[None]:
    """Hold the phones of these members: what is judged again is judged between their pushes."""
    yield _DEVICES, [sorted(members), []]


def _items(batch: Batch, standings: Mapping[uuid.UUID, Standing]) -> list[Item] | None:
    standing = standings.get(batch.claim.device)
    if standing is None or not is_valid(batch.claim, standing):
        return None
    revoked = is_revoked(batch.claim, standing)
    return [
        Item(op, batch.claim.user, batch.claim.device, batch.received_at, revoked=revoked) for op in batch.ops
    ]  # fmt: skip


def _new(sent: Sequence[Item], known: Mapping[tuple[int, uuid.UUID, str], Known]) -> list[Item]:
    """Those that are not here yet, each once; another payload under an id that was used is marked as such."""
    used = {(member, op) for member, op, _sha256 in known}
    new: dict[tuple[int, uuid.UUID, str], Item] = {}
    for item in sent:
        if item.identity in known or item.identity in new:
            continue
        item.again = (item.member, item.op.op) in used
        used.add((item.member, item.op.op))
        new[item.identity] = item
    return list(new.values())


def _is_open(known: Known | None) -> bool:
    return known is not None and known.status == Status.CONFLICT and known.open_fields is not None


def judge_together(
    items: Sequence[Item], locked: frozenset[int], asked: Sequence[Item] = (), *, releases: bool = True
) -> Conversation[list[Item]]:
    """Judge and write these; where that fails, each for itself, and what cannot be written is set apart.

    ``asked`` were in conflict before: they are given the values of now. Returns what got another status, the
    operations among it that waited for these.
    """
    yield "SAVEPOINT judging", []
    try:
        waiting: list[Item] = []
        if releases and items:
            ids = {item.row for item in items}
            waiting = yield from read_items((yield from chain_of(items)), lock=True)
            waiting = [item for item in waiting if item.stood == Status.HELD and item.row not in ids]
        state = yield from load_state([*items, *waiting, *asked], locked)
        judged = judge(state, items, waiting)
        yield from flush(state, judged)
        for item in asked:
            item.fields = _values(item, state.homes)
        for item in (*judged, *asked):
            item.may_see = not item.fields or may_see(state, item)
        yield "RELEASE SAVEPOINT judging", []
        for household, purpose in state.withdrawn:
            if purpose == Purpose.RECORD:
                # Before the commit: should that fail, the phone sends its household's wish again.
                erased.info("erased %s", household)
        return judged
    except (psycopg.OperationalError, django.db.OperationalError):
        # The database is away, or another transaction was in the way: nothing is wrong with any of them.
        raise
    except Exception as error:
        yield "ROLLBACK TO SAVEPOINT judging", []
        yield "RELEASE SAVEPOINT judging", []
        logger.exception("Judging %s operations together failed (%s)", len(items), type(error).__name__)
    return (yield from _judge_each(items, locked, asked, releases=releases))


def _judge_each(
    items: Sequence[Item], locked: frozenset[int], asked: Sequence[Item], *, releases: bool
) -> Conversation[list[Item]]:
    for item in items:
        item.forget_judgement()
    judged: list[Item] = []
    if len(items) > 1:
        for item in items:
            # One that was released by one before it is judged already.
            if not item.status:
                judged += yield from judge_together([item], locked)
        if asked:
            yield from judge_together([], locked, asked)
    elif releases and items:
        # It may be what waited for it that cannot be written: that waits on, and the job of what is held looks at it.
        judged += yield from judge_together(items, locked, asked, releases=False)
    else:
        for item in items:
            item.status, item.reason = Status.QUARANTINED, "unexpected"
            yield _UNEXPECTED, [item.team, item.row]
            judged.append(item)
    return judged


# Even where nothing could be found out about it, the leader of the member's team is to find it.
_UNEXPECTED = """
UPDATE community_teams_operation o SET status = 'quarantined', reason = 'unexpected', held_until = NULL,
    team_id = coalesce(%s, o.team_id, (
        SELECT m.team_id FROM community_teams_membership m WHERE m.user_id = o.member_id
        ORDER BY m.valid_from DESC, m.id DESC LIMIT 1))
WHERE o.id = %s AND o.status IN ('quarantined', 'held')
"""


def _values(item: Item, homes: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    """Both values of each field as they are now."""
    what = item.op.what
    home = homes.get(item.op.household) if item.op.household else None
    if home is None or not isinstance(what, ChangedHousehold):
        return {}
    return {name: {"mine": value, "theirs": home.value(name)} for name, value in what.fields.items()}


def _result(item: Item, judged: Item | None, known: Known | None) -> Result:
    op = item.op
    if judged is not None and judged.status == Status.CONFLICT and not judged.may_see:
        # It is here, and a leader chooses: the other's value is not for this phone.
        return Result(op.sent_id, DUPLICATE, op.sha256, judged.version, judged.status)
    if judged is item:
        return Result(op.sent_id, item.status, op.sha256, item.version, item.reason, item.fields or None)
    if judged is not None:
        # Sent twice in one group.
        if judged.status == Status.CONFLICT:
            return Result(op.sent_id, judged.status, op.sha256, judged.version, judged.reason, judged.fields)
        return Result(op.sent_id, DUPLICATE, op.sha256, judged.version, judged.status)
    if known is None:
        raise AssertionError("unreachable")
    if _is_open(known) and item.may_see:
        fields = {name: both for name, both in item.fields.items() if name in (known.open_fields or ())}
        return Result(op.sent_id, Status.CONFLICT, op.sha256, known.version, "", fields)
    return Result(op.sent_id, DUPLICATE, op.sha256, known.version, known.status)
