"""Making questions, quizzes and attempts for tests: through the same publishing as officials' own."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.framework.models import Competence, CompetenceGroup, Framework
from foundation.identifiers import uuid7
from learn.conversations import hold
from learn.learners.tokens import Claim
from quizzes.attempts.answering import Batch, Verdict, store_answers
from quizzes.attempts.parsing import Given
from quizzes.attempts.starting import Outcome, Start, Started, store_starts
from quizzes.bank.freezing import publish_question
from quizzes.models import Attempt, Question, QuestionVersion, Quiz, QuizVersion
from quizzes.quiz.freezing import publish_quiz

_numbers = itertools.count(1)
EVERY_KIND: dict[str, dict[str, Any]] = {
    "single_choice": {
        "choices": [
            {"text": "Gác máy", "credit": 100, "feedback": "Đúng."},
            {"text": "Đọc mã", "credit": 0, "feedback": "Chưa đúng."},
            {"text": "Hỏi lại", "credit": 50, "feedback": "Gần đúng."},
        ]
    },
    "multiple_choice": {
        "choices": [
            {"text": "Giục chuyển tiền", "correct": True, "feedback": ""},
            {"text": "Hỏi mã OTP", "correct": True, "feedback": ""},
            {"text": "Chào hỏi", "correct": False, "feedback": ""},
        ]
    },
    "true_false": {"answer": True, "feedback_true": "Đúng.", "feedback_false": "Chưa đúng."},
    "matching": {
        "pairs": [{"left": "Wi-Fi", "right": "mạng"}, {"left": "Pin", "right": "điện"}],
        "distractors": ["nước"],
    },
    "ordering": {"items": ["Mở máy", "Vào ứng dụng", "Bấm gọi"]},
    "fill_in": {
        "sentence": "Cổng dịch vụ công có đuôi ___",
        "gaps": [{"accepted": [{"text": "gov.vn", "credit": 100, "feedback": ""}]}],
        "fold_case": True,
        "fold_marks": True,
    },
    "number": {
        "answers": [{"value": "113", "tolerance": "0", "credit": 100, "feedback": ""}],
        "unit": "",
    },
    "scam": {
        "medium": "message",
        "sender": "Ngân hàng",
        "parts": [
            {"text": "Kính gửi quý khách", "sign": False, "why": ""},
            {"text": "Bấm vào đây ngay", "sign": True, "why": "Giục giã."},
        ],
        "is_scam": True,
    },
}


def make_competence(code: str = "1.1") -> Competence:
    """A competence of the newest framework, made with it where there is none."""
    framework, _ = Framework.objects.get_or_create(code="thu", version="1", defaults={"title": "Khung thử"})
    group, _ = CompetenceGroup.objects.get_or_create(framework=framework, code=code[0], defaults={"title": "Nhóm"})
    return Competence.objects.get_or_create(group=group, code=code, defaults={"title": f"Năng lực {code}"})[0]


def make_question(kind: str = "single_choice", *, competence: str = "1.1", difficulty: str = "easy",
                  content: dict[str, Any] | None = None, publish: bool = True) -> Question:  # fmt: skip
    """A question of the bank."""
    number = next(_numbers)
    body = {"prompt": f"Câu hỏi số {number}?", "explanation": "Giải thích.", **(content or EVERY_KIND[kind])}
    question = Question(
        name=f"Câu {number:05}", body=[{"type": kind, "value": body}], competence=make_competence(competence),
        difficulty=difficulty, source="Bài học", review_by=dt.date(2030, 1, 1), live=publish,
    )  # fmt: skip
    question.save()
    if publish:
        publish_question(question)
    return question


def make_quiz(questions: list[Question] | None = None, *, draws: list[tuple[str, str, int]] | None = None,
              publish: bool = True, **settings: Any) -> Quiz:  # fmt: skip
    """A quiz of these questions (three single choices by default) and draws (competence, difficulty, count)."""
    if questions is None and not draws:
        questions = [make_question() for _ in range(3)]
    parts: list[dict[str, Any]] = [{"type": "question", "value": {"question": str(one.pk)}} for one in questions or []]
    parts += [{"type": "draw", "value": {"competence": competence, "difficulty": difficulty, "count": count}}
              for competence, difficulty, count in draws or []]  # fmt: skip
    quiz = Quiz(title="Bài kiểm tra", intro="Cô bác cứ thong thả.", parts=parts, live=publish, **settings)
    quiz.save()
    if publish:
        publish_quiz(quiz)
    return quiz


def newest(quiz: Quiz) -> QuizVersion:
    """The version that those who begin now hold to."""
    return QuizVersion.objects.filter(quiz=quiz.pk).latest("number")


def start(claim: Claim, quiz: Quiz | uuid.UUID, *, attempt: uuid.UUID | None = None,
          at: dt.datetime | None = None) -> Outcome:  # fmt: skip
    """Begin as a phone would."""
    identifier = quiz.pk if isinstance(quiz, Quiz) else quiz
    with transaction.atomic():
        return hold(store_starts([Start(claim, attempt or uuid7(), identifier, at or timezone.now())]))[0]


def started(claim: Claim, quiz: Quiz, **options: Any) -> Attempt:
    """Begin, where that is allowed."""
    outcome = start(claim, quiz, **options)
    assert isinstance(outcome, Started), outcome
    return Attempt.objects.get(id=outcome.attempt)


def given(attempt: Attempt | uuid.UUID, seq: int, question: uuid.UUID | None = None,
          response: dict[str, list[str]] | None = None, *, at: dt.datetime | None = None,
          id: uuid.UUID | None = None) -> Given:  # fmt: skip
    """An answer as it was sent; without a question the handing in."""
    identifier = id or uuid7()
    now = at or timezone.now()
    content = f"{seq} {question} {response}"
    return Given(
        id=identifier,
        sent_id=str(identifier),
        attempt=attempt.id if isinstance(attempt, Attempt) else attempt,
        seq=seq,
        question=question,
        response=response or {},
        occurred_at=now,
        occurred_text=now.isoformat(),
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def send(claim: Claim, *items: Given, received: dt.datetime | None = None,
         sent: dt.datetime | None = None) -> list[Verdict] | None:  # fmt: skip
    """Send as a phone would."""
    with transaction.atomic():
        return hold(store_answers([Batch(claim, list(items), received or timezone.now(), sent)]))[0]


def key_of(version: int) -> tuple[uuid.UUID, dict[str, list[str]]]:
    """The question of a version and an answer that gets everything."""
    from quizzes.kinds.registry import kind_of

    row = QuestionVersion.objects.get(pk=version)
    return row.question, kind_of(row.kind).key(row.content)
