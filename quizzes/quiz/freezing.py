"""Publishing a quiz: its next version, with the questions that its papers may ask."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.publication import bump
from quizzes.bank.models import Question, QuestionVersion
from quizzes.quiz.blocks import MOST_QUESTIONS
from quizzes.quiz.models import Quiz, QuizVersion

# A draw is made from as many at the most: the rest of a bank of 100,000 has its turn when the pools are filled anew.
MOST_IN_POOL = 300
_SETTINGS = (
    "purpose", "mode", "pass_mark", "time_limit_minutes", "late_minutes", "max_attempts", "wait_minutes",
    "shuffle_questions", "shuffle_answers", "feedback", "spread_minutes",
)  # fmt: skip
_NEWEST = """
SELECT DISTINCT ON (question) question, id FROM quizzes_questionversion WHERE question = ANY(%s)
ORDER BY question, number DESC
"""


@transaction.atomic
def publish_quiz(quiz: Quiz) -> QuizVersion:
    """Write the quiz's next version; the newest one is returned as it is when nothing would differ.

    Raises ``ValidationError`` when the bank has too few questions for a draw.
    """
    Quiz.objects.select_for_update(no_key=True).filter(pk=quiz.pk).first()
    newest = newest_version(quiz.pk)
    version = _frozen(quiz, newest)
    if newest is not None and newest.digest == version.digest:
        return newest
    version.number = newest.number + 1 if newest else 1
    version.published_at = timezone.now()
    version.save(force_insert=True)
    # Courses and lessons say what it is called.
    bump()
    return version


def newest_version(quiz: uuid.UUID) -> QuizVersion | None:
    """What those who begin now are given."""
    return QuizVersion.objects.filter(quiz=quiz).order_by("-number").first()


def check_parts(quiz: Quiz) -> None:
    """Raise ``ValidationError`` when no paper could be made of the quiz's parts."""
    _parts(quiz, None)


def _frozen(quiz: Quiz, newest: QuizVersion | None) -> QuizVersion:
    settings: dict[str, Any] = {name: getattr(quiz, name) for name in _SETTINGS}
    settings |= {
        "intro": quiz.intro,
        "course": str(quiz.course.uuid) if quiz.course else None,
        "opens_at": _utc(quiz.opens_at),
        "closes_at": _utc(quiz.closes_at),
        "competence_marks": {mark.value["competence"]: mark.value["percent"] for mark in quiz.competence_marks},
    }
    version = QuizVersion(quiz=quiz.pk, number=0, title=quiz.title, settings=settings, parts=_parts(quiz, newest))
    said = [version.title, settings, version.parts]
    version.digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return version


def _parts(quiz: Quiz, newest: QuizVersion | None) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    fixed = [part.value["question"] for part in quiz.parts if part.block_type == "question"]
    versions = _newest_versions(question.pk for question in fixed if question)
    kept = {one for part in (newest.parts if newest else []) for one in part["pool"]}
    for part in quiz.parts:
        if part.block_type == "question":
            question = part.value["question"]
            if question is None or question.pk not in versions:
                name = question.name if question else _("(deleted)")
                raise ValidationError(_("The question “%s” has not been published yet.") % name)
            parts.append({"pool": [versions[question.pk]], "take": 1})
        else:
            parts.append(_draw(part.value, {question.pk for question in fixed if question}, kept))
    if sum(part["take"] for part in parts) > MOST_QUESTIONS:
        raise ValidationError(_("A paper has at most %d questions.") % MOST_QUESTIONS)
    return parts


def _draw(draw: Any, fixed: set[uuid.UUID], kept: set[int]) -> dict[str, Any]:
    fitting = Question.objects.in_use().filter(competence__code=draw["competence"], difficulty=draw["difficulty"])
    questions = list(fitting.exclude(pk__in=fixed).values_list("pk", flat=True))
    versions = sorted(_newest_versions(questions).values())
    if len(versions) < draw["count"]:
        told = {"count": draw["count"], "there": len(versions), "competence": draw["competence"]}
        raise ValidationError(
            _("%(count)d questions are to be drawn for %(competence)s, but the bank has only %(there)d that fit.")
            % told
        )
    if len(versions) > MOST_IN_POOL:
        # Those that were in it stay, so that publishing again without a change changes nothing.
        stay = [one for one in versions if one in kept][:MOST_IN_POOL]
        others = [one for one in versions if one not in kept]
        chosen = random.Random(len(versions)).sample(others, MOST_IN_POOL - len(stay))  # noqa: S311 - no secret
        versions = sorted([*stay, *chosen])
    return {"pool": versions, "take": draw["count"]}


def _newest_versions(questions: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(questions)])
        return dict(cursor.fetchall())


def _utc(moment: dt.datetime | None) -> str | None:
    """A draft keeps the zone of whoever typed it, the database none: one moment is written in one way."""
    return moment.astimezone(dt.UTC).isoformat() if moment else None


def versions_of(quiz: uuid.UUID) -> list[QuestionVersion]:
    """Every question that the newest version may ask."""
    newest = newest_version(quiz)
    ids = [one for part in newest.parts for one in part["pool"]] if newest else []
    return list(QuestionVersion.objects.filter(pk__in=ids))
