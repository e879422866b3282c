"""From a request's bytes to statements that may be stored; each bad one is rejected on its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import rfc8785

from foundation.asgi import parse_list
from foundation.identifiers import parse_uuid
from learn.statements.models import Verb

MOST_STATEMENTS = 100
MOST_BYTES = 128 * 1024
MOST_RESPONSE = 4_000
MOST_VERSION = 2**31 - 1
CLOCK_TOLERANCE = dt.timedelta(minutes=10)
CARD_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

_VERBS = frozenset(Verb.values)
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ACTIVITY = re.compile(rf"(?:course|lesson|quiz|h5p|practice):({_UUID})|card:({_UUID})/({CARD_ID.pattern})")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")


class Item(NamedTuple):
    """One statement in the shape of its table; ``lesson`` and ``card`` are what its activity names, if a lesson's.

    ``sent_id`` is the identifier as the phone spelt it, which the answer repeats.
    """

    id: uuid.UUID
    sent_id: str
    verb: str
    activity: str
    version: int | None
    score: float | None
    progress: float | None
    success: bool | None
    response: str | None
    occurred_at: dt.datetime
    occurred_text: str
    clock_off: bool
    sha256: str
    lesson: uuid.UUID | None
    card: str | None


class Rejected(NamedTuple):
    """A statement, or another item of a batch, that is not stored. ``id`` as sent, when it was a text."""

    id: str | None
    reason: str


class Bad(Exception):
    """Why one item of a batch is rejected."""


Read = TypeVar("Read")


def parse_batch(body: bytes, *, received: dt.datetime, sent: str = "") -> list[Item | Rejected]:
    """The statements of a request in the order sent; raises ``Refusal`` when it is none at all.

    ``sent`` is the phone's clock when it sent, if it told: only that tells a wrong clock from a long way home.
    """
    statements = parse_list(body, "statements", most=MOST_STATEMENTS)
    phone = phone_clock_off(sent, received)
    return read_each(statements, lambda content: _item(content, received, phone))


def read_each(sent: Sequence[Any], read: Callable[[dict[str, Any]], Read]) -> list[Read | Rejected]:
    """Each item of a batch as ``read`` makes it; one for which it raises ``Bad`` is rejected on its own."""
    return [_read(content, read) for content in sent]


def _read(content: Any, read: Callable[[dict[str, Any]], Read]) -> Read | Rejected:
    if not isinstance(content, dict):
        return Rejected(None, "not_an_object")
    try:
        return read(content)
    except Bad as error:
        sent_id = content.get("id")
        return Rejected(sent_id if isinstance(sent_id, str) else None, str(error))


def phone_clock_off(sent: str, received: dt.datetime) -> bool | None:
    """Whether the clock of the phone was wrong when it sent; None when it did not tell its time."""
    try:
        return abs(parse_time(sent) - received) > CLOCK_TOLERANCE
    except ValueError:
        return None


def is_clock_off(occurred: dt.datetime, received: dt.datetime, phone: bool | None) -> bool:
    """Whether nothing vouches for the time that was told. ``phone`` is what `phone_clock_off` found."""
    if phone is None or occurred > received + CLOCK_TOLERANCE:
        return abs(occurred - received) > CLOCK_TOLERANCE
    return phone


def parse_time(text: object) -> dt.datetime:
    """An RFC 3339 time with its offset, as an instant; raises ``ValueError`` otherwise."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise ValueError(text)
    try:
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
    except OverflowError:
        raise ValueError(text) from None


def read_id(content: dict[str, Any]) -> uuid.UUID:
    """The item's own id; raises ``Bad``."""
    identifier = parse_uuid(content.get("id"))
    if identifier is None:
        raise Bad("bad_id")
    return identifier


def read_time(content: dict[str, Any]) -> dt.datetime:
    """When it happened, as the phone tells; raises ``Bad``."""
    try:
        return parse_time(content.get("occurred_at"))
    except ValueError:
        raise Bad("bad_time") from None


def _item(content: dict[str, Any], received: dt.datetime, phone: bool | None) -> Item:
    identifier = read_id(content)
    verb, activity, version = content.get("verb"), content.get("activity"), content.get("version")
    if not isinstance(verb, str) or verb not in _VERBS:
        raise Bad("unknown_verb")
    if not isinstance(activity, str) or not (named := _ACTIVITY.fullmatch(activity)):
        raise Bad("bad_activity")
    if version is not None and not (type(version) is int and 1 <= version <= MOST_VERSION):
        raise Bad("bad_version")
    occurred = read_time(content)
    result = content.get("result")
    result = {} if result is None else result
    if not isinstance(result, dict):
        raise Bad("bad_result")
    success = result.get("success")
    if success is not None and not isinstance(success, bool):
        raise Bad("bad_success")
    response = result.get("response")
    # PostgreSQL cannot keep U+0000, and one such text would cost the whole group its commit.
    if response is not None and (not isinstance(response, str) or len(response) > MOST_RESPONSE or "\0" in response):
        raise Bad("bad_response")
    lesson = named[2] or (named[1] if activity.startswith("lesson:") else None)
    return Item(
        id=identifier,
        sent_id=content["id"],
        verb=verb,
        activity=activity,
        version=version,
        score=_share(result, "score"),
        progress=_share(result, "progress"),
        success=success,
        response=response,
        occurred_at=occurred,
        occurred_text=content["occurred_at"],
        clock_off=is_clock_off(occurred, received, phone),
        sha256=hashlib.sha256(canonical(content)).hexdigest(),
        lesson=uuid.UUID(lesson) if lesson else None,
        card=named[3],
    )


def _share(result: dict[str, Any], name: str) -> float | None:
    value = result.get(name)
    if value is None:
        return None
    # True is an int to Python, but no share to anyone.
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise Bad(f"bad_{name}")
    return float(value)


def canonical(content: dict[str, Any]) -> bytes:
    """The RFC 8785 form, by whose digest a thing sent again is known; raises ``Bad`` where there is none."""
    try:
        return rfc8785.dumps(content)
    except (rfc8785.CanonicalizationError, RecursionError):
        raise Bad("bad_content") from None
