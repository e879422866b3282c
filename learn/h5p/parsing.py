"""From a request's bytes to events that may be stored; each bad one is rejected on its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from typing import Any, NamedTuple

from foundation.asgi import parse_list
from foundation.identifiers import parse_uuid
from learn.h5p.saying import Saying, read_statement
from learn.statements.parsing import (
    CARD_ID,
    MOST_STATEMENTS,
    MOST_VERSION,
    Bad,
    Rejected,
    canonical,
    is_clock_off,
    phone_clock_off,
    read_each,
    read_id,
    read_time,
)

MOST_EVENT = 32 * 1024

_ACTIVITY = "h5p:"
_KEY = re.compile(r"[A-Za-z0-9-]{1,64}/[^\x00-\x1f\x7f]{1,64}")


class State(NamedTuple):
    """What a library writes down under a key; ``data`` is None when it drops it."""

    key: str
    data: str | None


class Event(NamedTuple):
    """One thing that a frame told. What it was opened for stands as the page named it; the outline has yet to agree.

    ``sent_id`` is the identifier as the phone spelt it, which the answer repeats.
    """

    id: uuid.UUID
    sent_id: str
    lesson: uuid.UUID
    version: int
    card: str
    activity: uuid.UUID
    told: Saying | State
    occurred_at: dt.datetime
    occurred_text: str
    clock_off: bool
    sha256: str


def parse_events(body: bytes, *, received: dt.datetime, sent: str = "") -> list[Event | Rejected]:
    """The events of a request in the order sent; raises ``Refusal`` when it is none at all.

    ``sent`` is the phone's clock when it sent, if it told.
    """
    events = parse_list(body, "events", most=MOST_STATEMENTS)
    phone = phone_clock_off(sent, received)
    return read_each(events, lambda content: _event(content, received, phone))


def _event(content: dict[str, Any], received: dt.datetime, phone: bool | None) -> Event:
    identifier = read_id(content)
    whole = canonical(content)
    if len(whole) > MOST_EVENT:
        raise Bad("too_large")
    lesson, card, version = parse_uuid(content.get("lesson")), content.get("card"), content.get("version")
    if lesson is None:
        raise Bad("bad_lesson")
    if not isinstance(card, str) or not CARD_ID.fullmatch(card):
        raise Bad("bad_card")
    if type(version) is not int or not 1 <= version <= MOST_VERSION:
        raise Bad("bad_version")
    occurred = read_time(content)
    return Event(
        id=identifier,
        sent_id=content["id"],
        lesson=lesson,
        version=version,
        card=card,
        activity=_activity(content.get("activity")),
        told=_told(content),
        occurred_at=occurred,
        occurred_text=content["occurred_at"],
        clock_off=is_clock_off(occurred, received, phone),
        sha256=hashlib.sha256(whole).hexdigest(),
    )


def _activity(name: Any) -> uuid.UUID:
    named = parse_uuid(name.removeprefix(_ACTIVITY)) if isinstance(name, str) and name.startswith(_ACTIVITY) else None
    if named is None:
        raise Bad("bad_activity")
    return named


def _told(content: dict[str, Any]) -> Saying | State:
    statement, state = content.get("statement"), content.get("state")
    if (statement is None) == (state is None):
        raise Bad("bad_event")
    return _state(state) if statement is None else read_statement(statement)


def _state(state: Any) -> State:
    if not isinstance(state, dict):
        raise Bad("bad_state")
    key, data = state.get("key"), state.get("data")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise Bad("bad_key")
    # A state without data is not one that was dropped: that has to be said.
    if "data" not in state or (data is not None and (not isinstance(data, str) or "\0" in data)):
        raise Bad("bad_state")
    return State(key, data)
