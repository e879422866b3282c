"""Going through all attempts that asked a wrong version, piece by piece, from a place that can be written down."""

from __future__ import annotations

import uuid
from typing import NamedTuple, TypedDict

from django.db import connection

from quizzes.quiz.models import QuizVersion
from quizzes.regrading.models import KeyCorrection

# Attempts that asked it are handled so many at a time; a large bank asks it rarely, so more have to be looked through.
AT_ONCE = 500
LOOKED_THROUGH = 5_000

_WRONG = """
WITH RECURSIVE led AS (
    SELECT %s::bigint AS wrong
    UNION SELECT c.wrong FROM quizzes_keycorrection c JOIN led ON c.key = led.wrong WHERE c.applied_at IS NOT NULL
) SELECT wrong FROM led
"""
_WINDOW = """
SELECT learner_id, id, submitted_at IS NOT NULL AND paper && %s::bigint[] FROM quizzes_attempt
WHERE version = %s AND (learner_id, id) > (%s, %s) ORDER BY learner_id, id LIMIT %s
"""
_NOBODY = str(uuid.UUID(int=0))


class Place(TypedDict):
    """Versions of quizzes still to go through, the first of them up to this attempt."""

    versions: list[int]
    learner: str
    attempt: str


class Piece(NamedTuple):
    """Attempts by learner and id, and where the next piece begins; None after the last one."""

    attempts: list[tuple[uuid.UUID, uuid.UUID]]
    place: Place | None


def wrong_versions(correction: KeyCorrection) -> list[int]:
    """The version, and those whose own correction led to it."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, [correction.wrong])
        return [row[0] for row in cursor.fetchall()]


def beginning(wrong: list[int]) -> Place:
    """Before the first attempt at any quiz that may ask one of these versions."""
    versions: set[int] = set()
    for one in wrong:
        versions |= set(QuizVersion.objects.filter(parts__contains=[{"pool": [one]}]).values_list("id", flat=True))
    return {"versions": sorted(versions), "learner": _NOBODY, "attempt": _NOBODY}


def piece(wrong: list[int], place: Place, *, most: int = AT_ONCE) -> Piece:
    """The attempts after a place that asked one of these versions and were handed in."""
    if not place["versions"]:
        return Piece([], None)
    version = place["versions"][0]
    with connection.cursor() as cursor:
        cursor.execute(_WINDOW, [wrong, version, place["learner"], place["attempt"], LOOKED_THROUGH])
        window = cursor.fetchall()
    found: list[tuple[uuid.UUID, uuid.UUID]] = []
    for learner, attempt, fits in window:
        if fits:
            found.append((learner, attempt))
            if len(found) == most:
                return Piece(found, {**place, "learner": str(learner), "attempt": str(attempt)})
    if len(window) == LOOKED_THROUGH:
        learner, attempt, _fits = window[-1]
        return Piece(found, {**place, "learner": str(learner), "attempt": str(attempt)})
    rest = place["versions"][1:]
    return Piece(found, {"versions": rest, "learner": _NOBODY, "attempt": _NOBODY} if rest else None)
