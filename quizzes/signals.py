"""What publishing sets going: versions of questions and of quizzes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.signals import published, unpublished

from foundation.publication import bump
from quizzes.bank.freezing import publish_question
from quizzes.bank.models import Question
from quizzes.bank.retiring import leave_out
from quizzes.quiz.freezing import publish_quiz
from quizzes.quiz.models import Quiz


def connect() -> None:
    """Listen to what officials publish."""
    published.connect(_question_published, sender=Question, dispatch_uid="quizzes.question_published")
    unpublished.connect(_question_unpublished, sender=Question, dispatch_uid="quizzes.question_unpublished")
    published.connect(_quiz_published, sender=Quiz, dispatch_uid="quizzes.quiz_published")
    unpublished.connect(_quiz_unpublished, sender=Quiz, dispatch_uid="quizzes.quiz_unpublished")


def _question_published(instance: Question, **_: Any) -> None:
    publish_question(instance)


def _question_unpublished(instance: Question, **_: Any) -> None:
    leave_out(instance)


def _quiz_published(instance: Quiz, **_: Any) -> None:
    publish_quiz(instance)


@transaction.atomic
def _quiz_unpublished(**_: Any) -> None:
    # The course's page offers it no more.
    bump()
