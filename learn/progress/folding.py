"""What statements amount to, without any database: the one rule that moving and recounting share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from learn.progress.outlines import Asked, Outline

# learner, lesson, version, card (None when the lesson itself is meant), verb, when
Told = tuple[uuid.UUID, uuid.UUID, int | None, str | None, str, dt.datetime]

# By how a card completes: the verbs that complete it. What a client claims counts for completion.
COMPLETING = {
    "opened": frozenset({"opened", "progressed", "completed", "answered", "passed", "failed"}),
    "answered": frozenset({"completed", "answered", "passed", "failed"}),
    # Said by the server when it has graded the card's quiz.
    "graded": frozenset({"completed", "answered", "passed"}),
}


@dataclass
class Change:
    """What changes in one learner's progress in one lesson. ``card`` is empty while no card was touched.

    ``outline`` is of the version at the latest position, ``worked_in`` of every version that the statements name.
    """

    outline: Outline
    at: dt.datetime
    card: str = ""
    done: set[str] = field(default_factory=set)
    worked_in: set[Outline] = field(default_factory=set)

    def completes(self, done: set[str]) -> bool:
        """Whether these cards complete the lesson in a version that was worked in."""
        return any(outline.required <= done for outline in self.worked_in)


def fold_statements(
    told: Iterable[Told], outlines: Mapping[Asked, Outline]
) -> dict[tuple[uuid.UUID, uuid.UUID], Change]:
    """Changes by learner and lesson. Lessons, versions and cards that are not known move nothing."""
    changes: dict[tuple[uuid.UUID, uuid.UUID], Change] = {}
    for learner, lesson, version, card, verb, at in told:
        outline = outlines.get((lesson, version))
        if outline is None or (card is not None and card not in outline.completes):
            continue
        change = changes.get((learner, lesson))
        if change is None:
            change = changes[learner, lesson] = Change(outline=outline, at=at)
        change.worked_in.add(outline)
        if at >= change.at:
            change.outline, change.at = outline, at
            change.card = card or change.card
        if card is not None and verb in COMPLETING[outline.completes[card]]:
            change.done.add(card)
    return changes
