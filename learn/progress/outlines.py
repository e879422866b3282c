"""Outlines for the projection: which cards a lesson's version has, and how each completes.

Progress reads outlines only, never the page tree, and an outline never changes, so a process keeps those it has seen.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NamedTuple

from learn.conversations import Conversation

MOST_KEPT = 5_000

# Takes two lists, of lessons and of their versions.
OUTLINES = """
SELECT v.lesson, v.number, v.course, v.outline FROM courses_lessonversion v
JOIN unnest(%s::uuid[], %s::integer[]) AS asked (lesson, number) USING (lesson, number)
"""
_NEWEST = """
SELECT DISTINCT ON (lesson) lesson, number, course, outline FROM courses_lessonversion
WHERE lesson = ANY(%s) ORDER BY lesson, number DESC
"""


class Activity(NamedTuple):
    """The H5P activity of a card, in the version of it that the card shows."""

    id: uuid.UUID
    number: int


@dataclass(frozen=True, eq=False)
class Outline:
    """One version of a lesson as the projection sees it; ``completes`` maps each card to how it completes.

    ``activities`` has the cards with an H5P activity.
    """

    lesson: uuid.UUID
    number: int
    course: uuid.UUID
    completes: dict[str, str]
    required: frozenset[str]
    activities: dict[str, Activity]

    def share(self, done: set[str]) -> float:
        """How much of the lesson these cards are, 0..1."""
        if not self.required:
            return 1.0
        return round(len(self.required & done) / len(self.required), 4)


# What was asked: a lesson and its version, or None for the newest.
Asked = tuple[uuid.UUID, int | None]

_kept: OrderedDict[tuple[uuid.UUID, int], Outline] = OrderedDict()


def from_row(lesson: uuid.UUID, number: int, course: uuid.UUID, outline: dict[str, Any]) -> Outline:
    """An outline from the columns of its version's row."""
    cards = outline["cards"]
    return Outline(
        lesson=lesson,
        number=number,
        course=course,
        completes={card["id"]: card["completes"] for card in cards},
        required=frozenset(card["id"] for card in cards if card["required"]),
        activities={
            card["id"]: Activity(uuid.UUID(card["h5p"]["activity"]), card["h5p"]["number"])
            for card in cards
            if "h5p" in card
        },
    )


def load_outlines(asked: set[Asked]) -> Conversation[dict[Asked, Outline]]:
    """The outlines that exist of those asked for; one query at most for each kind."""
    found: dict[Asked, Outline] = {}
    given: list[tuple[uuid.UUID, int]] = []
    newest: list[uuid.UUID] = []
    for lesson, number in asked:
        if number is None:
            # The newest changes with each publication, so it is asked anew.
            newest.append(lesson)
        elif (kept := _kept.get((lesson, number))) is not None:
            found[lesson, number] = kept
        else:
            given.append((lesson, number))
    if given:
        rows = yield OUTLINES, [[lesson for lesson, _ in given], [number for _, number in given]]
        for row in rows:
            outline = from_row(*row)
            found[outline.lesson, outline.number] = _kept[outline.lesson, outline.number] = outline
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    if newest:
        rows = yield _NEWEST, [newest]
        for row in rows:
            found[row[0], None] = from_row(*row)
    return found


def forget_outlines() -> None:
    """Forget what was kept; for tests, which throw the database away under it."""
    _kept.clear()
