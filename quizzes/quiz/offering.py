"""What a course's page and the first page say of quizzes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from courses.pages.extras import Extra
from quizzes.quiz.models import Purpose, Quiz

if TYPE_CHECKING:
    from django.db.models import QuerySet

# A course has one test at its end; a bound all the same.
MOST_OFFERED = 3


def offers(course: uuid.UUID) -> list[Extra]:
    """The published quizzes at the end of a course. One query."""
    return _extras(Quiz.objects.filter(course__uuid=course, live=True))


def placements() -> list[Extra]:
    """The published tests that say which course fits, for the first page. One query."""
    return _extras(Quiz.objects.filter(purpose=Purpose.PLACEMENT, live=True))


def _extras(quizzes: QuerySet[Quiz]) -> list[Extra]:
    return [
        Extra(quiz.title, " ".join(quiz.facts()), quiz.get_absolute_url())
        for quiz in quizzes.order_by("title", "id").only("id", "title", "time_limit_minutes")[:MOST_OFFERED]
    ]
