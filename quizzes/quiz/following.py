"""Quizzes follow the bank: whoever begins now is asked what is newest in it, and nothing that was retired."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from quizzes.bank.usage import quizzes_asking
from quizzes.quiz.freezing import publish_quiz
from quizzes.quiz.models import Quiz

logger = logging.getLogger(__name__)

# Quizzes that one run of the job looks at; a country has fewer.
MOST_AT_ONCE = 5_000


@dataclass(slots=True)
class Followed:
    """What became of the quizzes that ask a question: those that follow, and those that somebody must change."""

    without: list[Quiz] = field(default_factory=list)
    still: list[Quiz] = field(default_factory=list)


@transaction.atomic
def follow(*, question: uuid.UUID) -> Followed:
    """Publish the quizzes that ask a question anew, as they are live.

    One whose draws the bank can fill no more, or that every paper asks a retired question in, stays as it is.
    """
    done = Followed()
    uses = quizzes_asking(question)
    # All of them before the first one moves the publication's number, for which whoever publishes one quiz waits.
    quizzes = Quiz.objects.select_for_update(no_key=True).filter(pk__in=[use.quiz.pk for use in uses])
    list(quizzes.order_by("pk").values_list("pk"))
    for use in uses:
        quiz = _published_anew(use.quiz.pk)
        (done.without if quiz else done.still).append(quiz or use.quiz)
    return done


def follow_bank() -> int:
    """The periodic job: draws take in what the bank has gained. Returns how many quizzes were looked at."""
    live = list(Quiz.objects.filter(live=True).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_published_anew(quiz) is not None for quiz in live)


def _published_anew(quiz: uuid.UUID) -> Quiz | None:
    # The row holds what was published last; a draft lies in its revision.
    held = Quiz.objects.filter(pk=quiz, live=True).first()
    if held is None:
        return None
    try:
        with transaction.atomic():
            publish_quiz(held)
    except ValidationError as error:
        logger.warning("The quiz %s keeps its version: %s", quiz, error.messages[0])
        return None
    return held
