"""Binding an event to what its frame was opened for: the outline of the lesson's version decides, not the browser."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import NamedTuple

from learn.conversations import Conversation
from learn.h5p.parsing import Event
from learn.h5p.saying import Saying
from learn.progress.outlines import Asked, Outline, load_outlines
from learn.statements.parsing import Item

OTHER_ACTIVITY = "other_activity"

# How a card completes that an activity may complete; one with a quiz is for the server to grade.
_BY_ACTIVITY = frozenset({"answered", "opened"})


class Bound(NamedTuple):
    """An event and what the outline says of its card.

    ``number`` is the activity's version there, None when nothing is known of the lesson's version. ``rejected``: the
    card has another activity, or none.
    """

    event: Event
    number: int | None = None
    completes: bool = False
    rejected: bool = False


def load_outlines_of(events: Collection[Event]) -> Conversation[dict[Asked, Outline]]:
    """The outlines of the versions that these events name."""
    return (yield from load_outlines({(event.lesson, event.version) for event in events}))


def bind(event: Event, outlines: Mapping[Asked, Outline]) -> Bound:
    """The event as the outline sees it. Records outlive pages: of a version that is not known, nothing is moved."""
    outline = outlines.get((event.lesson, event.version))
    if outline is None:
        return Bound(event)
    activity = outline.activities.get(event.card)
    if activity is None or activity.id != event.activity:
        return Bound(event, rejected=True)
    completes = (
        isinstance(event.told, Saying) and event.told.completes and outline.completes[event.card] in _BY_ACTIVITY
    )
    return Bound(event, activity.number, completes)


def own_statement(event: Event, said: Saying) -> Item:
    """The statement of the activity."""
    return _item(
        event,
        said,
        identifier=event.id,
        activity=f"h5p:{event.activity}",
        response=said.response,
        lesson=None,
        card=None,
    )


def statement_of_card(event: Event, said: Saying) -> Item:
    """The statement of the card that the activity completes."""
    return _item(
        event,
        said,
        identifier=uuid.uuid5(event.id, "card"),
        activity=f"card:{event.lesson}/{event.card}",
        response=None,
        lesson=event.lesson,
        card=event.card,
    )


def _item(
    event: Event,
    said: Saying,
    *,
    identifier: uuid.UUID,
    activity: str,
    response: str | None,
    lesson: uuid.UUID | None,
    card: str | None,
) -> Item:
    return Item(
        id=identifier,
        sent_id=event.sent_id,
        verb=said.verb,
        activity=activity,
        version=event.version,
        score=said.score,
        progress=None,
        success=said.success,
        response=response,
        occurred_at=event.occurred_at,
        occurred_text=event.occurred_text,
        clock_off=event.clock_off,
        sha256=event.sha256,
        lesson=lesson,
        card=card,
    )
