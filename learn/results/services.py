"""Keeping graded results; called by whoever grades, inside the transaction that grades."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import connection

from learn.results.models import GradedResult

_RECORD = """
INSERT INTO learn_gradedresult AS kept (learner_id, activity, course, version, score, passed, graded_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (learner_id, activity, course) DO UPDATE SET
    version = excluded.version, score = excluded.score, passed = excluded.passed, graded_at = excluded.graded_at
WHERE (excluded.passed, excluded.score) > (kept.passed, kept.score)
"""


def record_result(
    *, learner: uuid.UUID, activity: str, course: uuid.UUID, version: int, score: float, passed: bool, at: dt.datetime
) -> None:
    """Keep a result, ``score`` in 0..1, unless an earlier one was as good: what was passed once stays passed."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [learner, activity, course, version, score, passed, at])


def replace_result(
    *, learner: uuid.UUID, activity: str, course: uuid.UUID, version: int, score: float, passed: bool, at: dt.datetime
) -> None:
    """Put a result in the place of an earlier one, also a worse one: the key was wrong and all was graded again.

    What was passed stays as it was unless the new one is better: nobody loses it by an office's mistake.
    """
    GradedResult.objects.filter(learner_id=learner, activity=activity, course=course, passed=False).delete()
    record_result(
        learner=learner, activity=activity, course=course, version=version, score=score, passed=passed, at=at
    )  # fmt: skip


def has_passed(*, learners: Sequence[uuid.UUID], course: uuid.UUID) -> bool:
    """Whether one of these learners, who are one person, passed a graded activity of the course."""
    return GradedResult.objects.filter(learner_id__in=learners, course=course, passed=True).exists()
