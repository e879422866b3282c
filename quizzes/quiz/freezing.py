"""Publishing a quiz: its next version, with the questions that its papers may ask."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from foundation.publication import bump
from quizzes.bank.models import Question
from quizzes.quiz.blocks import MOST_QUESTIONS
from quizzes.quiz.models import Quiz, QuizVersion

# A draw is made from as many at the most: the rest of a bank of 100,000 has its turn when the pools are filled anew.
MOST_IN_POOL = 300
_SETTINGS = (
    "purpose", "mode", "pass_mark", "time_limit_minutes", "late_minutes", "max_attempts", "wait_minutes",
    "shuffle_questions", "shuffle_answers", "feedback", "spread_minutes",
)  # fmt: skip
_TOO_FEW = gettext_lazy(
    "%(count)d questions are to be drawn for %(competence)s, but the bank has only %(there)d that fit."
)
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
    """Raise a ``ValidationError`` that shows at each part why no paper could be made of it."""
    _made, problems = _parts(quiz, None)
    if not problems:
        return
    at_parts: dict[int, ValidationError] = {}
    for place, field, message in problems:
        if place is not None:
            at_parts.setdefault(place, StructBlockValidationError(block_errors={field: ValidationError(message)}))
    whole = [message for place, _field, message in problems if place is None]
    raise StreamBlockValidationError(block_errors=at_parts, non_block_errors=whole)


def draft_version(quiz: Quiz) -> QuizVersion:
    """The version that publishing would write, without its number; raises ``ValidationError``."""
    return _frozen(quiz, newest_version(quiz.pk))


def _frozen(quiz: Quiz, newest: QuizVersion | None) -> QuizVersion:
    settings: dict[str, Any] = {name: getattr(quiz, name) for name in _SETTINGS}
    settings |= {
        "intro": quiz.intro,
        "course": str(quiz.course.uuid) if quiz.course else None,
        "opens_at": _utc(quiz.opens_at),
        "closes_at": _utc(quiz.closes_at),
        "competence_marks": {mark.value["competence"]: mark.value["percent"] for mark in quiz.competence_marks},
    }
    parts, problems = _parts(quiz, newest)
    if problems:
        raise ValidationError([problem.message for problem in problems])
    version = QuizVersion(quiz=quiz.pk, number=0, title=quiz.title, settings=settings, parts=parts)
    said = [version.title, settings, version.parts]
    version.digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return version


class PartProblem(NamedTuple):
    """Why no paper can be made: the part's place from 0 (None: all together), its field, a sentence."""

    place: int | None
    field: str
    message: str


def _parts(quiz: Quiz, newest: QuizVersion | None) -> tuple[list[dict[str, Any]], list[PartProblem]]:
    parts: list[dict[str, Any]] = []
    problems: list[PartProblem] = []
    fixed = [part.value["question"] for part in quiz.parts if part.block_type == "question"]
    named = {question.pk for question in fixed if question}
    versions = _newest_versions(named)
    kept = {one for part in (newest.parts if newest else []) for one in part["pool"]}
    # So many does the quiz want of each competence and difficulty by all its draws so far.
    wanted: Counter[tuple[str, str]] = Counter()
    pools: dict[tuple[str, str], list[int]] = {}
    seen: set[uuid.UUID] = set()
    for place, part in enumerate(quiz.parts):
        if part.block_type == "question":
            question = part.value["question"]
            problem = _problem_of(question, versions, seen)
            if problem:
                problems.append(PartProblem(place, "question", problem))
            else:
                seen.add(question.pk)
                parts.append({"pool": [versions[question.pk]], "take": 1})
            continue
        which, count = (part.value["competence"], part.value["difficulty"]), part.value["count"] or 0
        if which not in pools:
            pools[which] = _pool(which, named)
        wanted[which] += count
        if wanted[which] > len(pools[which]):
            told = {"count": wanted[which], "there": len(pools[which]), "competence": which[0]}
            problems.append(PartProblem(place, "count", _TOO_FEW % told))
        parts.append({"pool": _bounded(pools[which], kept), "take": count})
    if sum(part["take"] for part in parts) > MOST_QUESTIONS:
        problems.append(PartProblem(None, "", _("A paper has at most %d questions.") % MOST_QUESTIONS))
    return parts, problems


def _problem_of(question: Question | None, versions: dict[uuid.UUID, int], seen: set[uuid.UUID]) -> str:
    """Why a certain question cannot be asked; empty when it can."""
    if question is None:
        return _("This question is no longer there. Please choose another one.")
    if question.retired_at is not None:
        return _("The question “%s” is retired. Please choose another one.") % question.name
    if question.pk not in versions:
        return _("The question “%s” has not been published yet.") % question.name
    if question.pk in seen:
        return _("The question “%s” stands in the quiz twice.") % question.name
    return ""


def _pool(which: tuple[str, str], named: set[uuid.UUID]) -> list[int]:
    """The newest versions of all questions that fit a draw, without those that every paper has anyway."""
    competence, difficulty = which
    fitting = Question.objects.in_use().filter(competence__code=competence, difficulty=difficulty)
    questions = fitting.exclude(pk__in=named).values_list("pk", flat=True)
    return sorted(_newest_versions(questions).values())


def _bounded(versions: list[int], kept: set[int]) -> list[int]:
    if len(versions) <= MOST_IN_POOL:
        return versions
    # Those that were in it stay, so that publishing again without a change changes nothing.
    stay = [one for one in versions if one in kept][:MOST_IN_POOL]
    others = [one for one in versions if one not in kept]
    chosen = random.Random(len(versions)).sample(others, MOST_IN_POOL - len(stay))  # noqa: S311 - no secret
    return sorted([*stay, *chosen])


def _newest_versions(questions: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(questions)])
        return dict(cursor.fetchall())


def _utc(moment: dt.datetime | None) -> str | None:
    """A draft keeps the zone of whoever typed it, the database none: one moment is written in one way."""
    return moment.astimezone(dt.UTC).isoformat() if moment else None
