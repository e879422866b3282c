"""Versions of questions and quizzes, and attempts at them, past the editor's screens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from foundation.identifiers import uuid7
from learn.models import Learner
from quizzes.attempts.grading import grade
from quizzes.kinds.registry import kind_of
from quizzes.models import Answer, Attempt, QuestionVersion, QuizVersion

CHOICES = ("Một", "Hai", "Ba")


def one_of(right: int, *, texts: tuple[str, ...] = CHOICES, prompt: str = "Câu nào đúng?") -> dict[str, Any]:
    """A content of a single choice, whose right answer is the one at this place from 1."""
    choices = [{"text": text, "credit": 100 if place == right else 0} for place, text in enumerate(texts, 1)]
    return {"prompt": prompt, "choices": choices}


def make_version(
    content: dict[str, Any] | None = None,
    *,
    kind: str = "single_choice",
    question: uuid.UUID | None = None,
    number: int = 1,
    competence: str = "1.1",
) -> QuestionVersion:
    """A published version of a question."""
    return QuestionVersion.objects.create(
        question=question or uuid.uuid4(), number=number, kind=kind, name="Một câu",
        content=kind_of(kind).frozen(content or one_of(1), None), competence=competence, difficulty="easy",
        digest=uuid.uuid4().hex, published_at=timezone.now(),
    )  # fmt: skip


def make_quiz(
    *parts: list[QuestionVersion], quiz: uuid.UUID | None = None, number: int = 1, **settings: Any
) -> QuizVersion:
    """A published version of a quiz: one question of each pool."""
    decided = {
        "purpose": "course", "mode": "graded", "pass_mark": 50, "time_limit_minutes": None, "late_minutes": 60,
        "max_attempts": 0, "wait_minutes": 0, "shuffle_questions": False, "shuffle_answers": False,
        "feedback": "after_submit", "spread_minutes": 0, "intro": "", "course": str(uuid.uuid4()), "opens_at": None,
        "closes_at": None, "competence_marks": {},
    }  # fmt: skip
    return QuizVersion.objects.create(
        quiz=quiz or uuid.uuid4(), number=number, title="Bài kiểm tra thử", settings=decided | settings,
        parts=[{"pool": [one.pk for one in pool], "take": 1} for pool in parts], digest=uuid.uuid4().hex,
        published_at=timezone.now(),
    )  # fmt: skip


def answer(attempt: Attempt, version: QuestionVersion, fields: dict[str, list[str]], *, seq: int) -> None:
    """An answer that counts."""
    Answer.objects.create(
        learner_id=attempt.learner_id, attempt=attempt.id, id=uuid7(), seq=seq, question=version.question,
        response=fields, occurred_text="", answered_at=timezone.now(), received_at=timezone.now(), counted=True,
        sha256=b"",
    )  # fmt: skip


def make_attempt(
    quiz: QuizVersion,
    given: dict[QuestionVersion, str],
    *,
    learner: uuid.UUID | None = None,
    number: int = 1,
    at: dt.datetime | None = None,
    graded: bool = True,
) -> Attempt:
    """An attempt that was handed in with these choices, and graded."""
    learner = learner or Learner.objects.create().id
    at = at or timezone.now()
    attempt = Attempt.objects.create(
        learner_id=learner, id=uuid7(), quiz=quiz.quiz, version=quiz.pk, number=number, seed=1,
        paper=[version.pk for version in given], started_at=at, submitted_at=at, submitted_seq=100,
    )  # fmt: skip
    for seq, (version, choice) in enumerate(given.items(), 1):
        if choice:
            answer(attempt, version, {"c": [choice]}, seq=seq)
    if graded:
        grade(learner=learner, attempt=attempt.id)
    return Attempt.objects.get(learner_id=learner, id=attempt.id)


def again(attempt: Attempt) -> Attempt:
    """As it is stored now."""
    return Attempt.objects.get(learner_id=attempt.learner_id, id=attempt.id)
