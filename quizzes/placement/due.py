"""Noting whose standings are to be made anew."""

from __future__ import annotations

import uuid

from django.db import connection

_DUE = """
INSERT INTO quizzes_standingdue (learner_id, at) VALUES (%s, now()) ON CONFLICT (learner_id) DO NOTHING
"""


def note_due(learner: uuid.UUID) -> None:
    """In the transaction that graded or told something: the job comes for this person."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [learner])
