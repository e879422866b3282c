"""Where a question is used: quizzes that ask it now, and how often papers did."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass

from django.db import connection

from quizzes.bank.models import QuestionVersion
from quizzes.quiz.models import Quiz

# Attempts that are looked through for a figure; a bank of millions of papers is not counted for a screen.
MOST_COUNTED = 20_000
MOST_QUIZZES = 100

# The newest version of every quiz that some version with the question belongs to.
_ASKING = """
SELECT quiz, parts FROM quizzes_quizversion newest
WHERE quiz IN (SELECT quiz FROM quizzes_quizversion WHERE parts @> ANY(%s::jsonb[]))
  AND number = (SELECT max(number) FROM quizzes_quizversion WHERE quiz = newest.quiz)
"""
_PAPERS = """
SELECT count(*), count(*) FILTER (WHERE paper && %s::bigint[]) FROM (
  SELECT paper FROM quizzes_attempt
  WHERE version IN (SELECT id FROM quizzes_quizversion WHERE parts @> ANY(%s::jsonb[]))
  LIMIT %s
) looked_through
"""


@dataclass(frozen=True, slots=True)
class Use:
    """A quiz whose newest version may ask the question; ``fixed``: every paper of it does."""

    quiz: Quiz
    fixed: bool


@dataclass(frozen=True, slots=True)
class Papers:
    """How many papers asked a question; ``partly`` where only the first ``looked`` were counted."""

    asked: int
    looked: int

    @property
    def partly(self) -> bool:
        """Whether there are more than were looked through."""
        return self.looked >= MOST_COUNTED


def versions_of(question: uuid.UUID) -> list[int]:
    """The numbers of all its versions."""
    return list(QuestionVersion.objects.filter(question=question).order_by("pk").values_list("pk", flat=True))


def quizzes_asking(question: uuid.UUID) -> list[Use]:
    """The published quizzes that may ask a question now. Three queries."""
    ids = versions_of(question)
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ASKING, [_containing(ids)])
        rows = cursor.fetchall()
    known = set(ids)
    found: dict[uuid.UUID, bool] = {}
    for quiz, parts in rows:
        pools = [part["pool"] for part in (json.loads(parts) if isinstance(parts, str) else parts)]
        hits = [pool for pool in pools if known & set(pool)]
        if hits:
            found[quiz] = any(len(pool) == 1 for pool in hits)
    quizzes = Quiz.objects.filter(pk__in=found, live=True).defer("parts", "intro").order_by("title", "id")
    return [Use(quiz, found[quiz.pk]) for quiz in quizzes[:MOST_QUIZZES]]


def papers_asking(question: uuid.UUID) -> Papers:
    """How many papers asked it, in any version. Two queries."""
    ids = versions_of(question)
    if not ids:
        return Papers(0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, [ids, _containing(ids), MOST_COUNTED])
        looked, asked = cursor.fetchone()
    return Papers(asked, looked)


def _containing(ids: list[int]) -> list[str]:
    return [json.dumps([{"pool": [one]}]) for one in ids]
