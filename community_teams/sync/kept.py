"""Raw operations: sealed and stored before they are judged, and read again when they are judged later."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson
from psycopg import errors

from community_teams.sealing.ciphers import blind, blind_each, new_key, seal, unseal, unwrap
from community_teams.sync.models import Operation
from community_teams.sync.parsing import Op, parse_op
from learn.conversations import Conversation

Status = Operation.Status
# What a raw operation says of itself before it is judged: were that never to come, its leader would find it.
UNJUDGED = "unexpected"

_KNOWN = """
SELECT o.member_id, o.op, o.digest, o.again, o.id, o.status, o.reason, o.version, c.fields
FROM community_teams_operation o
JOIN unnest(%s::bigint[], %s::uuid[]) AS asked (member_id, op) USING (member_id, op)
LEFT JOIN community_teams_conflict c ON c.operation_id = o.id AND c.resolved_at IS NULL
"""
_PURPOSE = "operation"
_KEYS = "SELECT subject, wrapped FROM community_teams_datakey WHERE subject = ANY(%s::uuid[])"
_NEW_KEYS = """
INSERT INTO community_teams_datakey (subject, wrapped, made_at)
SELECT subject, decode(wrapped, 'hex'), now()
FROM json_to_recordset(%s::json) AS made (subject uuid, wrapped text) ORDER BY subject
ON CONFLICT (subject) DO NOTHING RETURNING subject
"""
_INSERT = f"""
INSERT INTO community_teams_operation (
    member_id, op, digest, again, device_id, kind, entity, household, base_version, seq, depends_on, occurred_raw,
    occurred_at, day, received_at, sealed, key_subject, status, reason, judged_at, decided_why)
SELECT member_id, op, digest, again, device_id, kind, entity, household, base_version, seq, depends_on, occurred_raw,
       occurred_at, day, received_at, decode(sealed, 'hex'), key_subject, 'quarantined', '{UNJUDGED}', received_at, ''
FROM json_to_recordset(%s::json) AS sent (
    member_id bigint, op uuid, digest text, again boolean, device_id uuid, kind text, entity uuid, household uuid,
    base_version integer, seq bigint, depends_on uuid[], occurred_raw text, occurred_at timestamptz, day date,
    received_at timestamptz, sealed text, key_subject uuid)
ON CONFLICT DO NOTHING
RETURNING member_id, op, digest, id
"""  # noqa: S608 - a constant of ours
_READ = """
SELECT o.id, o.member_id, o.device_id, o.op, o.again, o.received_at, o.occurred_at, o.status, o.sealed, o.key_subject,
       k.wrapped
FROM community_teams_operation o LEFT JOIN community_teams_datakey k ON k.subject = o.key_subject
WHERE o.id = ANY(%s::bigint[]) ORDER BY o.id
"""
# What waits for operations or households that are coming, and what waits for that in its turn.
_CHAIN = """
WITH RECURSIVE chain (id) AS (
    SELECT w.operation_id FROM community_teams_waiting w
    JOIN unnest(%s::bigint[], %s::uuid[]) AS coming (member_id, op)
        ON w.missing = coming.op AND w.member_id = coming.member_id
    UNION
    SELECT w.operation_id FROM community_teams_waiting w WHERE w.missing = ANY(%s::uuid[])
    UNION
    SELECT w.operation_id FROM chain JOIN community_teams_operation o ON o.id = chain.id
    JOIN community_teams_waiting w ON w.missing IN (o.op, o.entity)
        AND (w.member_id = o.member_id OR o.kind = 'household.create')
)
SELECT id FROM chain
"""


def digest_kept(sha256: str) -> str:
    """What is stored of a payload's hash. By the hash itself whoever has the tables could try out payloads."""
    return blind(_PURPOSE, sha256)


def _digests(sha256: str) -> list[str]:
    """The same, also as it was stored under an earlier master key."""
    return blind_each(_PURPOSE, sha256)


@dataclass(slots=True)
class Item:
    """One operation on its way to a status. ``by`` is the leader who accepts it, ``forced`` that it waits no more.

    ``leads`` are the teams in which that leader's word holds.
    """

    op: Op
    member: int
    device: uuid.UUID
    received_at: dt.datetime
    revoked: bool = False
    again: bool = False
    row: int = 0
    key: bytes | None = None
    stood: str = ""
    by: int | None = None
    leads: frozenset[int] = frozenset()
    forced: bool = False
    status: str = ""
    reason: str = ""
    version: int | None = None
    hamlet: int | None = None
    team: int | None = None
    missing: frozenset[uuid.UUID] = frozenset()
    # Of a conflict: {field: {"mine": …, "theirs": …}}.
    fields: dict[str, Any] = field(default_factory=dict)
    # Whether the phone may be told what stands in the household now.
    may_see: bool = True

    @property
    def identity(self) -> tuple[int, uuid.UUID, str]:
        """Ids belong to their member; the same id with another payload is another one."""
        return self.member, self.op.op, self.op.sha256

    @property
    def at(self) -> dt.datetime:
        """When it happened. A leader may accept what a clock that is ahead dated in the future: then, when it came."""
        return min(self.op.occurred_at or self.received_at, self.received_at)

    @property
    def subject(self) -> uuid.UUID:
        """Whose key seals it: the household that it names, the session that it is, or the phone."""
        if self.op.household is not None:
            return self.op.household
        if self.op.kind == Operation.Kind.SESSION_CREATE and self.op.entity is not None:
            return self.op.entity
        return self.device

    def forget_judgement(self) -> None:
        """As before it was judged."""
        self.status, self.reason, self.version = "", "", None
        self.missing, self.fields = frozenset(), {}


class Known(NamedTuple):
    """An operation that is here already."""

    again: bool
    row: int
    status: str
    reason: str
    version: int | None
    # The fields still to be chosen, of one in conflict.
    open_fields: list[str] | None


def load_known(items: Sequence[Item]) -> Conversation[dict[tuple[int, uuid.UUID, str], Known]]:
    """Which of these are here already, and those of the same id with another payload."""
    pairs = sorted({(item.member, item.op.op) for item in items}, key=lambda pair: (pair[0], pair[1].int))
    rows = yield _KNOWN, [[member for member, _ in pairs], [op for _, op in pairs]]
    known = {(member, op, digest): Known(*rest) for member, op, digest, *rest in rows}
    used = {(member, op) for member, op, _digest in known}
    for item in items:
        # Hardly any was sent before.
        if (item.member, item.op.op) not in used:
            continue
        for digest in _digests(item.op.sha256):
            if found := known.pop((item.member, item.op.op, digest), None):
                known[item.identity] = found
    return known


def load_keys(subjects: Collection[uuid.UUID]) -> Conversation[dict[uuid.UUID, bytes | None]]:
    """The keys of these subjects, made where there never was one; None where it was destroyed."""
    ordered = sorted(subjects, key=lambda subject: subject.int)
    rows = yield _KEYS, [ordered]
    keys = {subject: None if wrapped is None else unwrap(wrapped, subject) for subject, wrapped in rows}
    made = {subject: new_key(subject) for subject in ordered if subject not in keys}
    if made:
        content = [{"subject": subject, "wrapped": wrapped.hex()} for subject, (_key, wrapped) in made.items()]
        rows = yield _NEW_KEYS, [orjson.dumps(content).decode()]
        if len(rows) < len(made):
            raise errors.SerializationFailure("Somebody made a key for the same subject meanwhile.")
    return keys | {subject: key for subject, (key, _wrapped) in made.items()}


def store_raw(items: Sequence[Item]) -> Conversation[None]:
    """Store these, none of which is known, each sealed with its key; one whose key was destroyed without its payload.

    They stand as set apart until they are judged.
    """
    if not items:
        return
    keys = yield from load_keys({item.subject for item in items})
    for item in items:
        item.key = keys[item.subject]
    ordered = sorted(items, key=lambda item: (item.member, item.op.op.int, item.again))
    stored = [_row(item) for item in ordered]
    rows = yield _INSERT, [orjson.dumps(stored).decode()]
    numbers = {(member, op, digest): number for member, op, digest, number in rows}
    if len(numbers) < len(items):
        raise errors.SerializationFailure("Somebody stored one of these operations meanwhile.")
    for item, row in zip(ordered, stored, strict=True):
        item.row = numbers[item.member, item.op.op, row["digest"]]


def _row(item: Item) -> dict[str, Any]:
    op = item.op
    return {
        "member_id": item.member,
        "op": op.op,
        "digest": digest_kept(op.sha256),
        "again": item.again,
        "device_id": item.device,
        "kind": op.kind,
        "entity": op.entity,
        "household": op.household,
        "base_version": op.base_version,
        "seq": op.seq,
        "depends_on": op.depends_on,
        "occurred_raw": op.occurred_raw,
        "occurred_at": op.occurred_at,
        "day": op.day,
        "received_at": item.received_at,
        "sealed": None if item.key is None else seal(item.key, op.content, place_of(op.op)).hex(),
        "key_subject": item.subject,
    }


def place_of(op: uuid.UUID) -> str:
    """Where a raw operation is sealed for."""
    return f"operation:{op}"


def chain_of(items: Iterable[Item]) -> Conversation[list[int]]:
    """The rows of held operations that may go on when these are applied."""
    coming = list(items)
    made = [
        item.op.entity for item in coming if item.op.kind == Operation.Kind.HOUSEHOLD_CREATE and item.op.entity
    ]  # fmt: skip
    rows = yield _CHAIN, [[item.member for item in coming], [item.op.op for item in coming], made]
    return sorted(row for (row,) in rows)


def read_items(rows: Collection[int], *, lock: bool = False) -> Conversation[list[Item]]:
    """Kept operations as they were sent; those whose payload is kept no more are left out."""
    if not rows:
        return []
    found = yield _READ + (" FOR UPDATE OF o" if lock else ""), [sorted(rows)]
    return [item for row in found if (item := _item(*row)) is not None]


def _item(
    row: int,
    member: int,
    device: uuid.UUID,
    op: uuid.UUID,
    again: bool,
    received_at: dt.datetime,
    occurred_at: dt.datetime | None,
    status: str,
    sealed: bytes | None,
    subject: uuid.UUID,
    wrapped: bytes | None,
) -> Item | None:
    if sealed is None or wrapped is None:
        return None
    key = unwrap(wrapped, subject)
    parsed = parse_op(unseal(key, sealed, place_of(op)), drift=dt.timedelta())
    # What was put right when it came stays so.
    clock_off = parsed.occurred_at != occurred_at
    parsed = replace(parsed, occurred_at=occurred_at, clock_off=clock_off)
    return Item(parsed, member, device, received_at, again=again, row=row, key=key, stood=status)
