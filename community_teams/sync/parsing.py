"""From a request's bytes to operations that can be judged one by one."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
import rfc8785

from community_teams.sync.models import Operation
from community_teams.sync.papers import without_numbers
from community_teams.sync.payloads import What, household_of, read_payload
from community_teams.sync.values import Bad, identifier, whole
from foundation.asgi import parse_json, too_much, wrong_shape
from foundation.identifiers import parse_uuid
from learn.statements.parsing import CLOCK_TOLERANCE, parse_time

PROTOCOL = 1
MOST_OPS = 100
MOST_BYTES = 512 * 1024
MOST_DEPENDS_ON = 20
# No operation of ours is nested like this; what is deeper cannot be written out again to be kept.
MOST_DEPTH = 50
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_MOST_SEQ = 2**53
# A time outside of them is no time of a phone in the field.
_YEARS = (2000, 2200)
_MOST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Op:
    """One operation. ``fault`` says why it cannot be applied as it is; ``what`` is there where it can be read.

    ``occurred_at`` is put right where the phone's clock was off; ``occurred_raw`` is what the phone wrote. ``content``
    is all of it as it was sent, to be kept sealed.
    """

    op: uuid.UUID
    sent_id: str
    kind: str
    entity: uuid.UUID | None
    household: uuid.UUID | None
    base_version: int | None
    seq: int
    depends_on: tuple[uuid.UUID, ...]
    occurred_raw: str
    occurred_at: dt.datetime | None
    clock_off: bool
    sha256: str
    is_whole: bool
    fault: str
    what: What | None
    content: dict[str, Any]

    @property
    def day(self) -> dt.date | None:
        """The day in Vietnam on which it happened."""
        return self.occurred_at.astimezone(VIETNAM).date() if self.occurred_at else None


class Push(NamedTuple):
    """The operations of one request in the order sent."""

    ops: Sequence[Op]


def parse_push(body: bytes, *, device: uuid.UUID, received: dt.datetime) -> Push:
    """The operations of a request; raises ``Refusal`` when it is none, or names another phone than its token."""
    content = parse_json(body)
    ops = content.get("ops")
    if content.get("protocol") != PROTOCOL or parse_uuid(content.get("device")) != device:
        raise wrong_shape()
    if not isinstance(ops, list) or not all(isinstance(one, dict) and parse_uuid(one.get("op")) for one in ops):
        raise wrong_shape()
    if len(ops) > MOST_OPS:
        raise too_much("too_many")
    if any(_is_deep(one) for one in ops):
        raise wrong_shape()
    drift = clock_drift(content.get("sent_at"), received)
    return Push([parse_op(one, drift=drift) for one in ops])


def clock_drift(sent: Any, received: dt.datetime) -> dt.timedelta:
    """By how much times of this phone are to be moved; nothing within ten minutes."""
    try:
        drift = received - parse_time(sent)
    except ValueError:
        return dt.timedelta()
    return drift if abs(drift) > CLOCK_TOLERANCE else dt.timedelta()


def parse_op(content: dict[str, Any], *, drift: dt.timedelta) -> Op:
    """One operation with a readable id; whatever else is wrong with it stands in ``fault``."""
    sent_id = content["op"]
    kind, payload = content.get("kind"), content.get("payload")
    entity = parse_uuid(content.get("entity"))
    digest = digest_of(payload)
    is_whole = content.get("sha256") == digest
    clean = without_numbers(payload)
    if clean is not payload:
        content = {**_with_payload(content, clean), "number_left_out": True}
        payload = clean
    fault, what = "", None
    occurred: dt.datetime | None = None
    base_version: int | None = None
    seq, depends_on = 0, tuple[uuid.UUID, ...]()
    try:
        occurred = _moved(content.get("occurred_at"), drift)
        seq = whole(content.get("seq"), "seq", least=0, most=_MOST_SEQ)
        base_version = _base_version(content.get("base_version"))
        depends_on = _depends_on(content.get("depends_on"))
        what = read_payload(kind, identifier(content.get("entity"), "entity"), payload)
    except Bad as error:
        fault = str(error)
    raw = content.get("occurred_at")
    return Op(
        op=uuid.UUID(sent_id),
        sent_id=sent_id,
        kind=kind if isinstance(kind, str) and kind in Operation.Kind.values else "",
        entity=entity,
        household=household_of(kind, entity, payload),
        base_version=base_version,
        seq=seq,
        depends_on=depends_on,
        occurred_raw=raw[:40].replace("\0", "") if isinstance(raw, str) else "",
        occurred_at=occurred,
        clock_off=bool(drift),
        sha256=digest,
        is_whole=is_whole,
        fault=fault,
        what=what,
        content=content,
    )


def without_part(content: dict[str, Any], name: str) -> dict[str, Any]:
    """A kept operation whose payload says nothing under this name; the very same where it says nothing there."""
    payload = content.get("payload")
    if not isinstance(payload, dict):
        return content
    clean = {key: value for key, value in payload.items() if key != name}
    if isinstance(fields := payload.get("fields"), dict):
        clean["fields"] = {key: value for key, value in fields.items() if key != name}
    return content if clean == payload else _with_payload(content, clean)


def _with_payload(content: dict[str, Any], payload: Any) -> dict[str, Any]:
    """With another payload, and whole, when it is read again, if it was."""
    was_whole = content.get("sha256") == digest_of(content.get("payload"))
    return {**content, "payload": payload, "sha256": digest_of(payload) if was_whole else ""}


def digest_of(payload: Any) -> str:
    """Of the RFC 8785 form; of its bytes as they are written here for what has no such form (numbers past 2^53)."""
    try:
        return hashlib.sha256(rfc8785.dumps(payload)).hexdigest()
    except rfc8785.CanonicalizationError:
        return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _moved(text: Any, drift: dt.timedelta) -> dt.datetime:
    try:
        if not isinstance(text, str) or len(text) > 40:
            raise ValueError(text)
        moved = parse_time(text) + drift
        if not _YEARS[0] <= moved.year <= _YEARS[1]:
            raise ValueError(text)
        return moved
    except (ValueError, OverflowError):
        raise Bad("bad_time") from None


def _base_version(value: Any) -> int | None:
    return None if value is None else whole(value, "base_version", least=0, most=_MOST_VERSION)


def _depends_on(value: Any) -> tuple[uuid.UUID, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_DEPENDS_ON:
        raise Bad("bad_depends_on")
    return tuple(dict.fromkeys(identifier(one, "depends_on") for one in value))


def _is_deep(content: Any) -> bool:
    level = [content]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True
