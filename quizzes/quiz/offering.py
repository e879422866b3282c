"""What a course's page says of its quizzes."""

from __future__ import annotations

import uuid

from courses.pages.extras import Extra
from quizzes.quiz.models import Quiz

# A course has one test at its end; a bound all the same.
MOST_OFFERED = 3


def offers(course: uuid.UUID) -> list[Extra]:
    """The published quizzes at the end of a course. One query."""
    quizzes = Quiz.objects.filter(course__uuid=course, live=True).order_by("title", "id")
    return [
        Extra(quiz.title, " ".join(quiz.facts()), quiz.get_absolute_url())
        for quiz in quizzes.only("id", "title", "time_limit_minutes")[:MOST_OFFERED]
    ]
